// Brings an assembly to a server from an export of its record.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/import_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/composed.h"
#include "client/cli/import_pieces.h"
#include "client/cli/memberships.h"
#include "client/cli/names.h"
#include "client/cli/parts.h"
#include "client/cli/record_files.h"
#include "client/cli/status.h"
#include "client/cli/verb.h"
#include "grpcpp/support/sync_stream.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/verify_export.h"

namespace assent::cli {
namespace {

struct ImportArgs {
  std::string what, reason, token_file;
  bool unverified = false;
};

// How many entries there are. What would not verify for the members is not sent.
absl::StatusOr<uint64_t> Look(Session& session, const RecordFiles& files, bool unverified) {
  const auto file_at = [&](const std::string& path) { return files.At(path); };
  if (unverified) {
    ASSENT_ASSIGN_OR_RETURN(const std::string bytes, files.At("checkpoint"));
    ASSENT_ASSIGN_OR_RETURN(const transparency::Note note, transparency::ParseNote(bytes));
    ASSENT_ASSIGN_OR_RETURN(const auto checkpoint, transparency::ParseCheckpoint(note.text));
    return checkpoint.size;
  }
  ASSENT_ASSIGN_OR_RETURN(const transparency::VerifiedRecord record,
                          transparency::VerifyExport("", file_at));
  if (const int64_t texts = record.texts_not_shown.all(); texts > 0) {
    session.Note(absl::StrCat(texts, " texts are not in the export, and will not be there"));
  }
  return record.checkpoint.size;
}

// No deadline: a large record takes as long as it takes, and the server bounds what it holds.
absl::StatusOr<v1::ImportLogResponse> Send(const Connection& connection, const RecordFiles& files,
                                           uint64_t size, const std::string& reason) {
  v1::ImportService::Stub stub(connection.channel());
  grpc::ClientContext context;
  connection.Authorize(context);
  v1::ImportLogResponse response;
  const std::unique_ptr<grpc::ClientWriter<v1::ImportLogRequest>> writer =
      stub.ImportLog(&context, &response);
  v1::ImportLogRequest first;
  ASSENT_ASSIGN_OR_RETURN(*first.mutable_checkpoint(), files.At("checkpoint"));
  first.set_reason(reason);
  ComposeTexts(first);
  absl::Status cut;
  if (writer->Write(first)) {
    cut = CutIntoPieces(
        size, [&](const std::string& path) { return files.At(path); },
        [&](const v1::ImportLogRequest& piece) { return writer->Write(piece); });
  }
  if (!cut.ok()) context.TryCancel();
  writer->WritesDone();
  const absl::Status ended = FromGrpc(writer->Finish());
  if (!cut.ok()) return cut;
  if (!ended.ok()) return connection.Explain(ended);
  return response;
}

absl::Status Import(Session& session, const ImportArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromDisk(args.what));
  ASSENT_ASSIGN_OR_RETURN(const uint64_t size, Look(session, files, args.unverified));
  std::string server;
  ASSENT_ASSIGN_OR_RETURN(const std::string founding, FoundingToken(args.token_file));
  ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(server, founding));
  if (session.common().dry_run) {
    session.Note(absl::StrCat(size, " entries would be sent to ", server));
    return absl::OkStatus();
  }
  ASSENT_ASSIGN_OR_RETURN(const v1::ImportLogResponse imported,
                          Send(*connection, files, size, args.reason));
  ASSENT_RETURN_IF_ERROR(session.Show(imported, [&](Scene& scene) {
    const v1::Assembly& assembly = imported.assembly();
    scene.screen.Line(absl::StrCat(LastPart(assembly.name()), " – ", assembly.display_name(),
                                   " goes on at ", server));
    scene.screen.Field("  entries brought", absl::StrCat(imported.entries()));
    scene.screen.Field("  its log's key", assembly.log_key());
  }));
  session.Next("tell the members: their tokens are good here, and the log says why it has moved");
  return absl::OkStatus();
}

Action DefineImport(Arguments& app) {
  auto args = std::make_shared<ImportArgs>();
  app.Add("EXPORT", args->what, "What \"assent log export\" wrote: a folder or a bundle")
      .Required();
  app.Add("--reason,-m", args->reason, "Why the record goes on there, for the members").Required();
  app.Add("--founding-token-file", args->token_file,
          "Where the token is that some servers ask for; - is standard input");
  app.AddFlag("--unverified", args->unverified,
              "Do not look first whether every outcome follows from the rules");
  return [=](Session& session) { return Import(session, *args); };
}

}  // namespace

std::vector<Verb> ImportVerbs() {
  return {
      {"import",
       kGroupAssembly,
       "Brings an assembly to a server, from an export of its record.",
       {"assent import kitchen/ --server https://new.example --reason \"The old disk failed\""},
       {"ImportLog"},
       DefineImport},
  };
}

}  // namespace assent::cli
