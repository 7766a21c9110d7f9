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

// The document that keeps where a founding went.
storage::DocumentWrite FoundingDocument(absl::string_view reply_name, absl::string_view assembly);

class Foundings {
 public:
  // The id under which `request` founds: that of an earlier founding with its
  // request_id, which the id's reply will then answer; else the chosen one;
  // else a random one. Reserves the request_id until Done(). Errors: the
  // store's, REQUEST_ID_INVALID.
  absl::StatusOr<std::string> IdOf(const v1::CreateAssemblyRequest& request,
                                   assembly::Notary& notary, storage::EventStore& store);
  // The founding is durable, or was refused.
  void Done(const std::string& request_id);

 private:
  absl::Mutex mutex_;
  // By request_id. A second founding under way with the same one finds it here.
  absl::flat_hash_map<std::string, std::string> under_way_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_FOUNDINGS_H_
