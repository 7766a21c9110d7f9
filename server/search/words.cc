#include "server/search/words.h"

#include <memory>
#include <utility>

#include "server/base/check.h"
#include "server/base/limits.h"
#include "unicode/brkiter.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/uscript.h"
#include "unicode/utf8.h"

namespace assent::search {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

// Letters that Unicode does not take apart and people type in several ways.
struct SameLetter {
  UChar32 letter;
  const char16_t* as;
};
constexpr SameLetter kSameLetters[] = {
    {U'ø', u"o"},           {U'ł', u"l"},           {U'đ', u"d"},           {U'ħ', u"h"},
    {U'ı', u"i"},           {U'æ', u"ae"},          {U'œ', u"oe"},          {U'ð', u"d"},
    {U'þ', u"th"},          {U'\u0640', u""},                                // tatweel
    {U'\u0649', u"\u064a"}, {U'\u06cc', u"\u064a"}, {U'\u0629', u"\u0647"},  // yeh, teh marbuta
    {U'\u06a9', u"\u0643"},                                                  // kaf
};

UScriptCode ScriptOf(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(c, &error);
}

bool IsMark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

// Whether marks on letters of this script may be left out.
bool MarksModify(UScriptCode script) {
  switch (script) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_HEBREW:
    case USCRIPT_ARABIC:
    case USCRIPT_SYRIAC:
      return true;
    default:
      return false;
  }
}

void AppendFolded(UChar32 c, UnicodeString& folded) {
  if (c < 0x80) {
    folded.append(c);
    return;
  }
  for (const SameLetter& same : kSameLetters) {
    if (same.letter != c) continue;
    folded.append(UnicodeString(same.as));
    return;
  }
  const int32_t digit = u_charDigitValue(c);
  folded.append(digit >= 0 && u_isdigit(c) ? static_cast<UChar32>('0' + digit) : c);
}

UnicodeString Fold(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2* const fold = Normalizer2::getNFKCCasefoldInstance(error);
  const Normalizer2* const apart = Normalizer2::getNFDInstance(error);
  const Normalizer2* const together = Normalizer2::getNFCInstance(error);
  ASSENT_CHECK(U_SUCCESS(error), "ICU's data is part of its library");
  const UnicodeString cased = fold->normalize(
      UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))),
      error);
  const UnicodeString letters = apart->normalize(cased, error);
  UnicodeString folded;
  bool modify = false;
  for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
    const UChar32 c = letters.char32At(i);
    if (c < 0x80) {
      modify = true;
    } else if (!IsMark(c)) {
      modify = MarksModify(ScriptOf(c));
    } else if (modify) {
      continue;
    }
    AppendFolded(c, folded);
  }
  UnicodeString composed = together->normalize(folded, error);
  ASSENT_CHECK(U_SUCCESS(error), "memory for a text");
  return composed;
}

// Characters that are cut into pairs, by what they make pairs with.
enum class Kin { kNone, kHan, kHangul, kThai, kLao, kKhmer, kMyanmar };

Kin KinOf(UChar32 c) {
  if (c < 0x80) return Kin::kNone;
  switch (ScriptOf(c)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
      return Kin::kHan;
    case USCRIPT_HANGUL:
      return Kin::kHangul;
    case USCRIPT_THAI:
      return Kin::kThai;
    case USCRIPT_LAO:
      return Kin::kLao;
    case USCRIPT_KHMER:
      return Kin::kKhmer;
    case USCRIPT_MYANMAR:
      return Kin::kMyanmar;
    default:
      // The mark that lengthens a vowel belongs to two scripts.
      return uscript_hasScript(c, USCRIPT_KATAKANA) && u_isalpha(c) ? Kin::kHan : Kin::kNone;
  }
}

bool IsWordCharacter(UChar32 c) { return u_isalnum(c) || IsMark(c); }

std::string Utf8(const UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  if (utf8.size() > kMaxWordBytes) {
    int32_t end = kMaxWordBytes;
    U8_SET_CP_START(reinterpret_cast<const uint8_t*>(utf8.data()), 0, end);
    utf8.resize(end);
  }
  return utf8;
}

class Cutter {
 public:
  explicit Cutter(UnicodeString text) : text_(std::move(text)) {}

  Words Cut() && {
    for (int32_t i = 0; i < text_.length();) {
      const Kin kin = KinAt(i);
      const int32_t end = EndOfRun(i, kin);
      kin == Kin::kNone ? CutText(i, end) : CutIntoPairs(i, end, kin);
      i = end;
    }
    return std::move(words_);
  }

