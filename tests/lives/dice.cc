#include "tests/lives/dice.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace assent::test {

using State = v1::Proposal;

// Units of one, by this and their member's number.
constexpr char kAlone[] = "pod";

int Dice::Somebody(const NaiveLife& life) {
  const int people = static_cast<int>(life.people().size());
  for (int tries = 0; tries < 50; ++tries) {
    const int who = Roll(people);
    if (!life.people()[who].left) return who;
  }
  return 0;
}

Deed Dice::By(const NaiveLife& life, Deed::What what) {
  Deed deed;
  deed.what = what;
  deed.who = Somebody(life);
  return deed;
}

std::vector<Deed> Dice::Beginnings(const v1::DecisionRule& rule) {
  std::vector<Deed> deeds;
  const int members = 3 + Roll(5);
  for (int i = 1; i < members; ++i) {
    Deed join;
    join.what = Deed::kJoin;
    join.who = 0;
    deeds.push_back(join);
  }
  const bool units = rule.electorate().basis() == v1::Electorate::BASIS_UNITS;
  for (int who = 0; who < members; ++who) {
    Deed deed;
    deed.who = who;
    if (units && !OneIn(3)) {
      deed.what = Deed::kMoveTo;
      // Spokes and their mandates are the scenarios' business; here everybody is alone
      // in their unit then.
      deed.text = rule.electorate().has_spokes() ? absl::StrCat(kAlone, who)
                  : OneIn(2)                     ? "north"
                                                 : "south";
      deeds.push_back(deed);
    }
    deed.text.clear();
    if (OneIn(3)) {
      deed.what = Deed::kShow;
      deed.text = "women";
      deeds.push_back(deed);
    }
    deed.text.clear();
    if (OneIn(8)) {
      deed.what = Deed::kGoAway;
      deed.yes = true;
      deeds.push_back(deed);
    }
  }
  return deeds;
}

Deed Dice::Introduction(const NaiveLife& life, const v1::DecisionRule& rule) {
  Deed deed = By(life, Deed::kIntroduce);
  deed.yes = rule.has_urgent() && OneIn(3);
  const int people = static_cast<int>(life.people().size());
  if (rule.introduction().sponsors() > 0 || OneIn(3)) {
    for (int who = 0; who < people && deed.people.size() < 2; ++who) {
      if (who != deed.who) deed.people.push_back(who);
    }
  }
  if (OneIn(3)) deed.number = 1 + Roll(people);
  return deed;
}

namespace {

// Who moves then leaves a unit without a spoke, or joins one and is not it.
bool SpeakThroughSpokes(const NaiveLife& life) {
  return std::any_of(life.people().begin(), life.people().end(),
                     [](const NaiveLife::Person& one) { return one.unit.starts_with(kAlone); });
}

}  // namespace

Deed Dice::AboutPeople(const NaiveLife& life) {
  Deed deed = By(life, Deed::kJoin);
  const int members = static_cast<int>(life.people().size());
  const int what = Roll(6);
  if (what == 0 && members < 8) return deed;
  if (what == 1 && deed.who != 0) {
    deed.what = Deed::kLeave;
  } else if (what == 2 && !SpeakThroughSpokes(life)) {
    deed.what = Deed::kMoveTo;
    deed.text = OneIn(2) ? "north" : "";
  } else if (what == 3) {
    deed.what = Deed::kShow;
    deed.text = "women";
  } else {
    deed.what = Deed::kGoAway;
    deed.yes = OneIn(2);
  }
  return deed;
}

