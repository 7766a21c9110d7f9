// A second implementation of a proposal's life, to compare the state machine
// with: sections 2, 3, 5 and 7 of the decision rules, written as plainly as
// they read. It keeps short lists (who there is, what was said, what is held),
// counts them anew whenever something is asked, and shares no code with
// server/. It reads the same rule.
//
// It takes it from the caller which deeds were accepted, except that
// Forbidden() names what its own reading would never let through.
//
// Not thread-safe; copyable.

#ifndef ASSENT_TESTS_LIVES_NAIVE_LIFE_H_
#define ASSENT_TESTS_LIVES_NAIVE_LIFE_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/amendment.pb.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/concern.pb.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/rule.pb.h"
#include "tests/lives/deed.h"
#include "tests/lives/naive_count.h"
#include "tests/lives/verdict.h"

namespace assent::test {

class NaiveLife {
 public:
  // Mistakes that the canaries make it make.
  enum class Mistake {
    kNone,
    kConsentCarries,     // consent goes on to a changed text
    kTiePasses,          // as many for as against is enough
    kLateCounts,         // the very end is not too late
    kHoldsDoNotCarry,    // a block ends with the text
    kLapseFreesConcern,  // a lapse ends the concern, too
    kAdvanceCarries,     // what was left before the call goes on to a changed text
    kFirstWins,          // of rival texts the one that most ballots have first
    kObjectionsHold,     // an objection holds also where a block would be tolerated
    kLotTakesRoad        // of roads that tie one is taken
  };

  // Founded by m0 at `start`; `rule` is the one that proposals go by. As with the
  // machine, the unit "north" has three votes, and m0 has the role that may decide.
  NaiveLife(const v1::DecisionRule& rule, absl::Time start, Mistake mistake = Mistake::kNone);

  // What fell due up to and including `now` has happened.
  void Pass(absl::Time now);
  // Expects Pass(now), and that the deed was accepted.
  void Do(const Deed& deed, absl::Time now);
  // Why the rule does not let `deed` through now; "": it may.
  std::string Forbidden(const Deed& deed, absl::Time now) const;

  Verdict Look(absl::Time now) const;
  // When something falls due next.
  absl::Time NextDue() const;
  // The moments that matter: everything that is due, and minimum times.
  std::vector<absl::Time> Moments() const;

  // For the dice.
  bool SaysAbsent(int member) const { return absent_.count(member) > 0; }
  struct Person {
    bool founder = false;
    bool away = false;
    bool left = false;
    std::string unit;
    std::set<std::string> attributes;
    absl::Time joined;
    absl::Time last_act;
    int meetings = 0;
  };
  struct Concern {
    bool objection = false;
    bool block = false;  // a block rests on it
    int author = -1;
    int holder = -1;
    v1::Concern::State state = v1::Concern::STATE_OPEN;
    bool hold_ended = false;
    absl::Time adopt_by = absl::InfiniteFuture();
    absl::Time lapse = absl::InfiniteFuture();             // of an objection
    absl::Duration lapse_left = absl::InfiniteDuration();  // while it is parked
  };
  struct Block {
    int concern = 0;
    int voice = -1;  // -1: its holder has left
    int revision = 0;
    v1::Block::State state = v1::Block::STATE_STANDING;
    std::set<int> supporters;      // people
    std::map<int, bool> findings;  // by voice
    bool challenged = false;
    int challenger = -1;                      // -1: the rule
    absl::Time asked = absl::InfinitePast();  // when its test began
    v1::LogicResult logic = v1::LOGIC_RESULT_UNSPECIFIED;
    v1::AttemptResult attempt = v1::ATTEMPT_RESULT_UNSPECIFIED;
    bool answered_for = false;  // somebody has spoken for it since resolving began
    absl::Time lapse = absl::InfiniteFuture();
    absl::Duration lapse_left = absl::InfiniteDuration();  // while it is parked
    absl::Time test_until = absl::InfiniteFuture();
  };
  // What somebody left before the call, for one text.
  struct Early {
    int member = -1;
    v1::Stance stance = v1::STANCE_UNSPECIFIED;
    int revision = 0;
  };
  struct Amendment {
    int author = -1;
    bool editorial = false;
    int base = 0;  // revision
    v1::Amendment::State state = v1::Amendment::STATE_OPEN;
    std::map<std::string, bool> votes;  // by Ballot()
    std::set<int> accepted;             // people who bring the proposal
    absl::Time made;
    absl::Time settles = absl::InfiniteFuture();
  };
  const std::vector<Person>& people() const { return people_; }
  const std::vector<Concern>& concerns() const { return concerns_; }
  const std::vector<Block>& blocks() const { return blocks_; }
  const std::vector<Amendment>& amendments() const { return amendments_; }
  const std::map<int, int>& voice_of() const { return voice_of_; }
  v1::Proposal::State state() const { return state_; }
  bool ended() const { return ended_; }
  int proposer() const { return proposer_; }
  int facilitator() const { return facilitator_; }
  bool withdrawing() const { return withdraws_ != absl::InfiniteFuture(); }
  const v1::Phase& current() const { return phases().Get(phase_); }
  int phase() const { return phase_; }
  int waiting() const { return waiting_; }
  std::set<v1::Stance> Allowed() const;
  // Whether the rule counts rival texts, and the options that ballots may rank now.
  bool HasRivals() const;
  std::vector<int> Standing() const;
  // Whether they rank the roads that the rule may take from here, and nothing else.
  bool ChoosesRoads() const;
  // In which order lots fall: nobody chooses that, so nobody can work it out here.
  void TakeLots(std::vector<int> order) { lots_ = std::move(order); }

