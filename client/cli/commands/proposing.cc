#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/parse_message.h"
#include "client/cli/parts.h"

namespace assent::cli {
namespace {

using Proposals = v1::ProposalService::Stub;

struct ProposeArgs {
  std::string title, rule, urgent, reopens, new_information, charter;
  std::vector<std::string> with, todo;
  bool draft = false;
  bool introduce = false;
  std::shared_ptr<WrittenArgs> text;
};

// "TASK @member DATE": the date and the member may be left out.
absl::StatusOr<v1::ActionPoint> ParseActionPoint(const Session& session,
                                                 const std::string& assembly,
                                                 absl::string_view text) {
  std::vector<absl::string_view> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  v1::ActionPoint point;
  if (!words.empty() && LooksLikeDate(words.back())) {
    ASSENT_ASSIGN_OR_RETURN(const absl::Time due,
                            ReadTime(words.back(), session.now(), session.zone()));
    SetTime(due, *point.mutable_due_time());
    words.pop_back();
  }
  if (!words.empty() && absl::StartsWith(words.back(), "@")) {
    point.set_member(MemberName(assembly, words.back()));
    words.pop_back();
  }
  point.set_task(absl::StrJoin(words, " "));
  if (!point.task().empty()) return point;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" names no task; write \"buy pots @bo 2026-12-01\""));
}

// A proposal without a title on the command line has it as the first line of
// its text.
void TakeTitle(const std::string& text, v1::CreateProposalRequest& request) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('\n', 1));
  request.set_title(std::string(absl::StripAsciiWhitespace(absl::StripPrefix(parts.first, "# "))));
  request.set_text(std::string(absl::StripAsciiWhitespace(parts.second)));
}

absl::Status FillText(Session& session, const ProposeArgs& args,
                      v1::CreateProposalRequest& request) {
  if (args.title.empty()) {
    ASSENT_ASSIGN_OR_RETURN(
        const std::string text,
        Written(session, *args.text, {"the title in the first line, then the proposal", ""}));
    TakeTitle(text, request);
    return absl::OkStatus();
  }
  request.set_title(args.title);
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_text(),
                          Written(session, *args.text, {"the proposal", ""}));
  return absl::OkStatus();
}

absl::Status Propose(Session& session, const ProposeArgs& args) {
  v1::CreateProposalRequest request;
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  request.set_parent(assembly);
  request.set_rule_id(args.rule);
  request.set_introduce(!args.draft);
  request.set_urgent_reason(args.urgent);
  request.set_new_information(args.new_information);
  if (!args.reopens.empty()) {
    request.set_reopens(absl::StrCat(assembly, "/decisions/", args.reopens));
  }
  for (const std::string& member : args.with) {
    request.add_co_proposers(MemberName(assembly, member));
  }
  for (const std::string& todo : args.todo) {
    ASSENT_ASSIGN_OR_RETURN(*request.add_action_points(),
                            ParseActionPoint(session, assembly, todo));
  }
  if (!args.charter.empty()) {
    request.set_kind(v1::Proposal::KIND_CHARTER);
    ASSENT_RETURN_IF_ERROR(
        ReadMessageFile("change of a charter", args.charter, *request.mutable_charter_change()));
  }
  ASSENT_RETURN_IF_ERROR(FillText(session, args, request));
  return Act(session, &Proposals::CreateProposal, request);
}

Action DefinePropose(CLI::App& app) {
  auto args = std::make_shared<ProposeArgs>();
  app.add_option("TITLE", args->title, "One line; without it, the first line of the text");
  args->text = AddWritten(app, "The text, in Markdown");
  CLI::Option* draft = app.add_flag("--draft", args->draft, "Only a draft, for you to go on with");
  app.add_flag("--introduce", args->introduce, "Put it to the group at once (the default)")
      ->excludes(draft);
  app.add_option("--rule", args->rule, "Another rule of the charter than its default");
  app.add_option("--with", args->with, "Members who bring it with you")->delimiter(',');
  app.add_option("--do", args->todo, "Who carries out what: \"TASK @member DATE\"; repeatable")
      ->allow_extra_args(false);
  app.add_option("--urgent", args->urgent, "The urgent way of the rule, for this reason");
  app.add_option("--again", args->reopens,
                 "Raises a decided question again: the decision's number");
  app.add_option("--new", args->new_information, "What is new since that was decided");
  app.add_option("--charter", args->charter, "A change of the charter, from a file");
  return [args](Session& session) { return Propose(session, *args); };
}

struct DraftArgs {
  std::optional<std::string> title, rule;
  std::shared_ptr<WrittenArgs> text;
};

absl::Status ReviseDraft(Session& session, const std::string& name, const DraftArgs& args) {
  v1::UpdateDraftRequest request;
  request.set_name(name);
  if (args.title) request.set_title(*args.title);
  if (args.rule) request.set_rule_id(*args.rule);
  if (args.text->given()) {
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_text(), WrittenIfGiven(session, *args.text));
  } else if (!args.title && !args.rule) {
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

Action DefineReviseDraft(CLI::App& app) {
  const NumberArg number = AddProposal(app);
  auto args = std::make_shared<DraftArgs>();
  args->text = AddWritten(app, "The whole new text");
  app.add_option("--title", args->title, "A new title");
  app.add_option("--rule", args->rule, "Another rule of the charter");
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
        "assent propose \"Open on Sundays\" --draft"},
       {"CreateProposal"},
       DefinePropose},
      {"revise-draft",
       kGroupProposing,
       "Change a draft; without text, in your editor.",
       {"assent revise-draft 17", "assent revise-draft 17 -F proposal.md --title \"Open daily\""},
       {"UpdateDraft"},
       DefineReviseDraft},
      {"introduce",
       kGroupProposing,
       "Put a draft to the group. Its rule is frozen.",
       {"assent introduce 17"},
       {"IntroduceProposal"},
       OnProposal(&Proposals::IntroduceProposal)},
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
