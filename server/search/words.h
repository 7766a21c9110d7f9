// Words of any language, as they are compared in searches: folded, so that a
// word is found however it was typed, and cut where its language cuts.
//
// Folding: Unicode's NFKC with full case folding; decimal digits of all scripts
// as ASCII; accents and vowel points dropped where they only modify a letter
// (Latin, Greek, Cyrillic, Hebrew, Arabic, Syriac), kept where they are letters
// (the vowel signs of India, the voicing marks of Japanese).
//
// Cutting: by Unicode's word boundaries (UAX #29), and at any mark inside a
// word ("l'accord" is "l" and "accord"). Scripts written without spaces, and
// Hangul, whose particles cling to their words, are cut into pairs of
// neighbouring characters instead of by a dictionary: no dictionary knows what
// a group calls its things. Nothing is stemmed, and no word is left out.
//
// Pure; any thread.

#ifndef ASSENT_SERVER_SEARCH_WORDS_H_
#define ASSENT_SERVER_SEARCH_WORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assent::search {

struct Words {
  // In the order of the text: words, and pairs of characters; a character that
  // stands alone is a word.
  std::vector<std::string> words;
  // The single characters of pairs, where one may be a word by itself (Han,
  // Hangul): to be found by, not to be counted.
  std::vector<std::string> characters;
};

// The words of a text in UTF-8; what is not UTF-8 is no word.
Words WordsOf(absl::string_view text);

}  // namespace assent::search

#endif  // ASSENT_SERVER_SEARCH_WORDS_H_
