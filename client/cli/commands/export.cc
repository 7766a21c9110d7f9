// The memory of an assembly as files: whoever belongs to it can take all of it along.

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/decision_memory_service.grpc.pb.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "assent/v1/meeting_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/files.h"
#include "client/cli/json.h"
#include "client/cli/meeting_minutes.h"
#include "client/cli/minutes.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/target.h"
#include "client/cli/visible.h"

namespace assent::cli {
namespace {

namespace fs = std::filesystem;

// A folder that is there, under its name, only with all that belongs in it.
class Folder {
 public:
  explicit Folder(const std::string& path) : path_(path), draft_(absl::StrCat(path, ".part")) {}
  ~Folder() {
    std::error_code ignored;
    if (!done_) fs::remove_all(draft_, ignored);
  }

  absl::Status Open() {
    std::error_code error;
    if (path_.empty()) return absl::InvalidArgumentError("say into which folder");
    if (fs::exists(path_, error)) {
      return absl::AlreadyExistsError(
          absl::StrCat(path_, " is there already; name a folder that is not"));
    }
    if (fs::exists(draft_, error)) {
      done_ = true;  // not ours
      return absl::AlreadyExistsError(
          absl::StrCat(draft_, " is left from an export that broke off; remove it first"));
    }
    return absl::OkStatus();
  }

  absl::Status Write(const std::string& name, const std::string& content) {
    return WritePrivateFile(absl::StrCat(draft_, "/", name), content);
  }

  absl::Status Close() {
    std::error_code error;
    fs::rename(draft_, path_, error);
    if (error)
      return absl::UnknownError(absl::StrCat("cannot create ", path_, ": ", error.message()));
    done_ = true;
    return absl::OkStatus();
  }

 private:
  const std::string path_;
  const std::string draft_;
  bool done_ = false;
};

// Writes all rows of a list, one JSON object a line, and says how many there are.
template <typename Stub, typename Request, typename Response, typename Row>
absl::Status WriteAll(Session& session, Folder& folder, const std::string& file,
                      Method<Stub, Request, Response> list, Request request,
                      const google::protobuf::RepeatedPtrField<Row>& (Response::*rows)() const) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Row> all, CallForAll(session, list, request, rows));
  std::string lines;
  for (const Row& row : all) absl::StrAppend(&lines, CompactJson(row), "\n");
  session.Note(absl::StrCat(file, ": ", all.size()));
  return folder.Write(file, lines);
}

template <typename Request>
Request Of(const std::string& assembly) {
  Request request;
  request.set_parent(assembly);
  return request;
}

// A line of the list of what holds today.
void AddIfInForce(const Reader& reader, const Minutes& minutes, const std::string& file,
                  std::string& list) {
  if (!minutes.decision) return;
  const v1::Standing& standing = minutes.decision->standing();
  const bool in_force = standing.state() == v1::Proposal::STATE_ADOPTED ||
                        standing.state() == v1::Proposal::STATE_REVIEW_DUE;
  if (!in_force) return;
  absl::StrAppend(&list, "- ", NumberOf(minutes.decision->name()), ". [",
                  VisibleLine(minutes.decision->title()), "](", file, ".md), ",
                  reader.Minute(minutes.decision->decide_time()));
  if (standing.state() == v1::Proposal::STATE_REVIEW_DUE) {
    absl::StrAppend(&list, ", its review is due");
  } else if (standing.has_review_time()) {
    absl::StrAppend(&list, ", looked at again ", reader.Minute(standing.review_time()));
  }
  absl::StrAppend(&list, "\n");
}

// Each with all that the record says of it, its decision too, for programs and for
// people. Lists leave the texts out, so every one is asked for.
absl::Status WriteProposals(Session& session, Folder& folder, const std::string& assembly) {
  ASSENT_ASSIGN_OR_RETURN(
      const std::vector<v1::Proposal> proposals,
      CallForAll(session, &v1::ProposalService::Stub::ListProposals,
                 Of<v1::ListProposalsRequest>(assembly), &v1::ListProposalsResponse::proposals));
  ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  std::string in_force = "# Decisions in force\n\n";
  for (const v1::Proposal& proposal : proposals) {
    ASSENT_ASSIGN_OR_RETURN(const Minutes minutes, GatherMinutes(session, proposal.name()));
    const std::string file = absl::StrCat("proposals/", NumberOf(proposal.name()));
    ASSENT_RETURN_IF_ERROR(
        folder.Write(absl::StrCat(file, ".json"), absl::StrCat(JsonOf(minutes), "\n")));
    ASSENT_RETURN_IF_ERROR(
        folder.Write(absl::StrCat(file, ".md"), MarkdownOf(minutes, session.reader())));
    AddIfInForce(session.reader(), minutes, file, in_force);
  }
  ASSENT_RETURN_IF_ERROR(folder.Write("in-force.md", in_force));
  session.Note(absl::StrCat("proposals: ", proposals.size()));
  return absl::OkStatus();
}

