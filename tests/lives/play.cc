#include "tests/lives/play.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/refusal.h"
#include "tests/lives/dice.h"
#include "tests/lives/lawful.h"
#include "tests/lives/machine.h"

namespace assent::test {
namespace {

constexpr int kDeeds = 60;

// Monday noon, so that working days and weekends both occur.
absl::Time Beginning() { return absl::FromUnixSeconds(1'800'014'400); }

class Twins {
 public:
  Twins(const v1::DecisionRule& rule, uint32_t seed, NaiveLife::Mistake mistake, Tampered tampered)
      : rule_(rule),
        seed_(seed),
        tampered_(tampered),
        dice_(seed),
        now_(Beginning()),
        machine_(rule, now_),
        naive_(rule, now_, mistake),
        lawful_(naive_) {}

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
      naive_.TakeLots(machine_.Lots());
      Compare("time passes");
      if (now_ >= until) return;
      if (due < now_) return;
    }
  }

  void Do(const Deed& deed) {
    if (!play_.difference.empty()) return;
    const Opinion opinion = lawful_.Ask(deed, now_);
    if (opinion.what == Opinion::kNone) ++play_.no_opinion;
    const absl::Status status = Done(deed, opinion);
    const std::string words = InWords(deed);
    if (!status.ok()) {
      ++play_.refused;
      lines_.push_back(absl::StrCat(Clock(), "  (", words, ": ", base::ReasonOf(status), ")"));
      // Before there is a proposal, there is little to compare.
      if (opinion.what == Opinion::kMay && machine_.proposal() != nullptr) {
        return Differ(absl::StrCat("refused (", base::ReasonOf(status),
                                   "), although the rule lets it through\n"));
      }
      return Compare(words);
    }
    ++play_.accepted;
    lines_.push_back(absl::StrCat(Clock(), "  ", words));
    if (opinion.what == Opinion::kMayNot) {
      return Differ(absl::StrCat("accepted, although ", opinion.why, "\n"));
    }
    naive_.Do(deed, now_);
    naive_.TakeLots(machine_.Lots());
    lawful_.Note(deed);
    Compare(words);
  }

  // By the state machine, or by a canary's.
  absl::Status Done(const Deed& deed, const Opinion& opinion) {
    const bool tampers = tampered_.how != Tampered::kNot && deed.what == tampered_.what;
    if (tampers && tampered_.how == Tampered::kRefuse) {
      return absl::FailedPreconditionError("tampered");
    }
    if (tampers && opinion.what == Opinion::kMayNot) return absl::OkStatus();
    return machine_.Do(deed, now_);
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
  const Tampered tampered_;
  Dice dice_;
  absl::Time now_;
  Machine machine_;
  NaiveLife naive_;
  Lawful lawful_;
  std::vector<std::string> lines_;
  Play play_;
};

}  // namespace

Play LiveTwice(const v1::DecisionRule& rule, uint32_t seed, NaiveLife::Mistake mistake,
               Tampered tampered) {
  return Twins(rule, seed, mistake, tampered).Live();
}

}  // namespace assent::test
