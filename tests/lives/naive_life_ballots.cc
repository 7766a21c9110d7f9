// Rival texts and the ballots that rank them (section 3, amend { unfriendly: RIVAL_OPTION };
// Debian Constitution A.6), counted with a table and nothing else.

#include <algorithm>
#include <numeric>

#include "tests/lives/naive_life.h"

namespace assent::test {
namespace {

// How high a ballot has an option; what it does not name is below all that it does.
int HeightOn(const std::vector<int>& ranking, int option) {
  const auto found = std::find(ranking.begin(), ranking.end(), option);
  return static_cast<int>(ranking.end() - found);
}

// Ballots that have one option above another, for every two.
using Table = std::map<std::pair<int, int>, int>;
using Defeats = std::set<std::pair<int, int>>;

// Who beats whom, be it by way of others.
Defeats Reached(Defeats defeats, const std::vector<int>& left) {
  for (const int by : left) {
    for (const int one : left) {
      for (const int other : left) {
        if (defeats.contains({one, by}) && defeats.contains({by, other})) {
          defeats.insert({one, other});
        }
      }
    }
  }
  return defeats;
}

// Options that nobody reaches whom they do not reach.
std::vector<int> SchwartzSet(const Defeats& defeats, const std::vector<int>& left) {
  const Defeats reached = Reached(defeats, left);
  std::vector<int> set;
  for (const int one : left) {
    const bool beaten = std::any_of(left.begin(), left.end(), [&](int other) {
      return reached.contains({other, one}) && !reached.contains({one, other});
    });
    if (!beaten) set.push_back(one);
  }
  return set;
}

// A.6.5 to A.6.7: the weakest defeats within the set are dropped, until there are none.
std::vector<int> Winners(const Table& table, const std::vector<int>& left) {
  Defeats defeats;
  for (const int one : left) {
    for (const int other : left) {
      if (table.at({one, other}) > table.at({other, one})) defeats.insert({one, other});
    }
  }
  while (true) {
    const std::vector<int> set = SchwartzSet(defeats, left);
    // Fewer votes for it are weaker, and of as many more against it.
    std::map<std::pair<int, int>, std::vector<std::pair<int, int>>> by_strength;
    for (const auto& [one, other] : defeats) {
      const bool within = std::count(set.begin(), set.end(), one) > 0 &&
                          std::count(set.begin(), set.end(), other) > 0;
      if (!within) continue;
      by_strength[{table.at({one, other}), -table.at({other, one})}].push_back({one, other});
    }
    if (by_strength.empty()) return set;
    for (const auto& weakest : by_strength.begin()->second) defeats.erase(weakest);
  }
}

}  // namespace

// Whether a text that is not taken in stands against the proposal's own.
bool NaiveLife::HasRivals() const {
  return rule_.amendment().unfriendly() == v1::AmendmentPolicy::UNFRIENDLY_RIVAL_OPTION &&
         std::any_of(phases().begin(), phases().end(),
                     [](const v1::Phase& phase) { return phase.has_count(); });
}

bool NaiveLife::TakesBallots() const {
  if (ChoosesRoads()) return true;
  return ballots_open_ && IsAsked() && blocked_in_ < 0 && waiting_ < 0 && phase(phase_).has_count();
}

std::vector<int> NaiveLife::Standing() const {
  std::vector<int> standing;
  if (ChoosesRoads()) {
    standing.resize(phase(phase_).roads().options_size());
    std::iota(standing.begin(), standing.end(), 1);
  }
  for (size_t i = 0; i < options_.size() && TakesBallots(); ++i) {
    if (options_[i].stands) standing.push_back(static_cast<int>(i) + 1);
  }
  return standing;
}

// The text of the proposal, "none of these", and every rival there is.
void NaiveLife::OpenBallots(int index) {
  if (phase(index).has_roads()) {
    if (!ballots_open_) ballots_.clear();
    ballots_open_ = true;
    return;
  }
  const auto rival = [](const Amendment& one) { return one.state == v1::Amendment::STATE_RIVAL; };
  const bool any = std::any_of(amendments_.begin(), amendments_.end(), rival);
  if (ballots_open_ || !any || !phase(index).has_count()) return;
  ballots_.clear();
  ballots_open_ = true;
  if (options_.empty()) options_ = {{.own = true}, {.none = true}};
  for (size_t i = 0; i < amendments_.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    const auto stands = std::find_if(options_.begin(), options_.end(), [&](const Option& option) {
      return option.amendment == number && option.stands;
    });
    if (rival(amendments_[i]) && stands == options_.end()) {
      options_.push_back({.amendment = number});
    }
    if (!rival(amendments_[i]) && stands != options_.end()) stands->stands = false;
  }
}

// A ballot is an answer; what it says is known when it is counted.
void NaiveLife::CastBallot(const Deed& deed, absl::Time now) {
  const int voice = VoiceOf(deed.who);
  const bool blocks = std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
    return block.voice == voice && IsOpen(block);
  });
  if (!blocks || !ChoosesRoads()) Say(voice, deed.who, v1::STANCE_ABSTAIN);
  ballots_[voice] = {deed.who, deed.ranking, words_.size() - 1};
  chosen_.reset();
  CloseEarly(now);
}

