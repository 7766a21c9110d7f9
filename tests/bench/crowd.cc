#include "tests/bench/crowd.h"

#include <memory>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"

namespace assent::bench {

absl::StatusOr<std::unique_ptr<Crowd>> Crowd::Gather(const std::string& assembly,
                                                     const std::string& rule, int members) {
  auto crowd = absl::WrapUnique(new Crowd(assembly));
  ASSENT_RETURN_IF_ERROR(crowd->Found(rule));
  for (int number = 1; number < members; ++number) {
    ASSENT_RETURN_IF_ERROR(crowd->Join(number));
  }
  ASSENT_RETURN_IF_ERROR(crowd->Call());
  return crowd;
}

absl::Status Crowd::Found(const std::string& rule) {
  v1::CreateAssemblyRequest found;
  found.set_assembly_id(state_.id);
  found.set_display_name("Crowd");
  found.set_founder_handle("m0");
  found.set_default_rule(rule);
  return Do(-1, found).status();
}

absl::Status Crowd::Join(int number) {
  v1::CreateInvitationRequest invite;
  invite.set_parent(absl::StrCat("assemblies/", state_.id));
  ASSENT_ASSIGN_OR_RETURN(const v1::CreateInvitationResponse invited, Do(0, invite));
  v1::AcceptInvitationRequest join;
  join.set_parent(invite.parent());
  join.set_secret(invited.secret());
  join.set_handle(absl::StrCat("m", number));
  return Do(-1, join).status();
}

absl::Status Crowd::Call() {
  v1::CreateProposalRequest propose;
  propose.set_parent(absl::StrCat("assemblies/", state_.id));
  propose.set_title("Open on Sundays");
  propose.set_text("We cook every Sunday from May.");
  propose.set_introduce(true);
  ASSENT_ASSIGN_OR_RETURN(const v1::CreateProposalResponse proposed, Do(0, propose));
  v1::CallForConsensusRequest call;
  call.set_name(proposed.proposal().name());
  return Do(0, call).status();
}

}  // namespace assent::bench
