#include "server/assembly/mirrors/certificate.h"

#include <cstdint>

namespace assent::assembly {
namespace {

using Count = v1::Certificate::Count;

// From so many voices on, a count is given exactly.
constexpr int64_t kGiven = 5;
// Of fewer voices, no count is.
constexpr int64_t kSmallestElectorate = 10;

// A count of voices, and where the certificate gives it.
struct Place {
  int64_t (v1::Counts::*voices)() const;
  Count* (v1::Certificate::*count)();
};
constexpr Place kPlaces[] = {
    {&v1::Counts::agree, &v1::Certificate::mutable_agree},
    {&v1::Counts::reservations, &v1::Certificate::mutable_reservations},
    {&v1::Counts::stand_aside, &v1::Certificate::mutable_stand_aside},
    {&v1::Counts::abstain, &v1::Certificate::mutable_abstain},
    {&v1::Counts::disagree, &v1::Certificate::mutable_disagree},
    {&v1::Counts::block, &v1::Certificate::mutable_block},
    {&v1::Counts::more_discussion, &v1::Certificate::mutable_more_discussion},
};

void Give(Count::Form form, int64_t voices, Count& count) {
  count.set_form(form);
  count.set_voices(voices);
}

// Gives every count that is large enough or 0. Returns how many are held back.
int GiveLarge(const v1::Counts& counts, v1::Certificate& certificate) {
  int held_back = 0;
  for (const Place& place : kPlaces) {
    const int64_t voices = (counts.*place.voices)();
    Count& count = *(certificate.*place.count)();
    const bool small = voices > 0 && voices < kGiven;
    if (small) ++held_back;
    small ? Give(Count::FORM_FEWER_THAN_5, 0, count) : Give(Count::FORM_EXACT, voices, count);
  }
  return held_back;
}

// Where one count alone is held back, the smallest of the others that is not 0
// is, too: else the sum gives it away.
void HoldBackAnother(v1::Certificate& certificate) {
  Count* smallest = nullptr;
  for (const Place& place : kPlaces) {
    Count& count = *(certificate.*place.count)();
    if (count.form() != Count::FORM_EXACT || count.voices() == 0) continue;
    if (smallest == nullptr || count.voices() < smallest->voices()) smallest = &count;
  }
  if (smallest != nullptr) Give(Count::FORM_HELD_BACK, 0, *smallest);
}

void GiveSum(int64_t voices, bool exactly, Count& count) {
  if (exactly) return Give(Count::FORM_EXACT, voices, count);
  Give(Count::FORM_ROUNDED_DOWN, voices - voices % kGiven, count);
}

void GiveCounts(const v1::Counts& counts, v1::Certificate& certificate) {
  const int held_back = GiveLarge(counts, certificate);
  if (held_back == 1) HoldBackAnother(certificate);
  int64_t answers = 0;
  for (const Place& place : kPlaces) answers += (counts.*place.voices)();
  // Few who said nothing are as few as any others.
  const int64_t silent = counts.members() - answers;
  const bool exactly = held_back == 0 && (silent == 0 || silent >= kGiven);
  GiveSum(answers, exactly, *certificate.mutable_answers());
  GiveSum(counts.members(), exactly, *certificate.mutable_electorate());
}

v1::Certificate::Quorum QuorumOf(const v1::Tally& tally) {
  v1::Certificate::Quorum quorum = v1::Certificate::QUORUM_NONE;
  for (const v1::Condition& condition : tally.conditions()) {
    if (condition.kind() != v1::Condition::KIND_QUORUM &&
        condition.kind() != v1::Condition::KIND_COMPOSITION) {
      continue;
    }
    if (!condition.holds()) return v1::Certificate::QUORUM_MISSED;
    quorum = v1::Certificate::QUORUM_REACHED;
  }
  return quorum;
}

bool Dissents(const v1::Counts& counts) {
  return counts.stand_aside() + counts.disagree() + counts.block() > 0;
}

void AddTally(const v1::Tally& tally, v1::Certificate& certificate) {
  certificate.set_outcome(tally.outcome());
  certificate.set_quorum(QuorumOf(tally));
  certificate.set_dissent(Dissents(tally.counts()));
  if (tally.counts().members() < kSmallestElectorate) {
    certificate.set_counts_left_out(true);
  } else {
    GiveCounts(tally.counts(), certificate);
  }
}

}  // namespace

v1::Certificate CertificateOf(const v1::Assembly& assembly, const v1::Decision& decision,
                              const v1::Revision& revision) {
  v1::Certificate certificate;
  certificate.set_decision(decision.name());
  certificate.set_assembly(assembly.display_name());
  certificate.set_title(decision.title());
  certificate.set_text_commitment(revision.commitment());
  certificate.set_state(decision.state());
  certificate.set_rule_id(decision.rule().id());
  certificate.set_rule_version(decision.rule().version());
  certificate.set_rule_title(decision.rule().title());
  certificate.set_phase(decision.phase());
  if (decision.has_tally()) AddTally(decision.tally(), certificate);
  // An objection that was gone over is in no count.
  if (!decision.dissent().empty()) certificate.set_dissent(true);
  *certificate.mutable_decide_time() = decision.decide_time();
  certificate.set_origin(assembly.origin());
  certificate.set_decision_sequence(decision.sequence());
  certificate.set_published(decision.publish_certificate());
  return certificate;
}

}  // namespace assent::assembly
