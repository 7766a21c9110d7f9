#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "assent/v1/rule_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/reading.h"
#include "client/cli/rule_source.h"
#include "client/cli/watch.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/rules/evaluate_tally.h"
#include "server/rules/presets.h"

namespace assent::cli {
namespace {

// A count that is a flag. Those that are positions make up the members where
// nobody says how many there are.
struct CountFlag {
  const char* flag;
  void (v1::Counts::*set)(int64_t);
  bool is_position;
  const char* help;
};
constexpr CountFlag kCounts[] = {
    {"--agree", &v1::Counts::set_agree, true, "Voices that agree"},
    {"--reservations", &v1::Counts::set_reservations, true, "… with reservations"},
    {"--stand-aside", &v1::Counts::set_stand_aside, true, "… that stand aside"},
    {"--abstain", &v1::Counts::set_abstain, true, "… that abstain"},
    {"--disagree", &v1::Counts::set_disagree, true, "… that disagree"},
    {"--block", &v1::Counts::set_block, true, "… that block"},
    {"--more-discussion", &v1::Counts::set_more_discussion, true, "… that want more discussion"},
    {"--members", &v1::Counts::set_members, false,
     "Voices in all; the number of positions unless told"},
    {"--present", &v1::Counts::set_present, false, "People present, by the attendance record"},
    {"--valid-blocks", &v1::Counts::set_valid_blocks, false, "Of the blocks, how many are valid"},
    {"--pending-blocks", &v1::Counts::set_pending_blocks, false, "… how many wait for their test"},
    {"--open-objections", &v1::Counts::set_open_objections, false,
     "Objections nobody has resolved"},
    {"--unaddressed", &v1::Counts::set_unaddressed, false, "Issues without an answer"},
};

// What --votes names: a count, and what its voices are worth.
struct VoteField {
  absl::string_view name;
  int64_t (v1::Counts::*voices)() const;
  void (v1::Votes::*set)(int64_t);
  bool is_position;
  bool (v1::Counts::*counted)() const;  // nullptr: always
};
constexpr VoteField kVotes[] = {
    {"agree", &v1::Counts::agree, &v1::Votes::set_agree, true, nullptr},
    {"reservations", &v1::Counts::reservations, &v1::Votes::set_reservations, true, nullptr},
    {"stand-aside", &v1::Counts::stand_aside, &v1::Votes::set_stand_aside, true, nullptr},
    {"abstain", &v1::Counts::abstain, &v1::Votes::set_abstain, true, nullptr},
    {"disagree", &v1::Counts::disagree, &v1::Votes::set_disagree, true, nullptr},
    {"block", &v1::Counts::block, &v1::Votes::set_block, true, nullptr},
    {"more-discussion", &v1::Counts::more_discussion, &v1::Votes::set_more_discussion, true,
     nullptr},
    {"present", &v1::Counts::present, &v1::Votes::set_present, false, &v1::Counts::has_present},
    {"valid-blocks", &v1::Counts::valid_blocks, &v1::Votes::set_valid_blocks, false,
     &v1::Counts::has_valid_blocks},
    {"pending-blocks", &v1::Counts::pending_blocks, &v1::Votes::set_pending_blocks, false,
     nullptr}};

struct TallyArgs {
  std::string proposal, rule, phase;
  std::optional<std::string> counts[std::size(kCounts)];
  std::vector<std::string> present_with;
  std::vector<std::string> votes;
  std::optional<std::string> not_asked;
  bool watch = false;

