#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/act_service.pb.h"
#include "assent/v1/advice_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/import_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/need_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/rule_trial_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "client/cli/app.h"
#include "client/cli/verb.h"
#include "tests/cli/run_program.h"

namespace assent::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// The files of the API that define a service.
std::vector<const google::protobuf::FileDescriptor*> ServiceFiles() {
  return {
      v1::CreateTokenRequest::descriptor()->file(),
      v1::SubmitActRequest::descriptor()->file(),
      v1::CreateAmendmentRequest::descriptor()->file(),
      v1::CreateAssemblyRequest::descriptor()->file(),
      v1::SupportBlockRequest::descriptor()->file(),
      v1::RaiseConcernRequest::descriptor()->file(),
      v1::GetDecisionRequest::descriptor()->file(),
      v1::SearchDecisionsRequest::descriptor()->file(),
      v1::AddOptionRequest::descriptor()->file(),
      v1::ListEntriesRequest::descriptor()->file(),
      v1::GetMeetingRequest::descriptor()->file(),
      v1::GetMemberRequest::descriptor()->file(),
      v1::GetBalanceRequest::descriptor()->file(),
      v1::ListNeedsRequest::descriptor()->file(),
      v1::TakePositionRequest::descriptor()->file(),
      v1::CreateProposalRequest::descriptor()->file(),
      v1::ListPresetsRequest::descriptor()->file(),
      v1::GetCheckpointRequest::descriptor()->file(),
      v1::TryRuleRequest::descriptor()->file(),
      v1::ListUnitsRequest::descriptor()->file(),
      v1::AskAdviceRequest::descriptor()->file(),
      v1::ImportLogRequest::descriptor()->file(),
  };
}

std::set<std::string> Methods() {
  std::set<std::string> methods;
  for (const auto* file : ServiceFiles()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.insert(file->service(i)->method(j)->name());
      }
    }
  }
  return methods;
}

TEST(VerbsTest, EveryMethodOfTheApiHasAVerb) {
  std::set<std::string> reached;
  for (const Verb& verb : AllVerbs()) reached.insert(verb.rpcs.begin(), verb.rpcs.end());
  EXPECT_EQ(reached, Methods());
}

TEST(VerbsTest, NamesAreUnique) {
  std::set<std::string> names;
  for (const Verb& verb : AllVerbs()) EXPECT_TRUE(names.insert(verb.name).second) << verb.name;
}

TEST(VerbsTest, TheHelpOfEveryVerbBeginsWithItsExamples) {
  App app(AllVerbs());
  for (const Verb& verb : AllVerbs()) {
    ASSERT_FALSE(verb.examples.empty()) << verb.name;
    CLI::App* place = &app.root();
    for (absl::string_view word : absl::StrSplit(verb.name, ' ')) {
      place = FindVerb(*place, std::string(word));
    }
    EXPECT_THAT(place->help(),
                StartsWith(absl::StrCat("Examples:\n  ", verb.examples.front(), "\n")));
    EXPECT_THAT(place->help(), HasSubstr(absl::StrCat("Usage: assent ", verb.name)));
    for (const std::string& example : verb.examples) {
      EXPECT_THAT(example, StartsWith(absl::StrCat("assent ", verb.name)));
    }
  }
}

// What people type is parsed as the examples show it: cut at pipes, redirections
// and "and", with quotes as a shell reads them.
std::vector<std::string> WordsOf(absl::string_view example) {
  std::vector<std::string> words;
  bool quoted = false;
  std::string word;
  for (const char c : absl::StrCat(example, " ")) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c != ' ' || quoted) {
      word.push_back(c);
    } else if (word == "|" || word == ">") {
      break;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, ""));
    }
  }
  return words;
}

TEST(VerbsTest, EveryExampleParses) {
  for (const Verb& verb : AllVerbs()) {
    for (const std::string& example : verb.examples) {
      App app(AllVerbs());
      std::vector<std::string> words = WordsOf(example);
      std::reverse(words.begin(), words.end());
      words.pop_back();  // assent
      EXPECT_NO_THROW(app.root().parse(words)) << example;
    }
  }
}

