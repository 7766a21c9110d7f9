// What this user has signed of logs as a witness, and how far witnesses that were asked here
// have come. Files in the state folder, of this user alone; {log} and {key}: hex digits of
// SHA-256 of the origin, and of the witness's verifier key:
//
//   witness/as/{context}       what the key of that membership is called as a witness
//   witness/log/{log}          "key VKEY" of a log that is not known otherwise, or "key -"; an
//                              empty line; the checkpoint that was signed last, if there is one
//   witness/of/{log}-{key}     "size N", of what that witness has signed last; an empty line; the
//                              checkpoint that it has been asked about since, if it has
//   witness/lock               held by whoever signs: one checkpoint after the other

#ifndef ASSENT_CLIENT_CLI_WITNESS_MEMORY_H_
#define ASSENT_CLIENT_CLI_WITNESS_MEMORY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/transparency/tlog/note.h"

namespace assent::cli {

// A log as a witness has seen it.
struct WitnessedLog {
  std::string origin;
  std::optional<transparency::VerifierKey> key;  // as it was named; nullopt: see record_memory.h
  std::optional<transparency::Note> note;        // what was signed last
};

absl::StatusOr<std::shared_ptr<void>> LockWitnessMemory();
// Empty where nothing of that log was signed. kDataLoss: the file is none of ours.
absl::StatusOr<WitnessedLog> RecallWitnessed(const std::string& origin);
absl::Status KeepWitnessed(const WitnessedLog& log);

// Empty: it has no name yet.
absl::StatusOr<std::string> WitnessNameOf(const std::string& context);
absl::Status KeepWitnessName(const std::string& context, const std::string& name);

// A witness that was asked.
struct AskedWitness {
  uint64_t size = 0;
  std::optional<transparency::Note> asked;  // not answered yet
};

absl::StatusOr<AskedWitness> RecallAsked(const std::string& origin,
                                         const transparency::VerifierKey& witness);
absl::Status KeepAsked(const std::string& origin, const transparency::VerifierKey& witness,
                       const AskedWitness& asked);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_WITNESS_MEMORY_H_