 private:
  Kin KinAt(int32_t i) const {
    const UChar32 c = text_.char32At(i);
    return IsWordCharacter(c) ? KinOf(c) : Kin::kNone;
  }

  // Marks go with what they stand on.
  int32_t EndOfRun(int32_t i, Kin kin) const {
    do {
      i = text_.moveIndex32(i, 1);
    } while (i < text_.length() && (IsMark(text_.char32At(i)) || KinAt(i) == kin));
    return i;
  }

  void CutIntoPairs(int32_t begin, int32_t end, Kin kin) {
    std::vector<UnicodeString> characters;
    for (int32_t i = begin; i < end;) {
      int32_t next = text_.moveIndex32(i, 1);
      while (next < end && IsMark(text_.char32At(next))) next = text_.moveIndex32(next, 1);
      characters.push_back(text_.tempSubStringBetween(i, next));
      i = next;
    }
    if (characters.size() == 1) words_.words.push_back(Utf8(characters[0]));
    for (size_t i = 1; i < characters.size(); ++i) {
      words_.words.push_back(Utf8(characters[i - 1] + characters[i]));
    }
    if (characters.size() < 2 || (kin != Kin::kHan && kin != Kin::kHangul)) return;
    for (const UnicodeString& character : characters) {
      const UScriptCode script = ScriptOf(character.char32At(0));
      const bool may_be_word = script == USCRIPT_HAN || script == USCRIPT_HANGUL;
      if (may_be_word) words_.characters.push_back(Utf8(character));
    }
  }

  // Unicode has a boundary at every space, and in ASCII where letters and digits
  // end: only what is neither has to be looked up in its tables.
  void CutText(int32_t begin, int32_t end) {
    for (int32_t i = begin; i < end;) {
      const int32_t next = EndOfChunk(i, end);
      if (IsAscii(i, next)) {
        CutAtMarks(text_, i, next);
        i = next;
        continue;
      }
      int32_t last = next;
      for (int32_t more = next; more < end && !IsAscii(more, EndOfChunk(more, end));) {
        last = more = EndOfChunk(more, end);
      }
      CutAtBoundaries(text_.tempSubStringBetween(i, last));
      i = last;
    }
  }

  // Behind the next space.
  int32_t EndOfChunk(int32_t begin, int32_t end) const {
    const int32_t space = text_.indexOf(u' ', begin, end - begin);
    return space < 0 ? end : space + 1;
  }

  bool IsAscii(int32_t begin, int32_t end) const {
    while (begin < end && text_.charAt(begin) < 0x80) ++begin;
    return begin == end;
  }

  void CutAtBoundaries(const UnicodeString& run) {
    if (boundaries_ == nullptr) boundaries_ = NewBoundaries();
    boundaries_->setText(run);
    int32_t start = boundaries_->first();
    for (int32_t next = boundaries_->next(); next != icu::BreakIterator::DONE;
         next = boundaries_->next()) {
      if (boundaries_->getRuleStatus() >= UBRK_WORD_NUMBER) CutAtMarks(run, start, next);
      start = next;
    }
  }

  void CutAtMarks(const UnicodeString& run, int32_t begin, int32_t end) {
    for (int32_t i = begin; i < end;) {
      int32_t next = i;
      while (next < end && IsWordCharacter(run.char32At(next))) next = run.moveIndex32(next, 1);
      if (next > i) words_.words.push_back(Utf8(run.tempSubStringBetween(i, next)));
      i = next < end ? run.moveIndex32(next, 1) : end;
    }
  }

  // Making one reads ICU's tables; copies of it do not, and each thread needs
  // its own.
  static std::unique_ptr<icu::BreakIterator> NewBoundaries() {
    static const icu::BreakIterator* const kOriginal = [] {
      UErrorCode error = U_ZERO_ERROR;
      auto* const made = icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error);
      ASSENT_CHECK(U_SUCCESS(error), "ICU's data is part of its library");
      return made;
    }();
    return std::unique_ptr<icu::BreakIterator>(kOriginal->clone());
  }

  const UnicodeString text_;
  std::unique_ptr<icu::BreakIterator> boundaries_;
  Words words_;
};

}  // namespace

Words WordsOf(absl::string_view text) { return Cutter(Fold(text)).Cut(); }

}  // namespace assent::search
