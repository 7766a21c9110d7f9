#include "tests/scenarios/runner/naive.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/event/v1/event.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/assembly/views.h"
#include "server/rules/presets.h"
#include "tests/support/naive_tally.h"

namespace assent::scenario {
namespace {

using event::v1::Event;

constexpr char kLetters[] = "-YRSANBD";  // by v1::Stance

// One proposal, as its entries tell it.
class Recount {
 public:
  explicit Recount(int32_t number) : number_(number) {}

  void Read(const Event& event) {
    if (event.has_member_left()) return Leave(event.author());
    if (event.has_proposal_drafted() && event.proposal() == number_) decider_ = event.author();
    if (event.has_proposal_taken_over() && event.proposal() == number_) decider_ = event.author();
    if (event.has_member_updated() && event.member_updated().set_attributes()) {
      attributes_[event.author()] = {event.member_updated().attributes().begin(),
                                     event.member_updated().attributes().end()};
    }
    if (event.proposal() == number_) ReadOwn(event);
  }

  test::NaiveCase Case(const v1::Phase& phase) const {
    test::NaiveCase counted;
    counted.members = electorate_;
    counted.positions_checked = true;
    // Present is who is on the record, and who gave a position.
    std::set<std::string> present = attendance_.value_or(std::set<std::string>());
    std::set<std::string> asked = left_;  // nobody can ask them any more
    asked.insert(decider_);               // who asks the others
    for (const auto& [member, said] : said_) {
      if (!said.counts) continue;
      ++counted.positions[said.letter];
      present.insert(member);
      asked.insert(member);
    }
    if (attendance_.has_value()) counted.present = static_cast<int64_t>(present.size());
    for (const v1::Composition& part : phase.quorum().composition()) {
      counted.present_with[part.attribute()] = With(part.attribute(), present);
    }
    AddObjections(counted);
    counted.unaddressed = static_cast<int64_t>(unanswered_.size());
    if (phase.judged().everyone_asked()) {
      counted.unaddressed += std::max<int64_t>(electorate_ - static_cast<int64_t>(asked.size()), 0);
    }
    return counted;
  }

 private:
  // A concern that may hold by itself.
  struct Objection {
    bool open = true;
    bool ended = false;  // its hold
    bool block = false;  // holds as a block
  };

  struct Said {
    char letter = '-';
    bool counts = true;
    int32_t concern = 0;
  };

  // What somebody said before the call.
  struct Early {
    std::string member;
    char letter = '-';
    int32_t revision = 0;
  };

  void AddObjections(test::NaiveCase& counted) const {
    std::set<std::string> holders;
    for (const auto& [number, objection] : objections_) {
      if (!objection.open || objection.ended || objection.block) continue;
      ++counted.objections;
      const auto found = holder_.find(number);
      const bool held = found != holder_.end() && !found->second.empty();
      if (held && !holders.insert(found->second).second) continue;
      const auto said = held ? said_.find(found->second) : said_.end();
      ++counted.objecting[said != said_.end() && said->second.counts ? said->second.letter : '-'];
    }
  }

  void ReadOwn(const Event& event) {
    switch (event.body_case()) {
      case Event::kProposalIntroduced:
        resets_ = event.proposal_introduced().rule().amendment().holds() ==
                  v1::AmendmentPolicy::HOLDS_RESET;
        rule_ = event.proposal_introduced().rule();
        urgent_ = event.proposal_introduced().has_urgent_reason();
        if (event.proposal_introduced().has_electorate()) {
          electorate_ = event.proposal_introduced().electorate().size();
        }
        return;
      case Event::kStateEntered:
        discusses_ = event.state_entered().state() == v1::Proposal::STATE_DISCUSSION ||
                     event.state_entered().state() == v1::Proposal::STATE_CONCERNS;
        return;
      case Event::kPhaseStarted:
        return StartPhase(event.phase_started());
      case Event::kPositionTaken:
        return Take(event);
      case Event::kPositionWithdrawn:
        if (event.position_withdrawn().in_advance()) return TakeBackEarly(event.author());
        said_.erase(event.author());
        return;
      case Event::kPositionStruck:
        said_.erase(event.author());
        return;
      case Event::kRevisionMade:
        return NewText(event.revision_made());
      case Event::kMeetingRecorded:
        attendance_.emplace(event.meeting_recorded().present().begin(),
                            event.meeting_recorded().present().end());
        // Whoever is there on one other member's word alone.
        for (const std::string& member : event.meeting_recorded().uncounted()) {
          attendance_->erase(member);
        }
        return;
      case Event::kPresenceSaid:
        if (!attendance_) attendance_.emplace();
        attendance_->erase(event.author());
        if (!event.presence_said().absent()) attendance_->insert(event.author());
        return;
      default:
        return ReadHold(event);
    }
  }

