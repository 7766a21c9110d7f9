#include "client/cli/record_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/connection.h"
#include "client/cli/status.h"
#include "grpcpp/support/sync_stream.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kBundleMark = "assent record 1\n";

// Names that a tile log has: nothing that leads out of the folder.
bool IsPath(absl::string_view path) {
  return !path.empty() && path.size() < 200 && path[0] != '/' && !absl::StrContains(path, "..") &&
         path.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/.") ==
             absl::string_view::npos;
}

absl::StatusOr<std::string> ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path.string(), " cannot be read"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::Status ReadFolder(const fs::path& folder, std::map<std::string, std::string>& files) {
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (!it->is_regular_file()) continue;
    const std::string path = it->path().lexically_relative(folder).generic_string();
    if (!IsPath(path)) continue;
    ASSENT_ASSIGN_OR_RETURN(files[path], ReadAll(it->path()));
  }
  if (!error) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat(folder.string(), ": ", error.message()));
}

absl::Status ReadBundle(absl::string_view bytes, std::map<std::string, std::string>& files) {
  const absl::Status broken = absl::DataLossError("this is no bundle of a record, or a broken one");
  if (!absl::ConsumePrefix(&bytes, kBundleMark)) return broken;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    if (end == absl::string_view::npos) return broken;
    const absl::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    const size_t space = line.rfind(' ');
    uint64_t size = 0;
    if (space == absl::string_view::npos || !absl::SimpleAtoi(line.substr(space + 1), &size) ||
        size > bytes.size() || !IsPath(line.substr(0, space))) {
      return broken;
    }
    files[std::string(line.substr(0, space))] = std::string(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RecordFiles> RecordFiles::FromServer(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const Connection* connection, session.connection());
  v1::ExportLogRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  v1::RecordService::Stub stub(connection->channel());
  grpc::ClientContext context;
  connection->Authorize(context);
  const std::unique_ptr<grpc::ClientReader<v1::ExportLogResponse>> reader =
      stub.ExportLog(&context, request);
  RecordFiles record;
  v1::ExportLogResponse piece;
  while (reader->Read(&piece)) {
    if (!IsPath(piece.path())) return absl::DataLossError("the server sends files of other names");
    record.files_[piece.path()] += piece.content();
  }
  const absl::Status ended = FromGrpc(reader->Finish());
  if (!ended.ok()) return connection->Explain(ended);
  return record;
}

absl::StatusOr<RecordFiles> RecordFiles::FromDisk(const std::string& path) {
  RecordFiles record;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    ASSENT_RETURN_IF_ERROR(ReadFolder(path, record.files_));
    return record;
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string bytes, ReadAll(path));
  ASSENT_RETURN_IF_ERROR(ReadBundle(bytes, record.files_));
  return record;
}

absl::StatusOr<std::string> RecordFiles::At(const std::string& path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) return absl::NotFoundError(absl::StrCat(path, " is missing"));
  return found->second;
}

absl::Status RecordFiles::WriteFolder(const std::string& folder) const {
  for (const auto& [path, content] : files_) {
    const fs::path target = fs::path(folder) / path;
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    std::ofstream file(target, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    if (!file) return absl::UnknownError(absl::StrCat(target.string(), " cannot be written"));
  }
  return absl::OkStatus();
}

std::string RecordFiles::Bundle() const {
  std::string bytes(kBundleMark);
  for (const auto& [path, content] : files_) {
    absl::StrAppend(&bytes, path, " ", content.size(), "\n", content);
  }
  return bytes;
}

}  // namespace assent::cli
