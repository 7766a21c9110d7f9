// The record over gRPC: checkpoints, proofs, receipts, cosignatures, the export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/phrase.h"
#include "server/transparency/verify_export.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/rpc/signer.h"
#include "tests/support/status_matchers.h"

namespace assent::test {
namespace {

using transparency::KeyType;
using transparency::VerifierKey;

class RecordService : public ::testing::Test {
 protected:
  RecordService() {
    const std::string proposal = kitchen_.Called();
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(kitchen_.Take(kitchen_.member(i), proposal, v1::STANCE_AGREE).ok());
    }
  }

  template <typename Response, typename Request>
  Response Get(Request request, int member = 0) {
    request.set_parent(kitchen_.name());
    Response response;
    const Answer answer = kitchen_.member(member).Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return response;
  }
  template <typename Request>
  Answer Refused(Request request, int member = 0) {
    request.set_parent(kitchen_.name());
    v1::GetCheckpointResponse any;
    return kitchen_.member(member).Call(request, &any);
  }
  v1::Checkpoint Checkpoint() {
    return Get<v1::GetCheckpointResponse>(v1::GetCheckpointRequest()).checkpoint();
  }

  // A note of this text, cosigned by member `who` with a key of that seed.
  v1::AddCosignatureRequest Cosigned(const std::string& text, char seed, int who = 1) {
    return CosignedAs(absl::StrCat(text.substr(0, text.find('\n')), "/", IdOf(who)), text, seed);
  }
  v1::AddCosignatureRequest CosignedAs(const std::string& name, const std::string& text,
                                       char seed) {
    return CosignedWith(name, text, std::string(transparency::kSeedBytes, seed));
  }
  v1::AddCosignatureRequest CosignedWith(const std::string& name, const std::string& text,
                                         const std::string& secret) {
    const VerifierKey key = {name, KeyType::kCosignature, transparency::PublicKeyOf(secret)};
    transparency::Note note;
    note.text = text;
    note.signatures.push_back(transparency::CosignNote(text, key, secret, 1'800'000'000));
    v1::AddCosignatureRequest request;
    request.set_note(note.ToString());
    request.set_key(key.ToString());
    return request;
  }

  std::string IdOf(int who) {
    v1::GetMemberRequest request;
    request.set_name(absl::StrCat(kitchen_.name(), "/members/-"));
    v1::GetMemberResponse response;
    EXPECT_TRUE(kitchen_.member(who).Call(request, &response).ok());
    return std::string(assembly::LastSegment(response.member().name()));
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 3};
};

TEST_F(RecordService, EveryEntryOfEverySizeIsProven) {
  const v1::Checkpoint checkpoint = Checkpoint();
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto note, transparency::ParseNote(checkpoint.note()));
  ASSENT_ASSERT_OK_AND_ASSIGN(const VerifierKey key,
                              transparency::ParseVerifierKey(checkpoint.verifier_key()));
  EXPECT_EQ(transparency::VerifyNote(note, {key})->size(), 1u);
  EXPECT_EQ(checkpoint.phrase(), transparency::PhraseOf(checkpoint.root()));
  EXPECT_GT(checkpoint.size(), 10);
  for (int64_t index = 0; index < checkpoint.size(); ++index) {
    v1::GetInclusionProofRequest request;
    request.set_index(index);
    request.set_size(checkpoint.size());
    const auto proof = Get<v1::GetInclusionProofResponse>(request);
    const std::vector<std::string> hashes(proof.hashes().begin(), proof.hashes().end());
    ASSENT_EXPECT_OK(transparency::VerifyInclusion(proof.leaf_hash(), static_cast<uint64_t>(index),
                                                   static_cast<uint64_t>(checkpoint.size()), hashes,
                                                   checkpoint.root()));
    v1::GetReceiptRequest keep;
    keep.set_index(index);
    ASSENT_ASSERT_OK_AND_ASSIGN(
        const auto receipt,
        transparency::ParseReceipt(Get<v1::GetReceiptResponse>(keep).receipt()));
    EXPECT_EQ(receipt.proof, hashes);
  }
}

TEST_F(RecordService, OneSizeFollowsFromAnother) {
  const v1::Checkpoint before = Checkpoint();
  kitchen_.Introduced("Another");
  const v1::Checkpoint after = Checkpoint();
  EXPECT_GT(after.size(), before.size());
  v1::GetConsistencyProofRequest request;
  request.set_old_size(before.size());
  request.set_size(after.size());
  const auto proof = Get<v1::GetConsistencyProofResponse>(request);
  const std::vector<std::string> hashes(proof.hashes().begin(), proof.hashes().end());
  ASSENT_EXPECT_OK(transparency::VerifyConsistency(static_cast<uint64_t>(before.size()),
                                                   static_cast<uint64_t>(after.size()),
                                                   before.root(), after.root(), hashes));
}

TEST_F(RecordService, SizesThatAreNoneAreRefused) {
  const int64_t size = Checkpoint().size();
  v1::GetInclusionProofRequest inclusion;
  inclusion.set_index(size);
  EXPECT_EQ(Refused(inclusion).reason(), "SIZE_INVALID");
  inclusion.set_index(-1);
  EXPECT_EQ(Refused(inclusion).reason(), "SIZE_INVALID");
  inclusion.set_index(0);
  inclusion.set_size(size + 1);
  EXPECT_EQ(Refused(inclusion).reason(), "SIZE_INVALID");
  v1::GetConsistencyProofRequest consistency;
  EXPECT_EQ(Refused(consistency).field(), "old_size");
  consistency.set_old_size(size + 1);
  EXPECT_EQ(Refused(consistency).reason(), "SIZE_INVALID");
  v1::GetReceiptRequest receipt;
  receipt.set_index(size);
  EXPECT_EQ(Refused(receipt).reason(), "SIZE_INVALID");
}

TEST_F(RecordService, ACosignatureStandsInTheCheckpointItIsFor) {
  const v1::Checkpoint checkpoint = Checkpoint();
  const std::string text = transparency::ParseNote(checkpoint.note())->text;
  const v1::AddCosignatureRequest request = Cosigned(text, 'a');
  const auto kept = Get<v1::AddCosignatureResponse>(request, 1).cosignature();
  EXPECT_EQ(kept.size(), checkpoint.size());
  EXPECT_FALSE(kept.in_log());
  const v1::Checkpoint witnessed = Checkpoint();
  EXPECT_EQ(witnessed.cosigning_members(), 0) << "whose the key is, only the server says";
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto note, transparency::ParseNote(witnessed.note()));
  const std::vector<VerifierKey> keys = {*transparency::ParseVerifierKey(witnessed.verifier_key()),
                                         *transparency::ParseVerifierKey(request.key())};
  EXPECT_EQ(transparency::VerifyNote(note, keys)->size(), 2u);
  EXPECT_EQ(Get<v1::ListCosignaturesResponse>(v1::ListCosignaturesRequest()).cosignatures_size(),
            1);
  // Nobody signs with another member's key, or under another member's name.
  EXPECT_EQ(Refused(request, 2).reason(), "COSIGNATURE_INVALID");
  EXPECT_EQ(Refused(Cosigned(text, 'a', 2), 2).reason(), "COSIGNATURE_INVALID");
  EXPECT_EQ(Refused(Cosigned(text, 'x', 2), 1).reason(), "COSIGNATURE_INVALID");
  for (char seed = 'b'; seed < 'i'; ++seed)
    Get<v1::AddCosignatureResponse>(Cosigned(text, seed), 1);
  EXPECT_EQ(Refused(Cosigned(text, 'i'), 1).reason(), "TOO_MANY_COSIGNERS");
  kitchen_.Introduced("Another");
  EXPECT_EQ(Checkpoint().cosigning_members(), 0);
}

// By a key that the log names, everybody can see whose it is; as long as its member is one.
TEST_F(RecordService, ACosignatureByADeviceKeyCountsWhileItsMemberBelongs) {
  Signer bo(kitchen_.member(1), kitchen_.name(), 'b');
  ASSERT_TRUE(bo.AddKey().ok());
  const std::string text = transparency::ParseNote(Checkpoint().note())->text;
  EXPECT_TRUE(Get<v1::AddCosignatureResponse>(Cosigned(text, 'b'), 1).cosignature().in_log());
  EXPECT_EQ(Checkpoint().cosigning_members(), 1);
  v1::RevokeDeviceKeyRequest revoke;
  revoke.set_name(bo.key().name());
  ASSERT_TRUE(bo.Do(revoke).ok());
  const auto all = Get<v1::ListCosignaturesResponse>(v1::ListCosignaturesRequest());
  ASSERT_EQ(all.cosignatures_size(), 1);
  EXPECT_FALSE(all.cosignatures(0).in_log());
}

// What is signed does not name its key: a line that is bo's under another name is still bo's, whom
// the log names, and nobody else keeps bo from handing it in.
TEST_F(RecordService, ACosignatureIsTheirsWhomTheLogNames) {
  const std::string text = transparency::ParseNote(Checkpoint().note())->text;
  Get<v1::AddCosignatureResponse>(Cosigned(text, 'b', 2), 2);  // by a key that nobody has yet
  Signer bo(kitchen_.member(1), kitchen_.name(), 'b');
  ASSERT_TRUE(bo.AddKey().ok());
  EXPECT_EQ(Refused(Cosigned(text, 'b', 2), 2).reason(), "COSIGNATURE_INVALID");
  EXPECT_EQ(Refused(CosignedAs("library", text, 'b'), 2).reason(), "COSIGNATURE_INVALID");
  const auto kept = Get<v1::AddCosignatureResponse>(Cosigned(text, 'b', 1), 2).cosignature();
  EXPECT_TRUE(kept.in_log());
  EXPECT_EQ(kept.member(), absl::StrCat(kitchen_.name(), "/members/", IdOf(1)));
  EXPECT_EQ(Get<v1::ListCosignaturesResponse>(v1::ListCosignaturesRequest()).cosignatures_size(),
            1);
}

// A witness that is no member is kept, and never counts; it is not called as members are.
TEST_F(RecordService, AWitnessOfAnotherNameIsKeptAndDoesNotCount) {
  const std::string text = transparency::ParseNote(Checkpoint().note())->text;
  const std::string origin = text.substr(0, text.find('\n'));
  for (const std::string& name :
       {origin, absl::StrCat(origin, "/nobody"), std::string(129, 'w'), std::string("w\u202ex")}) {
    EXPECT_EQ(Refused(CosignedAs(name, text, 'w'), 1).reason(), "COSIGNATURE_INVALID") << name;
  }
  const v1::AddCosignatureRequest request = CosignedAs(std::string(128, 'w'), text, 'w');
  EXPECT_FALSE(Get<v1::AddCosignatureResponse>(request, 1).cosignature().in_log());
  EXPECT_FALSE(Get<v1::AddCosignatureResponse>(request, 2).cosignature().in_log());
  const v1::Checkpoint witnessed = Checkpoint();
  EXPECT_EQ(witnessed.cosigning_members(), 0);
  const auto verified = transparency::VerifyNote(*transparency::ParseNote(witnessed.note()),
                                                 {*transparency::ParseVerifierKey(request.key())});
  EXPECT_EQ(verified->size(), 1u);
}

// Keys are cheap: whoever makes many, and has them sign, takes no place from a member's own.
TEST_F(RecordService, WitnessesOfAnybodyDoNotCrowdOutMembers) {
  for (int i = 3; i < 16; ++i) kitchen_.Join(absl::StrCat("guest", i));
  Signer bo(kitchen_.member(1), kitchen_.name(), 'b');
  ASSERT_TRUE(bo.AddKey().ok());
  const v1::Checkpoint checkpoint = Checkpoint();
  const std::string text = transparency::ParseNote(checkpoint.note())->text;
  const v1::AddCosignatureRequest own = Cosigned(text, 'b', 1);
  EXPECT_TRUE(Get<v1::AddCosignatureResponse>(own, 1).cosignature().in_log());
  int kept = 0;
  for (int who = 2; who < 16; ++who) {
    for (int i = 0; i < rpc::kMaxCosigningKeys; ++i) {
      v1::AddCosignatureRequest request =
          CosignedWith(absl::StrCat("witness-", who, "-", i), text,
                       std::string(transparency::kSeedBytes - 2, 'w') + static_cast<char>(who) +
                           static_cast<char>(i));
      request.set_parent(kitchen_.name());
      v1::AddCosignatureResponse response;
      kept += kitchen_.member(who).Call(request, &response).ok() ? 1 : 0;
    }
  }
  EXPECT_GT(kept, rpc::kMaxForeignCosignatures);
  const auto all = Get<v1::ListCosignaturesResponse>(v1::ListCosignaturesRequest());
  EXPECT_EQ(all.cosignatures_size(), rpc::kMaxForeignCosignatures + 1);
  const v1::Checkpoint shown = Checkpoint();
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto note, transparency::ParseNote(shown.note()));
  EXPECT_EQ(transparency::VerifyNote(note, {*transparency::ParseVerifierKey(own.key())})->size(),
            1u);
  // The first line is the log's own.
  EXPECT_EQ(note.signatures[1].name, transparency::ParseVerifierKey(own.key())->name);
}

