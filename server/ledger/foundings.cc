#include "server/ledger/foundings.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "server/base/ids.h"
#include "server/base/status_macros.h"
#include "server/ledger/refusals.h"
#include "server/ledger/replies.h"
#include "server/transparency/hash.h"
#include "server/transparency/reply_box.h"

namespace assent::ledger {
namespace {

constexpr absl::string_view kPrefix = "founding/";
// Chosen ids start with a letter, and so do these.
constexpr absl::string_view kRandomIdPrefix = "g";

std::string IdFrom(absl::string_view request_id) {
  const std::string hash = transparency::Sha256({"assent founding\n", request_id});
  return absl::StrCat(
      kRandomIdPrefix,
      base::ToBase32({reinterpret_cast<const uint8_t*>(hash.data()), base::kIdBytes}));
}

}  // namespace

storage::DocumentWrite FoundingDocument(absl::string_view reply_name, absl::string_view assembly) {
  return {absl::StrCat(kPrefix, reply_name), std::string(assembly)};
}

absl::StatusOr<std::string> Foundings::IdOf(const v1::CreateAssemblyRequest& request,
                                            assembly::Notary& notary, storage::EventStore& store) {
  const std::string& chosen = request.assembly_id();
  if (request.request_id().empty() || request.validate_only()) {
    return chosen.empty() ? absl::StrCat(kRandomIdPrefix, notary.NewId()) : chosen;
  }
  if (!IsUuid(request.request_id())) return error::RequestIdInvalid();
  const std::string request_id = absl::AsciiStrToLower(request.request_id());
  absl::MutexLock lock(&mutex_);
  const auto known = under_way_.find(request_id);
  if (known != under_way_.end()) return known->second;
  const absl::StatusOr<std::optional<std::string>> kept =
      store.GetSharedDocument(absl::StrCat(kPrefix, transparency::ReplyName(request_id)));
  if (!kept.ok()) return error::StoreUnavailable(kept.status());
  if (*kept) return **kept;
  const std::string id = chosen.empty() ? IdFrom(request_id) : chosen;
  under_way_[request_id] = id;
  return id;
}

void Foundings::Done(const std::string& request_id) {
  absl::MutexLock lock(&mutex_);
  under_way_.erase(absl::AsciiStrToLower(request_id));
}

}  // namespace assent::ledger
