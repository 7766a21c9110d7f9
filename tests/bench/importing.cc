#include "tests/bench/importing.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "assent/v1/import_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "server/base/status_macros.h"
#include "server/transparency/bundles.h"
#include "server/transparency/tlog/tiles.h"
#include "storage/memory/memory_store.h"
#include "tests/bench/child.h"
#include "tests/bench/filler.h"
#include "tests/e2e/test_server.h"

namespace assent::bench {
namespace {

// Of performance.md: entries a second.
constexpr double kTarget = 150'000;
constexpr char kHall[] = "hall";
constexpr size_t kPieceEntries = 1000;

// What a client sends.
absl::StatusOr<std::vector<v1::ImportLogRequest>> MakePieces(int entries) {
  const std::unique_ptr<storage::EventStore> store = storage::NewMemoryStore();
  ASSENT_ASSIGN_OR_RETURN(const auto filler, Filler::Open(*store, {}));
  ASSENT_ASSIGN_OR_RETURN(const Hall hall, filler->Found(kHall, kSpeakers));
  ASSENT_RETURN_IF_ERROR(filler->Talk(kHall, hall, entries));
  filler->ledger().Flush();
  ASSENT_ASSIGN_OR_RETURN(const ledger::SignedCheckpoint checkpoint,
                          filler->ledger().SignCheckpoint(kHall));
  std::vector<v1::ImportLogRequest> pieces(1);
  pieces[0].set_checkpoint(checkpoint.note);
  pieces[0].set_reason("The old disk failed");
  for (uint64_t at = 0; at < checkpoint.size;) {
    ASSENT_ASSIGN_OR_RETURN(const auto page,
                            store->ReadLog(kHall, at, {.max_items = kPieceEntries}));
    v1::ImportLogRequest& piece = pieces.emplace_back();
    for (const storage::Entry& entry : page) {
      if (entry.sequence > checkpoint.size) break;
      transparency::AddEntry(entry.leaf, *piece.mutable_entries());
      transparency::AddOpenings(entry.openings, *piece.mutable_openings());
      piece.set_count(piece.count() + 1);
    }
    at += page.size();
  }
  return pieces;
}

// Entries a second.
absl::StatusOr<double> Import(const std::string& address,
                              const std::vector<v1::ImportLogRequest>& pieces) {
  v1::ImportService::Stub stub(test::NewChannel(address));
  grpc::ClientContext context;
  v1::ImportLogResponse response;
  const absl::Time start = absl::Now();
  const auto writer = stub.ImportLog(&context, &response);
  for (const v1::ImportLogRequest& piece : pieces) {
    if (!writer->Write(piece)) break;
  }
  writer->WritesDone();
  const grpc::Status ended = writer->Finish();
  if (!ended.ok()) return absl::UnavailableError(ended.error_message());
  return static_cast<double>(response.entries()) / absl::ToDoubleSeconds(absl::Now() - start);
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureImport(const ImportPlan& plan) {
  ASSENT_ASSIGN_OR_RETURN(const auto pieces, MakePieces(plan.entries));
  std::vector<double> rates;
  for (int round = 0; round < plan.rounds; ++round) {
    const std::string folder = absl::StrCat(plan.folder, "/import-", round);
    std::filesystem::create_directories(folder);
    ASSENT_ASSIGN_OR_RETURN(
        const auto server,
        Child::Start({plan.assentd, "--store", absl::StrCat("rocksdb:", folder, "/store"),
                      "--listen", "127.0.0.1:0", "--no-rate-limits"},
                     absl::StrCat(folder, "/assentd.log")));
    ASSENT_ASSIGN_OR_RETURN(rates.emplace_back(), Import(server->address(), pieces));
  }
  std::nth_element(rates.begin(), rates.begin() + rates.size() / 2, rates.end());
  return std::vector<Metric>{AtLeast("import", rates[rates.size() / 2], "1/s", kTarget)};
}

}  // namespace assent::bench
