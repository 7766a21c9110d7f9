// Taking in a log that was exported elsewhere: import_log.cc.

#ifndef ASSENT_SERVER_RPC_HANDLERS_IMPORT_LOG_H_
#define ASSENT_SERVER_RPC_HANDLERS_IMPORT_LOG_H_

#include <memory>

#include "assent/v1/import_service.pb.h"
#include "server/ledger/ledger.h"
#include "server/rpc/upload.h"

namespace assent::rpc {

std::unique_ptr<Sink<v1::ImportLogRequest, v1::ImportLogResponse>> MakeImportSink(
    ledger::Ledger& ledger);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_IMPORT_LOG_H_
