#include "tests/lives/explorer.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/views.h"
#include "tests/lives/deed.h"
#include "tests/lives/explained.h"
#include "tests/lives/machine.h"
#include "tests/lives/state_key.h"

namespace assent::test {
namespace {

using assembly::ProposalState;

constexpr int kMembers = 3;
constexpr int kTries = 120;  // acts and moments that a way to an end may take
constexpr size_t kExamples = 10;

// One state on the way, with what it takes to go on from it.
struct Stop {
  Machine machine;
  absl::Time now;
  Known known;
  int tabled = 0;
};

// A state that was found: by what from where. It is made again when its turn comes, so
// that what waits costs little.
struct Found {
  int id = 0;
  std::shared_ptr<const Stop> from;
  std::optional<Deed> deed;  // nullopt: time passes
};

Deed Act(Deed::What what, int who, int number = 0) {
  Deed deed;
  deed.what = what;
  deed.who = who;
  deed.number = number;
  return deed;
}

Deed Say(int who, v1::Stance stance) {
  Deed deed = Act(Deed::kSay, who);
  deed.stance = stance;
  return deed;
}

std::string KeyIn(const Stop& stop, const std::vector<int>& who) {
  return StateKey(stop.machine.state(), *stop.machine.proposal(), stop.now, who);
}

// m1 and m2 are equals: which of them it was makes no difference.
std::string KeyOf(const Stop& stop) {
  const std::string one = KeyIn(stop, {0, 1, 2});
  const std::string other = KeyIn(stop, {0, 2, 1});
  return absl::StrCat(stop.tabled, "/", std::min(one, other));
}

int ConcernOf(const ProposalState& p, int member) {
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    if (p.concerns[i].holder == member) return static_cast<int>(i) + 1;
  }
  return 0;
}

// What is asked of a block, by the tests of the rule's phases: what no test asks for
// makes no difference.
struct Asked {
  bool support = false;
  bool ballots = false;
  bool facilitator = false;
  bool any = false;

  explicit Asked(const v1::DecisionRule& rule) {
    for (const auto* phases : {&rule.phases(), &rule.urgent().phases()}) {
      for (const v1::Phase& phase : *phases) Add(phase.block());
    }
  }
  void Add(const v1::BlockPolicy& policy) {
    for (const v1::BlockTest& test : policy.validation()) {
      any = true;
      support = support || test.has_supporters() || test.has_second();
      ballots = ballots || test.has_invalidate() || test.has_group_accepts();
      facilitator = facilitator || test.has_logic() || test.has_attempt_made();
    }
  }
};

// What may be done next by the members, as far as it makes a difference: of what would
// be refused anyway most is left out.
class Choices {
 public:
  Choices(const v1::DecisionRule& rule, const Asked& asked, const Stop& stop, bool with_withdrawal)
      : rule_(rule),
        asked_(asked),
        p_(*stop.machine.proposal()),
        tabled_(stop.tabled),
        with_withdrawal_(with_withdrawal),
        // Of two equals in equal positions one is enough.
        members_(KeyIn(stop, {0, 1, 2}) == KeyIn(stop, {0, 2, 1}) ? kMembers - 1 : kMembers) {}

  std::vector<Deed> All() {
    if (assembly::IsParked(p_)) {
      Add(Act(Deed::kReturn, 0));
    } else if (assembly::IsBeforeCall(p_)) {
      BeforeTheCall();
    } else {
      WhileAsked();
    }
    for (int who = 0; who < members_; ++who) ByMember(who);
    if (p_.view.revision() < 2) Add(Act(Deed::kAmend, 0));
    if (with_withdrawal_) Add(Act(Deed::kWithdraw, 0));
    const bool provisional = p_.view.state() == v1::Proposal::STATE_PROVISIONAL;
    if (tabled_ == 0 && !provisional && !assembly::IsParked(p_)) {
      Add(Act(Deed::kTable, 0)).by = absl::Hours(24);
    }
    return std::move(deeds_);
  }

 private:
  Deed& Add(Deed deed) { return deeds_.emplace_back(std::move(deed)); }

  // What the rule has come before a call, and the call.
  void BeforeTheCall() {
    const auto before = rule_.discussion().before_call();
    if (before > v1::DiscussionPolicy::BEFORE_CALL_INTRODUCTION) Add(Act(Deed::kDiscuss, 0));
    if (before == v1::DiscussionPolicy::BEFORE_CALL_CONCERNS) Add(Act(Deed::kHearConcerns, 0));
    Add(Act(Deed::kCall, rule_.phases(0).start() == v1::Phase::START_FACILITATOR ? 1 : 0));
  }

