// What the targets share. Each is one file with one function, LLVMFuzzerTestOneInput, that libFuzzer
// calls with bytes again and again: whatever they are, the program goes on, and what the target
// requires holds. Where it does not, libFuzzer keeps the bytes and ends the program.

#ifndef ASSENT_TESTS_FUZZ_FUZZ_H_
#define ASSENT_TESTS_FUZZ_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace assent::fuzz {

// Says what is wrong and stops, unless it holds.
void Require(bool holds, absl::string_view what);

// Whether this run makes the target's seeded mistake (ASSENT_FUZZ_CANARY is set): in what the target
// does with what it fuzzes, and only on inputs that are not in its corpus.
bool IsCanary();

inline absl::string_view BytesOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes an input apart, from its beginning.
class Input {
 public:
  explicit Input(absl::string_view bytes) : rest_(bytes) {}

  bool done() const { return rest_.empty(); }
  absl::string_view rest() const { return rest_; }
  // 0 where nothing is left.
  uint8_t Byte();
  // A piece behind its length in 16 bits, big-endian; what there is, where less is left.
  absl::string_view Piece();
  // Up to the line break, which goes with it.
  absl::string_view Line();

 private:
  absl::string_view rest_;
};

// As Piece() reads it; of more than 65,535 bytes the beginning.
std::string Framed(absl::string_view piece);

}  // namespace assent::fuzz

#endif  // ASSENT_TESTS_FUZZ_FUZZ_H_