// Each with its minutes.
absl::Status WriteMeetings(Session& session, Folder& folder, const std::string& assembly) {
  ASSENT_ASSIGN_OR_RETURN(
      const std::vector<v1::Meeting> meetings,
      CallForAll(session, &v1::MeetingService::Stub::ListMeetings,
                 Of<v1::ListMeetingsRequest>(assembly), &v1::ListMeetingsResponse::meetings));
  for (const v1::Meeting& meeting : meetings) {
    ASSENT_ASSIGN_OR_RETURN(const MeetingMinutes minutes, GatherMeeting(session, meeting.name()));
    const std::string file = absl::StrCat("meetings/", NumberOf(meeting.name()));
    ASSENT_RETURN_IF_ERROR(
        folder.Write(absl::StrCat(file, ".json"), absl::StrCat(JsonOf(minutes), "\n")));
    ASSENT_RETURN_IF_ERROR(
        folder.Write(absl::StrCat(file, ".md"), MarkdownOf(minutes, session.reader())));
  }
  session.Note(absl::StrCat("meetings: ", meetings.size()));
  return absl::OkStatus();
}

absl::Status WritePools(Session& session, Folder& folder, const v1::Assembly& assembly) {
  for (const v1::Pool& pool : assembly.pools()) {
    auto movements = Of<v1::ListPoolMovementsRequest>(assembly.name());
    movements.set_pool(pool.pool());
    const std::string file = absl::StrCat("pool-", pool.pool(), ".jsonl");
    ASSENT_RETURN_IF_ERROR(WriteAll(session, folder, file,
                                    &v1::AssemblyService::Stub::ListPoolMovements, movements,
                                    &v1::ListPoolMovementsResponse::movements));
  }
  return absl::OkStatus();
}

absl::Status WriteRecord(Session& session, Folder& folder, const std::string& assembly) {
  auto entries = Of<v1::ListEntriesRequest>(assembly);
  entries.set_show_json(true);
  return WriteAll(session, folder, "entries.jsonl", &v1::EntryService::Stub::ListEntries, entries,
                  &v1::ListEntriesResponse::entries);
}

absl::Status Export(Session& session, const std::string& path) {
  Folder folder(path);
  ASSENT_RETURN_IF_ERROR(folder.Open());
  v1::GetAssemblyRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const v1::GetAssemblyResponse found,
                          Call(session, &v1::AssemblyService::Stub::GetAssembly, request));
  const v1::Assembly& assembly = found.assembly();
  ASSENT_RETURN_IF_ERROR(folder.Write("assembly.json", absl::StrCat(PrettyJson(assembly), "\n")));
  ASSENT_RETURN_IF_ERROR(
      WriteAll(session, folder, "members.jsonl", &v1::MemberService::Stub::ListMembers,
               Of<v1::ListMembersRequest>(request.name()), &v1::ListMembersResponse::members));
  ASSENT_RETURN_IF_ERROR(WriteProposals(session, folder, request.name()));
  ASSENT_RETURN_IF_ERROR(WriteMeetings(session, folder, request.name()));
  ASSENT_RETURN_IF_ERROR(WriteAll(session, folder, "action-points.jsonl",
                                  &v1::DecisionMemoryService::Stub::ListActionPoints,
                                  Of<v1::ListActionPointsRequest>(request.name()),
                                  &v1::ListActionPointsResponse::action_points));
  ASSENT_RETURN_IF_ERROR(WritePools(session, folder, assembly));
  ASSENT_RETURN_IF_ERROR(WriteRecord(session, folder, request.name()));
  return folder.Close();
}

Action DefineExport(Arguments& app) {
  auto path = std::make_shared<std::string>();
  app.Add("FOLDER", *path, "A folder that is not there yet").Required();
  return [path](Session& session) { return Export(session, *path); };
}

}  // namespace

std::vector<Verb> ExportVerbs() {
  return {
      {"export",
       kGroupReading,
       "Writes all that you may read of the assembly into a folder: its charter and members, each "
       "proposal with its decision and its minutes, meetings, who does what, pools, and the "
       "record.",
       {"assent export kitchen-2026"},
       {},
       DefineExport},
  };
}

}  // namespace assent::cli
