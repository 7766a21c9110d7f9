#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/effects.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/rivals.h"
#include "server/assembly/road.h"
#include "server/assembly/steering.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// The amendment that an amendment amends; 0: the proposal's text.
absl::StatusOr<int32_t> AmendedBy(Act& act, const ProposalState& p,
                                  const v1::CreateAmendmentRequest& request) {
  if (request.amends().empty()) return 0;
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts,
                          ParseName(request.amends(), kAmendmentPattern, "amends"));
  ASSENT_ASSIGN_OR_RETURN(const AmendmentRef amended, FindAmendment(act, request.amends()));
  if (parts.assembly != act.state().id || parts.number != p.number) {
    return error::AmendmentNotFound();
  }
  if (!amended.amendment->view.amends().empty() || p.rule().amendment().max_degree() < 2) {
    return error::AmendmentDegree();
  }
  const v1::Amendment::State state = amended.amendment->view.state();
  if (state != v1::Amendment::STATE_OPEN && state != v1::Amendment::STATE_VOTING) {
    return error::AmendmentClosed();
  }
  return parts.part;
}

absl::Status CheckTexts(const v1::CreateAmendmentRequest& request) {
  if (!v1::Amendment::Kind_IsValid(request.kind())) return error::ValueInvalid("kind", "unknown");
  ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kTextBounds));
  if (!request.title().empty()) {
    ASSENT_RETURN_IF_ERROR(CheckText(request.title(), "title", kTitleBounds));
  }
  return CheckText(request.reason(), "reason", kReasonBounds);
}

// What changes nothing would hold a call up for as long as nobody answers it. What a
// proposal does may change with the same words.
absl::Status CheckChanges(const ProposalState& p, const v1::CreateAmendmentRequest& request,
                          const event::v1::AmendmentProposed& proposed) {
  const v1::Amendment* const amended =
      proposed.amends() == 0 ? nullptr : &p.amendments[proposed.amends() - 1].view;
  const std::string& text = amended == nullptr ? p.view.text() : amended->text();
  const std::string& title =
      amended == nullptr || amended->title().empty() ? p.view.title() : amended->title();
  const bool same = request.text() == text && (request.title().empty() || request.title() == title);
  if (!same || proposed.has_effect()) return absl::OkStatus();
  return error::ValueInvalid("text",
                             "it stands there word for word; say what is to be another, "
                             "or raise what troubles you as a concern");
}

absl::Duration Window(const ProposalState& p) {
  return ToDuration(p.rule().amendment().objection_window());
}

// The actor accepts it: it stands at once where there is nobody else to ask. Else
// co-proposers have time to object, or, where it takes all of them, to accept it too;
// whoever is asked for longer than that has not accepted it (5 A3 of the decision rules).
void Accept(Act& act, const AmendmentRef& ref) {
  const ProposalState& p = *ref.proposal;
  const absl::Duration window = Window(p);
  const bool needs_all = NeedsEveryProposer(p);
  const bool alone = CoProposersToAsk(act.state(), p, ref.number).empty();
  const bool stands = needs_all ? AcceptedByAll(act.state(), p, ref.number, act.actor_index())
                                : alone || window <= absl::ZeroDuration();
  if (stands) return TakeIn(act, *ref.proposal, ref.number);
  const bool waits = p.view.proposer() == act.actor().view.name() &&
                     window > absl::ZeroDuration() &&
                     !(needs_all && ref.amendment->view.state() != v1::Amendment::STATE_OPEN);
  MoveAmendment(act, *ref.proposal, ref.number,
                waits ? v1::Amendment::STATE_ACCEPTED : ref.amendment->view.state(),
                waits ? act.now() + window : ref.amendment->settles, "", /*accepts=*/true);
}

// Who may accept an amendment: the proposer, and co-proposers where it takes them
// too; or of an amendment of an amendment the author of the latter.
absl::Status CheckMayAccept(const Act& act, const AmendmentRef& ref) {
  const std::string& me = act.actor().view.name();
  if (ref.amendment->view.amends().empty()) {
    const bool may = ref.proposal->view.proposer() == me ||
                     (NeedsEveryProposer(*ref.proposal) && IsProposer(*ref.proposal, act.actor()));
    return may ? absl::OkStatus() : error::NotTheProposer();
  }
  for (const AmendmentState& amended : ref.proposal->amendments) {
    if (amended.view.name() == ref.amendment->view.amends()) {
      return amended.view.author() == me ? absl::OkStatus() : error::NotTheAuthor();
    }
  }
  return error::AmendmentNotFound();
}

absl::Status CheckState(const AmendmentRef& ref, v1::Amendment::State state) {
  return ref.amendment->view.state() == state ? absl::OkStatus() : error::AmendmentClosed();
}

