// Changes messages where they mean something: bytes of a message that are changed blindly are
// mostly no message any more.

#ifndef ASSENT_TESTS_FUZZ_MUTATE_H_
#define ASSENT_TESTS_FUZZ_MUTATE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "google/protobuf/message.h"

// libFuzzer's own, for strings and for whole inputs.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace assent::fuzz {

using Dice = std::minstd_rand;

// One change anywhere in it: a field is set, changed, doubled, moved or cleared.
void Mutate(google::protobuf::Message& message, Dice& dice);

// The bytes as libFuzzer would change them, at most `most`.
std::string MutateBytes(std::string bytes, size_t most);

// What LLVMFuzzerCustomMutator gives back: `changed` where it fits, in `data`.
size_t Put(const std::string& changed, uint8_t* data, size_t most);

}  // namespace assent::fuzz

#endif  // ASSENT_TESTS_FUZZ_MUTATE_H_
