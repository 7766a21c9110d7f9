#include "server/assembly/names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"

namespace assent::assembly {
namespace {

absl::Status NameInvalid(absl::string_view field, absl::string_view pattern) {
  return base::RefuseField(field, "NAME_INVALID",
                           absl::StrCat("`", field, "` has to be a name of the form ", pattern));
}

bool IsSegment(absl::string_view segment) {
  if (segment.empty() || segment.size() > kMaxSegmentBytes) return false;
  for (const char c : segment) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

bool IsPlaceholder(absl::string_view segment) { return segment.front() == '{'; }

// Collections whose ids count from 1.
bool Counts(absl::string_view collection) {
  return collection != "assemblies" && collection != "members" && collection != "positions" &&
         collection != "rules";
}

// A number from 1 as we write it: no sign, no leading zero.
bool ParseNumber(absl::string_view text, int32_t& number) {
  return absl::ascii_isdigit(static_cast<unsigned char>(text.front())) && text.front() != '0' &&
         absl::SimpleAtoi(text, &number);
}

template <typename First>
bool AllOf(absl::string_view text, size_t min, size_t max, First is_first, absl::string_view more) {
  if (text.size() < min || text.size() > max || !is_first(text.front())) return false;
  for (const char c : text) {
    const bool plain = absl::ascii_islower(static_cast<unsigned char>(c)) ||
                       absl::ascii_isdigit(static_cast<unsigned char>(c));
    if (!plain && more.find(c) == absl::string_view::npos) return false;
  }
  return true;
}

bool IsLower(char c) { return absl::ascii_islower(static_cast<unsigned char>(c)); }
bool IsLowerOrDigit(char c) {
  return IsLower(c) || absl::ascii_isdigit(static_cast<unsigned char>(c));
}

}  // namespace

absl::StatusOr<NameParts> ParseName(absl::string_view name, absl::string_view pattern,
                                    absl::string_view field) {
  const std::vector<absl::string_view> have = absl::StrSplit(name, '/');
  const std::vector<absl::string_view> want = absl::StrSplit(pattern, '/');
  if (have.size() != want.size()) return NameInvalid(field, pattern);
  std::vector<int32_t> numbers(have.size(), 0);
  for (size_t i = 0; i < want.size(); ++i) {
    if (!IsSegment(have[i])) return NameInvalid(field, pattern);
    if (!IsPlaceholder(want[i])) {
      if (have[i] != want[i]) return NameInvalid(field, pattern);
    } else if (Counts(have[i - 1]) && !ParseNumber(have[i], numbers[i])) {
      return NameInvalid(field, pattern);
    }
  }
  NameParts parts;
  parts.assembly = std::string(have[1]);
  if (have.size() >= 4) {
    parts.collection = std::string(have[2]);
    parts.id = std::string(have[3]);
    parts.number = numbers[3];
  }
  if (have.size() >= 6) {
    parts.part_collection = std::string(have[4]);
    parts.part_id = std::string(have[5]);
    parts.part = numbers[5];
  }
  return parts;
}

absl::StatusOr<std::string> AssemblyOf(absl::string_view name, absl::string_view field) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2 || parts[0] != "assemblies" || !IsSegment(parts[1])) {
    return NameInvalid(field, "assemblies/{assembly}/…");
  }
  return std::string(parts[1]);
}

bool IsAssemblyId(absl::string_view id) { return AllOf(id, 2, 63, IsLower, "-"); }
bool IsHandle(absl::string_view handle) { return AllOf(handle, 1, 32, IsLowerOrDigit, "._-"); }
bool IsAttribute(absl::string_view attribute) { return AllOf(attribute, 1, 31, IsLower, "_"); }

std::string AssemblyName(absl::string_view assembly) {
  return absl::StrCat("assemblies/", assembly);
}
std::string MemberName(absl::string_view assembly, absl::string_view member) {
  return absl::StrCat("assemblies/", assembly, "/members/", member);
}
std::string InvitationName(absl::string_view assembly, int32_t number) {
  return absl::StrCat("assemblies/", assembly, "/invitations/", number);
}
std::string TokenName(absl::string_view assembly, int32_t number) {
  return absl::StrCat("assemblies/", assembly, "/tokens/", number);
}
std::string DeviceKeyName(absl::string_view assembly, int32_t number) {
  return absl::StrCat("assemblies/", assembly, "/keys/", number);
}
std::string ApplicationName(absl::string_view assembly, int32_t number) {
  return absl::StrCat("assemblies/", assembly, "/applications/", number);
}
std::string ProposalName(absl::string_view assembly, int32_t number) {
  return absl::StrCat("assemblies/", assembly, "/proposals/", number);
}
std::string DecisionName(absl::string_view assembly, int32_t number) {
  return absl::StrCat("assemblies/", assembly, "/decisions/", number);
}
std::string MeetingName(absl::string_view assembly, int32_t number) {
  return absl::StrCat("assemblies/", assembly, "/meetings/", number);
}
std::string PartName(absl::string_view proposal_name, absl::string_view collection,
                     int32_t number) {
  return absl::StrCat(proposal_name, "/", collection, "/", number);
}
std::string PositionName(absl::string_view proposal_name, absl::string_view voice) {
  return absl::StrCat(proposal_name, "/positions/", voice);
}

absl::string_view LastSegment(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == absl::string_view::npos ? name : name.substr(slash + 1);
}

}  // namespace assent::assembly
