#include "client/cli/names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace assent::cli {
namespace {

// Of an assembly's id: [a-z][a-z0-9-]{1,62}.
constexpr size_t kMinId = 2;
constexpr size_t kMaxId = 63;

std::string Below(absl::string_view parent, absl::string_view kind, int number) {
  return absl::StrCat(parent, "/", kind, "/", number);
}

}  // namespace

std::string AssemblyName(absl::string_view id) { return absl::StrCat("assemblies/", id); }

std::string ProposalName(absl::string_view assembly, int number) {
  return Below(assembly, "proposals", number);
}

std::string ChildName(absl::string_view proposal, absl::string_view kind, int number) {
  return Below(proposal, kind, number);
}

std::string DecisionName(absl::string_view assembly, int number) {
  return Below(assembly, "decisions", number);
}

std::string InvitationName(absl::string_view assembly, int number) {
  return Below(assembly, "invitations", number);
}

std::string TokenName(absl::string_view assembly, int number) {
  return Below(assembly, "tokens", number);
}

std::string ApplicationName(absl::string_view assembly, int number) {
  return Below(assembly, "applications", number);
}

std::string MemberName(absl::string_view assembly, absl::string_view who) {
  const absl::string_view handle = absl::StripPrefix(who, "@");
  return absl::StrCat(assembly, "/members/", who == "-" ? "" : "@", handle);
}

int NumberOf(absl::string_view name) {
  int number = 0;
  return absl::SimpleAtoi(LastPart(name), &number) ? number : 0;
}

absl::string_view LastPart(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == absl::string_view::npos ? name : name.substr(slash + 1);
}

std::string IdFrom(absl::string_view display_name) {
  std::string id;
  for (const char c : display_name) {
    if (absl::ascii_isalnum(c)) {
      id.push_back(absl::ascii_tolower(c));
    } else if (!id.empty() && id.back() != '-') {
      id.push_back('-');
    }
  }
  id = id.substr(0, kMaxId);
  while (absl::EndsWith(id, "-")) id.pop_back();
  const bool fits = id.size() >= kMinId && absl::ascii_isalpha(id[0]);
  return fits ? id : "";
}

}  // namespace assent::cli
