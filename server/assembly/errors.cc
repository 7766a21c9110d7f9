#include "server/assembly/errors.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/base/refusal.h"
#include "server/rules/explain.h"

namespace assent::assembly::error {
namespace {

constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kNotFound = absl::StatusCode::kNotFound;
constexpr absl::StatusCode kPermissionDenied = absl::StatusCode::kPermissionDenied;
constexpr absl::StatusCode kAlreadyExists = absl::StatusCode::kAlreadyExists;
constexpr absl::StatusCode kAborted = absl::StatusCode::kAborted;

}  // namespace

absl::Status FieldRequired(absl::string_view field) {
  return base::RefuseField(field, "FIELD_REQUIRED",
                           absl::StrCat("`", field, "` is missing; give it"));
}

absl::Status ValueInvalid(absl::string_view field, absl::string_view rule) {
  return base::RefuseField(field, "VALUE_INVALID",
                           absl::StrCat("`", field, "` is not valid: ", rule));
}

absl::Status TextTooLong(absl::string_view field, size_t characters) {
  return base::RefuseField(field, "TEXT_TOO_LONG",
                           absl::StrCat("`", field, "` is too long: at most ", characters,
                                        " characters; shorten it or link to the rest"));
}

absl::Status TextNotClean(absl::string_view field) {
  return base::RefuseField(
      field, "TEXT_NOT_CLEAN",
      absl::StrCat(
          "`", field,
          "` has to be UTF-8 without control or direction-changing characters; remove them"));
}

absl::Status TextNotComposed(absl::string_view field) {
  return base::RefuseField(
      field, "TEXT_NOT_COMPOSED",
      absl::StrCat("`", field,
                   "` has to be in Unicode's normal form C (letters with their accents composed), "
                   "so that the same text is the same bytes; convert it and send it again"));
}

absl::Status HandleInvalid(absl::string_view field) {
  return base::RefuseField(field, "HANDLE_INVALID",
                           absl::StrCat("`", field,
                                        "` has to be 1 to 32 of a-z, 0-9, dot, dash and "
                                        "underscore, beginning with a letter or digit"));
}

absl::Status AssemblyIdInvalid() {
  return base::RefuseField(
      "assembly_id", "ASSEMBLY_ID_INVALID",
      "the id of an assembly is 2 to 63 of a-z, 0-9 and dash, beginning with a letter");
}

absl::Status TooMany(absl::string_view field, int64_t most) {
  return base::RefuseField(field, "TOO_MANY",
                           absl::StrCat("`", field, "` has too many items: at most ", most));
}

// What is no name of a rule is not repeated: it may hold anything.
static bool IsNameOfARule(absl::string_view rule) {
  return rule.size() <= 63 && std::all_of(rule.begin(), rule.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '_';
         });
}

absl::Status RuleUnknown(absl::string_view field, absl::string_view rule,
                         absl::string_view nearest) {
  const bool name = IsNameOfARule(rule);
  return base::RefuseField(
      field, "RULE_UNKNOWN",
      absl::StrCat("there is no preset or rule ", name ? "`" : "of that name", name ? rule : "",
                   name ? "`" : "",
                   nearest.empty() ? "" : absl::StrCat("; did you mean `", nearest, "`?")));
}

absl::Status RuleNotInCharter(absl::string_view rule) {
  const bool name = IsNameOfARule(rule);
  return base::Refuse(
      kFailedPrecondition, "RULE_NOT_IN_CHARTER",
      absl::StrCat("the charter has no ", name ? "rule `" : "such rule", name ? rule : "",
                   name ? "`" : "", "; a proposal of kind charter can add it"));
}

absl::Status CharterRuleApplies(absl::string_view rule) {
  return base::RefuseField("rule_id", "CHARTER_RULE_APPLIES",
                           absl::StrCat("a change of the charter is decided by `", rule,
                                        "`, the charter's rule for it; leave `rule_id` out"));
}

absl::Status CharterTooLarge() {
  return base::RefuseField(
      "charter", "CHARTER_TOO_LARGE",
      "the charter is too large: at most 16 rules and 24 KiB in all; leave rules out");
}

absl::Status MemberUnknown(absl::string_view field, absl::string_view member) {
  return base::RefuseField(
      field, "MEMBER_UNKNOWN",
      absl::StrCat("`", field, "` names `", member, "`, who is not a member here"));
}

