#include "tests/lives/explorer.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <set>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/lives/deed.h"
#include "tests/lives/explained.h"
#include "tests/lives/machine.h"

namespace assent::test {
namespace {

using assembly::ProposalState;

constexpr int kMembers = 3;
constexpr int kTries = 120;  // acts and moments that a way to an end may take
constexpr size_t kExamples = 10;

// One state on the way, with what it takes to go on from it.
struct Stop {
  int id = 0;
  Machine machine;
  absl::Time now;
  Known known;
  int tabled = 0;
  std::string way;
};

std::string Ahead(absl::Time time, absl::Time now) {
  if (time == absl::InfiniteFuture() || time <= now) return "-";
  return absl::StrCat(absl::ToInt64Seconds(time - now));
}

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

// Everything that matters for what can come of a state, with the members in
// the order of `who`.
class Key {
 public:
  Key(const ProposalState& proposal, absl::Time now, const std::vector<int>& who)
      : p_(proposal), now_(now), who_(who) {}

  std::string Words() {
    Add(p_.view.state(), p_.phase, p_.startable, p_.blocked_in, p_.view.revision(),
        p_.blocked_revision, p_.through_block ? 1 : 0, p_.parked_from);
    AddTimes();
    for (const auto& [phase, failures] : p_.failures) Add(phase, std::min(failures, 2));
    Add(p_.attendance_kept ? 1 : 0, p_.meetings, p_.rounds);
    absl::StrAppend(&words_, Ahead(p_.last_met + absl::Hours(18), now_), " ");
    if (p_.resolved_in >= 0) {
      absl::StrAppend(&words_, p_.resolved_revision, " ", p_.resolved_meetings, " ",
                      absl::FormatDuration(p_.resolving_left), " ");
    }
    for (const auto& [phase, times] : p_.without_quorum) Add(phase, std::min(times, 2));
    for (const int member : who_) AddMember(member);
    for (const auto& [phase, concerns] : p_.stopped_by) {
      std::set<int> holders;
      for (const int concern : concerns) holders.insert(Place(p_.concerns[concern - 1].holder));
      absl::StrAppend(&words_, "|", phase, ":", absl::StrJoin(holders, ","));
    }
    return words_;
  }

 private:
  template <typename... Numbers>
  void Add(Numbers... numbers) {
    ((absl::StrAppend(&words_, static_cast<int>(numbers), ",")), ...);
  }
  int Place(int member) const {
    return static_cast<int>(std::find(who_.begin(), who_.end(), member) - who_.begin());
  }
  void AddTimes() {
    const bool parked = p_.view.state() == v1::Proposal::STATE_TABLED;
    absl::StrAppend(&words_, parked ? "-" : Ahead(p_.phase_end, now_), " ",
                    Ahead(p_.phase_min, now_), " ", Ahead(p_.returns, now_), " ",
                    Ahead(p_.withdraws, now_), " ", Ahead(p_.silence_due, now_), " ",
                    Ahead(p_.discussion_min, now_), " ",
                    IsBeforeCall(p_.view.state()) ? Ahead(p_.discussion_end, now_) : "-", ";");
  }
  void AddMember(int member) {
    const auto voice = p_.voice_of.find(member);
    if (voice != p_.voice_of.end()) {
      const assembly::VoicePosition& position = p_.positions.at(voice->second);
      Add(position.counts ? position.stance : 0, p_.start_voices.count(voice->second));
    }
    Add(p_.attendance.count(member));
    for (size_t i = 0; i < p_.concerns.size(); ++i) {
      if (p_.concerns[i].holder == member) AddConcern(static_cast<int>(i) + 1);
    }
    words_ += ";";
  }
  void AddConcern(int number) {
    const assembly::ConcernState& concern = p_.concerns[number - 1];
    const auto& view = concern.view;
    Add(view.kind(), view.state(), view.block() ? 1 : 0, view.hold_ended() ? 1 : 0);
    const auto found = p_.blocks.find(number);
    if (found == p_.blocks.end()) return;
    const assembly::BlockState& block = found->second;
    Add(block.view.state(), block.view.has_challenge() ? 1 : 0, block.view.challenge().logic(),
        block.view.challenge().attempt());
    if (block.view.state() > v1::Block::STATE_UNDER_TEST) return;
    absl::StrAppend(&words_, Ahead(block.lapse, now_), " ", Ahead(block.test_until, now_), " ");
    std::set<int> supporters;
    for (const int supporter : block.supporters) supporters.insert(Place(supporter));
    std::map<int, bool> findings;
    for (const auto& [member, voice] : p_.voice_of) {
      const auto finding = block.findings.find(voice);
      if (finding != block.findings.end()) findings[Place(member)] = finding->second;
    }
    absl::StrAppend(&words_, absl::StrJoin(supporters, "."), "/");
    for (const auto& [place, valid] : findings) Add(place, valid ? 1 : 0);
  }

