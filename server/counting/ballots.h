// What is counted: candidates (options, projects) and distinct ballots with how often each was
// cast. Plain data; candidates are told by their place in the list, from 0.

#ifndef ASSENT_SERVER_COUNTING_BALLOTS_H_
#define ASSENT_SERVER_COUNTING_BALLOTS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "server/base/limits.h"

namespace assent::counting {

struct Candidate {
  std::string id;    // a number where files number them
  std::string name;  // empty where files have none
  bool withdrawn = false;
  int64_t cost = 0;  // of a project, in Election::unit parts of the currency
};

enum class BallotKind {
  kRankings,   // Ballot::ranking, the best first
  kApprovals,  // Ballot::ranking has one group, those approved, or none
  kScores,     // Ballot::scores
};

// Groups ranked alike, the best first. Flat: a million ballots of twenty names are held at some 180
// bytes each, and read from front to back.
class Ranking {
 public:
  using Group = absl::Span<const int32_t>;

  Ranking() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a list of groups is a ranking.
  Ranking(const std::vector<std::vector<int32_t>>& groups) {
    size_t names = 0;
    for (const auto& group : groups) names += group.size();
    who_.reserve(names);
    for (const auto& group : groups) push_back(group);
  }

  size_t size() const { return ends_.empty() ? who_.size() : ends_.size(); }
  bool empty() const { return size() == 0; }
  Group operator[](size_t place) const {
    const size_t from = ends_.empty() ? place : place == 0 ? 0 : ends_[place - 1];
    const size_t to = ends_.empty() ? place + 1 : ends_[place];
    return absl::MakeConstSpan(who_).subspan(from, to - from);
  }
  void push_back(Group group) {
    if (group.size() != 1 && ends_.empty()) {
      for (uint32_t end = 1; end <= who_.size(); ++end) ends_.push_back(end);
      who_.insert(who_.end(), group.begin(), group.end());
      ends_.push_back(static_cast<uint32_t>(who_.size()));
      return;
    }
    who_.insert(who_.end(), group.begin(), group.end());
    if (!ends_.empty()) ends_.push_back(static_cast<uint32_t>(who_.size()));
  }
  // At most as many as there are.
  void Shorten(size_t places) {
    if (places >= size()) return;
    who_.resize(places == 0 ? 0 : ends_.empty() ? places : ends_[places - 1]);
    if (!ends_.empty()) ends_.resize(places);
  }

  class Iterator {
   public:
    Iterator(const Ranking& ranking, size_t place) : ranking_(ranking), place_(place) {}
    Group operator*() const { return ranking_[place_]; }
    Iterator& operator++() {
      ++place_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return place_ != other.place_; }

   private:
    const Ranking& ranking_;
    size_t place_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

 private:
  std::vector<int32_t> who_;
  std::vector<uint32_t> ends_;  // of each group in who_; empty where every group is of one
};

struct Ballot {
  int64_t count = 1;
  // Groups ranked alike; who is in none is below them all.
  Ranking ranking;
  // The first place where the file says only that several were marked; that group is empty, as that
  // of a place left empty is. -1: nowhere.
  int32_t overvoted = -1;
  std::vector<std::pair<int32_t, int64_t>> scores;  // who, and points from 0
};

struct Election {
  BallotKind kind = BallotKind::kRankings;
  std::vector<Candidate> candidates;
  std::vector<Ballot> ballots;
  int seats = 0;              // 0: the file does not say
  int64_t highest_score = 0;  // that can be given; 0: the highest that was
  int64_t budget = 0;         // in parts of the currency
  int64_t unit = 1;           // so many parts make one of the currency
  // How many places a ranking of projects has: the first counts so many points. 0: as the longest.
  int places = 0;
  int64_t points_each = 0;  // that a ballot has to spend; 0: it may score as it likes
  // Who wins a lot, the first drawn first, where options do not say; as Options::lot_order.
  std::vector<int> lot_order;
  std::string title;  // empty where the file has none
};

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_BALLOTS_H_
