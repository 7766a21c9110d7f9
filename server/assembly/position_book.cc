#include "server/assembly/position_book.h"

#include <utility>

namespace assent::assembly {

int32_t PositionBook::AddVoice(int32_t votes) {
  positions_.emplace_back();
  votes_of_.push_back(static_cast<uint8_t>(votes));
  all_votes_ += votes;
  return static_cast<int32_t>(positions_.size()) - 1;
}

// Into the counts, or out of them (`times` -1).
void PositionBook::Count(int32_t voice, int64_t times) {
  const v1::Stance stance = positions_[voice].stance;
  counts_[stance] += times;
  answered_ += times;
  votes_[stance] += times * votes_of_[voice];
  votes_answered_ += times * votes_of_[voice];
}

void PositionBook::Discount(int32_t voice) {
  if (!positions_[voice].counts) return;
  positions_[voice].counts = false;
  Count(voice, -1);
}

void PositionBook::Set(int32_t voice, VoicePosition position) {
  Discount(voice);
  positions_[voice] = position;
  positions_[voice].counts = true;
  Count(voice, 1);
}

void PositionBook::Clear(int32_t voice) {
  Discount(voice);
  positions_[voice] = VoicePosition();
}

void PositionBook::NewText(bool holds_carry) {
  for (int32_t voice = 0; voice < voices(); ++voice) {
    if (holds_carry && positions_[voice].stance == v1::STANCE_BLOCK) continue;
    Discount(voice);
  }
}

void PositionBook::CarryTo(int32_t revision) {
  for (VoicePosition& position : positions_) {
    if (position.counts && position.stance != v1::STANCE_BLOCK) position.revision = revision;
  }
}

void PositionBook::AskAnew() { NewText(/*holds_carry=*/true); }

}  // namespace assent::assembly
