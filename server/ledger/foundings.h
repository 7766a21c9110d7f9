// Under which ids assemblies are founded. A founding that is repeated with its
// request_id has to come to the same assembly, even where the id was left to
// chance: so the chance is the request_id's, and which id a founding with a
// request_id got is kept as a shared document, for as long as the assembly:
//
//   founding/{name}   the assembly's id; {name} as in replies.h
//
// Thread-safe.

#ifndef ASSENT_SERVER_LEDGER_FOUNDINGS_H_
#define ASSENT_SERVER_LEDGER_FOUNDINGS_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "assent/v1/assembly_service.pb.h"
#include "server/assembly/notary.h"
#include "storage/event_store.h"

namespace assent::ledger {

// A founding that is under way.
struct Founding {
  std::string id;  // of the assembly
  // While anybody holds it, other foundings with the same request_id get the
  // same id from memory: to be held until the founding is durable or refused,
  // however that comes about. Null: there is nothing to hold.
  std::shared_ptr<void> hold;
};

// The document that keeps where a founding went.
storage::DocumentWrite FoundingDocument(absl::string_view reply_name, absl::string_view assembly);

// Outlives what it gives to hold.
class Foundings {
 public:
  // The id under which `request` founds: that of an earlier founding with its
  // request_id, which the id's reply will then answer; else the chosen one;
  // else a random one. Errors: the store's, REQUEST_ID_INVALID.
  absl::StatusOr<Founding> Begin(const v1::CreateAssemblyRequest& request, assembly::Notary& notary,
                                 storage::EventStore& store);

 private:
  struct UnderWay {
    std::string id;
    int holders = 0;
  };

  // One more that founds under `id`.
  Founding Hold(const std::string& request_id, const std::string& id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Release(const std::string& request_id);

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, UnderWay> under_way_ ABSL_GUARDED_BY(mutex_);  // by request_id
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_FOUNDINGS_H_
