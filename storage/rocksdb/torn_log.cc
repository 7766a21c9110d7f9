#include "storage/rocksdb/torn_log.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/rocksdb/log_record.h"
#include "storage/rocksdb/status.h"

namespace assent::storage {
namespace {

constexpr size_t kSectorBytes = 512;           // no device takes less at once
constexpr size_t kMostBytesOfLogsThatGo = 24;  // tags, and the number of a log

size_t NextMultiple(size_t of, size_t position) { return (position / of + 1) * of; }

// The rest of the block in which that position lies.
absl::string_view RestOfBlock(absl::string_view log, size_t position) {
  return log.substr(position, NextMultiple(kLogBlockBytes, position) - position);
}

// What of a log is sound, from its start on.
struct SoundPart {
  size_t end = 0;           // where it ends, and what is not sound begins
  size_t last_written = 0;  // where what was written at once begins that goes on there
};

SoundPart SoundPartOf(absl::string_view log) {
  SoundPart sound;
  bool goes_on = false;
  while (sound.end < log.size()) {
    const absl::string_view rest = RestOfBlock(log, sound.end);
    if (rest.size() < kLogHeaderBytes && sound.end + rest.size() < log.size()) {
      sound.end += rest.size();  // no header fits there
      continue;
    }
    if (!StartsWithSoundRecord(rest)) break;
    const LogRecord record(rest);
    if (!goes_on) sound.last_written = sound.end;
    goes_on = record.type == kFirstPart || record.type == kMiddlePart;
    sound.end += record.bytes();
  }
  if (!goes_on) sound.last_written = sound.end;
  return sound;
}

// Where to look for a record behind bytes that are none: as their length says nothing, anywhere in
// the block in which they begin (`first_block` ends it), and where other blocks begin.
size_t NextPlace(size_t first_block, size_t position) {
  return position + 1 < first_block ? position + 1 : NextMultiple(kLogBlockBytes, position);
}

// Whether something else was written behind a record that is not sound: a sound one begins there
// that is not a later part. Of a manifest: more than what says that logs may go.
bool AnotherBegins(LogKind kind, absl::string_view log, size_t position) {
  const size_t first_block = NextMultiple(kLogBlockBytes, position);
  bool forgives = kind == LogKind::kManifest;
  for (position = NextPlace(first_block, position); position < log.size();) {
    const absl::string_view rest = RestOfBlock(log, position);
    if (!StartsWithSoundRecord(rest)) {
      position = NextPlace(first_block, position);
      continue;
    }
    const LogRecord record(rest);
    if (record.type == kWholeRecord || record.type == kFirstPart) {
      if (!forgives || record.length > kMostBytesOfLogsThatGo) return true;
      forgives = false;
    }
    position += record.bytes();
  }
  return false;
}

bool HasZeroSector(absl::string_view log, size_t position) {
  while (position < log.size()) {
    const size_t end = std::min(NextMultiple(kSectorBytes, position), log.size());
    const absl::string_view piece = log.substr(position, end - position);
    if (std::all_of(piece.begin(), piece.end(), [](char byte) { return byte == 0; })) return true;
    position = end;
  }
  return false;
}

rocksdb::Status ReplaceEnd(rocksdb::Env* env, const std::string& path, uint64_t size,
                           const std::string& end) {
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = env->ReopenWritableFile(path, &file, rocksdb::EnvOptions());
  if (status.ok()) status = file->Truncate(size);
  if (status.ok() && !end.empty()) status = file->Append(end);
  if (status.ok()) status = file->Sync();
  if (status.ok()) status = file->Close();
  return status;
}

rocksdb::Status CutOff(rocksdb::Env* env, LogKind kind, const std::string& path,
                       std::vector<CutEnd>& ends) {
  std::string log;
  rocksdb::Status status = rocksdb::ReadFileToString(env, path, &log);
  const std::optional<size_t> torn = TornAt(kind, log);
  if (!status.ok() || !torn) return status;
  ends.push_back({path, log.substr(*torn)});
  return ReplaceEnd(env, path, *torn, "");
}

// The one with the highest number that has anything in it; empty: there is none.
rocksdb::Status NewestLog(rocksdb::Env* env, const std::string& folder, std::string& newest) {
  std::vector<std::string> names;
  rocksdb::Status status = env->GetChildren(folder, &names);
  for (const std::string& name : names) {
    uint64_t bytes = 0;
    if (!status.ok() || !absl::EndsWith(name, ".log")) continue;
    status = env->GetFileSize(absl::StrCat(folder, "/", name), &bytes);
    // Numbers of six digits at least, none before a shorter one.
    if (bytes > 0 && std::pair(name.size(), name) > std::pair(newest.size(), newest)) newest = name;
  }
  return status;
}

}  // namespace

std::optional<size_t> TornAt(LogKind kind, absl::string_view log) {
  const SoundPart sound = SoundPartOf(log);
  const bool torn = sound.end < log.size() && HasZeroSector(log, sound.end) &&
                    !AnotherBegins(kind, log, sound.end);
  return torn ? std::optional<size_t>(sound.last_written) : std::nullopt;
}

absl::StatusOr<std::vector<CutEnd>> CutOffTornEnds(rocksdb::Env* env, const std::string& folder) {
  std::vector<CutEnd> ends;
  std::string log;
  std::string manifest;
  rocksdb::Status status = NewestLog(env, folder, log);
  if (status.ok()) status = rocksdb::ReadFileToString(env, folder + "/CURRENT", &manifest);
  absl::StripTrailingAsciiWhitespace(&manifest);
  if (status.ok()) status = CutOff(env, LogKind::kManifest, folder + "/" + manifest, ends);
  if (status.ok() && !log.empty()) {
    status = CutOff(env, LogKind::kWriteAhead, folder + "/" + log, ends);
  }
  if (status.ok()) return ends;
  PutBack(env, ends);
  return FromOpening(status, folder);
}

void PutBack(rocksdb::Env* env, const std::vector<CutEnd>& ends) {
  for (const CutEnd& end : ends) {
    uint64_t size = 0;
    // Where it cannot be, the disk refuses, and what is cut off was nothing sound.
    if (env->GetFileSize(end.path, &size).ok()) {
      ReplaceEnd(env, end.path, size, end.bytes).PermitUncheckedError();
    }
  }
}

}  // namespace assent::storage
