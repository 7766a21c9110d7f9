// What members, and others, ask of a server, one after another. Each call is a line "m1
// TakePositionRequest" and then its request as text, up to an empty line: "m1!" signs it, "nobody"
// comes without a token, "bot" with an app's; "wait 86400" lets so many seconds pass. They find the
// life of life.h in a store in memory, and a ledger that has just begun. Streams are heard to where
// nothing is left to say; what is uploaded comes in one piece.
//
// Whatever is refused is refused by name and leaves no entry; so does whatever is only looked at,
// or rehearsed. What is watched is whole, and what is exported verifies. Afterwards the log leads
// to what is in memory and beside it, and verifies.

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "assent/v1/act_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "server/assembly/settle.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/ledger/live_assembly.h"
#include "server/ledger/rebuild.h"
#include "server/ledger/snapshots.h"
#include "server/transparency/verify.h"
#include "server/transparency/verify_export.h"
#include "storage/memory/memory_store.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/handlers.h"
#include "tests/fuzz/life.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/streams.h"
#include "tests/fuzz/text_form.h"
#include "tests/support/simulated_clock.h"

namespace assent::fuzz {
namespace {

using assembly::State;
using google::protobuf::Message;

constexpr storage::ReadLimits kAll{1 << 20, 1 << 30};
constexpr char kBuild[] = "a build";
constexpr size_t kMostCalls = 12;
constexpr int64_t kMostSeconds = 400 * 24 * 3600;

void Append(storage::EventStore& store, storage::AppendRequest all) {
  std::vector<storage::AppendRequest> batch;
  batch.push_back(std::move(all));
  store.Append(std::move(batch), [](const std::vector<absl::Status>& statuses) {
    Require(statuses[0].ok(), statuses[0].ToString());
  });
}

std::vector<storage::DocumentWrite> Writes(const std::vector<storage::Document>& documents) {
  std::vector<storage::DocumentWrite> writes;
  for (const storage::Document& document : documents) {
    writes.push_back({document.key, document.value});
  }
  return writes;
}

// Where the life's log leads: what comes after it is replayed from here.
const ledger::Replayed& TheReplayed() {
  static const ledger::Replayed* const replayed = [] {
    auto* const made = new ledger::Replayed;
    made->state = TheLife().states.back();
    for (const assembly::SealedEntry& entry : TheLife().entries) {
      (void)made->tree.Append(entry.leaf_hash);
    }
    return made;
  }();
  return *replayed;
}

// The life's log with what follows from it, a snapshot too: so a server starts soon.
const storage::AppendRequest& TheRecord() {
  static const auto* const record = [] {
    auto* const made = new storage::AppendRequest{.assembly = kAssembly};
    ledger::LogTree tree;
    for (const assembly::SealedEntry& entry : TheLife().entries) {
      made->entries.push_back({made->entries.size() + 1, entry.leaf, entry.leaf_hash,
                               entry.openings, tree.Append(entry.leaf_hash)});
    }
    made->documents.push_back({std::string(ledger::kLogKeyDocument), TheLife().log_seed});
    const auto store = storage::NewMemoryStore();
    Append(*store, *made);
    const absl::Status rebuilt = ledger::Rebuild(*store, [](absl::string_view, int64_t) {});
    Require(rebuilt.ok(), rebuilt.ToString());
    made->documents = Writes(*store->ScanDocuments(kAssembly, "", "", kAll));
    ledger::Snapshot snapshot = ledger::MakeSnapshot(TheReplayed(), kBuild);
    snapshot.pieces.push_back(std::move(snapshot.head));
    for (auto& piece : snapshot.pieces) made->documents.push_back(std::move(piece));
    made->shared_documents = Writes(*store->ScanSharedDocuments("", "", kAll));
    return made;
  }();
  return *record;
}

struct Verified {
  transparency::Verification verification{kAssembly};
  transparency::Frontier tree;
};

const Verified& TheVerified() {
  static const Verified* const verified = [] {
    auto* const made = new Verified;
    for (const assembly::SealedEntry& entry : TheLife().entries) {
      made->tree.Append(entry.leaf_hash);
      const absl::Status added =
          made->verification.Add({made->tree.size(), entry.leaf, entry.leaf_hash, entry.openings});
      Require(added.ok(), added.ToString());
    }
    const absl::Status whole = made->verification.Finish();
    Require(whole.ok(), whole.ToString());
    return made;
  }();
  return *verified;
}

// A call as the input has it.
struct Asked {
  std::string who;
  std::unique_ptr<Message> request;  // null: time passes
  int64_t seconds = 0;