Deed Dice::AboutAConcern(const NaiveLife& life) {
  const int concerns = static_cast<int>(life.concerns().size());
  if (concerns == 0 || (concerns < 4 && OneIn(4))) {
    Deed deed = By(life, Deed::kRaise);
    deed.yes = OneIn(2);
    return deed;
  }
  constexpr Deed::What kWhat[] = {Deed::kAnswer,          Deed::kAnswer, Deed::kResolve,
                                  Deed::kTakeConcernBack, Deed::kCarry,  Deed::kAdopt};
  Deed deed = By(life, kWhat[Roll(6)]);
  deed.number = 1 + Roll(concerns);
  // That it does not qualify: it is tested as a block is.
  if (life.concerns()[deed.number - 1].objection && OneIn(4)) {
    deed.what = Deed::kChallenge;
    return deed;
  }
  const int holder = life.concerns()[deed.number - 1].holder;
  const bool theirs = deed.what == Deed::kResolve || deed.what == Deed::kTakeConcernBack ||
                      deed.what == Deed::kCarry;
  if (theirs && holder >= 0) deed.who = holder;
  return deed;
}

Deed Dice::AboutTheText(const NaiveLife& life) {
  const int amendments = static_cast<int>(life.amendments().size());
  if (amendments == 0 || (amendments < 6 && OneIn(4))) {
    Deed deed = By(life, Deed::kAmend);
    deed.yes = OneIn(3);
    if (OneIn(3)) deed.who = life.proposer();
    return deed;
  }
  constexpr Deed::What kWhat[] = {
      Deed::kAcceptAmendment, Deed::kDeclineAmendment,  Deed::kObjectToAmendment,
      Deed::kVoteOnAmendment, Deed::kVoteOnAmendment,   Deed::kVoteOnAmendment,
      Deed::kDecideAmendment, Deed::kWithdrawAmendment,
  };
  Deed deed = By(life, kWhat[Roll(8)]);
  deed.number = std::max(1, amendments - Roll(2));
  // Where that makes rivals, there are to be some.
  if (life.HasRivals() && OneIn(2)) deed.what = Deed::kDeclineAmendment;
  deed.yes = deed.what == Deed::kVoteOnAmendment && !OneIn(3);
  if (deed.what == Deed::kAcceptAmendment || deed.what == Deed::kDeclineAmendment) {
    deed.who = life.proposer();
  }
  if (life.people()[deed.who].left) deed.who = 0;
  return deed;
}

Deed Dice::AboutABlock(const NaiveLife& life) {
  constexpr Deed::What kWhat[] = {
      Deed::kSupport, Deed::kSupport, Deed::kChallenge, Deed::kJudge,       Deed::kJudge,
      Deed::kTest,    Deed::kSettle,  Deed::kUnblock,   Deed::kStillStands, Deed::kRelease,
  };
  Deed deed = By(life, kWhat[Roll(10)]);
  const auto& block = life.blocks()[Roll(static_cast<int>(life.blocks().size()))];
  deed.number = block.concern;
  const int holder = life.concerns()[block.concern - 1].holder;
  const bool theirs = deed.what == Deed::kUnblock || deed.what == Deed::kStillStands;
  if (theirs && holder >= 0 && !OneIn(4)) deed.who = holder;
  if (deed.what == Deed::kTest) {
    if (life.facilitator() >= 0) deed.who = life.facilitator();
    if (!OneIn(3)) {
      deed.logic = OneIn(2) ? v1::LOGIC_RESULT_REASONED : v1::LOGIC_RESULT_NOT_REASONED;
    }
    if (!OneIn(3)) deed.attempt = OneIn(3) ? v1::ATTEMPT_RESULT_REFUSED : v1::ATTEMPT_RESULT_MADE;
  }
  deed.yes = deed.what == Deed::kSupport ? OneIn(4) : OneIn(2);
  return deed;
}

Deed Dice::Position(const NaiveLife& life) {
  Deed deed = By(life, Deed::kSay);
  const std::set<v1::Stance> allowed = life.Allowed();
  const int what = Roll(10);
  if (what < 5) {
    deed.stance = v1::STANCE_AGREE;
  } else if (what == 5 || allowed.empty()) {
    deed.stance = static_cast<v1::Stance>(1 + Roll(7));
  } else {
    deed.stance = *std::next(allowed.begin(), Roll(static_cast<int>(allowed.size())));
  }
  if (deed.stance == v1::STANCE_BLOCK) {
    deed.yes = OneIn(3);
    for (int number = 1; number <= static_cast<int>(life.concerns().size()); ++number) {
      if (life.concerns()[number - 1].holder == deed.who && OneIn(2)) deed.number = number;
    }
  }
  return deed;
}

