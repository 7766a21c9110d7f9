// Proposals that do something by themselves when they are adopted: who belongs, who
// has a role, what is in the common pools.

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/propose.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Assemblies = v1::AssemblyService::Stub;

Action DefineAdmit(CLI::App& app) {
  auto who = std::make_shared<std::string>();
  app.add_option("NAME", *who, "Whom to let in, in words")->required();
  const auto args = AddPropose(app);
  app.add_option("--title", args->title, "Another title");
  return [=](Session& session) -> absl::Status {
    v1::CreateProposalRequest request;
    request.set_kind(v1::Proposal::KIND_MEMBERSHIP);
    request.mutable_membership_change()->set_admit(*who);
    return Propose(session, *args, absl::StrCat("Admit ", *who), std::move(request));
  };
}

Action DefineRemove(CLI::App& app) {
  auto who = std::make_shared<std::string>();
  app.add_option("MEMBER", *who, "Whom to remove: a handle")->required();
  const auto args = AddPropose(app);
  app.add_option("--title", args->title, "Another title");
  return [=](Session& session) -> absl::Status {
    v1::CreateProposalRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    request.set_kind(v1::Proposal::KIND_MEMBERSHIP);
    request.mutable_membership_change()->set_remove(MemberName(assembly, *who));
    return Propose(session, *args, absl::StrCat("Remove ", *who), std::move(request));
  };
}

Action DefineRole(CLI::App& app) {
  auto change = std::make_shared<v1::RoleChange>();
  auto members = std::make_shared<std::vector<std::string>>();
  auto term = std::make_shared<std::string>();
  app.add_option("ROLE", *change->mutable_role(), "The role, as in facilitator")->required();
  app.add_option("MEMBERS", *members, "Who has it, one after the other; nobody: the role ends")
      ->delimiter(',');
  app.add_option("--term", *term, "How long each has it, as in 90d");
  const auto args = AddPropose(app);
  app.add_option("--title", args->title, "Another title");
  return [=](Session& session) -> absl::Status {
    v1::CreateProposalRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    request.set_kind(v1::Proposal::KIND_ROLE);
    *request.mutable_role_change() = *change;
    for (const std::string& member : *members) {
      request.mutable_role_change()->add_members(MemberName(assembly, member));
    }
    if (!term->empty()) {
      ASSENT_ASSIGN_OR_RETURN(const absl::Duration each, ReadDuration(*term));
      SetDuration(each, *request.mutable_role_change()->mutable_term());
    }
    const std::string title =
        members->empty() ? absl::StrCat("End the role ", change->role())
                         : absl::StrCat(change->role(), ": ", absl::StrJoin(*members, ", "));
    return Propose(session, *args, title, std::move(request));
  };
}

struct PoolVerb {
  v1::PoolChange::Kind kind;
  const char* title;  // "Contribute"
};

Define DefinePool(PoolVerb verb) {
  return [verb](CLI::App& app) -> Action {
    auto change = std::make_shared<v1::PoolChange>();
    auto amount = std::make_shared<int64_t>(0);
    auto allocation = std::make_shared<std::string>();
    change->set_kind(verb.kind);
    app.add_option("POOL", *change->mutable_pool(), "The pool, as in money")->required();
    app.add_option("AMOUNT", *amount, "In whole units of the pool, as in cents")->required();
    app.add_option("--unit", *change->mutable_unit(),
                   "What the pool counts; with what makes it, as in \"EUR cent\"");
    app.add_option("--party", *change->mutable_party(), "From or to whom");
    if (verb.kind == v1::PoolChange::KIND_RETURN) {
      app.add_option("--allocation", *allocation, "The decision whose allocation comes back")
          ->required();
    }
    const auto args = AddPropose(app);
    app.add_option("--title", args->title, "Another title");
    return [=](Session& session) -> absl::Status {
      v1::CreateProposalRequest request;
      request.set_kind(v1::Proposal::KIND_RESOURCES);
      *request.mutable_pool_change() = *change;
      request.mutable_pool_change()->set_amount(*amount);
      if (!allocation->empty()) {
        ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(*allocation));
        ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
        request.mutable_pool_change()->set_allocation(DecisionName(assembly, number));
      }
      return Propose(session, *args, absl::StrCat(verb.title, " ", *amount, " ", change->pool()),
                     std::move(request));
    };
  };
}

absl::StatusOr<v1::Assembly> ThisAssembly(Session& session) {
  v1::GetAssemblyRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(v1::GetAssemblyResponse found,
                          Call(session, &Assemblies::GetAssembly, request));
  return std::move(*found.mutable_assembly());
}

Action DefineRoles(CLI::App&) {
  return [](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, ThisAssembly(session));
    return ShowList(session,
                    std::vector<v1::Role>(assembly.roles().begin(), assembly.roles().end()));
  };
}

Action DefinePools(CLI::App& app) {
  auto pool = std::make_shared<std::string>();
  app.add_option("POOL", *pool, "Only this one, with what moved it");
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