  bool IsByHand() const {
    bool counted = !rule.empty() || !phase.empty() || !present_with.empty() || !votes.empty() ||
                   not_asked.has_value();
    for (const auto& count : counts) counted = counted || count.has_value();
    return counted;
  }
};

// "women=12".
absl::Status AddAttribute(absl::string_view text, v1::Counts& counts) {
  const std::pair<std::string, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  int64_t count = 0;
  if (parts.first.empty() || !absl::SimpleAtoi(parts.second, &count)) {
    return absl::InvalidArgumentError(absl::StrCat("--present-with wants ATTRIBUTE=N, not ", text));
  }
  (*counts.mutable_present_with())[parts.first] = count;
  return absl::OkStatus();
}

// "agree=12": of the voices that agree, how many votes they are.
absl::StatusOr<std::map<std::string, int64_t>> VotesTold(const std::vector<std::string>& texts) {
  std::map<std::string, int64_t> told;
  for (const std::string& text : texts) {
    const std::pair<std::string, absl::string_view> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    const bool known = parts.first == "members" ||
                       std::any_of(std::begin(kVotes), std::end(kVotes),
                                   [&](const VoteField& one) { return one.name == parts.first; });
    if (!known || !absl::SimpleAtoi(parts.second, &told[parts.first])) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--votes wants COUNT=N with the name of a count, as in members=24,agree=16, not ", text));
    }
  }
  return told;
}

// Of what nobody tells, `each` vote for a voice.
absl::Status AddVotes(const std::vector<std::string>& texts, int64_t each, v1::Counts& counts) {
  ASSENT_ASSIGN_OR_RETURN(const auto told, VotesTold(texts));
  const auto within = [](int64_t count) { return std::clamp<int64_t>(count, 0, rules::kMaxVotes); };
  v1::Votes& votes = *counts.mutable_votes();
  int64_t silent = within(counts.members());
  int64_t all = 0;
  for (const VoteField& field : kVotes) {
    const int64_t voices = within((counts.*field.voices)());
    const auto given = told.find(std::string(field.name));
    const int64_t worth = given == told.end() ? voices * each : given->second;
    if (field.is_position) silent -= voices;
    if (field.is_position) all += within(worth);
    const bool counted = field.counted == nullptr || (counts.*field.counted)();
    if (counted || given != told.end()) (votes.*field.set)(worth);
  }
  const auto members = told.find("members");
  votes.set_members(members == told.end() ? all + silent * each : members->second);
  return absl::OkStatus();
}

// People who were not asked are so many answers that are missing.
absl::Status AddNotAsked(absl::string_view text, v1::Counts& counts) {
  int64_t count = 0;
  if (!absl::SimpleAtoi(text, &count) || count < 0 || count > rules::kMaxCount) {
    return absl::InvalidArgumentError(
        absl::StrCat("--not-asked wants how many people, not \"", text, "\""));
  }
  counts.set_unaddressed(std::clamp<int64_t>(counts.unaddressed(), 0, rules::kMaxCount) + count);
  return absl::OkStatus();
}

absl::StatusOr<v1::Counts> CountsOf(const TallyArgs& args) {
  v1::Counts counts;
  int64_t positions = 0;
  bool members_given = false;
  for (size_t i = 0; i < std::size(kCounts); ++i) {
    if (!args.counts[i].has_value()) continue;
    int64_t count = 0;
    if (!absl::SimpleAtoi(*args.counts[i], &count)) {
      return absl::InvalidArgumentError(
          absl::StrCat(kCounts[i].flag, " wants a whole number, not \"", *args.counts[i], "\""));
    }
    (counts.*kCounts[i].set)(count);
    // Beyond the bounds the rules refuse it; here it must only not overflow.
    if (kCounts[i].is_position) positions += std::clamp<int64_t>(count, 0, rules::kMaxCount);
    members_given = members_given || kCounts[i].set == &v1::Counts::set_members;
  }
  if (!members_given) counts.set_members(positions);
  for (const std::string& attribute : args.present_with) {
    ASSENT_RETURN_IF_ERROR(AddAttribute(attribute, counts));
  }
  if (args.not_asked) ASSENT_RETURN_IF_ERROR(AddNotAsked(*args.not_asked, counts));
  return counts;
}

// A wrong flag is wrong usage, whatever the rules call it; its name in the
// request is that of the flag.
absl::Status AsUsage(const absl::Status& status) {
  if (status.ok()) return status;
  const std::string field = base::FieldOf(status);
  std::string sentence(status.message());
  if (absl::StartsWith(field, "counts.")) {
    const std::string flag = absl::StrReplaceAll(field.substr(field.find('.') + 1), {{"_", "-"}});
    sentence = absl::StrCat("--", flag, ": ", sentence);
  } else if (!field.empty()) {
    sentence = absl::StrCat(field, ": ", sentence);
  }
  const std::string reason = base::ReasonOf(status);
  return absl::InvalidArgumentError(reason.empty() ? sentence
                                                   : absl::StrCat(sentence, " [", reason, "]"));
}

// A rule's name, or a file that holds one.
absl::Status FillRule(const std::string& rule, v1::EvaluateTallyRequest& request) {
  return AsUsage(FillRuleSource(rule.empty() ? std::string(rules::kDefaultPreset) : rule, request));
}

// By this program alone, or by the rules of the server that was named.
absl::StatusOr<v1::EvaluateTallyResponse> Evaluate(Session& session,
                                                   const v1::EvaluateTallyRequest& request) {
  if (session.common().server.empty()) {
    const auto evaluated = rules::EvaluateTally(request);
    if (!evaluated.ok()) return AsUsage(evaluated.status());
    return evaluated;
  }
  std::string address;
  ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(address));
  return CallOn(*connection, session.common(), &v1::RuleService::Stub::EvaluateTally, request);
}

// As CSV, a row for each condition: all of it in one row could not be read.
absl::Status ShowTally(Session& session, const v1::Tally& tally, Paint paint) {
  if (session.common().format != Format::kCsv) return session.Show(tally, paint);
  const std::vector<v1::Condition> rows(tally.conditions().begin(), tally.conditions().end());
  return session.ShowAll(*v1::Condition::descriptor(), Pointers(rows), paint);
}