 private:
  friend class Lawful;  // says of a deed whether the rule lets it through

  // What a ballot may rank, by its place: the proposal's own text first, then "none".
  struct Option {
    bool own = false;
    bool none = false;
    int amendment = 0;
    bool stands = true;
  };
  struct Cast {
    int member = -1;
    std::vector<int> ranking;  // options, the best first
    size_t word = 0;           // as which it is an answer
  };
  // What somebody said, or what became of it. The last of a voice counts.
  struct Word {
    int voice = -1;
    int member = -1;
    int recorded_by = -1;
    int revision = 0;
    v1::Stance stance = v1::STANCE_UNSPECIFIED;  // unspecified: taken back
  };

  const google::protobuf::RepeatedPtrField<v1::Phase>& phases() const {
    return urgent_ ? rule_.urgent().phases() : rule_.phases();
  }
  const v1::Phase& phase(int index) const { return phases().Get(index); }
  bool IsAsked() const;
  int Deciding() const { return blocked_in_ >= 0 ? blocked_in_ : phase_; }

  // Who decides: naive_life_people.cc.
  bool IsActive(const Person& person, absl::Time now) const;
  void TakeElectorate(absl::Time now);
  void FollowElectorate(absl::Time now);
  int Voices() const;
  int VoiceOf(int member) const;
  int VotesOf(int voice) const;
  std::string Ballot(int member) const;
  std::set<int> VoicesOf(const std::set<int>& people) const;
  // Whether they met as the group; `recorder` says so (-1: whoever).
  bool IsMeeting(const std::set<int>& people, int recorder) const;
  void GiveNotice(absl::Time now);
  // What a member's presence rests on, once `recorder` has put them on record.
  void PutOnRecord(int member, int recorder, absl::Time now);
  std::set<int> Counted() const;  // people on the record who count
  bool BorneOut(int member, int recorder, absl::Time now) const;
  void SayPresence(const Deed& deed, absl::Time now);
  bool SameMeeting(absl::Time now) const { return now < last_met_ + absl::Hours(18); }
  void DropTheSilent(absl::Time now);
  void Leave(int who, absl::Time now);
  void DoAsMember(const Deed& deed, absl::Time now);

  // What counts: naive_life_words.cc.
  const Word* LastWord(int voice) const;
  bool Counts(const Word& word) const;
  bool Knows(int index, v1::Stance stance) const;
  bool IsCountedAgainst(int index, int voice) const;
  void CountConcerns(int index, NaiveCount& count) const;
  NaiveCount Count(int index, absl::Time now, bool min_counts) const;
  v1::Outcome Outcome(int index, absl::Time now, bool min_counts = true) const;
  int OpenObjections() const;
  bool AnybodyHolds() const;
  bool SomethingHolds(int index, absl::Time now) const;
  bool IsDated(int index) const;
  bool AllHaveAnswered() const;
  std::set<int> VoicesPresent() const;
  void Say(int voice, int member, v1::Stance stance, int recorded_by = -1);
  void DoPosition(const Deed& deed, absl::Time now);
  void OpenEarly();
  std::string EarlyForbidden(const Deed& deed) const;
  void Contest(int who, absl::Time now);
  void WorkOutAgain(absl::Time now);
  std::string PositionForbidden(const Deed& deed, int who, absl::Time now) const;

