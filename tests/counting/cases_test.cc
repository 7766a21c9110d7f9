// Elections that were held, and textbook ones, counted to the results that are known of them.

#include "tests/counting/cases.h"

#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assent::test {
namespace {

using counting::Election;
using counting::Options;
using counting::Result;
using testing::Contains;
using testing::ElementsAre;

Result Count(const std::string& method, const Election& election, const Options& options = {}) {
  const counting::Method count = counting::FindMethod(method);
  if (count == nullptr) ADD_FAILURE() << "no method " << method;
  const absl::StatusOr<Result> result = count(election, options);
  EXPECT_TRUE(result.ok()) << method << ": " << result.status();
  return result.ok() ? *result : Result();
}

Election Read(const std::string& path) {
  const absl::StatusOr<Election> election = ReadElection(path);
  EXPECT_TRUE(election.ok()) << path << ": " << election.status();
  return election.ok() ? *election : Election();
}

std::vector<std::vector<std::string>> Tiers(const Election& election, const Result& result) {
  std::vector<std::vector<std::string>> tiers;
  for (const std::vector<int>& tier : result.ranking) tiers.push_back(Ids(election, tier));
  return tiers;
}

std::vector<std::vector<std::string>> TierTexts(const Json& list) {
  std::vector<std::vector<std::string>> tiers;
  for (const Json& tier : list.list_value().values()) tiers.push_back(Texts(tier));
  return tiers;
}

// "44.6486281984117" as it is written in the file, not as a double.
counting::Threshold ThresholdIn(const std::string& text, const std::string& name) {
  size_t at = text.find("\"" + name + "\": ");
  EXPECT_NE(at, std::string::npos);
  counting::Threshold threshold;
  bool behind = false;
  for (at += name.size() + 4; at < text.size() && text[at] != ','; ++at) {
    if (text[at] == '.') {
      behind = true;
      continue;
    }
    threshold.digits = threshold.digits * 10 + (text[at] - '0');
    if (behind) ++threshold.places;
  }
  return threshold;
}

class DebianCase : public testing::TestWithParam<std::string> {};

TEST_P(DebianCase, IsCountedAsPublished) {
  const std::string folder = CaseFolder(GetParam());
  ASSERT_FALSE(folder.empty());
  const Json expected = ReadExpected(folder);
  const Election election = Read(folder + "/ballots.debian.txt");
  Options options;
  options.default_option = static_cast<int>(At(expected, "default_option").number_value()) - 1;
  options.quorum = ThresholdIn(ReadFile(folder + "/expected.json"), "quorum");
  for (const auto& [option, ratio] : At(expected, "majority_ratio").struct_value().fields()) {
    int number = 0;
    ASSERT_TRUE(absl::SimpleAtoi(option, &number));
    options.majority[number - 1] = {.digits = static_cast<int64_t>(ratio.number_value())};
  }
  const Result result = Count("debian", election, options);
  EXPECT_EQ(Ids(election, result.winners), Texts(At(expected, "winners")));
  EXPECT_EQ(result.matrix, MatrixIn(At(expected, "pairwise")));
  std::vector<std::vector<std::string>> dropped;
  std::vector<std::vector<int64_t>> defeats;
  for (const counting::Round& round : result.rounds) {
    if (round.what == "dropped by majority") {
      dropped.push_back({Ids(election, round.candidates)[0], "Majority"});
    } else if (round.what == "defeats") {
      for (const auto& d : round.defeats)
        defeats.push_back({d.winner + 1, d.loser + 1, d.votes, d.against});
    }
  }
  EXPECT_EQ(dropped, TierTexts(At(expected, "dropped")));
  std::vector<std::vector<int64_t>> official = MatrixIn(At(expected, "official_defeats"));
  std::sort(official.begin(), official.end());
  EXPECT_EQ(defeats, official);
  EXPECT_EQ(Ids(election, result.rounds.back().candidates), Texts(At(expected, "schwartz")));
}

INSTANTIATE_TEST_SUITE_P(Published, DebianCase,
                         testing::Values("debian-dpl-2010", "debian-gr-2006-007-supermajority",
                                         "debian-gr-2008-003-seven-options"));

TEST(CondorcetCases, TidemanA26) {
  const std::string folder = CaseFolder("condorcet-tideman-A26");
  const Json expected = ReadExpected(folder);
  const Election election = Read(folder + "/ballots.soi");
  const Result schulze = Count("schulze", election);
  EXPECT_EQ(schulze.matrix, MatrixIn(At(expected, "pairwise")));
  EXPECT_EQ(Tiers(election, schulze), TierTexts(At(expected, "schulze_ranking_debian_strength")));
  EXPECT_EQ(Ids(election, schulze.winners), Texts(At(expected, "winners")));
  EXPECT_EQ(Ids(election, Count("ranked-pairs", election).winners),
            Texts(At(At(expected, "ranked_pairs_wv"), "winners")));
  Options margins;
  margins.strength = counting::Strength::kMargins;
  EXPECT_EQ(Ids(election, Count("ranked-pairs", election, margins).winners),
            Texts(At(At(expected, "ranked_pairs_margins"), "winners")));
  Options winning;
  winning.strength = counting::Strength::kWinning;
  EXPECT_EQ(Tiers(election, Count("schulze", election, winning)),
            TierTexts(At(expected, "schulze_ranking")));
}

Election Profile(const Json& profile) {
  Election election;
  std::map<std::string, int32_t> places;
  for (const std::string& id : Texts(At(profile, "candidates"))) {
    places[id] = static_cast<int32_t>(election.candidates.size());
    election.candidates.push_back({.id = id, .name = {}});
  }
  for (const Json& line : At(profile, "ballots").list_value().values()) {
    counting::Ballot ballot;
    ballot.count = static_cast<int64_t>(At(line, 0).number_value());
    for (const Json& rank : At(line, 1).list_value().values()) {
      std::vector<int32_t> group;
      if (rank.has_string_value()) group.push_back(places[rank.string_value()]);
      for (const std::string& id : Texts(rank)) group.push_back(places[id]);
      ballot.ranking.push_back(group);
    }
    election.ballots.push_back(ballot);
  }
  return election;
}

std::string Line(const Election& election, const Result& result) {
  std::string line;
  for (const std::vector<int>& tier : result.ranking) {
    for (const int who : tier) line += (line.empty() ? "" : " > ") + election.candidates[who].id;
  }
  return line;
}

TEST(CondorcetCases, Textbook) {
  const Json profiles = ReadExpected(CaseFolder("condorcet-textbook"));
  ASSERT_EQ(Size(profiles), 6);
  for (const Json& profile : profiles.list_value().values()) {
    SCOPED_TRACE(At(profile, "name").string_value());
    const Election election = Profile(profile);
    const Json& php = At(profile, "condorcet_php_4_6");
    Options winning;
    winning.strength = counting::Strength::kWinning;
    Options margins;
    margins.strength = counting::Strength::kMargins;
    const Result schulze = Count("schulze", election);
    EXPECT_EQ(schulze.matrix, MatrixIn(At(profile, "pairwise")));
    EXPECT_EQ(Tiers(election, schulze), TierTexts(At(profile, "schulze_debian_strength")));
    EXPECT_EQ(Tiers(election, Count("schulze", election, winning)),
              TierTexts(At(profile, "schulze_wv")));
    EXPECT_EQ(Line(election, Count("schulze", election, margins)),
              At(php, "Schulze Margin").string_value());
    EXPECT_EQ(Line(election, Count("ranked-pairs", election)),
              At(php, "Ranked Pairs Winning").string_value());
    EXPECT_EQ(Line(election, Count("ranked-pairs", election, margins)),
              At(php, "Ranked Pairs Margin").string_value());
  }
}

TEST(StarCases, Starpy) {
  const Json cases = ReadExpected(CaseFolder("star-small"));
  for (const Json& made : cases.list_value().values()) {
    SCOPED_TRACE(At(made, "name").string_value());
    Election election;
    election.kind = counting::BallotKind::kScores;
    election.highest_score = 5;
    for (const std::string& id : Texts(At(made, "candidates")))
      election.candidates.push_back({.id = id, .name = {}});
    for (const Json& scores : At(made, "ballots").list_value().values()) {
      counting::Ballot ballot;
      for (int who = 0; who < Size(scores); ++who) {
        ballot.scores.emplace_back(who, static_cast<int64_t>(At(scores, who).number_value()));
      }
      election.ballots.push_back(ballot);
    }
    const Result result = Count("star", election);
    const std::string elected = Texts(At(made, "elected"))[0];
    const std::vector<std::string> finalists = Ids(election, result.rounds[1].candidates);
    if (elected.find("TrueTie") == std::string::npos) {
      EXPECT_THAT(Ids(election, result.winners), ElementsAre(elected));
      EXPECT_THAT(finalists, Contains(Texts(At(made, "runner_up"))[0]));
    } else {
      // starpy stops at a tie of all four, where the official protocol goes on: Doug lost most
      // match-ups, and of the three that are left Carmen and Allison have most top scores.
      ASSERT_FALSE(result.ties.empty());
      EXPECT_EQ(result.ties[0].tied.size(), 4u);
      EXPECT_EQ(result.ties[0].broken_by, "most top scores");
      EXPECT_THAT(finalists, testing::UnorderedElementsAre("Allison", "Carmen"));
      EXPECT_THAT(Ids(election, result.winners), ElementsAre("Carmen"));
    }
  }
}

TEST(ApprovalCases, GyLesNonains) {
  ASSENT_CASE_OR_SKIP(folder, "approval-gyles-nonains-2002");
  const Json expected = ReadExpected(folder);
  Election election = Read(folder + "/00026-00000001.cat");
  const Result result = Count("approval", election);
  for (const auto& [who, votes] : result.rounds[0].totals) {
    const std::string& name = election.candidates[who].name;
    EXPECT_EQ(votes, std::to_string(static_cast<int64_t>(
                         At(At(expected, "approval_totals"), name).number_value())));
  }
  EXPECT_EQ(election.candidates[result.winners[0]].name, Texts(At(expected, "winner"))[0]);
  const std::map<std::string, std::string> rules = {{"approval", "av"},
                                                    {"seq-phragmen", "seqphragmen"},
                                                    {"equal-shares", "equal-shares"},
                                                    {"pav", "pav (exact)"}};
  for (const int seats : {3, 5}) {
    const Json& of_size = At(At(expected, "committees"), "k=" + std::to_string(seats));
    for (const auto& [method, rule] : rules) {
      SCOPED_TRACE(method + " for " + std::to_string(seats));
      Options options;
      options.seats = seats;
      std::vector<int> committee = Count(method, election, options).winners;
      std::sort(committee.begin(), committee.end());
      std::vector<std::string> numbers;
      for (const int who : committee) numbers.push_back(std::to_string(who));
      EXPECT_THAT(TierTexts(At(At(of_size, rule), "committees")), ElementsAre(numbers));
    }
  }
}

TEST(BudgetCases, Assen) {
  ASSENT_CASE_OR_SKIP(folder, "pb-mes-assen-2024");
  const Json expected = ReadExpected(folder);
  const Json& tool =
      At(At(expected, "results"), "equalshares-compute-tool (tie: maxVotes, minCost)");
  const Election election = Read(folder + "/Netherlands_Assen_2024.pb");
  const auto bought = [&](counting::Completion completion) {
    Options options;
    options.completion = completion;
    return Ids(election, Count("equal-shares", election, options).winners);
  };
  const auto winners = [&](const std::string& how) { return Texts(At(At(tool, how), "winners")); };
  EXPECT_EQ(bought(counting::Completion::kAdd1), Texts(At(expected, "official_selected")));
  EXPECT_EQ(bought(counting::Completion::kNone), winners("none/fractions"));
  EXPECT_EQ(bought(counting::Completion::kUtilitarian), winners("utilitarian/floats"));
  EXPECT_EQ(bought(counting::Completion::kAdd1u), winners("add1u/floats"));
  EXPECT_EQ(Ids(election, Count("greedy", election).winners),
            Texts(At(At(At(expected, "results"),
                        "greedy by approval count (skip unaffordable; tie: cheaper)"),
                     "winners")));
  Options add1;
  add1.completion = counting::Completion::kAdd1;
  const Result result = Count("equal-shares", election, add1);
  const auto figure = [&](const std::string& name) {
    for (const auto& [key, value] : result.figures) {
      if (key == name) return value;
    }
    return std::string();
  };
  EXPECT_EQ(figure("endowment"), "2033.000000");
  EXPECT_EQ(figure("spent"), "76700");
  ASSERT_EQ(result.ties.size(), 1u);
  EXPECT_EQ(Ids(election, result.ties[0].tied), (std::vector<std::string>{"2", "11"}));
  EXPECT_EQ(result.ties[0].broken_by, "lower cost");
}

TEST(ScoreCases, Toulouse) {
  ASSENT_CASE_OR_SKIP(folder, "score-toulouse-2019");
  const Json expected = ReadExpected(folder);
  const Election election = Read(folder + "/France_Toulouse_2019.pb");
  Options all;
  all.seats = 30;
  const Result score = Count("score", election, all);
  EXPECT_EQ(Ids(election, score.winners), Texts(At(expected, "ranking")));
  for (const auto& [who, points] : score.rounds[0].totals) {
    const Json& official = At(At(expected, "official_totals"), election.candidates[who].id);
    EXPECT_EQ(points, std::to_string(static_cast<int64_t>(official.number_value())));
  }
  const Result star = Count("star", election);
  const Json& runoff = At(expected, "star");
  EXPECT_EQ(Ids(election, star.rounds[1].candidates), Texts(At(runoff, "finalists")));
  EXPECT_EQ(Ids(election, star.winners)[0], At(runoff, "winner").string_value());
  EXPECT_EQ(star.rounds[1].totals[0].second, "454");
  EXPECT_EQ(star.rounds[1].totals[1].second, "297");
  EXPECT_EQ(star.rounds[1].figures[0].second, "743");
}

// abcvoting's instances: lines "name: value", and lists of lists of numbers.
struct Instance {
  Election election;
  int seats = 0;
  std::map<std::string, std::vector<std::vector<int>>>
      results;  // per rule, the resolute = false ones
};

std::vector<std::vector<int>> Lists(const std::string& text) {
  std::vector<std::vector<int>> lists;
  bool number = false;
  for (const char letter : text) {
    if (letter == '[') lists.emplace_back();
    const bool digit = letter >= '0' && letter <= '9';
    if (digit && !number) lists.back().push_back(0);
    if (digit) lists.back().back() = lists.back().back() * 10 + (letter - '0');
    number = digit;
  }
  lists.erase(lists.begin());  // the outer one
  return lists;
}

Instance ReadInstance(const std::string& path) {
  Instance instance;
  std::string rule;
  std::string text = ReadFile(path);
  // Lists go on over lines that start with six blanks.
  for (size_t at = text.find("\n      "); at != std::string::npos; at = text.find("\n      "))
    text.erase(at, 6);
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    if (parts.first == "profile") {
      instance.election.kind = counting::BallotKind::kApprovals;
      for (const std::vector<int>& approved : Lists(parts.second)) {
        counting::Ballot ballot;
        ballot.ranking.push_back(std::vector<int32_t>(approved.begin(), approved.end()));
        instance.election.ballots.push_back(ballot);
      }
    } else if (parts.first == "num_cand") {
      for (int who = 0; who < std::stoi(parts.second); ++who) {
        instance.election.candidates.push_back({.id = std::to_string(who), .name = {}});
      }
    } else if (parts.first == "committeesize") {
      instance.seats = std::stoi(parts.second);
    } else if (parts.first == "- rule_id") {
      rule = parts.second;
    } else if (parts.first == "  result" && parts.second.find('[') != std::string::npos) {
      auto& results = instance.results[rule];
      const auto lists = Lists(parts.second);
      if (lists.size() > results.size()) results = lists;
    }
  }
  return instance;
}