  void WhileAsked() {
    Add(Act(Deed::kDecide, 0));
    const v1::Phase& phase = p_.current_phase();
    if (phase.has_judged()) {
      const int who = phase.judged().by() == v1::Judged::BY_PROPOSER ? 0 : 1;
      for (const bool adopted : {true, false}) Add(Act(Deed::kDeclare, who)).yes = adopted;
    }
    const int most = phase.time().max_meetings();
    if (p_.meetings < most || (phase.block().duty().meetings() > 0 && p_.meetings == 0)) {
      Deed& meet = Add(Act(Deed::kMeet, 0));
      meet.people = {0, 1, 2};
      meet.yes = true;
    }
  }

  // What members may say that makes a difference: agreeing, and every way of not
  // agreeing. Reservations agree, and abstaining is nearly saying nothing.
  void Positions(int who, bool has_concern) {
    if (!assembly::TakesPositions(p_)) return;
    if (p_.current_phase().has_roads()) return Ballots(who);
    const v1::Phase& deciding = p_.phases(assembly::DecidingPhase(p_));
    const auto& list =
        deciding.allowed().empty() ? rule_.positions().allowed() : deciding.allowed();
    for (const int stance : list) {
      if (stance == v1::STANCE_RESERVATIONS || stance == v1::STANCE_ABSTAIN) continue;
      if (stance == v1::STANCE_BLOCK && has_concern) continue;
      if (Says(who) != stance) Add(Say(who, static_cast<v1::Stance>(stance)));
    }
    // A hold is raised where nothing else may be said, too.
    const bool lists = std::find(list.begin(), list.end(), v1::STANCE_BLOCK) != list.end();
    if (!lists && !has_concern) Add(Say(who, v1::STANCE_BLOCK));
  }

  // One road before all the others; what else a ballot may say is a mixture of those.
  void Ballots(int who) {
    const int roads = p_.current_phase().roads().options_size();
    for (int road = 1; road <= roads; ++road) Add(Act(Deed::kCast, who)).ranking = {road};
  }

  v1::Stance Says(int who) const {
    const auto voice = p_.voice_of.find(who);
    if (voice == p_.voice_of.end()) return v1::STANCE_UNSPECIFIED;
    const assembly::VoicePosition& position = p_.positions.at(voice->second);
    return position.counts ? position.stance : v1::STANCE_UNSPECIFIED;
  }

  void ByMember(int who) {
    const int concern = ConcernOf(p_, who);
    Positions(who, concern != 0);
    if (p_.startable >= 0) Add(Act(Deed::kStart, who));
    if (concern == 0) {
      Add(Act(Deed::kRaise, who)).yes = true;
      return;
    }
    const assembly::ConcernState& held = p_.concerns[concern - 1];
    if (!assembly::IsOpen(held)) return;
    Add(Act(Deed::kResolve, who, concern));
    if (held.view.state() == v1::Concern::STATE_OPEN) Add(Act(Deed::kAnswer, 0, concern));
    AboutHold(who, concern);
  }

  void AboutHold(int who, int concern) {
    if (!asked_.any) return;
    const auto block = p_.blocks.find(concern);
    Add(Act(Deed::kChallenge, (who + 1) % kMembers, concern));
    if (block == p_.blocks.end() || !assembly::IsOpen(block->second)) return;
    const bool tested = block->second.view.state() == v1::Block::STATE_UNDER_TEST;
    for (int other = 0; other < kMembers; ++other) {
      if (other == who) continue;
      if (asked_.support && !block->second.supporters.contains(other)) {
        Add(Act(Deed::kSupport, other, concern));
      }
      if (!asked_.ballots || !tested) continue;
      for (const bool valid : {true, false}) Add(Act(Deed::kJudge, other, concern)).yes = valid;
    }
    if (!asked_.facilitator || !tested || who == 1) return;
    for (const bool good : {true, false}) {
      Deed& test = Add(Act(Deed::kTest, 1, concern));
      test.logic = good ? v1::LOGIC_RESULT_REASONED : v1::LOGIC_RESULT_NOT_REASONED;
      test.attempt = good ? v1::ATTEMPT_RESULT_MADE : v1::ATTEMPT_RESULT_REFUSED;
    }
  }

