#include "server/transparency/possible.h"

#include <cstdint>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/elections.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/road.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rules/check_rule.h"
#include "server/transparency/hash.h"
#include "server/transparency/possible_meetings.h"
#include "server/transparency/possible_place.h"
#include "server/transparency/possible_presence.h"

namespace assent::transparency {

using possible::Event;
using possible::Impossible;
using possible::LogKey;
using possible::Next;
using possible::Place;
using possible::ProposalState;
using possible::Stance;
using possible::State;
using possible::Within;

namespace {

absl::Status Rule(const v1::DecisionRule& rule) {
  const absl::Status status = rules::CheckRule(rule);
  if (status.ok()) return status;
  return Impossible(absl::StrCat("its rule cannot be applied: ", std::string(status.message())));
}

template <typename Rules>
absl::Status AllRules(const Rules& rules) {
  for (const v1::DecisionRule& rule : rules) ASSENT_RETURN_IF_ERROR(Rule(rule));
  return absl::OkStatus();
}

absl::Status Semantics(uint32_t version) {
  if (version == assembly::kRuleSemantics) return absl::OkStatus();
  return Impossible(
      absl::StrCat("version ", version, " of the meaning of rules is not known here"));
}

// The electorate is never written as a list: how many voices it had tells
// whether the members that we know are the ones who decided.
absl::Status Electorate(const Place& place, const v1::DecisionRule& rule,
                        const event::v1::Electorate& electorate) {
  absl::flat_hash_set<std::string> voices;
  for (const int32_t member : assembly::Entitled(place.state, rule, electorate,
                                                 absl::FromUnixMicros(place.event.time_us()))) {
    for (const std::string& name : assembly::VoiceNames(rule, place.state.members[member])) {
      voices.insert(name);
    }
  }
  if (electorate.size() == static_cast<int64_t>(voices.size())) return absl::OkStatus();
  return Impossible(absl::StrCat("its electorate of ", electorate.size(), " should have ",
                                 voices.size(), " voices"));
}

absl::Status Phase(const Place& place, int32_t index) {
  if (index >= 0 && index < place.p->phases().size()) return absl::OkStatus();
  return Impossible(absl::StrCat("the rule has no phase at ", index));
}

// --- What each kind of event needs; most need nothing more. ---

template <typename Body>
absl::Status Check(const Place&, const Body&) {
  return absl::OkStatus();
}

// Whoever reads a log may know already whose it is; the log itself says so as well, unless its
// texts are kept back.
absl::Status Founded(const State& state, const std::string& id) {
  if (id.empty()) {
    return !state.id.empty() ? absl::OkStatus() : Impossible("it founds nobody knows what");
  }
  if (!assembly::IsAssemblyId(id)) return Impossible("it founds what has no id of an assembly");
  return state.id.empty() || state.id == id ? absl::OkStatus()
                                            : Impossible("it founds another assembly");
}

absl::Status Check(const Place& place, const event::v1::AssemblyFounded& founded) {
  ASSENT_RETURN_IF_ERROR(Founded(place.state, founded.assembly_id().content()));
  ASSENT_RETURN_IF_ERROR(Semantics(founded.rule_semantics()));
  ASSENT_RETURN_IF_ERROR(LogKey(founded.log_key()));
  return AllRules(founded.charter().rules());
}

absl::Status Check(const Place& place, const event::v1::InvitationCreated& created) {
  return Next(created.number(), place.state.invitations.size(), "invitation");
}

absl::Status Check(const Place& place, const event::v1::InvitationRevoked& revoked) {
  return Within(revoked.number(), place.state.invitations.size(), "invitation");
}

absl::Status Check(const Place& place, const event::v1::MemberJoined& joined) {
  if (joined.member().empty() || place.state.member_by_id.contains(joined.member())) {
    return Impossible("its member joined before, or has no id");
  }
  if (joined.application() != 0) {
    ASSENT_RETURN_IF_ERROR(
        Within(joined.application(), place.state.applications.size(), "application"));
    const auto& application = place.state.applications[joined.application() - 1];
    const bool theirs = application.view.state() == v1::Application::STATE_ADMITTED &&
                        application.member_id == joined.member();
    if (!theirs) return Impossible("its application lets nobody in, or somebody else");
  }
  if (joined.invitation() == 0) return absl::OkStatus();
  return Within(joined.invitation(), place.state.invitations.size(), "invitation");
}

absl::Status Check(const Place& place, const event::v1::MemberUpdated&) { return place.Author(); }

absl::Status Check(const Place& place, const event::v1::MemberLeft&) { return place.Author(); }

absl::Status Check(const Place&, const event::v1::CharterChanged& changed) {
  ASSENT_RETURN_IF_ERROR(Semantics(changed.rule_semantics()));
  return AllRules(changed.change().put_rules());
}

absl::Status Check(const Place& place, const event::v1::ProposalIntroduced& introduced) {
  ASSENT_RETURN_IF_ERROR(Semantics(introduced.rule_semantics()));
  ASSENT_RETURN_IF_ERROR(Rule(introduced.rule()));
  if (introduced.has_urgent_reason() && introduced.rule().urgent().phases().empty()) {
    return Impossible("its rule has no urgent way");
  }
  if (!introduced.has_electorate()) return absl::OkStatus();
  return Electorate(place, introduced.rule(), introduced.electorate());
}

// What has no phase is entered by this event; what has one, by the start of its phase.
absl::Status Check(const Place& place, const event::v1::StateEntered& entered) {
  const ProposalState& p = *place.p;
  switch (entered.state()) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      return absl::OkStatus();
    case v1::Proposal::STATE_BLOCKED:
      return p.phase >= 0 ? absl::OkStatus() : Impossible("it blocks what was never called");
    case v1::Proposal::STATE_TABLED:
    case v1::Proposal::STATE_REFERRED:
      return assembly::IsBeforeCall(p) || assembly::TakesPositions(p)
                 ? absl::OkStatus()
                 : Impossible("it parks what is not under way");
    default:
      return Impossible("its state is not entered by itself");
  }
}

absl::Status Check(const Place& place, const event::v1::PhaseStarted& started) {
  ASSENT_RETURN_IF_ERROR(Phase(place, started.index()));
  if (!started.has_electorate()) return absl::OkStatus();
  return Electorate(place, place.p->rule(), started.electorate());
}

absl::Status Check(const Place& place, const event::v1::PhaseStartSupported& supported) {
  if (place.author >= 0) ASSENT_RETURN_IF_ERROR(place.AuthorVoice());
  return Phase(place, supported.index());
}

absl::Status Check(const Place& place, const event::v1::FacilitationTaken& taken) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return taken.member().empty() ? absl::OkStatus() : place.Known(taken.member());
}

