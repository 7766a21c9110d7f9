// Counts a file of ballots, without a server: paper ballots, and other people's elections.

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/commands/families.h"
#include "client/cli/counted.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"

namespace assent::cli {
namespace {

using counting::Completion;
using counting::Options;
using counting::Strength;
using counting::Threshold;

// How a ballot that ranks several alike is counted where places are taken one after the other.
struct OvervoteName {
  std::string_view name;
  counting::Overvote overvote;
};
constexpr OvervoteName kOvervotes[] = {
    {"refuse", counting::Overvote::kRefuse},
    {"exhaust", counting::Overvote::kExhaust},
    {"skip", counting::Overvote::kSkip},
};

struct RepeatedName {
  std::string_view name;
  counting::files::Repeated repeated;
};
constexpr RepeatedName kRepeateds[] = {
    {"refuse", counting::files::Repeated::kRefuse},
    {"skip", counting::files::Repeated::kSkip},
    {"exhaust", counting::files::Repeated::kExhaust},
};

struct CountArgs {
  std::string file;
  std::string method;
  int seats = 0;
  int default_option = 0;  // from 1; 0: the last
  std::string quorum;
  std::vector<std::string> majorities;
  bool strict_majority = false;
  std::string overvote;
  std::string skipped = "skip";
  std::string repeated;
  std::string completion = "none";
  std::string increment;
  std::string strength = "winning";
  std::vector<std::string> lot_order;
};

constexpr int kMostPlaces = 18;  // of a quorum: Threshold

// "44.65" to the digit.
absl::StatusOr<Threshold> ThresholdOf(const std::string& text, const std::string& what) {
  Threshold threshold;
  bool behind = false;
  bool written = false;
  for (const char letter : text) {
    if (letter == '.' && !behind) {
      behind = true;
      continue;
    }
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(letter));
    if (!digit || threshold.places == kMostPlaces || threshold.digits > 1'000'000'000'000'000'000) {
      return absl::InvalidArgumentError(
          absl::StrCat(what, " is no number like 3 or 44.65: ", text));
    }
    threshold.digits = threshold.digits * 10 + (letter - '0');
    if (behind) ++threshold.places;
    written = true;
  }
  if (!written)
    return absl::InvalidArgumentError(absl::StrCat(what, " is no number: write 3 or 44.65"));
  return threshold;
}

// A candidate by name or by number, as the file has it.
absl::StatusOr<int> Find(const counting::Election& election, const std::string& name) {
  for (size_t who = 0; who < election.candidates.size(); ++who) {
    const counting::Candidate& candidate = election.candidates[who];
    if (candidate.name == name || candidate.id == name) return static_cast<int>(who);
  }
  return absl::NotFoundError(absl::StrCat("nobody in this file is called ", name));
}

absl::Status AddMajorities(const CountArgs& args, const counting::Election& election,
                           Options& options) {
  for (const std::string& written : args.majorities) {
    const std::vector<std::string> parts = absl::StrSplit(written, '=');
    if (parts.size() != 2) {
      return absl::InvalidArgumentError(
          absl::StrCat("--majority wants OPTION=N, like 2=3, not ", written));
    }
    ASSENT_ASSIGN_OR_RETURN(const int option, Find(election, parts[0]));
    ASSENT_ASSIGN_OR_RETURN(options.majority[option], ThresholdOf(parts[1], "a majority"));
  }
  return absl::OkStatus();
}

Completion CompletionOf(const std::string& name) {
  if (name == "add1") return Completion::kAdd1;
  if (name == "add1u") return Completion::kAdd1u;
  return name == "utilitarian" ? Completion::kUtilitarian : Completion::kNone;
}

Strength StrengthOf(const std::string& name) {
  if (name == "winning-only") return Strength::kWinning;
  return name == "margins" ? Strength::kMargins : Strength::kWinningThenAgainst;
}

counting::files::ReadOptions ReadOptionsOf(const CountArgs& args) {
  counting::files::ReadOptions options;
  for (const RepeatedName& one : kRepeateds) {
    if (args.repeated == one.name) options.repeated = one.repeated;
  }
  return options;
}

absl::StatusOr<Options> OptionsOf(const CountArgs& args, const counting::Election& election) {
  Options options;
  options.seats = args.seats;
  options.default_option = args.default_option - 1;
  options.strict_majority = args.strict_majority;
  for (const OvervoteName& one : kOvervotes) {
    if (args.overvote == one.name) options.overvote = one.overvote;
  }
  options.stop_at_skipped = args.skipped == "exhaust";
  options.completion = CompletionOf(args.completion);
  options.strength = StrengthOf(args.strength);
  if (!args.quorum.empty()) {
    ASSENT_ASSIGN_OR_RETURN(options.quorum, ThresholdOf(args.quorum, "the quorum"));
  }
  if (!args.increment.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const Threshold increment,
                            ThresholdOf(args.increment, "the increment"));
    absl::int128 parts = increment.digits * election.unit;
    for (int i = 0; i < increment.places; ++i) {
      if (parts % 10 != 0) parts = 0;
      parts /= 10;
    }
    if (parts <= 0 || parts > 1'000'000'000'000) {
      return absl::InvalidArgumentError(
          "the increment has more digits than the budget, is 0 or too large");
    }
    options.increment = static_cast<int64_t>(parts);
  }
  ASSENT_RETURN_IF_ERROR(AddMajorities(args, election, options));
  for (const std::string& name : args.lot_order) {
    ASSENT_ASSIGN_OR_RETURN(options.lot_order.emplace_back(), Find(election, name));
  }
  return options;
}