  void ReadHold(const Event& event) {
    switch (event.body_case()) {
      case Event::kConcernRaised:
        if (event.concern_raised().kind() != v1::Concern::KIND_QUESTION) {
          unanswered_.insert(event.concern_raised().number());
        }
        if (event.concern_raised().kind() == v1::Concern::KIND_OBJECTION) {
          objections_[event.concern_raised().number()] = {};
        }
        holder_[event.concern_raised().number()] = event.author();
        return;
      case Event::kConcernAnswered:
        unanswered_.erase(event.concern_answered().number());
        return;
      case Event::kConcernMoved:
        unanswered_.erase(event.concern_moved().number());
        return MoveObjection(event.concern_moved());
      case Event::kConcernHolderChanged:
        return PassOn(event.concern_holder_changed());
      case Event::kBlockChallenged:
        return Challenge(event.block_challenged().concern());
      case Event::kBlockMoved:
        return MoveBlock(event.block_moved());
      default:
        return;
    }
  }

  void MoveObjection(const event::v1::ConcernMoved& moved) {
    const auto found = objections_.find(moved.number());
    if (found == objections_.end()) return;
    found->second.open =
        moved.state() == v1::Concern::STATE_OPEN || moved.state() == v1::Concern::STATE_ANSWERED;
  }

  void HoldsAsBlock(int32_t concern) {
    const auto found = objections_.find(concern);
    if (found == objections_.end()) return;
    found->second.block = true;
    found->second.ended = false;
  }

  void Take(const Event& event) {
    const event::v1::PositionTaken& taken = event.position_taken();
    const std::string& who = taken.recorded_for().empty() ? event.author() : taken.recorded_for();
    if (taken.in_advance()) {
      // Put last: of what shares a voice the last one speaks.
      left_before_.push_back({who, kLetters[taken.stance()], taken.revision()});
      return;
    }
    said_[who] = {kLetters[taken.stance()], true, taken.concern()};
    if (taken.concern() == 0) return;
    holder_[taken.concern()] = who;
    if (taken.stance() == v1::STANCE_BLOCK) HoldsAsBlock(taken.concern());
  }

  // A vote asks anew, unless it is only started again, and so does a call after
  // a discussion.
  void StartPhase(const event::v1::PhaseStarted& started) {
    if (started.has_electorate()) electorate_ = started.electorate().size();
    const auto& phases = urgent_ ? rule_.urgent().phases() : rule_.phases();
    const bool again = started.restart() && phase_ == started.index();
    const bool opens = phase_ < 0;
    phase_ = started.index();
    const bool votes = phases.Get(phase_).kind() == v1::Phase::KIND_VOTE && !again;
    if (votes || discusses_) KeepOnlyBlocks();
    if (opens || discusses_) OpenEarly();
    discusses_ = false;
  }

  void TakeBackEarly(const std::string& member) {
    std::erase_if(left_before_, [&](const Early& one) { return one.member == member; });
  }

  // What was left for the text that is now asked about becomes a position.
  void OpenEarly() {
    for (const Early& one : left_before_) {
      const auto held = said_.find(one.member);
      const bool blocks = held != said_.end() && held->second.counts && held->second.letter == 'B';
      if (one.revision == revision_ && !blocks) said_[one.member] = {one.letter, true, 0};
    }
    left_before_.clear();
  }

  void NewText(const event::v1::RevisionMade& made) {
    revision_ = made.number();
    if (made.editorial()) return;
    KeepOnlyBlocks();
    if (!resets_) return;
    for (auto& [number, objection] : objections_) objection.ended = true;
    for (auto& [member, said] : said_) said.counts = false;
  }

