#include "tests/storage/workload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/contract/helpers.h"

namespace assent::storage {
namespace {

std::string Name(size_t assembly) { return absl::StrCat("assembly ", assembly); }

}  // namespace

AppendRequest Workload::NextAppend(size_t assembly) {
  Log& log = logs_[assembly];
  const uint64_t last = log.entries;
  Texts texts(1 + random_() % 3);
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i] = absl::StrCat("entry ", last + 1 + i, std::string(random_() % 1500, 'x'));
  }
  AppendRequest append = contract::MakeAppend(Name(assembly), last, texts);
  append.documents = {{"last", absl::StrCat(last + texts.size())}};
  append.shared_documents = {{Name(assembly), append.documents[0].value}};
  log.entries += texts.size();
  log.appends.push_back(std::move(texts));
  return append;
}

absl::Status Workload::AppendBatch(EventStore& store) {
  std::vector<AppendRequest> batch;
  std::vector<size_t> assemblies;
  for (size_t left = 1 + random_() % 8; left > 0; --left) {
    assemblies.push_back(random_() % kAssemblies);
    batch.push_back(NextAppend(assemblies.back()));
  }
  const std::vector<absl::Status> statuses = contract::AppendAll(store, std::move(batch));
  absl::Status first_refusal;
  for (size_t i = 0; i < statuses.size(); ++i) {
    if (statuses[i].ok()) ++logs_[assemblies[i]].acknowledged;
    first_refusal.Update(statuses[i]);
  }
  return first_refusal;
}

std::unique_ptr<Subscription> Workload::Listen(EventStore& store) {
  return store.Subscribe([this](absl::string_view assembly, uint64_t last) {
    size_t number = 0;
    if (absl::SimpleAtoi(assembly.substr(assembly.size() - 1), &number)) {
      logs_[number].heard = std::max(logs_[number].heard, last);
    }
  });
}

absl::Status Workload::CompareLog(EventStore& store, size_t assembly, bool exactly) {
  Log& log = logs_[assembly];
  REQUIRE_ASSIGN(const Texts leaves, contract::Leaves(store, Name(assembly)));
  size_t appends = 0;
  size_t entries = 0;
  for (; appends < log.appends.size() && entries < leaves.size(); ++appends) {
    for (const std::string& sent : log.appends[appends]) {
      REQUIRE(entries < leaves.size(), Name(assembly), " ends within an append");
      REQUIRE(leaves[entries++] == sent, Name(assembly), " has another entry ", entries);
    }
  }
  REQUIRE(entries == leaves.size(), Name(assembly), " has more than was sent");
  REQUIRE(appends >= log.acknowledged, Name(assembly), ": ", log.acknowledged,
          " appends acknowledged, ", appends, " there");
  REQUIRE(entries >= log.heard, Name(assembly), ": ", log.heard, " heard, ", entries, " there");
  REQUIRE(!exactly || appends == log.acknowledged, Name(assembly), " shows what was refused");
  REQUIRE_ASSIGN(const uint64_t last, store.LastSequence(Name(assembly)));
  REQUIRE(last == entries, Name(assembly), "'s head is ", last, " of ", entries);
  REQUIRE_ASSIGN(const auto document, store.GetDocument(Name(assembly), "last"));
  REQUIRE_ASSIGN(const auto shared, store.GetSharedDocument(Name(assembly)));
  const std::string expected = entries == 0 ? "none" : absl::StrCat(entries);
  REQUIRE(document.value_or("none") == expected, Name(assembly), " ", expected);
  REQUIRE(shared.value_or("none") == expected, Name(assembly), " ", expected);
  if (exactly) return absl::OkStatus();  // what was refused may still be there after a restart
  log.appends.resize(appends);
  log.entries = entries;
  log.acknowledged = appends;
  return absl::OkStatus();
}

absl::Status Workload::Compare(EventStore& store, bool exactly) {
  for (size_t assembly = 0; assembly < kAssemblies; ++assembly) {
    absl::Status status = CompareLog(store, assembly, exactly);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

size_t Workload::acknowledged() const {
  size_t all = 0;
  for (const Log& log : logs_) all += log.acknowledged;
  return all;
}

}  // namespace assent::storage
