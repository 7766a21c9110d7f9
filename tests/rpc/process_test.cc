// assentd as a process: how it starts and refuses to, how it ends, and what is left after a kill -9
// under load. The check for lost acts has a canary: an act that was acknowledged and is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "assent/v1/entry_service.pb.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

Ended RunAssentd(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), ASSENTD);
  return RunProgram(arguments);
}

std::string StoreIn(const TempDir& folder) { return "rocksdb:" + folder.Path("store"); }

// --- Under load
// -----------------------------------------------------------------------------------

// What a client was told was done: the entry's number, and what is in it.
struct Acknowledged {
  int64_t sequence;
  std::string author;
};
// The same of the log, by number.
using InLog = std::map<int64_t, std::string>;

// The acknowledged acts that are not in the log as they were acknowledged.
std::vector<int64_t> Lost(const std::vector<Acknowledged>& acknowledged, const InLog& log) {
  std::vector<int64_t> lost;
  for (const Acknowledged& act : acknowledged) {
    const auto found = log.find(act.sequence);
    if (found == log.end() || found->second != act.author) lost.push_back(act.sequence);
  }
  return lost;
}

TEST(KillUnderLoad, CanaryALostActIsNoticed) {
  const InLog log = {{1, "ana"}, {2, "bo"}};
  EXPECT_THAT(Lost({{1, "ana"}, {2, "bo"}}, log), IsEmpty());
  EXPECT_THAT(Lost({{1, "ana"}, {3, "cy"}}, log), ElementsAre(3));
  EXPECT_THAT(Lost({{2, "ana"}}, log), ElementsAre(2));
}

InLog ReadWholeLog(const Caller& caller, const std::string& assembly) {
  InLog log;
  v1::ListEntriesRequest request;
  request.set_parent(assembly);
  request.set_page_size(1000);
  do {
    v1::ListEntriesResponse page;
    const Answer answer = caller.Call(request, &page);
    EXPECT_TRUE(answer.ok()) << answer;
    for (const v1::Entry& entry : page.entries()) log[entry.sequence()] = entry.author();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return log;
}

// How much has been acknowledged to anybody. Thread-safe.
class Progress {
 public:
  void Add() {
    absl::MutexLock lock(&mutex_);
    ++acknowledged_;
  }
  void Await(int acknowledged) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [&] { return acknowledged_ >= acknowledged; };
    mutex_.Await(absl::Condition(&reached));
  }

 private:
  absl::Mutex mutex_;
  int acknowledged_ = 0;
};

// Gives positions until the server is gone; writes down what it was told.
void Act(const Caller& caller, const std::string& proposal, int who, Progress& progress,
         std::vector<Acknowledged>& told) {
  for (int n = 0;; ++n) {
    v1::TakePositionRequest request;
    request.set_parent(proposal);
    request.set_stance(n % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN);
    request.set_request_id(absl::StrFormat("00000000-0000-4000-8000-%04d%08d", who, n));
    v1::TakePositionResponse response;
    const Answer answer = caller.Call(request, &response);
    if (!answer.ok()) {
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE) << answer;
      return;
    }
    told.push_back({response.position().sequence(), response.position().member()});
    progress.Add();
  }
}

TEST(KillUnderLoad, EverythingThatWasAcknowledgedIsThereAfterARestart) {
  constexpr int kActors = 8;
  constexpr int kAcknowledged = 300;  // in each round, before the end
  const TempDir folder;
  std::vector<std::string> tokens;
  std::string proposal;
  std::vector<Acknowledged> acknowledged;
  for (int round = 0; round < 3; ++round) {
    ChildServer server(ASSENTD, StoreIn(folder));
    if (round == 0) {
      // One more, who stays silent: with the last answer the call would close.
      Kitchen kitchen(NewChannel(server.address()), kActors + 1);
      proposal = kitchen.Called();
      for (int i = 0; i < kActors; ++i) tokens.push_back(kitchen.member(i).token());
    }
    Progress progress;
    std::vector<std::vector<Acknowledged>> told(kActors);
    std::vector<std::thread> actors;
    for (int i = 0; i < kActors; ++i) {
      actors.emplace_back([&, i] {
        Act(Caller(NewChannel(server.address()), tokens[i]), proposal, round * kActors + i,
            progress, told[i]);
      });
    }
    progress.Await(kAcknowledged);
    server.Kill();
    for (std::thread& actor : actors) actor.join();
    for (const auto& each : told) acknowledged.insert(acknowledged.end(), each.begin(), each.end());

    ChildServer again(ASSENTD, StoreIn(folder));
    const InLog log =
        ReadWholeLog(Caller(NewChannel(again.address()), tokens[0]), "assemblies/kitchen");
    EXPECT_THAT(Lost(acknowledged, log), IsEmpty());
    EXPECT_EQ(again.Stop(), 0);
  }
  EXPECT_GE(acknowledged.size(), 3u * kAcknowledged);
}

// --- Start and end
// --------------------------------------------------------------------------------

TEST(Process, ServesUntilItIsAskedToStopAndKeepsItsRecord) {
  const TempDir folder;
  std::string token;
  {
    ChildServer server(ASSENTD, StoreIn(folder));
    token = Kitchen(NewChannel(server.address()), 1).founder().token();
    EXPECT_EQ(server.Stop(), 0);
  }
  ChildServer server(ASSENTD, StoreIn(folder));
  v1::GetAssemblyRequest request;
  request.set_name("assemblies/kitchen");
  v1::GetAssemblyResponse response;
  const Answer answer = Caller(NewChannel(server.address()), token).Call(request, &response);
  EXPECT_TRUE(answer.ok()) << answer;
}

