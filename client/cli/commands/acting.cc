// Proposals that do something by themselves when they are adopted: who belongs, who
// has a role, what is in the common pools.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/effects.h"
#include "client/cli/propose.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Assemblies = v1::AssemblyService::Stub;

// A verb that proposes what its arguments say; `title` where none is given.
Action ProposeEffect(Arguments& app, v1::Proposal::Kind kind, std::shared_ptr<EffectArgs> effect,
                     std::function<std::string(const Effect&)> title, v1::PoolChange::Kind pool) {
  const auto args = AddPropose(app);
  app.Add("--title", args->title, "Another title");
  return [=](Session& session) -> absl::Status {
    v1::CreateProposalRequest request;
    request.set_kind(kind);
    ASSENT_ASSIGN_OR_RETURN(Effect said, effect->Read(session));
    if (said.pool) said.pool->set_kind(pool);
    SetEffect(said, request);
    return Propose(session, *args, title(said), std::move(request));
  };
}

Action DefineAdmit(Arguments& app) {
  auto effect = std::make_shared<EffectArgs>();
  effect->Add(app, "admit", "NAME").Required();
  return ProposeEffect(
      app, v1::Proposal::KIND_MEMBERSHIP, effect,
      [](const Effect& said) { return absl::StrCat("Admit ", said.membership->admit()); }, {});
}

Action DefineRemove(Arguments& app) {
  auto effect = std::make_shared<EffectArgs>();
  effect->Add(app, "remove", "MEMBER").Required();
  return ProposeEffect(
      app, v1::Proposal::KIND_MEMBERSHIP, effect,
      [effect](const Effect&) { return absl::StrCat("Remove ", effect->typed("remove").front()); },
      {});
}

Action DefineRole(Arguments& app) {
  auto effect = std::make_shared<EffectArgs>();
  effect->Add(app, "role", "ROLE").Required();
  effect->Add(app, "members", "MEMBERS");
  effect->Add(app, "term");
  return ProposeEffect(app, v1::Proposal::KIND_ROLE, effect,
                       [effect](const Effect& said) {
                         const std::vector<std::string>& members = effect->typed("members");
                         return members.empty() ? absl::StrCat("End the role ", said.role->role())
                                                : absl::StrCat(said.role->role(), ": ",
                                                               absl::StrJoin(members, ", "));
                       },
                       {});
}

struct PoolVerb {
  v1::PoolChange::Kind kind;
  const char* title;  // "Contribute"
};

Define DefinePool(PoolVerb verb) {
  return [verb](Arguments& app) -> Action {
    auto effect = std::make_shared<EffectArgs>();
    effect->Add(app, "pool", "POOL").Required();
    effect->Add(app, "amount", "AMOUNT").Required();
    effect->Add(app, "unit");
    effect->Add(app, "party");
    if (verb.kind == v1::PoolChange::KIND_RETURN) effect->Add(app, "allocation").Required();
    return ProposeEffect(
        app, v1::Proposal::KIND_RESOURCES, effect,
        [verb](const Effect& said) {
          return absl::StrCat(verb.title, " ", said.pool->amount(), " ", said.pool->pool());
        },
        verb.kind);
  };
}

absl::StatusOr<v1::Assembly> ThisAssembly(Session& session) {
  v1::GetAssemblyRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(v1::GetAssemblyResponse found,
                          Call(session, &Assemblies::GetAssembly, request));
  return std::move(*found.mutable_assembly());
}

Action DefineRoles(Arguments&) {
  return [](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, ThisAssembly(session));
    return ShowList(session,
                    std::vector<v1::Role>(assembly.roles().begin(), assembly.roles().end()));
  };
}

Action DefinePools(Arguments& app) {
  auto pool = std::make_shared<std::string>();
  app.Add("POOL", *pool, "Only this one, with what moved it");
  return [pool](Session& session) -> absl::Status {
    if (pool->empty()) {
      ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, ThisAssembly(session));
      return ShowList(session,
                      std::vector<v1::Pool>(assembly.pools().begin(), assembly.pools().end()));
    }
    v1::ListPoolMovementsRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    request.set_pool(*pool);
    ASSENT_ASSIGN_OR_RETURN(const auto movements,
                            CallForAll(session, &Assemblies::ListPoolMovements, request,
                                       &v1::ListPoolMovementsResponse::movements));
    return ShowList(session, movements);
  };
}

}  // namespace

std::vector<Verb> ActingVerbs() {
  return {
      {"admit",
       kGroupProposing,
       "Propose to let somebody in; adopted, assent invite --admission makes the invitation.",
       {"assent admit \"Eva from next door\" -m \"she has cooked with us since May\""},
       {"CreateProposal"},
       DefineAdmit},
      {"remove",
       kGroupProposing,
       "Propose to remove a member.",
       {"assent remove di -m \"the till, see the minutes of May\""},
       {"CreateProposal"},
       DefineRemove},
      {"role",
       kGroupProposing,
       "Propose who has a role, one after the other; it gives nobody a voice more.",
       {"assent role notes ana,bo,cy --term 30d"},
       {"CreateProposal"},
       DefineRole},
      {"contribute",
       kGroupProposing,
       "Propose to take something into a common pool.",
       {"assent contribute money 20000 --unit \"EUR cent\" --party \"street collection\""},
       {"CreateProposal"},
       DefinePool({v1::PoolChange::KIND_CONTRIBUTION, "Contribute"})},
      {"allocate",
       kGroupProposing,
       "Propose to give something out of a common pool; never more than there is.",
       {"assent allocate money 15000 --party \"the fridge shop\" -m \"ours broke\""},
       {"CreateProposal"},
       DefinePool({v1::PoolChange::KIND_ALLOCATION, "Allocate"})},
      {"give-back",
       kGroupProposing,
       "Propose to take back into a pool what is left of an allocation.",
       {"assent give-back money 500 --allocation 17"},
       {"CreateProposal"},
       DefinePool({v1::PoolChange::KIND_RETURN, "Give back"})},
      {"roles",
       kGroupAssembly,
       "Who has which role, until when, and who follows.",
       {"assent roles"},
       {"GetAssembly"},
       DefineRoles},
      {"pools",
       kGroupAssembly,
       "What is in the common pools, or what moved one.",
       {"assent pools", "assent pools money"},
       {"GetAssembly", "ListPoolMovements"},
       DefinePools},
  };
}

}  // namespace assent::cli