  std::string ToString() const {
    if (request == nullptr) return absl::StrCat("wait ", seconds, "\n");
    return absl::StrCat(who, " ", request->GetDescriptor()->name(), "\n", WriteText(*request));
  }
};

bool IsKnown(const google::protobuf::Descriptor& request) {
  return HasHandler(request) || IsStream(request) || &request == v1::ImportLogRequest::descriptor();
}

// nullopt: it is none.
std::optional<Asked> ReadCall(absl::string_view text) {
  Input input(text);
  const std::pair<absl::string_view, absl::string_view> head =
      absl::StrSplit(input.Line(), absl::MaxSplits(' ', 1));
  Asked asked;
  asked.who = std::string(head.first);
  if (head.first == "wait") {
    if (!absl::SimpleAtoi(head.second, &asked.seconds)) return std::nullopt;
    asked.seconds = std::clamp<int64_t>(asked.seconds, 0, kMostSeconds);
    return asked;
  }
  asked.request = RequestOf(head.second, input.rest());
  if (asked.request == nullptr || !IsKnown(*asked.request->GetDescriptor())) return std::nullopt;
  return asked;
}

std::vector<Asked> ReadCalls(absl::string_view input) {
  std::vector<Asked> calls;
  for (const absl::string_view text : absl::StrSplit(input, "\n\n")) {
    if (calls.size() == kMostCalls) break;
    if (auto call = ReadCall(text)) calls.push_back(*std::move(call));
  }
  return calls;
}

std::string WriteCalls(const std::vector<Asked>& calls) {
  return absl::StrJoin(calls, "\n", [](std::string* out, const Asked& asked) {
    absl::StrAppend(out, asked.ToString());
  });
}

std::string TokenOf(absl::string_view who) {
  if (who == "bot") return "token5";
  if (who.size() < 2 || who[0] != 'm') return "";
  return absl::StrCat("token", who[1] - '0' + 1);
}

bool IsRehearsal(const Message& request) {
  const auto* const field = request.GetDescriptor()->FindFieldByName("validate_only");
  return field != nullptr && request.GetReflection()->GetBool(request, field);
}

class Server {
 public:
  Server() {
    Append(*store_, TheRecord());
    ledger::Options options;
    options.clock_poll = absl::InfiniteDuration();
    options.build = kBuild;
    auto opened = ledger::Ledger::Open(
        *store_, clock_,
        [this](absl::Span<uint8_t> bytes) {
          for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(chance_.fetch_add(1) * 37 >> 3);
        },
        options);
    Require(opened.ok(), opened.status().ToString());
    ledger_ = *std::move(opened);
    Settle();
  }

  void Do(const Asked& asked) {
    if (asked.request == nullptr) {
      clock_.Advance(absl::Seconds(asked.seconds));
      return Settle();
    }
    const std::unique_ptr<Message> request = AsRead(*AsSent(asked));
    if (request == nullptr) return;
    if (IsStream(*request->GetDescriptor())) return Hear(TokenOf(asked.who), *request);
    const bool leaves_nothing = OnlyReads(*request->GetDescriptor()) || IsRehearsal(*asked.request);
    const auto* const piece = dynamic_cast<const v1::ImportLogRequest*>(request.get());
    const auto answer =
        piece != nullptr ? Upload(*ledger_, *piece) : Call(*ledger_, TokenOf(asked.who), *request);
    const std::string name = asked.request->GetDescriptor()->name();
    if (!answer.ok()) RequireNamed(answer.status(), name);
    const uint64_t before = last_;
    Flush();
    if (answer.ok() && !leaves_nothing) return;
    Require(last_ == before, absl::StrCat(name, " leaves an entry: ", answer.status().ToString()));
  }

  // Everything that there is follows from the log.
  void Close() {
    if (last_ == 0) return;  // it has ended
    const std::string in_memory = InMemory();
    ledger_.reset();
    const auto heads = store_->ListAssemblies("", {});
    Require(heads.ok(), heads.status().ToString());
    for (const auto& head : *heads) {
      const auto different = ledger::CompareDocuments(*store_, head.assembly, kBuild);
      Require(different.ok(), different.status().ToString());
      Require(different->empty(),
              absl::StrCat("it does not follow from the log: ", absl::StrJoin(*different, ", ")));
    }
    Replay(in_memory);
    Verify();
  }

