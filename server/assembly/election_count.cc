#include "server/assembly/election_count.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/ballot.h"
#include "server/assembly/roads.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/counting/method.h"
#include "server/rules/evaluate.h"

namespace assent::assembly {
namespace {

using counting::BallotKind;

counting::Ballot BallotOf(const v1::Marks& marks, int64_t votes) {
  counting::Ballot ballot;
  ballot.count = votes;
  for (const v1::Rank& rank : marks.ranking()) {
    std::vector<int32_t> group;
    for (const int32_t number : rank.options()) group.push_back(number - 1);
    ballot.ranking.push_back(group);
  }
  if (!marks.approved().empty()) {
    std::vector<int32_t> group;
    for (const int32_t number : marks.approved()) group.push_back(number - 1);
    ballot.ranking.push_back(group);
  }
  for (const v1::Score& score : marks.scores()) {
    ballot.scores.emplace_back(score.option() - 1, score.points());
  }
  return ballot;
}

// Weighted phases count a unit's ballot as often as it has votes.
int64_t VotesOf(const ProposalState& p, int32_t voice) {
  return p.current_phase().weighted() ? p.positions.votes_of(voice) : 1;
}

counting::Election ElectionOf(const ProposalState& p) {
  const v1::Election& from = p.view.election();
  counting::Election election;
  election.kind = KindOf(from);
  election.seats = std::max(1, from.seats());
  if (election.kind == BallotKind::kScores) {
    election.highest_score = from.highest_score() > 0 ? from.highest_score()
                             : from.points() > 0      ? from.points()
                                                      : kDefaultHighestScore;
  }
  election.budget = from.budget();
  for (const v1::Option& option : from.options()) {
    counting::Candidate& candidate = election.candidates.emplace_back();
    candidate.id = absl::StrCat(option.number());
    candidate.name = option.title();
    candidate.withdrawn = option.state() != v1::Option::STATE_STANDING;
    candidate.cost = option.cost();
  }
  for (const auto& [voice, ballot] : p.ballots) {
    if (IsBlank(ballot.marks)) continue;
    election.ballots.push_back(BallotOf(ballot.marks, VotesOf(p, voice)));
  }
  return election;
}

counting::Completion CompletionOf(v1::Election::Completion completion) {
  switch (completion) {
    case v1::Election::COMPLETION_ADD1U:
      return counting::Completion::kAdd1u;
    case v1::Election::COMPLETION_UTILITARIAN:
      return counting::Completion::kUtilitarian;
    case v1::Election::COMPLETION_NONE:
      return counting::Completion::kNone;
    default:
      return counting::Completion::kAdd1;
  }
}

counting::Options OptionsOf(const v1::Election& from) {
  counting::Options options;
  options.seats = std::max(1, from.seats());
  for (const int32_t number : from.lot_order()) options.lot_order.push_back(number - 1);
  options.default_option = NoneOfThese(from) - 1;
  options.completion = CompletionOf(from.completion());
  return options;
}

void Say(const std::vector<int>& from, google::protobuf::RepeatedField<int32_t>& to) {
  for (const int who : from) to.Add(who + 1);
}

void Say(const std::vector<std::pair<std::string, std::string>>& from,
         google::protobuf::RepeatedPtrField<v1::CountFigure>& to) {
  for (const auto& [name, value] : from) {
    v1::CountFigure& figure = *to.Add();
    figure.set_name(name);
    figure.set_value(value);
  }
}

void Say(const std::vector<std::pair<int, std::string>>& from,
         google::protobuf::RepeatedPtrField<v1::CountTotal>& to) {
  for (const auto& [who, total] : from) {
    v1::CountTotal& said = *to.Add();
    said.set_option(who + 1);
    said.set_total(total);
  }
}

void SayRounds(const counting::Result& from, v1::ElectionResult& to) {
  for (const counting::Round& one : from.rounds) {
    v1::CountRound& round = *to.add_rounds();
    round.set_what(one.what);
    Say(one.candidates, *round.mutable_options());
    Say(one.elected, *round.mutable_elected());
    Say(one.totals, *round.mutable_totals());
    Say(one.transfers, *round.mutable_transfers());
    Say(one.figures, *round.mutable_figures());
  }
  for (const counting::Tie& one : from.ties) {
    v1::CountTie& tie = *to.add_ties();
    tie.set_round(one.round + 1);
    Say(one.tied, *tie.mutable_tied());
    Say(one.chosen, *tie.mutable_chosen());
    tie.set_broken_by(one.broken_by);
  }
}

void SayPairs(const counting::Result& from, v1::ElectionResult& to) {
  for (const auto& row : from.matrix) {
    v1::MatrixRow& said = *to.add_matrix();
    said.mutable_votes()->Add(row.begin(), row.end());
  }
  for (const auto& row : from.paths) {
    v1::MatrixRow& said = *to.add_paths();
    for (const counting::Link& link : row) said.add_votes(link.first);
  }
  for (const auto& group : from.ranking) Say(group, *to.add_ranking()->mutable_options());
}

// "None of these" among those chosen is a seat that nobody is chosen for.
void Choose(const counting::Result& counted, const v1::Election& election,
            v1::ElectionResult& result) {
  const int32_t none = NoneOfThese(election);
  result.set_unfilled(counted.unfilled);
  for (const int who : counted.winners) {
    if (who + 1 == none) {
      result.set_unfilled(result.unfilled() + 1);
    } else {
      result.add_winners(who + 1);
    }
  }
  result.set_none_of_these(result.winners().empty());
}

// What came to no result, and why.
void GiveUp(std::string why, const v1::Election& election, v1::ElectionResult& result) {
  // Among roads there is neither "none of these" nor a seat.
  result.set_none_of_these(!OfRoads(election));
  result.set_unfilled(OfRoads(election) ? 0 : result.seats());
  result.clear_winners();
  result.set_obstacle(std::move(why));
}

}  // namespace

int32_t NoneOfThese(const v1::Election& election) {
  for (const v1::Option& option : election.options()) {
    if (option.none_of_these()) return option.number();
  }
  return 0;
}

int StandingOptions(const v1::Election& election) {
  return static_cast<int>(std::count_if(
      election.options().begin(), election.options().end(), [](const v1::Option& option) {
        return !option.none_of_these() && option.state() == v1::Option::STATE_STANDING;
      }));
}

int64_t CostOfChosen(const v1::Election& election) {
  int64_t cost = 0;
  for (const int32_t number : election.chosen()) cost += election.options(number - 1).cost();
  return cost;
}

v1::ElectionResult CountBallots(const ProposalState& p) {
  const v1::Election& election = p.view.election();
  v1::ElectionResult result;
  result.set_method(election.method());
  result.set_seats(std::max(1, election.seats()));
  for (const v1::Option& option : election.options()) result.add_options(option.number());
  for (const auto& [voice, ballot] : p.ballots) {
    IsBlank(ballot.marks) ? result.set_abstentions(result.abstentions() + 1)
                          : result.set_ballots(result.ballots() + 1);
  }
  const counting::Method count = counting::FindMethod(election.method());
  if (result.ballots() == 0 || StandingOptions(election) == 0 || count == nullptr) {
    GiveUp(OfRoads(election) ? "nobody ranked any road" : "", election, result);
    return result;
  }
  const absl::StatusOr<counting::Result> counted = count(ElectionOf(p), OptionsOf(election));
  if (!counted.ok()) {
    GiveUp(std::string(counted.status().message()), election, result);
    return result;
  }
  SayRounds(*counted, result);
  Say(counted->figures, *result.mutable_figures());
  SayPairs(*counted, result);
  Choose(*counted, election, result);
  // Which road it is, no lot decides.
  if (OfRoads(election) && !counted->ties.empty()) {
    GiveUp("no road came out alone", election, result);
    for (v1::CountTie& tie : *result.mutable_ties()) {
      tie.clear_chosen();
      tie.set_broken_by("nothing");
    }
  }
  return result;
}

event::v1::ElectionCounted CountedAs(const ProposalState& p) {
  const v1::ElectionResult result = CountBallots(p);
  event::v1::ElectionCounted counted;
  *counted.mutable_chosen() = result.winners();
  counted.set_unfilled(result.unfilled());
  counted.set_none_of_these(result.none_of_these());
  counted.set_ballots(result.ballots());
  counted.set_abstentions(result.abstentions());
  counted.set_obstacle(result.obstacle());
  return counted;
}

namespace {

// How high a ballot has an option: more is higher, 0 is below all that it marks.
int64_t HeightOf(const v1::Marks& marks, int32_t number) {
  for (int i = 0; i < marks.ranking_size(); ++i) {
    const auto& rank = marks.ranking(i).options();
    if (std::find(rank.begin(), rank.end(), number) != rank.end()) return marks.ranking_size() - i;
  }
  for (const v1::Score& score : marks.scores()) {
    if (score.option() == number) return score.points();
  }
  return std::count(marks.approved().begin(), marks.approved().end(), number);
}

// Of all that was chosen, or where nothing was of all that stands, what it has highest.
int64_t HeightOfChosen(const v1::Election& election, const v1::Marks& marks) {
  int64_t height = 0;
  for (const int32_t number : election.chosen()) height = std::max(height, HeightOf(marks, number));
  if (!election.chosen().empty()) return height;
  for (const v1::Option& option : election.options()) {
    if (option.none_of_these()) continue;
    height = std::max(height, HeightOf(marks, option.number()));
  }
  return height;
}

v1::Stance Against(const ProposalState& p) {
  const rules::StanceSet allowed = rules::AllowedStances(p.rule(), p.current_phase());
  if (allowed.Has(v1::STANCE_DISAGREE)) return v1::STANCE_DISAGREE;
  return allowed.Has(v1::STANCE_MORE_DISCUSSION) ? v1::STANCE_MORE_DISCUSSION
                                                 : v1::STANCE_STAND_ASIDE;
}

}  // namespace

v1::Stance StanceOfBallot(const ProposalState& p, const v1::Marks& marks) {
  const v1::Election& election = p.view.election();
  if (IsBlank(marks) || OfRoads(election)) return v1::STANCE_ABSTAIN;
  const int32_t none = NoneOfThese(election);
  if (none == 0) return v1::STANCE_AGREE;
  const int64_t chosen = HeightOfChosen(election, marks);
  const int64_t talk = HeightOf(marks, none);
  if (chosen == talk) return v1::STANCE_ABSTAIN;
  return chosen > talk ? v1::STANCE_AGREE : Against(p);
}

}  // namespace assent::assembly
