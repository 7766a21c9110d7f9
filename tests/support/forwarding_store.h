// A store in front of another one, for tests that break or watch one of its
// functions: derive from it and override that function alone. As safe in
// threads as the store behind it.

#ifndef ASSENT_TESTS_SUPPORT_FORWARDING_STORE_H_
#define ASSENT_TESTS_SUPPORT_FORWARDING_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/event_store.h"

namespace assent::test {

// A sound store, all of whose functions are passed on.
class ForwardingStore : public storage::EventStore {
 public:
  explicit ForwardingStore(std::unique_ptr<storage::EventStore> sound) : sound_(std::move(sound)) {}
  void Append(std::vector<storage::AppendRequest> batch, storage::AppendDone done) override {
    sound_->Append(std::move(batch), std::move(done));
  }
  absl::StatusOr<std::vector<storage::Entry>> ReadLog(absl::string_view assembly,
                                                      uint64_t after_sequence,
                                                      const storage::ReadLimits& limits) override {
    return sound_->ReadLog(assembly, after_sequence, limits);
  }
  absl::StatusOr<uint64_t> LastSequence(absl::string_view assembly) override {
    return sound_->LastSequence(assembly);
  }
  absl::StatusOr<std::vector<storage::AssemblyHead>> ListAssemblies(absl::string_view after,
                                                                    size_t limit) override {
    return sound_->ListAssemblies(after, limit);
  }
  absl::StatusOr<std::optional<std::string>> GetDocument(absl::string_view assembly,
                                                         absl::string_view key) override {
    return sound_->GetDocument(assembly, key);
  }
  absl::StatusOr<std::vector<storage::Document>> ScanDocuments(
      absl::string_view assembly, absl::string_view prefix, absl::string_view after_key,
      const storage::ReadLimits& limits) override {
    return sound_->ScanDocuments(assembly, prefix, after_key, limits);
  }
  absl::StatusOr<std::optional<std::string>> GetSharedDocument(absl::string_view key) override {
    return sound_->GetSharedDocument(key);
  }
  absl::StatusOr<std::vector<storage::Document>> ScanSharedDocuments(
      absl::string_view prefix, absl::string_view after_key,
      const storage::ReadLimits& limits) override {
    return sound_->ScanSharedDocuments(prefix, after_key, limits);
  }
  absl::Status ReplaceDocuments(absl::string_view assembly, uint64_t expected_sequence,
                                std::vector<storage::Document> documents,
                                std::vector<storage::DocumentWrite> shared_documents) override {
    return sound_->ReplaceDocuments(assembly, expected_sequence, std::move(documents),
                                    std::move(shared_documents));
  }
  absl::Status ReplaceOpenings(absl::string_view assembly, uint64_t sequence,
                               std::string openings) override {
    return sound_->ReplaceOpenings(assembly, sequence, std::move(openings));
  }
  absl::Status Scrub(absl::string_view assembly) override { return sound_->Scrub(assembly); }
  absl::Status Destroy(absl::string_view assembly, uint64_t expected_sequence,
                       std::vector<storage::DocumentWrite> shared_documents) override {
    return sound_->Destroy(assembly, expected_sequence, std::move(shared_documents));
  }
  std::unique_ptr<storage::Subscription> Subscribe(storage::Listener listener) override {
    return sound_->Subscribe(std::move(listener));
  }
  absl::Status Health() override { return sound_->Health(); }

 protected:
  storage::EventStore& sound() { return *sound_; }

 private:
  const std::unique_ptr<storage::EventStore> sound_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_FORWARDING_STORE_H_
