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

absl::StatusOr<Founding> Foundings::Begin(const v1::CreateAssemblyRequest& request,
                                          assembly::Notary& notary, storage::EventStore& store) {
  const std::string& chosen = request.assembly_id();
  if (request.request_id().empty() || request.validate_only()) {
    return Founding{chosen.empty() ? absl::StrCat(kRandomIdPrefix, notary.NewId()) : chosen, {}};
  }
  if (!IsUuid(request.request_id())) return error::RequestIdInvalid();
  const std::string request_id = absl::AsciiStrToLower(request.request_id());
  absl::MutexLock lock(&mutex_);
  const auto known = under_way_.find(request_id);
  if (known != under_way_.end()) return Hold(request_id, known->second.id);
  const absl::StatusOr<std::optional<std::string>> kept =
      store.GetSharedDocument(absl::StrCat(kPrefix, transparency::ReplyName(request_id)));
  if (!kept.ok()) return error::StoreUnavailable(kept.status());
  if (*kept) return Founding{**kept, {}};
  return Hold(request_id, chosen.empty() ? IdFrom(request_id) : chosen);
}

Founding Foundings::Hold(const std::string& request_id, const std::string& id) {
  UnderWay& under_way = under_way_[request_id];
  if (under_way.holders++ == 0) under_way.id = id;
  return {under_way.id, std::shared_ptr<void>(this, [request_id](void* self) {
            static_cast<Foundings*>(self)->Release(request_id);
          })};
}

void Foundings::Release(const std::string& request_id) {
  absl::MutexLock lock(&mutex_);
  const auto found = under_way_.find(request_id);
  if (--found->second.holders == 0) under_way_.erase(found);
}

}  // namespace assent::ledger