void NaiveLife::CountBallots() {
  if (!TakesBallots() || chosen_) return;
  if (ChoosesRoads()) return CountRoads();
  constexpr int kNone = 2;
  Table table;
  const std::vector<int> standing = Standing();
  bool any = false;
  for (const auto& [voice, ballot] : ballots_) {
    any = any || !ballot.ranking.empty();
    for (const int one : standing) {
      for (const int other : standing) {
        const bool above = HeightOn(ballot.ranking, one) > HeightOn(ballot.ranking, other);
        table[{one, other}] += above ? 1 : 0;
      }
    }
  }
  int winner = kNone;
  if (any) {
    // A.6.3: what does not defeat the default option is dropped.
    std::vector<int> left;
    for (const int one : standing) {
      if (one == kNone || table[{one, kNone}] > table[{kNone, one}]) left.push_back(one);
    }
    const std::vector<int> winners = Winners(table, left);
    winner = winners.front();
    // Of several the lot decides.
    for (const int lot : lots_) {
      if (std::count(winners.begin(), winners.end(), lot) == 0) continue;
      winner = lot;
      break;
    }
  }
  if (mistake_ == Mistake::kFirstWins && any) {
    std::map<int, int> first;
    for (const auto& [voice, ballot] : ballots_) {
      if (!ballot.ranking.empty()) ++first[ballot.ranking.front()];
    }
    for (const auto& [option, ballots] : first) {
      if (ballots > first[winner]) winner = option;
    }
  }
  chosen_ = winner == kNone ? 0 : winner;
  for (const auto& [voice, ballot] : ballots_) {
    const bool last = LastWord(voice) == &words_[ballot.word];
    if (last && Counts(words_[ballot.word])) words_[ballot.word].stance = Meant(ballot.ranking);
  }
}

// What a ballot says to what was chosen, or where nothing was to the best that it has.
v1::Stance NaiveLife::Meant(const std::vector<int>& ranking) const {
  if (ranking.empty()) return v1::STANCE_ABSTAIN;
  int height = 0;
  for (size_t i = 0; i < options_.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    if (options_[i].none || (*chosen_ != 0 && *chosen_ != number)) continue;
    height = std::max(height, HeightOn(ranking, number));
  }
  const int talk = HeightOn(ranking, 2);
  if (height == talk) return v1::STANCE_ABSTAIN;
  if (height > talk) return v1::STANCE_AGREE;
  if (Knows(phase_, v1::STANCE_DISAGREE)) return v1::STANCE_DISAGREE;
  return Knows(phase_, v1::STANCE_MORE_DISCUSSION) ? v1::STANCE_MORE_DISCUSSION
                                                   : v1::STANCE_STAND_ASIDE;
}

}  // namespace assent::test