 private:
  static void RequireNamed(const absl::Status& status, absl::string_view name) {
    Require(!base::ReasonOf(status).empty() && !status.message().empty(),
            absl::StrCat(name, ": ", status.ToString()));
    Require(!absl::IsInternal(status) && !absl::IsUnknown(status) && !absl::IsDataLoss(status) &&
                !absl::IsUnavailable(status),
            absl::StrCat(name, ": ", status.ToString()));
  }

  // What a stream says.
  void Hear(const std::string& token, const Message& request) {
    const std::string name = request.GetDescriptor()->name();
    const Heard heard = Listen(*ledger_, token, request);
    if (!heard.status.ok()) RequireNamed(heard.status, name);
    const uint64_t before = last_;
    Flush();
    Require(last_ == before, absl::StrCat(name, " leaves an entry"));
    if (!heard.status.ok()) return;
    if (const auto* const entries = dynamic_cast<const v1::WatchEntriesRequest*>(&request)) {
      LookAtEntries(entries->after_sequence(), heard.messages);
    } else if (const auto* const log = dynamic_cast<const v1::ExportLogRequest*>(&request)) {
      if (log->after_entry() == 0) LookAtExport(heard.messages);
    }
  }

  // Each of them, in order.
  void LookAtEntries(int64_t after, const std::vector<std::string>& messages) const {
    for (const std::string& bytes : messages) {
      v1::WatchEntriesResponse message;
      Require(message.ParseFromString(bytes), "no answer of a watch");
      for (const v1::Entry& entry : message.entries()) {
        ++after;
        Require(entry.sequence() == after, absl::StrCat("entry ", after, " is left out"));
      }
      Require(message.sequence() == after, "it says that it has told something else");
    }
    Require(after == static_cast<int64_t>(last_), "it stops before the end of the log");
  }

  void LookAtExport(const std::vector<std::string>& messages) const {
    std::map<std::string, std::string> files;
    for (const std::string& bytes : messages) {
      v1::ExportLogResponse piece;
      Require(piece.ParseFromString(bytes), "no piece of an export");
      files[piece.path()] += piece.content();
    }
    const auto verified = transparency::VerifyExport(
        kAssembly, [&](const std::string& path) -> absl::StatusOr<std::string> {
          const auto found = files.find(path);
          if (found == files.end()) return absl::NotFoundError(path);
          return found->second;
        });
    Require(verified.ok(), absl::StrCat("its export: ", verified.status().ToString()));
    Require(verified->checkpoint.size == last_, "an export of another length");
  }

  // What falls due before a call is not the call's.
  void Settle() {
    for (int member = 0; member < 4; ++member) {
      v1::GetAssemblyRequest look;
      look.set_name(absl::StrCat("assemblies/", kAssembly));
      (void)Call(*ledger_, absl::StrCat("token", member + 1), look);
    }
    ledger_->SettleDue();
    Flush();
  }
  void Flush() {
    ledger_->Flush();
    last_ = *store_->LastSequence(kAssembly);
  }

  // As the driver reads it (ParseRequest() in driver.h); null: it refuses it.
  static std::unique_ptr<Message> AsRead(const Message& request) {
    const std::string bytes = request.SerializePartialAsString();
    std::unique_ptr<Message> read(request.New());
    const bool fits = bytes.size() <= rpc::kMaxRequestBytes && read->ParseFromString(bytes);
    return fits ? std::move(read) : nullptr;
  }

  // Signed, where it is.
  std::unique_ptr<Message> AsSent(const Asked& asked) {
    std::unique_ptr<Message> request(asked.request->New());
    request->CopyFrom(*asked.request);
    // The seeded mistake: whatever is to be rehearsed is done in earnest.
    if (IsCanary() && IsRehearsal(*request)) {
      const auto* const field = request->GetDescriptor()->FindFieldByName("validate_only");
      request->GetReflection()->ClearField(request.get(), field);
    }
    if (asked.who.size() != 3 || asked.who[0] != 'm' || asked.who[2] != '!') return request;
    auto call = std::make_unique<v1::SubmitActRequest>();
    const int32_t member = asked.who[1] - '0';
    std::optional<assembly::SignedAct> act;
    Look([&](const State& state) {
      if (member < 0 || member > 3) return;
      act = SignedBy(state, member, *request, Tree(), notary_, *call->mutable_texts());
    });
    if (!act) return request;
    call->set_parent(absl::StrCat("assemblies/", kAssembly));
    call->set_envelope(act->envelope);
    return call;
  }

