#include "client/cli/contexts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "tests/cli/run_program.h"
#include "tests/support/status_matchers.h"

namespace assent::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ContextsTest : public testing::Test {
 protected:
  ContextsTest() { ::setenv("XDG_CONFIG_HOME", folder_.path().c_str(), 1); }
  ~ContextsTest() override { ::unsetenv("XDG_CONFIG_HOME"); }

  static int ModeOf(const std::string& path) {
    struct stat facts = {};
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 0777 : -1;
  }

  test::TempDir folder_;
};

Context Ana() {
  Context context;
  context.assembly = "kitchen";
  context.handle = "ana";
  context.token = "secret \"quoted\"\n";
  return context;
}

TEST_F(ContextsTest, WithoutAFileThereAreNone) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const Contexts none, LoadContexts());
  EXPECT_TRUE(none.by_name.empty());
}

TEST_F(ContextsTest, WhatIsWrittenIsReadBack) {
  ASSENT_ASSERT_OK(UpdateContexts([](Contexts& contexts) {
    contexts.by_name["kitchen.a-1"] = Ana();
    contexts.current = "kitchen.a-1";
  }));
  ASSENT_ASSERT_OK_AND_ASSIGN(const Contexts read, LoadContexts());
  EXPECT_EQ(read.current, "kitchen.a-1");
  const Context& context = read.by_name.at("kitchen.a-1");
  EXPECT_EQ(context.server, kDefaultServer);
  EXPECT_EQ(context.assembly, "kitchen");
  EXPECT_EQ(context.handle, "ana");
  EXPECT_EQ(context.token, Ana().token);
}

TEST_F(ContextsTest, TheFileIsForItsOwnerAlone) {
  ASSENT_ASSERT_OK(UpdateContexts([](Contexts&) {}));
  EXPECT_EQ(ModeOf(ContextsPath()), 0600);
  EXPECT_EQ(ModeOf(folder_.Path("assent")), 0700);
}

TEST_F(ContextsTest, AFileThatOthersCanReadIsRefused) {
  ASSENT_ASSERT_OK(UpdateContexts([](Contexts&) {}));
  for (const mode_t mode : {0640, 0604, 0660}) {
    ASSERT_EQ(::chmod(ContextsPath().c_str(), mode), 0);
    EXPECT_THAT(LoadContexts(),
                test::StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("chmod 600")));
  }
}

TEST_F(ContextsTest, ABrokenFileIsRefusedWithItsLine) {
  test::WriteAll(ContextsPath(), "current = \"a\"\nnonsense\n");
  EXPECT_THAT(LoadContexts(),
              test::StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 2")));
}

TEST_F(ContextsTest, WhateverIsReadIsWrittenAsTheSame) {
  for (const std::string value :
       {"'", "''' and\nmore", "\nfirst", "a\tb", "\"\"\"\n", "\x7f\r\n"}) {
    ASSENT_ASSERT_OK(UpdateContexts([&](Contexts& contexts) {
      contexts.by_name["kitchen"].token = value;
      contexts.current = value;
    }));
    ASSENT_ASSERT_OK_AND_ASSIGN(const Contexts read, LoadContexts());
    EXPECT_EQ(read.by_name.at("kitchen").token, value);
    EXPECT_EQ(read.current, value);
  }
}

TEST_F(ContextsTest, WhatIsNoNameOfAContextIsRefusedAndStays) {
  ASSENT_ASSERT_OK(UpdateContexts([](Contexts&) {}));
  for (const std::string name : {"a\\nb", "a b", "it's", ""}) {
    const std::string file = absl::StrCat("[contexts.\"", name, "\"]\ntoken = \"t\"\n");
    test::WriteAll(ContextsPath(), file);
    EXPECT_THAT(UpdateContexts([](Contexts&) {}),
                test::StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is no name for a")));
    EXPECT_EQ(test::ReadAll(ContextsPath()), file);
  }
}

TEST_F(ContextsTest, AFreeNameIsFoundBesideThoseInUse) {
  Contexts contexts;
  contexts.by_name["kitchen"] = {};
  contexts.by_name["kitchen-2"] = {};
  EXPECT_EQ(contexts.FreeName("kitchen"), "kitchen-3");
  EXPECT_EQ(contexts.FreeName("garden"), "garden");
}

TEST(ContextVerbsTest, AMembershipIsAddedUsedListedAndRemoved) {
  test::Program program;
  const auto add = [&](const std::string& name) {
    return program.Run({"context", "add", name, "--assembly", "kitchen", "--as", "@ana", "-F", "-"},
                       "token\n");
  };
  EXPECT_EQ(add("one").exit_code, 0);
  EXPECT_EQ(add("two").exit_code, 0);
  EXPECT_EQ(add("two").exit_code, 5);
  EXPECT_EQ(program.Run({"context", "use", "two"}).exit_code, 0);
  EXPECT_EQ(program.Run({"context", "use", "three"}).exit_code, 3);
  const test::Ran list = program.Run({"context", "list", "-o", "jsonl"});
  EXPECT_THAT(list.out, HasSubstr(R"({"name":"two","current":"yes","server":"127.0.0.1:7878",)"));
  EXPECT_THAT(list.out, Not(HasSubstr("token")));
  EXPECT_EQ(program.Run({"context", "remove", "one"}).exit_code, 2);  // nobody to ask
  EXPECT_EQ(program.Run({"context", "remove", "one", "--yes"}).exit_code, 0);
  EXPECT_THAT(program.Run({"context", "list"}).out, Not(HasSubstr("one")));
}

}  // namespace
}  // namespace assent::cli
