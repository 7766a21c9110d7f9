#include "server/assembly/documents.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/assembly/access.h"
#include "server/assembly/canonical.h"
#include "server/assembly/memory.h"
#include "server/assembly/mirrors/notices.h"
#include "server/assembly/standing.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"
#include "server/base/check.h"
#include "server/base/limits.h"
#include "server/rules/trial.h"

namespace assent::assembly {
namespace {

constexpr int64_t kNoDate = 9'999'999'999'999'999;  // sixteen

const char* NameOf(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::kAssembly:
      return "assembly";
    case DocumentKind::kMember:
      return "member";
    case DocumentKind::kInvitation:
      return "invitation";
    case DocumentKind::kToken:
      return "token";
    case DocumentKind::kApplication:
      return "application";
    case DocumentKind::kProposal:
      return "proposal";
    case DocumentKind::kRevision:
      return "revision";
    case DocumentKind::kAmendment:
      return "amendment";
    case DocumentKind::kConcern:
      return "concern";
    case DocumentKind::kBlock:
      return "block";
    case DocumentKind::kPosition:
      return "position";
    case DocumentKind::kBallot:
      return "ballot";
    case DocumentKind::kElectionResult:
      return "result";
    case DocumentKind::kMandate:
      return "mandate";
    case DocumentKind::kDecision:
      return "decision";
    case DocumentKind::kStanding:
      return "standing";
    case DocumentKind::kPoolMovement:
      return "movement";
    case DocumentKind::kTrail:
      return "trail";
    case DocumentKind::kDissent:
      return "dissent";
    case DocumentKind::kAction:
      return "action";
    case DocumentKind::kBlockEntry:
      return "blocked";
    case DocumentKind::kUrgent:
      return "urgent";
    case DocumentKind::kAccount:
      return "account";
    case DocumentKind::kMeeting:
      return "meeting";
    case DocumentKind::kNotice:
    case DocumentKind::kActionDue:
    case DocumentKind::kInForce:
    case DocumentKind::kOutline:
      break;  // have keys of their own
  }
  return "";
}

const ProposalState& ProposalOf(const State& state, const DocumentRef& ref) {
  const auto found = state.proposals.find(ref.proposal);
  ASSENT_CHECK(found != state.proposals.end());
  return found->second;
}

// Where the log stands is for the state to say: a document that holds it would
// be another one after every act.
std::string AssemblyValue(const State& state) {
  v1::Assembly view = state.view;
  view.clear_sequence();
  return CanonicalBytes(view);
}

// Likewise, until the proposal has come to its end.
std::string ProposalValue(const ProposalState& p) {
  v1::Proposal view = p.view;
  if (p.decision) {
    view.set_sequence(p.decision->sequence());
  } else {
    view.clear_sequence();
  }
  return CanonicalBytes(view);
}

// None where the decision was taken back.
std::optional<std::string> StandingValue(const State& state, int32_t number) {
  const auto found = state.standings.find(number);
  if (found == state.standings.end()) return std::nullopt;
  return CanonicalBytes(ViewStanding(state, found->second));
}

// An account that cannot change any more is in no state: see ForgetMonths().
std::optional<std::string> AccountValue(const State& state, int32_t month) {
  const auto found = state.book.months.find(month);
  if (found == state.book.months.end()) return std::nullopt;
  return CanonicalBytes(found->second);
}

// None where the decision of that moment was taken back.
std::optional<std::string> OutlineValue(const ProposalState& p, int64_t decided_us) {
  if (!p.decision || ToMicros(ToTime(p.decision->decide_time())) != decided_us) return std::nullopt;
  return CanonicalBytes(rules::Outline(*p.decision));
}

std::optional<std::string> PartValue(const State& state, const DocumentRef& ref) {
  const ProposalState& p = ProposalOf(state, ref);
  const size_t index = static_cast<size_t>(ref.part) - 1;
  switch (ref.kind) {
    case DocumentKind::kProposal:
      return ProposalValue(p);
    case DocumentKind::kRevision:
      return CanonicalBytes(p.revisions.at(index));
    case DocumentKind::kAmendment:
      return CanonicalBytes(p.amendments.at(index).view);
    case DocumentKind::kConcern:
      return CanonicalBytes(p.concerns.at(index).view);
    case DocumentKind::kBlock:
      return CanonicalBytes(p.blocks.at(static_cast<int32_t>(ref.part)).view);
    case DocumentKind::kMandate:
      return CanonicalBytes(p.mandates.at(index).view);
    case DocumentKind::kBallot:
      if (p.ballots.count(static_cast<int32_t>(ref.part)) == 0) return std::nullopt;
      return CanonicalBytes(ViewBallot(state, p, static_cast<int32_t>(ref.part)));
    case DocumentKind::kElectionResult:
      if (p.counted == 0) return std::nullopt;
      return CanonicalBytes(ViewResult(p));
    case DocumentKind::kDecision:
      if (!p.decision) return std::nullopt;
      return CanonicalBytes(*p.decision);
    case DocumentKind::kOutline:
      return OutlineValue(p, ref.part);
    case DocumentKind::kBlockEntry:
      return CanonicalBytes(p.book.blocks.at(index));
    default:
      break;
  }
  const std::optional<v1::Position> position =
      ViewPosition(state, p, static_cast<int32_t>(ref.part));
  if (!position) return std::nullopt;
  return CanonicalBytes(*position);
}

// What a decision has beside its own document. The decision may be long
// forgotten.
std::optional<std::string> PointsValue(const State& state, const DocumentRef& ref) {
  const DecidedPoints& points = state.points.at(ref.proposal);
  if (ref.kind == DocumentKind::kDissent) {
    ASSENT_CHECK(Holds(state, ref), "one statement an act");
    return CanonicalBytes(state.last_statement.view);
  }
  if (!points.adopted) return std::nullopt;
  if (ref.kind == DocumentKind::kAction) {
    return CanonicalBytes(ViewActionPoint(state, ref.proposal, static_cast<int32_t>(ref.part)));
  }
  if (!IsOpen(points.actions[ref.part - 1])) return std::nullopt;
  return std::string();
}

std::optional<std::string> InForceValue(const State& state, int32_t number) {
  const auto found = state.standings.find(number);
  if (found == state.standings.end() || !found->second.in_force()) return std::nullopt;
  return std::string();
}

}  // namespace

