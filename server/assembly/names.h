// Resource names: assemblies/{assembly}, and below it members/{member},
// invitations/{n}, tokens/{n}, applications/{n}, proposals/{n}, decisions/{n},
// meetings/{n}, and below a proposal
// revisions/, amendments/, concerns/, blocks/{n} and positions/{voice}.
// Pure; no state.

#ifndef ASSENT_SERVER_ASSEMBLY_NAMES_H_
#define ASSENT_SERVER_ASSEMBLY_NAMES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent::assembly {

// What a name points to. `number` and `part` are 0 where the name is shorter.
struct NameParts {
  std::string assembly;
  std::string collection;       // "proposals", "members", …; empty: the assembly itself
  std::string id;               // as written
  int32_t number = 0;           // `id` as a number, if the collection counts
  std::string part_collection;  // "concerns", …; empty: none
  std::string part_id;
  int32_t part = 0;
};

// Takes a name apart. Refuses (INVALID_ARGUMENT, NAME_INVALID, with `field`)
// whatever is not exactly a name of the form that `pattern` shows: each
// segment in braces stands for an id, e.g.
// "assemblies/{assembly}/proposals/{proposal}/concerns/{concern}".
absl::StatusOr<NameParts> ParseName(absl::string_view name, absl::string_view pattern,
                                    absl::string_view field);

// The assembly of any name, for routing; NAME_INVALID if there is none.
absl::StatusOr<std::string> AssemblyOf(absl::string_view name, absl::string_view field);

// [a-z][a-z0-9-]{1,62}.
bool IsAssemblyId(absl::string_view id);
// [a-z0-9][a-z0-9._-]{0,31}.
bool IsHandle(absl::string_view handle);
// [a-z][a-z0-9_]{0,30}.
bool IsAttribute(absl::string_view attribute);

std::string AssemblyName(absl::string_view assembly);
std::string MemberName(absl::string_view assembly, absl::string_view member);
std::string InvitationName(absl::string_view assembly, int32_t number);
std::string TokenName(absl::string_view assembly, int32_t number);
std::string DeviceKeyName(absl::string_view assembly, int32_t number);
std::string ApplicationName(absl::string_view assembly, int32_t number);
std::string ProposalName(absl::string_view assembly, int32_t number);
std::string DecisionName(absl::string_view assembly, int32_t number);
std::string MeetingName(absl::string_view assembly, int32_t number);
// `collection` is one of those below a proposal.
std::string PartName(absl::string_view proposal_name, absl::string_view collection, int32_t number);
std::string PositionName(absl::string_view proposal_name, absl::string_view voice);

// The last segment of a name.
absl::string_view LastSegment(absl::string_view name);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_NAMES_H_
