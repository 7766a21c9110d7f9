// What an entry says, by the names of its event's fields (`event_json`): for verbs
// that tell people what happened. What is not there is empty, zero or false, as in
// the event itself.

#ifndef ASSENT_CLIENT_CLI_EVENT_FIELDS_H_
#define ASSENT_CLIENT_CLI_EVENT_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/struct.pb.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "assent/v1/entry.pb.h"

namespace assent::cli {

// Not thread-safe.
class EventFields {
 public:
  // Of the body of the entry's event; none where the entry came without it.
  explicit EventFields(const v1::Entry& entry);

  bool Has(absl::string_view key) const { return Find(key) != nullptr; }
  // Somebody's words; "" where there are none. What was erased says so.
  std::string Text(absl::string_view key) const;
  // A string, or the name of an enum's value.
  std::string Word(absl::string_view key) const;
  int64_t Number(absl::string_view key) const;
  bool Flag(absl::string_view key) const;
  std::vector<EventFields> List(absl::string_view key) const;
  // A message below; its defaults where there is none.
  template <typename Message>
  Message As(absl::string_view key) const {
    Message message;
    Fill(key, message);
    return message;
  }
  // An enum's value; zero where this program does not know it.
  template <typename Enum>
  Enum EnumOf(absl::string_view key) const {
    const auto* const value =
        google::protobuf::GetEnumDescriptor<Enum>()->FindValueByName(Word(key));
    return static_cast<Enum>(value == nullptr ? 0 : value->number());
  }

 private:
  explicit EventFields(google::protobuf::Struct body) : body_(std::move(body)) {}
  const google::protobuf::Value* Find(absl::string_view key) const;
  void Fill(absl::string_view key, google::protobuf::Message& message) const;

  google::protobuf::Struct body_;
};

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_EVENT_FIELDS_H_
