#include "server/transparency/replay.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/event/v1/text.pb.h"
#include "server/assembly/apply.h"
#include "server/assembly/canonical.h"
#include "server/assembly/settle.h"
#include "server/assembly/signed_act.h"
#include "server/assembly/signed_cover.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/notary.h"
#include "server/transparency/possible.h"
#include "server/transparency/signed_trail.h"
#include "server/transparency/texts.h"

namespace assent::transparency {
namespace {

constexpr uint32_t kFormatVersion = 1;
// The years 1970 to 9999: what the API's timestamps can show.
constexpr int64_t kLastMicros = 253'402'300'799'999'999;

absl::Status Damaged(absl::string_view what) { return absl::DataLossError(what); }

bool Parse(absl::string_view bytes, google::protobuf::Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// Fields that this version does not know.
bool HoldsMore(const event::v1::Openings& openings) {
  const auto more = [](const auto& message) {
    return !message.GetReflection()->GetUnknownFields(message).empty();
  };
  return more(openings) ||
         std::any_of(openings.openings().begin(), openings.openings().end(), more);
}

absl::Status OpenTexts(const std::vector<event::v1::Text*>& texts,
                       const event::v1::Openings& openings) {
  int32_t next = 0;
  for (const event::v1::Opening& opening : openings.openings()) {
    const int32_t index = opening.index();
    if (index < next || index >= static_cast<int32_t>(texts.size())) {
      return Damaged("an opening is out of order or belongs to no text");
    }
    event::v1::Text& text = *texts[index];
    if (opening.content().empty() || opening.salt().size() != kSaltBytes ||
        Commitment(opening.salt(), opening.content()) != text.commitment()) {
      return Damaged(absl::StrCat("text ", index, " is not the one that the entry commits to"));
    }
    text.set_salt(opening.salt());
    text.set_content(opening.content());
    next = index + 1;
  }
  return absl::OkStatus();
}

// Whether the event may stand at this place of this log at all.
absl::Status CheckPlace(const event::v1::Event& event, const assembly::State& state) {
  if (event.version() != kFormatVersion) {
    return Damaged(absl::StrCat("format version ", event.version(), " is not known here"));
  }
  if (event.sequence() != state.sequence + 1) return Damaged("the entry stands at another place");
  if (event.has_assembly_founded() == state.founded()) {
    return Damaged("a log starts with its founding and has no other");
  }
  if (event.origin().empty() || (state.founded() && event.origin() != state.origin)) {
    return Damaged("the entry belongs to another log");
  }
  if (event.time_us() < 0 || event.time_us() > kLastMicros ||
      absl::FromUnixMicros(event.time_us()) < state.last_time) {
    return Damaged("its time is before that of the entry before it, or none");
  }
  return absl::OkStatus();
}

// What can be said of the bytes before they are opened.
absl::Status CheckBytes(const LogEntry& entry, const assembly::State& state) {
  if (static_cast<int64_t>(entry.sequence) != state.sequence + 1) {
    return Damaged("entries are missing before it");
  }
  if (!entry.leaf_hash.empty() && LeafHash(entry.leaf) != entry.leaf_hash) {
    return Damaged("its bytes do not fit its hash");
  }
  return absl::OkStatus();
}

// `signed_act`: what stands in its envelope.
absl::Status Check(const event::v1::Event& event, assembly::State& state,
                   std::optional<LoggedAct>& signed_act) {
  ASSENT_RETURN_IF_ERROR(CheckPlace(event, state));
  // What an act of an earlier moment ended; so that a long log takes no more
  // memory than what is open.
  assembly::Forget(state, absl::FromUnixMicros(event.time_us() - 1));
  ASSENT_RETURN_IF_ERROR(CheckPossible(event, state));
  ASSENT_ASSIGN_OR_RETURN(signed_act, ReadLoggedAct(event, state));
  return absl::OkStatus();
}

absl::Status Replay(absl::string_view leaf, const event::v1::Event& event, assembly::State& state,
                    assembly::Touched* touched) {
  std::optional<LoggedAct> signed_act;
  ASSENT_RETURN_IF_ERROR(Check(event, state, signed_act));
  if (signed_act) assembly::BeginCover(state, signed_act->payload, event.time_us());
  assembly::Apply(state, event, touched);
  if (signed_act) assembly::NoteSigned(state, signed_act->payload, signed_act->hash);
  if (event.has_assembly_founded()) state.view.set_genesis_hash(LeafHash(leaf));
  if (event.has_assembly_founded() || event.has_log_key_rotated()) {
    state.view.set_log_key(LogVerifierKey(state.origin, state.log_key));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<event::v1::Event> OpenEntry(absl::string_view leaf, absl::string_view openings) {
  event::v1::Event event;
  ASSENT_RETURN_IF_ERROR(OpenEntryInto(leaf, openings, event));
  return event;
}

absl::Status OpenEntryInto(absl::string_view leaf, absl::string_view openings,
                           event::v1::Event& event) {
  if (!Parse(leaf, event)) return Damaged("its bytes are no event");
  bool clear = true;
  std::vector<event::v1::Text*> texts;
  ForEachText(event, [&](event::v1::Text& text) {
    clear = clear && text.salt().empty() && text.content().empty();
    texts.push_back(&text);
  });
  if (!clear) return Damaged("it holds a text that has to stand beside it");
  if (openings.empty()) return absl::OkStatus();
  event::v1::Openings opened;
  // No other bytes: nothing else binds what stands beside an entry.
  if (!Parse(openings, opened) || HoldsMore(opened) ||
      assembly::CanonicalBytes(opened) != openings) {
    return Damaged("the bytes beside it are no openings");
  }
  return OpenTexts(texts, opened);
}

namespace {

absl::Status Named(const LogEntry& entry, absl::Status status) {
  if (status.ok()) return status;
  return Damaged(absl::StrCat("entry ", entry.sequence, ": ", std::string(status.message())));
}

}  // namespace

absl::Status CheckEntry(const LogEntry& entry, assembly::State& state) {
  event::v1::Event event;
  absl::Status status = CheckBytes(entry, state);
  if (status.ok()) status = OpenEntryInto(entry.leaf, entry.openings, event);
  std::optional<LoggedAct> signed_act;
  if (status.ok()) status = Check(event, state, signed_act);
  return Named(entry, std::move(status));
}

absl::Status ReplayEntry(const LogEntry& entry, assembly::State& state,
                         assembly::Touched* touched) {
  event::v1::Event event;
  absl::Status status = CheckBytes(entry, state);
  if (status.ok()) status = OpenEntryInto(entry.leaf, entry.openings, event);
  if (status.ok()) status = Replay(entry.leaf, event, state, touched);
  return Named(entry, std::move(status));
}

absl::Status ReplayOpened(const LogEntry& entry, const event::v1::Event& event,
                          assembly::State& state, assembly::Touched* touched) {
  absl::Status status = CheckBytes(entry, state);
  if (status.ok()) status = Replay(entry.leaf, event, state, touched);
  return Named(entry, std::move(status));
}

}  // namespace assent::transparency
