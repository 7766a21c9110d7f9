#include "server/ledger/deadlines.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::ledger {
namespace {

constexpr absl::string_view kPrefix = "due/";

constexpr absl::Duration kFirstDelay = absl::Seconds(1);

}  // namespace

storage::DocumentWrite DueDocument(absl::string_view assembly, absl::Time due) {
  storage::DocumentWrite document{absl::StrCat(kPrefix, assembly), std::nullopt};
  if (due != absl::InfiniteFuture()) document.value = absl::StrCat(absl::ToUnixMicros(due));
  return document;
}

absl::Status Deadlines::Read(storage::EventStore& store) {
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanSharedDocuments(kPrefix, after, {}));
    if (page.empty()) return absl::OkStatus();
    for (const storage::Document& document : page) {
      int64_t micros = 0;
      if (!absl::SimpleAtoi(document.value, &micros)) {
        return absl::DataLossError(absl::StrCat("the shared document ", document.key,
                                                " is not a time: run `assentd rebuild`"));
      }
      Set(document.key.substr(kPrefix.size()), absl::FromUnixMicros(micros));
    }
    after = page.back().key;
  }
}

void Deadlines::Set(const std::string& assembly, absl::Time due) {
  absl::MutexLock lock(&mutex_);
  delays_.erase(assembly);
  Put(assembly, due);
}

void Deadlines::Retry(const std::string& assembly, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  absl::Duration& delay = delays_[assembly];
  delay = std::clamp(2 * delay, kFirstDelay, kMaxSettleDelay);
  Put(assembly, now + delay);
}

void Deadlines::Put(const std::string& assembly, absl::Time due) {
  const auto known = by_assembly_.find(assembly);
  if (known != by_assembly_.end()) {
    if (known->second == due) return;
    by_time_.erase({known->second, assembly});
    by_assembly_.erase(known);
  }
  if (due == absl::InfiniteFuture()) return;
  by_time_.emplace(due, assembly);
  by_assembly_[assembly] = due;
}

absl::Time Deadlines::Next() const {
  absl::MutexLock lock(&mutex_);
  return by_time_.empty() ? absl::InfiniteFuture() : by_time_.begin()->first;
}

std::vector<std::string> Deadlines::TakeDue(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> due;
  while (!by_time_.empty() && by_time_.begin()->first <= now) {
    due.push_back(by_time_.begin()->second);
    by_assembly_.erase(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
  }
  return due;
}

}  // namespace assent::ledger
