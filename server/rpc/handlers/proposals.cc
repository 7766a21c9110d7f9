#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "server/assembly/names.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "server/rpc/bytes.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"
#include "server/rules/explain.h"

namespace assent::rpc {
namespace {

constexpr char kProposal[] = "assemblies/{assembly}/proposals/{proposal}";
constexpr absl::string_view kEnglish = "en";
// How old an answer may be that was made for somebody else, although nothing has changed since: it
// says when it was evaluated.
constexpr absl::Duration kSharedFor = absl::Milliseconds(100);

// What ListProposals was asked for.
struct Query {
  std::optional<v1::Proposal::State> state;
  std::optional<bool> open;
  std::optional<std::string> rule_id;
  std::optional<std::string> proposer;
  bool oldest_first = false;

  bool OnlyOpen() const {
    return open == std::optional<bool>(true) || (state.has_value() && IsOpenState(*state));
  }
  bool Keeps(const v1::Proposal& proposal) const {
    return (!state.has_value() || proposal.state() == *state) &&
           (!open.has_value() || IsOpenState(proposal.state()) == *open) &&
           (!rule_id.has_value() || proposal.rule_id() == *rule_id) &&
           (!proposer.has_value() || proposal.proposer() == *proposer);
  }
};

absl::StatusOr<Query> ParseQuery(const v1::ListProposalsRequest& request) {
  Query query;
  if (request.order_by() != "" && request.order_by() != "create_time" &&
      request.order_by() != "create_time desc") {
    return refusal::OrderByInvalid("`create_time desc`, `create_time`");
  }
  query.oldest_first = request.order_by() == "create_time";
  ASSENT_ASSIGN_OR_RETURN(
      const Filter filter,
      Filter::Parse(request.filter(), {"state", "open", "rule_id", "proposer"}));
  ASSENT_ASSIGN_OR_RETURN(query.state, filter.Value<v1::Proposal::State>("state", "STATE_"));
  ASSENT_ASSIGN_OR_RETURN(query.open, filter.Bool("open"));
  query.rule_id = filter.Text("rule_id");
  query.proposer = filter.Text("proposer");
  return query;
}

// What changes with every ballot and is in no document, for the cost of writing it.
std::map<std::string, int64_t> BallotsCast(const assembly::State& state) {
  std::map<std::string, int64_t> cast;
  for (const auto& [number, proposal] : state.proposals) {
    if (!proposal.view.has_election()) continue;
    cast[proposal.view.name()] = proposal.view.election().ballots();
  }
  return cast;
}

// Where open proposals are asked for, only those in memory are looked at; so the cost of a list
// does not grow with what an assembly has behind it.
Numbers NumbersFor(const assembly::State& state, const Query& query) {
  Numbers numbers{.last = state.last_proposal, .only = {}, .descending = !query.oldest_first};
  if (!query.OnlyOpen()) return numbers;
  numbers.only.emplace();
  for (const auto& [number, proposal] : state.proposals) numbers.only->push_back(number);
  return numbers;
}

}  // namespace

uint64_t WhatIsShown(Shape shape, int32_t number, absl::string_view language) {
  return static_cast<uint64_t>(number) << 16 | static_cast<uint64_t>(shape) << 8 |
         static_cast<uint64_t>(rules::LanguageOf(language));
}

absl::Time RightUntil(const assembly::ProposalState& proposal, absl::Time now) {
  if (proposal.view.state() == v1::Proposal::STATE_DRAFT) return absl::InfinitePast();
  const absl::Time until = now + kSharedFor;
  return proposal.phase_min > now ? std::min(until, proposal.phase_min) : until;
}

bool IsOpenState(v1::Proposal::State state) {
  switch (state) {
    case v1::Proposal::STATE_ADOPTED:
    case v1::Proposal::STATE_REVIEW_DUE:
    case v1::Proposal::STATE_REJECTED:
    case v1::Proposal::STATE_WITHDRAWN:
    case v1::Proposal::STATE_LAPSED:
    case v1::Proposal::STATE_SUPERSEDED:
    case v1::Proposal::STATE_EXPIRED:
    case v1::Proposal::STATE_REPEALED:
      return false;
    default:
      return true;
  }
}

void Explain(absl::string_view language, v1::Tally& tally) {
  rules::AddSentences(rules::LanguageOf(language), tally);
}

std::string ResolveMember(const assembly::State& state, int32_t reader, const std::string& given) {
  if (absl::StrContains(given, '/')) return given;
  std::string id = given;
  if (id == "-") {
    id = state.members[reader].id;
  } else if (id.front() == '@') {
    const auto found = state.member_by_handle.find(id.substr(1));
    id = found == state.member_by_handle.end() ? "" : state.members[found->second].id;
  }
  return assembly::MemberName(state.id, id);
}

void Shorten(v1::Decision& decision) {
  decision.clear_text();
  decision.clear_rule();
}

void Shorten(v1::Proposal& proposal) {
  proposal.clear_text();
  proposal.clear_rule();
}

absl::StatusOr<ledger::Bytes> GlanceProposal(const v1::GetProposalRequest& request,
                                             Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts name,
                          assembly::ParseName(request.name(), kProposal, "name"));
  const absl::string_view language = request.language().empty() ? kEnglish : request.language();
  const uint64_t what = WhatIsShown(Shape::kRead, name.number, language);
  return context.Await(context.ledger().Show(
      context.AccessTo(name.assembly), what,
      [&](const assembly::State& state, int32_t reader,
          absl::Time now) -> absl::StatusOr<ledger::Ledger::View> {
        std::optional<v1::Proposal> view =
            assembly::ViewProposal(state, name.number, reader, now, language);
        if (!view.has_value()) return ledger::Ledger::View();
        v1::GetProposalResponse response;
        *response.mutable_proposal() = *std::move(view);
        response.set_sequence(state.sequence);
        return ledger::Ledger::View{Encode(response),
                                    RightUntil(state.proposals.at(name.number), now)};
      }));
}

