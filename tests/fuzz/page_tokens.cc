// What comes with lists: a line with the page's size, one with its token, one with a filter, and
// then what somebody searches for. A token that is taken is the one that would be given for the
// same place, and is none under another query; a filter holds what it says; words that are found
// are words.

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/rpc/filter.h"
#include "server/rpc/paging.h"
#include "server/search/query.h"
#include "tests/fuzz/fuzz.h"

namespace assent::fuzz {
namespace {

constexpr uint64_t kQuery = 0x0123456789abcdef;
constexpr absl::string_view kNames[] = {"state", "member", "urgent"};

void RequireNamed(const absl::Status& status, absl::string_view reason) {
  Require(base::ReasonOf(status) == reason, status.ToString());
}

// The seeded mistake: a place that ends in a zero byte loses it.
std::string TokenAt(const rpc::Page& page, absl::string_view cursor) {
  if (IsCanary() && !cursor.empty() && cursor.back() == '\0') cursor.remove_suffix(1);
  return page.NextToken(cursor);
}

void LookAtToken(int32_t size, absl::string_view token) {
  const auto page = rpc::ParsePage(size, token, kQuery);
  if (!page.ok()) {
    return RequireNamed(page.status(), size < 0 ? "PAGE_SIZE_NEGATIVE" : "PAGE_TOKEN_INVALID");
  }
  Require(page->size >= 1 && page->size <= 1000, "a page of that size there is not");
  Require(page->cursor.empty() == token.empty(), "a token without a place");
  const auto number = rpc::NumberCursor(*page, -1);
  if (number.ok()) {
    Require(*number >= (token.empty() ? -1 : 0), "a number below zero");
  } else {
    RequireNamed(number.status(), "PAGE_TOKEN_INVALID");
  }
  if (token.empty()) return;
  Require(!rpc::ParsePage(size, token, kQuery + 1).ok(), "it is good for another query");
  const auto again = rpc::ParsePage(size, page->NextToken(page->cursor), kQuery);
  Require(again.ok() && again->cursor == page->cursor, "the same place has another token");
}

// Any bytes can be where a page ended.
void LookAtCursor(absl::string_view cursor) {
  if (cursor.empty() || cursor.size() > 64) return;
  const rpc::Page page{.size = 1, .cursor = "", .query = kQuery};
  const auto again = rpc::ParsePage(1, TokenAt(page, cursor), kQuery);
  Require(again.ok() && again->cursor == cursor, "a page does not go on where it ended");
}

void LookAtFilter(absl::string_view text) {
  const auto filter = rpc::Filter::Parse(text, kNames);
  if (!filter.ok()) return RequireNamed(filter.status(), "FILTER_INVALID");
  std::string written;
  for (const absl::string_view name : kNames) {
    const auto value = filter->Text(name);
    if (!value) continue;
    Require(!value->empty(), "a value that is nothing");
    absl::StrAppend(&written, written.empty() ? "" : " AND ", name, "=", *value);
  }
  const auto again = rpc::Filter::Parse(written, kNames);
  if (written.size() > text.size()) return;  // it may be too long now
  Require(again.ok(), absl::StrCat(written, ": ", again.status().ToString()));
  for (const absl::string_view name : kNames) {
    Require(again->Text(name) == filter->Text(name), "another filter");
  }
}

void LookAtSearch(absl::string_view text) {
  const search::Query query = search::ParseQuery(text);
  Require(query.words.size() <= search::kMaxQueryWords, "more words than are looked for");
  for (const std::string& word : query.words) Require(!word.empty(), "a word without a letter");
  for (const auto& phrase : query.phrases) {
    Require(phrase.size() >= 2 && search::HasPhrase(phrase, phrase), "a phrase lacks itself");
  }
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  int32_t page_size = 0;
  (void)absl::SimpleAtoi(input.Line(), &page_size);
  const absl::string_view token = input.Line();
  LookAtToken(page_size, token);
  LookAtCursor(token);
  LookAtFilter(input.Line());
  LookAtSearch(input.rest());
  return 0;
}
