#include "tests/lives/play.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/refusal.h"
#include "tests/lives/dice.h"
#include "tests/lives/machine.h"

namespace assent::test {
namespace {

constexpr int kDeeds = 60;

// Monday noon, so that working days and weekends both occur.
absl::Time Beginning() { return absl::FromUnixSeconds(1'800'014'400); }

class Twins {
 public:
  Twins(const v1::DecisionRule& rule, uint32_t seed, NaiveLife::Mistake mistake)
      : rule_(rule),
        seed_(seed),
        dice_(seed),
        now_(Beginning()),
        machine_(rule, now_),
        naive_(rule, now_, mistake) {}

  Play Live() {
    for (const Deed& deed : dice_.Beginnings(rule_)) Do(deed);
    if (!dice_.OneIn(4)) Pass(now_ + absl::Hours(24 * 8));
    Do(dice_.Introduction(naive_, rule_));
    if (machine_.proposal() == nullptr) return play_;
    for (int i = 0; i < kDeeds && !naive_.ended() && play_.difference.empty(); ++i) {
      Pass(dice_.Later(naive_, now_));
      if (!naive_.ended() && play_.difference.empty()) Do(dice_.Draw(naive_));
    }
    // Whatever nobody carries on any more ends, or waits for somebody.
    for (int i = 0; i < 20 && play_.difference.empty() && !naive_.ended(); ++i) {
      const absl::Time next = naive_.NextDue();
      if (next == absl::InfiniteFuture()) break;
      Pass(next);
    }
    play_.end = naive_.state();
    return play_;
  }

 private:
  // Stops at every moment at which something falls due for either.
  void Pass(absl::Time until) {
    while (play_.difference.empty()) {
      const absl::Time due = std::min({until, machine_.NextDue(), naive_.NextDue()});
      now_ = std::max(now_, due);
      machine_.Pass(now_);
      naive_.Pass(now_);
      Compare("time passes");
      if (now_ >= until) return;
      if (due < now_) return;
    }
  }

  void Do(const Deed& deed) {
    if (!play_.difference.empty()) return;
    const absl::Status status = machine_.Do(deed, now_);
    const std::string words = InWords(deed);
    if (!status.ok()) {
      ++play_.refused;
      lines_.push_back(absl::StrCat(Clock(), "  (", words, ": ", base::ReasonOf(status), ")"));
      return Compare(words);
    }
    ++play_.accepted;
    lines_.push_back(absl::StrCat(Clock(), "  ", words));
    const std::string forbidden = naive_.Forbidden(deed, now_);
    if (!forbidden.empty()) return Differ(absl::StrCat("accepted, although ", forbidden, "\n"));
    naive_.Do(deed, now_);
    Compare(words);
  }

  void Compare(const std::string& after) {
    if (machine_.proposal() == nullptr) return;
    const std::string difference = Difference(machine_.Look(now_), naive_.Look(now_));
    if (!difference.empty()) Differ(absl::StrCat("after: ", after, "\n", difference));
  }

  void Differ(const std::string& what) {
    play_.difference =
        absl::StrCat("rule ", rule_.id(), ", life ", seed_, "\n", absl::StrJoin(lines_, "\n"), "\n",
                     Clock(), "\n", what, "machine:\n", InWords(machine_.Look(now_)), "second:\n",
                     InWords(naive_.Look(now_)));
  }

  std::string Clock() const {
    return absl::FormatTime("%m-%d %H:%M:%E*S", now_, absl::UTCTimeZone());
  }

  const v1::DecisionRule& rule_;
  const uint32_t seed_;
  Dice dice_;
  absl::Time now_;
  Machine machine_;
  NaiveLife naive_;
  std::vector<std::string> lines_;
  Play play_;
};

}  // namespace

Play LiveTwice(const v1::DecisionRule& rule, uint32_t seed, NaiveLife::Mistake mistake) {
  return Twins(rule, seed, mistake).Live();
}

}  // namespace assent::test
