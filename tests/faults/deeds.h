// What a group of four does at random, with a book of what each of them was told: for lanes that
// take the ground away beneath a server and ask afterwards whether it kept its word.
//
// Every deed has a request_id, and most have words that nobody else uses. What has not been
// answered, or only that it could not be written, is asked again with the same id, as a client
// would. Then everything that was acknowledged has to be in the log once, and what was refused not
// at all.
//
// One thread at a time; the deeds of one Act() are under way together.

#ifndef ASSENT_TESTS_FAULTS_DEEDS_H_
#define ASSENT_TESTS_FAULTS_DEEDS_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "server/assembly/signed_act.h"
#include "server/ledger/ledger.h"
#include "storage/event_store.h"

namespace assent::faults {

using AnyDeed =
    std::variant<v1::TakePositionRequest, v1::CreateProposalRequest, v1::CallForConsensusRequest,
                 v1::RaiseConcernRequest, v1::EraseTextRequest>;

struct Deed {
  int member = 0;
  std::string words;  // that the log holds once if it is done; empty: it has none
  AnyDeed request;
  // As the member signed it; null: they have not.
  std::shared_ptr<const assembly::SignedAct> signed_act = nullptr;
  int erases = -1;  // whose words: that deed of the book
  // The last answer. Unknown at first; UNAVAILABLE says nothing of whether it was done.
  absl::Status status = absl::UnknownError("not asked");
  std::string response;  // its bytes, where the status is OK
  int64_t sequence = 0;

  bool answered() const { return !absl::IsUnknown(status) && !absl::IsUnavailable(status); }
};

class Deeds {
 public:
  static constexpr int kMembers = 4;
  static constexpr char kAssembly[] = "kitchen";

  // Whether some deeds are signed, by the last member with one key, and whether some erase words.
  enum class Further { kNone, kSigned, kSignedAndErased };

  explicit Deeds(uint32_t seed, Further further = Further::kNone)
      : further_(further), random_(seed) {}

  // Founds the assembly and lets everybody in, as far as that has not been acknowledged before. The
  // first refusal.
  absl::Status Gather(ledger::Ledger& ledger);
  // That many deeds at random, at once; returns when all are answered. The first UNAVAILABLE.
  absl::Status Act(ledger::Ledger& ledger, int count);
  // What the member with the key has seen of the log: a root that was signed. What they sign from
  // here on says so.
  void See(uint64_t size, std::string root);
  // Whatever has no answer, once more, in order. The first UNAVAILABLE.
  absl::Status AskAgain(ledger::Ledger& ledger);

  // Takes down what the store shows: it is durable, so it has to be there after whatever happens.
  absl::Status Remember(storage::EventStore& store);
  // Whether the store still has everything that it showed and all that was acknowledged, in the
  // same places.
  absl::Status CompareLog(storage::EventStore& store) const;
  // The same, and whether each deed's words are there as often as its answer says. After
  // AskAgain().
  absl::Status CompareDeeds(storage::EventStore& store) const;
  // Whether the newest deeds are answered as before when they come again, and nothing happens by
  // it; UNAVAILABLE as it comes.
  absl::Status Repeat(ledger::Ledger& ledger, storage::EventStore& store);

  int64_t acknowledged() const;
  int64_t acknowledged_signed() const;
  // The words that are acknowledged to be erased.
  std::vector<std::string> ErasedWords() const;
  const std::deque<Deed>& all() const { return deeds_; }
  // Has a deed of another group's book done here, by the member in the same place. Its answer.
  absl::Status DoAlso(ledger::Ledger& ledger, Deed deed);
  // That were brought, if all of them were acknowledged.
  int proposals() const { return proposals_; }
  bool gathered() const { return tokens_.size() == kMembers && (has_key_ || !signs()); }
  std::mt19937& random() { return random_; }
  ledger::Access As(int member) const { return {kAssembly, tokens_[member]}; }

 private:
  absl::Status Found(ledger::Ledger& ledger);
  absl::Status Join(ledger::Ledger& ledger);
  absl::Status AddKey(ledger::Ledger& ledger);
  void Ask(ledger::Ledger& ledger, const std::vector<Deed*>& deeds);
  Deed Next();
  std::optional<Deed> NextErasure();
  int64_t EntryToErase(const Deed& deed) const;
  // Signs a deed, if its member has a key, has seen the log, and has nothing signed unanswered.
  void Sign(ledger::Ledger& ledger, Deed& deed) const;
  bool signs() const { return further_ != Further::kNone; }
  int Roll(int sides) { return static_cast<int>(random_() % static_cast<uint32_t>(sides)); }
  std::string NewRequestId();
  std::string RecentProposal();
  std::string Words() const;

  const Further further_;
  std::mt19937 random_;
  std::string key_id_;
  bool has_key_ = false;
  uint64_t seen_size_ = 0;
  std::string seen_root_;
  std::string founding_id_;
  std::map<int, std::string> joining_ids_;  // of invitation and acceptance
  std::vector<std::string> tokens_;
  int proposals_ = 0;
  int since_erasure_ = 0;  // deeds
  std::deque<Deed> deeds_;
  std::vector<std::string> shown_;  // leaves
};

// The whole log.
absl::StatusOr<std::vector<storage::Entry>> ReadWholeLog(storage::EventStore& store,
                                                         const std::string& assembly);

// Whether the log verifies from its first entry to its last: every hash, every rule, every outcome,
// and the tree of the stored rows; and whether the documents follow from it.
absl::Status VerifyRecord(storage::EventStore& store, const std::string& assembly);

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_DEEDS_H_
