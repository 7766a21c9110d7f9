#include "server/ledger/derived.h"

#include <optional>
#include <string>
#include <utility>

#include "server/base/check.h"
#include "server/search/postings.h"

namespace assent::ledger {
namespace {

using Writes = std::vector<storage::DocumentWrite>;

search::Indexed IndexedOf(int32_t number, const v1::Decision& decision) {
  search::Indexed indexed{number, 0, decision.title(), {decision.text()}};
  for (const auto* said :
       {&decision.reservations(), &decision.stand_asides(), &decision.dissent()}) {
    for (const v1::Position& position : *said) indexed.texts.push_back(position.reason());
  }
  return indexed;
}

// What a decision that was taken back had, and the one that now stands does not
// have, goes.
void AddDecision(const assembly::ProposalState& p, Writes& writes) {
  absl::btree_map<std::string, std::string> postings;
  if (p.decision) postings = search::PostingsOf(IndexedOf(p.number, *p.decision));
  absl::btree_map<std::string, std::string> gone;
  for (const v1::Decision& former : p.taken_back) {
    gone.merge(search::PostingsOf(IndexedOf(p.number, former)));
  }
  for (auto& [key, value] : gone) {
    if (!postings.contains(key)) writes.push_back({key, std::nullopt});
  }
  for (auto& [key, value] : postings) writes.push_back({key, std::move(value)});
}

// A statement that is replaced keeps the postings of words that it no longer
// has: nobody has its former text at hand.
void AddStatement(const assembly::LastStatement& statement, Writes& writes) {
  const search::Indexed indexed{statement.decision, statement.number, "", {statement.view.text()}};
  for (auto& [key, value] : search::PostingsOf(indexed)) writes.push_back({key, std::move(value)});
}

}  // namespace

Writes DerivedWrites(const assembly::State& state, const assembly::Touched& touched) {
  Writes writes;
  writes.reserve(touched.size() + 2);  // most acts also keep a reply
  for (const assembly::DocumentRef& ref : touched) {
    writes.push_back({assembly::DocumentKey(state, ref), assembly::DocumentValue(state, ref)});
    if (ref.kind == assembly::DocumentKind::kDecision) {
      // What becomes of a decision once its proposal is forgotten changes none of its words.
      const auto proposal = state.proposals.find(ref.proposal);
      if (proposal != state.proposals.end()) AddDecision(proposal->second, writes);
    } else if (ref.kind == assembly::DocumentKind::kDissent) {
      AddStatement(state.last_statement, writes);
    }
  }
  return writes;
}

}  // namespace assent::ledger
