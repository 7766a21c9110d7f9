// The record over a ledger: its key, its checkpoints, and that whoever verifies
// an export notices whatever was changed in it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/canonical.h"
#include "server/base/refusal.h"
#include "server/ledger/checkpoints.h"
#include "server/ledger/rebuild.h"
#include "server/ledger/restored.h"
#include "server/transparency/hash.h"
#include "server/transparency/notary.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/verify_export.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/support/size.h"
#include "tests/transparency/changed_events.h"
#include "tests/transparency/made_export.h"

namespace assent::ledger {
namespace {

using event::v1::Event;
using test::HasReason;
using transparency::Verification;

using transparency::ExportOf;
using transparency::Files;
using transparency::Row;

absl::Status Verify(const Files& files,
                    Verification::Outcomes outcomes = Verification::Outcomes::kDecideAgain) {
  return transparency::VerifyExport(
             kKitchen,
             [&](const std::string& path) -> absl::StatusOr<std::string> {
               const auto found = files.find(path);
               if (found == files.end()) return absl::NotFoundError("it is missing");
               return found->second;
             },
             outcomes)
      .status();
}

class RecordTest : public testing::Test {
 protected:
  void SetUp() override {
    club_.OpenCall();
    // One is silent, so that the deadline decides.
    for (const int member : {0, 1, 2}) {
      ASSENT_ASSERT_OK(club_.Say(member, member == 2 ? v1::STANCE_RESERVATIONS : v1::STANCE_AGREE));
    }
    clock_.Advance(absl::Hours(24 * 30));
    ledger_->SettleDue();
    ASSENT_ASSERT_OK(club_.Propose());
    ledger_->Flush();
  }

