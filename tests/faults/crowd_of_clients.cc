#include "tests/faults/crowd_of_clients.h"

#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "assent/v1/entry_service.pb.h"
#include "server/base/check.h"
#include "tests/contract/helpers.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::faults {
namespace {

// All together make less than 10,000 entries meanwhile.
constexpr int kActsUnseen = 200;

absl::Duration Now() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

std::string RequestId(std::mt19937& random) {
  return absl::StrFormat("%08x-%04x-%04x-%04x-%04x%08x", random(), random() & 0xffff,
                         random() & 0xffff, random() & 0xffff, random() & 0xffff, random());
}

// Whether the answer leaves open what happened, so that the same is to be asked again.
bool SaysNothing(const test::Answer& answer) {
  switch (answer.status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return true;
    default:
      return false;
  }
}

}  // namespace

CrowdOfClients::CrowdOfClients(const std::shared_ptr<grpc::Channel>& channel,
                               const Options& options)
    : options_(options) {
  test::Kitchen kitchen(channel, 2 + kClients);
  proposal_ = kitchen.Called();
  for (int i = 0; i < 2 + kClients; ++i) tokens_.push_back(kitchen.member(i).token());
  for (int i = 0; i < kClients; ++i) clients_[i].random.seed(options.seed * 100 + i);
  for (int i = 0; i < options.signing; ++i) {
    clients_[i].device.emplace(kitchen.member(1 + i), kitchen.name(), proposal_,
                               static_cast<char>('a' + i));
  }
}

CrowdOfClients::~CrowdOfClients() { Stop(); }

void CrowdOfClients::Start(const std::string& address) {
  stopping_ = false;
  for (int i = 0; i < kClients; ++i) {
    clients_[i].thread = std::thread([this, i, address] { Run(i, address); });
  }
}

void CrowdOfClients::Stop() {
  stopping_ = true;
  for (Client& client : clients_) {
    if (client.thread.joinable()) client.thread.join();
  }
}

void CrowdOfClients::Run(int number, const std::string& address) {
  Client& client = clients_[number];
  const test::Caller caller(test::NewChannel(address), tokens_[1 + number]);
  if (client.device && !client.device->Look(caller)) return;
  while (!stopping_) {
    if (!Act(number, caller)) return;
    if (client.random() % 8 == 0 && !Read(client, caller)) return;
    if (options_.pauses && client.random() % 16 == 0) {
      absl::SleepFor(absl::Milliseconds(client.random() % 60));
    }
  }
}

void CrowdOfClients::Begin(int number) {
  Client& client = clients_[number];
  Operation& act = client.history.emplace_back();
  act.words = absl::StrFormat("act %d of client %d", ++client.acts, number);
  act.sent = Now();
  client.open.emplace();
  client.open->set_parent(proposal_);
  client.open->set_stance(client.acts % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_RESERVATIONS);
  client.open->set_reason(act.words);
  client.open->set_request_id(RequestId(client.random));
  if (client.device) client.open_signed = client.device->Sign(*client.open);
}

// As it is, or as it was sealed.
test::Answer CrowdOfClients::Send(Client& client, const test::Caller& caller,
                                  v1::TakePositionResponse& response) {
  if (!client.device) return caller.Call(*client.open, &response);
  v1::SubmitActResponse done;
  const test::Answer answer = caller.Call(*client.open_signed, &done);
  if (!answer.ok()) return answer;
  ASSENT_CHECK(response.ParseFromString(done.response()), "an answer to what was signed");
  client.device->Done(*client.open_signed);
  return answer;
}

// False: the server is gone.
bool CrowdOfClients::Act(int number, const test::Caller& caller) {
  Client& client = clients_[number];
  if (!client.open) {
    // What is signed is stale where too much has come since the log was seen.
    if (client.device && client.acts % kActsUnseen == 0 && !client.device->Look(caller)) {
      return false;
    }
    Begin(number);
  } else if (options_.forgets_ids) {
    client.open->set_request_id(RequestId(client.random));
  }
  Operation& act = client.history.back();
  v1::TakePositionResponse response;
  const test::Answer answer = Send(client, caller, response);
  if (SaysNothing(answer)) return false;
  act.answered = Now();
  act.ended = answer.ok() ? Operation::Ended::kAcknowledged : Operation::Ended::kRefused;
  act.position = response.position().sequence();
  client.open.reset();
  client.open_signed.reset();
  if (answer.ok()) {
    ++acknowledged_;
  } else if (refused_++ == 0) {
    last_refusal_ = answer.ToString();
  }
  return true;
}

bool CrowdOfClients::Read(Client& client, const test::Caller& caller) {
  Operation read;
  read.sent = Now();
  v1::GetProposalRequest request;
  request.set_name(proposal_);
  v1::GetProposalResponse response;
  const test::Answer answer = caller.Call(request, &response);
  if (SaysNothing(answer)) return false;
  ASSENT_CHECK(answer.ok(), answer.ToString());
  read.answered = Now();
  read.ended = Operation::Ended::kAcknowledged;
  read.position = response.sequence();
  client.history.push_back(std::move(read));
  return true;
}

absl::Status CrowdOfClients::ReadOn(const std::shared_ptr<grpc::Channel>& channel) {
  const test::Caller founder(channel, tokens_[0]);
  // With the last one that is known, to see that it is still the same.
  size_t next = leaf_hashes_.empty() ? 0 : leaf_hashes_.size() - 1;
  while (true) {
    v1::ListEntriesRequest request;
    request.set_parent("assemblies/kitchen");
    request.set_page_size(1000);
    request.set_after_sequence(static_cast<int64_t>(next));
    v1::ListEntriesResponse page;
    const test::Answer answer = founder.Call(request, &page);
    REQUIRE(answer.ok(), answer.ToString());
    for (const v1::Entry& entry : page.entries()) {
      REQUIRE(entry.sequence() == static_cast<int64_t>(++next), "entry ", entry.sequence(),
              " where ", next, " belongs");
      if (next <= leaf_hashes_.size()) {
        REQUIRE(leaf_hashes_[next - 1] == entry.leaf_hash(), "entry ", next, " is another one");
        continue;
      }
      leaf_hashes_.push_back(entry.leaf_hash());
      for (const v1::Opening& opening : entry.openings()) {
        if (absl::StartsWith(opening.content(), "act ")) {
          log_.push_back({entry.sequence(), opening.content()});
        }
      }
    }
    if (page.entries().empty()) break;
  }
  REQUIRE(next >= leaf_hashes_.size(), "the log ended at ", leaf_hashes_.size(), ", now at ", next);
  return CompareDevices(channel);
}

absl::Status CrowdOfClients::CompareDevices(const std::shared_ptr<grpc::Channel>& channel) const {
  for (int i = 0; i < options_.signing; ++i) {
    const Client& client = clients_[i];
    const auto* const open = client.open_signed ? &*client.open_signed : nullptr;
    const absl::Status same = client.device->Compare(test::Caller(channel, tokens_[1 + i]), open);
    if (!same.ok()) return same;
  }
  return absl::OkStatus();
}

int64_t CrowdOfClients::acknowledged_signed() const {
  int64_t acts = 0;
  for (const Client& client : clients_) acts += client.device ? client.device->acts() : 0;
  return acts;
}

absl::Status CrowdOfClients::Check() const {
  std::vector<Operation> all;
  for (const Client& client : clients_) {
    all.insert(all.end(), client.history.begin(), client.history.end());
  }
  return CheckHistory(all, log_);
}

}  // namespace assent::faults
