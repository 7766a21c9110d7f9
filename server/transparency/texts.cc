#include "server/transparency/texts.h"

#include <algorithm>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/base/check.h"

namespace assent::transparency {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Visit = absl::FunctionRef<void(event::v1::Text&)>;

// For each kind of message the fields that are texts or lead to some.
class TextMap {
 public:
  TextMap() { Explore(event::v1::Event::descriptor()); }

  void Walk(Message& message, Visit visit) const {
    if (message.GetDescriptor() == event::v1::Text::descriptor()) {
      return visit(static_cast<event::v1::Text&>(message));
    }
    const auto* reflection = message.GetReflection();
    for (const FieldDescriptor* field : FieldsOf(message.GetDescriptor())) {
      if (!field->is_repeated()) {
        if (reflection->HasField(message, field)) {
          Walk(*reflection->MutableMessage(&message, field), visit);
        }
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        Walk(*reflection->MutableRepeatedMessage(&message, field, i), visit);
      }
    }
  }

 private:
  const std::vector<const FieldDescriptor*>& FieldsOf(const Descriptor* type) const {
    const auto found = fields_.find(type);
    ASSENT_CHECK(found != fields_.end(), "a message that no event contains");
    return found->second;
  }

  // Whether the type is Text or leads to one. A type that contains itself is
  // taken as leading nowhere while it is being explored.
  bool Explore(const Descriptor* type) {
    if (type == event::v1::Text::descriptor()) return true;
    if (!fields_.try_emplace(type).second) return !FieldsOf(type).empty();
    std::vector<const FieldDescriptor*> fields;
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && Explore(field->message_type())) {
        fields.push_back(field);
      }
    }
    std::sort(fields.begin(), fields.end(),
              [](const auto* a, const auto* b) { return a->number() < b->number(); });
    const bool leads_to_text = !fields.empty();
    fields_[type] = std::move(fields);
    return leads_to_text;
  }

  absl::flat_hash_map<const Descriptor*, std::vector<const FieldDescriptor*>> fields_;
};

const TextMap& Map() {
  static const TextMap* const map = new TextMap;
  return *map;
}

}  // namespace

void ForEachText(event::v1::Event& event, Visit visit) {
  static const google::protobuf::OneofDescriptor* const kBody =
      event::v1::Event::descriptor()->FindOneofByName("body");
  const auto* reflection = event.GetReflection();
  const FieldDescriptor* body = reflection->GetOneofFieldDescriptor(event, kBody);
  if (body != nullptr) Map().Walk(*reflection->MutableMessage(&event, body), visit);
}

}  // namespace assent::transparency