absl::Status AssemblyExists() {
  return base::Refuse(kAlreadyExists, "ASSEMBLY_EXISTS",
                      "an assembly with this id exists; choose another id");
}

absl::Status HandleTaken() {
  return base::Refuse(kAlreadyExists, "HANDLE_TAKEN",
                      "a member goes by this handle; choose another");
}

absl::Status InvitationInvalid() {
  return base::Refuse(
      kPermissionDenied, "INVITATION_INVALID",
      "this invitation is not valid: wrong, used, revoked or too old; ask a member for a new one");
}

absl::Status InvitationClosed() {
  return base::Refuse(
      kFailedPrecondition, "INVITATION_CLOSED",
      "the invitation was used, revoked or is too old: there is nothing to take back");
}

absl::Status TooManyInvitations() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_INVITATIONS",
                      "too many invitations are open; revoke some first");
}

absl::Status NotYourself() {
  return base::Refuse(kPermissionDenied, "NOT_YOURSELF",
                      "members change only what they say of themselves");
}

absl::Status MemberNotFound() {
  return base::Refuse(kNotFound, "MEMBER_NOT_FOUND",
                      "there is no such member here; `assent members` lists them");
}

absl::Status InvitationNotFound() {
  return base::Refuse(kNotFound, "INVITATION_NOT_FOUND", "there is no such invitation here");
}

absl::Status ProposalNotFound() {
  return base::Refuse(kNotFound, "PROPOSAL_NOT_FOUND",
                      "there is no such proposal here; `assent list` shows them");
}

absl::Status AmendmentNotFound() {
  return base::Refuse(kNotFound, "AMENDMENT_NOT_FOUND", "the proposal has no such amendment");
}

absl::Status ConcernNotFound() {
  return base::Refuse(kNotFound, "CONCERN_NOT_FOUND", "the proposal has no such concern");
}

absl::Status BlockNotFound() {
  return base::Refuse(kNotFound, "BLOCK_NOT_FOUND", "no block rests on that concern");
}

absl::Status NotADraft() {
  return base::Refuse(kFailedPrecondition, "NOT_A_DRAFT",
                      "the proposal has been introduced; amend it instead");
}

absl::Status StillADraft() {
  return base::Refuse(kFailedPrecondition, "STILL_A_DRAFT",
                      "the proposal is a draft; introduce it first");
}

absl::Status NotTheProposer() {
  return base::Refuse(kPermissionDenied, "NOT_THE_PROPOSER",
                      "only the proposer or a co-proposer may do this");
}

absl::Status EtagMismatch() {
  return base::Refuse(kAborted, "ETAG_MISMATCH",
                      "somebody changed it since you read it; read it again");
}

absl::Status ProposalEnded() {
  return base::Refuse(
      kFailedPrecondition, "PROPOSAL_ENDED",
      "the proposal has come to its end; raise the question again as a new proposal");
}

absl::Status NotInThisState(absl::string_view state, absl::string_view instead) {
  return base::Refuse(kFailedPrecondition, "NOT_IN_THIS_STATE",
                      absl::StrCat("not possible while the proposal is ", state, "; ", instead));
}

absl::Status TooManyOpenProposals() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_OPEN_PROPOSALS",
                      "too many proposals are open; decide or withdraw some first");
}

absl::Status UrgentNotAllowed() {
  return base::Refuse(kFailedPrecondition, "URGENT_NOT_ALLOWED",
                      "the rule has no urgent way, or not for this reason");
}

absl::Status DecisionUnknown(absl::string_view field) {
  return base::RefuseField(field, "DECISION_UNKNOWN", "there is no decision of that name");
}

absl::Status ReopenedTooEarly(absl::string_view from) {
  return base::Refuse(
      kFailedPrecondition, "REOPENED_TOO_EARLY",
      absl::StrCat("this was decided lately; its rule lets it be raised again from ", from, " on"));
}

absl::Status ReopeningNeeds(bool new_information, int32_t members) {
  const std::string news = new_information ? "say what is new" : "";
  const std::string many =
      members == 0 ? ""
                   : absl::StrCat("name the decision (`reopens`) and let ", members,
                                  " members bring it");
  return base::Refuse(kFailedPrecondition, "REOPENING_NEEDS",
                      absl::StrCat("to raise what was decided again, ", news,
                                   news.empty() || many.empty() ? "" : ", or ", many));
}