  void KeepOnlyBlocks() {
    for (auto& [member, said] : said_) said.counts = said.counts && said.letter == 'B';
  }

  // A leaver's position goes with them; what they held waits to be adopted.
  void Leave(const std::string& member) {
    TakeBackEarly(member);
    const auto found = said_.find(member);
    if (found != said_.end() && found->second.letter != 'B') said_.erase(found);
    if (attendance_.has_value()) attendance_->erase(member);
    if (electorate_ > 0) left_.insert(member);
  }

  void PassOn(const event::v1::ConcernHolderChanged& changed) {
    const auto objection = objections_.find(changed.number());
    if (objection != objections_.end() && changed.hold_ended()) objection->second.ended = true;
    if (changed.holder().empty()) {
      // Nobody's, it holds by itself; a block stays with whoever has left.
      if (objection != objections_.end() && !objection->second.block) {
        holder_[changed.number()].clear();
      }
      return;
    }
    const auto before = said_.find(holder_[changed.number()]);
    const bool blocks = before != said_.end() && before->second.letter == 'B' &&
                        before->second.concern == changed.number();
    if (blocks) {
      said_.erase(before);
      said_[changed.holder()] = {'B', true, changed.number()};
    }
    holder_[changed.number()] = changed.holder();
  }

  // An objection that is challenged is a block from then on.
  void Challenge(int32_t concern) {
    HoldsAsBlock(concern);
    const std::string& holder = holder_[concern];
    const auto found = said_.find(holder);
    if (found == said_.end() || found->second.letter != 'B') said_[holder] = {'B', true, concern};
  }

  void MoveBlock(const event::v1::BlockMoved& moved) {
    if (moved.state() == v1::Block::STATE_STANDING || moved.state() == v1::Block::STATE_UNDER_TEST)
      return;
    const auto objection = objections_.find(moved.concern());
    if (objection != objections_.end()) {
      objection->second.ended = !moved.contested();
      if (moved.contested()) objection->second.block = false;
    }
    const auto found = said_.find(holder_[moved.concern()]);
    if (found == said_.end() || found->second.concern != moved.concern()) return;
    if (moved.becomes() == v1::STANCE_UNSPECIFIED) {
      said_.erase(found);
    } else {
      found->second = {kLetters[moved.becomes()], true, 0};
    }
  }

  int64_t With(const std::string& attribute, const std::set<std::string>& present) const {
    return std::count_if(present.begin(), present.end(), [&](const std::string& member) {
      const auto found = attributes_.find(member);
      return found != attributes_.end() && found->second.count(attribute) != 0;
    });
  }

