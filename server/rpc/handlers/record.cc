#include "server/rpc/handlers/record.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/assembly/keys.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/ledger/log_tree.h"
#include "server/rpc/documents.h"
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

// Beside the log; {key}: hex digits of the public key. A serialised v1.Cosignature.
constexpr absl::string_view kCosignaturePrefix = "record/cosignature/";
constexpr int kMaxKeysPerMember = 8;
constexpr size_t kMaxWitnessName = 128;
// A note holds its own signature too.
constexpr int kMaxShown = transparency::kMaxNoteSignatures - 1;

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

absl::StatusOr<std::vector<v1::Cosignature>> Cosignatures(storage::EventStore& store,
                                                          const std::string& assembly) {
  std::vector<v1::Cosignature> all;
  ASSENT_RETURN_IF_ERROR(ForEachDocument<v1::Cosignature>(
      store, assembly, kCosignaturePrefix,
      [&](absl::string_view, v1::Cosignature one) { all.push_back(std::move(one)); }));
  return all;
}

// Whose each of the keys is, as the log names it, of those who have not left and sign with it: the
// member's name, or "".
absl::StatusOr<std::vector<std::string>> OwnersOf(Context& context, const std::string& assembly,
                                                  const std::vector<std::string>& keys) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(assembly),
      [&keys](const assembly::State& state, int32_t,
              absl::Time) -> absl::StatusOr<std::vector<std::string>> {
        std::vector<std::string> names(keys.size());
        for (size_t i = 0; i < keys.size(); ++i) {
          const auto found = state.key_by_bytes.find(keys[i]);
          if (found == state.key_by_bytes.end()) continue;
          const assembly::DeviceKeyState& key = state.keys[found->second];
          const v1::Member& member = state.members[key.member].view;
          const bool signs = assembly::Signs(key) && member.state() != v1::Member::STATE_LEFT;
          if (signs) names[i] = member.name();
        }
        return names;
      }));
}

// Notes of each whether the log names its key as one with which its member signs, who has
// not left.
absl::Status NoteInLog(Context& context, const std::string& assembly,
                       std::vector<v1::Cosignature>& all) {
  std::vector<std::string> keys;
  for (const v1::Cosignature& one : all) {
    const auto key = transparency::ParseVerifierKey(one.key());
    keys.push_back(key.ok() ? key->key : "");
  }
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> owners, OwnersOf(context, assembly, keys));
  for (size_t i = 0; i < all.size(); ++i) {
    all[i].set_in_log(!owners[i].empty() && owners[i] == all[i].member());
  }
  return absl::OkStatus();
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

std::string CosignatureDocument(const std::string& key) {
  return absl::StrCat(kCosignaturePrefix,
                      absl::BytesToHexString(transparency::ParseVerifierKey(key)->key));
}

// It is shown to members in every note, where names of members are as the log gives them.
bool IsWitnessName(const std::string& name) {
  return name.size() <= kMaxWitnessName &&
         std::all_of(name.begin(), name.end(), [](char c) { return absl::ascii_isgraph(c); });
}

// Whose cosignature it is: the member's whom the log names, whoever hands it in; or else that of
// whoever does, by a key that is called theirs, or by a witness's of another name than this log
// gives. What is signed does not name the key, so that the name alone says nothing.
absl::StatusOr<std::string> MemberOfCosigner(Context& context, const std::string& assembly,
                                             const std::string& origin, const std::string& key) {
  const VerifierKey parsed = *transparency::ParseVerifierKey(key);
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> owners,
                          OwnersOf(context, assembly, {parsed.key}));
  const std::string caller = assembly::MemberName(assembly, context.reader().member_id);
  const std::string& member = owners[0].empty() ? caller : owners[0];
  const bool foreign = owners[0].empty() && parsed.name != origin &&
                       !absl::StartsWith(parsed.name, absl::StrCat(origin, "/"));
  const bool theirs = parsed.name == absl::StrCat(origin, "/", assembly::LastSegment(member));
  if (foreign && !IsWitnessName(parsed.name)) {
    return refusal::CosignatureInvalid(
        "a witness's name here is of at most 128 visible characters of ASCII");
  }
  if (theirs || foreign) return member;
  return refusal::CosignatureInvalid(
      owners[0].empty()
          ? "its key is not called as yours is: the log's origin, a slash, and your member id"
          : "its key is a member's, and not called as theirs is");
}

// One member's keys are few, and nobody replaces another's, but whom the log names as its owner.
absl::Status CheckMayKeep(const std::vector<v1::Cosignature>& known, const v1::Cosignature& one) {
  int keys = 0;
  for (const v1::Cosignature& other : known) {
    const bool same_key = CosignatureDocument(other.key()) == CosignatureDocument(one.key());
    if (same_key && other.key() != one.key() && !one.in_log()) {
      return refusal::CosignatureInvalid("its key is kept under another name already");
    }
    if (same_key && other.key() == one.key() && other.size() > one.size()) {
      return refusal::CosignatureInvalid("this key has cosigned a larger checkpoint already");
    }
    if (!same_key && other.member() == one.member()) ++keys;
  }
  return keys < kMaxKeysPerMember ? absl::OkStatus() : refusal::TooManyCosigners(kMaxKeysPerMember);
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
                                              const std::string& verifier_key) {
  ASSENT_ASSIGN_OR_RETURN(const ledger::SignedCheckpoint made, ledger.SignCheckpoint(assembly));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Cosignature> cosignatures,
                          Cosignatures(ledger.store(), assembly));
  v1::Checkpoint checkpoint;
  checkpoint.set_note(made.note);
  int shown = 0;
  for (const v1::Cosignature& one : cosignatures) {
    if (one.size() != static_cast<int64_t>(made.size)) continue;
    if (shown++ < kMaxShown) checkpoint.mutable_note()->append(one.line());
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
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_checkpoint(),
                          ViewCheckpoint(context.ledger(), assembly, log.key));
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Cosignature> cosignatures,
                          Cosignatures(context.store(), assembly));
  ASSENT_RETURN_IF_ERROR(NoteInLog(context, assembly, cosignatures));
  std::set<std::string> members;
  for (const v1::Cosignature& one : cosignatures) {
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
  ASSENT_ASSIGN_OR_RETURN(const v1::Checkpoint checkpoint,
                          ViewCheckpoint(context.ledger(), assembly, log.key));
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
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Cosignature> known,
                          Cosignatures(context.store(), assembly));
  std::vector<v1::Cosignature> one = {std::move(cosignature)};
  ASSENT_RETURN_IF_ERROR(NoteInLog(context, assembly, one));
  ASSENT_RETURN_IF_ERROR(CheckMayKeep(known, one[0]));
  v1::Cosignature kept = one[0];
  kept.clear_in_log();  // until its member leaves
  ASSENT_RETURN_IF_ERROR(context.ledger().KeepBeside(
      assembly, {{CosignatureDocument(request.key()), kept.SerializeAsString()}}));
  v1::AddCosignatureResponse response;
  *response.mutable_cosignature() = std::move(one[0]);
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
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Cosignature> known,
                          Cosignatures(context.store(), assembly));
  ASSENT_RETURN_IF_ERROR(NoteInLog(context, assembly, known));
  v1::ListCosignaturesResponse response;
  for (const v1::Cosignature& one : known) *response.add_cosignatures() = one;
  response.set_threshold(log.cosigners);
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
