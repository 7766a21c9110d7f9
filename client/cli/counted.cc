#include "client/cli/counted.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/json.h"

namespace assent::cli {
namespace {

using counting::files::Names;
using counting::files::Read;

// As people call it.
std::string Plain(const Read& read, int who) {
  const counting::Candidate& candidate = read.election.candidates[who];
  return read.names == Names::kNames && !candidate.name.empty() ? candidate.name : candidate.id;
}

std::string Name(const Read& read, int who) {
  const std::string plain = Plain(read, who);
  return read.names == Names::kNumbers ? plain : JsonString(plain);
}

template <typename List, typename Writer>
std::string Listed(const List& list, Writer writer) {
  std::string text = "[";
  for (const auto& item : list) absl::StrAppend(&text, text.size() > 1 ? "," : "", writer(item));
  return text + "]";
}

std::string NamesOf(const Read& read, const std::vector<int>& who) {
  return Listed(who, [&](int one) { return Name(read, one); });
}

std::string FiguresOf(const std::vector<std::pair<std::string, std::string>>& figures) {
  std::string text = "{";
  for (const auto& [key, value] : figures) {
    absl::StrAppend(&text, text.size() > 1 ? "," : "", JsonString(key), ":", JsonString(value));
  }
  return text + "}";
}

std::string DefeatOf(const Read& read, const counting::Defeat& defeat) {
  return absl::StrCat("{\"winner\":", Name(read, defeat.winner),
                      ",\"loser\":", Name(read, defeat.loser), ",\"votes\":", defeat.votes,
                      ",\"against\":", defeat.against, "}");
}

std::string RoundOf(const Read& read, const counting::Round& round) {
  const auto total = [&](const std::pair<int, std::string>& one) {
    return absl::StrCat("{\"candidate\":", Name(read, one.first),
                        ",\"total\":", JsonString(one.second), "}");
  };
  const auto defeat = [&](const counting::Defeat& one) { return DefeatOf(read, one); };
  return absl::StrCat(
      "{\"what\":", JsonString(round.what), ",\"candidates\":", NamesOf(read, round.candidates),
      ",\"elected\":", NamesOf(read, round.elected), ",\"totals\":", Listed(round.totals, total),
      ",\"transfers\":", Listed(round.transfers, total), ",\"figures\":", FiguresOf(round.figures),
      ",\"defeats\":", Listed(round.defeats, defeat), "}");
}

std::string TieOf(const Read& read, const counting::Tie& tie) {
  return absl::StrCat("{\"round\":", tie.round + 1, ",\"tied\":", NamesOf(read, tie.tied),
                      ",\"chosen\":", NamesOf(read, tie.chosen),
                      ",\"brokenBy\":", JsonString(tie.broken_by), "}");
}

std::string PairsOf(const counting::Result& result) {
  std::string text;
  if (!result.matrix.empty()) {
    const auto row = [](const std::vector<int64_t>& votes) {
      return absl::StrCat("[", absl::StrJoin(votes, ","), "]");
    };
    absl::StrAppend(&text, ",\n  \"matrix\":", Listed(result.matrix, row));
  }
  if (!result.paths.empty()) {
    const auto link = [](const counting::Link& one) { return absl::StrCat(one.first); };
    const auto row = [&](const std::vector<counting::Link>& links) { return Listed(links, link); };
    absl::StrAppend(&text, ",\n  \"paths\":", Listed(result.paths, row));
  }
  return text;
}

}  // namespace

std::string JsonOf(const std::string& method, const Read& read, const counting::Result& result) {
  std::vector<int> all;
  for (size_t who = 0; who < read.election.candidates.size(); ++who) {
    all.push_back(static_cast<int>(who));
  }
  const auto round = [&](const counting::Round& one) { return RoundOf(read, one); };
  const auto tie = [&](const counting::Tie& one) { return TieOf(read, one); };
  const auto tier = [&](const std::vector<int>& one) { return NamesOf(read, one); };
  return absl::StrCat(
      "{\n  \"method\":", JsonString(method), ",\n  \"candidates\":", NamesOf(read, all),
      ",\n  \"winners\":", NamesOf(read, result.winners), ",\n  \"unfilled\":", result.unfilled,
      ",\n  \"rounds\":", Listed(result.rounds, round), ",\n  \"ties\":", Listed(result.ties, tie),
      ",\n  \"figures\":", FiguresOf(result.figures),
      ",\n  \"ranking\":", Listed(result.ranking, tier), PairsOf(result), "\n}\n");
}

std::vector<std::vector<std::string>> RowsOf(const Read& read, const counting::Result& result) {
  const auto names = [&](const std::vector<int>& who) {
    return absl::StrJoin(who, ", ", [&](std::string* out, int one) { *out += Plain(read, one); });
  };
  std::vector<std::vector<std::string>> rows;
  for (const counting::Round& round : result.rounds) {
    std::vector<std::string> said;
    for (const auto& [who, total] : round.totals)
      said.push_back(absl::StrCat(Plain(read, who), " ", total));
    for (const auto& [who, gain] : round.transfers)
      said.push_back(absl::StrCat(Plain(read, who), " +", gain));
    for (const auto& [key, value] : round.figures) said.push_back(absl::StrCat(key, " ", value));
    for (const counting::Defeat& d : round.defeats) {
      said.push_back(absl::StrCat(Plain(read, d.winner), " over ", Plain(read, d.loser), " ",
                                  d.votes, ":", d.against));
    }
    if (!round.elected.empty()) said.push_back(absl::StrCat("elected: ", names(round.elected)));
    rows.push_back({absl::StrCat(rows.size() + 1), round.what, names(round.candidates),
                    absl::StrJoin(said, ", ")});
  }
  for (const counting::Tie& tie : result.ties) {
    rows.push_back({absl::StrCat(tie.round + 1), "tie", names(tie.tied),
                    absl::StrCat("broken by ", tie.broken_by, tie.chosen.empty() ? "" : ": ",
                                 names(tie.chosen))});
  }
  std::vector<std::string> figures;
  for (const auto& [key, value] : result.figures) figures.push_back(absl::StrCat(key, " ", value));
  rows.push_back({"", "winners", names(result.winners), absl::StrJoin(figures, ", ")});
  return rows;
}

}  // namespace assent::cli
