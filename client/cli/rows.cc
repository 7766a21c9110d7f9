#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/json.h"

namespace assent::cli {
namespace {

std::string Quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

std::string CsvRow(const std::vector<std::string>& cells) {
  std::vector<std::string> quoted;
  for (const std::string& cell : cells) quoted.push_back(Quoted(cell));
  return absl::StrCat(absl::StrJoin(quoted, ","), "\n");
}

}  // namespace

std::string CsvOfRows(const std::vector<std::string>& header,
                      const std::vector<std::vector<std::string>>& rows) {
  std::string csv = CsvRow(header);
  for (const std::vector<std::string>& row : rows) absl::StrAppend(&csv, CsvRow(row));
  return csv;
}

std::string JsonOfRow(const std::vector<std::string>& header, const std::vector<std::string>& row) {
  std::vector<std::string> members;
  for (size_t i = 0; i < header.size(); ++i) {
    members.push_back(absl::StrCat(JsonString(header[i]), ":", JsonString(row[i])));
  }
  return absl::StrCat("{", absl::StrJoin(members, ","), "}");
}

}  // namespace assent::cli
