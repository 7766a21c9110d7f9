// What is needed to draw a message for people: what the members are called,
// when and where the reader is, and the screen. Not thread-safe.

#ifndef ASSENT_CLIENT_CLI_SCENE_H_
#define ASSENT_CLIENT_CLI_SCENE_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/cli/screen.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"

namespace assent::cli {

// Handles by resource name.
using MemberHandles = std::map<std::string, std::string, std::less<>>;

// Who and when, in the reader's words.
class Reader {
 public:
  Reader(const MemberHandles& handles, absl::Time now, absl::TimeZone zone)
      : handles_(handles), now_(now), zone_(zone) {}

  // "@ana"; the id if the member is not known; "" for "".
  std::string Who(absl::string_view member) const;
  // "@ana, @bo".
  std::string Everyone(const google::protobuf::RepeatedPtrField<std::string>& members) const;
  // "2026-12-01 18:30 (in 9 days)"; "" for a time that is not set.
  std::string When(const google::protobuf::Timestamp& time) const;
  // "2026-12-01 18:30".
  std::string Minute(const google::protobuf::Timestamp& time) const;

 private:
  const MemberHandles& handles_;
  const absl::Time now_;
  const absl::TimeZone zone_;
};

// The same with a screen to draw on.
struct Scene : Reader {
  Scene(Screen& screen, const Reader& reader) : Reader(reader), screen(screen) {}

  Screen& screen;
};

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_SCENE_H_
