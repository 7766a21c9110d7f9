// Decisions by their words.

#include "server/ledger/decision_search.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/assembly/checks.h"
#include "server/assembly/errors.h"
#include "server/assembly/memory.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/memory.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/paging.h"

namespace assent::rpc {
namespace {

using ledger::DecisionsFound;

constexpr assembly::TextBounds kQueryBounds{kMaxQueryBytes, kMaxQueryCharacters, /*required=*/true,
                                            /*lines=*/true};

// What a search asks of a decision beside its words.
struct Wanted {
  std::optional<bool> in_force;
  std::optional<v1::Proposal::State> state;
  std::optional<std::string> rule;
  search::Query query;
};

absl::StatusOr<Wanted> ParseWanted(const v1::SearchDecisionsRequest& request) {
  ASSENT_RETURN_IF_ERROR(assembly::CheckText(request.query(), "query", kQueryBounds));
  ASSENT_ASSIGN_OR_RETURN(const Filter filter,
                          Filter::Parse(request.filter(), {"in_force", "state", "rule_id"}));
  Wanted wanted;
  ASSENT_ASSIGN_OR_RETURN(wanted.in_force, filter.Bool("in_force"));
  ASSENT_ASSIGN_OR_RETURN(wanted.state, filter.Value<v1::Proposal::State>("state", "STATE_"));
  wanted.rule = filter.Text("rule_id");
  wanted.query = search::ParseQuery(request.query());
  if (wanted.query.words.empty()) return assembly::error::FieldRequired("query");
  return wanted;
}

std::vector<std::string> TextsOf(const v1::Decision& decision,
                                 const std::vector<v1::DissentStatement>& statements) {
  std::vector<std::string> texts = {decision.title(), decision.text()};
  for (const auto* said :
       {&decision.reservations(), &decision.stand_asides(), &decision.dissent()}) {
    for (const v1::Position& position : *said) texts.push_back(position.reason());
  }
  for (const v1::DissentStatement& statement : statements) texts.push_back(statement.text());
  return texts;
}

// A search under way in one assembly.
class Search {
 public:
  Search(storage::EventStore& store, absl::string_view assembly, const Wanted& wanted)
      : store_(store), assembly_(assembly), wanted_(wanted) {}

  // nullopt: it is not wanted.
  absl::StatusOr<std::optional<v1::FoundDecision>> Look(int32_t number) const {
    using Found = std::optional<v1::FoundDecision>;
    if (wanted_.in_force == std::optional<bool>(true)) {
      ASSENT_ASSIGN_OR_RETURN(const bool in_force, InForce(store_, assembly_, number));
      if (!in_force) return Found();
    }
    ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Decision> decision,
                            LoadDecision(store_, assembly_, number));
    if (!decision.has_value() || !Keeps(*decision)) return Found();
    if (!wanted_.query.phrases.empty()) {
      ASSENT_ASSIGN_OR_RETURN(const auto statements, LoadStatements(store_, assembly_, number));
      if (!search::HasPhrases(wanted_.query, TextsOf(*decision, statements))) return Found();
    }
    Found found(std::in_place);
    found->set_in_force(assembly::IsInForce(StateToday(*decision)));
    Shorten(*decision);
    *found->mutable_decision() = *std::move(decision);
    return found;
  }

 private:
  bool Keeps(const v1::Decision& decision) const {
    const v1::Proposal::State today = StateToday(decision);
    return (!wanted_.in_force.has_value() || assembly::IsInForce(today) == *wanted_.in_force) &&
           (!wanted_.state.has_value() || today == *wanted_.state) &&
           (!wanted_.rule.has_value() || decision.rule().id() == *wanted_.rule);
  }

  storage::EventStore& store_;
  const absl::string_view assembly_;
  const Wanted& wanted_;
};

}  // namespace

absl::StatusOr<v1::SearchDecisionsResponse> SearchDecisions(
    const v1::SearchDecisionsRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const Wanted wanted, ParseWanted(request));
  ASSENT_ASSIGN_OR_RETURN(const int32_t decisions, DecisionsOf(context, parent.assembly));
  ASSENT_ASSIGN_OR_RETURN(
      const DecisionsFound found,
      ledger::FindDecisions(context.store(), parent.assembly, wanted.query, decisions));
  const Search search(context.store(), parent.assembly, wanted);
  v1::SearchDecisionsResponse response;
  const auto add = [&](const search::Match& match) -> absl::StatusOr<size_t> {
    ASSENT_ASSIGN_OR_RETURN(std::optional<v1::FoundDecision> result, search.Look(match.decision));
    if (!result.has_value()) return 0;
    for (std::string& word : ledger::WordsIn(found, match)) result->add_words(std::move(word));
    *response.add_results() = *std::move(result);
    return response.results().rbegin()->ByteSizeLong();
  };
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(), PageOf(page, found.matches, add));
  response.set_some_words_only(found.some_words_only);
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
