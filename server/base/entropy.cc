#include "server/base/entropy.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

#include "server/base/check.h"

namespace assent::base {
namespace {

void FillFromKernel(absl::Span<uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    ASSENT_CHECK(got > 0, "the kernel gives no random bytes");
    bytes.remove_prefix(static_cast<size_t>(got));
  }
}

}  // namespace

EntropySource SystemEntropy() { return FillFromKernel; }

}  // namespace assent::base