absl::StatusOr<v1::GetProposalResponse> GetProposal(const v1::GetProposalRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts name,
                          assembly::ParseName(request.name(), kProposal, "name"));
  v1::GetProposalResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_proposal(),
                          LoadVisibleProposal(context, name.assembly, name.number));
  if (response.proposal().has_tally()) {
    Explain(request.language(), *response.mutable_proposal()->mutable_tally());
  }
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListProposalsResponse> ListProposals(const v1::ListProposalsRequest& request,
                                                        Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(Query query, ParseQuery(request));
  std::map<std::string, int64_t> ballots;
  ASSENT_ASSIGN_OR_RETURN(
      const Numbers numbers,
      context.Await(context.ledger().Inspect(
          context.AccessTo(parent.assembly),
          [&](const assembly::State& state, int32_t reader, absl::Time) -> absl::StatusOr<Numbers> {
            ballots = BallotsCast(state);
            if (query.proposer.has_value()) {
              query.proposer = ResolveMember(state, reader, *query.proposer);
            }
            return NumbersFor(state, query);
          })));
  const std::string reader = assembly::MemberName(parent.assembly, context.reader().member_id);
  absl::Status trouble;
  const auto keep = [&](v1::Proposal& proposal) {
    if (!IsVisibleTo(reader, proposal)) return false;
    trouble.Update(ShowToday(context.store(), parent.assembly, proposal));
    if (!query.Keeps(proposal)) return false;
    const auto cast = ballots.find(proposal.name());
    if (cast != ballots.end()) proposal.mutable_election()->set_ballots(cast->second);
    Shorten(proposal);
    return true;
  };
  v1::ListProposalsResponse response;
  ASSENT_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      NumberedPage<v1::Proposal>(context.store(), parent.assembly, "proposal", numbers,
                                 {page, keep, *response.mutable_proposals()}));
  ASSENT_RETURN_IF_ERROR(trouble);
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
