#ifndef ASSENT_SERVER_BASE_STATUS_MACROS_H_
#define ASSENT_SERVER_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Leaves the calling function with the status of `expression`, an absl::Status, unless it is OK.
#define ASSENT_RETURN_IF_ERROR(expression)                                               \
  do {                                                                                   \
    if (absl::Status assent_status_ = (expression); !assent_status_.ok()) [[unlikely]] { \
      return assent_status_;                                                             \
    }                                                                                    \
  } while (false)

// Leaves the calling function with the status of `expression`, an absl::StatusOr<T>; if that is OK,
// its value goes to `left`, which may declare a variable:
//
//   ASSENT_ASSIGN_OR_RETURN(const Checkpoint checkpoint, ParseCheckpoint(text));
//
// Several statements, so it needs braces after an `if`. `left` may hold no comma: say `auto`
// instead of such a type.
#define ASSENT_ASSIGN_OR_RETURN(left, ...) \
  ASSENT_ASSIGN_OR_RETURN_AS_(ASSENT_JOIN_(assent_status_or_, __LINE__), left, (__VA_ARGS__))

#define ASSENT_ASSIGN_OR_RETURN_AS_(name, left, expression) \
  auto name = expression;                                   \
  if (!name.ok()) [[unlikely]]                              \
    return std::move(name).status();                        \
  left = *std::move(name)

#define ASSENT_JOIN_(a, b) ASSENT_JOIN_EXPANDED_(a, b)
#define ASSENT_JOIN_EXPANDED_(a, b) a##b

#endif  // ASSENT_SERVER_BASE_STATUS_MACROS_H_
