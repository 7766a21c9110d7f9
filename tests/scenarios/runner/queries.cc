#include "tests/scenarios/runner/queries.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/status_macros.h"
#include "server/rules/explain.h"
#include "tests/scenarios/runner/did_you_mean.h"
#include "tests/scenarios/runner/election_queries.h"
#include "tests/scenarios/runner/meeting_queries.h"
#include "tests/scenarios/runner/mirror_queries.h"
#include "tests/scenarios/runner/render.h"

namespace assent::scenario {
namespace {

using Lines = std::vector<std::string>;
using Printed = absl::StatusOr<Lines>;

struct Question {
  World& world;
  const Line& line;
  const Caller& caller;
  int32_t proposal;  // 0: none was given
};

template <typename Message>
Printed Listed(const Question& question, const absl::StatusOr<std::vector<Message>>& messages) {
  ASSENT_RETURN_IF_ERROR(messages.status());
  Lines lines;
  for (const Message& message : *messages) lines.push_back(LineOf(question.world, message));
  return lines;
}

// Those that the line asks for by key; else those that are always of interest.
Printed Facts(const Line& line, const std::vector<Fact>& facts) {
  Lines lines;
  const Lines wanted(line.words.begin() + 1, line.words.end());
  for (const Fact& fact : facts) {
    if (!wanted.empty() || fact.value.empty() || !fact.shown_by_default) continue;
    lines.push_back(absl::StrCat(fact.key, ": ", fact.value));
  }
  for (const std::string& key : wanted) {
    const auto fact =
        std::find_if(facts.begin(), facts.end(), [&](const Fact& f) { return f.key == key; });
    if (fact == facts.end()) {
      Lines known;
      for (const Fact& each : facts) known.push_back(each.key);
      return absl::InvalidArgumentError(absl::StrCat("there is no \"", key, "\" to show",
                                                     DidYouMean(key, known), "; there are ",
                                                     absl::StrJoin(known, ", ")));
    }
    lines.push_back(absl::StrCat(fact->key, ": ", fact->value.empty() ? "none" : fact->value));
  }
  return lines;
}

Printed Tally(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal,
                          q.world.service().GetProposal(q.caller, q.proposal));
  if (!proposal.has_tally()) return Lines{};
  return Lines{rules::HeadlineOf(proposal.tally())};
}

Printed Outcome(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal,
                          q.world.service().GetProposal(q.caller, q.proposal));
  if (!proposal.has_tally()) return Lines{};
  std::string name = v1::Outcome_Name(proposal.tally().outcome());
  return Lines{name.substr(name.find('_') + 1)};
}

Printed Conditions(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal,
                          q.world.service().GetProposal(q.caller, q.proposal));
  Lines lines;
  for (const v1::Condition& condition : proposal.tally().conditions()) {
    lines.push_back(LineOf(q.world, condition));
  }
  return lines;
}

Printed Show(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal,
                          q.world.service().GetProposal(q.caller, q.proposal));
  return Facts(q.line, FactsOf(q.world, proposal));
}

Printed Decision(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Decision decision,
                          q.world.service().GetDecision(q.caller, q.proposal));
  return Facts(q.line, FactsOf(q.world, decision));
}

Printed Proposals(const Question& q) {
  return Listed(q, q.world.service().ListProposals(q.caller));
}
Printed Decisions(const Question& q) {
  return Listed(q, q.world.service().ListDecisions(q.caller));
}
Printed Members(const Question& q) { return Listed(q, q.world.service().ListMembers(q.caller)); }
Printed Applications(const Question& q) {
  return Listed(q, q.world.service().ListApplications(q.caller));
}

Printed Invitations(const Question& q) {
  return Listed(q, q.world.service().ListInvitations(q.caller));
}
Printed Revisions(const Question& q) {
  return Listed(q, q.world.service().ListRevisions(q.caller, q.proposal));
}
Printed Amendments(const Question& q) {
  return Listed(q, q.world.service().ListAmendments(q.caller, q.proposal));
}
Printed Concerns(const Question& q) {
  return Listed(q, q.world.service().ListConcerns(q.caller, q.proposal));
}
Printed Blocks(const Question& q) {
  return Listed(q, q.world.service().ListBlocks(q.caller, q.proposal));
}
Printed Log(const Question& q) {
  return Listed(q, q.world.service().ListEntries(q.caller, q.proposal));
}

// In the order in which members joined.
Printed Positions(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Position> positions,
                          q.world.service().ListPositions(q.caller, q.proposal));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Member> members,
                          q.world.service().ListMembers(q.caller));
  const auto place = [&](const v1::Position& position) {
    return std::find_if(
               members.begin(), members.end(),
               [&](const v1::Member& member) { return member.name() == position.member(); }) -
           members.begin();
  };
  std::stable_sort(
      positions.begin(), positions.end(),
      [&](const v1::Position& a, const v1::Position& b) { return place(a) < place(b); });
  return Listed<v1::Position>(q, positions);
}

Printed Rules(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, q.world.service().GetAssembly(q.caller));
  const v1::Charter& charter = assembly.charter();
  Lines lines;
  for (const v1::DecisionRule& rule : charter.rules()) {
    lines.push_back(absl::StrCat(rule.id(), " version ", rule.version(),
                                 rule.id() == charter.default_rule() ? ", default" : "",
                                 rule.id() == charter.charter_rule() ? ", for the charter" : ""));
  }
  return lines;
}

Printed Roles(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, q.world.service().GetAssembly(q.caller));
  Lines lines;
  for (const v1::Role& role : assembly.roles()) lines.push_back(LineOf(q.world, role));
  return lines;
}

