// Cosignatures of checkpoints, kept beside the log: which are shown with a checkpoint, and for
// which there is room.
//
// Anybody can make any number of keys and have a member hand in what they sign; so what counts is
// kept apart from what does not. Those by a key that the log names as its member's count, and
// nothing that others hand in takes their place, where they are kept or where they are shown. Of
// the others, each member who hands them in has the same right to the room there is.
//
// Documents, a serialised v1.Cosignature each, without in_log, which is so until its member leaves:
//
//   record/cosignature/{key}   hex digits of the public key
//
// Plain functions; thread-safe.

#ifndef ASSENT_SERVER_RPC_COSIGNATURES_H_
#define ASSENT_SERVER_RPC_COSIGNATURES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assent/v1/record.pb.h"
#include "server/assembly/state.h"
#include "server/ledger/ledger.h"

namespace assent::rpc {

struct Cosigned {
  v1::Cosignature view;
  std::string public_key;  // 32 bytes; "": the document is damaged
  bool belongs = false;    // whoever it is of, or handed it in, has not left
};

// Whose a key is, as the log names it, of those who have not left and sign with it: the member's
// name, or "".
std::string OwnerOf(const assembly::State& state, const std::string& public_key);

// All that are kept, by key; `belongs` and in_log are not known yet. Errors: the store's.
absl::StatusOr<std::vector<Cosigned>> KeptCosignatures(storage::EventStore& store,
                                                       const std::string& assembly);
// Sets `belongs`, and in_log: whether the log names its key as one with which its member signs, who
// has not left.
void Mark(const assembly::State& state, std::vector<Cosigned>& kept);

// Of those of a checkpoint of `size` the ones to show with it, kMaxCosignaturesShown at most. First
// those that count, one of each member before a second of anybody; then those of members by a key
// that the log does not name, which are called as `origin`/MEMBER; then those of witnesses; of
// both, too, one handed in by each member before a second by the same. In all of these the order is
// that of `kept`.
std::vector<const v1::Cosignature*> ShownOf(const std::vector<Cosigned>& kept, int64_t size,
                                            const std::string& origin);

// Documents that have to go so that there is room for `one`, of which in_log is known. Bounds:
// kMaxCosigningKeys, of those that count of one member, and of the others that they handed in;
// kMaxMemberCosignatures of those that count: of more, the one of the smallest checkpoint goes;
// kMaxForeignCosignatures of the others: of more, one that somebody handed in who has left goes, or
// else one by whoever has handed in most, if that is two more than this member.
// COSIGNATURE_INVALID: it is kept under another name already, or for a larger checkpoint;
// TOO_MANY_COSIGNERS, TOO_MANY_WITNESSES.
absl::StatusOr<std::vector<std::string>> MakeRoomFor(const Cosigned& one,
                                                     const std::vector<Cosigned>& kept);

// Where it is kept.
std::string CosignatureDocument(const std::string& public_key);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_COSIGNATURES_H_
