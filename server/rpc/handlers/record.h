// The reads and writes of the record's proofs: record.cc, export_log.cc. All of
// them run on threads that may wait for the disk; whoever calls is a member.

#ifndef ASSENT_SERVER_RPC_HANDLERS_RECORD_H_
#define ASSENT_SERVER_RPC_HANDLERS_RECORD_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assent/v1/record_service.pb.h"
#include "server/ledger/ledger.h"
#include "server/rpc/context.h"
#include "server/rpc/cosignatures.h"
#include "server/rpc/feed.h"

namespace assent::rpc {

absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest&, Context&);
absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(const v1::GetInclusionProofRequest&,
                                                                Context&);
absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
    const v1::GetConsistencyProofRequest&, Context&);
absl::StatusOr<v1::GetReceiptResponse> GetReceipt(const v1::GetReceiptRequest&, Context&);
absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest&,
                                                          Context&);
absl::StatusOr<v1::ListCosignaturesResponse> ListCosignatures(const v1::ListCosignaturesRequest&,
                                                              Context&);

absl::StatusOr<v1::EraseTextResponse> EraseText(const v1::EraseTextRequest&, Context&);

// The files of an exported log, in pieces, then the end.
std::shared_ptr<Feed<v1::ExportLogResponse>> MakeExportFeed(FeedParts parts,
                                                            const v1::ExportLogRequest& request);

// A checkpoint as it is shown: signed, with the cosignatures of its size (ShownOf()); but how many
// members have cosigned it is not looked at.
absl::StatusOr<v1::Checkpoint> ViewCheckpoint(ledger::Ledger& ledger, const std::string& assembly,
                                              const std::string& verifier_key,
                                              const std::vector<Cosigned>& cosignatures);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_RECORD_H_
