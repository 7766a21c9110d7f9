// What an assembly is at one position of its log: members, charter, and its
// open proposals with everything about them. Made by Apply() from events and
// by nothing else, so a replay of the log gives it again.
//
// The API's messages are the domain's types; what has to be compact or indexed
// stands beside them. Plain data, copyable, not thread-safe. Ended proposals
// are forgotten once nothing can happen to them any more: they are read from
// the documents (documents.h).

#ifndef ASSENT_SERVER_ASSEMBLY_STATE_H_
#define ASSENT_SERVER_ASSEMBLY_STATE_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/event/v1/event.pb.h"
#include "assent/v1/access.pb.h"
#include "assent/v1/amendment.pb.h"
#include "assent/v1/assembly.pb.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/concern.pb.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/effect.pb.h"
#include "assent/v1/election.pb.h"
#include "assent/v1/member.pb.h"
#include "assent/v1/mirror.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/tally.pb.h"
#include "assent/v1/unit.pb.h"
#include "server/assembly/decided_points.h"
#include "server/assembly/meetings.h"
#include "server/assembly/mirrors/book.h"
#include "server/assembly/position_book.h"

namespace assent::assembly {

// Version of the meaning of rules that this program writes and replays.
inline constexpr uint32_t kRuleSemantics = 1;

struct Member {
  std::string id;
  v1::Member view;
  std::vector<int32_t> tokens;  // indexes of State::tokens, ended ones too
  std::vector<int32_t> keys;    // likewise of State::keys; since they last came in
  absl::Time joined = absl::InfinitePast();
  absl::Time last_act = absl::InfinitePast();
};

// What opens the assembly to its member; access.h says what for. Compact: there is
// at least one a member.
struct TokenState {
  int32_t member = -1;
  uint32_t scopes = 0;  // bits, see ScopeBit()
  std::string hash;
  std::string label;
  std::string app;  // empty: a device
  absl::Time created = absl::InfinitePast();
  absl::Time expires = absl::InfiniteFuture();
  absl::Time revoked = absl::InfiniteFuture();
  int32_t revoked_by = -1;  // member index; -1: not revoked, or by the rule itself
};

// What signs for a member, from one device; see keys.h.
struct DeviceKeyState {
  int32_t member = -1;
  std::string public_key;
  std::string label;
  absl::Time created = absl::InfinitePast();
  absl::Time revoked = absl::InfiniteFuture();
  int64_t acts = 0;      // that it signed and that are in the log
  std::string last_act;  // SHA-256 of the envelope of the newest; empty: none
};

// The act that was signed last. It covers what its author does at that moment.
struct SignedCover {
  int32_t member = -1;  // nobody yet
  int64_t time_us = 0;
  int32_t key = 0;
};

// Somebody who asks to be let in, or to be let in again.
struct ApplicationState {
  v1::Application view;
  std::string member_id;  // theirs, or the one they will have
  std::string token_hash;
  std::string public_key;        // to sign with; empty: none
  std::set<int32_t> supporters;  // member indexes
  absl::Time effect = absl::InfiniteFuture();
  absl::Time expires = absl::InfiniteFuture();

