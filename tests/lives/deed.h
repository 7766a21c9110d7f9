// One thing that one person does in a life, as plain data: what a generator
// draws, what the state machine is asked (machine.h), what the second
// implementation is told (naive_life.h), and what a reader of a difference
// reads.

#ifndef ASSENT_TESTS_LIVES_DEED_H_
#define ASSENT_TESTS_LIVES_DEED_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/stance.pb.h"

namespace assent::test {

struct Deed {
  enum What {
    kJoin,
    kLeave,
    kGoAway,     // yes: away, no: back
    kMoveTo,     // text: the unit
    kShow,       // text: the attribute
    kIntroduce,  // yes: urgent; people: co-proposers; number: 1 + who carries it out
    kDiscuss,
    kHearConcerns,
    kCall,
    kDecide,
    kStart,
    kExtend,   // by
    kMeet,     // people; yes: counts as a meeting
    kHere,     // yes: they are not, whatever others have put on record
    kDeclare,  // yes: adopted
    kFacilitate,
    kObjectToFacilitator,  // yes: takes that back
    kWithdraw,
    kTakeOver,
    kTable,  // by; yes: referred to a smaller group
    kReturn,
    kAmend,  // yes: editorial
    kAcceptAmendment,
    kDeclineAmendment,
    kObjectToAmendment,
    kVoteOnAmendment,  // yes: for
    kDecideAmendment,
    kWithdrawAmendment,
    kRaise,  // yes: an objection
    kAnswer,
    kResolve,
    kTakeConcernBack,
    kCarry,
    kAdopt,
    kSay,        // stance; number: with a block, the own concern it rests on
    kSayBefore,  // stance; left before the call
    kTakeBack,   // one's position, or what one left before the call
    kRecord,     // people, stance; number: of a block, the concern that they raised
    kContest,
    kCast,     // ranking
    kSupport,  // yes: no longer
    kChallenge,
    kJudge,  // yes: valid
    kTest,   // logic, attempt
    kSettle,
    kUnblock,  // yes: stands aside instead
    kRelease,
    kStillStands,
  };

  What what = kDecide;
  int who = -1;    // index by order of joining
  int number = 0;  // concern, block or amendment; 0: a new one
  v1::Stance stance = v1::STANCE_UNSPECIFIED;
  bool yes = false;
  std::vector<int> people;
  std::vector<int> ranking;  // options, the best first; none: a blank ballot
  absl::Duration by;
  std::string text;
  v1::LogicResult logic = v1::LOGIC_RESULT_UNSPECIFIED;
  v1::AttemptResult attempt = v1::ATTEMPT_RESULT_UNSPECIFIED;
};

// In words: "m2 says BLOCK".
std::string InWords(const Deed& deed);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_DEED_H_