std::string NumberKey(absl::string_view kind, int32_t number) {
  return absl::StrFormat("%s/%08d", kind, number);
}

std::string PartKey(absl::string_view kind, int32_t number, int32_t part) {
  return absl::StrFormat("%s/%08d/%08d", kind, number, part);
}

std::string PartPrefix(absl::string_view kind, int32_t number) {
  return absl::StrFormat("%s/%08d/", kind, number);
}

// Newest first, as lists of decisions are.
std::string InForceKey(int32_t number) {
  return absl::StrFormat("%s%08d", kInForcePrefix, kMaxNumber - number);
}

int32_t InForceNumber(absl::string_view key) {
  int32_t number = 0;
  if (!absl::ConsumePrefix(&key, kInForcePrefix) || !absl::SimpleAtoi(key, &number)) return 0;
  return number < 0 ? 0 : std::max(kMaxNumber - number, 0);
}

std::string ActionDueKey(absl::Time due, int32_t number, int32_t part) {
  const int64_t micros =
      due == absl::InfiniteFuture() ? kNoDate : std::min(absl::ToUnixMicros(due), kNoDate - 1);
  return absl::StrFormat("%s%016d/%08d/%08d", kActionDuePrefix, std::max<int64_t>(micros, 0),
                         number, part);
}

std::optional<ActionDue> ParseActionDueKey(absl::string_view key) {
  if (!absl::ConsumePrefix(&key, kActionDuePrefix)) return std::nullopt;
  const std::vector<absl::string_view> segments = absl::StrSplit(key, '/');
  int64_t micros = 0;
  ActionDue action;
  if (segments.size() != 3 || !absl::SimpleAtoi(segments[0], &micros) ||
      !absl::SimpleAtoi(segments[1], &action.number) ||
      !absl::SimpleAtoi(segments[2], &action.part)) {
    return std::nullopt;
  }
  if (action.number <= 0 || action.part <= 0) return std::nullopt;
  action.due = micros == kNoDate ? absl::InfiniteFuture() : absl::FromUnixMicros(micros);
  return action;
}