  // Roads: naive_life_roads.cc.
  void CountRoads();
  void CloseRoads();

  // Rival texts: naive_life_ballots.cc.
  bool TakesBallots() const;
  void OpenBallots(int index);
  void CastBallot(const Deed& deed, absl::Time now);
  void CountBallots();
  v1::Stance Meant(const std::vector<int>& ranking) const;

  // Concerns and blocks: naive_life_holds.cc.
  static bool IsOpen(const Block& block);
  static bool Holds(const Concern& concern);
  Block* BlockOn(int concern);
  const v1::BlockPolicy& BlockPolicy() const;
  void NewBlock(int number, int holder, int recorded_by, absl::Time now);
  Block* BlockOfObjection(int number, absl::Time now);
  void EndBlock(Block& block, v1::Block::State state, v1::Stance becomes);
  void EndConcern(int number, v1::Concern::State state, absl::Time now);
  bool TestPasses(const v1::BlockTest& test, const Block& block, bool* settled) const;
  void LookAtTest(Block& block, bool over, absl::Time now);
  void BeginLapse(Block& block, absl::Time now);
  bool MayFallSilent(const Concern& concern) const;
  void BeginLapse(Concern& concern, absl::Time now);
  void BeginLapses(absl::Time now);
  bool EndsBlocked(int index) const;
  void Spoke(int who, absl::Time now);
  bool IsParked() const;
  void SettleTests(bool asked, absl::Time now);
  bool TestsPass(const Block& block) const;
  void EndTest(Block& block, bool passes, absl::Time now);
  bool WasHeard(const Block& block, absl::Time now) const;
  void HoldRaised(absl::Time now);
  void HoldProven(absl::Time now);
  void HoldEnded(absl::Time now);
  bool StillPasses(absl::Time now) const;
  bool HoldsStop(int index) const;
  void DoToConcern(const Deed& deed, absl::Time now);
  void DoToBlock(const Deed& deed, absl::Time now);

  // Phases and the road: naive_life_road.cc.
  void Call(absl::Time now);
  void Enter(int index, absl::Time now);
  void Begin(int index, absl::Time now, bool anew);
  void CloseEarly(absl::Time now);
  void Close(absl::Time now);
  void Decide(absl::Time now);
  bool WaitsForSomebody(absl::Time now) const;
  void Stop(int index, const v1::Next& next, absl::Time now);
  void Follow(int index, v1::Outcome outcome, absl::Time now);
  void Go(const v1::Next& next, int from, v1::Outcome outcome, absl::Time now);
  void BackTo(v1::Proposal::State state, absl::Time now);
  void Park(v1::Proposal::State state, absl::Time until, absl::Time now);
  void Unpark(absl::Time now);
  void End(v1::Proposal::State state, v1::Outcome outcome);
  void AwaitStart(int index, absl::Time now);
  void LeaveResolving(absl::Time now);
  void Prolong(absl::Time end);
  void EndOfPhase(absl::Time now);
  void EndResolving(absl::Time now);
  bool LapseTheIdle();
  void DoOnRoad(const Deed& deed, absl::Time now);
  void Introduce(const Deed& deed, absl::Time now);
  void Start(int index, int who, absl::Time now);
  void Meet(const Deed& deed, absl::Time now);
  bool PassNext(absl::Time now);

  // The text: naive_life_text.cc.
  void DoToText(const Deed& deed, absl::Time now);
  bool MayChange(absl::Time now) const;
  void SettleAmendment(Amendment& amendment, absl::Time now);
  absl::Time TextComesToRest(absl::Time now) const;
  void TextRests(absl::Time now);
  bool NeedsAll() const;
  std::set<int> CoProposersToAsk(const Amendment& amendment) const;
  bool AcceptedByAll(const Amendment& amendment) const;
  void Accept(Amendment& amendment, int who, absl::Time now);
  void PutAgainst(Amendment& amendment, absl::Time now);
  void TakeIn(Amendment& amendment, absl::Time now);
  void NewText(bool editorial, absl::Time now);

  v1::DecisionRule rule_;
  Mistake mistake_;
  std::vector<Person> people_;