  std::vector<Row> Rows() {
    std::vector<Row> rows;
    const auto entries = *store_->ReadLog(kKitchen, 0, {});
    for (const storage::Entry& entry : entries) {
      rows.push_back({entry.leaf, entry.openings});
    }
    return rows;
  }
  v1::Assembly Assembly() {
    return *ledger_
                ->Inspect(club_.As(0),
                          [](const assembly::State& state, int32_t,
                             absl::Time) -> absl::StatusOr<v1::Assembly> { return state.view; })
                .response;
  }
  std::string Seed() { return **store_->GetDocument(kKitchen, kLogKeyDocument); }
  Files Export(const std::vector<Row>& rows, const std::string& seed,
               const std::string& old_checkpoint = "") {
    const v1::Assembly assembly = Assembly();
    return ExportOf(rows, assembly.origin(), assembly.log_key(), seed, old_checkpoint);
  }
  // The act as a member signs it.
  assembly::SignedAct Signed(int member, const google::protobuf::Message& request) {
    ledger_->Flush();
    const std::string seed(transparency::kSeedBytes, static_cast<char>('a' + member));
    transparency::Frontier tree;
    for (const Row& row : Rows()) tree.Append(transparency::LeafHash(row.leaf));
    v1::ActPayload payload;
    const transparency::ActTexts texts = transparency::PutRequest(
        request, /*hides=*/false, [this](size_t bytes) { return std::string(bytes, ++salts_); },
        payload);
    payload.set_request_id("00000000-0000-0000-0000-000000000001");
    payload.set_seen_size(static_cast<int64_t>(tree.size()));
    payload.set_seen_root(tree.Root());
    const auto looked = ledger_->Inspect(
        club_.As(member),
        [&](const assembly::State& state, int32_t reader, absl::Time) -> absl::StatusOr<int> {
          const assembly::Member& me = state.members[reader];
          const assembly::DeviceKeyState& key = state.keys[me.keys[0]];
          payload.set_origin(state.origin);
          payload.set_member(me.id);
          payload.set_key(me.keys[0] + 1);
          payload.set_key_sequence(key.acts + 1);
          payload.set_previous(key.last_act);
          const auto p =
              state.proposals.find(assembly::ProposalIn(transparency::SubjectOf(request)));
          if (p != state.proposals.end() && p->second.view.state() != v1::Proposal::STATE_DRAFT) {
            payload.set_rule_hash(
                transparency::Sha256({assembly::CanonicalBytes(p->second.rule())}));
          }
          return 0;
        });
    ASSENT_EXPECT_OK(looked.response.status());
    assembly::SignedAct act;
    act.envelope = transparency::SealAct(payload, seed);
    act.hash = transparency::EnvelopeHash(act.envelope);
    act.payload = std::move(payload);
    for (const v1::ActText& text : texts) act.salts.emplace(text.content(), text.salt());
    return act;
  }
  template <typename Request>
  void DoSigned(int member, const Request& request) {
    const assembly::SignedAct act = Signed(member, request);
    ledger_->Run<ResponseOf<Request>>(
        [&](auto patience) {
          return ledger_->Perform(club_.As(member).With(patience), request, &act);
        },
        [](absl::StatusOr<ResponseOf<Request>> response) { ASSENT_EXPECT_OK(response.status()); });
    ledger_->Flush();
  }
  // A proposal on which everybody signs what they do, up to its decision.
  void WalkSigned() {
    for (int member = 0; member < 3; ++member) {
      v1::AddDeviceKeyRequest key;
      key.set_parent(kKitchenName);
      key.set_label("a phone");
      key.set_public_key(transparency::PublicKeyOf(
          std::string(transparency::kSeedBytes, static_cast<char>('a' + member))));
      ASSENT_ASSERT_OK(club_.Do(member, key));
    }
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("A second pot");
    propose.set_text("We buy it on Monday.");
    propose.add_action_points()->set_task("go and buy it");
    propose.set_introduce(true);
    DoSigned(0, propose);
    const std::string name = absl::StrCat(kKitchenName, "/proposals/3");
    v1::CallForConsensusRequest call;
    call.set_name(name);
    DoSigned(0, call);
    for (int member = 0; member < 3; ++member) {
      v1::TakePositionRequest position;
      position.set_parent(name);
      position.set_stance(member == 1 ? v1::STANCE_RESERVATIONS : v1::STANCE_AGREE);
      position.set_reason(absl::StrCat("as I see it, ", member));
      DoSigned(member, position);
    }
    v1::CreateTokenRequest token;
    token.set_parent(kKitchenName);
    token.set_label("a bot");
    token.set_app("bot");
    token.add_scopes(v1::Token::SCOPE_READ);
    DoSigned(2, token);
    clock_.Advance(absl::Hours(24 * 30));
    ledger_->SettleDue();
    ledger_->Flush();
  }
  void Restart() {
    ledger_.reset();
    ledger_ = OpenLedger(*store_, clock_);
    club_.MoveTo(*ledger_);
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, "mutual_aid_default", 4};
  char salts_ = 0;
};

TEST_F(RecordTest, TheFoundingNamesTheKeyAndItsSecretIsBesideTheLogAlone) {
  const v1::Assembly assembly = Assembly();
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto key, transparency::ParseVerifierKey(assembly.log_key()));
  EXPECT_EQ(key.name, assembly.origin());
  EXPECT_EQ(key.key, transparency::PublicKeyOf(Seed()));
  EXPECT_EQ(assembly.genesis_hash(), transparency::LeafHash(Rows()[0].leaf));
  EXPECT_EQ(EventsOf(*store_)[0].assembly_founded().log_key(), key.key);
  int with_seed = 0;
  const auto documents = *store_->ScanDocuments(kKitchen, "", "", {});
  for (const storage::Document& document : documents) {
    with_seed += absl::StrContains(document.value, Seed()) ? 1 : 0;
  }
  EXPECT_EQ(with_seed, 1);
  for (const Row& row : Rows()) EXPECT_FALSE(absl::StrContains(row.leaf, Seed()));
}

TEST_F(RecordTest, AnInvitationSaysWhichRecordItIsFor) {
  v1::CreateInvitationRequest invite;
  invite.set_parent(kKitchenName);
  ASSENT_ASSERT_OK_AND_ASSIGN(const v1::CreateInvitationResponse invited, club_.Do(0, invite));
  EXPECT_EQ(invited.log_key(), Assembly().log_key());
  EXPECT_EQ(invited.genesis_hash(), Assembly().genesis_hash());
}

TEST_F(RecordTest, ACheckpointIsSignedOnceForASizeAndKept) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const SignedCheckpoint first, ledger_->SignCheckpoint(kKitchen));
  EXPECT_EQ(first.size, Rows().size());
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto note, transparency::ParseNote(first.note));
  const auto key = *transparency::ParseVerifierKey(Assembly().log_key());
  EXPECT_EQ(transparency::VerifyNote(note, {key})->size(), 1u);
  ASSENT_ASSERT_OK_AND_ASSIGN(const SignedCheckpoint again, ledger_->SignCheckpoint(kKitchen));
  EXPECT_EQ(again.note, first.note);
  ASSENT_ASSERT_OK(club_.Propose());
  ASSENT_ASSERT_OK_AND_ASSIGN(const SignedCheckpoint next, ledger_->SignCheckpoint(kKitchen));
  EXPECT_GT(next.size, first.size);
  EXPECT_EQ(**store_->GetDocument(kKitchen, kCheckpointDocument), next.note);
  Restart();
  ASSENT_ASSERT_OK_AND_ASSIGN(const SignedCheckpoint after, ledger_->SignCheckpoint(kKitchen));
  EXPECT_EQ(after.note, next.note);
}

