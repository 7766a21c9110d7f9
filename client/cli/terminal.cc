#include "client/cli/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "client/cli/status.h"

namespace assent::cli {
namespace {

constexpr char kPager[] = "less -FRX";
constexpr int kWidth = 80;
constexpr int kHeight = 24;

// Only what a signal handler may touch.
volatile std::sig_atomic_t echo_is_off = 0;
struct termios shown_echo;

void OnInterrupt(int) {
  if (echo_is_off != 0) tcsetattr(STDIN_FILENO, TCSANOW, &shown_echo);
  _exit(kInterrupted);
}

void TurnEchoOff() {
  if (tcgetattr(STDIN_FILENO, &shown_echo) != 0) return;
  struct termios hidden = shown_echo;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  echo_is_off = 1;
  tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
}

void TurnEchoOn() {
  if (echo_is_off == 0) return;
  tcsetattr(STDIN_FILENO, TCSANOW, &shown_echo);
  echo_is_off = 0;
  Say("");
}

const char* Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool Page(absl::string_view text) {
  const char* wanted = Variable("PAGER");
  FILE* pager = popen(*wanted == '\0' ? kPager : wanted, "w");
  if (pager == nullptr) return false;
  std::signal(SIGPIPE, SIG_IGN);  // the reader may leave before the end
  std::fwrite(text.data(), 1, text.size(), pager);
  return pclose(pager) == 0;
}

}  // namespace

Terminal FindTerminal() {
  Terminal terminal;
  terminal.input = isatty(STDIN_FILENO) == 1;
  terminal.output = isatty(STDOUT_FILENO) == 1;
  if (!terminal.output) return terminal;
  const absl::string_view kind = Variable("TERM");
  terminal.color = *Variable("NO_COLOR") == '\0' && !kind.empty() && kind != "dumb";
  struct winsize size = {};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  terminal.width = known ? size.ws_col : kWidth;
  terminal.height = known ? size.ws_row : kHeight;
  return terminal;
}

void EndWellWhenInterrupted() { std::signal(SIGINT, OnInterrupt); }

absl::StatusOr<std::string> Ask(absl::string_view question, bool secret) {
  const std::string prompt(question);
  if (secret) TurnEchoOff();  // before anybody begins to type
  std::fputs(prompt.c_str(), stderr);
  std::string answer;
  int c = 0;
  while ((c = std::getchar()) != EOF && c != '\n') answer.push_back(static_cast<char>(c));
  if (secret) TurnEchoOn();
  if (c == EOF && answer.empty()) return absl::UnknownError("no answer");
  return answer;
}

absl::Status WriteOut(const Terminal& terminal, absl::string_view text, bool page) {
  const bool is_long = std::count(text.begin(), text.end(), '\n') >= terminal.height;
  if (terminal.output && page && is_long && Page(text)) return absl::OkStatus();
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (written && std::fflush(stdout) == 0) return absl::OkStatus();
  return absl::UnknownError(absl::StrCat("cannot write the output: ", std::strerror(errno)));
}

void Say(absl::string_view text) {
  const std::string line = absl::StrCat(text, "\n");
  std::fputs(line.c_str(), stderr);
}

}  // namespace assent::cli