  const v1::DecisionRule& rule_;
  const Asked& asked_;
  const ProposalState& p_;
  const int tabled_;
  const bool with_withdrawal_;
  const int members_;
  std::vector<Deed> deeds_;
};

bool HasEnded(const Stop& stop) {
  const ProposalState* const p = stop.machine.proposal();
  return p == nullptr || p->decision.has_value();
}

// What is due next, the next minimum time, or when a test was open long enough.
absl::Time NextMoment(const Stop& stop) {
  absl::Time next = stop.machine.NextDue();
  if (HasEnded(stop)) return next;
  const ProposalState& p = *stop.machine.proposal();
  const auto at = [&](absl::Time time) {
    if (time > stop.now) next = std::min(next, time);
  };
  at(p.phase_min);
  at(p.discussion_min);
  for (const auto& [concern, block] : p.blocks) {
    if (block.view.state() == v1::Block::STATE_UNDER_TEST) at(assembly::HeardFrom(block));
  }
  return next;
}

// To the next moment at which something more than a reminder falls due.
bool Wait(Stop& stop) {
  const std::string before = KeyOf(stop);
  for (int moments = 0; moments < 100; ++moments) {
    const absl::Time due = NextMoment(stop);
    if (due == absl::InfiniteFuture()) return false;
    stop.now = due;
    stop.machine.Pass(due);
    if (HasEnded(stop) || KeyOf(stop) != before) return true;
  }
  return false;
}

bool GoOn(Stop& stop, const std::optional<Deed>& deed) {
  if (!deed) return Wait(stop);
  if (!stop.machine.Do(*deed, stop.now).ok()) return false;
  if (deed->what == Deed::kTable) ++stop.tabled;
  return true;
}

class Explorer {
 public:
  Explorer(const v1::DecisionRule& rule, const Exploring& exploring)
      : rule_(rule), exploring_(exploring), asked_(rule) {}

  Explored Run() {
    const auto first = std::make_shared<Stop>(Beginning());
    NumberOf(*first, -1, "");
    int gone_through = 0;
    for (GoThrough(0, first); !open_.empty();) {
      const Found found = std::move(open_.front());
      open_.pop_front();
      auto stop = std::make_shared<Stop>(*found.from);
      GoOn(*stop, found.deed);
      Read(*stop, found.id);
      if (++gone_through < exploring_.most) {
        GoThrough(found.id, stop);
        continue;
      }
      result_.exhausted = false;
      ++result_.frontier;
      if (EndsByTrying(*stop)) good_.push_back(found.id);
    }
    LookBack();
    result_.states = static_cast<int>(ways_.size());
    return std::move(result_);
  }

 private:
  struct Way {
    int from = -1;
    std::string how;
  };

