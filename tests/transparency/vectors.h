#ifndef ASSENT_TESTS_TRANSPARENCY_VECTORS_H_
#define ASSENT_TESTS_TRANSPARENCY_VECTORS_H_

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/check.h"

namespace assent::transparency {

// A published file of vectors, by its name in data/.
inline google::protobuf::Struct ReadVectors(const std::string& name) {
  std::ifstream file(absl::StrCat("tests/transparency/data/", name));
  std::stringstream text;
  text << file.rdbuf();
  google::protobuf::Struct vectors;
  ASSENT_CHECK(google::protobuf::util::JsonStringToMessage(text.str(), &vectors).ok(), name);
  return vectors;
}

// A member of an object; an empty value if it is not there.
inline const google::protobuf::Value& At(const google::protobuf::Struct& object,
                                         const std::string& key) {
  static const google::protobuf::Value nothing;
  const auto found = object.fields().find(key);
  return found == object.fields().end() ? nothing : found->second;
}

inline std::string FromBase64(const google::protobuf::Value& value) {
  std::string bytes;
  absl::Base64Unescape(value.string_value(), &bytes);
  return bytes;
}

}  // namespace assent::transparency

#endif  // ASSENT_TESTS_TRANSPARENCY_VECTORS_H_
