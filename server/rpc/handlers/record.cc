#include "server/rpc/handlers/record.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/ledger/log_tree.h"
#include "server/rpc/cosignatures.h"
#include "server/rpc/refusals.h"
#include "server/rpc/route.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/phrase.h"
#include "server/transparency/tlog/tree.h"

namespace assent::rpc {
namespace {

using transparency::KeyType;
using transparency::Note;
using transparency::VerifierKey;

struct LogIdentity {
  std::string origin;
  std::string key;
  int32_t cosigners = 0;
  int64_t verified = 0;  // entries; of a log that is only read, as far as it verifies
};

absl::StatusOr<LogIdentity> IdentityOf(Context& context, const std::string& assembly) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(assembly),
      [](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<LogIdentity> {
        return LogIdentity{state.origin, state.view.log_key(), state.view.charter().cosigners(),
                           state.sequence};
      }));
}

// All cosignatures of the assembly, and what the log says of them.
absl::StatusOr<std::vector<Cosigned>> Cosignatures(Context& context, const std::string& assembly) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<Cosigned> kept, KeptCosignatures(context.store(), assembly));
  return context.Await(
      context.ledger().Inspect(context.AccessTo(assembly),
                               [&kept](const assembly::State& state, int32_t,
                                       absl::Time) -> absl::StatusOr<std::vector<Cosigned>> {
                                 std::vector<Cosigned> marked = kept;
                                 Mark(state, marked);
                                 return marked;
                               }));
}

// The member whose key it is, as the log names it, or "".
absl::StatusOr<std::string> OwnerInLog(Context& context, const std::string& assembly,
                                       const std::string& public_key) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(assembly),
      [&public_key](const assembly::State& state, int32_t, absl::Time)
          -> absl::StatusOr<std::string> { return OwnerOf(state, public_key); }));
}

auto NodesOf(storage::EventStore& store, const std::string& assembly) {
  return [&store, assembly](int level, uint64_t index) {
    return ledger::StoredNode(store, assembly, level, index);
  };
}

// The size that was asked for, or that of the log; SIZE_INVALID.
absl::StatusOr<uint64_t> SizeOf(int64_t asked, Context& context) {
  const int64_t last = context.reader().sequence;
  if (asked < 0 || asked > last) return refusal::SizeInvalid("size", last);
  return static_cast<uint64_t>(asked == 0 ? last : asked);
}

template <typename Response>
void SetHashes(const transparency::Hashes& hashes, Response& response) {
  for (const std::string& hash : hashes) response.add_hashes(hash);
}

// The checkpoint in a note that somebody cosigned, if it is one of this log.
absl::StatusOr<transparency::Checkpoint> KnownCheckpoint(Context& context,
                                                         const std::string& assembly,
                                                         const std::string& log_key,
                                                         const Note& note) {
  auto checkpoint = transparency::ParseCheckpoint(note.text);
  if (!checkpoint.ok()) return refusal::CosignatureInvalid(checkpoint.status().message());
  const auto key = transparency::ParseVerifierKey(log_key);
  const auto last = static_cast<uint64_t>(context.reader().sequence);
  if (!key.ok() || checkpoint->origin != key->name || checkpoint->size < 1 ||
      checkpoint->size > last) {
    return refusal::CheckpointUnknown();
  }
  ASSENT_ASSIGN_OR_RETURN(
      const std::string root,
      transparency::RootAt(checkpoint->size, NodesOf(context.store(), assembly)));
  if (root != checkpoint->root) return refusal::CheckpointUnknown();
  return checkpoint;
}

// The line by which `key` cosigned the note, and when.
absl::StatusOr<v1::Cosignature> VerifiedLine(const Note& note, const std::string& key) {
  const auto parsed = transparency::ParseVerifierKey(key);
  if (!parsed.ok()) return refusal::CosignatureInvalid(parsed.status().message());
  if (parsed->type != KeyType::kCosignature) {
    return refusal::CosignatureInvalid("its key is not one for cosignatures (type 4)");
  }
  const auto verified = transparency::VerifyNote(note, {*parsed});
  if (!verified.ok()) return refusal::CosignatureInvalid(verified.status().message());
  if (verified->empty())
    return refusal::CosignatureInvalid("the note has no signature of that key");
  v1::Cosignature cosignature;
  cosignature.set_key(key);
  cosignature.mutable_time()->set_seconds(verified->front().seconds);
  for (const transparency::NoteSignature& one : note.signatures) {
    if (one.name != parsed->name || one.key_id != parsed->Id()) continue;
    Note line;
    line.signatures.push_back(one);
    cosignature.set_line(line.ToString().substr(1));  // without the empty line
    break;
  }
  return cosignature;
}

