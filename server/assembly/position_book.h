// The positions of one open proposal, held compactly: one small record for
// each voice of the electorate, and counts that are kept up to date, so that
// neither an act nor an evaluation costs more in a larger group.
//
// Not thread-safe; belongs to its proposal.

#ifndef ASSENT_SERVER_ASSEMBLY_POSITION_BOOK_H_
#define ASSENT_SERVER_ASSEMBLY_POSITION_BOOK_H_

#include <cstdint>
#include <vector>

#include "assent/v1/stance.pb.h"
#include "server/rules/stance_set.h"

namespace assent::assembly {

// What one voice has said. 48 bytes.
struct VoicePosition {
  v1::Stance stance = v1::STANCE_UNSPECIFIED;  // unspecified: nothing
  int32_t revision = 0;
  int32_t concern = 0;         // with a block: what it rests on
  int32_t member = -1;         // who said it, as an index of the assembly's members
  int32_t recorded_by = -1;    // index of the member who recorded it; -1: their own
  int32_t signing_key = 0;     // of whoever gave or recorded it; 0: not signed
  int64_t sequence = 0;        // of its entry
  int64_t time_us = 0;         // when; microseconds since the epoch
  bool counts = false;         // on the current revision, or a hold that carries
  bool about_process = false;  // a stand-aside, not about what is proposed
  bool in_advance = false;     // left before the call, for this text
};

class PositionBook {
 public:
  // One more voice, nothing said yet; `votes` of 1 to 10 are what it is worth where
  // votes are counted. Returns its index.
  int32_t AddVoice(int32_t votes = 1);

  void Set(int32_t voice, VoicePosition position);
  void Clear(int32_t voice);
  // A new text: positions stop counting; with `holds_carry`, blocks go on.
  void NewText(bool holds_carry);
  // An editorial change or a restart: what counts, counts on, on `revision`.
  void CarryTo(int32_t revision);
  // A vote asks anew: everything but blocks stops counting.
  void AskAnew();

  const VoicePosition& at(int32_t voice) const { return positions_[voice]; }
  int64_t voices() const { return static_cast<int64_t>(positions_.size()); }
  // Voices that count, by stance.
  const rules::StanceCounts& counts() const { return counts_; }
  // How many voices count.
  int64_t answered() const { return answered_; }
  // What a voice is worth in votes, and all of them together.
  int64_t votes_of(int32_t voice) const { return votes_of_[voice]; }
  int64_t all_votes() const { return all_votes_; }
  // Votes that count, by stance, and in all.
  const rules::StanceCounts& votes() const { return votes_; }
  int64_t votes_answered() const { return votes_answered_; }

 private:
  void Discount(int32_t voice);
  void Count(int32_t voice, int64_t times);
  template <typename A>  // see snapshot/fields.h
  friend void Each(A& archive, typename A::template Is<PositionBook>& value);

  std::vector<VoicePosition> positions_;
  std::vector<uint8_t> votes_of_;  // by voice
  rules::StanceCounts counts_{};
  rules::StanceCounts votes_{};
  int64_t answered_ = 0;
  int64_t votes_answered_ = 0;
  int64_t all_votes_ = 0;
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_POSITION_BOOK_H_
