#include "tests/scenarios/runner/document_reads.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/documents.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/explain.h"

namespace assent::scenario {
namespace {

absl::Status NotFound(absl::string_view reason) {
  return base::Refuse(absl::StatusCode::kNotFound, reason, "there is none");
}

bool IsHiddenDraft(const v1::Proposal& proposal, const Caller& caller) {
  if (proposal.state() != v1::Proposal::STATE_DRAFT) return false;
  const auto is_caller = [&](const std::string& name) {
    return name == absl::StrCat("assemblies/", caller.assembly, "/members/", caller.member);
  };
  const auto among = [&](const google::protobuf::RepeatedPtrField<std::string>& names) {
    return std::any_of(names.begin(), names.end(), is_caller);
  };
  return !is_caller(proposal.proposer()) && !among(proposal.co_proposers()) &&
         !among(proposal.asked_co_proposers()) && !among(proposal.declined_co_proposers());
}

}  // namespace

template <typename Message>
absl::StatusOr<std::vector<Message>> DocumentReads::All(const Caller& caller,
                                                        const std::string& prefix) {
  ASSENT_RETURN_IF_ERROR(Settle(caller));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Stored> stored, Scan(caller, prefix));
  std::vector<Message> messages(stored.size());
  for (size_t i = 0; i < stored.size(); ++i) {
    if (!messages[i].ParseFromString(stored[i].value)) {
      return absl::InternalError(absl::StrCat("document ", stored[i].key, " cannot be read"));
    }
  }
  return messages;
}

absl::StatusOr<std::optional<v1::Standing>> DocumentReads::StandingOf(const Caller& caller,
                                                                      const std::string& decision) {
  int32_t number = 0;
  if (!absl::SimpleAtoi(decision.substr(decision.rfind('/') + 1), &number)) {
    return absl::InternalError(absl::StrCat("no number in ", decision));
  }
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Standing> found,
                          All<v1::Standing>(caller, assembly::NumberKey("standing", number)));
  if (found.empty()) return std::optional<v1::Standing>();
  return found[0];
}

absl::Status DocumentReads::ShowToday(const Caller& caller, v1::Proposal& proposal) {
  if (proposal.state() != v1::Proposal::STATE_ADOPTED) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const auto standing, StandingOf(caller, proposal.name()));
  if (standing) proposal.set_state(standing->state());
  return absl::OkStatus();
}

absl::Status DocumentReads::ShowToday(const Caller& caller, v1::Decision& decision) {
  ASSENT_ASSIGN_OR_RETURN(const auto standing, StandingOf(caller, decision.name()));
  if (standing) *decision.mutable_standing() = *standing;
  return absl::OkStatus();
}

absl::StatusOr<v1::Assembly> DocumentReads::GetAssembly(const Caller& caller) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Assembly> found,
                          All<v1::Assembly>(caller, "assembly"));
  if (found.empty()) return NotFound("ASSEMBLY_NOT_FOUND");
  return found[0];
}

absl::StatusOr<v1::Proposal> DocumentReads::GetProposal(const Caller& caller, int32_t number) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Proposal> stored,
                          All<v1::Proposal>(caller, assembly::NumberKey("proposal", number)));
  if (stored.empty() || IsHiddenDraft(stored[0], caller)) return NotFound("PROPOSAL_NOT_FOUND");
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Proposal> open, OpenProposal(caller, number));
  v1::Proposal proposal = open.value_or(stored[0]);
  ASSENT_RETURN_IF_ERROR(ShowToday(caller, proposal));
  if (proposal.has_tally())
    rules::AddSentences(rules::Language::kEnglish, *proposal.mutable_tally());
  return proposal;
}

absl::StatusOr<v1::Decision> DocumentReads::GetDecision(const Caller& caller, int32_t number) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Decision> found,
                          All<v1::Decision>(caller, assembly::NumberKey("decision", number)));
  if (found.empty()) return NotFound("DECISION_NOT_FOUND");
  v1::Decision decision = found[0];
  ASSENT_RETURN_IF_ERROR(ShowToday(caller, decision));
  ASSENT_ASSIGN_OR_RETURN(
      const auto statements,
      All<v1::DissentStatement>(caller, assembly::PartPrefix("dissent", number)));
  decision.mutable_dissent_statements()->Add(statements.begin(), statements.end());
  ASSENT_ASSIGN_OR_RETURN(const auto actions,
                          All<v1::ActionPoint>(caller, assembly::PartPrefix("action", number)));
  for (size_t k = 0; k < actions.size(); ++k) {
    v1::ActionPoint& point = *decision.mutable_action_points(static_cast<int>(k));
    const std::string task = point.task();
    point = actions[k];
    point.set_task(task);
  }
  return decision;
}

