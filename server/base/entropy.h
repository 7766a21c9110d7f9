#ifndef ASSENT_SERVER_BASE_ENTROPY_H_
#define ASSENT_SERVER_BASE_ENTROPY_H_

#include <cstdint>
#include <functional>

#include "absl/types/span.h"

namespace assent::base {

// Fills the span with bytes that nobody can guess. The outer rooms draw them and hand them to the
// pure rooms as arguments; tests pass a source that repeats. A source that is shared between
// threads has to be thread-safe: the system's is.
using EntropySource = std::function<void(absl::Span<uint8_t>)>;

// The kernel's generator, getrandom(2). Waits until it is seeded, which happens once, at boot. A
// kernel that refuses stops the program, because a guessable token would be worse.
EntropySource SystemEntropy();

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_ENTROPY_H_