TEST_F(RecordTest, ALogThatGrewIsSignedWithinAMinuteWithoutAnybodyAsking) {
  ledger_->SettleDue();
  ledger_->Flush();
  ASSENT_ASSERT_OK(club_.Propose());
  const auto size = [this] {
    return NewestCheckpoint(*store_, kKitchen)->value_or(SignedCheckpoint()).size;
  };
  EXPECT_LT(size(), Rows().size());
  clock_.Advance(absl::Minutes(1));
  ledger_->SettleDue();
  ledger_->Flush();
  EXPECT_EQ(size(), Rows().size());
}

// A restored backup, or a changed log, beside a checkpoint that members have.
TEST_F(RecordTest, ALogThatIsNotTheOneThatWasSignedForIsOnlyRead) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const SignedCheckpoint sound, ledger_->SignCheckpoint(kKitchen));
  const v1::Assembly assembly = Assembly();
  const std::string seed = Seed();
  const auto sign = [&](uint64_t size, const std::string& root) {
    transparency::Note note;
    note.text = transparency::Checkpoint{assembly.origin(), size, root}.ToString();
    const auto key = *transparency::ParseVerifierKey(assembly.log_key());
    note.signatures.push_back(transparency::SignNote(note.text, key, seed));
    return note.ToString();
  };
  const auto reason_with = [&](const std::string& checkpoint) {
    ledger_.reset();
    storage::AppendRequest append;
    append.assembly = kKitchen;
    append.expected_sequence = *store_->LastSequence(kKitchen);
    append.documents = {{std::string(kCheckpointDocument), checkpoint}};
    store_->Append({append}, [](auto statuses) { ASSENT_ASSERT_OK(statuses[0]); });
    Restart();
    return Assembly().read_only_reason();
  };
  EXPECT_THAT(reason_with(sign(sound.size + 1, sound.root)),
              testing::HasSubstr("entries are gone"));
  EXPECT_THAT(club_.Propose(), HasReason("ASSEMBLY_READ_ONLY"));
  EXPECT_THAT(ledger_->SignCheckpoint(kKitchen), HasReason("ASSEMBLY_READ_ONLY"));
  std::string other = sound.root;
  other[0] ^= 1;
  EXPECT_THAT(reason_with(sign(sound.size, other)), testing::HasSubstr("record was changed"));
  EXPECT_THAT(reason_with(sign(sound.size - 3, other)), testing::HasSubstr("record was changed"));
  EXPECT_EQ(reason_with(sound.note), "");  // canary
  ASSENT_EXPECT_OK(club_.Propose());
}

