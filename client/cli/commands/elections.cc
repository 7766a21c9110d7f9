// What stands for choice, and ballots on it.

#include "client/cli/elections.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "assent/v1/election_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/cast.h"
#include "client/cli/commands/families.h"
#include "client/cli/election_result.h"
#include "client/cli/reading.h"
#include "server/counting/files/write.h"

namespace assent::cli {
namespace {

using Elections = v1::ElectionService::Stub;

// A proposal to choose in. kFailedPrecondition: there is nothing to choose among.
absl::StatusOr<v1::Proposal> ElectionOf(Session& session, const std::string& name) {
  v1::GetProposalRequest request;
  request.set_name(name);
  ASSENT_ASSIGN_OR_RETURN(v1::GetProposalResponse found,
                          Call(session, &v1::ProposalService::Stub::GetProposal, request));
  ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  if (found.proposal().has_election()) return std::move(*found.mutable_proposal());
  return absl::FailedPreconditionError(absl::StrCat(
      "proposal ", NumberOf(name), " has no options to choose among; say agree, block, …"));
}

struct OptionArgs {
  std::string title;
  int64_t cost = 0;
  std::shared_ptr<WrittenArgs> text;
};

Action DefineAdd(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto args = std::make_shared<OptionArgs>();
  app.Add("TITLE", args->title,
          "Its title; of an election the member, left out: you stand yourself");
  args->text = AddWritten(app, "What it is, in Markdown");
  app.Add("--cost", args->cost, "Of a budget: what it costs, in whole units of the pool")
      .Positive();
  return [=](Session& session) -> absl::Status {
    v1::AddOptionRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal, ElectionOf(session, name));
    request.set_parent(name);
    v1::Option& option = *request.mutable_option();
    if (!proposal.election().role().empty()) {
      // Left out, it is whoever asks.
      if (!args->title.empty()) option.set_member(MemberName(assembly, args->title));
    } else {
      option.set_title(args->title);
      option.set_cost(args->cost);
    }
    ASSENT_ASSIGN_OR_RETURN(*option.mutable_text(), WrittenIfGiven(session, *args->text));
    return Act(session, &Elections::AddOption, request);
  };
}

// A verb on one option, by number or name; `own` where it may be left out.
template <typename Request, typename Response>
Define OnOption(Method<Elections, Request, Response> method, bool own) {
  return [=](Arguments& app) -> Action {
    const NumberArg number = AddProposal(app);
    auto typed = std::make_shared<std::string>();
    Argument option = app.Add("OPTION", *typed, "Its number, its title or its member");
    if (!own) option.Required();
    return [=](Session& session) -> absl::Status {
      Request request;
      ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
      request.set_name(name);
      if (!typed->empty()) {
        ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal, ElectionOf(session, name));
        const Reader reader = session.reader();
        ASSENT_ASSIGN_OR_RETURN(const int32_t found,
                                Options(reader, proposal.election()).Find(*typed));
        request.set_option(found);
      }
      return Act(session, method, request);
    };
  };
}

struct VoteArgs {
  std::string ranking, unit;
  std::optional<std::string> approve, score, spend, file;
  bool abstain = false;
};

// The ballot that was given; nullopt: none was.
absl::StatusOr<std::optional<v1::Marks>> Given(Session& session, const VoteArgs& args,
                                               const Options& options) {
  if (args.abstain) return v1::Marks();
  if (args.approve.has_value()) return ReadApprovals(options, *args.approve);
  if (args.score.has_value()) return ReadScores(options, *args.score);
  if (args.spend.has_value()) return ReadScores(options, *args.spend);
  if (!args.ranking.empty()) return ReadBallot(options, args.ranking);
  if (!args.file.has_value()) return std::nullopt;
  ASSENT_ASSIGN_OR_RETURN(const std::string text,
                          WrittenIfGiven(session, {std::nullopt, args.file}));
  return ReadBallot(options, text);
}

absl::Status Vote(Session& session, const std::string& name, const VoteArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal, ElectionOf(session, name));
  const Reader reader = session.reader();
  const Options options(reader, proposal.election());
  v1::CastBallotRequest request;
  request.set_parent(name);
  request.set_unit(args.unit);
  ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Marks> marks, Given(session, args, options));
  if (!marks.has_value()) {
    if (!session.MayAsk()) {
      return absl::InvalidArgumentError(
          "say what your ballot says: \"2>1=3\", --approve 1,3, --score 1=5,2=3 or --abstain");
    }
    ASSENT_ASSIGN_OR_RETURN(marks, AskForBallot(session, proposal.title(), options));
    ASSENT_RETURN_IF_ERROR(ConfirmBallot(session, options, *marks));
  }
  *request.mutable_marks() = *std::move(marks);
  ASSENT_ASSIGN_OR_RETURN(const v1::CastBallotResponse cast,
                          Call(session, &Elections::CastBallot, request));
  NoteDryRun(session);
  ASSENT_RETURN_IF_ERROR(session.Show(cast, [&](Scene& scene) {
    scene.screen.Line(absl::StrCat("proposal ", NumberOf(name),
                                   ", ballot: ", WordsOf(options, cast.ballot().marks()),
                                   cast.ballot().hidden() ? " (hidden until the close)" : ""));
  }));
  session.Next(absl::StrCat("assent ballots ", NumberOf(name)));
  return absl::OkStatus();
}

