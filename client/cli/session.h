// One run of the program: what was asked for on every verb (the common
// options), which membership it acts under, the way to the server, and the two
// ways out: data on stdout, messages on stderr. Made by the app, handed to one
// verb's action. Not thread-safe.

#ifndef ASSENT_CLIENT_CLI_SESSION_H_
#define ASSENT_CLIENT_CLI_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/cli/connection.h"
#include "client/cli/contexts.h"
#include "client/cli/json.h"
#include "client/cli/scene.h"
#include "client/cli/terminal.h"

namespace assent::cli {

// kBlt: only of verbs that say so in their `formats`; they write it themselves.
enum class Format { kTable, kJson, kJsonLines, kCsv, kBlt };

// What every verb understands.
struct Common {
  Format format = Format::kTable;
  std::string context;  // name; empty: $ASSENT_CONTEXT, or the current one
  std::string server;   // HOST:PORT; empty: the context's
  bool dry_run = false;
  bool no_input = false;
  bool yes = false;
  bool plaintext = false;
  std::string ca;  // PEM file; empty: the context's
  bool no_pager = false;
};

// Draws something for people.
using Paint = absl::FunctionRef<void(Scene&)>;

class Session {
 public:
  Session(Common common, Terminal terminal)
      : common_(std::move(common)), terminal_(terminal), now_(absl::Now()) {}

  const Common& common() const { return common_; }
  const Terminal& terminal() const { return terminal_; }
  absl::Time now() const { return now_; }
  absl::TimeZone zone() const { return absl::LocalTimeZone(); }
  // Whether a person may be asked something.
  bool MayAsk() const { return terminal_.input && !common_.no_input; }

  // The membership in use. kNotFound if the one that was named does not exist,
  // kInvalidArgument if there is none at all.
  absl::StatusOr<const Context*> context();
  // assemblies/{assembly} of that membership.
  absl::StatusOr<std::string> assembly();
  // To the membership's server, with its token.
  absl::StatusOr<const Connection*> connection();
  // To a server without a member's token (`token`: one for founding): --server, or the current
  // context's, or the default. `address` is where that is.
  absl::StatusOr<std::unique_ptr<Connection>> Anonymous(std::string& address,
                                                        const std::string& token = "");

  // How members are called on screen; filled by LearnMembers(), which asks the
  // server once.
  void KnowMember(absl::string_view name, absl::string_view handle);
  bool KnowsMembers() const { return knows_members_; }
  void SetMembersKnown() { knows_members_ = true; }

  Reader reader() const { return Reader(handles_, absl::Now(), zone()); }

  // Shows one message or a list of them: for a program as it asked for them,
  // for people as `paint` draws them.
  absl::Status Show(const google::protobuf::Message& message, Paint paint);
  absl::Status ShowAll(const google::protobuf::Descriptor& type, const Messages& messages,
                       Paint paint);
  // Rows of plain words, which are no messages of the API.
  absl::Status ShowRows(const std::vector<std::string>& header,
                        const std::vector<std::vector<std::string>>& rows);
  // What people see alone, whatever the format: texts that are no message.
  absl::Status ShowText(absl::string_view text);

  // From now on every Show() replaces the one before: on a terminal the screen
  // is drawn anew, into a pipe goes one line of JSON.
  void Watch() { watching_ = true; }
  bool for_people() const { return common_.format == Format::kTable && !IsStream(); }

  // A message on stderr.
  void Note(absl::string_view text) const;
  // The next sensible command, for people.
  void Next(absl::string_view command) const;

  // Text that somebody has written is in this file until the verb is done.
  void KeepDraft(std::string path) { drafts_.push_back(std::move(path)); }
  // Removes such files after success; says where they are otherwise.
  void SettleDrafts(bool sent);

 private:
  bool IsStream() const { return watching_ && !terminal_.output; }
  absl::StatusOr<const Contexts*> contexts();
  absl::Status Put(absl::string_view text);
  absl::Status PutForPeople(Paint paint);

  const Common common_;
  const Terminal terminal_;
  const absl::Time now_;
  bool watching_ = false;
  bool knows_members_ = false;
  MemberHandles handles_;
  std::optional<Contexts> contexts_;
  std::unique_ptr<Connection> connection_;
  std::vector<std::string> drafts_;
};

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_SESSION_H_
