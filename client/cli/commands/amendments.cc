#include "assent/v1/amendment_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/draw.h"
#include "client/cli/effects.h"
#include "client/cli/parts.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Amendments = v1::AmendmentService::Stub;

struct AmendArgs {
  std::string title, reason, amends;
  bool editorial = false;
  bool keeps_effect = false;
  EffectArgs effect;
  std::shared_ptr<WrittenArgs> text;
};

// The text as it stands is what the editor begins with, and its etag goes along:
// what was changed meanwhile is not overwritten.
absl::Status FillText(Session& session, const AmendArgs& args,
                      v1::CreateAmendmentRequest& request) {
  Prompt prompt = {"the whole text as it shall be", ""};
  if (!args.text->given() && session.MayAsk()) {
    v1::GetProposalRequest get;
    get.set_name(request.parent());
    ASSENT_ASSIGN_OR_RETURN(const v1::GetProposalResponse now,
                            Call(session, &v1::ProposalService::Stub::GetProposal, get));
    request.set_etag(now.proposal().etag());
    prompt.start = now.proposal().text();
  }
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_text(), Written(session, *args.text, prompt));
  return absl::OkStatus();
}

absl::Status Amend(Session& session, const std::string& proposal, const AmendArgs& args) {
  v1::CreateAmendmentRequest request;
  request.set_parent(proposal);
  request.set_kind(args.editorial ? v1::Amendment::KIND_EDITORIAL
                                  : v1::Amendment::KIND_SUBSTANTIVE);
  request.set_keeps_effect(args.keeps_effect);
  ASSENT_ASSIGN_OR_RETURN(const Effect effect, args.effect.Read(session));
  SetEffect(effect, request);
  request.set_title(args.title);
  request.set_reason(args.reason);
  if (!args.amends.empty()) {
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_amends(),
                            FindAmendment(session, proposal, args.amends));
  }
  ASSENT_RETURN_IF_ERROR(FillText(session, args, request));
  return Act(session, &Amendments::CreateAmendment, request);
}

Action DefineAmend(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto args = std::make_shared<AmendArgs>();
  args->text = AddWritten(app, "The whole new text, in Markdown");
  app.AddFlag("--editorial", args->editorial, "Leaves the meaning as it is");
  app.AddFlag("--keeps-effect", args->keeps_effect,
              "What the proposal does by itself stays as it is");
  args->effect.AddAmendable(app);
  app.Add("--title", args->title, "A new title");
  app.Add("--why", args->reason, "Why");
  app.Add("--amends", args->amends, "Amends this amendment, not the proposal");
  return [number, args](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    return Amend(session, name, *args);
  };
}

Define Vote() {
  return [](Arguments& app) -> Action {
    auto side = std::make_shared<std::string>();
    const NumberArg number = AddProposal(app);
    const NumberArg child = AddChild(app, "AMENDMENT");
    app.Add("SIDE", *side, "for or against").OneOf({"for", "against"});
    return [=](Session& session) -> absl::Status {
      v1::VoteOnAmendmentRequest request;
      ASSENT_ASSIGN_OR_RETURN(const std::string proposal, ProposalOf(session, *number));
      ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), FindAmendment(session, proposal, *child));
      if (side->empty()) return absl::InvalidArgumentError("say for or against");
      request.set_agree(*side == "for");
      return Act(session, &Amendments::VoteOnAmendment, request);
    };
  };
}

}  // namespace

std::vector<Verb> AmendmentVerbs() {
  return {
      {"amend",
       kGroupProposing,
       "Change the text; without one, in your editor. The proposer's own change stands at once.",
       {"assent amend 17", "assent amend 17 -F proposal.md --why \"says who cooks\"",
        "assent amend 17 --editorial -F proposal.md",
        "assent amend 18 -m \"Cy takes notes, too.\" --members ana,bo,cy --term 30d",
        "assent amend 19 -F charter.md --charter change.json"},
       {"CreateAmendment"},
       DefineAmend},
      {"amendments",
       kGroupProposing,
       "The amendments of a proposal, or one of them.",
       {"assent amendments 17", "assent amendments 17 1"},
       {"ListAmendments", "GetAmendment"},
       ListOrGet("AMENDMENT", FindAmendment, &Amendments::ListAmendments,
                 &v1::ListAmendmentsResponse::amendments, &Amendments::GetAmendment,
                 &v1::GetAmendmentResponse::amendment)},
      {"accept",
       kGroupProposing,
       "Accept an amendment of your proposal.",
       {"assent accept 17 1"},
       {"AcceptAmendment"},
       OnAmendment(&Amendments::AcceptAmendment)},
      {"decline",
       kGroupProposing,
       "Do not accept one: it becomes a question of its own.",
       {"assent decline 17 1"},
       {"DeclineAmendment"},
       OnAmendment(&Amendments::DeclineAmendment)},
      {"object-amendment",
       kGroupProposing,
       "Object to an editorial change, or to an accepted amendment, while it waits.",
       {"assent object-amendment 17 1 -m \"it changes who pays\""},
       {"ObjectToAmendment"},
       OnAmendment(&Amendments::ObjectToAmendment,
                   {MaySay(&v1::ObjectToAmendmentRequest::mutable_reason, "Why")})},
      {"vote-amendment",
       kGroupProposing,
       "Vote on an amendment that was not accepted.",
       {"assent vote-amendment 17 1 for", "assent vote-amendment 17 1 against"},
       {"VoteOnAmendment"},
       Vote()},
      {"decide-amendment",
       kGroupProposing,
       "Close the vote on an amendment.",
       {"assent decide-amendment 17 1"},
       {"DecideAmendment"},
       OnAmendment(&Amendments::DecideAmendment)},
      {"withdraw-amendment",
       kGroupProposing,
       "Take your amendment back.",
       {"assent withdraw-amendment 17 1"},
       {"WithdrawAmendment"},
       OnAmendment(&Amendments::WithdrawAmendment)},
  };
}

}  // namespace assent::cli
