// Two accounts of one event, that of a log and that of who decides it again: the same but
// for what nobody can make again. Pure.
//
//   texts        may be erased, and have chance in their commitments: SignedTexts
//                compares those that are known
//   secrets      of tokens and invitations, and a log's new key, which are drawn
//   hidden       stances and their salts, as a close opens them (possible.h opens them)
//   calendars    ends that are counted in days of a calendar: time zones change with the
//                machine

#ifndef ASSENT_SERVER_TRANSPARENCY_COMPARABLE_H_
#define ASSENT_SERVER_TRANSPARENCY_COMPARABLE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "assent/event/v1/event.pb.h"
#include "assent/v1/act.pb.h"
#include "server/assembly/state.h"

namespace assent::transparency {

// The event without these, and without its envelope. `state`: as it is before the event.
event::v1::Event Comparable(event::v1::Event event, const assembly::State& state);

// An entry of a log, opened as far as there are openings.
struct OpenedEntry {
  uint64_t sequence = 0;
  std::string leaf;
  std::string leaf_hash;  // empty: not known
  std::string openings;
  event::v1::Event event;
};

// The texts of one signed act, each as its payload commits to it; and what stands for it
// in the request that is decided again.
class SignedTexts {
 public:
  // `entries` may have opened them.
  SignedTexts(const v1::ActPayload& payload, const std::vector<const OpenedEntry*>& entries);

  // What stands for text `index` of the payload: no other text of the act, and one that a
  // rule which looks at it takes.
  const std::string& StandIn(int index) const { return texts_[index].stand_in; }
  // The text itself; empty: not opened.
  const std::string& Opened(int index) const { return texts_[index].content; }
  void SetStandIn(int index, std::string stand_in) { texts_[index].stand_in = std::move(stand_in); }

  // Whether `found` commits to what was signed, wherever `expected` has what stands for
  // it; other texts are compared where both are known. kDataLoss.
  absl::Status Compare(event::v1::Event expected, event::v1::Event found) const;

 private:
  struct SignedText {
    std::string commitment;
    std::string content;  // empty: not opened
    std::string stand_in;
  };
  absl::Status CompareOne(const event::v1::Text& expected, const event::v1::Text& found) const;
  bool MayStandFor(const SignedText& one, const std::string& commitment) const;

  std::vector<SignedText> texts_;
};

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_COMPARABLE_H_
