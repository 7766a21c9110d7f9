#include "tests/faults/history.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "tests/contract/helpers.h"

namespace assent::faults {
namespace {

using Ended = Operation::Ended;

absl::Status CheckActs(const std::vector<Operation>& operations,
                       const std::map<std::string, int64_t>& position_of) {
  std::map<std::string, bool> sent;
  for (const Operation& operation : operations) {
    if (operation.words.empty()) continue;
    REQUIRE(sent.emplace(operation.words, true).second, operation.words, ": sent by two");
    const auto there = position_of.find(operation.words);
    if (there == position_of.end()) {
      REQUIRE(operation.ended != Ended::kAcknowledged, operation.words, " was acknowledged at ",
              operation.position, " and is lost");
      continue;
    }
    REQUIRE(operation.ended != Ended::kRefused, operation.words, " was refused, and is at ",
            there->second);
    REQUIRE(operation.ended != Ended::kAcknowledged || operation.position == there->second,
            operation.words, " was acknowledged at ", operation.position, " and is at ",
            there->second);
  }
  for (const auto& [words, position] : position_of) {
    REQUIRE(sent.count(words) == 1, words, " at ", position, " was sent by nobody");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckHistory(const std::vector<Operation>& operations, const std::vector<Line>& log) {
  std::map<std::string, int64_t> position_of;
  for (const Line& line : log) {
    const auto [known, fresh] = position_of.emplace(line.words, line.position);
    REQUIRE(fresh, line.words, " is there twice, at ", known->second, " and ", line.position);
  }
  if (absl::Status status = CheckActs(operations, position_of); !status.ok()) return status;
  // In the log's order, a read behind what it shows: nobody may stand before somebody who had been
  // answered when they began.
  std::vector<const Operation*> ordered;
  for (const Operation& operation : operations) {
    if (operation.ended == Ended::kAcknowledged) ordered.push_back(&operation);
  }
  std::sort(ordered.begin(), ordered.end(), [](const Operation* a, const Operation* b) {
    if (a->position != b->position) return a->position < b->position;
    return b->words.empty() && !a->words.empty();
  });
  const auto later = [](const Operation* a, const Operation* b) {
    return a == nullptr || (b != nullptr && b->sent > a->sent) ? b : a;
  };
  const Operation* latest = nullptr;  // sent, of those before
  const Operation* reads =
      nullptr;  // the same of reads that show as much as this one: in any order
  for (const Operation* operation : ordered) {
    const bool read = operation->words.empty();
    if (!read || (reads != nullptr && reads->position != operation->position)) {
      latest = later(latest, reads);
      reads = nullptr;
    }
    REQUIRE(latest == nullptr || latest->sent <= operation->answered,
            read ? "a read" : operation->words, " at ", operation->position,
            " had been answered before ", latest->words.empty() ? "a read" : latest->words, " at ",
            latest->position, " was sent");
    (read ? reads : latest) = later(read ? reads : latest, operation);
  }
  return absl::OkStatus();
}

}  // namespace assent::faults
