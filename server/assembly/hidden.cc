#include "server/assembly/hidden.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/elections.h"
#include "server/assembly/road.h"
#include "server/base/limits.h"
#include "server/rules/explain.h"

namespace assent::assembly {

using event::v1::Event;

std::string HiddenStance(v1::Stance stance) { return absl::StrCat(stance); }

std::optional<v1::Stance> StanceOfHidden(absl::string_view text) {
  int number = 0;
  if (!absl::SimpleAtoi(text, &number) || text != absl::StrCat(number)) return std::nullopt;
  const bool may =
      v1::Stance_IsValid(number) && number != v1::STANCE_UNSPECIFIED && number != v1::STANCE_BLOCK;
  return may ? std::optional(static_cast<v1::Stance>(number)) : std::nullopt;
}

bool Hides(const ProposalState& p) { return p.hides; }

bool MayCloseHidden(const ProposalState& p, absl::Time now) {
  if (now < p.phase_min) return false;
  const bool open_end = p.phase_end == absl::InfiniteFuture();
  return AllAnswered(p) || (open_end && p.positions.answered() > 0);
}

void OpenHidden(Act& act, ProposalState& p) {
  if (!p.hides) return;
  act.Weighs(p);
  const AsRule as_rule(act, act.event_time());
  Event event;
  for (int32_t voice = 0; voice < p.positions.voices(); ++voice) {
    const VoicePosition& position = p.positions.at(voice);
    const auto hidden = p.hidden.find(position.sequence);
    if (hidden == p.hidden.end() || !position.counts) continue;
    event::v1::OpenedPosition& opened = *event.mutable_positions_opened()->add_positions();
    opened.set_entry(position.sequence);
    opened.set_stance(position.stance);
    opened.set_salt(hidden->second.salt);
    if (event.positions_opened().positions_size() < kMaxOpenedInEntry) continue;
    event.mutable_positions_opened()->set_more(true);
    act.Emit(p.number, std::exchange(event, Event()));
  }
  event.mutable_positions_opened();  // even where there are none: it ends the hiding
  act.Emit(p.number, std::move(event));
}

namespace {

v1::Tally HideTally(const ProposalState& p, v1::Tally tally) {
  v1::Tally shown;
  shown.set_outcome(v1::OUTCOME_NOT_READY);
  shown.set_phase(tally.phase());
  *shown.mutable_evaluated_at() = tally.evaluated_at();
  shown.set_revision(tally.revision());
  v1::Counts& counts = *shown.mutable_counts();
  counts.set_members(tally.counts().members());
  counts.set_present(p.positions.answered());
  counts.set_block(tally.counts().block());
  counts.set_pending_blocks(tally.counts().pending_blocks());
  counts.set_open_objections(tally.counts().open_objections());
  v1::Condition& hidden = *shown.add_conditions();
  // Ballots may be open to everybody; what they come to is known when they are counted.
  hidden.set_kind(p.hides ? v1::Condition::KIND_HIDDEN : v1::Condition::KIND_COUNT);
  hidden.set_decides(p.hides);
  hidden.set_present(p.positions.answered());
  hidden.set_base_count(tally.counts().members());
  for (v1::Condition& condition : *tally.mutable_conditions()) {
    switch (condition.kind()) {
      case v1::Condition::KIND_OBJECTIONS:
      case v1::Condition::KIND_BLOCKS_UNTESTED:
        *shown.add_conditions() = std::move(condition);
        break;
      default:
        break;  // each of these tells something of what was said
    }
  }
  return shown;
}

}  // namespace

v1::Tally ShownTally(const ProposalState& p, const ProposalEvaluation& evaluation,
                     absl::string_view language) {
  if (!p.hides && !AwaitsCount(p)) return evaluation.ToTally(language);
  v1::Tally tally = HideTally(p, evaluation.ToTally(""));
  if (!language.empty()) rules::AddSentences(rules::LanguageOf(language), tally);
  return tally;
}

}  // namespace assent::assembly