TEST_F(RecordService, CosignaturesOfAnotherRecordAreRefused) {
  const v1::Checkpoint checkpoint = Checkpoint();
  ASSENT_ASSERT_OK_AND_ASSIGN(
      transparency::Checkpoint other,
      transparency::ParseCheckpoint(transparency::ParseNote(checkpoint.note())->text));
  v1::AddCosignatureRequest wrong = Cosigned(other.ToString(), 'a', 0);
  wrong.set_key(checkpoint.verifier_key());
  EXPECT_EQ(Refused(wrong).reason(), "COSIGNATURE_INVALID");
  wrong = Cosigned(other.ToString(), 'a', 0);
  wrong.set_key(Cosigned(other.ToString(), 'b', 0).key());
  EXPECT_EQ(Refused(wrong).reason(), "COSIGNATURE_INVALID");
  wrong.set_note("no note");
  EXPECT_EQ(Refused(wrong).reason(), "COSIGNATURE_INVALID");
  other.root[0] ^= 1;
  EXPECT_EQ(Refused(Cosigned(other.ToString(), 'a', 0)).reason(), "CHECKPOINT_UNKNOWN");
  other.root[0] ^= 1;
  other.size += 1;
  EXPECT_EQ(Refused(Cosigned(other.ToString(), 'a', 0)).reason(), "CHECKPOINT_UNKNOWN");
}

