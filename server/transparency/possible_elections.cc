// Whether events of options, ballots and counts can be what they say.

#include <algorithm>
#include <set>

#include "absl/strings/escaping.h"
#include "server/assembly/ballot.h"
#include "server/assembly/elections.h"
#include "server/base/limits.h"
#include "server/transparency/hash.h"
#include "server/transparency/possible_place.h"

namespace assent::transparency::possible {
namespace {

absl::Status NumberOf(const Place& place, int32_t number) {
  return Within(number, static_cast<size_t>(place.p->view.election().options_size()), "option");
}

// A road is the rule's, in its place and under its name.
absl::Status CheckRoad(const Place& place, const event::v1::OptionAdded& added) {
  if (place.p->phase < 0) return Impossible("nothing has been called");
  const v1::Roads& roads = place.p->current_phase().roads();
  const int32_t number = added.number();
  const std::string& name = added.title().content();
  const bool fits = number >= 1 && number <= roads.options_size() &&
                    (name.empty() || name == roads.options(number - 1).name());
  return fits ? absl::OkStatus() : Impossible("the rule has no such road");
}

absl::Status Check(const Place& place, const event::v1::OptionAdded& added) {
  if (!added.member().empty()) ASSENT_RETURN_IF_ERROR(place.Known(added.member()));
  if (added.amendment() != 0) {
    ASSENT_RETURN_IF_ERROR(Within(added.amendment(), place.p->amendments.size(), "amendment"));
  }
  if (added.road()) ASSENT_RETURN_IF_ERROR(CheckRoad(place, added));
  const int options = place.p->view.election().options_size();
  if (options > assembly::kMaxOptions) return Impossible("there are too many options");
  if (added.cost() < 0 || added.cost() > assembly::kMaxAmount) {
    return Impossible("its cost is too large to count, or below nothing");
  }
  return Next(added.number(), static_cast<size_t>(options), "option");
}

absl::Status Check(const Place& place, const event::v1::OptionWithdrawn& withdrawn) {
  return NumberOf(place, withdrawn.number());
}

absl::Status Check(const Place& place, const event::v1::NominationAccepted& accepted) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  ASSENT_RETURN_IF_ERROR(NumberOf(place, accepted.number()));
  const v1::Option& option = place.p->view.election().options(accepted.number() - 1);
  const bool theirs = option.member() == place.state.members[place.author].view.name() &&
                      option.state() == v1::Option::STATE_NOMINATED;
  return theirs ? absl::OkStatus() : Impossible("somebody else was nominated, or nobody");
}

// The lot is in nobody's choice: it follows from where and when the entry stands.
absl::Status Check(const Place& place, const event::v1::ElectionOpened& opened) {
  const Event& event = place.event;
  if (place.p->phase < 0) return Impossible("nothing has been called");
  const std::string seed = Sha256({absl::StrCat(event.origin(), "/", event.proposal(), "/",
                                                event.sequence(), "/", event.time_us())});
  if (opened.seed() != seed) return Impossible("its lot is not the one of its place in the log");
  const int options = place.p->view.election().options_size();
  if (opened.lot_order_size() != options) return Impossible("its lot leaves options out");
  const std::string hex = absl::BytesToHexString(seed);
  std::set<int32_t> drawn;
  std::string before;
  for (const int32_t number : opened.lot_order()) {
    const std::string place_of = Sha256({absl::StrCat(hex, ":", number)});
    const bool known = number >= 1 && number <= options && drawn.insert(number).second;
    if (!known || place_of < before) return Impossible("its lot is drawn otherwise");
    before = place_of;
  }
  return absl::OkStatus();
}

absl::Status CheckHidden(const Place& place, const event::v1::BallotCast& cast) {
  const event::v1::Text& hidden = cast.hidden_marks();
  if (!place.p->hides || cast.has_marks()) {
    return Impossible("it hides a ballot that the rule does not hide");
  }
  if (hidden.commitment().size() != kHashBytes) return Impossible("it commits to nothing");
  if (hidden.content().empty()) return absl::OkStatus();
  const auto marks = assembly::MarksOf(hidden.content());
  const bool fits = marks && assembly::IsPossible(place.p->view.election(), *marks);
  return fits ? absl::OkStatus() : Impossible("it hides something that is no ballot");
}

absl::Status Check(const Place& place, const event::v1::BallotCast& cast) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  if (!assembly::TakesBallots(*place.p) || cast.opened() != place.p->ballots_opened) {
    return Impossible("ballots are not open, or were opened anew");
  }
  if (cast.has_hidden_marks()) {
    ASSENT_RETURN_IF_ERROR(CheckHidden(place, cast));
  } else if (!assembly::IsPossible(place.p->view.election(), cast.marks())) {
    return Impossible("it marks what is not on the ballot");
  }
  return place.Voice(place.author, cast.unit());
}

absl::Status Check(const Place& place, const event::v1::BallotsOpened& opened) {
  auto next = place.p->ballots.begin();
  for (const event::v1::OpenedBallot& one : opened.ballots()) {
    while (next != place.p->ballots.end() && next->second.sequence != one.entry()) ++next;
    if (next == place.p->ballots.end() || next->second.commitment.empty()) {
      return Impossible("it opens what is not hidden");
    }
    const bool fits =
        one.salt().size() == kSaltBytes &&
        Commitment(one.salt(), assembly::ToText(one.marks())) == next->second.commitment &&
        assembly::IsPossible(place.p->view.election(), one.marks());
    if (!fits) {
      return Impossible(absl::StrCat("it does not open what entry ", one.entry(), " hides"));
    }
    ++next;
  }
  return absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::ElectionCounted& counted) {
  if (place.p->ballots_opened == 0) return Impossible("no ballots were opened");
  std::set<int32_t> chosen;
  for (const int32_t number : counted.chosen()) {
    ASSENT_RETURN_IF_ERROR(NumberOf(place, number));
    if (!chosen.insert(number).second) return Impossible("it chooses an option twice");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckElectionBody(const Place& place) {
  const Event& event = place.event;
  const bool known =
      event.body_case() >= Event::kOptionAdded && event.body_case() <= Event::kElectionCounted;
  if (!known) return Impossible("it is a kind of event that is not known here");
  const bool begins = event.has_option_added();  // rivals make an election of a proposal
  if (place.p == nullptr || (!place.p->view.has_election() && !begins)) {
    return Impossible("nothing is chosen among here");
  }
  switch (event.body_case()) {
    case Event::kOptionAdded:
      return Check(place, event.option_added());
    case Event::kOptionWithdrawn:
      return Check(place, event.option_withdrawn());
    case Event::kNominationAccepted:
      return Check(place, event.nomination_accepted());
    case Event::kElectionOpened:
      return Check(place, event.election_opened());
    case Event::kBallotCast:
      return Check(place, event.ballot_cast());
    case Event::kBallotsOpened:
      return Check(place, event.ballots_opened());
    default:
      return Check(place, event.election_counted());
  }
}

}  // namespace assent::transparency::possible
