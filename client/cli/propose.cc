#include "client/cli/propose.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/parts.h"

namespace assent::cli {
namespace {

using Proposals = v1::ProposalService::Stub;

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

absl::Status FillText(Session& session, const ProposeArgs& args, const std::string& title,
                      v1::CreateProposalRequest& request) {
  request.set_title(args.title.empty() ? title : args.title);
  if (!title.empty() && !args.text->given()) {
    request.set_text(request.title());
    return absl::OkStatus();
  }
  if (request.title().empty()) {
    ASSENT_ASSIGN_OR_RETURN(
        const std::string text,
        Written(session, *args.text, {"the title in the first line, then the proposal", ""}));
    TakeTitle(text, request);
    return absl::OkStatus();
  }
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_text(),
                          Written(session, *args.text, {"the proposal", ""}));
  return absl::OkStatus();
}

absl::Status FillLinks(const ProposeArgs& args, const std::string& assembly,
                       v1::CreateProposalRequest& request) {
  const auto decision = [&](const std::string& number) -> absl::StatusOr<std::string> {
    ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(number));
    return DecisionName(assembly, parsed);
  };
  if (!args.reopens.empty()) {
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_reopens(), decision(args.reopens));
  }
  for (const std::string& number : args.replaces) {
    ASSENT_ASSIGN_OR_RETURN(*request.add_replaces(), decision(number));
  }
  request.set_repeals(args.repeals);
  request.set_publish_certificate(args.publish_certificate);
  if (args.counters.empty()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const int countered, ParseNumber(args.counters));
  request.set_counters(ProposalName(assembly, countered));
  return absl::OkStatus();
}

}  // namespace

std::shared_ptr<ProposeArgs> AddPropose(Arguments& app) {
  auto args = std::make_shared<ProposeArgs>();
  args->text = AddWritten(app, "The text, in Markdown");
  Argument draft = app.AddFlag("--draft", args->draft, "Only a draft, for you to go on with");
  app.AddFlag("--introduce", args->introduce, "Put it to the group at once (the default)")
      .Excludes(draft);
  app.Add("--rule", args->rule, "Another rule of the charter than its default");
  app.Add("--with", args->with, "Members who are asked to bring it with you").InOneWord();
  app.Add("--do", args->todo, "Who carries out what: \"TASK @member DATE\"; repeatable")
      .OneAtATime();
  app.Add("--urgent", args->urgent, "The urgent way of the rule, for this reason");
  app.Add("--scope", args->scope, "With --urgent: what of it cannot wait");
  app.Add("--again", args->reopens, "Raises a decided question again: the decision's number");
  app.Add("--new", args->new_information, "What is new since that was decided");
  app.Add("--replaces", args->replaces, "Numbers of decisions whose place it takes").InOneWord();
  app.AddFlag("--repeals", args->repeals, "Only ends what it replaces");
  app.AddFlag("--publish-certificate", args->publish_certificate,
              "Let the decision's certificate be shown to others: counts and rule, no names");
  app.Add("--counters", args->counters, "The open proposal that it is another way to");
  return args;
}

absl::Status Propose(Session& session, const ProposeArgs& args, const std::string& title,
                     v1::CreateProposalRequest request) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  request.set_parent(assembly);
  request.set_rule_id(args.rule);
  request.set_introduce(!args.draft);
  request.set_urgent_reason(args.urgent);
  request.set_urgent_scope(args.scope);
  request.set_new_information(args.new_information);
  ASSENT_RETURN_IF_ERROR(FillLinks(args, assembly, request));
  for (const std::string& member : args.with) {
    request.add_co_proposers(MemberName(assembly, member));
  }
  for (const std::string& todo : args.todo) {
    ASSENT_ASSIGN_OR_RETURN(*request.add_action_points(),
                            ParseActionPoint(session, assembly, todo));
  }
  ASSENT_RETURN_IF_ERROR(FillText(session, args, title, request));
  return Act(session, &Proposals::CreateProposal, request);
}

}  // namespace assent::cli
