// What the record says of one item of a meeting's agenda: its proposal as it was
// while it was talked about, whatever became of it later. Pure and thread-safe.

#ifndef ASSENT_CLIENT_CLI_ITEM_RECORD_H_
#define ASSENT_CLIENT_CLI_ITEM_RECORD_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/entry.pb.h"
#include "assent/v1/meeting.pb.h"
#include "assent/v1/stance.pb.h"

namespace assent::cli {

// From the moment when its turn came to the one when it was done with, both
// included. What was adopted with the consent agenda had no turn but one moment.
struct Turn {
  absl::Time from = absl::InfiniteFuture();  // infinite: it had no turn
  absl::Time to = absl::InfiniteFuture();    // infinite: it is under way

  bool Has(absl::Time time) const { return from <= time && time <= to; }
};
Turn TurnOf(const v1::AgendaItem& item);

// Where somebody stood at its end, and said so in the turn.
struct Said {
  std::string member;       // resource name
  std::string unit;         // for which they speak, where it is not their own voice alone
  std::string recorded_by;  // whoever recorded the raised hand; empty: they said it themselves
  v1::Stance stance = v1::STANCE_UNSPECIFIED;  // unspecified: hidden until the close
  int revision = 0;
  std::string reason;
  std::string principle;  // of a block
  int concern = 0;        // that a block rests on, by number
};

// Something else that was said in the turn.
struct Remark {
  std::string what;    // "answered", "resolved"
  std::string member;  // resource name; empty: the rule
  std::string text;
};

// A concern, a question, an objection or a block that was raised in the turn, or that
// something was said about.
struct RaisedConcern {
  int number = 0;
  std::string kind;
  std::string member;
  std::string text;
  std::vector<Remark> remarks;  // in the turn
  bool in_turn = false;         // anything of it
};

struct Revised {
  int number = 0;
  std::string author;
  bool editorial = false;
  std::string text;
};

// An action point as it was proposed.
struct Task {
  std::string task;
  std::string member;                       // resource name; empty: nobody yet
  absl::Time due = absl::InfiniteFuture();  // infinite: no date
};

struct ItemRecord {
  // The text at the end of the turn, and the one at its beginning.
  std::string title, text;
  int revision = 0, revision_before = 0;
  // Where it was at the end, in words ("discussion"); as it began; how far it came in
  // the turn, where an outcome was reached or it came to its end: "blocked: 2 agree, 1
  // blocks", "withdrawn"; and whether that was its end, and an adoption.
  std::string state, state_before, outcome;
  bool ended = false, adopted = false;
  std::string why;  // as somebody gave it: of a declaration, of parking it
  // At the end; taken or counted in the turn.
  v1::TemperatureCheck temperature;
  bool temperature_taken = false;
  std::vector<Revised> revisions;  // made in the turn
  std::vector<Said> positions;
  std::vector<RaisedConcern> concerns;  // by number
  std::vector<Remark> others;           // amendments and advice
  std::vector<Task> tasks;              // that an adoption gives people to do
};

// Of the entries about the proposal, oldest first, with `event_json`; those after the turn are
// not looked at. `phases`: where a proposal is in each phase of its rule, in words.
ItemRecord RecordOf(const std::vector<v1::Entry>& entries, const Turn& turn,
                    const std::vector<std::string>& phases);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_ITEM_RECORD_H_
