#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace assent::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMostText = 2000;

int Below(int sides, Dice& dice) { return static_cast<int>(dice() % static_cast<unsigned>(sides)); }

// Numbers that somebody compares with, and any.
int64_t Number(int64_t now, Dice& dice) {
  constexpr int64_t kOften[] = {0, 1, -1, 2, 3, 7, 100, 1000, 1001, INT32_MAX, INT32_MIN, INT64_MAX};
  switch (Below(4, dice)) {
    case 0:
      return kOften[Below(static_cast<int>(std::size(kOften)), dice)];
    case 1:
      return static_cast<int64_t>(static_cast<uint64_t>(now) + 1);
    case 2:
      return static_cast<int64_t>(static_cast<uint64_t>(now) - 1);
    default:
      return static_cast<int64_t>(dice());
  }
}

std::string Text(const std::string& now, const FieldDescriptor* field, Dice& dice) {
  if (Below(8, dice) == 0) return "";
  std::string text = MutateBytes(now, kMostText);
  if (field->type() == FieldDescriptor::TYPE_STRING) {
    // Else the message could not be read again.
    for (char& letter : text) letter = static_cast<char>(letter & 0x7f);
  }
  return text;
}

int Enum(const FieldDescriptor* field, Dice& dice) {
  const auto* const type = field->enum_type();
  if (Below(16, dice) == 0) return Below(100, dice);
  return type->value(Below(type->value_count(), dice))->number();
}

void ChangeSingle(Message& message, const FieldDescriptor* field, Dice& dice) {
  const Reflection& r = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return r.SetBool(&message, field, !r.GetBool(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return r.SetEnumValue(&message, field, Enum(field, dice));
    case FieldDescriptor::CPPTYPE_INT32:
      return r.SetInt32(&message, field,
                        static_cast<int32_t>(Number(r.GetInt32(message, field), dice)));
    case FieldDescriptor::CPPTYPE_UINT32:
      return r.SetUInt32(&message, field,
                         static_cast<uint32_t>(Number(r.GetUInt32(message, field), dice)));
    case FieldDescriptor::CPPTYPE_INT64:
      return r.SetInt64(&message, field, Number(r.GetInt64(message, field), dice));
    case FieldDescriptor::CPPTYPE_UINT64:
      return r.SetUInt64(
          &message, field,
          static_cast<uint64_t>(
              Number(static_cast<int64_t>(r.GetUInt64(message, field)), dice)));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return r.SetDouble(&message, field, static_cast<double>(Number(0, dice)) / 7);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return r.SetFloat(&message, field, static_cast<float>(Number(0, dice)) / 7);
    case FieldDescriptor::CPPTYPE_STRING:
      return r.SetString(&message, field, Text(r.GetString(message, field), field, dice));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Mutate(*r.MutableMessage(&message, field), dice);
  }
}

void AddOne(Message& message, const FieldDescriptor* field, Dice& dice) {
  const Reflection& r = *message.GetReflection();
  const int size = r.FieldSize(message, field);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Message& added = *r.AddMessage(&message, field);
      if (size > 0) {
        added.CopyFrom(r.GetRepeatedMessage(message, field, Below(size, dice)));
      }
      return Mutate(added, dice);
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return r.AddString(
          &message, field,
          size > 0 ? r.GetRepeatedString(message, field, Below(size, dice))
                   : Text("", field, dice));
    case FieldDescriptor::CPPTYPE_ENUM:
      return r.AddEnumValue(&message, field, Enum(field, dice));
    case FieldDescriptor::CPPTYPE_INT32:
      return r.AddInt32(&message, field, static_cast<int32_t>(Number(size, dice)));
    case FieldDescriptor::CPPTYPE_INT64:
      return r.AddInt64(&message, field, Number(size, dice));
    default:
      return;  // no message of ours has lists of others
  }
}

void ChangeOne(Message& message, const FieldDescriptor* field, int at, Dice& dice) {
  const Reflection& r = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Mutate(*r.MutableRepeatedMessage(&message, field, at), dice);
    case FieldDescriptor::CPPTYPE_STRING:
      return r.SetRepeatedString(
          &message, field, at, Text(r.GetRepeatedString(message, field, at), field, dice));
    case FieldDescriptor::CPPTYPE_ENUM:
      return r.SetRepeatedEnumValue(&message, field, at, Enum(field, dice));
    case FieldDescriptor::CPPTYPE_INT32:
      return r.SetRepeatedInt32(&message, field, at, static_cast<int32_t>(Number(at, dice)));
    case FieldDescriptor::CPPTYPE_INT64:
      return r.SetRepeatedInt64(&message, field, at, Number(at, dice));
    default:
      return;
  }
}

void ChangeList(Message& message, const FieldDescriptor* field, Dice& dice) {
  const Reflection& r = *message.GetReflection();
  const int size = r.FieldSize(message, field);
  if (size == 0) return AddOne(message, field, dice);
  const int at = Below(size, dice);
  switch (Below(6, dice)) {
    case 0:
      return AddOne(message, field, dice);
    case 1:
      return r.RemoveLast(&message, field);
    case 2:
      return r.SwapElements(&message, field, at, Below(size, dice));
    default:
      return ChangeOne(message, field, at, dice);
  }
}

}  // namespace

void Mutate(Message& message, Dice& dice) {
  const auto& type = *message.GetDescriptor();
  if (type.field_count() == 0) return;
  // What is there is looked at as often as what is not.
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  const FieldDescriptor* const field =
      !set.empty() && Below(2, dice) == 0
          ? set[static_cast<size_t>(Below(static_cast<int>(set.size()), dice))]
          : type.field(Below(type.field_count(), dice));
  if (Below(10, dice) == 0) return message.GetReflection()->ClearField(&message, field);
  field->is_repeated() ? ChangeList(message, field, dice) : ChangeSingle(message, field, dice);
}

std::string MutateBytes(std::string bytes, size_t most) {
  const size_t size = std::min(bytes.size(), most);
  bytes.resize(most);
  bytes.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(bytes.data()), size, most));
  return bytes;
}

size_t Put(const std::string& changed, uint8_t* data, size_t most) {
  const size_t size = std::min(changed.size(), most);
  std::memcpy(data, changed.data(), size);
  return size;
}

}  // namespace assent::fuzz
