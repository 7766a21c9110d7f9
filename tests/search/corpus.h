// Decisions to search in: fifty that were written for it, each with a proposal
// that somebody should not decide on without knowing it (data/labelled.txt),
// and any number that are made up of the words of such groups, in eight
// languages: the same for the same number.

#ifndef ASSENT_TESTS_SEARCH_CORPUS_H_
#define ASSENT_TESTS_SEARCH_CORPUS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace assent::search {

struct Text {
  std::string title;
  std::string text;
};

struct Labelled {
  Text decision;
  Text proposal;
};

// From the file, below the working folder, which is the root of the source
// tree; stops the program if it is not there.
std::vector<Labelled> ReadLabelled();

// A made-up decision: some 15 to 60 words, common ones more often.
Text MadeUp(uint32_t number);

}  // namespace assent::search

#endif  // ASSENT_TESTS_SEARCH_CORPUS_H_