TEST_F(RecordTest, ADecisionGivesTheLogANewKeyAndTheOldOneIsGone) {
  const std::string before = Assembly().log_key();
  const std::string seed = Seed();
  v1::CreateProposalRequest propose;
  propose.set_parent(kKitchenName);
  propose.set_title("A new key");
  propose.set_text("Somebody else had the machine.");
  propose.set_kind(v1::Proposal::KIND_CHARTER);
  propose.mutable_charter_change()->set_rotate_log_key(true);
  propose.set_introduce(true);
  ASSENT_ASSERT_OK_AND_ASSIGN(const v1::CreateProposalResponse made, club_.Do(0, propose));
  v1::CallForConsensusRequest call;
  call.set_name(made.proposal().name());
  ASSENT_ASSERT_OK(club_.Do(0, call));
  v1::TakePositionRequest agree;
  agree.set_parent(made.proposal().name());
  agree.set_stance(v1::STANCE_AGREE);
  for (const int member : {0, 1, 2}) ASSENT_ASSERT_OK(club_.Do(member, agree));
  clock_.Advance(absl::Hours(24 * 30));
  ledger_->SettleDue();
  ledger_->Flush();
  EXPECT_NE(Assembly().log_key(), before);
  EXPECT_NE(Seed(), seed);
  const std::string after = Assembly().log_key();
  Restart();
  EXPECT_EQ(Assembly().log_key(), after);
  ASSENT_ASSERT_OK_AND_ASSIGN(const SignedCheckpoint signed_anew,
                              ledger_->SignCheckpoint(kKitchen));
  Files files = Export(Rows(), Seed());
  EXPECT_EQ(files["checkpoint"], signed_anew.note);
  // What was signed with the key before is still of this record, or it is not.
  ASSENT_ASSERT_OK_AND_ASSIGN(
      const transparency::VerifiedRecord record,
      transparency::VerifyExport(
          kKitchen,
          [&](const std::string& path) -> absl::StatusOr<std::string> { return files.at(path); }));
  ASSERT_EQ(record.keys.size(), 2u);
  const auto old = [&](uint64_t size, std::string root, const std::string& by) {
    transparency::Note note;
    note.text =
        transparency::Checkpoint{record.checkpoint.origin, size, std::move(root)}.ToString();
    note.signatures.push_back(
        transparency::SignNote(note.text, *transparency::ParseVerifierKey(before), by));
    return transparency::CompareWith(record, note);
  };
  ASSENT_EXPECT_OK(old(6, *record.RootOfFirst(6), seed));
  EXPECT_TRUE(absl::IsDataLoss(old(6, *record.RootOfFirst(5), seed)));
  EXPECT_TRUE(absl::IsInvalidArgument(old(6, *record.RootOfFirst(5), Seed())));
  // Nor does it sign for what came after it.
  const uint64_t size = record.checkpoint.size;
  EXPECT_TRUE(absl::IsInvalidArgument(old(size, *record.RootOfFirst(size - 1), seed)));
  ASSENT_EXPECT_OK(Verify(files));
  // Who has the old key signs nothing any more.
  EXPECT_FALSE(Verify(Export(Rows(), seed)).ok());
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto differences, CompareDocuments(*store_, kKitchen));
  EXPECT_THAT(differences, testing::IsEmpty());
}

