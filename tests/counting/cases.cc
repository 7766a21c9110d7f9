#include "tests/counting/cases.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/status_macros.h"
#include "server/counting/files/any.h"

namespace assent::test {

std::string CaseFolder(const std::string& name) {
  const char* const elsewhere = std::getenv("ASSENT_ELECTIONS");
  const std::string beside = elsewhere != nullptr ? elsewhere : "../shared/elections";
  for (const std::string& root : {std::string("tests/counting/data"), beside}) {
    const std::string folder = absl::StrCat(root, "/", name);
    if (std::filesystem::exists(folder)) return folder;
  }
  return "";
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Json ReadExpected(const std::string& folder) {
  Json json;
  const auto read =
      google::protobuf::util::JsonStringToMessage(ReadFile(folder + "/expected.json"), &json);
  if (!read.ok()) std::abort();
  return json;
}

const Json& At(const Json& object, const std::string& name) {
  static const Json nothing;
  const auto& fields = object.struct_value().fields();
  const auto found = fields.find(name);
  return found == fields.end() ? nothing : found->second;
}

const Json& At(const Json& list, int index) { return list.list_value().values(index); }

int Size(const Json& list) { return list.list_value().values_size(); }

std::vector<std::string> Texts(const Json& list) {
  std::vector<std::string> texts;
  for (const Json& value : list.list_value().values()) {
    texts.push_back(value.has_number_value()
                        ? absl::StrCat(static_cast<int64_t>(value.number_value()))
                        : value.string_value());
  }
  return texts;
}

counting::Matrix MatrixIn(const Json& list) {
  counting::Matrix matrix;
  for (const Json& row : list.list_value().values()) {
    matrix.emplace_back();
    for (const Json& votes : row.list_value().values()) {
      matrix.back().push_back(static_cast<int64_t>(votes.number_value()));
    }
  }
  return matrix;
}

absl::StatusOr<counting::Election> ReadElection(const std::string& path) {
  ASSENT_ASSIGN_OR_RETURN(counting::files::Read read,
                          counting::files::ReadBallots(path, ReadFile(path)));
  return std::move(read.election);
}

std::vector<std::string> Ids(const counting::Election& election, const std::vector<int>& who) {
  std::vector<std::string> ids;
  for (const int candidate : who) ids.push_back(election.candidates[candidate].id);
  return ids;
}

}  // namespace assent::test
