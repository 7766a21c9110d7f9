// An assembly in which proposals are in every state that there is, over a real server:
// what is read, written down and exported of them never stops the program, and says
// where each stands.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "assent/v1/proposal.pb.h"
#include "tests/cli/run_program.h"
#include "tests/e2e/test_server.h"
#include "tests/support/simulated_clock.h"

namespace assent::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class EveryStateTest : public testing::Test {
 protected:
  void SetUp() override {
    Do("", {"found", "Pod", "--as", "ana", "--rule", "quick_default", "--preset",
            "mutual_aid_default", "--preset", "two_acre_wood", "--preset", "n_street", "--preset",
            "ietf_rough", "--preset", "simple_majority", "--server", server_.address()});
    for (const char* const handle : {"bo", "cy", "di"}) {
      const std::string code = Do("", {"invite", "--context", "pod"});
      WriteAll(program_.Path("code"), code.substr(0, code.find('\n')));
      Do("", {"join", "--as", handle, "-F", program_.Path("code"), "--server", server_.address()});
    }
  }

  // As the member of that handle; "": without saying so.
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
  // Puts a proposal to the group; its number.
  std::string Propose(const std::string& rule, std::vector<std::string> more = {}) {
    const std::string number = absl::StrCat(++proposed_);
    const std::string title = absl::StrCat("Proposal ", number);
    std::vector<std::string> arguments = {"propose", title, "-m", title, "--rule", rule};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Do("ana", arguments);
    return number;
  }
  void Agree(const std::string& number, const std::vector<std::string>& who) {
    for (const std::string& one : who) Do(one, {"agree", number});
  }
  std::string Called(const std::string& rule, std::vector<std::string> more = {}) {
    const std::string number = Propose(rule, std::move(more));
    Do("ana", {"call", number});
    return number;
  }
  std::string Adopted(std::vector<std::string> more = {}) {
    const std::string number = Called("quick_default", std::move(more));
    Agree(number, {"ana", "bo", "cy"});
    Do("ana", {"decide", number});
    return number;
  }
  // Three of four present agree, one blocks.
  std::string Blocked() {
    const std::string number = Called("two_acre_wood");
    Do("ana", {"meeting", number, "--present", "ana,bo,cy,di"});
    Agree(number, {"ana", "bo", "cy"});
    Do("di", {"block", number, "-m", "It is ugly"});
    Do("ana", {"decide", number});
    return number;
  }

  std::string InTenDays() {
    return absl::FormatTime("%Y-%m-%d", clock_.Now() + absl::Hours(24 * 10), absl::UTCTimeZone());
  }
  void MakeWhatTakesMonths() {
    Adopted();                 // its review comes due
    Propose("quick_default");  // lapses
    clock_.Advance(absl::Hours(24 * 200));
  }
  void MakeWhatTakesDays() {
    const std::string urgent = Called("mutual_aid_default", {"--urgent", "The cellar is full"});
    Agree(urgent, {"ana", "bo"});
    clock_.Advance(absl::Hours(4));
    Do("cy", {"block", urgent, "--principle", "No debts", "-m", "We cannot pay"});
    clock_.Advance(absl::Hours(24 * 15));  // it expires
    Do("ana", {"withdraw", Propose("quick_default")});
    clock_.Advance(absl::Hours(25));
    Adopted({"--replaces", Adopted(), "--new", "It rains"});
    Adopted({"--replaces", Adopted(), "--new", "It rains", "--repeals"});
    const std::string rejected = Called("simple_majority");
    for (const char* const who : {"ana", "bo", "cy"}) Do(who, {"disagree", rejected, "-m", "No"});
    Do("ana", {"decide", rejected});
  }
  void MakeWhatIsOpen() {
    const std::string provisional = Called("mutual_aid_default", {"--urgent", "A hearing"});
    Agree(provisional, {"ana", "bo", "cy", "di"});
    clock_.Advance(absl::Hours(4));
    Propose("quick_default", {"--draft"});
    Propose("quick_default");
    Do("ana", {"discuss", Propose("quick_default")});
    Do("ana", {"hear-concerns", Propose("quick_default")});
    Called("quick_default");
    Blocked();
    const std::string fallback = Blocked();
    for (const char* const who : {"ana", "bo", "cy"}) Do(who, {"start", fallback});
    const std::string resolving = Called("n_street");
    Agree(resolving, {"bo"});
    Do("di", {"block", resolving, "-m", "The dog"});
    Do("ana", {"decide", resolving});
    const std::string until = InTenDays();
    for (const char* const parked : {"table", "refer"}) {
      const std::string number = Propose("quick_default");
      Do("bo", {"facilitate", number});
      Do("bo", {parked, number, "--until", until, "-m", "Not today"});
    }
    const std::string declared = Called("ietf_rough");
    Do("bo", {"facilitate", declared});
    Agree(declared, {"ana", "cy"});
    Do("bo", {"declare", declared, "for", "-m", "We unite"});
    Do("di", {"appeal", declared, "-m", "No"});
    // Back in discussion, with a reason and no tally.
    const std::string sent_back = Called("quick_default");
    Agree(sent_back, {"ana"});
    for (const char* const who : {"bo", "cy"}) Do(who, {"stand-aside", sent_back, "-m", "No time"});
    Do("ana", {"decide", sent_back});
  }

  SimulatedClock clock_{absl::Now()};
  TestServer server_{MemoryStore{}, clock_};
  Program program_;
  int proposed_ = 0;
};

TEST_F(EveryStateTest, IsShownWrittenDownAndExported) {
  MakeWhatTakesMonths();
  MakeWhatTakesDays();
  MakeWhatIsOpen();
  // Section 6, F6: what is parked does not lapse silently; the list says when it is back.
  for (const char* const parked : {"tabled", "referred"}) {
    EXPECT_THAT(Do("ana", {"list"}),
                ContainsRegex(absl::StrCat(parked, " .*", InTenDays())));
  }
  const std::string folder = program_.Path("pod");
  Do("ana", {"export", folder});
  std::set<std::string> states;
  for (int number = 1; number <= proposed_; ++number) {
    const std::string n = absl::StrCat(number);
    const std::string json = ReadAll(absl::StrCat(folder, "/proposals/", n, ".json"));
    const std::vector<std::string> parts = absl::StrSplit(json, "\"state\":\"");
    ASSERT_GE(parts.size(), 2u) << json;
    states.insert(absl::StrCat("STATE_", parts[1].substr(0, parts[1].find('"'))));
    EXPECT_THAT(ReadAll(absl::StrCat(folder, "/proposals/", n, ".md")), HasSubstr("## Outcome"));
    for (const auto& verb : std::vector<std::vector<std::string>>{
             {"show", n}, {"minutes", n}, {"minutes", n, "--html"}}) {
      Do("ana", verb);
    }
    // Refused or not: see below.
    for (const char* const verb : {"tally", "decision"}) {
      const Ran ran = program_.Run({verb, n, "--context", "pod"});
      EXPECT_LT(ran.exit_code, 10) << verb << " " << n << ran.err;
      EXPECT_THAT(ran.err, Not(HasSubstr("broken invariant")));
    }
  }
  for (int state = 1; state < v1::Proposal::State_ARRAYSIZE; ++state) {
    if (!v1::Proposal::State_IsValid(state)) continue;
    EXPECT_EQ(states.count(v1::Proposal::State_Name(state)), 1u)
        << v1::Proposal::State_Name(state) << " is in no proposal here";
  }
}

}  // namespace
}  // namespace assent::test
