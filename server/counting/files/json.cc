#include "server/counting/files/json.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/counting/files/json_text.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {
namespace {

using Word = JsonText::Word;

struct KindName {
  std::string_view name;  // of the kind
  std::string_view key;   // of its ballots
  BallotKind kind;
};
constexpr KindName kKinds[] = {{"rankings", "ranking", BallotKind::kRankings},
                               {"approvals", "approvals", BallotKind::kApprovals},
                               {"scores", "scores", BallotKind::kScores},
                               {"points", "points", BallotKind::kScores}};

// Behind the point, zeros too: money is told again with as many.
int WrittenPlaces(std::string_view amount) {
  const size_t point = amount.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(amount.size() - point) - 1;
}

class Reader {
 public:
  Reader(std::string_view text, Election& election) : json_(text), election_(election) {}

  absl::Status Read() {
    ASSENT_RETURN_IF_ERROR(Members("an election, in { }", kMembers));
    ASSENT_RETURN_IF_ERROR(json_.End());
    for (const std::string_view needed : {"kind", "candidates", "ballots"}) {
      if (!seen_.contains(needed)) {
        return json_.ErrorHere(absl::StrCat("\"", absl::string_view(needed.data(), needed.size()),
                                            "\" is missing before the end"));
      }
    }
    ASSENT_RETURN_IF_ERROR(ReadMoney());
    if (lot_.line > 0) {
      json_.GoTo(lot_);
      named_.assign(election_.candidates.size(), false);
      ASSENT_RETURN_IF_ERROR(ReadGroup(lot_order_));
      election_.lot_order.assign(lot_order_.begin(), lot_order_.end());
    }
    if ((kind_->name == "points") != (election_.points_each > 0)) {
      return ErrorAt(kind_at_, "points, and no other kind, need \"pointsEach\" above 0");
    }
    json_.GoTo(ballots_);
    return json_.Array("a list of ballots, in [ ]", [this] { return ReadBallot(); });
  }

 private:
  using Seen = std::map<std::string_view, bool, std::less<>>;
  struct Member {
    std::string_view key;
    absl::Status (Reader::*read)();
  };
  static const std::vector<Member> kMembers;

  // An object of these members, each at most once.
  absl::Status Members(std::string_view what, const std::vector<Member>& members) {
    seen_.clear();
    return json_.Object(what, [&](const Word& key) -> absl::Status {
      std::string known;
      for (const Member& member : members) {
        const absl::string_view name(member.key.data(), member.key.size());
        absl::StrAppend(&known, known.empty() ? "" : ", ", name);
        if (member.key != key.text) continue;
        if (std::exchange(seen_[member.key], true)) {
          return ErrorAt(key.at, absl::StrCat("\"", name, "\" is there twice"));
        }
        return (this->*member.read)();
      }
      return ErrorAt(key.at, absl::StrCat("there is no such key here; there are ", known));
    });
  }

  absl::StatusOr<int64_t> Number(int64_t low, int64_t high, std::string_view what) {
    ASSENT_ASSIGN_OR_RETURN(const Piece digits, json_.Digits(what));
    return NumberAt(digits, low, high, what);
  }

  absl::Status ReadTitle() {
    ASSENT_ASSIGN_OR_RETURN(Word title, json_.String("the title"));
    election_.title = std::move(title.text);
    return absl::OkStatus();
  }

  absl::Status ReadKind() {
    ASSENT_ASSIGN_OR_RETURN(const Word name, json_.String("the kind of the ballots"));
    kind_at_ = name.at;
    for (const KindName& kind : kKinds) {
      if (kind.name == name.text) kind_ = &kind;
    }
    if (kind_ == nullptr) {
      return ErrorAt(name.at, "ballots are rankings, approvals, scores or points");
    }
    election_.kind = kind_->kind;
    return absl::OkStatus();
  }

  absl::Status ReadSeats() {
    ASSENT_ASSIGN_OR_RETURN(const int64_t seats, Number(1, kMostSeats, "number of seats"));
    election_.seats = static_cast<int>(seats);
    return absl::OkStatus();
  }

  absl::Status ReadPlaces() {
    ASSENT_ASSIGN_OR_RETURN(const int64_t places, Number(1, kMostCandidates, "number of places"));
    election_.places = static_cast<int>(places);
    return absl::OkStatus();
  }

  absl::Status ReadHighest() {
    ASSENT_ASSIGN_OR_RETURN(election_.highest_score, Number(1, kMostPoints, "highest score"));
    return absl::OkStatus();
  }

  absl::Status ReadPointsEach() {
    ASSENT_ASSIGN_OR_RETURN(election_.points_each, Number(1, kMostPoints, "number of points"));
    return absl::OkStatus();
  }

  absl::Status ReadBudget() {
    ASSENT_ASSIGN_OR_RETURN(budget_, json_.Digits("a budget"));
    return absl::OkStatus();
  }