Action DefineVote(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto args = std::make_shared<VoteArgs>();
  Arguments one = app.AtMostOne("ballot", "What your ballot says");
  one.Add("BALLOT", args->ranking,
          "\"2>1=3\", the best first, by numbers or names; left out, you are asked");
  one.Add("--approve", args->approve, "Those that you approve of, as 1,3");
  one.Add("--score", args->score, "Points for each, as 1=5,2=3");
  one.Add("--spend", args->spend, "The same, of the points that you have");
  one.AddFlag("--abstain", args->abstain, "Nothing");
  one.Add("-F,--file", args->file,
          "What this file says, in the same words (\"approve 1,3\"); - is standard input");
  app.Add("--unit", args->unit, "The unit that you speak for, if you are of several");
  return [=](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    return Vote(session, name, *args);
  };
}

absl::StatusOr<std::vector<v1::Ballot>> BallotsOf(Session& session, const std::string& name) {
  v1::ListBallotsRequest request;
  request.set_parent(name);
  return CallForAll(session, &Elections::ListBallots, request, &v1::ListBallotsResponse::ballots);
}

// For `assent count`, which then says what the service said.
absl::Status ShowToCount(Session& session, const v1::Proposal& proposal) {
  const Reader reader = session.reader();
  const Options options(reader, proposal.election());
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Ballot> ballots,
                          BallotsOf(session, proposal.name()));
  ASSENT_ASSIGN_OR_RETURN(const counting::Election election,
                          ToCount(options, proposal.title(), ballots));
  const bool blt = session.common().format == Format::kBlt;
  ASSENT_ASSIGN_OR_RETURN(const std::string text,
                          blt ? BltOf(election) : counting::files::WriteJson(election));
  ASSENT_RETURN_IF_ERROR(session.ShowText(text));
  session.Note(absl::StrCat("in a file, it is counted again by: ", CountCommand(options)));
  return absl::OkStatus();
}

Action DefineBallots(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto to_count = std::make_shared<bool>(false);
  app.AddFlag("--to-count", *to_count, "As a file for assent count, with every kind of ballot");
  return [=](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal, ElectionOf(session, name));
    const bool blt = session.common().format == Format::kBlt;
    if (blt || *to_count) return ShowToCount(session, proposal);
    ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Ballot> ballots, BallotsOf(session, name));
    const Reader reader = session.reader();
    const Options options(reader, proposal.election());
    return session.ShowAll(*v1::Ballot::descriptor(), Pointers(ballots),
                           [&](Scene& scene) { DrawBallots(scene, options, ballots); });
  };
}

absl::Status ShowResult(Session& session, const v1::Proposal& proposal) {
  const Reader reader = session.reader();
  const Options options(reader, proposal.election());
  v1::GetElectionResultRequest request;
  request.set_name(proposal.name());
  ASSENT_ASSIGN_OR_RETURN(const v1::GetElectionResultResponse found,
                          Call(session, &Elections::GetElectionResult, request));
  return ShowElectionResult(session, options, found.result());
}

Action DefineResults(Arguments& app) {
  const NumberArg number = AddProposal(app);
  return [number](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal, ElectionOf(session, name));
    if (session.common().format == Format::kBlt) return ShowToCount(session, proposal);
    return ShowResult(session, proposal);
  };
}

}  // namespace

std::vector<Verb> ElectionVerbs() {
  return {
      {"option add",
       kGroupProposing,
       "Add an option to choose among, until ballots are asked for; or stand for election.",
       {"assent option add 17 \"The blue one\" -m \"It has a ramp.\"", "assent option add 18 cy",
        "assent option add 18 -m \"I have done it before.\"",
        "assent option add 19 \"Bike shed\" --cost 300"},
       {"AddOption"},
       DefineAdd},
      {"option withdraw",
       kGroupProposing,
       "Take an option back: it is counted as if it had never stood.",
       {"assent option withdraw 17 2", "assent option withdraw 17 \"The blue one\""},
       {"WithdrawOption"},
       OnOption(&Elections::WithdrawOption, /*own=*/false)},
      {"option accept",
       kGroupProposing,
       "Stand for what you were nominated for.",
       {"assent option accept 18"},
       {"AcceptNomination"},
       OnOption(&Elections::AcceptNomination, /*own=*/true)},
      {"vote",
       kGroupPositions,
       "Cast a ballot among options; the last one counts.",
       {"assent vote 17", "assent vote 17 \"2>1=3\"", "assent vote 17 \"blue>red\"",
        "assent vote 17 --approve 1,3", "assent vote 17 --score 1=5,2=3",
        "assent vote 17 --spend 1=3,2=7", "assent vote 17 --abstain"},
       {"CastBallot"},
       DefineVote},
      {"ballots",
       kGroupPositions,
       "The last ballot of each voice; or a file of them for assent count.",
       {"assent ballots 17", "assent ballots 17 --to-count > van.json",
        "assent ballots 17 -o blt > van.blt"},
       {"ListBallots"},
       DefineBallots,
       {"blt"}},
      {"results",
       kGroupReading,
       "What ballots came to, with every round.",
       {"assent results 17", "assent results 17 -o json", "assent results 17 -o blt > van.blt"},
       {"GetElectionResult"},
       DefineResults,
       {"blt"}},
  };
}

}  // namespace assent::cli