// Each pool, and below it what moved it.
Printed Pools(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, q.world.service().GetAssembly(q.caller));
  Lines lines;
  for (const v1::Pool& pool : assembly.pools()) {
    lines.push_back(LineOf(q.world, pool));
    ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::PoolMovement> movements,
                            q.world.service().ListPoolMovements(q.caller, pool.pool()));
    for (const v1::PoolMovement& movement : movements) lines.push_back(LineOf(q.world, movement));
  }
  return lines;
}

Printed Meeting(const Question& q) { return MeetingLines(q.world, q.caller, q.proposal); }
Printed Meetings(const Question& q) { return MeetingList(q.world, q.caller); }

Printed Mirror(const Question& q) {
  return MirrorLines(q.world, q.caller, q.line.verb, q.proposal);
}

Printed Options(const Question& q) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal,
                          q.world.service().GetProposal(q.caller, q.proposal));
  return OptionLines(q.world, proposal.election());
}

Printed Ballots(const Question& q) { return BallotLines(q.world, q.caller, q.proposal); }

Printed Result(const Question& q) { return ResultLines(q.world, q.caller, q.proposal); }

Printed Now(const Question& q) { return Lines{q.world.Since(q.world.now())}; }

enum class Numbers { kNone, kOptional, kProposal, kProposalAndKeys };

struct Query {
  const char* name;
  Numbers numbers;
  Printed (*ask)(const Question&);
};

constexpr Query kQueries[] = {
    {"tally", Numbers::kProposal, Tally},
    {"outcome", Numbers::kProposal, Outcome},
    {"conditions", Numbers::kProposal, Conditions},
    {"show", Numbers::kProposalAndKeys, Show},
    {"decision", Numbers::kProposalAndKeys, Decision},
    {"revisions", Numbers::kProposal, Revisions},
    {"amendments", Numbers::kProposal, Amendments},
    {"concerns", Numbers::kProposal, Concerns},
    {"positions", Numbers::kProposal, Positions},
    {"blocks", Numbers::kProposal, Blocks},
    {"proposals", Numbers::kNone, Proposals},
    {"decisions", Numbers::kNone, Decisions},
    {"members", Numbers::kNone, Members},
    {"invitations", Numbers::kNone, Invitations},
    {"applications", Numbers::kNone, Applications},
    {"rules", Numbers::kNone, Rules},
    {"roles", Numbers::kNone, Roles},
    {"pools", Numbers::kNone, Pools},
    {"show-meeting", Numbers::kProposal, Meeting},
    {"meetings", Numbers::kNone, Meetings},
    {"log", Numbers::kOptional, Log},
    {"now", Numbers::kNone, Now},
    {"needs", Numbers::kNone, Mirror},
    {"due", Numbers::kNone, Mirror},
    {"notices", Numbers::kNone, Mirror},
    {"units", Numbers::kNone, Mirror},
    {"mandates", Numbers::kProposal, Mirror},
    {"options", Numbers::kProposal, Options},
    {"ballots", Numbers::kProposal, Ballots},
    {"result", Numbers::kProposal, Result},
    {"ledger-blocks", Numbers::kNone, Mirror},
    {"ledger-challenges", Numbers::kNone, Mirror},
    {"ledger-urgent", Numbers::kNone, Mirror},
    {"balance", Numbers::kNone, Mirror},
    {"drift", Numbers::kNone, Mirror},
    {"certificate", Numbers::kProposal, Mirror},
};

const Query* Find(absl::string_view verb) {
  for (const Query& query : kQueries) {
    if (verb == query.name) return &query;
  }
  return nullptr;
}

}  // namespace

bool IsQuery(absl::string_view verb) { return Find(verb) != nullptr; }

std::vector<std::string> QueryNames() {
  Lines names;
  for (const Query& query : kQueries) names.push_back(query.name);
  return names;
}

absl::Status CheckQuery(const Line& line) {
  const Query& query = *Find(line.verb);
  const char* form = query.numbers == Numbers::kNone       ? ""
                     : query.numbers == Numbers::kOptional ? " [PROPOSAL]"
                     : query.numbers == Numbers::kProposal ? " PROPOSAL"
                                                           : " PROPOSAL [KEY …]";
  const size_t least =
      query.numbers == Numbers::kNone || query.numbers == Numbers::kOptional ? 0 : 1;
  const size_t most = query.numbers == Numbers::kNone              ? 0
                      : query.numbers == Numbers::kProposalAndKeys ? 100
                                                                   : 1;
  int32_t number = 0;
  const bool good = line.words.size() >= least && line.words.size() <= most && line.texts.empty() &&
                    line.refusal.empty() &&
                    (line.words.empty() || absl::SimpleAtoi(line.words[0], &number)) &&
                    line.keys.size() == (line.Find("by") == nullptr ? 0 : 1);
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("expected: ", query.name, form, " [by=MEMBER]"));
}

absl::StatusOr<std::vector<std::string>> Ask(World& world, const Line& line) {
  const Value* by = line.Find("by");
  ASSENT_ASSIGN_OR_RETURN(const Caller caller, world.CallerOf(by == nullptr ? "" : by->text));
  int32_t number = 0;
  if (!line.words.empty() && !absl::SimpleAtoi(line.words[0], &number)) number = 0;
  Printed answer = Find(line.verb)->ask({world, line, caller, number});
  if (absl::IsNotFound(answer.status())) return Lines{"none"};
  if (answer.ok() && answer->empty()) return Lines{"none"};
  return answer;
}

}  // namespace assent::scenario