// It is shown to members in every note, where names of members are as the log gives them.
bool IsWitnessName(const std::string& name) {
  return name.size() <= kMaxWitnessNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) { return absl::ascii_isgraph(c); });
}

// Whose cosignature it is: the member's whom the log names, whoever hands it in; or else that of
// whoever does, by a key that is called theirs, or by a witness's of another name than this log
// gives. What is signed does not name the key, so that the name alone says nothing.
absl::StatusOr<std::string> MemberOfCosigner(Context& context, const std::string& assembly,
                                             const std::string& origin, const std::string& key) {
  const VerifierKey parsed = *transparency::ParseVerifierKey(key);
  ASSENT_ASSIGN_OR_RETURN(const std::string owner, OwnerInLog(context, assembly, parsed.key));
  const std::string caller = assembly::MemberName(assembly, context.reader().member_id);
  const std::string& member = owner.empty() ? caller : owner;
  const bool foreign = owner.empty() && parsed.name != origin &&
                       !absl::StartsWith(parsed.name, absl::StrCat(origin, "/"));
  const bool theirs = parsed.name == absl::StrCat(origin, "/", assembly::LastSegment(member));
  if (foreign && !IsWitnessName(parsed.name)) {
    return refusal::CosignatureInvalid(
        "a witness's name here is of at most 128 visible characters of ASCII");
  }
  if (theirs || foreign) return member;
  return refusal::CosignatureInvalid(
      owner.empty()
          ? "its key is not called as yours is: the log's origin, a slash, and your member id"
          : "its key is a member's, and not called as theirs is");
}

// The assembly that the request is about, and nothing below it.
template <typename Request>
absl::StatusOr<std::string> ParentOf(const Request& request) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  return parent.assembly;
}

}  // namespace

absl::StatusOr<v1::Checkpoint> ViewCheckpoint(ledger::Ledger& ledger, const std::string& assembly,
                                              const std::string& verifier_key,
                                              const std::vector<Cosigned>& cosignatures) {
  ASSENT_ASSIGN_OR_RETURN(const ledger::SignedCheckpoint made, ledger.SignCheckpoint(assembly));
  v1::Checkpoint checkpoint;
  checkpoint.set_note(made.note);
  const auto key = transparency::ParseVerifierKey(verifier_key);
  for (const v1::Cosignature* one :
       ShownOf(cosignatures, static_cast<int64_t>(made.size), key.ok() ? key->name : "")) {
    checkpoint.mutable_note()->append(one->line());
  }
  checkpoint.set_size(static_cast<int64_t>(made.size));
  checkpoint.set_root(made.root);
  checkpoint.set_verifier_key(verifier_key);
  checkpoint.set_phrase(transparency::PhraseOf(made.root));
  return checkpoint;
}

absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest& request,
                                                        Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, ParentOf(request));
  ASSENT_ASSIGN_OR_RETURN(const LogIdentity log, IdentityOf(context, assembly));
  v1::GetCheckpointResponse response;
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Cosigned> cosignatures,
                          Cosignatures(context, assembly));
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_checkpoint(),
                          ViewCheckpoint(context.ledger(), assembly, log.key, cosignatures));
  std::set<std::string> members;
  for (const auto& [one, key, belongs] : cosignatures) {
    if (one.in_log() && one.size() == response.checkpoint().size()) members.insert(one.member());
  }
  response.mutable_checkpoint()->set_cosigning_members(static_cast<int32_t>(members.size()));
  response.set_sequence(std::max(context.reader().sequence, response.checkpoint().size()));
  return response;
}

absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(
    const v1::GetInclusionProofRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, ParentOf(request));
  ASSENT_ASSIGN_OR_RETURN(const uint64_t size, SizeOf(request.size(), context));
  const auto index = static_cast<uint64_t>(request.index());
  if (request.index() < 0 || index >= size) {
    return refusal::SizeInvalid("index", static_cast<int64_t>(size) - 1);
  }
  v1::GetInclusionProofResponse response;
  const auto nodes = NodesOf(context.store(), assembly);
  ASSENT_ASSIGN_OR_RETURN(const transparency::Hashes proof,
                          transparency::InclusionProof(index, size, nodes));
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_leaf_hash(), nodes(0, index));
  SetHashes(proof, response);
  response.set_size(static_cast<int64_t>(size));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
    const v1::GetConsistencyProofRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, ParentOf(request));
  ASSENT_ASSIGN_OR_RETURN(const uint64_t size, SizeOf(request.size(), context));
  const auto old_size = static_cast<uint64_t>(request.old_size());
  if (request.old_size() < 1 || old_size > size) {
    return refusal::SizeInvalid("old_size", static_cast<int64_t>(size));
  }
  v1::GetConsistencyProofResponse response;
  ASSENT_ASSIGN_OR_RETURN(
      const transparency::Hashes proof,
      transparency::ConsistencyProof(old_size, size, NodesOf(context.store(), assembly)));
  SetHashes(proof, response);
  response.set_size(static_cast<int64_t>(size));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetReceiptResponse> GetReceipt(const v1::GetReceiptRequest& request,
                                                  Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, ParentOf(request));
  if (request.index() < 0 || request.index() >= context.reader().sequence) {
    return refusal::SizeInvalid("index", context.reader().sequence - 1);
  }
  ASSENT_ASSIGN_OR_RETURN(const LogIdentity log, IdentityOf(context, assembly));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Cosigned> cosignatures,
                          Cosignatures(context, assembly));
  ASSENT_ASSIGN_OR_RETURN(const v1::Checkpoint checkpoint,
                          ViewCheckpoint(context.ledger(), assembly, log.key, cosignatures));
  if (request.index() >= checkpoint.size()) {
    return refusal::SizeInvalid("index", checkpoint.size() - 1);
  }
  transparency::Receipt receipt;
  receipt.index = static_cast<uint64_t>(request.index());
  ASSENT_ASSIGN_OR_RETURN(
      receipt.proof,
      transparency::InclusionProof(receipt.index, static_cast<uint64_t>(checkpoint.size()),
                                   NodesOf(context.store(), assembly)));
  ASSENT_ASSIGN_OR_RETURN(receipt.checkpoint, transparency::ParseNote(checkpoint.note()));
  v1::GetReceiptResponse response;
  response.set_receipt(receipt.ToString());
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest& request,
                                                          Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, ParentOf(request));
  ASSENT_ASSIGN_OR_RETURN(const LogIdentity log, IdentityOf(context, assembly));
  const absl::StatusOr<Note> note = transparency::ParseNote(request.note());
  if (!note.ok()) return refusal::CosignatureInvalid(note.status().message());
  ASSENT_ASSIGN_OR_RETURN(v1::Cosignature cosignature, VerifiedLine(*note, request.key()));
  ASSENT_ASSIGN_OR_RETURN(const transparency::Checkpoint checkpoint,
                          KnownCheckpoint(context, assembly, log.key, *note));
  ASSENT_ASSIGN_OR_RETURN(*cosignature.mutable_member(),
                          MemberOfCosigner(context, assembly, log.origin, request.key()));
  cosignature.set_size(static_cast<int64_t>(checkpoint.size));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Cosigned> kept, Cosignatures(context, assembly));
  Cosigned one{std::move(cosignature), transparency::ParseVerifierKey(request.key())->key, true};
  ASSENT_ASSIGN_OR_RETURN(const std::string owner, OwnerInLog(context, assembly, one.public_key));
  one.view.set_in_log(!owner.empty() && owner == one.view.member());
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> gone, MakeRoomFor(one, kept));
  v1::Cosignature beside = one.view;
  beside.clear_in_log();  // until its member leaves
  std::vector<storage::DocumentWrite> writes;
  for (const std::string& document : gone) writes.push_back({document, std::nullopt});
  writes.push_back({CosignatureDocument(one.public_key), beside.SerializeAsString()});
  ASSENT_RETURN_IF_ERROR(context.ledger().KeepBeside(assembly, std::move(writes)));
  v1::AddCosignatureResponse response;
  *response.mutable_cosignature() = std::move(one.view);
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::EraseTextResponse> EraseText(const v1::EraseTextRequest& request,
                                                Context& context) {
  ASSENT_ASSIGN_OR_RETURN(std::string assembly, ParentOf(request));
  return context.Await(context.ledger().EraseText(context.AccessTo(std::move(assembly)), request));
}

absl::StatusOr<v1::ListCosignaturesResponse> ListCosignatures(
    const v1::ListCosignaturesRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, ParentOf(request));
  ASSENT_ASSIGN_OR_RETURN(const LogIdentity log, IdentityOf(context, assembly));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Cosigned> kept, Cosignatures(context, assembly));
  v1::ListCosignaturesResponse response;
  for (const Cosigned& one : kept) *response.add_cosignatures() = one.view;
  response.set_threshold(log.cosigners);
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
