// Real and textbook counts of single transferable votes and instant runoffs, round by round.

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/counting/cases.h"

namespace assent::test {
namespace {

using counting::Election;
using counting::Options;
using counting::Result;
using counting::Round;
using testing::ElementsAreArray;
using testing::UnorderedElementsAreArray;

struct Counted {
  Election election;
  Result result;
};

Counted Count(const std::string& method, const std::string& path, const Options& options = {}) {
  Counted counted;
  const absl::StatusOr<Election> election = ReadElection(path);
  EXPECT_TRUE(election.ok()) << path << ": " << election.status();
  if (!election.ok()) return counted;
  counted.election = *election;
  const absl::StatusOr<Result> result = counting::FindMethod(method)(*election, options);
  EXPECT_TRUE(result.ok()) << method << ": " << result.status();
  if (result.ok()) counted.result = *result;
  return counted;
}

std::string NameOf(const Election& election, int who) {
  const counting::Candidate& candidate = election.candidates[who];
  return candidate.name.empty() ? candidate.id : candidate.name;
}

std::vector<std::string> NamesOf(const Election& election, const std::vector<int>& who) {
  std::vector<std::string> names;
  for (const int one : who) names.push_back(NameOf(election, one));
  return names;
}

std::map<std::string, std::string> TotalsOf(const Election& election, const Round& round) {
  std::map<std::string, std::string> totals;
  for (const auto& [who, total] : round.totals) totals[NameOf(election, who)] = total;
  return totals;
}

std::map<std::string, std::string> MapOf(const Json& object) {
  std::map<std::string, std::string> map;
  for (const auto& [key, value] : object.struct_value().fields()) {
    map[key] = value.has_number_value() ? std::to_string(static_cast<int64_t>(value.number_value()))
                                        : value.string_value();
  }
  return map;
}

std::string Figure(const Round& round, const std::string& name) {
  for (const auto& [key, value] : round.figures) {
    if (key == name) return value;
  }
  return "";
}

// The published ties are in words; those that went to the lot say so.
int Lots(const Json& ties) {
  int lots = 0;
  for (const std::string& tie : Texts(ties)) lots += tie.find("by lot") != std::string::npos;
  return lots;
}

class ScottishCase : public testing::TestWithParam<std::string> {};

TEST_P(ScottishCase, EveryStageToTheFifthDecimal) {
  ASSENT_CASE_OR_SKIP(folder, GetParam());
  const Json expected = At(At(ReadExpected(folder), "results"), "scottish");
  const auto [election, result] = Count("scottish-stv", folder + "/ballots.blt");
  EXPECT_THAT(NamesOf(election, result.winners),
              UnorderedElementsAreArray(Texts(At(expected, "elected"))));
  const Json& rounds = At(expected, "rounds_openstv");
  const std::vector<std::string> exhausted = Texts(At(expected, "exhausted_openstv"));
  ASSERT_EQ(static_cast<int>(result.rounds.size()), Size(rounds));
  for (int i = 0; i < Size(rounds); ++i) {
    EXPECT_EQ(TotalsOf(election, result.rounds[i]), MapOf(At(rounds, i))) << "stage " << i + 1;
    EXPECT_EQ(Figure(result.rounds[i], "exhausted"), exhausted[i]) << "stage " << i + 1;
    EXPECT_EQ(Figure(result.rounds[i], "quota"), At(expected, "quota").string_value());
  }
  // Earlier stages are not compared: the reference breaks ties of surpluses of nothing, too.
  int lots = 0;
  for (const counting::Tie& tie : result.ties) lots += tie.broken_by == "lot";
  EXPECT_EQ(lots, Lots(At(expected, "ties")));
}

INSTANTIATE_TEST_SUITE_P(All, ScottishCase,
                         testing::Values("stv-glasgow2007-govan", "stv-gnome-foundation-2018",
                                         "stv-meek-math-se-2012", "stv-scot-tie-weak-defeat",
                                         "stv-scot-tie-weak-surplus", "stv-withdrawn-atwood"));

// The JavaScript reference prints doubles of nine decimals: exact to there, and to be rounded.
std::string NineDecimals(double number) {
  char text[64];
  std::snprintf(text, sizeof text, "%.9f", number);
  return text;
}

class MeekCase : public testing::TestWithParam<std::string> {};

TEST_P(MeekCase, EveryRoundToTheNinthDecimal) {
  ASSENT_CASE_OR_SKIP(folder, GetParam());
  const Json expected = At(At(ReadExpected(folder), "results"), "meek-prf");
  const auto [election, result] = Count("meek", folder + "/ballots.blt");
  EXPECT_THAT(NamesOf(election, result.winners),
              UnorderedElementsAreArray(Texts(At(expected, "elected"))));
  const Json& tally = At(expected, "tally_js");
  const Json& quotas = At(tally, ":Quota");
  ASSERT_GE(static_cast<int>(result.rounds.size()), Size(quotas));
  for (int round = 0; round < Size(quotas); ++round) {
    EXPECT_EQ(Figure(result.rounds[round], "quota"), NineDecimals(At(quotas, round).number_value()))
        << "round " << round + 1;
    for (const auto& [who, total] : result.rounds[round].totals) {
      const Json& votes = At(tally, "c" + election.candidates[who].id);
      if (round >= Size(votes)) continue;
      EXPECT_EQ(total, NineDecimals(At(votes, round).number_value()))
          << NameOf(election, who) << ", round " << round + 1;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, MeekCase,
                         testing::Values("stv-glasgow2007-govan", "stv-gnome-foundation-2018",
                                         "stv-meek-math-se-2012", "stv-withdrawn-atwood"));

TEST(MinneapolisCase, ElectsTheSameByScottishRule) {
  ASSENT_CASE_OR_SKIP(folder, "stv-minneapolis-park-2013");
  Options options;
  options.seats = 3;
  options.overvote = counting::Overvote::kSkip;
  const Json expected = ReadExpected(folder);
  const auto [election, result] = Count("scottish-stv", folder + "/ballots.csv", options);
  EXPECT_THAT(NamesOf(election, result.winners),
              UnorderedElementsAreArray(Texts(At(expected, "winners"))));
  // First preferences are the same under both rules.
  std::map<std::string, std::string> first = MapOf(At(At(At(expected, "rounds"), 0), "tally"));
  first["UWI"] = first["Undeclared Write-ins"];
  first.erase("Undeclared Write-ins");
  for (auto& [name, votes] : first) votes += ".00000";
  EXPECT_EQ(TotalsOf(election, result.rounds[0]), first);
}

class RunoffCase : public testing::TestWithParam<std::string> {};

TEST_P(RunoffCase, EveryRound) {
  ASSENT_CASE_OR_SKIP(folder, GetParam());
  const Json expected = ReadExpected(folder);
  const auto [election, result] = Count("irv", folder + "/ballots.soi");
  EXPECT_THAT(NamesOf(election, result.winners), ElementsAreArray(Texts(At(expected, "winner"))));
  const Json& rounds = At(expected, "rounds");
  ASSERT_EQ(static_cast<int>(result.rounds.size()), Size(rounds));
  for (int i = 0; i < Size(rounds); ++i) {
    EXPECT_EQ(TotalsOf(election, result.rounds[i]), MapOf(At(At(rounds, i), "tally")));
    EXPECT_EQ(Figure(result.rounds[i], "exhausted"),
              std::to_string(static_cast<int64_t>(At(At(rounds, i), "exhausted").number_value())));
  }
  std::vector<std::string> out;
  for (const Round& round : result.rounds) {
    for (const std::string& name : NamesOf(election, round.candidates)) out.push_back(name);
  }
  EXPECT_EQ(out, Texts(At(expected, "eliminated")));
}

INSTANTIATE_TEST_SUITE_P(All, RunoffCase,
                         testing::Values("irv-alaska-2022-special", "irv-burlington-2009"));

}  // namespace
}  // namespace assent::test