  const ProposalState& p_;
  const absl::Time now_;
  const std::vector<int>& who_;
  std::string words_;
};

// m1 and m2 are equals: which of them it was makes no difference.
std::string KeyOf(const Stop& stop) {
  const ProposalState& p = *stop.machine.proposal();
  std::string one = Key(p, stop.now, {0, 1, 2}).Words();
  std::string other = Key(p, stop.now, {0, 2, 1}).Words();
  return absl::StrCat(stop.tabled, "/", std::min(one, other));
}

int ConcernOf(const ProposalState& p, int member) {
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    if (p.concerns[i].holder == member) return static_cast<int>(i) + 1;
  }
  return 0;
}

// What members may say that makes a difference: agreeing, and every way of not
// agreeing. Reservations agree, and abstaining is nearly saying nothing.
std::vector<v1::Stance> Stances(const v1::DecisionRule& rule, const ProposalState& p) {
  std::vector<v1::Stance> stances;
  if (p.phase < 0) return stances;
  const int deciding = p.blocked_in >= 0 ? p.blocked_in : p.phase;
  const auto& list = p.phases(deciding).allowed().empty() ? rule.positions().allowed()
                                                          : p.phases(deciding).allowed();
  for (const int stance : list) {
    if (stance == v1::STANCE_RESERVATIONS || stance == v1::STANCE_ABSTAIN) continue;
    stances.push_back(static_cast<v1::Stance>(stance));
  }
  return stances;
}

class Explorer {
 public:
  Explorer(const v1::DecisionRule& rule, bool urgent, int most, bool with_withdrawal)
      : rule_(rule), urgent_(urgent), most_(most), with_withdrawal_(with_withdrawal) {}

  Explored Run() {
    Visit(Beginning());
    while (!open_.empty()) {
      const std::unique_ptr<Stop> last = std::move(open_.front());
      open_.pop_front();
      const Stop& stop = *last;
      if (gone_through_ >= most_) {
        result_.exhausted = false;
        ++result_.frontier;
        if (EndsByTrying(stop)) good_.push_back(stop.id);
        continue;
      }
      ++gone_through_;
      GoThrough(stop);
    }
    LookBack();
    result_.states = static_cast<int>(ways_.size());
    return std::move(result_);
  }