absl::Status Check(const Place& place, const event::v1::FacilitatorObjected& objected) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  ASSENT_RETURN_IF_ERROR(place.Known(objected.facilitator()));
  const int32_t facilitator = place.state.member_by_id.at(objected.facilitator());
  const auto mine = place.p->facilitator_objections.find(place.author);
  const bool stands = mine != place.p->facilitator_objections.end();
  if (objected.end()) {
    return stands && mine->second == facilitator
               ? absl::OkStatus()
               : Impossible("it takes back an objection that does not stand");
  }
  const bool facilitates =
      place.p->view.facilitator() == place.state.members[facilitator].view.name();
  return facilitates && !stands && facilitator != place.author
             ? absl::OkStatus()
             : Impossible("it objects to somebody who does not facilitate, or once too often");
}

absl::Status KnowAll(const Place& place,
                     const google::protobuf::RepeatedPtrField<std::string>& members) {
  for (const std::string& member : members) ASSENT_RETURN_IF_ERROR(place.Known(member));
  return absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::ProposalDrafted& drafted) {
  return KnowAll(place, drafted.asked());
}

absl::Status Check(const Place& place, const event::v1::DraftUpdated& updated) {
  return KnowAll(place, updated.asked());
}

absl::Status Check(const Place& place, const event::v1::OutcomeReached& reached) {
  if (reached.replaces() != v1::OUTCOME_UNSPECIFIED && !place.p->passed_tally) {
    return Impossible("there is no outcome that it could replace");
  }
  return Phase(place, reached.index());
}

absl::Status Check(const Place& place, const event::v1::SilentVoicesLeft& left) {
  const auto silent =
      assembly::SilentVoices(place.state, *place.p, absl::FromUnixMicros(left.silent_since_us()));
  const int64_t size = place.p->view.electorate_size() - static_cast<int64_t>(silent.size());
  if (left.electorate_size() == size) return absl::OkStatus();
  return Impossible(
      absl::StrCat("it leaves ", left.electorate_size(), " voices where ", size, " have spoken"));
}

