#include "server/transparency/shown_texts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/transparency/texts.h"

namespace assent::transparency {

using event::v1::Event;

absl::Status ShownTexts::Add(const Event& event) {
  Event copy = event;
  int32_t index = 0;
  Entry entry;
  bool commits = false;
  ForEachText(copy, [&](event::v1::Text& text) {
    commits = commits || !text.commitment().empty();
    if (!text.commitment().empty() && text.content().empty()) entry.not_shown.insert(index);
    ++index;
  });
  // What somebody was called when they came is theirs, whoever let them in.
  if (commits) {
    authors_[event.sequence()] =
        event.has_member_joined() ? event.member_joined().member() : event.author();
  }
  if (!entry.not_shown.empty()) {
    entry.hides = event.position_taken().has_hidden_stance() ||
                  event.ballot_cast().has_hidden_marks();
    NotePlace(event, entry);
    entries_[event.sequence()] = std::move(entry);
  }
  if (event.has_agenda_item_added()) {
    const event::v1::AgendaItemAdded& added = event.agenda_item_added();
    agenda_[{added.meeting(), added.number()}] = added.about();
  }
  if (event.has_texts_expired()) {
    const int32_t meeting = event.texts_expired().meeting();
    (meeting != 0 ? expired_meetings_[meeting] : expired_[event.proposal()]) = event.sequence();
  }
  if (event.has_proposal_introduced()) introduced_.insert(event.proposal());
  NotePosition(event);
  return event.has_texts_erased() ? NoteErased(event) : absl::OkStatus();
}

void ShownTexts::NotePlace(const Event& event, Entry& entry) {
  entry.proposal = event.proposal();
  if (event.has_meeting_planned()) entry.meeting = event.meeting_planned().number();
  if (event.has_agenda_item_added()) {
    entry.meeting = event.agenda_item_added().meeting();
    entry.proposal = event.agenda_item_added().about();
  } else if (event.has_agenda_item_closed()) {
    const event::v1::AgendaItemClosed& closed = event.agenda_item_closed();
    entry.meeting = closed.meeting();
    const auto item = agenda_.find({closed.meeting(), closed.number()});
    if (item != agenda_.end()) entry.proposal = item->second;
  }
}

bool ShownTexts::HasExpired(int64_t sequence, const Entry& entry) const {
  const bool of_meeting = entry.meeting != 0 && entry.proposal == 0;
  const auto& expired = of_meeting ? expired_meetings_ : expired_;
  const auto found = expired.find(of_meeting ? entry.meeting : entry.proposal);
  return found != expired.end() && sequence <= found->second;
}

absl::Status ShownTexts::NoteErased(const Event& event) {
  const event::v1::TextsErased& erased = event.texts_erased();
  const auto author = authors_.find(erased.entry());
  if (author == authors_.end()) {
    return absl::DataLossError("it erases texts of an entry that has none");
  }
  if (author->second != event.author()) {
    return absl::DataLossError("it erases texts that somebody else wrote");
  }
  erased_[erased.entry()].insert(erased.indexes().begin(), erased.indexes().end());
  return absl::OkStatus();
}

void ShownTexts::NotePosition(const Event& event) {
  if (event.has_positions_opened()) {
    for (const auto& one : event.positions_opened().positions()) opened_.insert(one.entry());
  }
  if (event.has_ballots_opened()) {
    for (const auto& one : event.ballots_opened().ballots()) opened_.insert(one.entry());
  }
  if (event.has_ballot_cast()) {
    int64_t& standing =
        standing_[{event.proposal(),
                   absl::StrCat(event.author(), "/ballot/", event.ballot_cast().unit())}];
    stand_.erase(standing);
    stand_.insert(standing = event.sequence());
  }
  const event::v1::PositionTaken& taken = event.position_taken();
  const std::string& whose = taken.recorded_for().empty() ? event.author() : taken.recorded_for();
  if (event.has_position_taken()) {
    int64_t& standing = standing_[{event.proposal(), absl::StrCat(whose, "/", taken.unit())}];
    stand_.erase(standing);
    stand_.insert(standing = event.sequence());
  }
  const bool leaves = event.has_member_left() || event.has_member_removed();
  if (!leaves && !event.has_position_withdrawn() && !event.has_position_struck()) return;
  const std::string prefix = absl::StrCat(
      event.has_member_removed() ? event.member_removed().member() : event.author(), "/");
  std::erase_if(standing_, [&](const auto& one) {
    const bool here = leaves || one.first.first == event.proposal();
    const bool gone = here && one.first.second.compare(0, prefix.size(), prefix) == 0;
    if (gone) stand_.erase(one.second);
    return gone;
  });
}

ShownTexts::Why ShownTexts::WhyNot(int64_t sequence, const Entry& entry, int32_t index) const {
  const auto erased = erased_.find(sequence);
  if (erased != erased_.end() && erased->second.contains(index)) return Why::kErased;
  if (HasExpired(sequence, entry)) return Why::kErased;
  if (entry.meeting == 0 && entry.proposal != 0 && !introduced_.contains(entry.proposal))
    return Why::kDraft;
  if (!entry.hides) return Why::kWithheld;
  return opened_.contains(sequence) && stand_.contains(sequence) ? Why::kWithheld : Why::kHidden;
}

absl::Status ShownTexts::Check() const {
  for (const auto& [sequence, entry] : entries_) {
    for (const int32_t index : entry.not_shown) {
      if (WhyNot(sequence, entry, index) != Why::kWithheld) continue;
      return absl::DataLossError(
          absl::StrCat("entry ", sequence, ": text ", index + 1,
                       " is not shown, and nothing on the record says that it was erased: "
                       "whoever gave you this record keeps it back"));
    }
  }
  return absl::OkStatus();
}

ShownTexts::Count ShownTexts::Counted() const {
  Count count;
  for (const auto& [sequence, entry] : entries_) {
    for (const int32_t index : entry.not_shown) {
      switch (WhyNot(sequence, entry, index)) {
        case Why::kErased:
          ++count.erased;
          break;
        case Why::kDraft:
          ++count.drafts;
          break;
        default:
          ++count.hidden;
      }
    }
  }
  return count;
}

}  // namespace assent::transparency
