// Documents derived from the log: what reads and lists are answered from. Each
// is one API message under one key and can be rebuilt from the log:
//
//   assembly                            v1.Assembly
//   member/{id}                         v1.Member
//   invitation/{n}                      v1.Invitation
//   token/{n}                           v1.Token of an app, without its label
//   application/{n}                     v1.Application
//   proposal/{n}                        v1.Proposal, without tally while open
//   revision/{n}/{k}  amendment/{n}/{k}  concern/{n}/{k}  block/{n}/{k}
//   position/{n}/{voice}                v1.Position
//   ballot/{n}/{voice}                  v1.Ballot
//   result/{n}                          v1.ElectionResult of its last count
//   mandate/{n}/{k}                     v1.Mandate, in order of the first that each unit gave
//   decision/{n}                        v1.Decision, without standing
//   outline/{m}/{n}                     v1.Decision, only what a trial of another rule needs;
//   newest
//                                       first: m is 9999999999999999 less the microseconds of its
//                                       time
//   standing/{n}                        v1.Standing of an adopted decision
//   meeting/{k}                         v1.Meeting {k}
//   movement/{n}                        v1.PoolMovement that decision {n} made
//   dissent/{n}/{k}                     v1.DissentStatement
//   action/{n}/{k}                      v1.ActionPoint without its task, which the decision has
//   action_due/{time}/{n}/{k}           empty: somebody still has to do it; microseconds, sixteen
//                                       digits, nines where it has no date
//   in_force/{m}                        empty: decision 99999999 - m is in force; newest first
//   trail/{n}/{sequence}                empty: entry `sequence` is about n
//   blocked/{n}/{k}                     v1.BlockEntry, in the order raised
//   urgent/{n}                          v1.UrgentEntry
//   account/{month}                     v1.Account, as in 00202611
//   notice/{sequence}/{i}               v1.NoticeDocument for many; the newest of them
//   notice_to/{place}/{sequence}/{i}    likewise, for one member, by the order of joining
//
// {n}, {k}, {month}, {place}: eight decimal digits; {sequence}: sixteen; {i}: one; so
// keys sort by number.

#ifndef ASSENT_SERVER_ASSEMBLY_DOCUMENTS_H_
#define ASSENT_SERVER_ASSEMBLY_DOCUMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/assembly/state.h"

namespace assent::assembly {

enum class DocumentKind {
  kAssembly,
  kMember,       // part: member index
  kInvitation,   // part: number
  kToken,        // likewise
  kApplication,  // likewise
  kProposal,
  kRevision,
  kAmendment,
  kConcern,
  kBlock,
  kPosition,  // part: voice
  kBallot,    // part: voice
  kElectionResult,
  kMandate,  // part: from 1
  kDecision,
  kOutline,  // part: when it was decided, in microseconds
  kStanding,
  kPoolMovement,
  kTrail,      // part: sequence
  kDissent,    // part: number of the statement
  kAction,     // part: number of the action point
  kActionDue,  // likewise
  kInForce,
  kBlockEntry,  // part: from 1
  kUrgent,
  kAccount,  // part: month
  kNotice,   // proposal: place of whose it is, 0: for many; part: id (mirrors/outbox.h)
  kMeeting,  // part: number
};

// One document that an event changed.
struct DocumentRef {
  DocumentKind kind;
  int32_t proposal = 0;
  int64_t part = 0;
  auto operator<=>(const DocumentRef&) const = default;
};

// The documents that events changed; each once.
using Touched = absl::btree_set<DocumentRef>;

std::string DocumentKey(const State& state, const DocumentRef& ref);
// The bytes of a document as of `state`; nullopt: it does not exist (a
// position that was taken back).
std::optional<std::string> DocumentValue(const State& state, const DocumentRef& ref);

// Whether the state still holds what the document is made of, as the two above
// expect; right after the event that touched it, it does.
bool Holds(const State& state, const DocumentRef& ref);

// Key prefixes, for scans.
std::string NumberKey(absl::string_view kind, int32_t number);  // "proposal/00000017"
std::string PartKey(absl::string_view kind, int32_t number,
                    int32_t part);                               // "concern/00000017/00000002"
std::string PartPrefix(absl::string_view kind, int32_t number);  // "concern/00000017/"

inline constexpr absl::string_view kInForcePrefix = "in_force/";
std::string InForceKey(int32_t number);
// The decision's number; 0: `key` is no such key.
int32_t InForceNumber(absl::string_view key);

inline constexpr absl::string_view kOutlinePrefix = "outline/";

inline constexpr absl::string_view kActionDuePrefix = "action_due/";
std::string ActionDueKey(absl::Time due, int32_t number, int32_t part);
struct ActionDue {
  absl::Time due;  // infinite: no date
  int32_t number = 0;
  int32_t part = 0;
};
// nullopt: `key` is no such key.
std::optional<ActionDue> ParseActionDueKey(absl::string_view key);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_DOCUMENTS_H_
