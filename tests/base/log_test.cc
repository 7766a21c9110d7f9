#include "server/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"

namespace assent::base {
namespace {

std::string LineWith(absl::string_view value) {
  return FormatLogLine(absl::UnixEpoch(), Severity::kInfo, "e", {{"k", value}});
}

TEST(Log, WritesTimeSeverityEventAndFields) {
  EXPECT_EQ(FormatLogLine(absl::UnixEpoch() + absl::Milliseconds(1234), Severity::kWarning,
                          "disk_slow", {{"batch", 12}, {"folder", "/srv/x"}}),
            "1970-01-01T00:00:01.234Z warning disk_slow batch=12 folder=/srv/x\n");
  EXPECT_EQ(FormatLogLine(absl::UnixEpoch(), Severity::kError, "stopped", {}),
            "1970-01-01T00:00:00.000Z error stopped\n");
}

TEST(Log, QuotesWhatCouldBeReadAsAnotherFieldOrLine) {
  EXPECT_THAT(LineWith(""), testing::EndsWith(" k=\"\"\n"));
  EXPECT_THAT(LineWith("a b=c"), testing::EndsWith(" k=\"a b=c\"\n"));
  EXPECT_THAT(LineWith("a\nb"), testing::EndsWith(" k=\"a\\nb\"\n"));
  EXPECT_THAT(LineWith("say \"no\""), testing::EndsWith(" k=\"say \\\"no\\\"\"\n"));
  EXPECT_THAT(LineWith("\x1b[2J"), testing::EndsWith(" k=\"\\033[2J\"\n"));
}

TEST(Log, KeepsLinesOfSeveralThreadsApart) {
  constexpr int kThreads = 8;
  constexpr int kLines = 50;
  testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([] {
      for (int line = 0; line < kLines; ++line) Log(Severity::kInfo, "begin", {{"end", "end"}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string output = testing::internal::GetCapturedStderr();
  const std::vector<std::string> lines = absl::StrSplit(output, '\n', absl::SkipEmpty());
  EXPECT_EQ(lines.size(), kThreads * kLines);
  for (const std::string& line : lines)
    EXPECT_THAT(line, testing::EndsWith("Z info begin end=end"));
}

}  // namespace
}  // namespace assent::base
