// An event store in memory, for `--store memory` and for tests: the whole
// contract of event_store.h, with the one difference that nothing outlives the
// process. There is no disk that could refuse, so Health() is always OK.
// Append() calls `done` on the calling thread, before it returns.

#ifndef ASSENT_STORAGE_MEMORY_MEMORY_STORE_H_
#define ASSENT_STORAGE_MEMORY_MEMORY_STORE_H_

#include <memory>

#include "storage/event_store.h"

namespace assent::storage {

std::unique_ptr<EventStore> NewMemoryStore();

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_MEMORY_MEMORY_STORE_H_
