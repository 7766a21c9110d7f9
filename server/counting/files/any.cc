#include "server/counting/files/any.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/files/blt.h"
#include "server/counting/files/csv.h"
#include "server/counting/files/debian_tally.h"
#include "server/counting/files/json.h"
#include "server/counting/files/pabulib.h"
#include "server/counting/files/preflib.h"

namespace assent::counting::files {
namespace {

struct Format {
  std::string_view ending;
  absl::StatusOr<Election> (*read)(std::string_view text, const ReadOptions& options);
  Names names;
};

template <absl::StatusOr<Election> (*kRead)(std::string_view)>
absl::StatusOr<Election> Plain(std::string_view text, const ReadOptions&) {
  return kRead(text);
}

absl::StatusOr<Election> Blt(std::string_view text, const ReadOptions& options) {
  return ReadBlt(text, options.repeated.value_or(Repeated::kRefuse));
}

absl::StatusOr<Election> Csv(std::string_view text, const ReadOptions& options) {
  return ReadCsv(text, options.repeated.value_or(Repeated::kSkip));
}

constexpr Format kFormats[] = {
    {".blt", Blt, Names::kNames},
    {".csv", Csv, Names::kNames},
    {".soc", Plain<ReadPrefLibRankings>, Names::kNames},
    {".soi", Plain<ReadPrefLibRankings>, Names::kNames},
    {".toc", Plain<ReadPrefLibRankings>, Names::kNames},
    {".toi", Plain<ReadPrefLibRankings>, Names::kNames},
    {".cat", Plain<ReadPrefLibCategories>, Names::kNames},
    {".pb", Plain<ReadPabulib>, Names::kIds},
    {".debian.txt", Plain<ReadDebianTally>, Names::kNumbers},
    {".json", Plain<ReadJson>, Names::kNames},
};

// Councils and old programs write .BLT.
bool EndsWith(std::string_view name, std::string_view ending) {
  return absl::EndsWithIgnoreCase(absl::string_view(name.data(), name.size()),
                                  absl::string_view(ending.data(), ending.size()));
}

absl::Status CheckSize(std::string_view text) {
  if (static_cast<int64_t>(text.size()) > kMostBytes) return TooManyBytes();
  if (std::count(text.begin(), text.end(), '\n') <= kMostLines) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("line ", kMostLines + 1, ", column 1: at most ",
                                                 kMostLines,
                                                 " lines are read: merge ballots that are alike"));
}

}  // namespace

absl::Status TooManyBytes() {
  return absl::InvalidArgumentError(
      absl::StrCat("the file has more than ", kMostBytes, " bytes: merge ballots that are alike"));
}

absl::StatusOr<Read> ReadBallots(std::string_view name, std::string_view text,
                                 const ReadOptions& options) {
  ASSENT_RETURN_IF_ERROR(CheckSize(text));
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
    return absl::InvalidArgumentError("line 1, column 1: this is UTF-16: save it as UTF-8");
  }
  std::string converted;
  if (!IsUtf8(text)) text = converted = FromLatin1(text);
  std::string endings;
  for (const Format& format : kFormats) {
    if (EndsWith(name, format.ending)) {
      ASSENT_ASSIGN_OR_RETURN(Election election, format.read(text, options));
      return Read{std::move(election), format.names};
    }
    absl::StrAppend(&endings, " ", absl::string_view(format.ending.data(), format.ending.size()));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("the end of the file's name does not say what is in it: name it", endings));
}

}  // namespace assent::counting::files
