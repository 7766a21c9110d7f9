// The append-only records of all assemblies, and the documents derived from
// them: what a storage backend must do. The ledger writes against this header
// and knows no backend; tests/contract holds the suite that every backend
// passes.
//
// An assembly has one log. Its entries are numbered 1, 2, 3, … without gaps
// and never change; an assembly whose last sequence is 0 does not exist. Beside
// the log an assembly has documents, key to value, worked out from the log by
// the ledger and replaceable by ReplaceDocuments(). Documents that belong to no
// assembly (a token's hash → its member, a chosen name → an assembly) are
// shared documents. To a store, all of these are bytes: it knows no rules and
// parses nothing.
//
// Durability. What a read returns and what a listener hears is durable: a
// write becomes visible only once it would survive a loss of power.
//
// Several writers. Any number of threads, and for some backends of servers, may
// append to one assembly: an append names the last sequence its author has
// seen, and is refused if the log has grown since. So no two of them can both
// write entry n; in particular, of two foundings with one assembly id (both at
// expected sequence 0) one is refused, and "must not exist yet" needs no
// operation of its own.
//
// Threads. All functions may be called from any thread at any time between
// construction and destruction. Before destroying a store, let every `done`
// have run and every Subscription be gone.
//
// Errors, the same for all functions and backends:
//
//   kAborted          an append only: somebody else appended first; read on,
//                     decide again
//   kUnavailable      the disk or the database refused. A refused append is
//                     not acknowledged and not visible, yet only a restart
//                     shows whether it was kept: retry then, with the same
//                     request id inside. Appends stay refused until the store
//                     is opened anew; reads go on
//   kDataLoss         stored bytes are damaged or missing; they are reported,
//                     never served and never repaired
//   kInvalidArgument  a bound below was overstepped: a mistake in the caller

#ifndef ASSENT_STORAGE_EVENT_STORE_H_
#define ASSENT_STORAGE_EVENT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent::storage {

// Bounds, in bytes. An id is 1 to kMaxAssemblyIdBytes long and holds no zero
// byte (backends end it with one in their keys); a document's key is 1 to
// kMaxKeyBytes of any bytes; a leaf is 1 to kMaxLeafBytes, the bound that the
// log's export format leaves us (log.md). kMaxAppendBytes bounds the memory
// that a single append, whole or as a replacement of documents, can claim.
inline constexpr size_t kMaxAssemblyIdBytes = 128;
inline constexpr size_t kMaxKeyBytes = 1024;
inline constexpr size_t kMaxLeafBytes = 32 * 1024;
inline constexpr size_t kLeafHashBytes = 32;
inline constexpr size_t kMaxSubtrees = 63;  // that one entry can complete
inline constexpr size_t kMaxAppendBytes = 256 * 1024 * 1024;

// One entry of a log.
struct Entry {
  // Its place in the log. In an append the entries are numbered on from
  // expected_sequence, as they will stand.
  uint64_t sequence = 0;
  // The exact bytes that are hashed; never parsed, never written anew.
  std::string leaf;
  // RFC 6962 leaf hash of `leaf`, worked out by the caller, kept beside it.
  std::string leaf_hash;
  // The salted texts that the leaf commits to; may be empty; not hashed, so
  // that they can be erased while the log still verifies.
  std::string openings;
  // Hashes of the larger subtrees of the log's tree that this entry completes,
  // of two leaves, four, eight, …: kLeafHashBytes each, worked out by the
  // caller. So a root or a proof reads some rows and not the log.
  std::string subtrees;
};

struct Document {
  std::string key;
  std::string value;
};

// One put, or (nullopt) delete, of a document. Deleting what does not exist is
// no error.
struct DocumentWrite {
  std::string key;
  std::optional<std::string> value;
};

// What one act changes: entries of one assembly, and the documents that follow
// from them. All of it is written, or none. Entries may be empty (documents
// alone); the sequence is checked all the same.
struct AppendRequest {
  std::string assembly;
  // The sequence of the last entry that the author of this append has seen,
  // those of earlier appends in the same batch included; 0 founds the log.
  uint64_t expected_sequence = 0;
  std::vector<Entry> entries;
  // Applied in order: of two writes to one key the later one stays.
  std::vector<DocumentWrite> documents;
  // Not guarded by expected_sequence against writes of other assemblies: among
  // those, the last to be written stays.
  std::vector<DocumentWrite> shared_documents;
};

// Gets one status for each append of the batch, in the batch's order.
using AppendDone = absl::AnyInvocable<void(std::vector<absl::Status>) &&>;

// How much one read returns at most. A read that finds anything returns at
// least one item, however large; one that returns nothing has reached the end.
struct ReadLimits {
  size_t max_items = 1000;         // at least 1
  size_t max_bytes = 1024 * 1024;  // keys, values, leaves and what is beside them
};