void OpenVote(Act& act, const AmendmentRef& ref) {
  if (BecomesRival(*ref.proposal, *ref.amendment)) {
    return MoveAmendment(act, *ref.proposal, ref.number, v1::Amendment::STATE_RIVAL,
                         absl::InfiniteFuture(), "");
  }
  const absl::Duration window = Window(*ref.proposal);
  const absl::Time settles =
      window > absl::ZeroDuration() ? act.now() + window : absl::InfiniteFuture();
  MoveAmendment(act, *ref.proposal, ref.number, v1::Amendment::STATE_VOTING, settles, "");
}

// The proposer has as long as anybody has to object; whom they do not answer by then,
// the others may.
absl::Status CheckVotable(const Act& act, const AmendmentRef& ref) {
  const v1::Amendment& amendment = ref.amendment->view;
  const bool open = amendment.state() == v1::Amendment::STATE_OPEN &&
                    amendment.kind() == v1::Amendment::KIND_SUBSTANTIVE;
  if (!open) return CheckState(ref, v1::Amendment::STATE_VOTING);
  const absl::Time from = ToTime(amendment.create_time()) + Window(*ref.proposal);
  return act.now() < from ? error::VoteNotOpen(TimeInWords(from)) : absl::OkStatus();
}

void StartAmendment(Act& act, const AmendmentRef& ref) {
  const bool editorial = ref.amendment->view.kind() == v1::Amendment::KIND_EDITORIAL;
  if (!editorial && CheckMayAccept(act, ref).ok()) Accept(act, ref);
}

}  // namespace

absl::StatusOr<v1::CreateAmendmentResponse> Decide(Act& act,
                                                   const v1::CreateAmendmentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                          IntroducedProposal(act, request.parent(), "parent"));
  ASSENT_RETURN_IF_ERROR(CheckTexts(request));
  if (!request.etag().empty() && request.etag() != p->view.etag()) return error::EtagMismatch();
  ASSENT_RETURN_IF_ERROR(CheckAmendable(act, *p));
  if (p->amendments.size() >= kMaxAmendments) return error::TooManyAmendments();
  ASSENT_ASSIGN_OR_RETURN(const int32_t amends, AmendedBy(act, *p, request));

  // Positions stay only where others have time to object: without it, no change is
  // editorial.
  const bool editorial =
      request.kind() == v1::Amendment::KIND_EDITORIAL && Window(*p) > absl::ZeroDuration();
  const int32_t number = static_cast<int32_t>(p->amendments.size()) + 1;
  Event event;
  event::v1::AmendmentProposed& proposed = *event.mutable_amendment_proposed();
  proposed.set_number(number);
  proposed.set_kind(editorial ? v1::Amendment::KIND_EDITORIAL : v1::Amendment::KIND_SUBSTANTIVE);
  proposed.set_base_revision(p->view.revision());
  proposed.set_amends(amends);
  proposed.mutable_text()->set_content(request.text());
  if (!request.title().empty()) proposed.mutable_title()->set_content(request.title());
  if (!request.reason().empty()) proposed.mutable_reason()->set_content(request.reason());
  if (editorial) {
    proposed.set_settle_time_us(ToMicros(act.now() + Window(*p)));
  }
  ASSENT_RETURN_IF_ERROR(AddAmendedEffect(act, *p, request, proposed));
  ASSENT_RETURN_IF_ERROR(CheckChanges(*p, request, proposed));
  act.Emit(p->number, std::move(event));
  StartAmendment(act, AmendmentRef{p, &p->amendments[number - 1], number});
  return Answer<v1::CreateAmendmentResponse>(act,
                                             AmendmentRef{p, &p->amendments[number - 1], number});
}

absl::StatusOr<v1::AcceptAmendmentResponse> Decide(Act& act,
                                                   const v1::AcceptAmendmentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const AmendmentRef ref, FindAmendment(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckMayAccept(act, ref));
  const v1::Amendment& amendment = ref.amendment->view;
  const bool open =
      amendment.state() == v1::Amendment::STATE_OPEN ||
      amendment.state() == v1::Amendment::STATE_VOTING ||
      (amendment.state() == v1::Amendment::STATE_ACCEPTED && NeedsEveryProposer(*ref.proposal));
  if (!open || amendment.kind() == v1::Amendment::KIND_EDITORIAL) return error::AmendmentClosed();
  ASSENT_RETURN_IF_ERROR(CheckFits(act, *ref.proposal, ref.number));
  Accept(act, ref);
  return Answer<v1::AcceptAmendmentResponse>(act, ref);
}

absl::StatusOr<v1::DeclineAmendmentResponse> Decide(Act& act,
                                                    const v1::DeclineAmendmentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const AmendmentRef ref, FindAmendment(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckMayAccept(act, ref));
  ASSENT_RETURN_IF_ERROR(CheckState(ref, v1::Amendment::STATE_OPEN));
  if (ref.amendment->view.kind() == v1::Amendment::KIND_EDITORIAL) return error::AmendmentClosed();
  OpenVote(act, ref);
  return Answer<v1::DeclineAmendmentResponse>(act, ref);
}

