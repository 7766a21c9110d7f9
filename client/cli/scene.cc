#include "client/cli/scene.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/names.h"
#include "client/cli/times.h"

namespace assent::cli {

std::string Reader::Who(absl::string_view member) const {
  if (member.empty()) return "";
  const auto known = handles_.find(std::string(member));
  if (known != handles_.end()) return absl::StrCat("@", known->second);
  return std::string(LastPart(member));
}

std::string Reader::Everyone(const google::protobuf::RepeatedPtrField<std::string>& members) const {
  return absl::StrJoin(members, ", ", [this](std::string* out, const std::string& member) {
    absl::StrAppend(out, Who(member));
  });
}

std::string Reader::When(const google::protobuf::Timestamp& time) const {
  return time.seconds() == 0 ? "" : TimeWords(TimeOf(time), now_, zone_);
}

std::string Reader::Minute(const google::protobuf::Timestamp& time) const {
  return time.seconds() == 0 ? "" : FormatMinute(TimeOf(time), zone_);
}

}  // namespace assent::cli