  absl::Status ReadCandidates() {
    return json_.Array("a list of candidates, in [ ]", [this]() -> absl::Status {
      if (election_.candidates.size() == kMostCandidates) {
        return json_.ErrorHere(absl::StrCat("more than ", kMostCandidates, " candidates"));
      }
      election_.candidates.emplace_back();
      costs_.emplace_back();
      id_ = {};
      if (json_.Next() == '"') {
        ASSENT_RETURN_IF_ERROR(ReadId());
      } else {
        const auto place = json_.place();
        Seen seen = std::exchange(seen_, {});
        static const std::vector<Member> kOfCandidate = {{"id", &Reader::ReadId},
                                                         {"name", &Reader::ReadName},
                                                         {"withdrawn", &Reader::ReadWithdrawn},
                                                         {"cost", &Reader::ReadCost}};
        ASSENT_RETURN_IF_ERROR(Members("a candidate, an id or { }", kOfCandidate));
        seen_ = std::move(seen);
        if (id_.text.empty()) {
          json_.GoTo(place);
          return json_.ErrorHere("this candidate has no \"id\"");
        }
      }
      const auto number = static_cast<int32_t>(who_.size());
      if (id_.text.empty()) return ErrorAt(id_.at, "an id has letters or digits");
      if (!who_.emplace(id_.text, number).second) {
        return ErrorAt(id_.at, absl::StrCat("there are two candidates ", id_.text));
      }
      election_.candidates.back().id = std::move(id_.text);
      return absl::OkStatus();
    });
  }

  absl::Status ReadId() {
    ASSENT_ASSIGN_OR_RETURN(id_, json_.String("an id"));
    return absl::OkStatus();
  }

  absl::Status ReadName() {
    ASSENT_ASSIGN_OR_RETURN(Word name, json_.String("a name"));
    election_.candidates.back().name = std::move(name.text);
    return absl::OkStatus();
  }

  absl::Status ReadWithdrawn() {
    ASSENT_ASSIGN_OR_RETURN(election_.candidates.back().withdrawn,
                            json_.Bool("whether this candidate has withdrawn"));
    return absl::OkStatus();
  }

  absl::Status ReadCost() {
    ASSENT_ASSIGN_OR_RETURN(costs_.back(), json_.Digits("a cost"));
    return absl::OkStatus();
  }

  // What names candidates is read when all the rest is.
  absl::Status PassBallots() { return Pass(ballots_); }
  absl::Status PassLot() { return Pass(lot_); }
  absl::Status Pass(JsonText::Place& place) {
    json_.Next();
    place = json_.place();
    return json_.Skip();
  }

