#include "server/assembly/position_book.h"

#include <utility>

namespace assent::assembly {

int32_t PositionBook::AddVoice() {
  positions_.emplace_back();
  return static_cast<int32_t>(positions_.size()) - 1;
}

void PositionBook::Discount(VoicePosition& position) {
  if (!position.counts) return;
  position.counts = false;
  --counts_[position.stance];
  --answered_;
}

void PositionBook::Set(int32_t voice, VoicePosition position) {
  VoicePosition& slot = positions_[voice];
  Discount(slot);
  slot = position;
  slot.counts = true;
  ++counts_[slot.stance];
  ++answered_;
}

void PositionBook::Clear(int32_t voice) {
  Discount(positions_[voice]);
  positions_[voice] = VoicePosition();
}

void PositionBook::NewText(bool holds_carry) {
  for (VoicePosition& position : positions_) {
    if (holds_carry && position.stance == v1::STANCE_BLOCK) continue;
    Discount(position);
  }
}

void PositionBook::CarryTo(int32_t revision) {
  for (VoicePosition& position : positions_) {
    if (position.counts && position.stance != v1::STANCE_BLOCK) position.revision = revision;
  }
}

void PositionBook::AskAnew() { NewText(/*holds_carry=*/true); }

}  // namespace assent::assembly