struct AssemblyHead {
  std::string assembly;
  uint64_t last_sequence = 0;
};

// While it lives, its listener is called. Its destructor waits for calls in
// progress; after it, there are none. Must not be destroyed by the listener.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

// Told that an assembly's log is durable up to last_sequence. Called on the
// thread that made it so, which it holds up: it only takes note. It may read
// from the store, but neither append nor subscribe. Calls for appends that ran
// at the same time may overlap or arrive out of order: keep the highest number.
using Listener = absl::AnyInvocable<void(absl::string_view assembly, uint64_t last_sequence) const>;

class EventStore {
 public:
  virtual ~EventStore() = default;

  // Writes a batch of appends with one sync and then calls `done`, once, on
  // this thread before returning or on one of the backend's, as the backend
  // documents. Each append is atomic and has its own status; a refused one
  // changes nothing and fails no append to another assembly. Appends of one
  // batch to the same assembly are applied in order, each seeing those before
  // it; once one is refused, those behind it to that assembly are kAborted,
  // whatever number they expect, because they were decided on top of it.
  //
  // For the same reason a caller must not have two batches under way that build
  // on one another: it waits for `done`, or keeps an assembly to one batch.
  //
  // If the disk refuses, every append that was not refused already gets
  // kUnavailable and the store takes no appends until it is opened anew.
  virtual void Append(std::vector<AppendRequest> batch, AppendDone done) = 0;

  // Entries after_sequence + 1, … in order and without gaps. Empty at the
  // log's end and for an assembly that does not exist.
  virtual absl::StatusOr<std::vector<Entry>> ReadLog(absl::string_view assembly,
                                                     uint64_t after_sequence,
                                                     const ReadLimits& limits) = 0;

  // 0 for an assembly that does not exist.
  virtual absl::StatusOr<uint64_t> LastSequence(absl::string_view assembly) = 0;

  // Assemblies with ids after `after`, ordered by bytes; "" starts.
  virtual absl::StatusOr<std::vector<AssemblyHead>> ListAssemblies(absl::string_view after,
                                                                   size_t limit) = 0;

  // nullopt if there is no such document.
  virtual absl::StatusOr<std::optional<std::string>> GetDocument(absl::string_view assembly,
                                                                 absl::string_view key) = 0;

  // Documents whose keys start with `prefix` and come after `after_key` (""
  // starts), ordered by the keys' bytes. One call sees one state of the store;
  // the next page may see a later one.
  virtual absl::StatusOr<std::vector<Document>> ScanDocuments(absl::string_view assembly,
                                                              absl::string_view prefix,
                                                              absl::string_view after_key,
                                                              const ReadLimits& limits) = 0;

  virtual absl::StatusOr<std::optional<std::string>> GetSharedDocument(absl::string_view key) = 0;

  virtual absl::StatusOr<std::vector<Document>> ScanSharedDocuments(absl::string_view prefix,
                                                                    absl::string_view after_key,
                                                                    const ReadLimits& limits) = 0;

  // Drops all documents of one assembly and writes these instead, and applies
  // the shared writes, durably and all or nothing: the last step of a rebuild
  // from the log. kAborted if the log no longer ends at expected_sequence.
  // Blocks until durable.
  virtual absl::Status ReplaceDocuments(absl::string_view assembly, uint64_t expected_sequence,
                                        std::vector<Document> documents,
                                        std::vector<DocumentWrite> shared_documents) = 0;

  // Writes anew what stands beside an entry: fewer texts, where some are erased.
  // kNotFound if there is no such entry. Blocks until durable.
  virtual absl::Status ReplaceOpenings(absl::string_view assembly, uint64_t sequence,
                                       std::string openings) = 0;

  // After it no file of the store holds what was replaced or deleted in this
  // assembly before it, neither in its log nor in its documents. Writes all of the
  // assembly anew, and blocks that long; reads and appends go on.
  virtual absl::Status Scrub(absl::string_view assembly) = 0;

  // Drops the log and the documents of one assembly and applies the shared writes,
  // durably and all or nothing. Afterwards the assembly does not exist, and may be
  // founded anew. What the store's own files held of it is gone from them when this
  // returns OK; copies that somebody made of them are not. kAborted if the log does not
  // end at expected_sequence. Listeners hear nothing of it. Blocks: it writes files
  // anew, which takes seconds for a large assembly.
  virtual absl::Status Destroy(absl::string_view assembly, uint64_t expected_sequence,
                               std::vector<DocumentWrite> shared_documents) = 0;

  // Calls the listener after every append with entries that became durable from
  // now on, before or after its `done`.
  [[nodiscard]] virtual std::unique_ptr<Subscription> Subscribe(Listener listener) = 0;

  // OK while appends are taken; else kUnavailable with the reason and what to
  // do about it.
  virtual absl::Status Health() = 0;
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_EVENT_STORE_H_