  transparency::Frontier Tree() {
    transparency::Frontier tree = TheVerified().tree;
    for (const storage::Entry& entry : NewEntries()) tree.Append(entry.leaf_hash);
    return tree;
  }
  std::vector<storage::Entry> NewEntries() {
    return *store_->ReadLog(kAssembly, TheLife().entries.size(), kAll);
  }

  // By whoever is still there.
  template <typename Use>
  bool Look(Use use) {
    for (int member = 0; member < 4; ++member) {
      const ledger::Access access = {kAssembly, absl::StrCat("token", member + 1)};
      const auto seen = ledger_->Inspect(
          access, [&](const State& state, int32_t, absl::Time) -> absl::StatusOr<bool> {
            use(state);
            return true;
          });
      if (seen.response.ok()) return true;
    }
    return false;
  }

  std::string InMemory() {
    std::string bytes;
    Look([&](const State& state) {
      State copy = state;
      assembly::Forget(copy, clock_.Now());
      bytes = assembly::EncodeState(copy);
    });
    return bytes;
  }
  void Replay(const std::string& in_memory) {
    if (in_memory.empty()) return;  // nobody is left to ask
    ledger::Replayed replayed = TheReplayed();
    const absl::Status status = ledger::ReplayRest(*store_, replayed);
    Require(status.ok(), status.ToString());
    assembly::Forget(replayed.state, clock_.Now());
    Require(assembly::EncodeState(replayed.state) == in_memory,
            "the log leads to another state than the one in memory");
  }
  void Verify() {
    transparency::Verification verification = TheVerified().verification;
    uint64_t sequence = TheLife().entries.size();
    absl::Status status;
    for (const storage::Entry& entry : NewEntries()) {
      if (!status.ok()) break;
      status = verification.Add({++sequence, entry.leaf, entry.leaf_hash, entry.openings});
    }
    if (status.ok()) status = verification.Finish();
    Require(status.ok(), absl::StrCat("its log does not verify: ", status.ToString()));
  }

  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  test::SimulatedClock clock_{TheLife().states.back().last_time + absl::Minutes(1)};
  std::atomic<uint32_t> chance_{0};
  CountingNotary notary_{1000};
  std::unique_ptr<ledger::Ledger> ledger_;
  uint64_t last_ = 0;
};

// One change of what is asked, of who asks, or of the order.
void Change(std::vector<Asked>& calls, Dice& dice) {
  constexpr const char* kWho[] = {"m0", "m1", "m2", "m3", "m1!", "nobody", "bot"};
  const size_t at = dice() % calls.size();
  Asked& asked = calls[at];
  switch (dice() % 8) {
    case 0:
      if (asked.request != nullptr) asked.who = kWho[dice() % std::size(kWho)];
      return;
    case 1:
      if (calls.size() > 1) calls.erase(calls.begin() + static_cast<ptrdiff_t>(at));
      return;
    case 2:
      return std::swap(asked, calls[dice() % calls.size()]);
    case 3:
      if (auto again = ReadCall(asked.ToString())) calls.push_back(*std::move(again));
      return;
    default:
      if (asked.request != nullptr) return Mutate(*asked.request, dice);
      asked.seconds =
          std::min<int64_t>(kMostSeconds, asked.seconds * (1 + dice() % 3) + dice() % 9);
  }
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  const std::vector<Asked> calls = ReadCalls(BytesOf(data, size));
  if (calls.empty()) return 0;
  Server server;
  for (const Asked& asked : calls) server.Do(asked);
  server.Close();
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  using namespace assent::fuzz;
  Dice dice(seed + 1);
  std::vector<Asked> calls = ReadCalls(BytesOf(data, size));
  if (calls.empty()) return LLVMFuzzerMutate(data, size, most);
  for (unsigned changes = 1 + dice() % 3; changes > 0; --changes) Change(calls, dice);
  const std::string changed = WriteCalls(calls);
  return changed.size() <= most ? Put(changed, data, most) : size;
}

// Calls of both, one behind the other.
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* one, size_t one_size,
                                            const uint8_t* other, size_t other_size, uint8_t* out,
                                            size_t most, unsigned seed) {
  using namespace assent::fuzz;
  Dice dice(seed + 1);
  std::vector<Asked> calls = ReadCalls(BytesOf(one, one_size));
  std::vector<Asked> more = ReadCalls(BytesOf(other, other_size));
  if (!calls.empty()) calls.resize(1 + dice() % calls.size());
  for (Asked& asked : more) calls.push_back(std::move(asked));
  const std::string changed = WriteCalls(calls);
  return changed.size() <= most ? Put(changed, out, most) : 0;
}