absl::Status Check(const Place& place, const event::v1::SenseDeclared& declared) {
  ASSENT_RETURN_IF_ERROR(Phase(place, place.p->phase));
  if (declared.explain_time_us() == 0) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(place.Author());
  return place.p->current_phase().judged().has_explain_within()
             ? absl::OkStatus()
             : Impossible("the rule asks for no explanation of it");
}

absl::Status Check(const Place& place, const event::v1::MeetingRecorded& recorded) {
  std::set<std::string> present;
  for (const std::string& member : recorded.present()) {
    ASSENT_RETURN_IF_ERROR(place.Known(member));
    present.insert(member);
  }
  if (recorded.counts_as_meeting()) {
    std::set<int32_t> there;
    for (const std::string& member : recorded.present()) {
      there.insert(place.state.member_by_id.at(member));
    }
    if (!assembly::IsMeeting(*place.p, there, place.author)) {
      return Impossible(
          "it counts as a meeting what is none: one member alone, or less than half of the voices");
    }
  }
  for (const std::string& member : recorded.uncounted()) {
    if (!present.contains(member)) return Impossible("it counts out somebody who is not there");
  }
  if (recorded.meeting() == 0) ASSENT_RETURN_IF_ERROR(place.Author());
  if (recorded.meeting() == 0) return absl::OkStatus();
  const auto meeting = place.state.meetings.find(recorded.meeting());
  const bool open = meeting != place.state.meetings.end() && meeting->second.is_open();
  return open ? absl::OkStatus() : Impossible("its meeting is not open");
}

absl::Status Check(const Place& place, const event::v1::RevisionMade& made) {
  ASSENT_RETURN_IF_ERROR(Next(made.number(), place.p->revisions.size(), "revision"));
  if (made.amendment() == 0) return absl::OkStatus();
  return Within(made.amendment(), place.p->amendments.size(), "amendment");
}

absl::Status Check(const Place& place, const event::v1::AmendmentProposed& proposed) {
  const event::v1::AmendedEffect& effect = proposed.effect();
  const v1::Proposal& now = place.p->view;
  const bool other = (effect.has_charter_change() && !now.has_charter_change()) ||
                     (effect.has_membership_change() && !now.has_membership_change()) ||
                     (effect.has_role_change() && !now.has_role_change()) ||
                     (effect.has_pool_change() && !now.has_pool_change());
  if (other) return Impossible("it would have the proposal do something of another kind");
  for (const std::string& member : effect.role_change().members()) {
    ASSENT_RETURN_IF_ERROR(place.Known(member));
  }
  if (!effect.membership_change().remove().empty()) {
    ASSENT_RETURN_IF_ERROR(place.Known(effect.membership_change().remove()));
  }
  return Next(proposed.number(), place.p->amendments.size(), "amendment");
}

absl::Status Check(const Place& place, const event::v1::AmendmentMoved& moved) {
  if (moved.accepts()) {
    ASSENT_RETURN_IF_ERROR(place.Author());
    if (!assembly::IsProposer(*place.p, place.state.members[place.author])) {
      return Impossible("whoever accepts it does not bring the proposal");
    }
  }
  return Within(moved.number(), place.p->amendments.size(), "amendment");
}

absl::Status Check(const Place& place, const event::v1::AmendmentVoted& voted) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return Within(voted.number(), place.p->amendments.size(), "amendment");
}

absl::Status CheckHidden(const Place& place, const event::v1::PositionTaken& taken) {
  const event::v1::Text& hidden = taken.hidden_stance();
  if (!place.p->hides || taken.stance() != v1::STANCE_UNSPECIFIED) {
    return Impossible("it hides a position that the rule does not hide");
  }
  if (hidden.commitment().size() != kHashBytes ||
      (!hidden.content().empty() && !assembly::StanceOfHidden(hidden.content()))) {
    return Impossible("it hides something that is no stance");
  }
  return absl::OkStatus();
}