absl::Status SponsorsNeeded(int64_t needed, int64_t sponsors) {
  return base::Refuse(
      kFailedPrecondition, "SPONSORS_NEEDED",
      absl::StrCat("the rule asks for ", needed, " who bring the proposal with you, ", sponsors,
                   " do so far; ask more co-proposers"));
}

absl::Status DiscussionNotOver(absl::string_view until) {
  return base::Refuse(
      kFailedPrecondition, "DISCUSSION_NOT_OVER",
      absl::StrCat("discussion lasts at least until ", until, "; call for positions then"));
}

absl::Status ConcernsUnsettled(int32_t first, int64_t count) {
  return base::Refuse(
      kFailedPrecondition, "CONCERNS_UNSETTLED",
      absl::StrCat(count, count == 1 ? " concern has" : " concerns have",
                   " no answer yet, the first is number ", first, "; answer, resolve or carry it"));
}

absl::Status EditorialPending(int32_t amendment) {
  return base::Refuse(
      kFailedPrecondition, "EDITORIAL_PENDING",
      absl::StrCat("amendment ", amendment,
                   " waits until its time for objections is over; wait, or withdraw it"));
}

absl::Status AmendmentPending(int32_t amendment) {
  return base::Refuse(
      kFailedPrecondition, "AMENDMENT_PENDING",
      absl::StrCat("amendment ", amendment,
                   " comes first: accept or decline it, vote on it, or withdraw it"));
}

absl::Status WithdrawalPending() {
  return base::Refuse(kFailedPrecondition, "WITHDRAWAL_PENDING",
                      "the proposer is withdrawing the proposal; take it over, or wait");
}

absl::Status CannotTakeOver() {
  return base::Refuse(
      kFailedPrecondition, "CANNOT_TAKE_OVER",
      "a proposal is taken over only while its proposer withdraws it or after they left");
}

absl::Status ReturnTimeInvalid() {
  return base::RefuseField("return_time", "RETURN_TIME_INVALID",
                           "`return_time` has to lie ahead, by at most 366 days");
}

absl::Status NotParked() {
  return base::Refuse(
      kFailedPrecondition, "NOT_PARKED",
      "the proposal is neither tabled nor referred: there is nothing to bring back");
}

absl::Status NotCalled() {
  return base::Refuse(kFailedPrecondition, "NOT_CALLED",
                      "positions are not asked for yet; call for consensus first");
}

absl::Status NotInAdvance(absl::string_view why) {
  return base::Refuse(kFailedPrecondition, "NOT_IN_ADVANCE", why);
}

absl::Status PhaseNotStartable() {
  return base::Refuse(kFailedPrecondition, "PHASE_NOT_STARTABLE",
                      "no phase of the rule waits to be started");
}

absl::Status NoExtension() {
  return base::Refuse(kFailedPrecondition, "NO_EXTENSION",
                      "the rule does not let anybody make this phase longer");
}

absl::Status ExtensionUsed() {
  return base::Refuse(kFailedPrecondition, "EXTENSION_USED",
                      "you have used your extension of this phase");
}

absl::Status ExtensionTooLong(absl::string_view most) {
  return base::RefuseField("by", "EXTENSION_TOO_LONG",
                           absl::StrCat("one extension is at most ", most));
}

absl::Status NotTheFacilitator() {
  return base::Refuse(kPermissionDenied, "NOT_THE_FACILITATOR",
                      "only whoever facilitates the proposal may do this; where nobody does, any "
                      "member can take it on with `assent facilitate`");
}

absl::Status NotJudged() {
  return base::Refuse(kFailedPrecondition, "NOT_JUDGED",
                      "under this rule positions are counted; nobody declares the outcome");
}

absl::Status NobodyTookPart() {
  return base::Refuse(kFailedPrecondition, "NOBODY_TOOK_PART",
                      "no position and no attendance is on record: nobody's sense can be declared; "
                      "record who was there");
}

absl::Status NotAmendable(absl::string_view state) {
  return base::Refuse(kFailedPrecondition, "NOT_AMENDABLE",
                      absl::StrCat("the text cannot change while the proposal is ", state));
}

absl::Status TextFrozen() {
  return base::Refuse(kFailedPrecondition, "TEXT_FROZEN",
                      "too little time is left to change the text, and the discussion cannot be "
                      "extended; bring a new proposal");
}