// Some of the texts that stand, in any order.
Deed Dice::Ballot(const NaiveLife& life, std::vector<int> standing) {
  Deed deed = By(life, Deed::kCast);
  // Mostly every text rather than none, or there would be no quorum for any.
  const auto none = std::find(standing.begin(), standing.end(), 2);
  if (none != standing.end() && !life.ChoosesRoads() && !OneIn(3)) standing.erase(none);
  const int most =
      OneIn(3) ? Roll(static_cast<int>(standing.size()) + 1) : static_cast<int>(standing.size());
  for (int i = 0; i < most; ++i) {
    const auto next = standing.begin() + Roll(static_cast<int>(standing.size()));
    deed.ranking.push_back(*next);
    standing.erase(next);
  }
  return deed;
}

Deed Dice::WhileAsked(const NaiveLife& life) {
  const std::vector<int> standing = life.Standing();
  if (!standing.empty() && !OneIn(4)) return Ballot(life, standing);
  if (life.HasRivals() && OneIn(8)) return Ballot(life, {1, 2});  // whether or not it is asked for
  const int what = Roll(40);
  if (what < 20) return Position(life);
  if (what < 28 && !life.blocks().empty()) return AboutABlock(life);
  if (what < 31) return AboutAConcern(life);
  if (what < 33) return AboutTheText(life);
  if (what < 35) return By(life, Deed::kDecide);
  if (what == 35) return By(life, Deed::kTakeBack);
  if (what == 36) {
    Deed deed = By(life, Deed::kRecord);
    if (life.facilitator() >= 0) deed.who = life.facilitator();
    deed.people = {Somebody(life)};
    deed.stance = static_cast<v1::Stance>(1 + Roll(5));
    // What somebody said before may be brought forward as their block.
    for (int number = 1; number <= static_cast<int>(life.concerns().size()); ++number) {
      const int holder = life.concerns()[number - 1].holder;
      if (holder < 0 || !OneIn(3)) continue;
      deed.people = {holder};
      deed.stance = v1::STANCE_BLOCK;
      deed.number = number;
    }
    return deed;
  }
  if (what == 37) return By(life, Deed::kContest);
  return AboutTheRoad(life);
}

Deed Dice::AboutTheRoad(const NaiveLife& life) {
  Deed deed = By(life, Deed::kFacilitate);
  switch (Roll(12)) {
    case 0:
    case 1:
      deed.what = Deed::kMeet;
      deed.yes = !OneIn(4);
      for (int who = 0; who < static_cast<int>(life.people().size()); ++who) {
        const bool absent = who != deed.who && life.SaysAbsent(who);
        if (!life.people()[who].left && !absent && !OneIn(4)) deed.people.push_back(who);
      }
      return deed;
    case 11:
      deed.what = Deed::kHere;
      deed.yes = OneIn(2);
      return deed;
    case 2:
      deed.what = Deed::kExtend;
      if (OneIn(2)) deed.by = absl::Hours(1 + Roll(24 * 8));
      return deed;
    case 3:
      if (!OneIn(4)) return deed;
      deed.what = Deed::kWithdraw;
      deed.who = life.proposer();
      break;
    case 4:
      deed.what = Deed::kTakeOver;
      break;
    case 5:
      deed.what = Deed::kTable;
      deed.yes = OneIn(3);
      deed.by = absl::Hours(1 + Roll(24 * 20));
      deed.who = OneIn(2) && life.facilitator() >= 0 ? life.facilitator() : life.proposer();
      break;
    case 6:
    case 7:
      deed.what = Deed::kDeclare;
      deed.yes = !OneIn(3);
      deed.who = OneIn(2) && life.facilitator() >= 0 ? life.facilitator() : life.proposer();
      if (life.phase() >= 0 && life.current().judged().by() == v1::Judged::BY_ROLE && OneIn(2)) {
        deed.who = 0;
      }
      break;
    case 8:
      deed.what = Deed::kDecide;
      break;
    case 9:
      deed.what = Deed::kStart;
      break;
    case 10:
      if (life.facilitator() < 0) return deed;
      deed.what = Deed::kObjectToFacilitator;
      deed.yes = OneIn(3);
      return deed;
    default:
      break;
  }
  if (life.people()[deed.who].left) deed.who = 0;
  return deed;
}