 private:
  Stop Beginning() {
    absl::Time now = absl::FromUnixSeconds(1'800'014'400);
    Stop stop{0, Machine(rule_, now), now, {}, 0, ""};
    for (int i = 1; i < kMembers; ++i) stop.machine.Do(Act(Deed::kJoin, 0), now).IgnoreError();
    for (int i = 0; i < kMembers && rule_.electorate().unit_required(); ++i) {
      Deed alone = Act(Deed::kMoveTo, i);
      alone.text = absl::StrCat("pod", i);
      stop.machine.Do(alone, now).IgnoreError();
    }
    stop.now += absl::Hours(24 * 8);  // long enough to block
    Deed introduce = Act(Deed::kIntroduce, 0);
    introduce.yes = urgent_;
    introduce.people =
        rule_.introduction().sponsors() > 0 ? std::vector<int>{1} : std::vector<int>();
    stop.machine.Do(introduce, stop.now).IgnoreError();
    stop.machine.Do(Act(Deed::kFacilitate, 0), stop.now).IgnoreError();
    return stop;
  }

  // Remembers the state, if it is new; its number in any case.
  int Visit(Stop stop) {
    for (const event::v1::Event& event : stop.machine.events()) {
      const std::string why_not = Read(event, stop.known);
      if (!why_not.empty() && result_.unexplained.size() < kExamples) {
        result_.unexplained.push_back(absl::StrCat(why_not, " after ", stop.way));
      }
    }
    stop.machine.Forget();
    const ProposalState* p = stop.machine.proposal();
    const bool ended = p == nullptr || p->decision.has_value();
    const std::string key =
        ended ? absl::StrCat("end ", p == nullptr ? 0 : p->view.state()) : KeyOf(stop);
    const auto [found, added] = ids_.emplace(key, static_cast<int>(ids_.size()));
    if (!added) return found->second;
    stop.id = found->second;
    back_.emplace_back();
    ways_.push_back(stop.way);
    if (ended) {
      good_.push_back(stop.id);
      if (p != nullptr) ++result_.ends[p->view.state()];
    } else {
      open_.push_back(std::make_unique<Stop>(std::move(stop)));
    }
    return found->second;
  }

  void Edge(const Stop& from, Stop to, const std::string& how) {
    to.way = absl::StrCat(from.way, from.way.empty() ? "" : "; ", how);
    const int id = Visit(std::move(to));
    ++result_.edges;
    back_[id].push_back(from.id);
  }

  void GoThrough(const Stop& stop) {
    auto next = std::make_unique<Stop>(stop);  // a refusal leaves it as it was
    for (const Deed& deed : Deeds(*stop.machine.proposal(), stop.tabled)) {
      if (!next->machine.Do(deed, next->now).ok()) continue;
      if (deed.what == Deed::kTable) ++next->tabled;
      Edge(stop, std::move(*next), InWords(deed));
      next = std::make_unique<Stop>(stop);
    }
    if (Wait(*next)) Edge(stop, std::move(*next), "time passes");
  }

  // What is due next, or the next minimum time.
  static absl::Time NextMoment(const Stop& stop) {
    const ProposalState* p = stop.machine.proposal();
    absl::Time next = stop.machine.NextDue();
    if (p == nullptr || p->decision) return next;
    for (const absl::Time time : {p->phase_min, p->discussion_min}) {
      if (time > stop.now) next = std::min(next, time);
    }
    return next;
  }

  // To the next moment at which something more than a reminder falls due.
  static bool Wait(Stop& stop) {
    const std::string before = KeyOf(stop);
    for (int moments = 0; moments < 100; ++moments) {
      const absl::Time due = NextMoment(stop);
      if (due == absl::InfiniteFuture()) return false;
      stop.now = due;
      stop.machine.Pass(due);
      const ProposalState* p = stop.machine.proposal();
      if (p == nullptr || p->decision || KeyOf(stop) != before) return true;
    }
    return false;
  }

  std::vector<Deed> Deeds(const ProposalState& p, int tabled) const {
    std::vector<Deed> deeds = {Act(Deed::kCall, 0), Act(Deed::kDecide, 0), Act(Deed::kReturn, 0)};
    // Where that has to come before a call.
    const auto before = rule_.discussion().before_call();
    if (before > v1::DiscussionPolicy::BEFORE_CALL_INTRODUCTION) {
      deeds.push_back(Act(Deed::kDiscuss, 0));
    }
    if (before == v1::DiscussionPolicy::BEFORE_CALL_CONCERNS) {
      deeds.push_back(Act(Deed::kHearConcerns, 0));
    }
    for (int who = 0; who < kMembers; ++who) AddMembersDeeds(p, who, deeds);
    if (p.view.revision() < 2) deeds.push_back(Act(Deed::kAmend, 0));
    if (p.phase >= 0 && p.meetings < p.current_phase().time().max_meetings()) {
      deeds.push_back(Act(Deed::kMeet, 0));
      deeds.back().people = {0, 1, 2};
      deeds.back().yes = true;
    }
    for (const bool adopted : {true, false}) {
      deeds.push_back(Act(Deed::kDeclare, 0));
      deeds.back().yes = adopted;
    }
    if (with_withdrawal_) deeds.push_back(Act(Deed::kWithdraw, 0));
    if (tabled == 0) {
      deeds.push_back(Act(Deed::kTable, 0));
      deeds.back().by = absl::Hours(24);
    }
    return deeds;
  }

  void AddMembersDeeds(const ProposalState& p, int who, std::vector<Deed>& deeds) const {
    const int concern = ConcernOf(p, who);
    for (const v1::Stance stance : Stances(rule_, p)) {
      if (stance == v1::STANCE_BLOCK && concern != 0) continue;
      deeds.push_back(Say(who, stance));
    }
    if (p.startable >= 0) deeds.push_back(Act(Deed::kStart, who));
    if (concern == 0) {
      deeds.push_back(Act(Deed::kRaise, who));
      deeds.back().yes = true;
      return;
    }
    for (const Deed::What what : {Deed::kResolve, Deed::kCarry}) {
      deeds.push_back(Act(what, who, concern));
    }
    deeds.push_back(Act(Deed::kAnswer, 0, concern));
    if (p.blocks.count(concern) == 0) return;
    for (int other = 0; other < kMembers; ++other) {
      deeds.push_back(Act(Deed::kSupport, other, concern));
      for (const bool valid : {true, false}) {
        deeds.push_back(Act(Deed::kJudge, other, concern));
        deeds.back().yes = valid;
      }
    }
    deeds.push_back(Act(Deed::kChallenge, (who + 1) % kMembers, concern));
    for (const bool good : {true, false}) {
      deeds.push_back(Act(Deed::kTest, 0, concern));
      deeds.back().logic = good ? v1::LOGIC_RESULT_REASONED : v1::LOGIC_RESULT_NOT_REASONED;
      deeds.back().attempt = good ? v1::ATTEMPT_RESULT_MADE : v1::ATTEMPT_RESULT_REFUSED;
    }
  }

  // Whether an end is reached when everybody wants one: holds are taken back,
  // all agree, what can be asked is asked, and time passes.
  bool EndsByTrying(Stop stop) const {
    for (int tries = 0; tries < kTries; ++tries) {
      const ProposalState* p = stop.machine.proposal();
      if (p == nullptr || p->decision) return true;
      std::vector<Deed> deeds;
      for (size_t i = 0; i < p->concerns.size(); ++i) {
        deeds.push_back(Act(Deed::kResolve, p->concerns[i].holder, static_cast<int>(i) + 1));
      }
      for (const Deed::What what :
           {Deed::kReturn, Deed::kDiscuss, Deed::kHearConcerns, Deed::kCall}) {
        deeds.push_back(Act(what, 0));
      }
      for (int who = 0; who < kMembers; ++who) {
        deeds.push_back(Act(Deed::kStart, who));
        if (tries % 3 == 0) deeds.push_back(Say(who, v1::STANCE_AGREE));
      }
      deeds.push_back(Act(Deed::kDeclare, 0));
      deeds.back().yes = true;
      deeds.push_back(Act(Deed::kDecide, 0));
      if (with_withdrawal_) deeds.push_back(Act(Deed::kWithdraw, 0));
      for (const Deed& deed : deeds) {
        if (deed.who >= 0 && stop.machine.proposal() != nullptr) {
          stop.machine.Do(deed, stop.now).IgnoreError();
        }
      }
      p = stop.machine.proposal();
      if (p != nullptr && !p->decision && !Wait(stop) && tries > 6) return false;
    }
    return false;
  }

  // Back along the edges from every end.
  void LookBack() {
    std::vector<bool> reaches(back_.size(), false);
    std::vector<int> left = good_;
    while (!left.empty()) {
      const int id = left.back();
      left.pop_back();
      if (reaches[id]) continue;
      reaches[id] = true;
      left.insert(left.end(), back_[id].begin(), back_[id].end());
    }
    for (size_t id = 0; id < reaches.size(); ++id) {
      if (reaches[id] || result_.dead_ends.size() >= kExamples) continue;
      result_.dead_ends.push_back(ways_[id].empty() ? "the introduction" : ways_[id]);
    }
  }

  const v1::DecisionRule& rule_;
  const bool urgent_;
  const int most_;
  const bool with_withdrawal_;
  Explored result_;
  int gone_through_ = 0;
  std::deque<std::unique_ptr<Stop>> open_;  // breadth first
  std::unordered_map<std::string, int> ids_;
  std::vector<std::vector<int>> back_;  // by state: states that lead to it
  std::vector<std::string> ways_;       // by state: how it was first reached
  std::vector<int> good_;               // ends, and states from which one was reached by trying
};

}  // namespace

Explored Explore(const v1::DecisionRule& rule, bool urgent, int most, bool with_withdrawal) {
  return Explorer(rule, urgent, most, with_withdrawal).Run();
}

}  // namespace assent::test