  bool pending() const {
    return view.state() == v1::Application::STATE_WAITING ||
           view.state() == v1::Application::STATE_ANNOUNCED;
  }
  // When it comes to its end by itself.
  absl::Time due() const { return std::min(effect, expires); }
};

struct Invitation {
  v1::Invitation view;
  std::string secret_hash;
  absl::Time expires = absl::InfiniteFuture();
};

struct AmendmentState {
  v1::Amendment view;
  std::map<std::string, bool> votes;  // by voice, as VoiceName() calls it
  std::set<int32_t> accepted;         // member indexes of proposers who accept it
  bool changes_effect = false;        // `view` says what the proposal does with it
  absl::Time settles = absl::InfiniteFuture();
};

struct ConcernState {
  v1::Concern view;
  int32_t holder = -1;  // member index; -1: nobody
  absl::Time adopt_by = absl::InfiniteFuture();
  // Of an objection that holds what was called: as of a block.
  absl::Time nag = absl::InfiniteFuture();
  absl::Time lapse = absl::InfiniteFuture();
  absl::Duration nag_left = absl::InfiniteDuration();
  absl::Duration lapse_left = absl::InfiniteDuration();
};

// A question that was decided, as far as raising it again goes.
struct DecidedQuestion {
  absl::Time time = absl::InfinitePast();
  v1::ReopenPolicy reopen;
  uint64_t wording = 0;  // WordingOf() its title and text
};

struct BlockState {
  v1::Block view;
  int32_t voice = -1;                // whose position it is; -1: its holder has left
  std::set<int32_t> supporters;      // member indexes
  std::map<int32_t, bool> findings;  // by voice: valid or not
  absl::Time nag = absl::InfiniteFuture();
  absl::Time lapse = absl::InfiniteFuture();
  // While the proposal is parked these two stand still: what is left of them.
  absl::Duration nag_left = absl::InfiniteDuration();
  absl::Duration lapse_left = absl::InfiniteDuration();
  absl::Time test_until = absl::InfiniteFuture();  // the test is settled then
  absl::Time release = absl::InfiniteFuture();     // the moment that it names for its release
  int32_t challenger = -1;                         // member index; -1: the rule, or nobody
  int64_t answered = 0;                            // entry with which its holder last spoke for it
};

// Something that came to its end and has its texts still: what the charter's
// retention_days is about.
struct EndedTexts {
  absl::Time end;        // since when nothing can happen to it
  int32_t proposal = 0;  // 0: it is a meeting
  int32_t meeting = 0;
  std::strong_ordering operator<=>(const EndedTexts&) const = default;
};

// An appeal that is being judged.
struct AppealState {
  std::map<int32_t, bool> findings;  // by voice: overturn or not
  absl::Time settles = absl::InfiniteFuture();
};

// What opens a position that is hidden until the close.
struct HiddenPosition {
  int32_t voice = -1;
  std::string commitment;
  std::string salt;  // empty: not known here
};

// What a voice has cast on the options of a proposal.
struct BallotState {
  v1::Marks marks;  // empty: an abstention, or it is hidden and not known here
  int32_t member = -1;
  int64_t sequence = 0;  // of its entry
  int64_t time_us = 0;
  std::string commitment;  // while it is hidden; else empty
  std::string salt;        // likewise; empty: not known here
};

// What a unit's spoke may say on a proposal.
struct MandateState {
  std::string unit;
  v1::Mandate view;
  bool needs_confirming = false;
};

// A household, pod or organisation; there while somebody belongs.
struct UnitState {
  std::set<int32_t> members;           // indexes
  std::map<int32_t, int32_t> choices;  // by member: whom they would have speak; -1: nobody
  int32_t spoke = -1;                  // member index; -1: nobody
  absl::Time since = absl::InfinitePast();
  int32_t meetings = 0;  // that the spoke attended as such
  int32_t resting = -1;  // who has spoken their time, until somebody else has come; -1: nobody
  int64_t changed = 0;   // entry with which the spoke became another one
};

// What a member left before the call, for the text that stood then.
struct AdvanceState {
  v1::AdvancePosition view;
  bool about_process = false;
};

// Whose word it is that somebody is present, and for what it is good.
struct PresenceState {
  int32_t by = -1;      // member index of who put them on record; their own: they said it
  int32_t also = -1;    // another one who did at the same meeting; -1: nobody
  bool counts = true;   // in the quorum and among those present
  bool listed = false;  // by a list of who is at a meeting, not by their own word alone
  absl::Time time = absl::InfinitePast();  // when that was said
  bool operator==(const PresenceState&) const = default;
};

struct ProposalState {
  int32_t number = 0;
  v1::Proposal view;                            // without tally, except at the end
  std::vector<v1::Revision> revisions;          // [i] is revision i + 1
  std::vector<AmendmentState> amendments;       // [i] is amendment i + 1
  std::vector<ConcernState> concerns;           // [i] is concern i + 1
  absl::btree_map<int32_t, BlockState> blocks;  // by concern number

