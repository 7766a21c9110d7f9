#include "server/search/postings.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "server/base/limits.h"
#include "server/search/words.h"

namespace assent::search {
namespace {

void AppendVarint(uint32_t number, std::string& bytes) {
  for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<char>(number | 0x80));
  bytes.push_back(static_cast<char>(number));
}

bool ConsumeVarint(absl::string_view& bytes, uint32_t& number) {
  number = 0;
  for (int shift = 0; shift < 32 && !bytes.empty(); shift += 7) {
    const uint8_t byte = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<uint32_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool ParsePlace(absl::string_view place, Posting& posting) {
  const size_t slash = place.find('/');
  int32_t back = 0;
  if (!absl::SimpleAtoi(place.substr(0, slash), &back)) return false;
  if (back < 0 || back >= assembly::kMaxNumber) return false;
  posting.decision = assembly::kMaxNumber - back;
  return slash == absl::string_view::npos ||
         (absl::SimpleAtoi(place.substr(slash + 1), &posting.statement) && posting.statement > 0);
}

using Counts = absl::btree_map<std::string, Posting>;

void Count(absl::string_view text, uint32_t Posting::*where, Counts& counts, uint32_t& length) {
  const Words words = WordsOf(text);
  for (const std::string& word : words.words) ++(counts[word].*where);
  for (const std::string& character : words.characters) ++(counts[character].*where);
  length += static_cast<uint32_t>(words.words.size());
}

}  // namespace

std::string PostingPrefix(absl::string_view word) { return absl::StrCat("term/", word, "/"); }

std::string PostingKey(absl::string_view word, int32_t decision, int32_t statement) {
  std::string key = absl::StrFormat("term/%s/%08d", word, assembly::kMaxNumber - decision);
  if (statement != 0) absl::StrAppendFormat(&key, "/%08d", statement);
  return key;
}

std::optional<Posting> ParsePosting(absl::string_view word, absl::string_view key,
                                    absl::string_view value) {
  key.remove_prefix(PostingPrefix(word).size());
  Posting posting;
  if (!ParsePlace(key, posting) || !ConsumeVarint(value, posting.in_title) ||
      !ConsumeVarint(value, posting.elsewhere) || !ConsumeVarint(value, posting.length)) {
    return std::nullopt;
  }
  return posting;
}

absl::btree_map<std::string, std::string> PostingsOf(const Indexed& indexed) {
  Counts counts;
  uint32_t length = 0;
  Count(indexed.title, &Posting::in_title, counts, length);
  for (const std::string& text : indexed.texts) {
    Count(text, &Posting::elsewhere, counts, length);
  }
  absl::btree_map<std::string, std::string> postings;
  for (const auto& [word, count] : counts) {
    std::string& value = postings[PostingKey(word, indexed.decision, indexed.statement)];
    AppendVarint(count.in_title, value);
    AppendVarint(count.elsewhere, value);
    AppendVarint(length, value);
  }
  return postings;
}

}  // namespace assent::search