  Stop Beginning() {
    absl::Time now = absl::FromUnixSeconds(1'800'014'400);
    Stop stop{Machine(rule_, now), now, {}, 0};
    for (int i = 1; i < kMembers; ++i) stop.machine.Do(Act(Deed::kJoin, 0), now).IgnoreError();
    for (int i = 0; i < kMembers && rule_.electorate().unit_required(); ++i) {
      Deed alone = Act(Deed::kMoveTo, i);
      alone.text = absl::StrCat("pod", i);
      stop.machine.Do(alone, now).IgnoreError();
    }
    stop.now += absl::Hours(24 * 8);  // long enough to block
    Deed introduce = Act(Deed::kIntroduce, 0);
    introduce.yes = exploring_.urgent;
    introduce.people =
        rule_.introduction().sponsors() > 0 ? std::vector<int>{1} : std::vector<int>();
    stop.machine.Do(introduce, stop.now).IgnoreError();
    // Not the proposer, who does not judge blocks on what they propose.
    stop.machine.Do(Act(Deed::kFacilitate, 1), stop.now).IgnoreError();
    Read(stop, -1);
    return stop;
  }

  // What is new in the log explains what came of it.
  void Read(Stop& stop, int id) {
    for (const event::v1::Event& event : stop.machine.events()) {
      const std::string why_not = test::Read(event, stop.known);
      if (why_not.empty() || result_.unexplained.size() >= kExamples) continue;
      result_.unexplained.push_back(absl::StrCat(why_not, " after ", id < 0 ? "" : WayTo(id)));
    }
    stop.machine.Forget();
    stop.machine.ForgetAround();
  }

  // The number of the state that `stop` is in, and whether it is new. An end is read at
  // once: nobody comes back to it.
  std::pair<int, bool> NumberOf(Stop& stop, int from, const std::string& how) {
    const bool ended = HasEnded(stop);
    const ProposalState* const p = stop.machine.proposal();
    const std::string key =
        ended ? absl::StrCat("end ", p == nullptr ? 0 : p->view.state()) : KeyOf(stop);
    const auto [found, added] = ids_.emplace(key, static_cast<int>(ids_.size()));
    if (added) {
      ways_.push_back({from, how});
      if (ended) good_.push_back(found->second);
    }
    if (ended) {
      Read(stop, found->second);
      if (p != nullptr) ++result_.ends[p->view.state()];
    }
    return {found->second, added && !ended};
  }

  void Edge(int id, const std::shared_ptr<const Stop>& from, Stop& to, std::optional<Deed> deed) {
    const auto [number, fresh] = NumberOf(to, id, deed ? InWords(*deed) : "time passes");
    ++result_.edges;
    edges_.push_back({number, id});
    if (fresh) open_.push_back({number, from, std::move(deed)});
  }

  void GoThrough(int id, const std::shared_ptr<const Stop>& stop) {
    auto next = std::make_unique<Stop>(*stop);  // a refusal leaves it as it was
    const auto go = [&](std::optional<Deed> deed) {
      if (!GoOn(*next, deed)) return;
      Edge(id, stop, *next, std::move(deed));
      next = std::make_unique<Stop>(*stop);
    };
    for (Deed& deed : Choices(rule_, asked_, *stop, exploring_.with_withdrawal).All()) {
      go(std::move(deed));
    }
    go(std::nullopt);
  }

  // Whether an end is reached when everybody wants one: holds are taken back,
  // all agree, what can be asked is asked, and time passes.
  bool EndsByTrying(Stop stop) const {
    for (int tries = 0; tries < kTries; ++tries) {
      if (HasEnded(stop)) return true;
      for (const Deed& deed : Tries(*stop.machine.proposal(), tries)) {
        if (!HasEnded(stop)) stop.machine.Do(deed, stop.now).IgnoreError();
      }
      if (!HasEnded(stop) && !Wait(stop) && tries > 6) return false;
    }
    return false;
  }

  std::vector<Deed> Tries(const ProposalState& p, int tries) const {
    std::vector<Deed> deeds;
    for (size_t i = 0; i < p.concerns.size(); ++i) {
      if (p.concerns[i].holder < 0) continue;
      deeds.push_back(Act(Deed::kResolve, p.concerns[i].holder, static_cast<int>(i) + 1));
    }
    for (const Deed::What what :
         {Deed::kReturn, Deed::kDiscuss, Deed::kHearConcerns, Deed::kCall}) {
      deeds.push_back(Act(what, 0));
    }
    for (int who = 0; who < kMembers; ++who) {
      deeds.push_back(Act(Deed::kStart, who));
      if (tries % 3 == 0) deeds.push_back(Say(who, v1::STANCE_AGREE));
    }
    for (const int who : {0, 1}) {  // whoever proposed it, and whoever facilitates
      deeds.push_back(Act(Deed::kCall, who));
      deeds.push_back(Act(Deed::kDeclare, who));
      deeds.back().yes = true;
    }
    deeds.push_back(Act(Deed::kDecide, 0));
    if (exploring_.with_withdrawal) deeds.push_back(Act(Deed::kWithdraw, 0));
    return deeds;
  }

  // Back along the edges from every end.
  void LookBack() {
    std::vector<std::vector<int>> back(ways_.size());
    for (const auto& [to, from] : edges_) back[to].push_back(from);
    std::vector<bool> reaches(ways_.size(), false);
    std::vector<int> left = good_;
    while (!left.empty()) {
      const int id = left.back();
      left.pop_back();
      if (reaches[id]) continue;
      reaches[id] = true;
      left.insert(left.end(), back[id].begin(), back[id].end());
    }
    for (size_t id = 0; id < reaches.size(); ++id) {
      if (reaches[id] || result_.dead_ends.size() >= kExamples) continue;
      result_.dead_ends.push_back(id == 0 ? "the introduction" : WayTo(static_cast<int>(id)));
    }
  }

  // In words, how state `id` was first reached.
  std::string WayTo(int id) const {
    std::vector<std::string> acts;
    for (; id > 0; id = ways_[id].from) acts.push_back(ways_[id].how);
    std::reverse(acts.begin(), acts.end());
    return absl::StrJoin(acts, "; ");
  }

  const v1::DecisionRule& rule_;
  const Exploring exploring_;
  const Asked asked_;
  Explored result_;
  std::deque<Found> open_;  // breadth first
  absl::flat_hash_map<std::string, int> ids_;
  std::vector<std::pair<int, int>> edges_;  // to which state, from which
  std::vector<Way> ways_;                   // by state: how it was first reached
  std::vector<int> good_;                   // ends, and states from which one was reached by trying
};

}  // namespace

Explored Explore(const v1::DecisionRule& rule, const Exploring& exploring) {
  return Explorer(rule, exploring).Run();
}

}  // namespace assent::test