std::string DocumentKey(const State& state, const DocumentRef& ref) {
  const char* const kind = NameOf(ref.kind);
  switch (ref.kind) {
    case DocumentKind::kAssembly:
      return kind;
    case DocumentKind::kMember:
      return absl::StrFormat("%s/%s", kind, state.members.at(ref.part).id);
    case DocumentKind::kInvitation:
    case DocumentKind::kToken:
    case DocumentKind::kApplication:
      return NumberKey(kind, static_cast<int32_t>(ref.part));
    case DocumentKind::kAccount:
    case DocumentKind::kMeeting:
      return NumberKey(kind, static_cast<int32_t>(ref.part));
    case DocumentKind::kNotice:
      return NoticeKey(ref.proposal, ref.part);
    case DocumentKind::kProposal:
    case DocumentKind::kDecision:
    case DocumentKind::kStanding:
    case DocumentKind::kPoolMovement:
    case DocumentKind::kUrgent:
    case DocumentKind::kElectionResult:
      return NumberKey(kind, ref.proposal);
    case DocumentKind::kBallot:
    case DocumentKind::kPosition:
      return absl::StrFormat("%s/%08d/%s", kind, ref.proposal,
                             ProposalOf(state, ref).voice_names.at(ref.part));
    case DocumentKind::kTrail:
      return absl::StrFormat("%s/%08d/%016d", kind, ref.proposal, ref.part);
    case DocumentKind::kActionDue:
      return ActionDueKey(state.points.at(ref.proposal).actions.at(ref.part - 1).due, ref.proposal,
                          static_cast<int32_t>(ref.part));
    case DocumentKind::kInForce:
      return InForceKey(ref.proposal);
    case DocumentKind::kOutline:
      return absl::StrFormat("%s%016d/%08d", kOutlinePrefix, kNoDate - ref.part, ref.proposal);
    default:
      return PartKey(kind, ref.proposal, static_cast<int32_t>(ref.part));
  }
}

bool Holds(const State& state, const DocumentRef& ref) {
  switch (ref.kind) {
    case DocumentKind::kTrail:
    case DocumentKind::kStanding:
    case DocumentKind::kPoolMovement:
    case DocumentKind::kInForce:
    case DocumentKind::kNotice:
      return true;
    case DocumentKind::kDissent:
      return state.last_statement.decision == ref.proposal &&
             state.last_statement.number == ref.part;
    case DocumentKind::kAction:
    case DocumentKind::kActionDue:
      return state.points.count(ref.proposal) != 0;
    case DocumentKind::kUrgent:
      return state.urgent_uses.count(ref.proposal) != 0;
    case DocumentKind::kAccount:
      return state.book.months.count(static_cast<int32_t>(ref.part)) != 0;
    case DocumentKind::kMeeting:
      return state.meetings.count(static_cast<int32_t>(ref.part)) != 0;
    default:
      return ref.proposal == 0 || state.proposals.count(ref.proposal) != 0;
  }
}

std::optional<std::string> DocumentValue(const State& state, const DocumentRef& ref) {
  switch (ref.kind) {
    case DocumentKind::kAssembly:
      return AssemblyValue(state);
    case DocumentKind::kMember:
      return CanonicalBytes(state.members.at(ref.part).view);
    case DocumentKind::kInvitation:
      return CanonicalBytes(state.invitations.at(ref.part - 1).view);
    case DocumentKind::kToken:
      return CanonicalBytes(ViewToken(state, static_cast<int32_t>(ref.part) - 1, /*reader=*/-1));
    case DocumentKind::kApplication:
      return CanonicalBytes(state.applications.at(ref.part - 1).view);
    case DocumentKind::kStanding:
      return StandingValue(state, ref.proposal);
    case DocumentKind::kPoolMovement:
      return CanonicalBytes(state.movements.at(ref.proposal));
    case DocumentKind::kTrail:
      return std::string();
    case DocumentKind::kDissent:
    case DocumentKind::kAction:
    case DocumentKind::kActionDue:
      return PointsValue(state, ref);
    case DocumentKind::kInForce:
      return InForceValue(state, ref.proposal);
    case DocumentKind::kUrgent:
      return CanonicalBytes(state.urgent_uses.at(ref.proposal));
    case DocumentKind::kAccount:
      return AccountValue(state, static_cast<int32_t>(ref.part));
    case DocumentKind::kNotice:
      return NoticeValue(state, ref.proposal, ref.part);
    case DocumentKind::kMeeting:
      return CanonicalBytes(state.meetings.at(static_cast<int32_t>(ref.part)).view);
    default:
      return PartValue(state, ref);
  }
}

}  // namespace assent::assembly
