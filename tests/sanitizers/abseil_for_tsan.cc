// ThreadSanitizer sees what happens before what by the locks that a program
// takes. Debian's Abseil is not built with it, so it sees none of Abseil's and
// takes everything that they guard for races. The linker (--wrap, see
// CMakeLists.txt) puts these functions in the place of Abseil's: each says to
// the sanitizer what the real one does. What waits for a Condition, or lets go
// of a lock, looks at other threads' conditions meanwhile, under the lock that
// it is about to leave: those reads are none of its own.

#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

extern "C" {

// Libraries that are not built with it, as RocksDB, are not judged by what they
// copy: the sanitizer sees the copying and none of their locks.
const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }

void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);

#define ASSENT_REAL(symbol) __real_##symbol
#define ASSENT_WRAP(symbol) __wrap_##symbol

#define ASSENT_LOCK(symbol)                       \
  void ASSENT_REAL(symbol)(absl::Mutex*);         \
  void ASSENT_WRAP(symbol)(absl::Mutex * mutex) { \
    ASSENT_REAL(symbol)(mutex);                   \
    __tsan_acquire(mutex);                        \
  }

#define ASSENT_UNLOCK(symbol)                     \
  void ASSENT_REAL(symbol)(absl::Mutex*);         \
  void ASSENT_WRAP(symbol)(absl::Mutex * mutex) { \
    __tsan_release(mutex);                        \
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__); \
    ASSENT_REAL(symbol)(mutex);                   \
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);   \
  }

// Mutex::Lock(), ReaderLock(), Unlock(), ReaderUnlock().
ASSENT_LOCK(_ZN4absl7debian35Mutex4LockEv)
ASSENT_LOCK(_ZN4absl7debian35Mutex10ReaderLockEv)
ASSENT_UNLOCK(_ZN4absl7debian35Mutex6UnlockEv)
ASSENT_UNLOCK(_ZN4absl7debian35Mutex12ReaderUnlockEv)

// Mutex::Await(condition).
void ASSENT_REAL(_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE)(absl::Mutex*,
                                                                 const absl::Condition&);
void ASSENT_WRAP(_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE)(absl::Mutex* mutex,
                                                                 const absl::Condition& condition) {
  __tsan_release(mutex);
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  ASSENT_REAL(_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE)(mutex, condition);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  __tsan_acquire(mutex);
}

// Mutex::LockWhen(condition).
void ASSENT_REAL(_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE)(absl::Mutex*,
                                                                    const absl::Condition&);
void ASSENT_WRAP(_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE)(
    absl::Mutex* mutex, const absl::Condition& condition) {
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  ASSENT_REAL(_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE)(mutex, condition);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  __tsan_acquire(mutex);
}

// Mutex::AwaitWithTimeout(condition, timeout).
bool ASSENT_REAL(_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
    absl::Mutex*, const absl::Condition&, absl::Duration);
bool ASSENT_WRAP(_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
    absl::Mutex* mutex, const absl::Condition& condition, absl::Duration timeout) {
  __tsan_release(mutex);
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  const bool met =
      ASSENT_REAL(_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
          mutex, condition, timeout);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  __tsan_acquire(mutex);
  return met;
}

// Notification::Notify() and WaitForNotification().
void ASSENT_REAL(_ZN4absl7debian312Notification6NotifyEv)(absl::Notification*);
void ASSENT_WRAP(_ZN4absl7debian312Notification6NotifyEv)(absl::Notification* notification) {
  __tsan_release(notification);
  ASSENT_REAL(_ZN4absl7debian312Notification6NotifyEv)(notification);
}
void ASSENT_REAL(_ZNK4absl7debian312Notification19WaitForNotificationEv)(absl::Notification*);
void ASSENT_WRAP(_ZNK4absl7debian312Notification19WaitForNotificationEv)(
    absl::Notification* notification) {
  ASSENT_REAL(_ZNK4absl7debian312Notification19WaitForNotificationEv)(notification);
  __tsan_acquire(notification);
}

}  // extern "C"
