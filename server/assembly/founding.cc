#include "server/assembly/charter.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

// The id in the request is the one that the ledger keeps the log under: chosen,
// or drawn before.
absl::StatusOr<v1::CreateAssemblyResponse> Decide(Act& act,
                                                  const v1::CreateAssemblyRequest& request) {
  if (act.state().founded()) return error::AssemblyExists();
  if (!IsAssemblyId(request.assembly_id())) return error::AssemblyIdInvalid();
  ASSENT_RETURN_IF_ERROR(CheckText(request.display_name(), "display_name", kDisplayNameBounds));
  if (!IsHandle(request.founder_handle())) return error::HandleInvalid("founder_handle");
  ASSENT_ASSIGN_OR_RETURN(v1::Charter charter, FoundingCharter(request));
  if (!act.notary().FindZone(charter.time_zone())) {
    return error::TimeZoneUnknown("charter.time_zone");
  }

  Event founded;
  event::v1::AssemblyFounded& genesis = *founded.mutable_assembly_founded();
  genesis.mutable_assembly_id()->set_content(request.assembly_id());
  genesis.mutable_display_name()->set_content(request.display_name());
  *genesis.mutable_charter() = std::move(charter);
  genesis.set_rule_semantics(kRuleSemantics);
  genesis.set_log_key(act.NewLogKey());
  act.Emit(0, std::move(founded));

  const Secret token = act.notary().NewToken();
  Event joined;
  event::v1::MemberJoined& founder = *joined.mutable_member_joined();
  founder.set_member(act.notary().NewId());
  founder.mutable_handle()->set_content(request.founder_handle());
  founder.set_token_hash(token.hash);
  act.Emit(0, std::move(joined));

  v1::CreateAssemblyResponse response;
  *response.mutable_assembly() = act.state().view;
  *response.mutable_member() = act.state().members[0].view;
  response.set_token(token.text);
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
