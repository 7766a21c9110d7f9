// Between what people say (17, 17 2, @ana) and resource names. Pure and
// thread-safe.

#ifndef ASSENT_CLIENT_CLI_NAMES_H_
#define ASSENT_CLIENT_CLI_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace assent::cli {

// assemblies/kitchen
std::string AssemblyName(absl::string_view id);

// What lies below a proposal: AMENDMENTS and the like, as the API calls them.
inline constexpr absl::string_view kAmendments = "amendments";
inline constexpr absl::string_view kBlocks = "blocks";
inline constexpr absl::string_view kConcerns = "concerns";

// {assembly}/proposals/17, {assembly}/proposals/17/concerns/2,
// {assembly}/decisions/17, {assembly}/invitations/3, {assembly}/tokens/3,
// {assembly}/applications/3, {assembly}/rules/ID.
std::string ProposalName(absl::string_view assembly, int number);
std::string ChildName(absl::string_view proposal, absl::string_view kind, int number);
std::string DecisionName(absl::string_view assembly, int number);
std::string InvitationName(absl::string_view assembly, int number);
std::string TokenName(absl::string_view assembly, int number);
std::string ApplicationName(absl::string_view assembly, int number);

// {assembly}/members/@ana for "ana" and "@ana"; "-" is the caller.
std::string MemberName(absl::string_view assembly, absl::string_view who);

// The number at the end of a name; 0 if there is none.
int NumberOf(absl::string_view name);

// The last part of a name.
absl::string_view LastPart(absl::string_view name);

// An id that the server accepts, made of a name for people ("Street Kitchen!"
// becomes "street-kitchen"); empty if nothing is left to make one of.
std::string IdFrom(absl::string_view display_name);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_NAMES_H_