absl::Status RoundsUsed() {
  return base::Refuse(kFailedPrecondition, "ROUNDS_USED",
                      "the rounds of amendment that the rule gives are used; decide");
}

absl::Status AmendmentDegree() {
  return base::Refuse(kFailedPrecondition, "AMENDMENT_DEGREE",
                      "an amendment of an amendment cannot be amended again");
}

absl::Status AmendmentClosed() {
  return base::Refuse(
      kFailedPrecondition, "AMENDMENT_CLOSED",
      "the amendment is settled, or not yet at the point for this; `assent amendments` "
      "shows where it is");
}

absl::Status AmendmentStale() {
  return base::Refuse(
      kFailedPrecondition, "AMENDMENT_STALE",
      "the text has changed since the amendment was written; bring it again on the new text");
}

absl::Status NotTheAuthor() {
  return base::Refuse(kPermissionDenied, "NOT_THE_AUTHOR", "only its author may do this");
}

absl::Status TooManyAmendments() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_AMENDMENTS",
                      "the proposal has too many amendments; bring a new proposal");
}

absl::Status VoteNotOpen(absl::string_view from) {
  return base::Refuse(kFailedPrecondition, "VOTE_NOT_OPEN",
                      absl::StrCat("the proposer may still accept or decline the amendment; from ",
                                   from, " on, a vote on it opens the voting"));
}

absl::Status VoteNotOver(absl::string_view until) {
  return base::Refuse(kFailedPrecondition, "VOTE_NOT_OVER",
                      absl::StrCat("the vote on the amendment runs until ", until));
}

absl::Status ConcernClosed() {
  return base::Refuse(kFailedPrecondition, "CONCERN_CLOSED",
                      "the concern is closed; raise a new one");
}

absl::Status NotTheHolder() {
  return base::Refuse(kPermissionDenied, "NOT_THE_HOLDER",
                      "only whoever holds the concern may do this");
}

absl::Status ConcernHeld() {
  return base::Refuse(kFailedPrecondition, "CONCERN_HELD",
                      "somebody holds this concern; a concern is adopted once its holder has left");
}

absl::Status TooManyConcerns() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_CONCERNS",
                      "the proposal has too many concerns; answer some first");
}

absl::Status TooManyAnswers() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_ANSWERS",
                      "the concern has too many answers; resolve it or meet");
}

absl::Status InvalidPosition(absl::string_view field, absl::string_view stance) {
  return base::RefuseField(field, "INVALID_POSITION",
                           absl::StrCat("the rule knows no position `", stance, "`"));
}

absl::Status ReasonRequired(absl::string_view field) {
  return base::RefuseField(field, "REASON_REQUIRED",
                           absl::StrCat("this needs a reason: give `", field, "`"));
}

absl::Status BlockNeedsPrinciple() {
  return base::RefuseField(
      "principle", "BLOCK_NEEDS_PRINCIPLE",
      "a block names the agreement or principle that it rests on: give `principle`");
}

absl::Status BlockNeedsTenure() {
  return base::Refuse(
      kPermissionDenied, "BLOCK_NEEDS_TENURE",
      "the rule lets newcomers block only after some time or meetings; voice a concern instead");
}

absl::Status AlreadyBlocking(int32_t concern) {
  return base::Refuse(kFailedPrecondition, "ALREADY_BLOCKING",
                      absl::StrCat("your block on concern ", concern,
                                   " stands; take it back before you block anew"));
}

absl::Status HoldsOnly() {
  return base::Refuse(kFailedPrecondition, "HOLDS_ONLY",
                      "only blocks and objections can be raised or taken back now");
}

absl::Status HandsAreSeen() {
  return base::Refuse(kFailedPrecondition, "HANDS_ARE_SEEN",
                      "this rule hides positions until the close, and raised hands are seen; let "
                      "members give their own");
}

absl::Status HiddenUntilClose() {
  return base::Refuse(
      kFailedPrecondition, "HIDDEN_UNTIL_CLOSE",
      "what this comes to depends on positions that are hidden until the close, and "
      "a rehearsal would tell what they say: leave it, or do it on record");
}

absl::Status RevisionMismatch(int32_t current) {
  return base::Refuse(kFailedPrecondition, "REVISION_MISMATCH",
                      absl::StrCat("the text has changed: revision ", current,
                                   " is the current one; read it first"));
}

