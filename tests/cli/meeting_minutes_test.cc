// Minutes of a hybrid meeting, over a real server: what they say of it, and that they
// say the same whatever becomes of its proposals later.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/cli/run_program.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class MeetingMinutesOverAServer : public testing::Test {
 protected:
  void SetUp() override {
    Do("", {"found", "Pod", "--as", "ana", "--rule", "quick_default", "--preset", "sfc_consensus",
            "--server", server_.address()});
    for (const char* const handle : {"bo", "cy", "di"}) {
      const std::string code = Do("", {"invite", "--context", "pod"});
      WriteAll(program_.Path("code"), code.substr(0, code.find('\n')));
      Do("", {"join", "--as", handle, "-F", program_.Path("code"), "--server", server_.address()});
    }
  }
  std::string Do(const std::string& who, std::vector<std::string> arguments) {
    if (!who.empty()) {
      arguments.insert(arguments.end(),
                       {"--context", who == "ana" ? "pod" : absl::StrCat("pod-", who)});
    }
    arguments.insert(arguments.end(), {"--yes", "--no-input"});
    const Ran ran = program_.Run(arguments);
    EXPECT_EQ(ran.exit_code, 0) << arguments[0] << " " << arguments[1] << ": " << ran.err;
    return ran.out;
  }

  // Soap is adopted with the consent agenda, the van is blocked, Sundays are not reached.
  void Hold() {
    Do("ana", {"propose", "Soap", "-m", "We buy soap.", "--do", "buy it @bo 2999-02-28"});
    Do("ana", {"propose", "A van", "-m", "We buy a van.", "--rule", "sfc_consensus"});
    Do("bo", {"propose", "Sundays", "-m", "We open on Sundays."});
    Do("ana", {"discuss", "2"});
    Do("ana", {"call", "1"});
    Do("ana", {"meeting", "new", "Weekly", "--progressive"});
    Do("ana", {"agenda", "add", "1", "--proposal", "1", "--consent"});
    Do("ana", {"agenda", "add", "1", "--proposal", "2", "--time", "20m"});
    Do("bo", {"agenda", "add", "1", "--proposal", "3", "--consent"});
    Do("ana", {"meeting", "open", "1"});
    Do("bo", {"meeting", "attend", "1"});
    Do("cy", {"meeting", "attend", "1", "--online"});
    Do("ana", {"meeting", "present", "1", "--room", "di"});
    Do("cy", {"agenda", "pull", "1", "3"});
    Do("ana", {"agenda", "adopt", "1"});
    Do("ana", {"agenda", "start", "1", "2"});
    Do("ana", {"temperature", "hands", "2", "--warm", "3", "--cold", "1"});
    Do("cy", {"concern", "2", "-m", "Who pays the insurance?"});
    Do("ana", {"answer", "2", "1", "-m", "The fund pays."});
    Do("ana", {"facilitate", "2"});
    Do("ana", {"call", "2"});
    Do("ana", {"agree", "2"});
    Do("ana", {"record", "2", "--agree", "bo"});
    Do("di", {"stand-aside", "2", "-m", "I do not drive"});
    Do("cy", {"block", "2", "--principle", "No debts", "-m", "We would owe money"});
    Do("ana", {"decide", "2"});
    Do("ana", {"agenda", "done", "1", "2", "-m", "Cy and Bo meet on Friday"});
    Do("ana", {"meeting", "close", "1"});
  }

  TestServer server_;
  Program program_;
};

TEST_F(MeetingMinutesOverAServer, SayWhatWasSaidAndDecidedThere) {
  Hold();
  const std::string minutes = Do("bo", {"minutes", "--meeting", "1"});
  EXPECT_THAT(minutes, AllOf(HasSubstr("## Present (4)"), HasSubstr("| @cy | online |"),
                             HasSubstr("| @di | in the room, recorded by @ana |")));
  EXPECT_THAT(minutes,
              HasSubstr("## Decided\n\n- proposal 1, Soap: adopted: 3 agree\n\n"
                        "## Who does what\n\n- buy it – @bo, by 2999-02-28 00:00 (proposal 1)\n"));
  // Of @di only who records the hands says that they are there.
  EXPECT_THAT(minutes, HasSubstr("adopted with the consent agenda"));
  EXPECT_THAT(minutes, HasSubstr("- agree: raised hands, recorded by @ana: "));
  EXPECT_THAT(
      minutes,
      AllOf(HasSubstr("### 2. A van\n"), HasSubstr("20 minutes planned\n"),
            HasSubstr("**blocked** 2 agree, 1 stands aside, 1 blocks (then: discussion)\n"),
            HasSubstr("Text (revision 1):\n\n> We buy a van.\n"),
            HasSubstr("raised hands: 3 warm, 0 lukewarm, 1 cold\n"),
            HasSubstr("- agree: @ana; raised hands, recorded by @ana: @bo\n"),
            HasSubstr("@di, stand aside:\n\n> I do not drive\n"),
            HasSubstr("@cy, block, by the principle \"No debts\":\n\n> We would owe money\n"),
            HasSubstr("concern 1, by @cy:\n\n> Who pays the insurance?\n"),
            HasSubstr("answered by @ana:\n\n> The fund pays.\n"),
            HasSubstr("Noted:\n\n> Cy and Bo meet on Friday\n")));
  EXPECT_THAT(minutes, HasSubstr("### 3. Sundays (not talked about)\n"));
  EXPECT_THAT(minutes, AllOf(Not(HasSubstr("(entry ")), Not(HasSubstr("meeting recorded"))))
      << "an audit trail is in the record";
  EXPECT_THAT(Do("bo", {"minutes", "--meeting", "1", "--html"}),
              HasSubstr("<strong>blocked</strong> 2 agree, 1 stands aside, 1 blocks"));
}

TEST_F(MeetingMinutesOverAServer, StayAsTheyAreWhateverComesLater) {
  Hold();
  const std::string minutes = Do("bo", {"minutes", "--meeting", "1"});
  // The van is changed, its block goes, it is adopted; Sundays are withdrawn; the soap is
  // bought; somebody who stood aside writes why.
  Do("ana", {"amend", "2", "-m", "We rent a van."});
  Do("cy", {"resolve", "2", "2", "-m", "That costs nothing"});
  Do("ana", {"call", "2"});
  for (const char* const who : {"ana", "bo", "cy", "di"}) Do(who, {"agree", "2"});
  Do("bo", {"discuss", "3"});
  Do("ana", {"temperature", "hands", "3", "--warm", "9"});
  Do("ana", {"decide", "2"});
  Do("bo", {"action", "1.1", "open"});
  Do("cy", {"action", "1.1", "take"});
  Do("bo", {"withdraw", "3"});
  EXPECT_THAT(Do("ana", {"show", "2"}), HasSubstr("adopted"));
  EXPECT_EQ(Do("bo", {"minutes", "--meeting", "1"}), minutes);
  EXPECT_THAT(Do("bo", {"minutes", "--meeting", "1", "-o", "json"}),
              Not(HasSubstr("We rent a van")));
}

}  // namespace
}  // namespace assent::test