absl::StatusOr<std::string> Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  char block[1 << 16];
  while (file.read(block, sizeof block) || file.gcount() > 0) {
    text.append(block, static_cast<size_t>(file.gcount()));
    if (static_cast<int64_t>(text.size()) > counting::kMostBytes) {
      return counting::files::TooManyBytes();
    }
  }
  if (!file.eof()) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  return text;
}

absl::Status Count(Session& session, const CountArgs& args) {
  const counting::Method count = counting::FindMethod(args.method);
  if (count == nullptr) {
    std::string known;
    for (const counting::NamedMethod& method : counting::Methods()) {
      absl::StrAppend(&known, " ", absl::string_view(method.name.data(), method.name.size()));
    }
    return absl::InvalidArgumentError(
        absl::StrCat("there is no method ", args.method, ": use one of", known));
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string text, Contents(args.file));
  ASSENT_ASSIGN_OR_RETURN(const counting::files::Read read,
                          counting::files::ReadBallots(args.file, text, ReadOptionsOf(args)));
  ASSENT_ASSIGN_OR_RETURN(const Options options, OptionsOf(args, read.election));
  ASSENT_ASSIGN_OR_RETURN(const counting::Result result, count(read.election, options));
  if (session.common().format == Format::kJson) {
    return session.ShowText(JsonOf(args.method, read, result));
  }
  return session.ShowRows({"round", "what", "who", "figures"}, RowsOf(read, result));
}

Action DefineCount(Arguments& app) {
  auto args = std::make_shared<CountArgs>();
  app.Add("FILE", args->file, ".blt .csv .soc .soi .toc .toi .cat .pb .debian.txt .json")
      .Required();
  app.Add("--method", args->method,
          "scottish-stv, meek, irv, schulze, debian, star, equal-shares, …")
      .Required();
  app.Add("--seats", args->seats, "As the file has it, else 1").Between(1, 1000);
  app.Add("--default-option", args->default_option, "debian: its number; else the last")
      .Between(1, 1000);
  app.Add("--quorum", args->quorum, "debian: votes over the default option");
  app.Add("--majority", args->majorities, "debian: OPTION=N for N:1; repeatable");
  app.AddFlag("--strict-majority", args->strict_majority, "debian: more than N:1, as before 2016");
  app.Add("--overvote", args->overvote,
          "scottish-stv, meek, irv: a ballot that ranks several alike; else irv exhausts it, "
          "the others refuse")
      .OneOf({"refuse", "exhaust", "skip"});
  app.Add("--skipped", args->skipped, "The same: a ballot with a place left empty")
      .OneOf({"skip", "exhaust"});
  app.Add("--repeated", args->repeated,
          "A ballot that has somebody again; else .csv passes over that, all others are "
          "refused. For .csv and .blt")
      .OneOf({"refuse", "skip", "exhaust"});
  app.Add("--completion", args->completion, "equal-shares: what to do with what is left")
      .OneOf({"none", "add1", "add1u", "utilitarian"});
  app.Add("--increment", args->increment, "equal-shares: step of add1; else 1");
  app.Add("--strength", args->strength, "schulze, ranked-pairs: of a defeat")
      .OneOf({"winning", "winning-only", "margins"});
  app.Add("--lot-order", args->lot_order,
          "Who is drawn first, where a lot decides who wins, passes a surplus on or goes out; else "
          "the order of the file, or its own")
      .InOneWord();
  return [args](Session& session) { return Count(session, *args); };
}

}  // namespace

std::vector<Verb> CountVerbs() {
  return {
      {"count",
       kGroupRules,
       "Counts a file of ballots, without a server.",
       {"assent count ward.blt --method scottish-stv", "assent count ballots.soi --method schulze",
        "assent count vote.debian.txt --method debian --quorum 47.4 --majority 2=3",
        "assent count city.pb --method equal-shares --completion add1 -o json"},
       {},
       DefineCount},
  };
}

}  // namespace assent::cli