Deed Dice::BeforeTheCall(const NaiveLife& life) {
  if (OneIn(8)) {
    Deed deed = By(life, OneIn(6) ? Deed::kTakeBack : Deed::kSayBefore);
    const v1::Stance consent[] = {v1::STANCE_AGREE, v1::STANCE_RESERVATIONS,
                                  v1::STANCE_STAND_ASIDE};
    if (deed.what == Deed::kSayBefore) {
      deed.stance = OneIn(6) ? static_cast<v1::Stance>(1 + Roll(7)) : consent[Roll(3)];
    }
    return deed;
  }
  if (life.HasRivals() && OneIn(3)) return AboutTheText(life);
  const int what = Roll(17);
  if (what < 7) {
    Deed call = By(life, Deed::kCall);
    if (life.facilitator() >= 0 && OneIn(2)) call.who = life.facilitator();
    return call;
  }
  if (what == 7 || what == 15) return By(life, Deed::kDiscuss);
  if (what == 8 || what == 16) return By(life, Deed::kHearConcerns);
  if (what < 12) return AboutAConcern(life);
  if (what < 14) return AboutTheText(life);
  return AboutTheRoad(life);
}

Deed Dice::Draw(const NaiveLife& life) {
  if (OneIn(25)) return AboutPeople(life);
  if (life.waiting() >= 0 && !OneIn(3)) return By(life, Deed::kStart);
  switch (life.state()) {
    case State::STATE_INTRODUCED:
    case State::STATE_DISCUSSION:
    case State::STATE_CONCERNS:
      return BeforeTheCall(life);
    case State::STATE_TABLED:
    case State::STATE_REFERRED:
      if (OneIn(3)) return By(life, Deed::kReturn);
      return !life.blocks().empty() && OneIn(2) ? AboutABlock(life) : AboutAConcern(life);
    default:
      return WhileAsked(life);
  }
}

absl::Time Dice::Later(const NaiveLife& life, absl::Time now) {
  // Several have to rank before the end.
  if (!life.Standing().empty() && !OneIn(4)) return now + absl::Minutes(1);
  // Nor are there rivals where the discussion is over before anybody has said a thing.
  if (life.HasRivals() && IsBeforeCall(life.state()) && !OneIn(8)) {
    return now + absl::Hours(1 + Roll(36));
  }
  const int what = Roll(12);
  if (what < 6) return now;
  if (what < 8) return now + absl::Minutes(1 + Roll(300));
  if (what == 8) return now + absl::Hours(1 + Roll(24 * 10));
  std::vector<absl::Time> ahead;
  for (const absl::Time moment : life.Moments()) {
    if (moment > now) ahead.push_back(moment);
  }
  if (ahead.empty()) return now + absl::Minutes(Roll(60));
  std::sort(ahead.begin(), ahead.end());
  const absl::Time moment = ahead[OneIn(2) ? 0 : Roll(static_cast<int>(ahead.size()))];
  if (what == 9) return std::max(now, moment - absl::Microseconds(1));
  if (what == 10) return moment;
  return moment + absl::Seconds(1);
}

}  // namespace assent::test