class AbcCase : public testing::TestWithParam<std::string> {};

TEST_P(AbcCase, IsAmongTheCommitteesOfAbcvoting) {
  ASSENT_CASE_OR_SKIP(folder, "abc-instances");
  const Instance instance = ReadInstance(folder + "/" + GetParam() + ".abc.yaml");
  ASSERT_GT(instance.seats, 0);
  Options options;
  options.seats = instance.seats;
  const std::map<std::string, std::string> rules = {{"approval", "av"},
                                                    {"seq-phragmen", "seqphragmen"},
                                                    {"equal-shares", "equal-shares"},
                                                    {"pav", "pav"}};
  for (const auto& [method, rule] : rules) {
    SCOPED_TRACE(method);
    ASSERT_FALSE(instance.results.at(rule).empty());
    const Result result = Count(method, instance.election, options);
    std::vector<int> committee = result.winners;
    std::sort(committee.begin(), committee.end());
    EXPECT_THAT(instance.results.at(rule), Contains(committee));
    if (method != "pav") continue;
    EXPECT_EQ(std::max<size_t>(1, result.ties.size()), instance.results.at(rule).size());
  }
}

INSTANTIATE_TEST_SUITE_P(Abcvoting, AbcCase,
                         testing::Values("instanceS0000", "instanceS0001", "instanceM0000",
                                         "instanceL0000", "instanceL0001", "instanceL0002"));

}  // namespace
}  // namespace assent::test