  // Who decides: for each voice the members who speak for it.
  bool electorate_taken = false;
  std::vector<std::string> voice_names;  // member id, or unit
  absl::flat_hash_map<int32_t, int32_t>
      voice_of;  // member index → voice; the one that stands first
  // Of the few who belong to several units: their other voices.
  std::map<int32_t, std::vector<int32_t>> further_voices;
  // Frozen with the rule: votes of single units, by name; the rule says it of others.
  std::map<std::string, int32_t> unit_weights;
  std::vector<MandateState> mandates;  // in order of the first that each unit gave
  PositionBook positions;
  absl::flat_hash_map<int32_t, std::string> reasons;  // by voice; of those that say why
  // By member index; for the current text, and only before a call.
  std::map<int32_t, AdvanceState> advance;
  bool hands_recorded = false;                          // somebody has recorded positions of others
  bool hides = false;                                   // positions given now are hidden
  absl::flat_hash_map<int64_t, HiddenPosition> hidden;  // by entry; see hidden.h

  std::map<int32_t, BallotState> ballots;  // by voice
  int64_t ballots_opened = 0;              // entry that opened them for casting; 0: they are not
  int64_t counted = 0;                     // entry with their count; 0: none, or cast since
  bool none_chosen = false;                // that count chose "none of these"

  bool urgent = false;
  int32_t phase = -1;                   // index; -1: not called yet
  int32_t startable = -1;               // phase that waits to be started; -1: none
  int32_t blocked_in = -1;              // phase in which it was blocked; -1: not blocked
  int32_t blocked_revision = 0;         // the text that was blocked
  bool through_block = false;           // the running vote was reached through a block
  std::map<int32_t, int32_t> failures;  // by phase: how often it did not pass
  std::map<int32_t, std::set<int32_t>> stopped_by;  // by phase: concerns whose blocks stopped it
  std::set<int32_t> start_voices;                   // voices for starting `startable`
  std::map<int32_t, int32_t> extensions;            // by member index, in this phase
  std::set<int32_t> attendance;                     // member indexes
  bool attendance_kept = false;
  std::map<int32_t, PresenceState> presence;  // of those on the record, by member index
  // Member indexes of those who struck what was put on record of them, and have not said
  // since that they are there.
  std::set<int32_t> presence_struck;
  // Held in this phase; resolving that goes on with the same text goes on counting.
  int32_t meetings = 0;
  absl::Time last_met = absl::InfinitePast();  // when the last of those was recorded
  int32_t rounds = 0;                          // revisions while blocks were resolved
  // Resolving that ended before its time: of which phase and text, and what of its
  // time is left.
  int32_t resolved_in = -1;
  int32_t resolved_revision = 0;
  int32_t resolved_meetings = 0;
  absl::Duration resolving_left = absl::InfiniteDuration();
  // Of what was decided urgently: when it expires unless it is ratified, held or not.
  absl::Time ratify_by = absl::InfiniteFuture();
  std::map<int32_t, int32_t> without_quorum;  // by phase: how often it closed without a quorum

  absl::Time created = absl::InfinitePast();
  absl::Time introduced = absl::InfinitePast();
  absl::Time discussion_min = absl::InfinitePast();
  absl::Time discussion_end = absl::InfiniteFuture();
  absl::Time phase_start = absl::InfinitePast();
  absl::Time phase_min = absl::InfinitePast();
  absl::Time phase_end = absl::InfiniteFuture();
  absl::Time silence_due = absl::InfiniteFuture();  // silent voices leave a live electorate then
  absl::Time returns = absl::InfiniteFuture();
  absl::Time withdraws = absl::InfiniteFuture();
  absl::Time duty_due = absl::InfiniteFuture();    // what blockers must do is looked at then
  absl::Time effect_due = absl::InfiniteFuture();  // what it does by itself when adopted
  absl::Time appeal_until = absl::InfinitePast();  // what was declared may be appealed
  absl::Time forget = absl::InfiniteFuture();      // once ended: nothing can happen after this
  v1::Proposal::State parked_from = v1::Proposal::STATE_UNSPECIFIED;
  // While somebody has parked it: what was left until the end of its phase, infinite
  // where it has none, and until the phase may close, infinite where the rule parked it:
  // then the phase begins anew.
  absl::Duration phase_left = absl::InfiniteDuration();
  absl::Duration phase_min_left = absl::InfiniteDuration();
  int32_t parking_objector = -1;  // member index of who brought it back in this stage
  std::map<int32_t, int32_t> facilitator_objections;  // by objector: to whom; member indexes