// A flag that the phase makes nothing of would be a silent mistake.
absl::Status AddVotesAndCheck(const TallyArgs& args, v1::EvaluateTallyRequest& request) {
  if (args.votes.empty() && !args.not_asked) return absl::OkStatus();
  const v1::DecisionRule* rule = &request.rule();
  if (!request.preset().empty()) {
    const auto preset = rules::RequirePreset(request.preset());
    if (!preset.ok()) return AsUsage(preset.status());
    rule = *preset;
  }
  if (rule->phases().empty()) return absl::OkStatus();  // the rules refuse it
  const auto phase = rules::RequirePhase(*rule, request.phase());
  if (!phase.ok()) return AsUsage(phase.status());
  if (args.not_asked && !(*phase)->judged().everyone_asked()) {
    return absl::InvalidArgumentError(
        "--not-asked: this phase does not ask that everybody was asked; leave it out, or try "
        "--rule advice");
  }
  if (args.votes.empty()) return absl::OkStatus();
  if (!(*phase)->weighted()) {
    return absl::InvalidArgumentError(
        "--votes: this phase counts voices, not votes of units; leave it out, or name a phase that "
        "is weighted");
  }
  const int64_t each = std::clamp(rule->electorate().unit_weight(), 1, rules::kMaxUnitWeight);
  return AddVotes(args.votes, each, *request.mutable_counts());
}

absl::Status TallyByHand(Session& session, const TallyArgs& args) {
  if (!args.proposal.empty()) {
    return absl::InvalidArgumentError("name a proposal or give counts, not both");
  }
  v1::EvaluateTallyRequest request;
  ASSENT_RETURN_IF_ERROR(FillRule(args.rule, request));
  request.set_phase(args.phase);
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_counts(), CountsOf(args));
  ASSENT_RETURN_IF_ERROR(AddVotesAndCheck(args, request));
  ASSENT_ASSIGN_OR_RETURN(const v1::EvaluateTallyResponse evaluated, Evaluate(session, request));
  return ShowTally(session, evaluated.tally(),
                   [&](Scene& scene) { Draw(scene, evaluated.tally()); });
}

absl::Status ShowTallyOf(Session& session, const v1::Proposal& proposal) {
  return ShowTally(session, proposal.tally(), [&](Scene& scene) {
    scene.screen.Title(absl::StrCat(NumberOf(proposal.name()), "  ", proposal.title()));
    Draw(scene, proposal.tally());
  });
}

absl::Status TallyOfProposal(Session& session, const TallyArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, args.proposal));
  if (args.watch) return WatchProposal(session, name, /*until_ended=*/false, ShowTallyOf);
  v1::GetProposalRequest request;
  request.set_name(name);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetProposalResponse found,
                          Call(session, &v1::ProposalService::Stub::GetProposal, request));
  return ShowTallyOf(session, found.proposal());
}

Action DefineTally(Arguments& app) {
  auto args = std::make_shared<TallyArgs>();
  app.Add("PROPOSAL", args->proposal, "Its number; without one, by the counts below");
  app.Add("--rule", args->rule,
          "A preset (assent rules), or a file with a rule; mutual_aid_default unless told");
  app.Add("--phase", args->phase, "The phase of the rule, by number or name: 1 unless told");
  for (size_t i = 0; i < std::size(kCounts); ++i) {
    app.Add(kCounts[i].flag, args->counts[i], kCounts[i].help).Kind("N");
  }
  app.Add("--present-with", args->present_with,
          "Of those present, how many have an attribute: ATTRIBUTE=N")
      .InOneWord();
  app.Add("--votes", args->votes,
          "Where units have weights, what the voices are worth: COUNT=N by the names of "
          "the counts; as many for each as the rule says unless told")
      .InOneWord();
  app.Add("--not-asked", args->not_asked,
          "In an advice process: people concerned who were never asked")
      .Kind("N");
  app.AddFlag("--watch", args->watch, "Go on showing it as it changes");
  return [args](Session& session) {
    return args->IsByHand() ? TallyByHand(session, *args) : TallyOfProposal(session, *args);
  };
}

}  // namespace

std::vector<Verb> TallyVerbs() {
  return {
      {"tally",
       kGroupReading,
       "What the rule makes of the positions of a proposal, or of counts that you give: then "
       "without a server.",
       {"assent tally 17", "assent tally --rule right_of_way --members 9 --agree 6 --stand-aside 3",
        "assent tally --rule my-rule.json --members 12 --agree 10 --block 1 -o json",
        "assent tally --rule two_acre_wood --phase vote --members 4 --agree 3 --votes agree=5",
        "assent tally --rule advice --members 6 --disagree 5 --not-asked 1"},
       {"EvaluateTally"},
       DefineTally},
  };
}

}  // namespace assent::cli