// Consent to the current text, before the call.
absl::Status CheckAdvance(const Place& place, const event::v1::PositionTaken& taken) {
  const bool consents = taken.stance() == v1::STANCE_AGREE ||
                        taken.stance() == v1::STANCE_RESERVATIONS ||
                        taken.stance() == v1::STANCE_STAND_ASIDE;
  const bool fits = consents && !taken.has_hidden_stance() && taken.recorded_for().empty() &&
                    assembly::IsBeforeCall(*place.p) &&
                    taken.revision() == place.p->view.revision();
  return fits ? absl::OkStatus() : Impossible("it is not what can be left before a call");
}

absl::Status Check(const Place& place, const event::v1::PositionTaken& taken) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  if (taken.in_advance()) return CheckAdvance(place, taken);
  ASSENT_RETURN_IF_ERROR(taken.has_hidden_stance() ? CheckHidden(place, taken)
                                                   : Stance(taken.stance()));
  if (taken.stance() == v1::STANCE_BLOCK) {
    ASSENT_RETURN_IF_ERROR(Within(taken.concern(), place.p->concerns.size(), "concern"));
  }
  if (taken.recorded_for().empty()) return place.Voice(place.author, taken.unit());
  ASSENT_RETURN_IF_ERROR(place.Known(taken.recorded_for()));
  if (taken.stance() == v1::STANCE_BLOCK) {
    const v1::Concern& concern = place.p->concerns[taken.concern() - 1].view;
    const std::string member = assembly::MemberName(place.state.id, taken.recorded_for());
    if (concern.author() != member || concern.holder() != member) {
      return Impossible("it records a block on a concern that its member never raised");
    }
  }
  return place.Voice(place.state.member_by_id.at(taken.recorded_for()), taken.unit());
}

absl::Status Check(const Place& place, const event::v1::PositionWithdrawn& withdrawn) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  if (withdrawn.in_advance()) {
    return place.p->advance.contains(place.author) ? absl::OkStatus()
                                                   : Impossible("nothing was left before the call");
  }
  return place.Voice(place.author, withdrawn.unit());
}

absl::Status Check(const Place& place, const event::v1::PositionStruck&) {
  return place.AuthorVoice();
}

absl::Status CheckOpened(const Place& place, const event::v1::OpenedPosition& opened) {
  const auto hidden = place.p->hidden.find(opened.entry());
  if (hidden == place.p->hidden.end() || !place.p->positions.at(hidden->second.voice).counts) {
    return Impossible("it opens what is not hidden");
  }
  const std::string stance = assembly::HiddenStance(opened.stance());
  const bool fits = opened.salt().size() == kSaltBytes && assembly::StanceOfHidden(stance) &&
                    Commitment(opened.salt(), stance) == hidden->second.commitment;
  return fits ? absl::OkStatus()
              : Impossible(absl::StrCat("it does not open what entry ", opened.entry(), " hides"));
}

absl::Status Check(const Place& place, const event::v1::PositionsOpened& opened) {
  if (!place.p->hides) return Impossible("nothing is hidden");
  absl::flat_hash_set<int64_t> entries;
  for (const event::v1::OpenedPosition& one : opened.positions()) {
    if (!entries.insert(one.entry()).second) return Impossible("it opens a position twice");
    ASSENT_RETURN_IF_ERROR(CheckOpened(place, one));
  }
  return absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::ConcernRaised& raised) {
  if (!v1::Concern::Kind_IsValid(raised.kind())) return Impossible("its kind is not known here");
  return Next(raised.number(), place.p->concerns.size(), "concern");
}

absl::Status Check(const Place& place, const event::v1::ConcernAnswered& answered) {
  return Within(answered.number(), place.p->concerns.size(), "concern");
}

absl::Status Check(const Place& place, const event::v1::ConcernMoved& moved) {
  return Within(moved.number(), place.p->concerns.size(), "concern");
}

absl::Status Check(const Place& place, const event::v1::ConcernHolderChanged& changed) {
  ASSENT_RETURN_IF_ERROR(Within(changed.number(), place.p->concerns.size(), "concern"));
  if (changed.holder().empty()) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(place.Known(changed.holder()));
  const auto block = place.p->blocks.find(changed.number());
  if (block == place.p->blocks.end() || !assembly::IsOpen(block->second)) return absl::OkStatus();
  return place.Voice(place.state.member_by_id.at(changed.holder()));
}