absl::Status NotInElectorate() {
  return base::Refuse(kPermissionDenied, "NOT_IN_ELECTORATE",
                      "you have no voice in this decision: the list of voices was taken before you "
                      "joined, or leaves you out; you can raise concerns");
}

absl::Status NoPosition() {
  return base::Refuse(kFailedPrecondition, "NO_POSITION", "there is no position to take back");
}

absl::Status RecordedBlock() {
  return base::RefuseField("positions", "RECORDED_BLOCK",
                           "a block is recorded only on an open concern that its member raised "
                           "themselves before, and no block has rested on: name it, or let them "
                           "block");
}

absl::Status RecordingRefused(absl::string_view handle) {
  return base::Refuse(kPermissionDenied, "RECORDING_REFUSED",
                      absl::StrCat(handle, " does not want positions recorded"));
}

absl::Status OwnPositionStands(absl::string_view handle) {
  return base::Refuse(
      kFailedPrecondition, "OWN_POSITION_STANDS",
      absl::StrCat(handle, " has given a position themselves; a recorded one never replaces it"));
}

absl::Status NotPresent(absl::string_view handle) {
  return base::Refuse(
      kFailedPrecondition, "NOT_PRESENT",
      absl::StrCat(handle, " is not on the attendance record; record first that they are there"));
}

absl::Status PresenceUnsaid() {
  return base::Refuse(kFailedPrecondition, "PRESENCE_UNSAID",
                      "hands are recorded for people who are present, and no attendance is kept: "
                      "record who is there, or say that all of these are");
}

absl::Status NotRecorded() {
  return base::Refuse(kFailedPrecondition, "NOT_RECORDED",
                      "no position of yours was recorded by somebody else");
}

absl::Status ContestTooLate() {
  return base::Refuse(kFailedPrecondition, "CONTEST_TOO_LATE",
                      "what others have put on record can be contested until 48 hours after the close");
}

absl::Status BlockEnded() {
  return base::Refuse(kFailedPrecondition, "BLOCK_ENDED",
                      "the block has ended already; there is nothing left to do about it");
}

absl::Status OwnBlock() {
  return base::Refuse(kPermissionDenied, "OWN_BLOCK",
                      "nobody does this about their own block; another member can");
}

absl::Status OwnChallenge() {
  return base::Refuse(kPermissionDenied, "OWN_CHALLENGE",
                      "who challenged a block does not judge it: let somebody else facilitate");
}

absl::Status OwnProposal() {
  return base::Refuse(kPermissionDenied, "OWN_PROPOSAL",
                      "whoever proposes something judges neither the blocks on it nor the sense "
                      "of the group: hand facilitating over with `assent facilitate --to`");
}

absl::Status NoValidityTest() {
  return base::Refuse(
      kFailedPrecondition, "NO_VALIDITY_TEST",
      "the rule, as it was when the proposal was introduced, has no test of blocks");
}

absl::Status AlreadyChallenged() {
  return base::Refuse(kFailedPrecondition, "ALREADY_CHALLENGED", "the block is under test already");
}

absl::Status NotChallenged() {
  return base::Refuse(kFailedPrecondition, "NOT_CHALLENGED",
                      "the block is not under test; challenge it first");
}

absl::Status TestNotOver(absl::string_view until) {
  return base::Refuse(
      kFailedPrecondition, "TEST_NOT_OVER",
      absl::StrCat("the test is open until ", until, ", unless what it needs is there before"));
}

absl::Status NoReleaseCondition() {
  return base::Refuse(kFailedPrecondition, "NO_RELEASE_CONDITION",
                      "the block names no release condition; its holder can withdraw it");
}

absl::Status DecisionNotFound() {
  return base::Refuse(kNotFound, "DECISION_NOT_FOUND",
                      "there is no decision of that number; `assent decisions` lists them");
}

absl::Status ActionPointNotFound() {
  return base::Refuse(kNotFound, "ACTION_POINT_NOT_FOUND",
                      "the decision has no such action point; `assent actions` lists them");
}

absl::Status NotADissenter() {
  return base::Refuse(kPermissionDenied, "NOT_A_DISSENTER",
                      "only those who disagreed, blocked or stood aside in this decision write a "
                      "dissent statement; a new proposal may raise the question again");
}