TEST_F(RecordService, AnExportVerifiesAndHidesTheDraftsOfOthers) {
  kitchen_.Drafted("A secret plan");
  const auto export_for = [&](int member) {
    std::map<std::string, std::string> files;
    v1::ExportLogRequest request;
    request.set_parent(kitchen_.name());
    grpc::ClientContext context;
    kitchen_.member(member).Prepare(context);
    v1::RecordService::Stub stub(kitchen_.member(member).channel());
    const auto reader = stub.ExportLog(&context, request);
    v1::ExportLogResponse piece;
    while (reader->Read(&piece)) files[piece.path()] += piece.content();
    EXPECT_TRUE(reader->Finish().ok());
    return files;
  };
  for (const int member : {0, 1}) {
    const auto files = export_for(member);
    ASSENT_ASSERT_OK(
        transparency::VerifyExport("kitchen",
                                   [&](const std::string& path) -> absl::StatusOr<std::string> {
                                     const auto found = files.find(path);
                                     if (found == files.end()) return absl::NotFoundError(path);
                                     return found->second;
                                   })
            .status());
    std::string all;
    for (const auto& [path, content] : files) all += content;
    EXPECT_EQ(all.find("A secret plan") != std::string::npos, member == 0);
  }
}

TEST_F(RecordService, OnlyMembersGetAnything) {
  v1::GetCheckpointRequest request;
  request.set_parent(kitchen_.name());
  v1::GetCheckpointResponse response;
  const Caller stranger = kitchen_.founder().As("assent_nobody");
  EXPECT_EQ(stranger.Call(request, &response).reason(), "ASSEMBLY_NOT_FOUND");
  v1::ExportLogRequest all;
  all.set_parent(kitchen_.name());
  grpc::ClientContext context;
  stranger.Prepare(context);
  v1::RecordService::Stub stub(stranger.channel());
  const auto reader = stub.ExportLog(&context, all);
  v1::ExportLogResponse piece;
  EXPECT_FALSE(reader->Read(&piece));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace assent::test