absl::Status Block(const Place& place, int32_t concern) {
  if (place.p->blocks.contains(concern)) return absl::OkStatus();
  return Impossible(absl::StrCat("there is no block ", concern));
}

absl::Status Check(const Place& place, const event::v1::BlockSupported& supported) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return Block(place, supported.concern());
}

absl::Status Check(const Place& place, const event::v1::BlockChallenged& challenged) {
  if (assembly::IsTestable(*place.p, challenged.concern())) return place.AuthorVoice();
  return Block(place, challenged.concern());
}

absl::Status Check(const Place& place, const event::v1::BlockJudged& judged) {
  ASSENT_RETURN_IF_ERROR(place.AuthorVoice());
  return Block(place, judged.concern());
}

absl::Status Check(const Place& place, const event::v1::BlockTested& tested) {
  return Block(place, tested.concern());
}

absl::Status Check(const Place& place, const event::v1::BlockMoved& moved) {
  ASSENT_RETURN_IF_ERROR(Block(place, moved.concern()));
  if (moved.becomes() == v1::STANCE_UNSPECIFIED) return absl::OkStatus();
  return Stance(moved.becomes());
}

// A block, or an objection, which holds as well.
absl::Status Hold(const Place& place, int32_t concern) {
  if (place.p->blocks.contains(concern)) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(Within(concern, place.p->concerns.size(), "concern"));
  const assembly::ConcernState& held = place.p->concerns[concern - 1];
  if (assembly::MayFallSilent(*place.p, held)) return absl::OkStatus();
  return Impossible(absl::StrCat("nothing is held by concern ", concern));
}

absl::Status Check(const Place& place, const event::v1::BlockerReminded& reminded) {
  return Hold(place, reminded.concern());
}

absl::Status Check(const Place& place, const event::v1::BlockerAnswered& answered) {
  return Hold(place, answered.concern());
}

absl::Status Check(const Place& place, const event::v1::MemberRemoved& removed) {
  ASSENT_RETURN_IF_ERROR(place.Known(removed.member()));
  const int32_t member = place.state.member_by_id.at(removed.member());
  const bool left = place.state.members[member].view.state() == v1::Member::STATE_LEFT;
  return left ? Impossible("its member has left before") : absl::OkStatus();
}

// A term that is over when it begins would turn the role for ever.
absl::Status Term(const Place& place, int64_t end_time_us) {
  if (end_time_us > place.event.time_us()) return absl::OkStatus();
  return Impossible("its term is over before it begins");
}

absl::Status Check(const Place& place, const event::v1::RoleGiven& given) {
  if (!given.members().empty()) {
    ASSENT_RETURN_IF_ERROR(Term(place, given.end_time_us()));
    if (given.term_us() <= 0) return Impossible("its terms have no length");
  }
  for (const std::string& member : given.members()) ASSENT_RETURN_IF_ERROR(place.Known(member));
  return absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::RoleTurned& turned) {
  if (!place.state.roles.contains(turned.role())) return Impossible("there is no such role");
  if (turned.member().empty()) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(Term(place, turned.end_time_us()));
  return place.Known(turned.member());
}

// Whoever replays a log adds a pool up again.
absl::Status Check(const Place& place, const event::v1::PoolMoved& moved) {
  const v1::PoolChange& change = moved.change();
  const v1::Proposal& view = place.p->view;
  const v1::PoolChange decided =
      view.kind() == v1::Proposal::KIND_BUDGET ? assembly::SpendingOf(view) : view.pool_change();
  if (!place.p->decision || change.pool() != decided.pool() || change.kind() != decided.kind() ||
      change.amount() != decided.amount() || change.amount() < 1 ||
      change.amount() > assembly::kMaxAmount) {
    return Impossible("it moves what was not decided");
  }
  const auto pool = place.state.pools.find(change.pool());
  const int64_t before = pool == place.state.pools.end() ? 0 : pool->second.view.balance();
  if (change.kind() == v1::PoolChange::KIND_RETURN) {
    int32_t allocation = 0;
    if (!absl::SimpleAtoi(change.allocation(), &allocation) || pool == place.state.pools.end() ||
        !pool->second.allocated.contains(allocation) ||
        pool->second.allocated.at(allocation) < change.amount()) {
      return Impossible("it returns what was not allocated");
    }
  }
  if (before > assembly::kMaxBalance) return Impossible("its pool is too large to count");
  const bool out = change.kind() == v1::PoolChange::KIND_ALLOCATION;
  const int64_t amount = out ? -change.amount() : change.amount();
  if (moved.balance() >= 0 && moved.balance() == before + amount) return absl::OkStatus();
  return Impossible(absl::StrCat("it leaves ", moved.balance(), " in a pool of ", before));
}

