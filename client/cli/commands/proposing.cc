#include <optional>
#include <string>
#include <vector>

#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/effects.h"
#include "client/cli/elect.h"
#include "client/cli/names.h"
#include "client/cli/parts.h"
#include "client/cli/propose.h"

namespace assent::cli {
namespace {

using Proposals = v1::ProposalService::Stub;

Action DefinePropose(Arguments& app) {
  const auto args = AddPropose(app);
  const auto elect = AddElect(app);
  auto effect = std::make_shared<EffectArgs>();
  app.Add("TITLE", args->title, "One line; without it, the first line of the text");
  effect->Add(app, "charter");
  return [args, effect, elect](Session& session) -> absl::Status {
    v1::CreateProposalRequest request;
    ASSENT_ASSIGN_OR_RETURN(const Effect said, effect->Read(session));
    if (elect->given()) {
      if (said.charter) {
        return absl::InvalidArgumentError("a change of the charter has no options");
      }
      ASSENT_RETURN_IF_ERROR(FillElection(session, *elect, request));
      const std::string title = args->title.empty() ? TitleFor(*elect) : args->title;
      return Propose(session, *args, title, std::move(request));
    }
    if (said.charter) request.set_kind(v1::Proposal::KIND_CHARTER);
    SetEffect(said, request);
    return Propose(session, *args, "", std::move(request));
  };
}

struct DraftArgs {
  std::optional<std::string> title, rule;
  std::vector<std::string> with;
  std::shared_ptr<WrittenArgs> text;
};

absl::Status ReviseDraft(Session& session, const std::string& name, const DraftArgs& args) {
  v1::UpdateDraftRequest request;
  request.set_name(name);
  if (args.title) request.set_title(*args.title);
  if (args.rule) request.set_rule_id(*args.rule);
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  for (const std::string& member : args.with) {
    request.add_co_proposers(MemberName(assembly, member));
  }
  if (args.text->given()) {
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_text(), WrittenIfGiven(session, *args.text));
  } else if (!args.title && !args.rule && args.with.empty()) {
    v1::GetProposalRequest get;
    get.set_name(name);
    ASSENT_ASSIGN_OR_RETURN(const v1::GetProposalResponse now,
                            Call(session, &Proposals::GetProposal, get));
    request.set_etag(now.proposal().etag());
    ASSENT_ASSIGN_OR_RETURN(
        *request.mutable_text(),
        Written(session, *args.text, {"the new text of the draft", now.proposal().text()}));
  }
  return Act(session, &Proposals::UpdateDraft, request);
}

Action DefineReviseDraft(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto args = std::make_shared<DraftArgs>();
  args->text = AddWritten(app, "The whole new text");
  app.Add("--title", args->title, "A new title");
  app.Add("--rule", args->rule, "Another rule of the charter");
  app.Add("--with", args->with, "Further members who are asked to bring it with you").InOneWord();
  return [number, args](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    return ReviseDraft(session, name, *args);
  };
}

}  // namespace

std::vector<Verb> ProposingVerbs() {
  return {
      {"propose",
       kGroupProposing,
       "Put a proposal to the group (or, with --draft, write one).",
       {"assent propose \"Open on Sundays\" -m \"We cook every Sunday from May.\"",
        "assent propose -F proposal.md --do \"buy pots @bo 2026-12-01\"",
        "assent propose \"Open on Sundays\" --draft",
        "assent propose \"Open at ten\" --replaces 12 -m \"We open at ten.\"",
        "assent propose \"Which van?\" --option \"The red one\" --option \"The blue one\"",
        "assent propose --elect treasurer --term 90d --option bo --option cy",
        "assent propose --budget money --amount 500 --option \"Bike shed=300\" --option Tools=150"},
       {"CreateProposal"},
       DefinePropose},
      {"revise-draft",
       kGroupProposing,
       "Change a draft; without text, in your editor.",
       {"assent revise-draft 17", "assent revise-draft 17 -F proposal.md --title \"Open daily\"",
        "assent revise-draft 17 --with cy"},
       {"UpdateDraft"},
       DefineReviseDraft},
      {"introduce",
       kGroupProposing,
       "Put a draft to the group. Its rule is frozen.",
       {"assent introduce 17"},
       {"IntroduceProposal"},
       OnProposal(&Proposals::IntroduceProposal)},
      {"sponsor",
       kGroupProposing,
       "Bring a proposal too, as its proposer has asked you to, or take your name off it.",
       {"assent sponsor 17", "assent sponsor 17 --decline"},
       {"SponsorProposal"},
       OnProposal(&Proposals::SponsorProposal,
                  {Flag("--decline", &v1::SponsorProposalRequest::set_decline,
                        "You do not bring it, or no more")})},
      {"withdraw",
       kGroupProposing,
       "Take your proposal back, after the rule's delay, unless somebody takes it over.",
       {"assent withdraw 17"},
       {"WithdrawProposal"},
       OnProposal(&Proposals::WithdrawProposal)},
      {"take-over",
       kGroupProposing,
       "Become the proposer of a proposal that is being withdrawn or whose proposer has left.",
       {"assent take-over 17"},
       {"TakeOverProposal"},
       OnProposal(&Proposals::TakeOverProposal)},
  };
}

}  // namespace assent::cli