  // The proposal.
  v1::Proposal::State state_ = v1::Proposal::STATE_UNSPECIFIED;
  bool urgent_ = false;
  int proposer_ = -1;
  std::set<int> sponsors_;
  int facilitator_ = -1;
  std::map<int, int> unwanted_;  // by who objects: to whose facilitating
  int doer_ = -1;                // who is to carry it out
  int revision_ = 0;
  absl::Time introduced_;
  absl::Time discussion_min_ = absl::InfinitePast();
  absl::Time discussion_end_ = absl::InfiniteFuture();
  absl::Time returns_ = absl::InfiniteFuture();
  absl::Time withdraws_ = absl::InfiniteFuture();
  v1::Proposal::State parked_from_ = v1::Proposal::STATE_UNSPECIFIED;
  // What somebody parked: what was left until its end, and until it might close.
  std::optional<std::pair<absl::Duration, absl::Duration>> left_;

  // Who decides: person to voice; voices whose people all left still count,
  // except where the list is taken live.
  std::map<int, int> voice_of_;
  std::map<int, std::string> unit_of_;  // by voice; those of units
  int voices_ = 0;
  bool taken_ = false;                                // the electorate, be there nobody in it
  std::set<int> dropped_;                             // people who were silent too long
  absl::Time silence_over_ = absl::InfiniteFuture();  // the silent leave then

  // Rival texts. A call opens ballots on those that there are.
  std::vector<Option> options_;
  std::map<int, Cast> ballots_;  // by voice
  bool ballots_open_ = false;
  std::optional<int> chosen_;  // by the count; 0: none of these, of roads none alone
  std::vector<int> lots_;

  // The phase.
  int phase_ = -1;
  int waiting_ = -1;     // phase that waits to be started
  int blocked_in_ = -1;  // phase that the holds stopped
  int blocked_text_ = 0;
  absl::Time phase_min_ = absl::InfinitePast();
  absl::Time phase_end_ = absl::InfiniteFuture();
  std::set<int> wishes_;  // voices that want `waiting_` to start
  std::optional<std::set<int>> attendance_;
  // Whose word it is that somebody is present.
  struct Presence {
    std::set<int> by;     // who has said so at this meeting, themselves or others
    int last = -1;        // the last of them
    bool counts = false;  // where the last was one for whom nothing hangs on it
    bool listed = false;  // on a list of who met
    absl::Time time;
  };
  std::map<int, Presence> presence_;  // of those on the record
  std::set<int> absent_;              // those who said that they are not there
  int meetings_ = 0;
  absl::Time last_met_ = absl::InfinitePast();
  int rounds_ = 0;
  // Resolving that was left before its time: in which phase, with which text, how
  // many meetings, and what was left of it.
  int resolved_in_ = -1;
  int resolved_text_ = 0;
  int resolved_meetings_ = 0;
  absl::Duration resolving_left_;
  absl::Time resolving_end_ = absl::InfiniteFuture();
  absl::Time ratify_by_ = absl::InfiniteFuture();
  bool met_since_ = false;  // since resolving began
  absl::Time phase_began_ = absl::InfinitePast();
  std::map<int, int> without_quorum_;        // by phase
  std::map<int, int> failures_;              // by phase
  std::map<int, std::set<int>> stopped_by_;  // by phase: concerns

  std::vector<Early> early_;  // in the order in which they were left
  std::vector<Word> words_;
  size_t asked_since_ = 0;  // what was said before does not count
  std::vector<Concern> concerns_;
  std::vector<Block> blocks_;
  std::vector<Amendment> amendments_;

  // How a phase closed: the last that asked for positions, and the window after it
  // that a hold has stopped.
  struct Closed {
    v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
    std::string phase;
    int index = -1;
    std::map<v1::Stance, int> said;
    absl::Time closed = absl::InfinitePast();
    absl::Time end = absl::InfinitePast();  // it would have closed then at the latest
  };
  void Remember(int index, v1::Outcome outcome, absl::Time now);
  void Declare(bool adopted, absl::Time now);
  Closed asked_;
  std::optional<Closed> stopped_;

  bool ended_ = false;
  v1::Outcome final_outcome_ = v1::OUTCOME_UNSPECIFIED;
  std::string final_phase_;
};

// A span of the rule.
absl::Duration Span(const google::protobuf::Duration& duration);
// `span` after `start`, in working days where `calendar` says so.
absl::Time Later(absl::Time start, absl::Duration span, v1::PhaseTime::Calendar calendar);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_NAIVE_LIFE_H_