absl::Status Check(const Place& place, const event::v1::DecisionMade& made) {
  if (place.p->decision) return Impossible("its proposal has been decided before");
  switch (made.state()) {
    case v1::Proposal::STATE_ADOPTED:
    case v1::Proposal::STATE_REJECTED:
    case v1::Proposal::STATE_WITHDRAWN:
    case v1::Proposal::STATE_LAPSED:
    case v1::Proposal::STATE_EXPIRED:
      return absl::OkStatus();
    default:
      return Impossible("its state is no end of a proposal");
  }
}

absl::Status Check(const Place& place, const event::v1::DutyMet& met) {
  const bool resolves = place.p->view.state() == v1::Proposal::STATE_RESOLVING;
  const bool ahead = met.next_time_us() == 0 || met.next_time_us() > place.event.time_us();
  return resolves && ahead ? absl::OkStatus() : Impossible("no duty is looked at then");
}

absl::Status Check(const Place& place, const event::v1::AppealJudged&) {
  ASSENT_RETURN_IF_ERROR(place.AuthorVoice());
  return place.p->appeal ? absl::OkStatus() : Impossible("there is no appeal to judge");
}

absl::Status Check(const Place& place, const event::v1::AppealSettled& settled) {
  if (!place.p->appeal) return Impossible("there is no appeal to settle");
  // Logs from before silence upheld may have let fewer overturn it, never a minority.
  const v1::Appeal& appeal = place.p->view.appeal();
  const bool found = settled.overturned() ? appeal.overturn_votes() > appeal.uphold_votes()
                                          : !assembly::Overturns(place.state, *place.p);
  return found ? absl::OkStatus() : Impossible("the voices found otherwise");
}

absl::Status Check(const Place& place, const event::v1::DeclarationAppealed&) {
  ASSENT_RETURN_IF_ERROR(place.AuthorVoice());
  return Phase(place, place.p->phase);
}

#define ASSENT_BODY(Name, field) \
  case Event::k##Name:           \
    return Check(place, event.field())

