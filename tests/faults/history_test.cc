// The checker of histories has to see every kind of anomaly: each is put into histories that are
// sound.

#include "tests/faults/history.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"

namespace assent::faults {
namespace {

using Ended = Operation::Ended;

struct History {
  std::vector<Operation> operations;
  std::vector<Line> log;

  absl::Status Check() const { return CheckHistory(operations, log); }
  Operation& Nth(int n) { return operations[n % operations.size()]; }
  // The n-th that was acknowledged and is an act, or a read.
  Operation& Acknowledged(int n, bool act) {
    while (Nth(n).ended != Ended::kAcknowledged || Nth(n).words.empty() == act) ++n;
    return Nth(n);
  }
};

// Five clients, each with one call after the other; what each takes effect at lies between its two
// ends.
History Sound(std::mt19937& random) {
  struct Call {
    Operation operation;
    absl::Duration effect;
  };
  std::vector<Call> calls;
  for (int client = 0; client < 5; ++client) {
    absl::Duration now = absl::Milliseconds(random() % 50);
    for (int i = 0; i < 40; ++i) {
      Call call;
      call.operation.sent = now;
      call.effect = now + absl::Microseconds(1 + random() % 20'000);
      call.operation.answered = call.effect + absl::Microseconds(1 + random() % 20'000);
      now = call.operation.answered + absl::Microseconds(1 + random() % 5'000);
      if (random() % 4 > 0) call.operation.words = absl::StrCat("act ", client, " ", i);
      call.operation.ended = random() % 16 == 0 ? Ended::kRefused : Ended::kAcknowledged;
      if (random() % 16 == 0) call.operation.ended = Ended::kUnknown;
      calls.push_back(call);
    }
  }
  std::sort(calls.begin(), calls.end(),
            [](const Call& a, const Call& b) { return a.effect < b.effect; });
  History history;
  int64_t last = 0;
  for (Call& call : calls) {
    const bool done = call.operation.ended == Ended::kAcknowledged ||
                      (call.operation.ended == Ended::kUnknown && random() % 2 == 0);
    if (done && !call.operation.words.empty())
      history.log.push_back({++last, call.operation.words});
    call.operation.position = last;
    history.operations.push_back(call.operation);
  }
  return history;
}

struct Anomaly {
  const char* name;
  std::function<void(History&, int)> put;
};

const Anomaly kAnomalies[] = {
    {"AnActIsLost",
     [](History& h, int n) {
       const std::string words = h.Acknowledged(n, true).words;
       std::erase_if(h.log, [&](const Line& line) { return line.words == words; });
     }},
    {"AnActIsThereTwice",
     [](History& h, int n) {
       h.log.push_back({h.log.back().position + 1, h.Acknowledged(n, true).words});
     }},
    {"ARefusedActIsThere",
     [](History& h, int n) { h.Acknowledged(n, true).ended = Ended::kRefused; }},
    {"NobodySentAnAct",
     [](History& h, int n) {
       const std::string words = h.Acknowledged(n, true).words;
       std::erase_if(h.operations, [&](const Operation& one) { return one.words == words; });
     }},
    {"AReplyNamesAnotherPosition", [](History& h, int n) { ++h.Acknowledged(n, true).position; }},
    {"AnActTakesEffectBeforeItIsSent",
     [](History& h, int n) {
       Operation& act = h.Acknowledged(n, true);
       act.sent += absl::Seconds(10);
       act.answered += absl::Seconds(10);
       Operation& last = h.operations.emplace_back(act);
       last.words.clear();  // and somebody read more than it long before
       last.position = act.position;
       last.sent -= absl::Seconds(5);
       last.answered -= absl::Seconds(5);
     }},
    {"AReadIsStale",
     [](History& h, int n) {
       Operation& read = h.Acknowledged(n, false);
       read.sent = absl::Seconds(100);
       read.answered = absl::Seconds(101);
       read.position = -1 - n % 5;
       for (const Operation& one : h.operations) {
         const bool done = one.ended == Ended::kAcknowledged && !one.words.empty();
         if (done) read.position = std::max(read.position, one.position - 1 - n % 5);
       }
     }},
    {"TwoReadsRunBackwards",
     [](History& h, int n) {
       Operation& read = h.Acknowledged(n, false);
       read.position = h.log.back().position + 5;  // what it shows was never acknowledged
       Operation later = read;
       later.sent = read.answered + absl::Seconds(100);
       later.answered = later.sent + absl::Seconds(1);
       later.position = read.position - 1;
       h.operations.push_back(later);
     }},
};

TEST(Histories, SoundOnesPass) {
  std::mt19937 random(FirstSeed());
  for (int round = 0; round < 200; ++round) ASSENT_ASSERT_OK(Sound(random).Check());
}

class HistoryCanary : public testing::TestWithParam<Anomaly> {};

TEST_P(HistoryCanary, IsNoticed) {
  std::mt19937 random(FirstSeed());
  for (int round = 0; round < 200; ++round) {
    History history = Sound(random);
    GetParam().put(history, static_cast<int>(random() % history.operations.size()));
    ASSERT_FALSE(history.Check().ok()) << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(All, HistoryCanary, testing::ValuesIn(kAnomalies),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace assent::faults