// Entries are gone that a checkpoint was signed for: said, and then gone on from.
TEST_F(RecordTest, ARestoredCopyIsDeclaredToEverybody) {
  ASSENT_ASSERT_OK(ledger_->SignCheckpoint(kKitchen).status());
  const size_t before = Rows().size();
  ledger_.reset();
  EXPECT_TRUE(absl::IsInvalidArgument(
      DeclareForks(*store_, clock_, base::SystemEntropy(), "", [](absl::string_view, int64_t) {})));
  std::vector<std::string> told;
  ASSENT_ASSERT_OK(DeclareForks(*store_, clock_, base::SystemEntropy(), "the disk failed",
                                [&](absl::string_view assembly, int64_t sequence) {
                                  told.push_back(absl::StrCat(assembly, " ", sequence));
                                }));
  EXPECT_EQ(told, std::vector<std::string>{absl::StrCat("kitchen ", before)});
  Restart();
  EXPECT_EQ(Assembly().forks(), 1);
  const Event last = EventsOf(*store_).back();
  EXPECT_EQ(last.fork_declared().reason().content(), "the disk failed");
  EXPECT_EQ(last.fork_declared().from_size(), static_cast<int64_t>(before));
  ASSENT_EXPECT_OK(club_.Propose());
  ASSENT_EXPECT_OK(Verify(Export(Rows(), Seed())));
}

// --- Verifying ---

size_t IndexOf(const std::vector<Row>& rows, Event::BodyCase body) {
  for (size_t i = 0; i < rows.size(); ++i) {
    if (transparency::OpenEntry(rows[i].leaf, "")->body_case() == body) return i;
  }
  ADD_FAILURE() << "there is none";
  return 0;
}

void Forge(Row& row, absl::FunctionRef<void(Event&)> change) {
  Event event = *transparency::OpenEntry(row.leaf, "");
  change(event);
  row.leaf = event.SerializeAsString();
}

// Whoever runs the server has the key, and can sign whatever they like.
TEST_F(RecordTest, AnOutcomeThatDoesNotFollowIsFoundThoughEverythingIsSignedAnew) {
  std::vector<Row> rows = Rows();
  const std::string seed = Seed();
  ASSENT_ASSERT_OK(Verify(Export(rows, seed)));
  Forge(rows[IndexOf(rows, Event::kOutcomeReached)], [](Event& event) {
    event.mutable_outcome_reached()->set_outcome(v1::OUTCOME_NOT_ADOPTED);
  });
  Forge(rows[IndexOf(rows, Event::kDecisionMade)], [](Event& event) {
    event.mutable_decision_made()->set_outcome(v1::OUTCOME_NOT_ADOPTED);
    event.mutable_decision_made()->set_state(v1::Proposal::STATE_REJECTED);
  });
  const Files files = Export(rows, seed);
  const absl::Status found = Verify(files);
  EXPECT_THAT(
      std::string(found.message()),
      testing::HasSubstr(absl::StrCat("entry ", IndexOf(rows, Event::kOutcomeReached) + 1, ":")));
  // Canary: a verification that believes outcomes lets it through.
  ASSENT_EXPECT_OK(Verify(files, Verification::Outcomes::kBelieve));
}

TEST_F(RecordTest, AVoteThatTurnsTheOutcomeAndADeadlineThatIsPassedOverAreFound) {
  const std::string seed = Seed();
  std::vector<Row> turned = Rows();
  for (Row& row : turned) {
    if (transparency::OpenEntry(row.leaf, "")->has_position_taken()) {
      Forge(row,
            [](Event& event) { event.mutable_position_taken()->set_stance(v1::STANCE_DISAGREE); });
    }
  }
  EXPECT_FALSE(Verify(Export(turned, seed)).ok());
  // The close never happened: what followed it is left out, numbers and all.
  std::vector<Row> passed_over = Rows();
  const size_t close = IndexOf(passed_over, Event::kOutcomeReached);
  const size_t decision = IndexOf(passed_over, Event::kDecisionMade);
  passed_over.erase(passed_over.begin() + static_cast<ptrdiff_t>(close),
                    passed_over.begin() + static_cast<ptrdiff_t>(decision) + 1);
  int64_t sequence = 0;
  for (Row& row : passed_over) {
    Forge(row, [&](Event& event) { event.set_sequence(++sequence); });
  }
  EXPECT_THAT(std::string(Verify(Export(passed_over, seed)).message()),
              testing::HasSubstr("fell due"));
}