// Calls Check() with the body of the event. One row for each event.
absl::Status CheckBody(const Place& place) {
  const Event& event = place.event;
  switch (event.body_case()) {
    ASSENT_BODY(AssemblyFounded, assembly_founded);
    ASSENT_BODY(InvitationCreated, invitation_created);
    ASSENT_BODY(InvitationRevoked, invitation_revoked);
    ASSENT_BODY(MemberJoined, member_joined);
    ASSENT_BODY(MemberUpdated, member_updated);
    ASSENT_BODY(MemberLeft, member_left);
    ASSENT_BODY(CharterChanged, charter_changed);
    ASSENT_BODY(MemberRemoved, member_removed);
    ASSENT_BODY(AdmissionGranted, admission_granted);
    ASSENT_BODY(RoleGiven, role_given);
    ASSENT_BODY(RoleTurned, role_turned);
    ASSENT_BODY(PoolMoved, pool_moved);
    ASSENT_BODY(ProposalDrafted, proposal_drafted);
    ASSENT_BODY(DraftUpdated, draft_updated);
    ASSENT_BODY(ProposalIntroduced, proposal_introduced);
    ASSENT_BODY(StateEntered, state_entered);
    ASSENT_BODY(PhaseStarted, phase_started);
    ASSENT_BODY(PhaseExtended, phase_extended);
    ASSENT_BODY(PhaseStartSupported, phase_start_supported);
    ASSENT_BODY(OutcomeReached, outcome_reached);
    ASSENT_BODY(SenseDeclared, sense_declared);
    ASSENT_BODY(FacilitationTaken, facilitation_taken);
    ASSENT_BODY(FacilitatorObjected, facilitator_objected);
    ASSENT_BODY(SponsorAnswered, sponsor_answered);
    ASSENT_BODY(PresenceSaid, presence_said);
    ASSENT_BODY(MeetingRecorded, meeting_recorded);
    ASSENT_BODY(WithdrawalAnnounced, withdrawal_announced);
    ASSENT_BODY(ProposalTakenOver, proposal_taken_over);
    ASSENT_BODY(DecisionMade, decision_made);
    ASSENT_BODY(EffectFailed, effect_failed);
    ASSENT_BODY(SilentVoicesLeft, silent_voices_left);
    ASSENT_BODY(EffectsDone, effects_done);
    ASSENT_BODY(DeclarationAppealed, declaration_appealed);
    ASSENT_BODY(AppealJudged, appeal_judged);
    ASSENT_BODY(AppealSettled, appeal_settled);
    ASSENT_BODY(RevisionMade, revision_made);
    ASSENT_BODY(AmendmentProposed, amendment_proposed);
    ASSENT_BODY(AmendmentMoved, amendment_moved);
    ASSENT_BODY(AmendmentVoted, amendment_voted);
    ASSENT_BODY(PositionTaken, position_taken);
    ASSENT_BODY(PositionWithdrawn, position_withdrawn);
    ASSENT_BODY(PositionStruck, position_struck);
    ASSENT_BODY(PositionsOpened, positions_opened);
    ASSENT_BODY(ConcernRaised, concern_raised);
    ASSENT_BODY(ConcernAnswered, concern_answered);
    ASSENT_BODY(ConcernMoved, concern_moved);
    ASSENT_BODY(ConcernHolderChanged, concern_holder_changed);
    ASSENT_BODY(BlockSupported, block_supported);
    ASSENT_BODY(BlockChallenged, block_challenged);
    ASSENT_BODY(BlockJudged, block_judged);
    ASSENT_BODY(BlockTested, block_tested);
    ASSENT_BODY(BlockMoved, block_moved);
    ASSENT_BODY(BlockerReminded, blocker_reminded);
    ASSENT_BODY(BlockerAnswered, blocker_answered);
    ASSENT_BODY(DutyMet, duty_met);
    default:
      return possible::CheckStandingBody(place);
  }
}
#undef ASSENT_BODY

// Bodies from here on are about a proposal that is open, or has just ended; see
// event.proto.
constexpr int kFirstProposalBody = Event::kProposalDrafted;
// And those from here on about a decision, whose proposal may be forgotten.
constexpr int kFirstStandingBody = Event::kReviewCame;

bool NeedsProposal(const Event& event) {
  switch (event.body_case()) {
    case Event::kAdmissionGranted:
    case Event::kRoleGiven:
    case Event::kPoolMoved:
    case Event::kTemperatureTaken:
    case Event::kTemperatureRecorded:
    case Event::kMandateGiven:
    case Event::kMandateConfirmed:
    case Event::kAdviceAsked:
    case Event::kAdviceGiven:
    case Event::kOptionAdded:
    case Event::kOptionWithdrawn:
    case Event::kNominationAccepted:
    case Event::kElectionOpened:
    case Event::kBallotCast:
    case Event::kBallotsOpened:
    case Event::kElectionCounted:
      return true;
    default:
      return event.body_case() >= kFirstProposalBody && event.body_case() < kFirstStandingBody;
  }
}

absl::Status FindProposal(const State& state, const Event& event, const ProposalState*& p) {
  if (event.has_proposal_drafted()) {
    return Next(event.proposal(), static_cast<size_t>(state.last_proposal), "proposal");
  }
  const auto found = state.proposals.find(event.proposal());
  if (found != state.proposals.end()) p = &found->second;
  if (!NeedsProposal(event) || p != nullptr) return absl::OkStatus();
  return Impossible(absl::StrCat("there is no open proposal ", event.proposal()));
}

}  // namespace

absl::Status CheckPossible(const Event& event, const State& state) {
  int32_t author = -1;
  if (!event.author().empty()) {
    const auto found = state.member_by_id.find(event.author());
    if (found == state.member_by_id.end()) return Impossible("its author never joined");
    author = found->second;
  }
  ASSENT_RETURN_IF_ERROR(possible::AppToken(state, event, author));
  const ProposalState* p = nullptr;
  ASSENT_RETURN_IF_ERROR(FindProposal(state, event, p));
  if (IsMeetingBody(event)) return CheckMeetingBody(state, event, author);
  return CheckBody({state, event, author, p});
}

}  // namespace assent::transparency
