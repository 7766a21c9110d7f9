// Which texts of a log its reader is not shown, and why: what an entry commits to, and
// nobody opens, was either taken out on the record, or is not the reader's to read; or
// whoever handed the log on keeps it back.
//
//   erased   an entry says so (TextsErased, TextsExpired)
//   drafts   of a proposal that has not been introduced: for those who bring it
//   hidden   of a position whose stance no close has opened, or that was replaced since
//
// Not thread-safe. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_SHOWN_TEXTS_H_
#define ASSENT_SERVER_TRANSPARENCY_SHOWN_TEXTS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/event.pb.h"

namespace assent::transparency {

class ShownTexts {
 public:
  // Texts that are not shown, by reason.
  struct Count {
    int64_t erased = 0;
    int64_t drafts = 0;
    int64_t hidden = 0;
    int64_t all() const { return erased + drafts + hidden; }
  };

  // The next event of the log, with the texts that are opened. kDataLoss for an erasure of
  // what is not its author's.
  absl::Status Add(const event::v1::Event& event);
  // After the last one: kDataLoss names the first entry of which a text is kept back.
  absl::Status Check() const;
  // Expects that Check() finds nothing.
  Count Counted() const;

 private:
  enum class Why { kErased, kDraft, kHidden, kWithheld };
  struct Entry {
    int32_t proposal = 0;
    int32_t meeting = 0;
    bool hides = false;           // a position, hidden until the close
    std::set<int32_t> not_shown;  // indexes of texts
  };

  absl::Status NoteErased(const event::v1::Event& event);
  // What the event is about, as far as texts expire with it.
  void NotePlace(const event::v1::Event& event, Entry& entry);
  bool HasExpired(int64_t sequence, const Entry& entry) const;
  void NotePosition(const event::v1::Event& event);
  Why WhyNot(int64_t sequence, const Entry& entry, int32_t index) const;

  std::map<int64_t, Entry> entries_;  // those of which a text is not shown
  std::map<int64_t, std::set<int32_t>> erased_;
  std::map<int64_t, std::string> authors_;  // of entries with texts
  // Up to which entry the texts of a proposal, or of a meeting, have expired.
  std::map<int32_t, int64_t> expired_;
  std::map<int32_t, int64_t> expired_meetings_;
  // What items on agendas are about, by meeting and number.
  std::map<std::pair<int32_t, int32_t>, int32_t> agenda_;
  std::set<int32_t> introduced_;
  std::set<int64_t> opened_;  // entries of positions
  // The position that stands, by proposal and by whose it is; and all of them.
  std::map<std::pair<int32_t, std::string>, int64_t> standing_;
  std::set<int64_t> stand_;
};

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_SHOWN_TEXTS_H_
