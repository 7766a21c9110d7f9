#include "server/ledger/replies.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/assembly/canonical.h"
#include "server/base/status_macros.h"
#include "server/ledger/refusals.h"
#include "server/transparency/reply_box.h"

namespace assent::ledger {
namespace {

constexpr size_t kTimeBytes = 8;
constexpr size_t kTimeDigits = 16;
// Removals that one act takes along.
constexpr size_t kPurgedAtOnce = 16;
// Replies that stay in memory although they are durable: some 30 kB of an
// assembly that is busy.
constexpr size_t kRemembered = 64;

uint64_t Micros(absl::Time time) { return static_cast<uint64_t>(absl::ToUnixMicros(time)); }

std::string TimeBytes(absl::Time time) {
  std::string bytes(kTimeBytes, '\0');
  for (size_t i = 0; i < kTimeBytes; ++i) {
    bytes[i] = static_cast<char>(Micros(time) >> (8 * (kTimeBytes - 1 - i)));
  }
  return bytes;
}

std::string TimeKey(absl::Time time, absl::string_view name) {
  return absl::StrFormat("%s%016x/%s", kReplyTimePrefix, Micros(time), name);
}

}  // namespace

bool IsUuid(absl::string_view text) {
  constexpr absl::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == '-' ? c == '-' : absl::ascii_isxdigit(static_cast<unsigned char>(c));
         });
}

RequestIdentity RequestIdentity::Of(const google::protobuf::Message& request,
                                    const std::string& request_id, absl::string_view caller) {
  return {transparency::ReplyName(absl::AsciiStrToLower(request_id)),
          transparency::ReplyKey(request_id, caller, request.GetDescriptor()->full_name(),
                                 assembly::CanonicalBytes(request))};
}

absl::StatusOr<Replies::Kept> Replies::LookUp(storage::EventStore& store,
                                              const std::string& assembly,
                                              const RequestIdentity& identity, Question question) {
  Kept kept{question, std::nullopt, {}};
  absl::StatusOr<std::optional<std::string>> reply =
      store.GetDocument(assembly, absl::StrCat(kReplyPrefix, identity.name));
  if (!reply.ok()) return error::StoreUnavailable(reply.status());
  kept.reply = *std::move(reply);
  if (!question.purge) return kept;
  storage::ReadLimits limits;
  limits.max_items = kPurgedAtOnce;
  const auto oldest = store.ScanDocuments(assembly, kReplyTimePrefix, "", limits);
  if (!oldest.ok()) return kept;  // a reply kept for longer does no harm
  for (const storage::Document& document : *oldest) kept.oldest.push_back(document.key);
  return kept;
}

absl::StatusOr<std::optional<Replies::Known>> Replies::Find(const RequestIdentity& identity,
                                                            const Kept& kept) const {
  const auto known = under_way_.find(identity.name);
  if (known != under_way_.end()) {
    if (known->second.key != identity.key) return error::RequestIdReused();
    return Known{known->second.reply, Ticket{known->second.write}};
  }
  if (!kept.reply) return std::optional<Known>();
  std::optional<std::string> reply;
  if (kept.reply->size() > kTimeBytes) {
    reply =
        transparency::OpenReply(identity.key, absl::string_view(*kept.reply).substr(kTimeBytes));
  }
  if (!reply) return error::RequestIdReused();
  return Known{*std::move(reply), Ticket()};
}

// What another act removes at the same time is removed twice, which is no
// error.
void Replies::Keep(const RequestIdentity& identity, const Kept& kept, const std::string& reply,
                   absl::Time now, absl::Duration for_how_long,
                   std::vector<storage::DocumentWrite>& documents) {
  documents.push_back(
      {absl::StrCat(kReplyPrefix, identity.name),
       absl::StrCat(TimeBytes(now), transparency::CloseReply(identity.key, reply))});
  documents.push_back({TimeKey(now, identity.name), ""});
  if (!kept.question.purge) return;
  purge_after_ = now + for_how_long / 24;
  const std::string end = TimeKey(now - for_how_long, "");
  size_t purged = 0;
  for (const std::string& key : kept.oldest) {
    const size_t name = kReplyTimePrefix.size() + kTimeDigits + 1;
    if (key >= end || key.size() <= name) break;
    documents.push_back({absl::StrCat(kReplyPrefix, key.substr(name)), std::nullopt});
    documents.push_back({key, std::nullopt});
    ++purged;
  }
  if (purged == kPurgedAtOnce) purge_after_ = absl::InfinitePast();  // there are more
}

void Replies::UnderWay(const RequestIdentity& identity, std::string reply,
                       std::shared_ptr<Write> write) {
  DropSettled();
  order_.push_back(identity.name);
  under_way_[identity.name] = {identity.key, std::move(reply), std::move(write)};
}

// Many at a time, since whoever is looking one up has to do so again.
void Replies::DropSettled() {
  if (order_.size() < kRemembered || !under_way_.at(order_[kRemembered / 2]).write->settled()) {
    return;
  }
  while (!order_.empty() && under_way_.at(order_.front()).write->settled()) {
    under_way_.erase(order_.front());
    order_.pop_front();
  }
  ++forgotten_;
}

void Replies::Forget() {
  under_way_.clear();
  order_.clear();
  ++forgotten_;
}

}  // namespace assent::ledger