absl::Status ActionPointUnchanged() {
  return base::Refuse(kFailedPrecondition, "ACTION_POINT_UNCHANGED",
                      "the action point is in this state already; nothing was changed");
}

absl::Status OutcomeNotReached(const v1::Tally& tally) {
  base::RefusalMetadata metadata = {
      {"outcome", std::string(absl::StripPrefix(v1::Outcome_Name(tally.outcome()), "OUTCOME_"))},
  };
  int count = 0;
  for (const v1::Condition& condition : tally.conditions()) {
    if (condition.holds() || !condition.decides()) continue;
    const std::string prefix = absl::StrCat("condition.", count++);
    metadata.emplace_back(absl::StrCat(prefix, ".kind"),
                          v1::Condition::Kind_Name(condition.kind()));
    metadata.emplace_back(absl::StrCat(prefix, ".sentence"), rules::Explain(condition));
  }
  return base::Refuse(
      kFailedPrecondition, "OUTCOME_NOT_REACHED",
      absl::StrCat("the rule does not close this phase yet: ", rules::HeadlineOf(tally)), metadata);
}

absl::Status RuleTooLenient(absl::string_view rule, absl::string_view changed) {
  return base::Refuse(kFailedPrecondition, "RULE_TOO_LENIENT",
                      absl::StrCat("what was decided by the rule ", changed,
                                   " is changed by it or by a stricter one; ", rule,
                                   " would adopt what it does not: propose it under ", changed));
}

absl::Status TimeZoneUnknown(absl::string_view field) {
  return base::RefuseField(
      field, "TIME_ZONE_UNKNOWN",
      absl::StrCat("`", field, "` is no time zone that this server knows; give an IANA name, as ",
                   "Europe/Berlin"));
}

absl::Status GuestsNotWelcome() {
  return base::Refuse(kFailedPrecondition, "GUESTS_NOT_WELCOME",
                      "the charter knows no guests; a change of the charter can let them in");
}

absl::Status GuestsOnlySpeak() {
  return base::Refuse(kPermissionDenied, "GUESTS_ONLY_SPEAK",
                      "guests raise concerns and answer them, come to meetings and ask for the "
                      "floor; ask a member to adopt the concern");
}

absl::Status RoleOfGuest(absl::string_view handle) {
  return base::Refuse(kFailedPrecondition, "ROLE_OF_GUEST",
                      absl::StrCat(handle,
                                   " is a guest, and roles are members'; admit them first, "
                                   "or name a member"));
}

absl::Status NoLongerAMember() {
  return base::Refuse(
      kNotFound, "ASSEMBLY_NOT_FOUND",
      "there is no such assembly, or you are not one of its members: check the name "
      "and the token");
}

absl::Status AdmissionNeeded() {
  return base::Refuse(
      kFailedPrecondition, "ADMISSION_NEEDED",
      "here an invitation alone makes nobody a member: they apply, or a decision admits "
      "them; propose it, and name the decision");
}

absl::Status NoAdmission() {
  return base::RefuseField("admission", "NO_ADMISSION",
                           "that decision admits nobody who has yet to come");
}

absl::Status AlreadyInvited() {
  return base::Refuse(kFailedPrecondition, "ALREADY_INVITED",
                      "an invitation for that admission is open; revoke it first");
}

absl::Status CounteredNotOpen() {
  return base::RefuseField("counters", "COUNTERED_NOT_OPEN",
                           "a counter-proposal is brought against a proposal that is open");
}

absl::Status PoolUnknown(absl::string_view pool) {
  return base::RefuseField(
      "pool_change.pool", "POOL_UNKNOWN",
      absl::StrCat("there is no pool ", pool, "; the first contribution makes one"));
}

absl::Status PoolOverdrawn(int64_t balance, absl::string_view unit) {
  return base::Refuse(kFailedPrecondition, "POOL_OVERDRAWN",
                      absl::StrCat("the pool has ", balance, " ", unit, "; allocate at most that"));
}

absl::Status ReturnTooLarge(int64_t left, absl::string_view unit) {
  return base::Refuse(kFailedPrecondition, "RETURN_TOO_LARGE",
                      absl::StrCat("of that allocation ", left, " ", unit,
                                   " have not come back; return at most that"));
}

}  // namespace assent::assembly::error
