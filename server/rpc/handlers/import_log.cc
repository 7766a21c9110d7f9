#include "server/rpc/handlers/import_log.h"

#include <utility>

#include "server/assembly/errors.h"
#include "server/base/status_macros.h"
#include "server/ledger/import.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

class ImportSink final : public Sink<v1::ImportLogRequest, v1::ImportLogResponse> {
 public:
  explicit ImportSink(ledger::Ledger& ledger) : ledger_(ledger) {}

  absl::Status Take(const v1::ImportLogRequest& piece) override {
    if (piece.count() < 0) {
      return assembly::error::ValueInvalid("count", "a number of entries, from 0");
    }
    if (import_ == nullptr) {
      ASSENT_ASSIGN_OR_RETURN(import_, ledger_.BeginImport(piece.checkpoint(), piece.reason()));
    }
    return import_->Add(static_cast<uint64_t>(piece.count()), piece.entries(), piece.openings());
  }

  absl::StatusOr<v1::ImportLogResponse> End() override {
    if (import_ == nullptr) return refusal::RequestMalformed();
    ASSENT_ASSIGN_OR_RETURN(ledger::Imported imported, import_->Finish());
    v1::ImportLogResponse response;
    *response.mutable_assembly() = std::move(imported.assembly);
    response.mutable_assembly()->set_sequence(imported.sequence);
    response.set_entries(imported.entries);
    response.set_sequence(imported.sequence);
    return response;
  }

 private:
  ledger::Ledger& ledger_;
  std::unique_ptr<ledger::Import> import_;
};

}  // namespace

std::unique_ptr<Sink<v1::ImportLogRequest, v1::ImportLogResponse>> MakeImportSink(
    ledger::Ledger& ledger) {
  return std::make_unique<ImportSink>(ledger);
}

}  // namespace assent::rpc