  const int32_t number_;
  v1::DecisionRule rule_;
  bool urgent_ = false;
  int32_t revision_ = 1;
  std::vector<Early> left_before_;
  bool resets_ = false;
  bool discusses_ = true;  // nothing is asked
  int32_t phase_ = -1;
  int64_t electorate_ = 0;
  std::string decider_;
  std::set<std::string> left_;               // once it was known who decides
  std::map<std::string, Said> said_;         // by member
  std::map<int32_t, std::string> holder_;    // by concern
  std::set<int32_t> unanswered_;             // concerns
  std::map<int32_t, Objection> objections_;  // by concern
  std::optional<std::set<std::string>> attendance_;
  std::map<std::string, std::set<std::string>> attributes_;  // by member
};

// The slow tally's rule book for a preset; nullptr: none has it.
const test::NaiveRules* RulesFor(const std::string& preset) {
  static const auto* const kBooks = new std::vector<test::NaiveRules>{
      test::NaiveRules::FromFile("tests/rules/data/presets.json"),
      test::NaiveRules::FromFile("tests/rules/data/other_presets.json")};
  for (const test::NaiveRules& book : *kBooks) {
    const std::vector<std::string> names = book.Names();
    if (std::find(names.begin(), names.end(), preset) != names.end()) return &book;
  }
  return nullptr;
}

// Which of the phases that ask for positions it is, from 1; 0: in it roads are chosen.
int NumberOf(const assembly::ProposalState& proposal, int32_t phase) {
  if (proposal.phases(phase).has_roads()) return 0;
  const auto& phases = proposal.phases();
  return static_cast<int>(std::count_if(phases.begin(), phases.begin() + phase + 1,
                                        [](const v1::Phase& one) { return !one.has_roads(); }));
}

// Whether the slow tally knows this rule, as it is, in this phase.
bool IsKnown(const assembly::ProposalState& proposal, int32_t phase) {
  const v1::DecisionRule* preset = rules::FindPreset(proposal.rule().id());
  if (preset == nullptr || proposal.urgent) return false;
  v1::DecisionRule as_preset = proposal.rule();
  as_preset.set_version(preset->version());
  const v1::Electorate& electorate = preset->electorate();
  const test::NaiveRules* const book = RulesFor(preset->id());
  return book != nullptr &&
         google::protobuf::util::MessageDifferencer::Equals(as_preset, *preset) &&
         electorate.basis() != v1::Electorate::BASIS_UNITS &&
         electorate.snapshot() != v1::Electorate::SNAPSHOT_LIVE && NumberOf(proposal, phase) > 0 &&
         NumberOf(proposal, phase) <= book->PhasesOf(preset->id());
}

// Whether the outcome rests on something that the slow tally does not count. What whoever
// judges makes of an objection is not counted.
bool RestsOnMore(const v1::Phase& phase, const v1::Tally& tally) {
  const bool judged = phase.has_judged() || phase.block().mode() == v1::BlockPolicy::MODE_JUDGED;
  return std::any_of(tally.conditions().begin(), tally.conditions().end(),
                     [judged](const v1::Condition& c) {
                       switch (c.kind()) {
                         case v1::Condition::KIND_OBJECTIONS:
                           return judged && !c.holds() && c.decides();
                         case v1::Condition::KIND_MIN_TIME:
                         case v1::Condition::KIND_BLOCKS_UNTESTED:
                         case v1::Condition::KIND_IMPLEMENTERS:
                           return !c.holds() && c.decides();
                         default:
                           return false;
                       }
                     });
}

bool IsAsked(const assembly::ProposalState& proposal) {
  switch (proposal.view.state()) {
    case v1::Proposal::STATE_CALLED:
    case v1::Proposal::STATE_BLOCKED:
    case v1::Proposal::STATE_RESOLVING:
    case v1::Proposal::STATE_FALLBACK:
      return true;
    default:
      return false;
  }
}

absl::Status Compare(const Seen& seen, const assembly::ProposalState& proposal, int64_t& compared) {
  const int32_t phase = assembly::DecidingPhase(proposal);
  if (!IsAsked(proposal) || !IsKnown(proposal, phase)) return absl::OkStatus();
  const v1::Tally tally =
      assembly::ProposalEvaluation(seen.state, proposal, phase, seen.now).ToTally("");
  if (RestsOnMore(proposal.phases(phase), tally)) return absl::OkStatus();
  Recount recount(proposal.number);
  for (const assembly::SealedEntry& entry : seen.log) recount.Read(Reopen(entry));
  const std::string slow = RulesFor(proposal.rule().id())
                               ->Outcome(proposal.rule().id(), NumberOf(proposal, phase),
                                         recount.Case(proposal.phases(phase)));
  ++compared;
  if (v1::Outcome_Name(tally.outcome()) == absl::StrCat("OUTCOME_", slow)) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("proposal ", proposal.number, " is ",
                                          v1::Outcome_Name(tally.outcome()),
                                          ", but the slow tally makes it ", slow));
}

}  // namespace

Inspector CompareWithNaiveTally(std::shared_ptr<int64_t> compared) {
  return [compared](const Seen& seen) -> absl::Status {
    // The recount reads the whole log: in a long one not after every act.
    constexpr size_t kLong = 500;
    if (seen.log.size() > kLong && seen.log.size() % (seen.log.size() / kLong * 10) != 0) {
      return absl::OkStatus();
    }
    int64_t ignored = 0;
    for (const auto& [number, proposal] : seen.state.proposals) {
      const absl::Status status = Compare(seen, proposal, compared ? *compared : ignored);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  };
}

}  // namespace assent::scenario
