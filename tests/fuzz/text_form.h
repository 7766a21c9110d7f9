// Messages as text, so that a corpus can be read and a mutation be meant.

#ifndef ASSENT_TESTS_FUZZ_TEXT_FORM_H_
#define ASSENT_TESTS_FUZZ_TEXT_FORM_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assent::fuzz {

// From the text form, or else from the bytes; false: it is neither.
bool ReadText(absl::string_view input, google::protobuf::Message& message);

std::string WriteText(const google::protobuf::Message& message);

// What LLVMFuzzerCustomMutator does with an input that is `head` and then the text of a message of
// that type: mostly one change of the message, now and then one of the text.
size_t MutateText(absl::string_view head, google::protobuf::Message& message, uint8_t* data,
                  size_t size, size_t most, unsigned seed);

}  // namespace assent::fuzz

#endif  // ASSENT_TESTS_FUZZ_TEXT_FORM_H_
