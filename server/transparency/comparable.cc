#include "server/transparency/comparable.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/transparency/texts.h"

namespace assent::transparency {
namespace {

using event::v1::Event;
using event::v1::Text;

absl::Status Wrong(absl::string_view what) { return absl::DataLossError(what); }

bool ByCalendar(const v1::PhaseTime& time) {
  return time.calendar() == v1::PhaseTime::CALENDAR_DAYS ||
         time.calendar() == v1::PhaseTime::CALENDAR_WORKING_DAYS;
}

// Whether the phase of that index, or the one that runs (-1), has its ends by a calendar.
bool PhaseByCalendar(const assembly::State& state, int32_t proposal, int32_t index) {
  const auto found = state.proposals.find(proposal);
  if (found == state.proposals.end()) return false;
  const assembly::ProposalState& p = found->second;
  if (index < 0) index = p.phase;
  return index >= 0 && index < p.phases().size() && ByCalendar(p.phases(index).time());
}

void ClearCalendar(Event& event, const assembly::State& state) {
  if (event.has_phase_started()) {
    event::v1::PhaseStarted& started = *event.mutable_phase_started();
    if (!PhaseByCalendar(state, event.proposal(), std::max(0, started.index()))) return;
    started.clear_min_time_us();
    started.clear_end_time_us();
  } else if (event.has_phase_extended()) {
    if (!PhaseByCalendar(state, event.proposal(), -1)) return;
    event.mutable_phase_extended()->clear_end_time_us();
  } else if (event.has_phase_start_supported()) {
    // It is given as long as the first call.
    if (!PhaseByCalendar(state, event.proposal(), 0)) return;
    event.mutable_phase_start_supported()->clear_end_time_us();
  }
}

void ClearDrawn(Event& event) {
  if (event.has_log_key_rotated()) event.mutable_log_key_rotated()->clear_log_key();
  if (event.has_token_created()) event.mutable_token_created()->clear_token_hash();
  if (event.has_invitation_created()) event.mutable_invitation_created()->clear_secret_hash();
  if (event.has_ballots_opened()) {
    for (event::v1::OpenedBallot& one : *event.mutable_ballots_opened()->mutable_ballots()) {
      one.clear_marks();
      one.clear_salt();
    }
  }
  if (!event.has_positions_opened()) return;
  for (event::v1::OpenedPosition& one : *event.mutable_positions_opened()->mutable_positions()) {
    one.clear_stance();
    one.clear_salt();
  }
}

std::vector<Text> TextsIn(Event& event) {
  std::vector<Text> texts;
  ForEachText(event, [&](Text& text) { texts.push_back(text); });
  return texts;
}

}  // namespace

Event Comparable(Event event, const assembly::State& state) {
  ForEachText(event, [](Text& text) { text.Clear(); });
  event.clear_envelope();
  ClearDrawn(event);
  ClearCalendar(event, state);
  return event;
}

SignedTexts::SignedTexts(const v1::ActPayload& payload,
                         const std::vector<const OpenedEntry*>& entries) {
  std::map<std::string, std::string> opened;  // by commitment
  for (const OpenedEntry* entry : entries) {
    Event copy = entry->event;
    for (const Text& text : TextsIn(copy)) {
      if (!text.content().empty()) opened[text.commitment()] = text.content();
    }
  }
  for (int i = 0; i < payload.texts_size(); ++i) {
    const std::string& commitment = payload.texts(i).commitment();
    const auto known = opened.find(commitment);
    texts_.push_back(
        {commitment, known == opened.end() ? "" : known->second, absl::StrCat("text-", i)});
  }
}

// Where an act says the same words twice, an entry commits to both with the first salt.
bool SignedTexts::MayStandFor(const SignedText& one, const std::string& commitment) const {
  for (const SignedText& other : texts_) {
    if (&other == &one) return commitment == one.commitment;
    if (commitment != other.commitment) continue;
    return other.content.empty() || one.content.empty() || other.content == one.content;
  }
  return false;
}

absl::Status SignedTexts::CompareOne(const Text& expected, const Text& found) const {
  if (expected.content().empty()) return absl::OkStatus();  // made of one that is not known here
  bool stood_for = false;
  for (const SignedText& one : texts_) {
    if (one.stand_in != expected.content()) continue;
    if (MayStandFor(one, found.commitment())) return absl::OkStatus();
    stood_for = true;
  }
  if (stood_for || found.commitment().empty()) {
    return Wrong("it commits to a text that was not signed");
  }
  const bool known = !found.content().empty();
  return known && found.content() != expected.content()
             ? Wrong("it has another text than follows from what was signed")
             : absl::OkStatus();
}

absl::Status SignedTexts::Compare(Event expected, Event found) const {
  const std::vector<Text> of_expected = TextsIn(expected);
  const std::vector<Text> of_found = TextsIn(found);
  if (of_expected.size() != of_found.size()) return Wrong("it has other texts than were signed");
  for (size_t i = 0; i < of_expected.size(); ++i) {
    ASSENT_RETURN_IF_ERROR(CompareOne(of_expected[i], of_found[i]));
  }
  return absl::OkStatus();
}

}  // namespace assent::transparency
