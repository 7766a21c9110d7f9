#include "tests/fuzz/text_form.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"

namespace assent::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;

// protobuf reads bytes to that depth, and no deeper.
constexpr int kMostDepth = 100;

class Silent final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
};

}  // namespace

bool ReadText(absl::string_view input, Message& message) {
  Silent silent;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&silent);
  parser.SetRecursionLimit(kMostDepth);
  if (parser.ParseFromString(std::string(input), &message)) return true;
  message.Clear();
  return message.ParseFromArray(input.data(), static_cast<int>(input.size()));
}

std::string WriteText(const Message& message) {
  std::string text;
  TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(message, &text);
  return text;
}

size_t MutateText(absl::string_view head, Message& message, uint8_t* data, size_t size, size_t most,
                  unsigned seed) {
  Dice dice(seed + 1);
  absl::string_view text = BytesOf(data, size);
  absl::ConsumePrefix(&text, head);
  if (dice() % 16 == 0 || !ReadText(text, message)) {
    if (most <= head.size()) return size;
    return Put(absl::StrCat(head, MutateBytes(std::string(text), most - head.size())), data, most);
  }
  for (unsigned changes = 1 + dice() % 3; changes > 0; --changes) Mutate(message, dice);
  const std::string changed = absl::StrCat(head, WriteText(message));
  return changed.size() <= most ? Put(changed, data, most) : size;
}

}  // namespace assent::fuzz
