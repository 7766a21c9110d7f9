#include "client/cli/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assent/v1/proposal.pb.h"
#include "client/cli/connection.h"
#include "client/cli/names.h"
#include "client/cli/times.h"
#include "client/cli/uuid.h"
#include "tests/support/status_matchers.h"

namespace assent::cli {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;

constexpr char kProposal[] = "assemblies/kitchen/proposals/17";

TEST(NamesTest, NumbersAndHandlesBecomeResourceNames) {
  EXPECT_EQ(ProposalName("assemblies/kitchen", 17), kProposal);
  EXPECT_EQ(ChildName(kProposal, kConcerns, 2), "assemblies/kitchen/proposals/17/concerns/2");
  EXPECT_EQ(MemberName("assemblies/k", "ana"), "assemblies/k/members/@ana");
  EXPECT_EQ(MemberName("assemblies/k", "@ana"), "assemblies/k/members/@ana");
  EXPECT_EQ(MemberName("assemblies/k", "-"), "assemblies/k/members/-");
  EXPECT_EQ(NumberOf(kProposal), 17);
  EXPECT_EQ(NumberOf("assemblies/kitchen"), 0);
}

TEST(NamesTest, AnAssemblysIdIsMadeOfItsName) {
  EXPECT_EQ(IdFrom("Street Kitchen!"), "street-kitchen");
  EXPECT_EQ(IdFrom("  A  B  "), "a-b");
  EXPECT_EQ(IdFrom("1st of May"), "");  // an id begins with a letter
  EXPECT_EQ(IdFrom("会議"), "");
  EXPECT_EQ(IdFrom(std::string(100, 'a')).size(), 63u);
}

TEST(TimesTest, DurationsAreReadInTheUnitsThatPeopleUse) {
  EXPECT_THAT(ReadDuration("90m"), IsOkAndHolds(absl::Minutes(90)));
  EXPECT_THAT(ReadDuration("7d"), IsOkAndHolds(absl::Hours(168)));
  EXPECT_THAT(ReadDuration("2w"), IsOkAndHolds(absl::Hours(336)));
  EXPECT_THAT(ReadDuration("1d12h"), IsOkAndHolds(absl::Hours(36)));
  for (const char* bad : {"", "7", "d", "-7d", "0d", "7x", "99999d", "99999999999d"}) {
    EXPECT_THAT(ReadDuration(bad), StatusIs(absl::StatusCode::kInvalidArgument)) << bad;
  }
}

TEST(TimesTest, DatesAreReadInTheReadersZone) {
  const absl::Time now = absl::FromUnixSeconds(1'772'366'400);  // 2026-03-01 12:00 UTC
  const absl::TimeZone berlin = absl::FixedTimeZone(3600);
  EXPECT_THAT(ReadTime("2026-03-02", now, berlin), IsOkAndHolds(now + absl::Hours(11)));
  EXPECT_THAT(ReadTime("2026-03-02T13:00", now, berlin), IsOkAndHolds(now + absl::Hours(24)));
  EXPECT_THAT(ReadTime("2026-03-02 13:00", now, berlin), IsOkAndHolds(now + absl::Hours(24)));
  EXPECT_THAT(ReadTime("2026-03-02T12:00:00Z", now, berlin), IsOkAndHolds(now + absl::Hours(24)));
  EXPECT_THAT(ReadTime("7d", now, berlin), IsOkAndHolds(now + absl::Hours(168)));
  EXPECT_THAT(ReadTime("soon", now, berlin), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(TimesTest, TimesAreShownWithTheirDistance) {
  const absl::Time now = absl::FromUnixSeconds(1'772'366'400);
  EXPECT_EQ(TimeWords(now + absl::Hours(50), now, absl::UTCTimeZone()),
            "2026-03-03 14:00 (in 2 days)");
  EXPECT_EQ(TimeWords(now - absl::Minutes(1), now, absl::UTCTimeZone()),
            "2026-03-01 11:59 (1 minute ago)");
  EXPECT_EQ(DurationWords(absl::Hours(336)), "14 days");
  EXPECT_EQ(DurationWords(absl::Hours(36)), "36 hours");
}

TEST(TimesTest, TimestampsKeepTheirNanoseconds) {
  const absl::Time time = absl::FromUnixSeconds(5) + absl::Nanoseconds(7);
  google::protobuf::Timestamp timestamp;
  SetTime(time, timestamp);
  EXPECT_EQ(timestamp.nanos(), 7);
  EXPECT_EQ(TimeOf(timestamp), time);
}

TEST(WordsTest, EnumValuesAreSaidInWords) {
  EXPECT_EQ(WordsOf(v1::Proposal::STATE_REVIEW_DUE), "review due");
  EXPECT_EQ(WordsOf(v1::Proposal::STATE_UNSPECIFIED), "");
}

TEST(UuidTest, UuidsAreOfVersionFourAndDiffer) {
  const std::string uuid = NewUuid();
  EXPECT_THAT(uuid, testing::MatchesRegex(
                        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(uuid, NewUuid());
}

TEST(ConnectionTest, ATokenNeverTravelsUnencryptedBeyondThisMachineUnasked) {
  EXPECT_THAT(Connection::Open("example.org:7878", "token", false),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ASSENT_EXPECT_OK(Connection::Open("example.org:7878", "token", /*plaintext=*/true));
  ASSENT_EXPECT_OK(Connection::Open("example.org:7878", "", false));
  EXPECT_THAT(Connection::Open("127.example.org:7878", "token", false),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ASSENT_EXPECT_OK(Connection::Open("127.0.0.1:7878", "token", false));
  ASSENT_EXPECT_OK(Connection::Open("[::1]:7878", "token", false));
  ASSENT_EXPECT_OK(Connection::Open("https://example.org", "token", false));
  ASSENT_EXPECT_OK(Connection::Open("unix:/run/assent/socket", "token", false));
}

TEST(ConnectionTest, AServerIsHostAndPort) {
  for (const char* bad :
       {"", "host", "host:", ":7878", "host:0", "host:99999", "host:x", "https://", "unix:"}) {
    EXPECT_THAT(Connection::Open(bad, "", false), StatusIs(absl::StatusCode::kInvalidArgument))
        << bad;
  }
}

}  // namespace
}  // namespace assent::cli
