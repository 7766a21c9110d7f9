// Refusals of who brings a proposal and who is present, where that is theirs to say.

#include "server/assembly/errors_presence.h"

#include "absl/strings/str_cat.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {
namespace {

constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;

}  // namespace

absl::Status SponsorsUnanswered(int64_t needed, int64_t sponsors, absl::string_view waits) {
  return base::Refuse(kFailedPrecondition, "SPONSORS_NEEDED",
                      absl::StrCat("the rule asks for ", needed,
                                   " who bring the proposal with you, ", sponsors,
                                   " have said that they do; ", waits,
                                   " have not answered: wait for them, or ask others"));
}

absl::Status NotAskedToSponsor() {
  return base::Refuse(
      kFailedPrecondition, "NOT_ASKED_TO_SPONSOR",
      "nobody has asked you to bring this proposal, too; its proposer can, while it "
      "is a draft");
}

absl::Status SponsorSaidSo() {
  return base::Refuse(kFailedPrecondition, "SPONSOR_SAID_SO",
                      "you have said just that of this proposal; say the other if you have changed "
                      "your mind");
}

absl::Status NotOnRecord() {
  return base::Refuse(kFailedPrecondition, "NOT_ON_RECORD",
                      "nobody has put you on record as present here; there is nothing to strike");
}

absl::Status PresenceStands() {
  return base::Refuse(kFailedPrecondition, "PRESENCE_STANDS",
                      "you said yourself that you were there, and that was counted; only what "
                      "others have put on record is struck after the close");
}

absl::Status PresenceStruck(absl::string_view handle) {
  return base::Refuse(kFailedPrecondition, "PRESENCE_STRUCK",
                      absl::StrCat("@", handle,
                                   " says that they are not there; leave them out, or let them say "
                                   "themselves when they are"));
}

absl::Status PresenceNotBorneOut(absl::string_view handle) {
  return base::Refuse(
      kFailedPrecondition, "PRESENCE_NOT_BORNE_OUT",
      absl::StrCat("that @", handle,
                   " is there is your word alone, and so would be what they say: let them say that "
                   "they are there, or somebody else put them on record"));
}

}  // namespace assent::assembly::error
