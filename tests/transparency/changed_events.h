// Events with one field changed, as whoever has a log could write them.

#ifndef ASSENT_TESTS_TRANSPARENCY_CHANGED_EVENTS_H_
#define ASSENT_TESTS_TRANSPARENCY_CHANGED_EVENTS_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "assent/event/v1/event.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace assent::transparency {

// What nobody signs: the moment, and what is drawn.
inline bool IsDrawn(const google::protobuf::FieldDescriptor* field) {
  static const auto* const drawn =
      new std::set<std::string>{"assent.event.v1.Event.time_us",
                                "assent.event.v1.TokenCreated.token_hash",
                                "assent.event.v1.InvitationCreated.secret_hash",
                                "assent.event.v1.OpenedPosition.salt",
                                "assent.event.v1.Text.salt",
                                "assent.event.v1.Text.content"};
  return drawn->contains(field->full_name());
}

// Makes another value of it.
inline void Change(google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor* field) {
  const auto* r = message.GetReflection();
  switch (field->cpp_type()) {
    case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
      return r->SetBool(&message, field, !r->GetBool(message, field));
    case google::protobuf::FieldDescriptor::CPPTYPE_ENUM: {
      const int number = r->GetEnumValue(message, field);
      const int other = number == 0 ? 1 : number - 1;
      return r->SetEnumValue(&message, field, other);
    }
    case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
      return r->SetInt32(&message, field, r->GetInt32(message, field) + 1);
    case google::protobuf::FieldDescriptor::CPPTYPE_UINT32:
      return r->SetUInt32(&message, field, r->GetUInt32(message, field) + 1);
    case google::protobuf::FieldDescriptor::CPPTYPE_INT64:
      return r->SetInt64(&message, field, r->GetInt64(message, field) + 1);
    case google::protobuf::FieldDescriptor::CPPTYPE_STRING: {
      std::string text = r->GetString(message, field);
      if (text.empty()) {
        text = "x";
      } else {
        text.back() = static_cast<char>(text.back() ^ 1);
      }
      return r->SetString(&message, field, text);
    }
    default:
      ADD_FAILURE() << field->full_name() << " is of a kind that this test does not change";
  }
}

// Calls `try_one` with each event that is like this one but for one field, and its name.
class Changes {
 public:
  using TryOne = std::function<void(const event::v1::Event&, const std::string& field)>;
  Changes(event::v1::Event event, TryOne try_one)
      : event_(std::move(event)), try_one_(std::move(try_one)) {
    const auto* const body = event::v1::Event::descriptor()->FindOneofByName("body");
    Walk(event_, [&](const google::protobuf::FieldDescriptor* field) {
      return field->containing_oneof() != body ||
             event::v1::Event::GetReflection()->HasField(event_, field);
    });
  }

 private:
  void Walk(google::protobuf::Message& message,
            const std::function<bool(const google::protobuf::FieldDescriptor*)>& wanted) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const google::protobuf::FieldDescriptor* const field = message.GetDescriptor()->field(i);
      if (!wanted(field) || IsDrawn(field)) continue;
      field->is_repeated() ? TryRepeated(message, field) : TryOne_(message, field);
    }
  }
  void TryRepeated(google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor* field) {
    const auto* r = message.GetReflection();
    if (r->FieldSize(message, field) == 0) return;
    const std::unique_ptr<google::protobuf::Message> kept(message.New());
    kept->CopyFrom(message);
    r->RemoveLast(&message, field);
    try_one_(event_, field->full_name());
    message.CopyFrom(*kept);
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) return;
    Walk(*r->MutableRepeatedMessage(&message, field, 0),
         [](const google::protobuf::FieldDescriptor*) { return true; });
  }
  void TryOne_(google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field) {
    const auto* r = message.GetReflection();
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!r->HasField(message, field)) return;
      return Walk(*r->MutableMessage(&message, field),
                  [](const google::protobuf::FieldDescriptor*) { return true; });
    }
    const std::unique_ptr<google::protobuf::Message> kept(message.New());
    kept->CopyFrom(message);
    Change(message, field);
    try_one_(event_, field->full_name());
    message.CopyFrom(*kept);
  }

  event::v1::Event event_;
  const TryOne try_one_;
};

}  // namespace assent::transparency

#endif  // ASSENT_TESTS_TRANSPARENCY_CHANGED_EVENTS_H_