TEST(Process, WhatItKeepsIsForItsOwnerAlone) {
  using std::filesystem::perms;
  const TempDir folder;
  const mode_t before = umask(022);
  ChildServer server(ASSENTD, StoreIn(folder));
  umask(before);
  const Kitchen kitchen(NewChannel(server.address()), 2);
  int looked = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.Path("store"))) {
    const perms others = entry.status().permissions() & (perms::group_all | perms::others_all);
    EXPECT_EQ(others, perms::none) << entry.path();
    ++looked;
  }
  EXPECT_GT(looked, 3);
  const auto store = std::filesystem::status(folder.Path("store")).permissions();
  EXPECT_EQ(store & (perms::group_all | perms::others_all), perms::none);
}

TEST(Process, SaysItsVersionAndItsFlags) {
  const Ended version = RunAssentd({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, StartsWith("assentd "));
  const Ended help = RunAssentd({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("--store"), HasSubstr("--listen"), HasSubstr("rebuild")));
}

TEST(Process, AMisunderstoodCommandLineIsRefusedWithUsageExitCode) {
  const std::vector<std::vector<std::string>> mistakes = {
      {"--bogus"},
      {"frobnicate"},
      {"serve", "rebuild"},
      {"--store", "postgres:somewhere"},
      {"--store", "rocksdb:"},
      {"--listen", "7878", "--store", "memory"},
      {"--listen", "127.0.0.1:99999", "--store", "memory"},
      {"--listen", "127.0.0.1:", "--store", "memory"},
      {"--listen", "[::1:7878", "--store", "memory"},
      {"--listen", "0.0.0.0:7878", "--store", "memory"},
      {"--listen", "192.0.2.1:7878", "--store", "memory"},
      {"--listen", "example.org:7878", "--store", "memory"},
      {"rebuild", "--store", "memory"},
      {"rebuild", "--store", "rocksdb:/x", "--listen", "127.0.0.1:1"},
  };
  for (const auto& mistake : mistakes) {
    const Ended ended = RunAssentd(mistake);
    EXPECT_EQ(ended.exit_code, 2) << mistake[0] << " " << mistake.back() << ended.out;
    EXPECT_THAT(ended.err, Not(IsEmpty())) << mistake.back();
    EXPECT_THAT(ended.out, IsEmpty()) << mistake.back();
  }
  EXPECT_THAT(RunAssentd({"--listen", "0.0.0.0:7878", "--store", "memory"}).err, HasSubstr("TLS"));
}

TEST(Process, ABusyPortIsNamed) {
  ChildServer first(ASSENTD, "memory");
  const Ended second = RunAssentd({"--store", "memory", "--listen", first.address()});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, AllOf(HasSubstr(first.address()), HasSubstr("another")));
}

TEST(Process, AFolderInUseIsNamed) {
  const TempDir folder;
  ChildServer first(ASSENTD, StoreIn(folder));
  for (const std::string verb : {"serve", "rebuild"}) {
    const Ended second = RunAssentd({verb, "--store", StoreIn(folder)});
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_THAT(second.err, AllOf(StartsWith("assentd: "), HasSubstr(folder.Path("store"))))
        << verb;
  }
}

TEST(Process, AForeignFolderAnUnwritableOneAndAFileAreNamed) {
  const TempDir folder;
  std::filesystem::create_directory(folder.Path("photos"));
  std::ofstream(folder.Path("photos/cat.jpg")) << "a cat";
  for (const std::string& place :
       {folder.Path("photos"), folder.Path("photos/cat.jpg"), std::string("/proc/assent/store")}) {
    const Ended ended = RunAssentd({"--listen", "127.0.0.1:0", "--store", "rocksdb:" + place});
    EXPECT_EQ(ended.exit_code, 1) << place;
    EXPECT_THAT(ended.err, AllOf(StartsWith("assentd: "), HasSubstr(place))) << place;
    EXPECT_THAT(ended.out, IsEmpty()) << place;
  }
}

TEST(Process, ADamagedFolderIsReportedAndNotServed) {
  const TempDir folder;
  {
    ChildServer server(ASSENTD, StoreIn(folder));
    Kitchen kitchen(NewChannel(server.address()), 1);
    server.Stop();
  }
  for (const auto& file : std::filesystem::directory_iterator(folder.Path("store"))) {
    if (file.path().filename().string().rfind("MANIFEST", 0) == 0) {
      std::ofstream(file.path(), std::ios::trunc) << "noise";
    }
  }
  const Ended ended = RunAssentd({"--listen", "127.0.0.1:0", "--store", StoreIn(folder)});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.err, StartsWith("assentd: "));
  EXPECT_THAT(ended.err, HasSubstr(folder.Path("store")));
  EXPECT_THAT(ended.out, IsEmpty());
}

TEST(Process, RebuildSaysWhatItDidAndChangesNothingThatIsSeen) {
  const TempDir folder;
  std::string token;
  {
    ChildServer server(ASSENTD, StoreIn(folder));
    Kitchen kitchen(NewChannel(server.address()), 2);
    kitchen.Called();
    token = kitchen.founder().token();
    EXPECT_EQ(server.Stop(), 0);
  }
  const Ended ended = RunAssentd({"rebuild", "--store", StoreIn(folder)});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("assemblies/kitchen"), HasSubstr("rebuilt 1")));
  ChildServer server(ASSENTD, StoreIn(folder));
  v1::ListProposalsRequest request;
  request.set_parent("assemblies/kitchen");
  v1::ListProposalsResponse response;
  EXPECT_TRUE(Caller(NewChannel(server.address()), token).Call(request, &response).ok());
  EXPECT_EQ(response.proposals_size(), 1);
}

}  // namespace
}  // namespace assent::test
