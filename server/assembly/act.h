// One act of one member (or of nobody: a deadline) on one assembly, from the
// command to its events. Decide functions (decide.h) get an Act, look at its
// state, refuse or emit; an emitted event is sealed and applied at once, so
// that what follows sees it.
//
// A refusal comes before the first event of the command itself. Events that
// Settle() emitted before stay: they fell due whatever the command was.
//
// Not thread-safe. The caller owns state and notary, holds the assembly's
// lock, and stores `entries` (and the documents of `touched`) in order.

#ifndef ASSENT_SERVER_ASSEMBLY_ACT_H_
#define ASSENT_SERVER_ASSEMBLY_ACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/documents.h"
#include "server/assembly/notary.h"
#include "server/assembly/signed_act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

class Act {
 public:
  // `actor` is an index of state.members; -1: nobody (deadlines, founding,
  // joining). `now` earlier than the log's last event is read as that. `token` is
  // an index of state.tokens: what the actor came with; -1: not known here.
  Act(State& state, Notary& notary, int32_t actor, absl::Time now, int32_t token = -1);
  Act(const Act&) = delete;
  Act& operator=(const Act&) = delete;

  State& state() { return state_; }
  const State& state() const { return state_; }
  Notary& notary() { return notary_; }
  // Expects an actor.
  const Member& actor() const { return state_.members[actor_]; }
  int32_t actor_index() const { return actor_; }
  // The token that the actor came with; null: not known here.
  const TokenState* token() const { return token_ < 0 ? nullptr : &state_.tokens[token_]; }
  absl::Time now() const { return now_; }

  // The actor has signed it: `act`, which outlives this, goes with the first event
  // that is theirs.
  void Sign(const SignedAct& act) { signed_act_ = &act; }
  // Null: they have not.
  const SignedAct* signed_act() const { return signed_act_; }

  // Writes the next event of the log: version, origin, sequence, time and
  // author are filled in here. `proposal` is 0 for the assembly.
  void Emit(int32_t proposal, event::v1::Event event);

  const std::vector<SealedEntry>& entries() const { return entries_; }
  std::vector<SealedEntry>& entries() { return entries_; }
  const Touched& touched() const { return touched_; }

  // Nothing of it is kept: whoever asks wants to know what would happen. What is
  // hidden is not told (HIDDEN_UNTIL_CLOSE).
  void Rehearse() { rehearsal_ = true; }
  bool rehearsal() const { return rehearsal_; }
  // What the act comes to is about to depend on the positions of `p`, which may be
  // hidden; whether this is called does not depend on what they say.
  void Weighs(const ProposalState& p) { weighs_hidden_ = weighs_hidden_ || p.hides; }
  bool weighs_hidden() const { return weighs_hidden_; }
  // What fell due before is settled: what follows is the command's.
  void BeginCommand() { weighs_hidden_ = false; }

  // Draws a key for the log, which an event of this act names. Its secret part
  // goes to whoever stores the act, and nowhere else.
  std::string NewLogKey();
  // The secret part; nullopt: the log keeps the key that it has.
  const std::optional<std::string>& log_key_seed() const { return log_key_seed_; }
  // The time that events get now: now(), or that of an AsRule.
  absl::Time event_time() const { return rule_time_ ? *rule_time_ : now_; }

 private:
  friend class AsRule;

  // Whether the next event is the first of what the actor signed.
  bool BearsSignature() const;

  State& state_;
  Notary& notary_;
  const int32_t actor_;
  const int32_t token_;
  const absl::Time now_;
  std::optional<absl::Time> rule_time_;
  std::vector<SealedEntry> entries_;
  Touched touched_;
  std::optional<std::string> log_key_seed_;
  const SignedAct* signed_act_ = nullptr;
  bool signature_logged_ = false;
  bool rehearsal_ = false;
  bool weighs_hidden_ = false;
};

// While it lives, events are emitted in nobody's name, as of `when`: the rule
// itself acts.
class AsRule {
 public:
  AsRule(Act& act, absl::Time when);
  ~AsRule();
  AsRule(const AsRule&) = delete;
  AsRule& operator=(const AsRule&) = delete;

 private:
  Act& act_;
  const std::optional<absl::Time> before_;
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ACT_H_
