#include "client/cli/written.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/cli/files.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

// What stands below it in the editor is not part of the text.
constexpr absl::string_view kCut = "<!-- ------ 8< ------ assent reads what stands above this line";
constexpr char kEditor[] = "vi";

std::string NewDraftPath() {
  const std::string moment = absl::FormatTime("%Y%m%d-%H%M%S", absl::Now(), absl::LocalTimeZone());
  return absl::StrCat(StateFolder(), "/drafts/", moment, "-", ::getpid(), ".md");
}

std::string EditorCommand() {
  for (const char* variable : {"VISUAL", "EDITOR"}) {
    const char* command = std::getenv(variable);
    if (command != nullptr && *command != '\0') return command;
  }
  return kEditor;
}

// Runs the editor on a file and waits; Ctrl-C is the editor's meanwhile.
absl::Status Edit(const std::string& path) {
  const std::string command = absl::StrCat("exec ", EditorCommand(), " \"$1\"");
  const auto before = std::signal(SIGINT, SIG_IGN);
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGINT, SIG_DFL);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), "editor", path.c_str(), nullptr);
    ::_exit(127);
  }
  int result = 0;
  while (child > 0 && ::waitpid(child, &result, 0) < 0 && errno == EINTR) {
  }
  std::signal(SIGINT, before);
  if (child > 0 && WIFEXITED(result) && WEXITSTATUS(result) == 0) return absl::OkStatus();
  return absl::UnknownError(
      absl::StrCat("the editor \"", EditorCommand(), "\" failed; set $EDITOR"));
}

std::string WithoutInstructions(absl::string_view text) {
  text = text.substr(0, text.find(kCut));
  return std::string(absl::StripAsciiWhitespace(text));
}

absl::StatusOr<std::string> FromEditor(Session& session, const Prompt& prompt) {
  const std::string path = NewDraftPath();
  ASSENT_RETURN_IF_ERROR(
      WritePrivateFile(path, absl::StrCat(prompt.start, "\n\n", kCut, " -->\n<!-- Write ",
                                          prompt.what, ". Markdown is fine. -->\n")));
  session.KeepDraft(path);
  ASSENT_RETURN_IF_ERROR(Edit(path));
  ASSENT_ASSIGN_OR_RETURN(const std::string raw, ReadFileOrStdin(path));
  const std::string text = WithoutInstructions(raw);
  ASSENT_RETURN_IF_ERROR(WritePrivateFile(path, absl::StrCat(text, "\n")));
  if (text.empty() || text == WithoutInstructions(prompt.start)) {
    session.SettleDrafts(/*sent=*/true);
    return absl::InvalidArgumentError("nothing was written, so nothing was sent");
  }
  return text;
}

absl::StatusOr<std::string> FromFile(Session& session, const std::string& path) {
  ASSENT_ASSIGN_OR_RETURN(std::string text, ReadFileOrStdin(path));
  absl::StripTrailingAsciiWhitespace(&text);
  if (path == "-" && !text.empty()) {
    const std::string draft = NewDraftPath();
    // No place for a draft is no reason not to send.
    if (WritePrivateFile(draft, absl::StrCat(text, "\n")).ok()) session.KeepDraft(draft);
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> WrittenIfGiven(Session& session, const WrittenArgs& args) {
  if (args.message.has_value()) return *args.message;
  if (args.file.has_value()) return FromFile(session, *args.file);
  return "";
}

absl::StatusOr<std::string> Written(Session& session, const WrittenArgs& args,
                                    const Prompt& prompt) {
  if (args.given()) return WrittenIfGiven(session, args);
  if (session.MayAsk()) return FromEditor(session, prompt);
  return absl::InvalidArgumentError(
      absl::StrCat("say ", prompt.what, " with -m TEXT or -F FILE (- is standard input)"));
}

}  // namespace assent::cli
