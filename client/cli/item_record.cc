#include "client/cli/item_record.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "assent/v1/amendment.pb.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/concern.pb.h"
#include "assent/v1/proposal.pb.h"
#include "client/cli/event_fields.h"
#include "client/cli/times.h"
#include "client/cli/words.h"
#include "server/rules/explain.h"

namespace assent::cli {
namespace {

// Reads entry after entry; each handler takes up one type.
class Reading {
 public:
  Reading(const Turn& turn, const std::vector<std::string>& phases)
      : turn_(turn), phases_(phases) {}

  void Read(const v1::Entry& entry);
  ItemRecord Result() &&;

 private:
  struct Now {
    const v1::Entry& entry;
    EventFields fields;
    bool in_turn;
  };
  using Handler = void (Reading::*)(const Now&);
  static const std::map<std::string, Handler>& Handlers();

  // "{assembly}/members/{id}" of an id, by the author's name.
  std::string Member(const Now& now, const std::string& id) const {
    const std::string& author = now.entry.author();
    return id.empty() ? "" : absl::StrCat(author.substr(0, author.rfind('/') + 1), id);
  }
  // Whose voice it is.
  static std::string Voice(const std::string& member, const EventFields& fields) {
    return absl::StrCat(member, " ", fields.Word("unit"));
  }
  // One that was raised before the turn is known too; 0 and what is not there are nobody's.
  RaisedConcern& Concern(const Now& now, const char* key) {
    RaisedConcern& concern = concerns_[static_cast<int>(now.fields.Number(key))];
    concern.number = static_cast<int>(now.fields.Number(key));
    concern.in_turn |= now.in_turn;
    return concern;
  }
  void Remark(const Now& now, RaisedConcern& concern, std::string what, std::string text) const {
    if (now.in_turn) {
      concern.remarks.push_back({std::move(what), now.entry.author(), std::move(text)});
    }
  }
  void Other(const Now& now, std::string what, std::string text) {
    if (now.in_turn) {
      record_.others.push_back({std::move(what), now.entry.author(), std::move(text)});
    }
  }
  void Enter(const Now& now, std::string state) {
    record_.state = std::move(state);
    if (!now.in_turn) record_.state_before = record_.state;
  }

  void Drafted(const Now& now);
  void Introduced(const Now& now) { Enter(now, WordsOf(v1::Proposal::STATE_INTRODUCED)); }
  void StateEntered(const Now& now);
  void PhaseStarted(const Now& now);
  void Outcome(const Now& now);
  void Declared(const Now& now);
  void Decided(const Now& now);
  void RevisionMade(const Now& now);
  void PositionTaken(const Now& now);
  void PositionGone(const Now& now);
  void PositionsOpened(const Now& now);
  void ConcernRaised(const Now& now);
  void ConcernAnswered(const Now& now);
  void ConcernMoved(const Now& now);
  void Challenged(const Now& now);
  void BlockMoved(const Now& now);
  void AmendmentBrought(const Now& now);
  void AmendmentMoved(const Now& now);
  void AdviceAsked(const Now& now);
  void AdviceGiven(const Now& now);
  void Temperature(const Now& now);
  void Hands(const Now& now);
  void ForgetTemperature();