  int64_t departed = 0;        // voices gone from an electorate that is taken live
  int64_t departed_votes = 0;  // … and their votes
  // Of the last phase that asked for positions: its tally, index and close.
  std::optional<v1::Tally> passed_tally;
  // Of a window or final comment after it, if a hold stopped that.
  std::optional<v1::Tally> stopped_tally;
  int32_t passed_phase = -1;
  absl::Time passed_time = absl::InfiniteFuture();
  absl::Time passed_end = absl::InfinitePast();  // when it would have closed at the latest
  std::optional<v1::Decision> decision;
  std::string declared_by;            // member's name; empty: nobody declared the sense
  std::optional<AppealState> appeal;  // while it is judged
  // By entries: what counts as done for a duty comes after one of the first two.
  int64_t resolving_since = 0;
  int64_t duty_since = 0;
  int64_t last_meeting = 0;
  std::map<int32_t, v1::Temperature> temperatures;  // by member index; on the current text
  std::set<int32_t> countered_by;                   // member indexes who brought a counter-proposal
  // Decisions that fell with a contested hand: what was derived from them goes.
  std::vector<v1::Decision> taken_back;
  ProposalBook book;

  int64_t moved = 0;      // entry with which its text or its stage became another
  std::string rule_hash;  // of signed acts (ActPayload); empty: not worked out yet

  const v1::DecisionRule& rule() const { return view.rule(); }
  // The phases that apply: the rule's, or its urgent ones.
  const google::protobuf::RepeatedPtrField<v1::Phase>& phases() const {
    return urgent ? view.rule().urgent().phases() : view.rule().phases();
  }
  // Expects that it has been called.
  const v1::Phase& current_phase() const { return phases(phase); }
  const v1::Phase& phases(int32_t index) const { return phases().Get(index); }
};

// Whether a decision in this state holds for the group: adopted, and neither ended
// nor replaced since, whether its review is due or not.
inline bool IsInForce(v1::Proposal::State state) {
  return state == v1::Proposal::STATE_ADOPTED || state == v1::Proposal::STATE_REVIEW_DUE;
}

// An adopted decision, as far as anything can still happen to it.
struct StandingState {
  std::string title;
  v1::Proposal::State state = v1::Proposal::STATE_ADOPTED;
  std::shared_ptr<const v1::DecisionRule> rule;  // shared by the decisions made under it
  absl::Time review = absl::InfiniteFuture();
  absl::Time sunset = absl::InfiniteFuture();
  absl::Time reaffirmed = absl::InfinitePast();
  absl::Time ended = absl::InfiniteFuture();
  int32_t ended_by = 0;      // decision; 0: none
  std::string obstacle;      // why what it does by itself stays undone; empty: it does not
  int32_t proposer = -1;     // member index of who brought it, as it came to its end
  int32_t keeper = -1;       // member index of who would keep it; -1: nobody
  int32_t last_keeper = -1;  // … or would have, before somebody objected
  absl::Time keep_until = absl::InfiniteFuture();
  std::vector<v1::KeepObjection> objections;  // since the review came due

