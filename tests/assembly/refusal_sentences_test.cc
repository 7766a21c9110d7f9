// How every refusal of an assembly reads, in one file for review.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_presence.h"
#include "server/base/refusal.h"
#include "server/rules/evaluate_tally.h"
#include "tests/support/snapshot.h"

namespace assent::assembly {
namespace {

// A refusal and how it was called.
struct Said {
  std::string call;
  absl::Status status;
};

// A tally that does not let the phase close.
v1::Tally Blocked() {
  v1::EvaluateTallyRequest request;
  request.set_preset("mutual_aid_default");
  request.mutable_counts()->set_members(9);
  request.mutable_counts()->set_agree(6);
  request.mutable_counts()->set_block(1);
  return rules::EvaluateTally(request)->tally();
}

#define SAID(call) \
  { #call, error::call }

// Every refusal once, with arguments as they may be.
std::vector<Said> AllSaid() {
  return {
      SAID(FieldRequired("title")),
      SAID(ValueInvalid("release_condition", "it goes with a block")),
      SAID(TextTooLong("title", 200)),
      SAID(TextNotClean("text")),
      SAID(TextNotComposed("text")),
      SAID(HandleInvalid("handle")),
      SAID(AssemblyIdInvalid()),
      SAID(TooMany("present", 1000)),
      SAID(RuleUnknown("rule_id", "howse", "house")),
      SAID(RuleNotInCharter("house")),
      SAID(CharterTooLarge()),
      SAID(CharterRuleApplies("house")),
      SAID(MemberUnknown("positions[2].member", "@ana")),
      SAID(AssemblyExists()),
      SAID(HandleTaken()),
      SAID(ScopeTooWide()),
      SAID(TooManyTokens()),
      SAID(TokenNotFound()),
      SAID(TokenEnded()),
      SAID(KeyInvalid()),
      SAID(KeyTaken()),
      SAID(KeyNeedsKey()),
      SAID(KeyNotFound()),
      SAID(KeyEnded()),
      SAID(TooManyKeys()),
      SAID(SignatureInvalid()),
      SAID(SignatureRequired()),
      SAID(AccessNeedsKey()),
      SAID(SigningOff()),
      SAID(ActMalformed("key", "it is another key than the one that signed")),
      SAID(ActOutOfOrder(7)),
      SAID(ActStale()),
      SAID(RuleChanged()),
      SAID(NobodyCanApply()),
      SAID(TooManyApplications()),
      SAID(ApplicationNotFound()),
      SAID(ApplicationClosed()),
      SAID(OwnApplication()),
      SAID(VouchingNotAsked()),
      SAID(ObjectionNotKnown()),
      SAID(AlreadyEnding("2026-12-22T03:00:00Z")),
      SAID(InvitationInvalid()),
      SAID(InvitationClosed()),
      SAID(TooManyInvitations()),
      SAID(NotYourself()),
      SAID(MemberNotFound()),
      SAID(InvitationNotFound()),
      SAID(ProposalNotFound()),
      SAID(AmendmentNotFound()),
      SAID(ConcernNotFound()),
      SAID(BlockNotFound()),
      SAID(NotADraft()),
      SAID(StillADraft()),
      SAID(NotTheProposer()),
      SAID(EtagMismatch()),
      SAID(ProposalEnded()),
      SAID(NotInThisState("called", "a call follows the discussion")),
      SAID(TooManyOpenProposals()),
      SAID(UrgentNotAllowed()),
      SAID(DecisionUnknown("reopens")),
      SAID(ReopenedTooEarly("2026-12-01 18:30")),
      SAID(ReopeningNeeds(true, 4)),
      SAID(SponsorsNeeded(5, 2)),
      SAID(SponsorsUnanswered(5, 2, "ana, bo")),
      SAID(NotAskedToSponsor()),
      SAID(SponsorSaidSo()),
      SAID(DiscussionNotOver("2026-12-01 18:30")),
      SAID(DiscussionNotOpened()),
      SAID(ConcernsNotListed()),
      SAID(ConcernsUnsettled(3, 2)),
      SAID(EditorialPending(2)),
      SAID(AmendmentPending(2)),
      SAID(WithdrawalPending()),
      SAID(CannotTakeOver()),
      SAID(ReturnTimeInvalid()),
      SAID(NotParked()),
      SAID(NotCalled()),
      SAID(NotInAdvance("it is not on its way to a call: say where you stand when asked")),
      SAID(PhaseNotStartable()),
      SAID(NoExtension()),
      SAID(ExtensionUsed()),
      SAID(ExtensionTooLong("168h")),
      SAID(NotTheFacilitator()),
      SAID(FacilitatorPresent("ana")),
      SAID(SubjectRecused("cy")),
      SAID(FacilitatorObjected("ana", "bo")),
      SAID(FacilitatorByDecision("cy")),
      SAID(FacilitatorObjectionUsed("ana")),
      SAID(NoFacilitatorObjection()),
      SAID(NoFacilitator()),
      SAID(OwnFacilitation()),
      SAID(UrgentNotParked()),
      SAID(UrgentNeedsScope()),
      SAID(EffectUnsaid("moves 15000 out of money")),
      SAID(SubjectStays()),
      SAID(ParkingObjected("bo")),
      SAID(NotJudged()),
      SAID(RoleDeclares("council")),
      SAID(NotForARole()),
      SAID(NobodyTookPart()),
      SAID(NotAmendable("in a closing window")),
      SAID(TextFrozen()),
      SAID(RoundsUsed()),
      SAID(MeetingNotFound()),
      SAID(AgendaItemNotFound()),
      SAID(MeetingNotOpen()),
      SAID(MeetingAlreadyOpen()),
      SAID(MeetingClosed()),
      SAID(TooManyMeetings()),
      SAID(TooManyItems()),
      SAID(MeetingFull()),
      SAID(NotOnConsentAgenda()),
      SAID(ConsentAgendaEmpty()),
      SAID(AgendaItemUnderWay()),
      SAID(NotAtTheMeeting("ana")),
      SAID(OwnAttendanceStands("ana")),
      SAID(NoHandUp()),
      SAID(NobodyWaits()),
      SAID(NobodyThere()),
      SAID(RoundUnderWay()),
      SAID(AmendmentDegree()),
      SAID(AmendmentClosed()),
      SAID(AmendmentStale()),
      SAID(NotTheAuthor()),
      SAID(TooManyAmendments()),
      SAID(VoteNotOpen("2026-12-01 18:30")),
      SAID(VoteNotOver("2026-12-01 18:30")),
      SAID(ConcernClosed()),
      SAID(NotTheHolder()),
      SAID(ConcernHeld()),
      SAID(TooManyConcerns()),
      SAID(TooManyAnswers()),
      SAID(QuestionsOpen(2)),
      SAID(QuestionIsNoConcern()),
      SAID(NotAQuestion()),
      SAID(InvalidPosition("stance", "more discussion")),
      SAID(ReasonRequired("reason")),
      SAID(BlockNeedsPrinciple()),
      SAID(BlockNeedsTenure()),
      SAID(AlreadyBlocking(2)),
      SAID(HoldsOnly()),
      SAID(HandsAreSeen()),
      SAID(HiddenUntilClose()),
      SAID(RevisionMismatch(3)),
      SAID(NotInElectorate()),
      SAID(NoPosition()),
      SAID(RecordedBlock()),
      SAID(RecordingRefused("ana")),
      SAID(OwnPositionStands("ana")),
      SAID(NotPresent("ana")),
      SAID(PresenceUnsaid()),
      SAID(NotRecorded()),
      SAID(ContestTooLate()),
      SAID(NotOnRecord()),
      SAID(PresenceStands()),
      SAID(PresenceStruck("ana")),
      SAID(PresenceNotBorneOut("ana")),
      SAID(NotYourUnit()),
      SAID(NotTheSpoke("kitchen", "ana")),
      SAID(UnitHasNoSpoke("kitchen")),
      SAID(MandateMissing("kitchen")),
      SAID(SpokeMustRotate("ana")),
      SAID(TwoOffices("ana")),
      SAID(NoMandateAsked()),
      SAID(MandateNotFound()),
      SAID(OwnMandate()),
      SAID(NoUnitsWait()),
      SAID(NotYoursToConfirm()),
      SAID(BlockEnded()),
      SAID(OwnBlock()),
      SAID(OwnChallenge()),
      SAID(OwnProposal()),
      SAID(NoValidityTest()),
      SAID(AlreadyChallenged()),
      SAID(NotChallenged()),
      SAID(TestNotOver("2026-12-01 18:30")),
      SAID(NoReleaseCondition()),
      SAID(RuleTooLenient("simple_majority", "house")),
      SAID(TimeZoneUnknown("time_zone")),
      SAID(GuestsNotWelcome()),
      SAID(GuestsOnlySpeak()),
      SAID(RoleOfGuest("gil")),
      SAID(NoLongerAMember()),
      SAID(AdmissionNeeded()),
      SAID(NoAdmission()),
      SAID(AlreadyInvited()),
      SAID(CounteredNotOpen()),
      SAID(PoolUnknown("`tools`")),
      SAID(PoolOverdrawn(250, "EUR")),
      SAID(ReturnTooLarge(40, "EUR")),
      SAID(DecisionNotFound()),
      SAID(NotInForce(7)),
      SAID(ReviewNotDue("2026-12-01 18:30")),
      SAID(AlreadyKeeping("2026-12-01 18:30")),
      SAID(NobodyKeeps()),
      SAID(NothingToAppeal()),
      SAID(AlreadyAppealed()),
      SAID(NoAppeal()),
      SAID(OwnDeclaration()),
      SAID(NoConditionalRelease()),
      SAID(ActionPointNotFound()),
      SAID(NotADissenter()),
      SAID(AdviceNotFound()),
      SAID(NotAsked()),
      SAID(AdviceGiven()),
      SAID(NoExplanationOwed()),
      SAID(ActionPointUnchanged()),
      SAID(OutcomeNotReached(Blocked())),
  };
}

#undef SAID

std::string NameOf(const Said& said) { return said.call.substr(0, said.call.find('(')); }

TEST(SnapshotTest, EveryRefusalAsItReads) {
  std::string all;
  for (const Said& said : AllSaid()) {
    absl::StrAppend(&all, base::ReasonOf(said.status), "  (",
                    absl::StatusCodeToString(said.status.code()), ")\n");
    const std::string field = base::FieldOf(said.status);
    absl::StrAppend(&all, "  ", field.empty() ? "" : field + ": ", said.status.message(), "\n\n");
  }
  test::ExpectSnapshot("tests/assembly/snapshots/refusals.txt", all);
}

TEST(RefusalSentencesTest, EveryRefusalOfTheRoomIsListed) {
  std::ifstream file("server/assembly/errors.h");
  std::stringstream text;
  text << file.rdbuf();
  const std::string header = text.str();
  std::set<std::string> listed;
  for (const Said& said : AllSaid()) listed.insert(NameOf(said));
  const std::regex declared("absl::Status (\\w+)\\(");
  int refusals = 0;
  for (std::sregex_iterator i(header.begin(), header.end(), declared), end; i != end; ++i) {
    const std::string name = (*i)[1];
    EXPECT_TRUE(listed.count(name)) << "add SAID(" << name << "(…)) and take over the snapshot";
    ++refusals;
  }
  EXPECT_GE(refusals, 90);
}

// What a sentence of the house looks like: it goes on after "assent: ", so it starts small and
// without a full stop, and it is one.
TEST(RefusalSentencesTest, EveryRefusalIsASentenceThatHelps) {
  for (const Said& said : AllSaid()) {
    const std::string sentence(said.status.message());
    EXPECT_GE(sentence.size(), 15u) << said.call;
    EXPECT_FALSE(absl::ascii_isupper(sentence.front())) << said.call << ": " << sentence;
    EXPECT_FALSE(absl::EndsWith(sentence, ".")) << said.call << ": " << sentence;
    for (const char* slip : {"  ", " ,", ",,", "..", " ;", "_UNSPECIFIED", "STATE_", "STANCE_"}) {
      EXPECT_FALSE(absl::StrContains(sentence, slip)) << said.call << ": " << sentence;
    }
  }
}

}  // namespace
}  // namespace assent::assembly
