// What a replay makes of the events of a walk (walk.h), to compare with the state that it came to.
#ifndef ASSENT_TESTS_ASSEMBLY_WALK_REPLAY_H_
#define ASSENT_TESTS_ASSEMBLY_WALK_REPLAY_H_

#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/apply.h"
#include "server/assembly/signed_cover.h"
#include "tests/assembly/walk.h"

namespace assent::assembly {

inline std::map<std::string, std::string> Documents(const State& state, const Touched& touched) {
  std::map<std::string, std::string> documents;
  for (const DocumentRef& ref : touched) {
    if (!Holds(state, ref)) continue;
    documents[DocumentKey(state, ref)] = DocumentValue(state, ref).value_or("");
  }
  return documents;
}

// What a replay makes of the log, as far as `state` still holds it.
inline std::map<std::string, std::string> Replay(const std::vector<event::v1::Event>& events,
                                                 const State& state) {
  State replayed;
  replayed.id = state.id;
  Touched touched;
  for (const event::v1::Event& event : events) {
    if (!event.envelope().empty()) {  // "… signed with key K", as walk_ground.h writes it
      v1::ActPayload payload;
      payload.set_key(std::atoi(event.envelope().substr(event.envelope().rfind(' ')).c_str()));
      BeginCover(replayed, payload, event.time_us());
    }
    Apply(replayed, event, &touched);
  }
  // What a replay of the bytes reads out of them.
  replayed.view.set_log_key(state.view.log_key());
  replayed.view.set_genesis_hash(state.view.genesis_hash());
  for (auto it = replayed.proposals.begin(); it != replayed.proposals.end();) {
    it = state.proposals.count(it->first) == 0 ? replayed.proposals.erase(it) : std::next(it);
  }
  std::erase_if(replayed.meetings,
                [&](const auto& one) { return state.meetings.count(one.first) == 0; });
  std::erase_if(replayed.urgent_uses,
                [&](const auto& one) { return state.urgent_uses.count(one.first) == 0; });
  std::map<int32_t, v1::Account>& months = replayed.book.months;
  months.erase(months.begin(), state.book.months.empty()
                                   ? months.end()
                                   : months.lower_bound(state.book.months.begin()->first));
  return Documents(replayed, touched);
}

// Documents of proposals that show less than they were before: whoever changes what one shows
// writes it anew. How many ballots there are is read from the state, as how many positions are.
inline std::vector<std::string> Outdated(const std::vector<event::v1::Event>& events,
                                         const std::string& assembly) {
  const auto shown = [](v1::Proposal proposal) {
    proposal.clear_sequence();
    if (proposal.has_election()) proposal.mutable_election()->clear_ballots();
    return proposal.SerializeAsString();
  };
  State state;
  state.id = assembly;
  std::map<int32_t, std::string> written;
  std::vector<std::string> outdated;
  for (const event::v1::Event& event : events) {
    Touched touched;
    Apply(state, event, &touched);
    for (const DocumentRef& ref : touched) {
      if (ref.kind != DocumentKind::kProposal) continue;
      written[ref.proposal] = shown(state.proposals.at(ref.proposal).view);
    }
    const auto about = state.proposals.find(event.proposal());
    if (about == state.proposals.end() || shown(about->second.view) == written[about->first]) {
      continue;
    }
    outdated.push_back(
        absl::StrCat("proposal ", about->first, " after ", event.ShortDebugString()));
  }
  return outdated;
}

// Keys that only one of them has, or whose values differ.
inline std::vector<std::string> Differing(const std::map<std::string, std::string>& a,
                                          const std::map<std::string, std::string>& b) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : a) {
    const auto found = b.find(key);
    if (found == b.end() || found->second != value) keys.push_back(key);
  }
  for (const auto& [key, value] : b) {
    if (a.count(key) == 0) keys.push_back(key);
  }
  return keys;
}

}  // namespace assent::assembly

#endif  // ASSENT_TESTS_ASSEMBLY_WALK_REPLAY_H_