// One of the texts that stand beside an entry.
void DropOpening(Row& row, uint32_t which) {
  event::v1::Openings openings;
  ASSERT_TRUE(openings.ParseFromString(row.openings));
  auto* const all = openings.mutable_openings();
  all->erase(all->begin() + static_cast<ptrdiff_t>(which % static_cast<uint32_t>(all->size())));
  row.openings = openings.openings().empty() ? "" : assembly::CanonicalBytes(openings);
}

// What is done to an export by somebody who has no key: a byte in any file; or
// entries dropped, doubled, swapped or changed, or a text taken out, in a tree made anew
// or not.
Files Mutated(const Files& sound, std::vector<Row> rows, std::mt19937& chance,
              absl::FunctionRef<Files(const std::vector<Row>&, bool)> export_of) {
  const auto any = [&](size_t count) { return static_cast<size_t>(chance()) % count; };
  const size_t at = any(rows.size());
  const size_t other = any(rows.size());
  switch (chance() % 7) {
    case 6: {
      // An opening dropped: the tree is as it was, and so is what was signed.
      size_t with_texts = at;
      while (rows[with_texts].openings.empty()) with_texts = (with_texts + 1) % rows.size();
      DropOpening(rows[with_texts], chance());
      Files files = export_of(rows, true);
      files["checkpoint"] = sound.at("checkpoint");
      return files;
    }
    case 0: {
      Files files = sound;
      auto file = files.begin();
      std::advance(file, static_cast<ptrdiff_t>(any(files.size())));
      file->second[any(file->second.size())] ^= static_cast<char>(1 << any(8));
      return files;
    }
    case 1:
      rows.erase(rows.begin() + static_cast<ptrdiff_t>(at));
      break;
    case 2:
      rows.insert(rows.begin() + static_cast<ptrdiff_t>(at), rows[other]);
      break;
    case 3:
      std::swap(rows[at], rows[at == other ? (at + 1) % rows.size() : other]);
      break;
    case 4: {
      std::string& leaf = rows[at].leaf;
      leaf[any(leaf.size())] ^= static_cast<char>(1 << any(8));
      break;
    }
    default:
      Forge(rows[at], [&](Event& event) {
        if (event.has_assembly_founded()) {
          event.mutable_assembly_founded()->mutable_charter()->mutable_rules(0)->set_version(7);
        } else if (event.has_position_taken()) {
          event.mutable_position_taken()->set_stance(v1::STANCE_ABSTAIN);
        } else if (event.has_outcome_reached()) {
          event.mutable_outcome_reached()->set_outcome(v1::OUTCOME_NO_QUORUM);
        } else {
          event.set_time_us(event.time_us() + 1);
        }
      });
  }
  return export_of(rows, chance() % 2 == 0);
}

