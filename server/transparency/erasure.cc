#include "server/transparency/erasure.h"

#include <utility>

#include "server/base/refusal.h"

namespace assent::transparency {
namespace {

using event::v1::Event;

// Whether people are still asked about the text that this entry wrote.
bool IsAskedAbout(const assembly::State& state, const Event& entry) {
  const auto found = state.proposals.find(entry.proposal());
  if (found == state.proposals.end() || found->second.decision) return false;
  switch (entry.body_case()) {
    case Event::kProposalDrafted:
    case Event::kDraftUpdated:
    case Event::kProposalIntroduced:
      return found->second.view.revision() <= 1;
    case Event::kRevisionMade:
      return entry.revision_made().number() == found->second.view.revision();
    case Event::kPositionTaken:
      return entry.position_taken().has_hidden_stance();  // it is opened at the close
    case Event::kBallotCast:
      return entry.ballot_cast().has_hidden_marks();
    default:
      return false;
  }
}

// Whether it is part of how the text of a decision came about that holds for everybody.
bool IsInForce(const assembly::State& state, const Event& entry) {
  const auto found = state.standings.find(entry.proposal());
  if (found == state.standings.end() || !found->second.in_force()) return false;
  switch (entry.body_case()) {
    case Event::kProposalDrafted:
    case Event::kDraftUpdated:
    case Event::kProposalIntroduced:
    case Event::kRevisionMade:
      return true;
    default:
      return false;
  }
}

// What they were called when they came is theirs, whoever let them in.
bool IsTheirs(const assembly::Member& actor, const Event& entry) {
  return entry.has_member_joined() ? entry.member_joined().member() == actor.id
                                   : entry.author() == actor.id;
}

// Whether members know the actor by it today.
bool IsTheirHandle(const assembly::Member& actor, const Event& entry) {
  const std::string& handle = entry.has_member_joined()
                                  ? entry.member_joined().handle().content()
                                  : entry.member_updated().handle().content();
  return !handle.empty() && handle == actor.view.handle();
}

}  // namespace

absl::StatusOr<v1::EraseTextResponse> EraseTexts(assembly::Act& act, const Event& entry,
                                                 const std::vector<int32_t>& indexes) {
  if (!act.state().view.charter().erasure()) return error::ErasureNotAllowed();
  if (!IsTheirs(act.actor(), entry)) return error::NotTheWriter();
  if (indexes.empty()) return error::TextNotFound();
  if (IsTheirHandle(act.actor(), entry) || IsAskedAbout(act.state(), entry) ||
      IsInForce(act.state(), entry)) {
    return error::TextNeeded();
  }
  Event event;
  event::v1::TextsErased& erased = *event.mutable_texts_erased();
  erased.set_entry(entry.sequence());
  for (const int32_t index : indexes) erased.add_indexes(index);
  act.Emit(entry.proposal(), std::move(event));
  v1::EraseTextResponse response;
  response.set_erased(static_cast<int32_t>(indexes.size()));
  for (const char* where : {"backups that were made of the server's data folder",
                            "exports of the record that members have made",
                            "what members' devices, and people, remember"}) {
    response.add_out_of_reach(where);
  }
  response.set_sequence(act.state().sequence);
  return response;
}

namespace error {

using absl::StatusCode;
using base::Refuse;

absl::Status ErasureNotAllowed() {
  return Refuse(StatusCode::kFailedPrecondition, "ERASURE_NOT_ALLOWED",
                "the assembly's charter does not let members erase texts: propose to change it");
}

absl::Status NotTheWriter() {
  return Refuse(StatusCode::kPermissionDenied, "NOT_THE_AUTHOR",
                "a text is erased by whoever wrote it: ask them");
}

absl::Status TextNotFound() {
  return Refuse(StatusCode::kNotFound, "TEXT_NOT_FOUND",
                "the entry has no such text, or it is erased already");
}

absl::Status TextNeeded() {
  return Refuse(StatusCode::kFailedPrecondition, "TEXT_NEEDED",
                "members are asked about this text, have decided on it, or know you by it: withdraw "
                "the proposal, have the decision replaced or change your handle first");
}

}  // namespace error
}  // namespace assent::transparency
