#include "server/transparency/verify_export.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/assembly/keys.h"
#include "server/base/status_macros.h"
#include "server/transparency/bundles.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/tree.h"

namespace assent::transparency {
namespace {

absl::Status Broken(absl::string_view file, const absl::Status& why) {
  return absl::DataLossError(absl::StrCat(file, ": ", std::string(why.message())));
}

absl::Status ReadCheckpoint(FileReader file_at, VerifiedRecord& record) {
  const absl::StatusOr<std::string> bytes = file_at("checkpoint");
  if (!bytes.ok()) return Broken("checkpoint", bytes.status());
  absl::StatusOr<Note> note = ParseNote(*bytes);
  if (!note.ok()) return Broken("checkpoint", note.status());
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return Broken("checkpoint", checkpoint.status());
  if (checkpoint->ToString() != note->text) {
    return absl::DataLossError("checkpoint: it says more than a log of ours says");
  }
  record.note = *std::move(note);
  record.checkpoint = *std::move(checkpoint);
  return absl::OkStatus();
}

absl::Status CheckOneSignature(const VerifiedRecord& record) {
  const auto verified = VerifyNote(record.note, {record.key});
  if (!verified.ok()) return Broken("checkpoint", verified.status());
  if (!verified->empty()) return absl::OkStatus();
  return absl::DataLossError("checkpoint: it is not signed by the log's key");
}

// The key that an entry gives to the log, if it gives one.
absl::Status NoteKey(absl::string_view leaf, VerifiedRecord& record) {
  ASSENT_ASSIGN_OR_RETURN(const event::v1::Event event, OpenEntry(leaf, ""));
  const std::string& key = event.has_assembly_founded() ? event.assembly_founded().log_key()
                                                        : event.log_key_rotated().log_key();
  if (key.empty()) return absl::OkStatus();
  record.keys.push_back(
      {static_cast<uint64_t>(event.sequence()), {event.origin(), KeyType::kEd25519, key}});
  return absl::OkStatus();
}

// One bundle of entries with what stands beside them.
absl::Status AddBundle(const TilePlace& place, FileReader file_at, Verification& verification,
                       VerifiedRecord& record) {
  const absl::StatusOr<std::string> bundle = file_at(place.Path());
  if (!bundle.ok()) return Broken(place.Path(), bundle.status());
  const auto entries = EntriesOf(*bundle, place.width);
  if (!entries.ok()) return Broken(place.Path(), entries.status());
  const std::string path = OpeningsPath(place);
  const absl::StatusOr<std::string> beside = file_at(path);
  if (!beside.ok()) return Broken(path, beside.status());
  const auto openings = OpeningsOf(*beside, place.width);
  if (!openings.ok()) return Broken(path, openings.status());
  for (uint64_t i = 0; i < place.width; ++i) {
    const uint64_t sequence = place.index * kTileWidth + i + 1;
    ASSENT_RETURN_IF_ERROR(
        verification.Add({sequence, (*entries)[i], /*leaf_hash=*/"", (*openings)[i]}));
    ASSENT_RETURN_IF_ERROR(NoteKey((*entries)[i], record));
    record.leaf_hashes.push_back(LeafHash((*entries)[i]));
  }
  return absl::OkStatus();
}

absl::Status AddEntries(FileReader file_at, Verification& verification, VerifiedRecord& record) {
  const uint64_t size = record.checkpoint.size;
  for (uint64_t at = 0; at < size; at += kTileWidth) {
    const TilePlace place = {TilePlace::kEntries, at / kTileWidth, std::min(size - at, kTileWidth)};
    ASSENT_RETURN_IF_ERROR(AddBundle(place, file_at, verification, record));
  }
  ASSENT_RETURN_IF_ERROR(verification.Finish());
  return verification.CheckTexts();
}

void Describe(const Verification& verification, VerifiedRecord& record) {
  const assembly::State& state = verification.state();
  record.signed_share = verification.signed_share();
  record.texts_not_shown = verification.texts().Counted();
  record.cosigners = state.view.charter().cosigners();
  for (const assembly::DeviceKeyState& key : state.keys) {
    const assembly::Member& member = state.members[key.member];
    const bool signs = assembly::Signs(key) && member.view.state() != v1::Member::STATE_LEFT;
    if (signs) record.member_of_key[key.public_key] = member.id;
  }
  record.genesis_hash = state.view.genesis_hash();
  record.display_name = state.view.display_name();
  record.members = state.view.member_count();
  record.decisions = static_cast<int64_t>(state.standings.size());
}

}  // namespace

const VerifierKey* KeyAt(const std::vector<LogKeyEra>& keys, uint64_t size) {
  const VerifierKey* found = nullptr;
  for (const LogKeyEra& era : keys) {
    if (era.from <= size) found = &era.key;
  }
  return found;
}

absl::StatusOr<std::string> VerifiedRecord::RootOfFirst(uint64_t size) const {
  if (size > leaf_hashes.size()) {
    return absl::OutOfRangeError(absl::StrCat("the record has ", leaf_hashes.size(), " entries"));
  }
  Frontier tree;
  for (uint64_t i = 0; i < size; ++i) tree.Append(leaf_hashes[i]);
  return tree.Root();
}

absl::StatusOr<VerifiedRecord> VerifyExport(absl::string_view assembly, FileReader file_at,
                                            Verification::Outcomes outcomes) {
  VerifiedRecord record;
  ASSENT_RETURN_IF_ERROR(ReadCheckpoint(file_at, record));
  if (record.checkpoint.size == 0) return absl::DataLossError("checkpoint: the log is empty");
  Verification verification(assembly, outcomes);
  // First what can say which entry breaks, then what binds all of them.
  ASSENT_RETURN_IF_ERROR(AddEntries(file_at, verification, record));
  ASSENT_ASSIGN_OR_RETURN(const std::string root, CheckTiles(record.checkpoint.size, file_at));
  if (root != record.checkpoint.root) {
    return absl::DataLossError("these entries are not the ones that the checkpoint was signed for");
  }
  const assembly::State& state = verification.state();
  ASSENT_ASSIGN_OR_RETURN(record.key, ParseVerifierKey(state.view.log_key()));
  if (record.checkpoint.origin != state.origin) {
    return absl::DataLossError("checkpoint: it is of another log");
  }
  ASSENT_RETURN_IF_ERROR(CheckOneSignature(record));
  const absl::StatusOr<std::string> key = file_at("key");
  if (!key.ok()) return Broken("key", key.status());
  if (*key != absl::StrCat(state.view.log_key(), "\n")) {
    return absl::DataLossError("key: it is not the one that the log names");
  }
  Describe(verification, record);
  return record;
}

absl::Status CompareWith(const VerifiedRecord& record, const Note& other) {
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(other.text);
  if (!checkpoint.ok()) return checkpoint.status();
  if (checkpoint->origin != record.checkpoint.origin) {
    return absl::InvalidArgumentError("the checkpoint is of another log");
  }
  const VerifierKey* const key = KeyAt(record.keys, checkpoint->size);
  if (key == nullptr) return absl::InvalidArgumentError("the checkpoint is of an empty log");
  const auto verified = VerifyNote(other, {*key});
  if (!verified.ok() || verified->empty()) {
    return absl::InvalidArgumentError(
        "the checkpoint is not signed by the key that the log had at its size");
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string root, record.RootOfFirst(checkpoint->size));
  if (root == checkpoint->root) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "two checkpoints, both signed by the log, exclude one another: there are two histories of ",
      checkpoint->size, " entries"));
}

}  // namespace assent::transparency