absl::StatusOr<std::vector<v1::Member>> DocumentReads::ListMembers(const Caller& caller) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Member> members, All<v1::Member>(caller, "member/"));
  // Ids are random; entries tell who came first.
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> leaves, Leaves(caller));
  std::vector<std::string> order;
  for (const std::string& leaf : leaves) {
    event::v1::Event event;
    if (event.ParseFromString(leaf) && event.has_member_joined()) {
      order.push_back(absl::StrCat("/", event.member_joined().member()));
    }
  }
  const auto place = [&](const v1::Member& member) {
    return std::find_if(order.begin(), order.end(),
                        [&](const std::string& id) { return absl::EndsWith(member.name(), id); }) -
           order.begin();
  };
  std::stable_sort(members.begin(), members.end(),
                   [&](const v1::Member& a, const v1::Member& b) { return place(a) < place(b); });
  return members;
}

absl::StatusOr<std::vector<v1::Application>> DocumentReads::ListApplications(const Caller& caller) {
  return All<v1::Application>(caller, "application/");
}

absl::StatusOr<std::vector<v1::Invitation>> DocumentReads::ListInvitations(const Caller& caller) {
  return All<v1::Invitation>(caller, "invitation/");
}

absl::StatusOr<std::vector<v1::Proposal>> DocumentReads::ListProposals(const Caller& caller) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Proposal> all, All<v1::Proposal>(caller, "proposal/"));
  std::erase_if(all, [&](const v1::Proposal& proposal) { return IsHiddenDraft(proposal, caller); });
  for (v1::Proposal& proposal : all) ASSENT_RETURN_IF_ERROR(ShowToday(caller, proposal));
  return all;
}

absl::StatusOr<std::vector<v1::Decision>> DocumentReads::ListDecisions(const Caller& caller) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Decision> all, All<v1::Decision>(caller, "decision/"));
  for (v1::Decision& decision : all) ASSENT_RETURN_IF_ERROR(ShowToday(caller, decision));
  return all;
}

absl::StatusOr<std::vector<v1::PoolMovement>> DocumentReads::ListPoolMovements(
    const Caller& caller, const std::string& pool) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::PoolMovement> all,
                          All<v1::PoolMovement>(caller, "movement/"));
  std::erase_if(all, [&](const v1::PoolMovement& movement) { return movement.pool() != pool; });
  return all;
}

absl::StatusOr<std::vector<v1::Revision>> DocumentReads::ListRevisions(const Caller& caller,
                                                                       int32_t proposal) {
  return All<v1::Revision>(caller, assembly::PartPrefix("revision", proposal));
}

absl::StatusOr<std::vector<v1::Amendment>> DocumentReads::ListAmendments(const Caller& caller,
                                                                         int32_t proposal) {
  return All<v1::Amendment>(caller, assembly::PartPrefix("amendment", proposal));
}

absl::StatusOr<std::vector<v1::Concern>> DocumentReads::ListConcerns(const Caller& caller,
                                                                     int32_t proposal) {
  return All<v1::Concern>(caller, assembly::PartPrefix("concern", proposal));
}

absl::StatusOr<std::vector<v1::Block>> DocumentReads::ListBlocks(const Caller& caller,
                                                                 int32_t proposal) {
  return All<v1::Block>(caller, assembly::PartPrefix("block", proposal));
}

absl::StatusOr<std::vector<v1::Position>> DocumentReads::ListPositions(const Caller& caller,
                                                                       int32_t proposal) {
  return All<v1::Position>(caller, assembly::PartPrefix("position", proposal));
}

absl::StatusOr<std::vector<v1::Entry>> DocumentReads::ListEntries(const Caller& caller,
                                                                  int32_t proposal) {
  ASSENT_RETURN_IF_ERROR(Settle(caller));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> leaves, Leaves(caller));
  std::vector<v1::Entry> entries;
  for (const std::string& leaf : leaves) {
    event::v1::Event event;
    if (!event.ParseFromString(leaf)) return absl::InternalError("an entry cannot be read");
    if (proposal != 0 && event.proposal() != proposal) continue;
    const auto* body = event.GetReflection()->GetOneofFieldDescriptor(
        event, event.GetDescriptor()->FindOneofByName("body"));
    v1::Entry& entry = entries.emplace_back();
    entry.set_sequence(event.sequence());
    entry.set_leaf(leaf);
    entry.set_type(body == nullptr ? "" : body->name());
    entry.set_author(event.author());
    entry.set_proposal(event.proposal());
  }
  return entries;
}

}  // namespace assent::scenario