TEST(VerbsTest, AWordThatIsAVerbMayBeAnArgument) {
  test::Program program;
  const test::Ran ran = program.Run({"propose", "rules", "-m", "list"});
  EXPECT_THAT(ran.err, HasSubstr("you are in no assembly yet"));
}

TEST(VerbsTest, WhatIsNoInvitationCodeIsSaidToBeSo) {
  test::Program program;
  for (const char* const code : {"", "\n", "kitchen", "kitchen#", "#secret", "kitchen#a.b", "/"}) {
    const test::Ran ran = program.Run({"join", "--as", "bo", "-F", "-"}, code);
    EXPECT_THAT(ran.err, HasSubstr("an invitation code looks like ASSEMBLY#SECRET")) << code;
    EXPECT_EQ(ran.exit_code, 2) << code;
  }
}

struct Mistake {
  std::vector<std::string> arguments;
  const char* said;
};

TEST(VerbsTest, AMistypedVerbOrFlagIsAnsweredWithTheNearest) {
  test::Program program;
  const Mistake mistakes[] = {
      {{"blok", "17"}, "did you mean block?"},
      {{"stand-asid", "17"}, "did you mean stand-aside?"},
      {{"attend", "3"}, "did you mean meeting attend?"},
      {{"context", "lst"}, "did you mean list?"},
      {{"block", "17", "--princple", "x"}, "did you mean --principle?"},
      {{"tally", "--agre=3"}, "did you mean --agree?"},
      {{"help", "blok"}, "did you mean block?"},
      {{"rule", "sfc_consensu"}, "did you mean sfc_consensus?"},
  };
  for (const Mistake& mistake : mistakes) {
    const test::Ran ran = program.Run(mistake.arguments);
    EXPECT_THAT(ran.err, HasSubstr(mistake.said));
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.exit_code, 0);
  }
}

TEST(VerbsTest, WithoutAVerbTheHelpIsShownAsWrongUsage) {
  test::Program program;
  const test::Ran ran = program.Run({});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, StartsWith("Examples:\n"));
  EXPECT_EQ(program.Run({"--help"}).exit_code, 0);
  EXPECT_THAT(program.Run({"--version"}).out, StartsWith("assent "));
}

TEST(CompletionTest, EveryScriptKnowsEveryVerb) {
  test::Program program;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const test::Ran ran = program.Run({"completion", shell});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    for (const Verb& verb : AllVerbs()) {
      const std::vector<std::string> words = absl::StrSplit(verb.name, ' ');
      EXPECT_THAT(ran.out, HasSubstr(words.back())) << shell;
    }
  }
  EXPECT_EQ(program.Run({"completion", "tcsh"}).exit_code, 2);
}

TEST(CompletionTest, BashCompletesVerbsFlagsAndWordsBelowAVerb) {
  test::Program program;
  const std::string script = program.Path("completion.bash");
  test::WriteAll(script, program.Run({"completion", "bash"}).out);
  const auto complete = [&](const std::string& words, int at) {
    const std::string command =
        absl::StrCat("bash -c 'source ", script, "; COMP_WORDS=(", words, "); COMP_CWORD=", at,
                     "; _assent; echo \"${COMPREPLY[@]}\"' > ", program.Path("completed"));
    EXPECT_EQ(std::system(command.c_str()), 0);
    return test::ReadAll(program.Path("completed"));
  };
  EXPECT_EQ(complete("assent stand", 1), "stand-aside\n");
  EXPECT_EQ(complete("assent block 17 --prin", 3), "--principle\n");
  EXPECT_EQ(complete("assent context u", 2), "use\n");
  EXPECT_EQ(complete("assent tally --rule right", 3), "right_of_way\n");
  EXPECT_EQ(complete("assent rule show right", 3), "right_of_way\n");
}

TEST(ManualTest, TheManualNamesEveryVerbAndExitCode) {
  test::Program program;
  const std::string manual = program.Run({"man"}).out;
  EXPECT_THAT(manual, StartsWith(".TH ASSENT 1"));
  EXPECT_THAT(manual, HasSubstr("\\fBassent stand\\-aside\\fR"));
  EXPECT_THAT(manual, HasSubstr("130 interrupted"));
}

}  // namespace
}  // namespace assent::cli
