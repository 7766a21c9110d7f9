// An event in its place, and how it is refused: what the parts of CheckPossible()
// (possible.h) share. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_POSSIBLE_PLACE_H_
#define ASSENT_SERVER_TRANSPARENCY_POSSIBLE_PLACE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/state.h"
#include "server/assembly/units.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/ed25519.h"

namespace assent::transparency::possible {

using assembly::ProposalState;
using assembly::State;
using event::v1::Event;

inline absl::Status Impossible(absl::string_view what) { return absl::DataLossError(what); }

// An event in its place: what the checks look at.
struct Place {
  const State& state;
  const Event& event;
  int32_t author;          // member index; -1: nobody
  const ProposalState* p;  // null: about the assembly, or no such proposal

  absl::Status Author() const {
    return author >= 0 ? absl::OkStatus() : Impossible("it needs an author");
  }
  absl::Status Known(const std::string& member) const {
    return state.member_by_id.contains(member) ? absl::OkStatus()
                                               : Impossible("it names a member who never joined");
  }
  // Whether the member has a voice in the proposal.
  absl::Status Voice(int32_t member) const {
    return p->voice_of.contains(member) ? absl::OkStatus()
                                        : Impossible("it is from outside of the electorate");
  }
  // Whether they have the voice of that unit in it; empty: any.
  absl::Status Voice(int32_t member, const std::string& unit) const {
    ASSENT_RETURN_IF_ERROR(Voice(member));
    if (unit.empty()) return absl::OkStatus();
    for (const int32_t voice : assembly::VoicesOfMember(*p, member)) {
      if (assembly::UnitOfVoice(*p, voice) == unit) return absl::OkStatus();
    }
    return Impossible("it speaks for a unit that is not theirs");
  }
  // Whether the author belongs to the unit.
  absl::Status AuthorOf(const std::string& unit) const {
    ASSENT_RETURN_IF_ERROR(Author());
    return assembly::Belongs(state, unit, author) ? absl::OkStatus()
                                                  : Impossible("its author is not of the unit");
  }
  absl::Status AuthorVoice() const {
    ASSENT_RETURN_IF_ERROR(Author());
    return Voice(author);
  }
};

inline absl::Status Within(int64_t number, size_t count, absl::string_view what) {
  if (number >= 1 && number <= static_cast<int64_t>(count)) return absl::OkStatus();
  return Impossible(absl::StrCat("there is no ", what, " ", number));
}

inline absl::Status Next(int64_t number, size_t count, absl::string_view what) {
  if (number == static_cast<int64_t>(count) + 1) return absl::OkStatus();
  return Impossible(absl::StrCat(what, " ", number, " is not the next one"));
}

inline absl::Status Stance(v1::Stance stance) {
  if (stance != v1::STANCE_UNSPECIFIED && v1::Stance_IsValid(stance)) return absl::OkStatus();
  return Impossible("it holds a position that is not known here");
}

inline absl::Status LogKey(const std::string& key) {
  if (key.size() == kPublicKeyBytes) return absl::OkStatus();
  return Impossible("it names no key for the log: no version that was released wrote this");
}

// Events of decisions in force, their reviews, dissent and action points, and whatever
// CheckFurtherBody() looks at: possible_standing.cc.
absl::Status CheckStandingBody(const Place& place);

// Events of the record itself, of tokens, applications and endings, and of units:
// possible_further.cc.
absl::Status CheckFurtherBody(const Place& place);
// Options, ballots and counts: possible_elections.cc.
absl::Status CheckElectionBody(const Place& place);
// Who acted through an app: the token is one of the author's, and an app's. `author`
// is a member index; -1: nobody.
absl::Status AppToken(const State& state, const Event& event, int32_t author);

}  // namespace assent::transparency::possible

#endif  // ASSENT_SERVER_TRANSPARENCY_POSSIBLE_PLACE_H_