  const Turn& turn_;
  const std::vector<std::string>& phases_;
  ItemRecord record_;
  std::map<std::string, std::pair<Said, bool>> positions_;  // by voice; whether in the turn
  std::map<int64_t, std::string> voice_of_;                 // by entry
  std::map<int, RaisedConcern> concerns_;
  std::map<std::string, v1::Temperature> temperatures_;
};

void Reading::Drafted(const Now& now) {
  if (now.fields.Has("title")) record_.title = now.fields.Text("title");
  if (now.fields.Has("text")) record_.text = now.fields.Text("text");
  record_.revision = 1;
  if (!now.in_turn) record_.revision_before = 1;
  for (const EventFields& point : now.fields.List("actionPoints")) {
    const int64_t due = point.Number("dueTimeUs");
    record_.tasks.push_back({point.Text("task"), Member(now, point.Word("member")),
                             due == 0 ? absl::InfiniteFuture() : absl::FromUnixMicros(due)});
  }
}

void Reading::StateEntered(const Now& now) {
  Enter(now, WordsOf(now.fields.EnumOf<v1::Proposal::State>("state")));
  if (now.in_turn && now.fields.Has("reason")) record_.why = now.fields.Text("reason");
}

void Reading::PhaseStarted(const Now& now) {
  const size_t index = static_cast<size_t>(now.fields.Number("index"));
  Enter(now, index < phases_.size() ? phases_[index] : WordsOf(v1::Proposal::STATE_CALLED));
}

void Reading::Outcome(const Now& now) {
  v1::Tally tally;
  tally.set_outcome(now.fields.EnumOf<v1::Outcome>("outcome"));
  *tally.mutable_counts() = now.fields.As<v1::Counts>("counts");
  if (now.in_turn) {
    const std::string few = rules::FewAnswered(tally);
    record_.outcome = rules::HeadlineOf(tally);
    if (!few.empty()) absl::StrAppend(&record_.outcome, "; ", few);
  }
  if (tally.outcome() == v1::OUTCOME_BLOCKED) Enter(now, WordsOf(v1::Proposal::STATE_BLOCKED));
}

void Reading::Declared(const Now& now) {
  if (!now.in_turn) return;
  record_.outcome = now.fields.Flag("adopted") ? "declared: the group is for it"
                                               : "declared: the group is against it";
  record_.why = now.fields.Text("reason");
}

void Reading::Decided(const Now& now) {
  const auto state = now.fields.EnumOf<v1::Proposal::State>("state");
  Enter(now, WordsOf(state));
  if (!now.in_turn) return;
  record_.ended = true;
  record_.adopted = state == v1::Proposal::STATE_ADOPTED;
  if (record_.outcome.empty()) record_.outcome = record_.state;
}

void Reading::RevisionMade(const Now& now) {
  Revised revised{static_cast<int>(now.fields.Number("number")), now.entry.author(),
                  now.fields.Flag("editorial"), now.fields.Text("text")};
  if (now.fields.Has("title")) record_.title = now.fields.Text("title");
  if (now.fields.Has("text")) record_.text = revised.text;
  record_.revision = revised.number;
  if (!revised.editorial) ForgetTemperature();
  if (now.in_turn) {
    record_.revisions.push_back(std::move(revised));
  } else {
    record_.revision_before = record_.revision;
  }
}

// Editorial changes keep readings, new texts do not: v1.TemperatureCheck.
void Reading::ForgetTemperature() {
  temperatures_.clear();
  record_.temperature.Clear();
  record_.temperature_taken = false;
}

void Reading::PositionTaken(const Now& now) {
  if (now.fields.Flag("inAdvance")) return;
  const std::string other = Member(now, now.fields.Word("recordedFor"));
  Said said;
  said.member = other.empty() ? now.entry.author() : other;
  said.unit = now.fields.Word("unit");
  if (!other.empty()) said.recorded_by = now.entry.author();
  said.stance = now.fields.EnumOf<v1::Stance>("stance");
  said.revision = static_cast<int>(now.fields.Number("revision"));
  said.reason = now.fields.Text("reason");
  said.principle = now.fields.Text("principle");
  said.concern = static_cast<int>(now.fields.Number("concern"));
  const std::string voice = Voice(said.member, now.fields);
  voice_of_[now.entry.sequence()] = voice;
  positions_[voice] = {std::move(said), now.in_turn};
}

void Reading::PositionGone(const Now& now) {
  positions_.erase(Voice(now.entry.author(), now.fields));
}

void Reading::PositionsOpened(const Now& now) {
  for (const EventFields& opened : now.fields.List("positions")) {
    const auto voice = voice_of_.find(opened.Number("entry"));
    if (voice == voice_of_.end()) continue;
    const auto position = positions_.find(voice->second);
    if (position != positions_.end()) {
      position->second.first.stance = opened.EnumOf<v1::Stance>("stance");
    }
  }
}

void Reading::ConcernRaised(const Now& now) {
  RaisedConcern& concern = Concern(now, "number");
  concern.kind = WordsOf(now.fields.EnumOf<v1::Concern::Kind>("kind"));
  concern.member = now.entry.author();
  concern.text = now.fields.Text("text");
}

void Reading::ConcernAnswered(const Now& now) {
  Remark(now, Concern(now, "number"), "answered", now.fields.Text("text"));
}

void Reading::ConcernMoved(const Now& now) {
  Remark(now, Concern(now, "number"), WordsOf(now.fields.EnumOf<v1::Concern::State>("state")),
         now.fields.Text("text"));
}

void Reading::Challenged(const Now& now) {
  Remark(now, Concern(now, "concern"), "challenged", now.fields.Text("reason"));
}

void Reading::BlockMoved(const Now& now) {
  Remark(now, Concern(now, "concern"),
         absl::StrCat("block ", WordsOf(now.fields.EnumOf<v1::Block::State>("state"))), "");
}

void Reading::AmendmentBrought(const Now& now) {
  Other(now,
        absl::StrCat("amendment ", now.fields.Number("number"), " (",
                     WordsOf(now.fields.EnumOf<v1::Amendment::Kind>("kind")), ")"),
        now.fields.Text("text"));
}

void Reading::AmendmentMoved(const Now& now) {
  Other(now,
        absl::StrCat("amendment ", now.fields.Number("number"), ": ",
                     WordsOf(now.fields.EnumOf<v1::Amendment::State>("state"))),
        "");
}

void Reading::AdviceAsked(const Now& now) {
  Other(now, "asked for advice", now.fields.Text("question"));
}

void Reading::AdviceGiven(const Now& now) { Other(now, "advice given", now.fields.Text("answer")); }

void Reading::Temperature(const Now& now) {
  temperatures_[now.entry.author()] = now.fields.EnumOf<v1::Temperature>("temperature");
  record_.temperature_taken |= now.in_turn;
}

void Reading::Hands(const Now& now) {
  v1::TemperatureCheck& check = record_.temperature;
  check.set_hands_warm(static_cast<int32_t>(now.fields.Number("warm")));
  check.set_hands_lukewarm(static_cast<int32_t>(now.fields.Number("lukewarm")));
  check.set_hands_cold(static_cast<int32_t>(now.fields.Number("cold")));
  record_.temperature_taken |= now.in_turn;
}

const std::map<std::string, Reading::Handler>& Reading::Handlers() {
  static const auto& handlers = *new std::map<std::string, Handler>{
      {"proposal_drafted", &Reading::Drafted},
      {"draft_updated", &Reading::Drafted},
      {"proposal_introduced", &Reading::Introduced},
      {"state_entered", &Reading::StateEntered},
      {"phase_started", &Reading::PhaseStarted},
      {"outcome_reached", &Reading::Outcome},
      {"sense_declared", &Reading::Declared},
      {"decision_made", &Reading::Decided},
      {"revision_made", &Reading::RevisionMade},
      {"position_taken", &Reading::PositionTaken},
      {"position_withdrawn", &Reading::PositionGone},
      {"position_struck", &Reading::PositionGone},
      {"positions_opened", &Reading::PositionsOpened},
      {"concern_raised", &Reading::ConcernRaised},
      {"concern_answered", &Reading::ConcernAnswered},
      {"concern_moved", &Reading::ConcernMoved},
      {"block_challenged", &Reading::Challenged},
      {"block_moved", &Reading::BlockMoved},
      {"amendment_proposed", &Reading::AmendmentBrought},
      {"amendment_moved", &Reading::AmendmentMoved},
      {"advice_asked", &Reading::AdviceAsked},
      {"advice_given", &Reading::AdviceGiven},
      {"temperature_taken", &Reading::Temperature},
      {"temperature_recorded", &Reading::Hands},
  };
  return handlers;
}

void Reading::Read(const v1::Entry& entry) {
  const auto handler = Handlers().find(entry.type());
  if (handler == Handlers().end()) return;
  (this->*handler->second)({entry, EventFields(entry), turn_.Has(TimeOf(entry.time()))});
}

ItemRecord Reading::Result() && {
  for (const auto& [member, temperature] : temperatures_) {
    v1::TemperatureCheck& check = record_.temperature;
    check.set_warm(check.warm() + (temperature == v1::TEMPERATURE_WARM));
    check.set_lukewarm(check.lukewarm() + (temperature == v1::TEMPERATURE_LUKEWARM));
    check.set_cold(check.cold() + (temperature == v1::TEMPERATURE_COLD));
  }
  for (auto& [voice, said] : positions_) {
    if (said.second) record_.positions.push_back(std::move(said.first));
  }
  for (auto& [number, concern] : concerns_) {
    if (concern.in_turn && number > 0) record_.concerns.push_back(std::move(concern));
  }
  return std::move(record_);
}

}  // namespace

Turn TurnOf(const v1::AgendaItem& item) {
  if (!item.has_open_time() && !item.has_close_time()) return {};
  Turn turn;
  turn.from = TimeOf(item.has_open_time() ? item.open_time() : item.close_time());
  if (item.has_close_time()) turn.to = TimeOf(item.close_time());
  return turn;
}

ItemRecord RecordOf(const std::vector<v1::Entry>& entries, const Turn& turn,
                    const std::vector<std::string>& phases) {
  Reading reading(turn, phases);
  for (const v1::Entry& entry : entries) {
    if (turn.from != absl::InfiniteFuture() && TimeOf(entry.time()) > turn.to) break;
    reading.Read(entry);
  }
  return std::move(reading).Result();
}

}  // namespace assent::cli