  bool in_force() const { return IsInForce(state); }
  // When something happens to it by itself.
  absl::Time due() const { return std::min({review, sunset, keep_until}); }
};

// Who has a role, and who follows.
struct RoleState {
  v1::Role view;
  absl::Duration term;
  absl::Time ends = absl::InfiniteFuture();  // the term that runs
};

struct PoolState {
  v1::Pool view;
  std::map<int32_t, int64_t> allocated;  // by decision: what has not come back
  std::vector<int32_t> moved_by;         // decisions, ascending
};

struct State {
  std::string id;       // in resource names
  std::string origin;   // of the log; empty: not founded
  std::string log_key;  // Ed25519, public; signs for the log from here on
  v1::Assembly view;
  absl::Time created = absl::InfinitePast();
  int64_t sequence = 0;                         // of the last event
  absl::Time last_time = absl::InfinitePast();  // of the last event

  std::vector<Member> members;  // in order of joining; never shrinks
  absl::flat_hash_map<std::string, int32_t> member_by_id;
  absl::flat_hash_map<std::string, int32_t> member_by_handle;  // those who have not left
  std::vector<TokenState> tokens;                              // [i] is token i + 1
  absl::flat_hash_map<std::string, int32_t> token_by_hash;     // those that were not revoked
  std::vector<DeviceKeyState> keys;                            // [i] is key i + 1
  absl::flat_hash_map<std::string, int32_t> key_by_bytes;      // those that ended, too
  SignedCover covered;
  std::vector<Invitation> invitations;                         // [i] is invitation i + 1
  // Neither used nor revoked, by when they end and number. At most kMaxOpenInvitations end later
  // than now: whoever joins a large assembly goes through those, not through all that ever were.
  absl::btree_set<std::pair<absl::Time, int32_t>> invitation_due;
  std::vector<ApplicationState> applications;                  // [i] is application i + 1
  // Open ones, by number, and when each comes to its end by itself.
  absl::btree_set<std::pair<absl::Time, int32_t>> application_due;
  absl::Time ends = absl::InfiniteFuture();    // its data are destroyed then
  int32_t ending_decision = 0;                 // by which; 0: none
  std::map<int32_t, ProposalState> proposals;  // by number; open ones
  int32_t last_proposal = 0;
  // When something falls due, by proposal; kept by Apply().
  absl::btree_set<std::pair<absl::Time, int32_t>> due;
  absl::flat_hash_map<int32_t, absl::Time> due_of;
  // By number; those whose rule says when they may be raised again.
  std::map<int32_t, DecidedQuestion> decided;
  // By number; decisions with dissenters or action points.
  std::map<int32_t, DecidedPoints> points;
  LastStatement last_statement;
  std::map<int32_t, MeetingState> meetings;  // by number; planned and open ones
  int32_t last_meeting = 0;
  // Ended proposals, by when they may be forgotten.
  absl::btree_set<std::pair<absl::Time, int32_t>> ended;
  absl::btree_set<EndedTexts> ended_texts;
  // Since when the charter keeps texts as long as it does, or longer.
  absl::Time retention_since = absl::InfinitePast();
  MirrorBook book;

  // Adopted decisions, by number, those that have ended too, and when something
  // happens to each by itself.
  absl::btree_map<int32_t, StandingState> standings;
  absl::btree_set<std::pair<absl::Time, int32_t>> standing_due;
  // Rules that decisions were made under, by their bytes: a few for thousands.
  absl::btree_map<std::string, std::shared_ptr<const v1::DecisionRule>> frozen_rules;
  // Uses of the urgent way, by proposal: those that nobody has explained yet, and
  // those of proposals that are still kept.
  std::map<int32_t, v1::UrgentEntry> urgent_uses;
  std::set<int32_t> admissions;            // decisions that let somebody in who has not come yet
  std::map<std::string, RoleState> roles;  // by id
  std::map<std::string, PoolState> pools;  // by id
  std::map<std::string, UnitState> units;  // by name
  std::map<int32_t, v1::PoolMovement> movements;  // of all pools, by decision
  // Blocks, by proposal and concern, whose release condition has come true.
  std::set<std::pair<int32_t, int32_t>> released;

  bool founded() const { return !origin.empty(); }
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_STATE_H_
