// The decisions that have to do with a proposal: what it changes, names and resembles.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/checks.h"
#include "server/assembly/memory.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/ledger/decision_search.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/memory.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/paging.h"

namespace assent::rpc {
namespace {

using ledger::DecisionsFound;
using Related = v1::RelatedDecision;

// A decision that has to do with a proposal, before it is read.
struct Relation {
  int32_t number = 0;
  std::vector<Related::Why> why;
  std::vector<std::string> words;
};

// What the proposal would change, by number.
std::vector<int32_t> ChangedBy(const v1::Proposal& proposal) {
  std::vector<std::string> names(proposal.replaces().begin(), proposal.replaces().end());
  names.push_back(proposal.reopens());
  std::vector<int32_t> changed;
  for (const std::string& decision : names) {
    const auto name = assembly::ParseName(decision, assembly::kDecisionPattern, "replaces");
    if (name.ok()) changed.push_back(name->number);
  }
  return changed;
}

// Collects relations, each decision once, in the order of their strongest reason.
class Relations {
 public:
  explicit Relations(int32_t own) : own_(own) {}

  void Add(int32_t number, Related::Why why, std::vector<std::string> words = {}) {
    if (number == own_) return;
    const auto known = places_.try_emplace(number, relations_.size());
    if (known.second) relations_.push_back({number, {}, {}});
    Relation& relation = relations_[known.first->second];
    relation.why.push_back(why);
    if (!words.empty()) relation.words = std::move(words);
  }
  std::vector<Relation> Take() && { return std::move(relations_); }

 private:
  const int32_t own_;
  std::vector<Relation> relations_;
  absl::btree_map<int32_t, size_t> places_;
};

absl::Status AddResembling(storage::EventStore& store, absl::string_view assembly, int32_t own,
                           const DecisionsFound& found, Relations& relations) {
  const size_t shared = std::min<size_t>(found.words.size(), 2);
  size_t added = 0;
  for (const search::Match& match : found.matches) {
    if (added == kMaxResembling || match.score < found.matches.front().score / 4) break;
    std::vector<std::string> words = ledger::WordsIn(found, match);
    if (match.decision == own || words.size() < shared) continue;
    ASSENT_ASSIGN_OR_RETURN(const bool in_force, InForce(store, assembly, match.decision));
    if (!in_force) continue;
    if (words.size() > kMaxSharedWords) words.resize(kMaxSharedWords);
    relations.Add(match.decision, Related::WHY_RESEMBLES, std::move(words));
    ++added;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Relation>> RelationsOf(Context& context, const std::string& assembly,
                                                  int32_t number, const v1::Proposal& proposal) {
  ASSENT_ASSIGN_OR_RETURN(const int32_t decisions, DecisionsOf(context, assembly));
  Relations relations(number);
  for (const int32_t changed : ChangedBy(proposal)) relations.Add(changed, Related::WHY_CHANGES);
  const std::string whole = absl::StrCat(proposal.title(), "\n\n", proposal.text());
  for (const int32_t named : search::MentionedDecisions(whole)) {
    relations.Add(named, Related::WHY_NAMED);
  }
  ASSENT_ASSIGN_OR_RETURN(const DecisionsFound found,
                          ledger::FindResembling(context.store(), assembly, proposal.title(),
                                                 proposal.text(), decisions));
  ASSENT_RETURN_IF_ERROR(AddResembling(context.store(), assembly, number, found, relations));
  return std::move(relations).Take();
}

}  // namespace

absl::StatusOr<v1::ListRelatedDecisionsResponse> ListRelatedDecisions(
    const v1::ListRelatedDecisionsRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts parent,
      assembly::ParseName(request.parent(), assembly::kProposalPattern, "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal,
                          LoadVisibleProposal(context, parent.assembly, parent.number));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Relation> relations,
                          RelationsOf(context, parent.assembly, parent.number, proposal));
  v1::ListRelatedDecisionsResponse response;
  const auto add = [&](const Relation& relation) -> absl::StatusOr<size_t> {
    ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Decision> decision,
                            LoadDecision(context.store(), parent.assembly, relation.number));
    if (!decision.has_value()) return 0;
    Related& related = *response.add_decisions();
    related.set_in_force(assembly::IsInForce(StateToday(*decision)));
    Shorten(*decision);
    *related.mutable_decision() = *std::move(decision);
    for (const Related::Why why : relation.why) related.add_why(why);
    for (const std::string& word : relation.words) related.add_shared_words(word);
    return related.ByteSizeLong();
  };
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(), PageOf(page, relations, add));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
