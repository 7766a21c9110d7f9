// An exported record, cut into the pieces that ImportService.ImportLog takes: whole entries with
// what stands beside them, in order.

#ifndef ASSENT_CLIENT_CLI_IMPORT_PIECES_H_
#define ASSENT_CLIENT_CLI_IMPORT_PIECES_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/v1/import_service.pb.h"
#include "server/transparency/tlog/tiles.h"

namespace assent::cli {

// Gives each piece of a record of `size` entries to `send`, until that says false: then the server
// has said something, and the rest is not asked for. Errors: kDataLoss names the file that is
// missing or broken.
absl::Status CutIntoPieces(uint64_t size, transparency::FileReader file_at,
                           absl::FunctionRef<bool(const v1::ImportLogRequest&)> send);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_IMPORT_PIECES_H_
