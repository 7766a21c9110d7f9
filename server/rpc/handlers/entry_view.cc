#include "server/rpc/handlers/entry_view.h"

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/access.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "server/assembly/documents.h"
#include "server/assembly/names.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/transparency/replay.h"
#include "server/transparency/signed_acts.h"

namespace assent::rpc {
namespace {

absl::Status EntryDamaged(int64_t sequence) {
  return base::Refuse(absl::StatusCode::kDataLoss, "ENTRY_DAMAGED",
                      absl::StrCat("entry ", sequence, " of the log is damaged"));
}

// The name of the one field of `body` that is set.
std::string TypeOf(const google::protobuf::Message& event) {
  const google::protobuf::OneofDescriptor* const body =
      event.GetDescriptor()->FindOneofByName("body");
  const google::protobuf::FieldDescriptor* const field =
      event.GetReflection()->GetOneofFieldDescriptor(event, body);
  return field == nullptr ? "" : field->name();
}

absl::Status AddOpenings(const std::string& bytes, v1::Entry& view) {
  event::v1::Openings openings;
  if (!openings.ParseFromString(bytes)) return EntryDamaged(view.sequence());
  for (event::v1::Opening& from : *openings.mutable_openings()) {
    v1::Opening& to = *view.add_openings();
    to.set_index(from.index());
    to.set_salt(std::move(*from.mutable_salt()));
    to.set_content(std::move(*from.mutable_content()));
  }
  return absl::OkStatus();
}

void SetTime(int64_t micros, google::protobuf::Timestamp& time) {
  const timespec spec = absl::ToTimespec(absl::FromUnixMicros(micros));
  time.set_seconds(spec.tv_sec);
  time.set_nanos(static_cast<int32_t>(spec.tv_nsec));
}

}  // namespace

absl::StatusOr<v1::Entry> EntryViewer::View(const storage::Entry& entry) {
  v1::Entry view;
  view.set_sequence(static_cast<int64_t>(entry.sequence));
  view.set_leaf(entry.leaf);
  view.set_leaf_hash(entry.leaf_hash);
  absl::StatusOr<event::v1::Event> event = transparency::OpenEntry(entry.leaf, "");
  if (!event.ok()) return EntryDamaged(view.sequence());
  ASSENT_ASSIGN_OR_RETURN(const bool texts, MayReadTextsOf(*event));
  if (texts) ASSENT_RETURN_IF_ERROR(AddOpenings(entry.openings, view));
  SetTime(event->time_us(), *view.mutable_time());
  view.set_type(TypeOf(*event));
  if (!event->author().empty()) {
    view.set_author(assembly::MemberName(assembly_, event->author()));
  }
  view.set_proposal(event->proposal());
  if (const auto envelope = transparency::ReadEnvelope(event->envelope()); envelope.ok()) {
    view.set_signing_key(transparency::KeyOf(*envelope));
  }
  if (event->app_token() != 0) {
    ASSENT_ASSIGN_OR_RETURN(*view.mutable_app(), AppOf(event->app_token()));
  }
  if (!show_json_) return view;
  event = transparency::OpenEntry(entry.leaf, texts ? entry.openings : "");
  if (!event.ok() ||
      !google::protobuf::util::MessageToJsonString(*event, view.mutable_event_json()).ok()) {
    return EntryDamaged(view.sequence());
  }
  return view;
}

absl::StatusOr<bool> EntryViewer::ShowsTexts(const storage::Entry& entry) {
  const absl::StatusOr<event::v1::Event> event = transparency::OpenEntry(entry.leaf, "");
  if (!event.ok()) return EntryDamaged(static_cast<int64_t>(entry.sequence));
  return MayReadTextsOf(*event);
}

absl::StatusOr<bool> EntryViewer::MayReadTextsOf(const event::v1::Event& event) {
  ASSENT_ASSIGN_OR_RETURN(const bool texts, MayReadTexts(event.proposal()));
  const bool hidden =
      event.position_taken().has_hidden_stance() || event.ballot_cast().has_hidden_marks();
  if (!texts || !hidden) return texts;
  return MayReadHidden(event);
}

absl::StatusOr<std::string> EntryViewer::AppOf(int32_t token) {
  const auto known = apps_.find(token);
  if (known != apps_.end()) return known->second;
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Token> found,
                          LoadDocument<v1::Token>(store_, assembly_, NumberedKey("token", token)));
  return apps_[token] = found.has_value() ? found->app() : "";
}

absl::StatusOr<bool> EntryViewer::MayReadTexts(int32_t number) {
  if (number == 0) return true;
  const auto known = may_read_.find(number);
  if (known != may_read_.end()) return known->second;
  ASSENT_ASSIGN_OR_RETURN(
      const std::optional<v1::Proposal> proposal,
      LoadDocument<v1::Proposal>(store_, assembly_, NumberedKey("proposal", number)));
  const bool may = proposal.has_value() && IsVisibleTo(member_name_, *proposal);
  may_read_.emplace(number, may);
  return may;
}

// The entries of those positions or ballots of a proposal that are hidden no more.
template <typename Message>
absl::Status EntryViewer::AddOpened(absl::string_view kind, int32_t proposal, Opened& opened) {
  const std::string prefix = assembly::PartPrefix(kind, proposal);
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store_.ScanDocuments(assembly_, prefix, after, {}));
    if (page.empty()) return absl::OkStatus();
    for (const storage::Document& document : page) {
      Message one;
      if (!one.ParseFromString(document.value)) return DocumentDamaged();
      if (!one.hidden()) opened.insert(one.sequence());
    }
    after = page.back().key;
  }
}

absl::StatusOr<bool> EntryViewer::MayReadHidden(const event::v1::Event& event) {
  if (assembly::MemberName(assembly_, event.author()) == member_name_) return true;
  const auto [known, added] = opened_.try_emplace(event.proposal());
  if (added) {
    ASSENT_RETURN_IF_ERROR(AddOpened<v1::Position>("position", event.proposal(), known->second));
    ASSENT_RETURN_IF_ERROR(AddOpened<v1::Ballot>("ballot", event.proposal(), known->second));
  }
  return known->second.contains(event.sequence());
}

}  // namespace assent::rpc