absl::StatusOr<v1::ObjectToAmendmentResponse> Decide(Act& act,
                                                     const v1::ObjectToAmendmentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const AmendmentRef ref, FindAmendment(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kReasonBounds));
  const bool editorial = ref.amendment->view.kind() == v1::Amendment::KIND_EDITORIAL;
  ASSENT_RETURN_IF_ERROR(
      CheckState(ref, editorial ? v1::Amendment::STATE_OPEN : v1::Amendment::STATE_ACCEPTED));
  if (!editorial) ASSENT_RETURN_IF_ERROR(CheckProposer(act, *ref.proposal));
  // An editorial change that somebody objects to has to go as an amendment; a
  // friendly one that a sponsor objects to becomes a question of its own, or a rival.
  const bool rival = !editorial && BecomesRival(*ref.proposal, *ref.amendment);
  const absl::Time voted =
      editorial || rival ? absl::InfiniteFuture() : act.now() + Window(*ref.proposal);
  MoveAmendment(act, *ref.proposal, ref.number,
                editorial ? v1::Amendment::STATE_REJECTED
                : rival   ? v1::Amendment::STATE_RIVAL
                          : v1::Amendment::STATE_VOTING,
                voted, request.reason());
  return Answer<v1::ObjectToAmendmentResponse>(act, ref);
}

absl::StatusOr<v1::VoteOnAmendmentResponse> Decide(Act& act,
                                                   const v1::VoteOnAmendmentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const AmendmentRef ref, FindAmendment(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckVotable(act, ref));
  if (ref.proposal->electorate_taken) {
    ASSENT_RETURN_IF_ERROR(VoiceOfActor(act, *ref.proposal).status());
  } else if (VoiceNames(ref.proposal->rule(), act.actor()).empty() ||
             IsRecused(*ref.proposal, act.actor())) {
    return error::NotInElectorate();
  }
  if (ref.amendment->view.state() == v1::Amendment::STATE_OPEN) OpenVote(act, ref);
  Event event;
  event::v1::AmendmentVoted& voted = *event.mutable_amendment_voted();
  voted.set_number(ref.number);
  voted.set_agree(request.agree());
  act.Emit(ref.proposal->number, std::move(event));
  return Answer<v1::VoteOnAmendmentResponse>(act, ref);
}

absl::StatusOr<v1::DecideAmendmentResponse> Decide(Act& act,
                                                   const v1::DecideAmendmentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const AmendmentRef ref, FindAmendment(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckState(ref, v1::Amendment::STATE_VOTING));
  ASSENT_RETURN_IF_ERROR(CheckMaySteer(act.state(), *ref.proposal, act.actor_index()));
  const v1::Amendment& amendment = ref.amendment->view;
  const bool all_voted =
      ref.proposal->electorate_taken &&
      static_cast<int64_t>(ref.amendment->votes.size()) >= ref.proposal->view.electorate_size();
  if (ref.amendment->settles != absl::InfiniteFuture() && !all_voted) {
    return error::VoteNotOver(TimeInWords(ref.amendment->settles));
  }
  if (amendment.votes_for() <= amendment.votes_against()) {
    MoveAmendment(act, *ref.proposal, ref.number, v1::Amendment::STATE_REJECTED,
                  absl::InfiniteFuture(), "");
    return Answer<v1::DecideAmendmentResponse>(act, ref);
  }
  ASSENT_RETURN_IF_ERROR(CheckFits(act, *ref.proposal, ref.number));
  TakeIn(act, *ref.proposal, ref.number);
  return Answer<v1::DecideAmendmentResponse>(act, ref);
}

absl::StatusOr<v1::WithdrawAmendmentResponse> Decide(Act& act,
                                                     const v1::WithdrawAmendmentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const AmendmentRef ref, FindAmendment(act, request.name()));
  if (ref.amendment->view.author() != act.actor().view.name()) return error::NotTheAuthor();
  const v1::Amendment::State state = ref.amendment->view.state();
  if (state != v1::Amendment::STATE_OPEN && state != v1::Amendment::STATE_VOTING &&
      state != v1::Amendment::STATE_ACCEPTED && state != v1::Amendment::STATE_RIVAL) {
    return error::AmendmentClosed();
  }
  MoveAmendment(act, *ref.proposal, ref.number, v1::Amendment::STATE_WITHDRAWN,
                absl::InfiniteFuture(), "");
  WithdrawRival(act, *ref.proposal, ref.number);
  return Answer<v1::WithdrawAmendmentResponse>(act, ref);
}

}  // namespace assent::assembly