// More: ASSENT_MUTATIONS=1000000. What a sanitizer can see shows in the first few hundred.
size_t Mutations() { return static_cast<size_t>(test::SizeOf("ASSENT_MUTATIONS", 10'000, 500)); }

TEST_F(RecordTest, TenThousandMutationsAreAllFound) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const SignedCheckpoint checkpoint, ledger_->SignCheckpoint(kKitchen));
  const std::vector<Row> rows = Rows();
  const Files sound = Export(rows, Seed());
  ASSERT_EQ(sound.at("checkpoint"), checkpoint.note);
  ASSENT_ASSERT_OK(Verify(sound));
  std::mt19937 chance(20261129);
  // With the checkpoint that there was, or one of the new tree with a signature
  // that is not of it.
  const auto export_of = [&](const std::vector<Row>& mutated, bool keep) {
    Files files = Export(mutated, "", checkpoint.note);
    if (keep) files["checkpoint"] = checkpoint.note;
    return files;
  };
  for (size_t round = 0; round < Mutations(); ++round) {
    const Files mutated = Mutated(sound, rows, chance, export_of);
    ASSERT_NE(mutated, sound) << round;
    ASSERT_FALSE(Verify(mutated).ok()) << round;
  }
}

// Whoever runs the server has the key, and signs everything anew: what they change has to
// show in what it leads to, or in what a member has signed.
TEST_F(RecordTest, TenThousandMutationsThatTheLogSignedAnewAreAllFound) {
  WalkSigned();
  const std::vector<Row> rows = Rows();
  const std::string seed = Seed();
  const v1::Assembly assembly = Assembly();
  const auto signed_anew = [&](const std::vector<Row>& mutated) {
    return ExportOf(mutated, assembly.origin(), assembly.log_key(), seed);
  };
  ASSENT_ASSERT_OK(Verify(signed_anew(rows)));
  // What a signed act, or a rule, wrote; each with one of its fields changed, or a text
  // taken out.
  std::vector<std::vector<Row>> mutations;
  for (size_t i = 0; i < rows.size(); ++i) {
    const Event event = *transparency::OpenEntry(rows[i].leaf, "");
    if (event.envelope().empty() && !event.has_outcome_reached() && !event.has_decision_made()) {
      continue;
    }
    transparency::Changes(event, [&](const Event& changed, const std::string&) {
      mutations.push_back(rows);
      mutations.back()[i].leaf = assembly::CanonicalBytes(changed);
    });
    if (rows[i].openings.empty()) continue;
    mutations.push_back(rows);
    DropOpening(mutations.back()[i], 0);
  }
  EXPECT_GT(mutations.size(), 100u);
  for (size_t i = 0; i < mutations.size(); ++i) {
    const absl::Status found = Verify(signed_anew(mutations[i]));
    EXPECT_FALSE(found.ok()) << i;
    EXPECT_THAT(std::string(found.message()), testing::HasSubstr("entry ")) << i;
  }
  // And bits anywhere in what members have signed.
  std::mt19937 chance(20261130);
  for (size_t round = mutations.size(); round < Mutations();) {
    std::vector<Row> mutated = rows;
    Row& row = mutated[chance() % rows.size()];
    const Event event = *transparency::OpenEntry(row.leaf, "");
    if (event.envelope().empty()) continue;
    Event changed = event;
    std::string& envelope = *changed.mutable_envelope();
    envelope[chance() % envelope.size()] ^= static_cast<char>(1 << chance() % 8);
    row.leaf = assembly::CanonicalBytes(changed);
    ASSERT_FALSE(Verify(signed_anew(mutated)).ok()) << round;
    ++round;
  }
}

// Two members were shown two histories, both signed: whoever compares sees it.
TEST_F(RecordTest, TwoHistoriesExcludeOneAnother) {
  std::vector<Row> rows = Rows();
  const Files mine = Export(rows, Seed());
  Forge(rows.back(), [](Event& event) { event.set_time_us(event.time_us() + 1); });
  const Files theirs = Export(rows, Seed());
  const auto verified = [](const Files& files) {
    return transparency::VerifyExport(
        kKitchen,
        [&](const std::string& path) -> absl::StatusOr<std::string> { return files.at(path); });
  };
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto record, verified(mine));
  ASSENT_ASSERT_OK(verified(theirs).status());  // each is sound by itself
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto other, transparency::ParseNote(theirs.at("checkpoint")));
  EXPECT_TRUE(absl::IsDataLoss(transparency::CompareWith(record, other)));
  ASSENT_EXPECT_OK(transparency::CompareWith(record, record.note));
}

}  // namespace
}  // namespace assent::ledger
