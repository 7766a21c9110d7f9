// Chance that repeats itself: bytes that count up.

#ifndef ASSENT_TESTS_TRANSPARENCY_COUNTING_CHANCE_H_
#define ASSENT_TESTS_TRANSPARENCY_COUNTING_CHANCE_H_

#include <cstdint>
#include <memory>

#include "server/transparency/notary.h"

namespace assent::transparency {

inline RandomBytes CountingChance() {
  return [next = std::make_shared<uint32_t>(0)](absl::Span<uint8_t> bytes) {
    for (uint8_t& byte : bytes) {
      *next = *next * 1664525 + 1013904223;
      byte = static_cast<uint8_t>(*next >> 24);
    }
  };
}

}  // namespace assent::transparency

#endif  // ASSENT_TESTS_TRANSPARENCY_COUNTING_CHANCE_H_