  absl::Status ReadMoney() {
    int places = WrittenPlaces(budget_.text);
    for (const Piece& cost : costs_) places = std::max(places, WrittenPlaces(cost.text));
    places = std::min(places, kMostPlaces);
    for (int i = 0; i < places; ++i) election_.unit *= 10;
    if (!budget_.text.empty()) {
      ASSENT_ASSIGN_OR_RETURN(election_.budget, AmountAt(budget_, places, "budget"));
    }
    for (size_t who = 0; who < costs_.size(); ++who) {
      if (costs_[who].text.empty()) continue;
      ASSENT_ASSIGN_OR_RETURN(election_.candidates[who].cost,
                              AmountAt(costs_[who], places, "cost"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadBallot() {
    if (static_cast<int64_t>(election_.ballots.size()) == kMostDistinctBallots) {
      return json_.ErrorHere(absl::StrCat("more than ", kMostDistinctBallots, " ballots"));
    }
    static const std::vector<Member> kOfBallot[] = {
        {{"ranking", &Reader::ReadRanking},
         {"count", &Reader::ReadCount},
         {"overvote", &Reader::ReadOvervote}},
        {{"approvals", &Reader::ReadApprovals}, {"count", &Reader::ReadCount}},
        {{"scores", &Reader::ReadScores}, {"count", &Reader::ReadCount}},
        {{"points", &Reader::ReadScores}, {"count", &Reader::ReadCount}}};
    json_.Next();
    const auto start = json_.place();
    election_.ballots.emplace_back();
    overvote_ = {};
    named_.assign(election_.candidates.size(), false);
    ASSENT_RETURN_IF_ERROR(Members("a ballot, in { }", kOfBallot[kind_ - kKinds]));
    if (!seen_.contains(kind_->key)) {
      json_.GoTo(start);
      return json_.ErrorHere(absl::StrCat(
          "this ballot has no \"", absl::string_view(kind_->key.data(), kind_->key.size()), "\""));
    }
    if (overvote_.text.empty()) return absl::OkStatus();
    Ballot& ballot = election_.ballots.back();
    ASSENT_ASSIGN_OR_RETURN(const int64_t place,
                            NumberAt(overvote_, 1, kMostCandidates, "place of an overvote"));
    if (place > static_cast<int64_t>(ballot.ranking.size()) || !ballot.ranking[place - 1].empty()) {
      return ErrorAt(overvote_, "the place of an overvote is an empty one of the ranking: []");
    }
    ballot.overvoted = static_cast<int32_t>(place) - 1;
    return absl::OkStatus();
  }

  absl::Status ReadCount() {
    ASSENT_ASSIGN_OR_RETURN(election_.ballots.back().count,
                            Number(0, kMostBallots, "number of ballots"));
    return absl::OkStatus();
  }

  absl::Status ReadOvervote() {
    ASSENT_ASSIGN_OR_RETURN(overvote_, json_.Digits("the place of an overvote"));
    return absl::OkStatus();
  }

  // Whom an id names, once on this ballot.
  absl::StatusOr<int32_t> Who(const Word& id) {
    const auto found = who_.find(id.text);
    if (found == who_.end()) {
      return ErrorAt(id.at, absl::StrCat("there is no candidate ", id.text));
    }
    if (named_[found->second]) {
      return ErrorAt(id.at, absl::StrCat(id.text, " is on this ballot twice"));
    }
    named_[found->second] = true;
    return found->second;
  }

  absl::Status ReadOne(std::vector<int32_t>& group) {
    ASSENT_ASSIGN_OR_RETURN(const Word id, json_.String("an id"));
    ASSENT_ASSIGN_OR_RETURN(group.emplace_back(), Who(id));
    return absl::OkStatus();
  }

  absl::Status ReadGroup(std::vector<int32_t>& group) {
    return json_.Array("a list of ids, in [ ]", [&] { return ReadOne(group); });
  }

  absl::Status ReadRanking() {
    std::vector<std::vector<int32_t>> groups;
    ASSENT_RETURN_IF_ERROR(json_.Array("a list of ids, in [ ]", [&]() -> absl::Status {
      if (groups.size() == kMostCandidates) {
        return json_.ErrorHere(absl::StrCat("a ranking has at most ", kMostCandidates, " places"));
      }
      groups.emplace_back();
      return json_.Next() == '[' ? ReadGroup(groups.back()) : ReadOne(groups.back());
    }));
    election_.ballots.back().ranking = groups;
    return absl::OkStatus();
  }

  absl::Status ReadApprovals() {
    std::vector<int32_t> group;
    ASSENT_RETURN_IF_ERROR(ReadGroup(group));
    election_.ballots.back().ranking.push_back(group);
    return absl::OkStatus();
  }

  absl::Status ReadScores() {
    const int64_t each = election_.points_each > 0     ? election_.points_each
                         : election_.highest_score > 0 ? election_.highest_score
                                                       : kMostPoints;
    int64_t spent = 0;
    return json_.Object("points of each id, in { }", [&](const Word& id) -> absl::Status {
      ASSENT_ASSIGN_OR_RETURN(const int32_t who, Who(id));
      ASSENT_ASSIGN_OR_RETURN(const int64_t points, Number(0, each, "number of points"));
      spent += points;
      if (election_.points_each > 0 && spent > election_.points_each) {
        return ErrorAt(id.at, absl::StrCat("this ballot spends ", spent, " points so far, and has ",
                                           election_.points_each));
      }
      election_.ballots.back().scores.emplace_back(who, points);
      return absl::OkStatus();
    });
  }

  JsonText json_;
  Election& election_;
  Seen seen_;  // keys of the object that is read
  const KindName* kind_ = nullptr;
  Piece kind_at_;
  Piece budget_;
  std::vector<Piece> costs_;  // per candidate, as written
  Word id_;                   // of the last candidate
  std::map<std::string, int32_t, std::less<>> who_;
  JsonText::Place ballots_;
  JsonText::Place lot_{.line = 0};  // 0: there is none
  std::vector<int32_t> lot_order_;
  Piece overvote_;           // of the last ballot, as written
  std::vector<bool> named_;  // on the last ballot
};

const std::vector<Reader::Member> Reader::kMembers = {
    {"title", &Reader::ReadTitle},           {"kind", &Reader::ReadKind},
    {"seats", &Reader::ReadSeats},           {"budget", &Reader::ReadBudget},
    {"highestScore", &Reader::ReadHighest},  {"pointsEach", &Reader::ReadPointsEach},
    {"places", &Reader::ReadPlaces},         {"lotOrder", &Reader::PassLot},
    {"candidates", &Reader::ReadCandidates}, {"ballots", &Reader::PassBallots}};

}  // namespace

absl::StatusOr<Election> ReadJson(std::string_view text) {
  Election election;
  ASSENT_RETURN_IF_ERROR(Reader(text, election).Read());
  return election;
}

}  // namespace assent::counting::files
