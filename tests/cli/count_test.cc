// `assent count`, as people call it, without a server: files of each format, what programs are
// told, and what is refused.

#include "client/cli/json.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/run_program.h"

namespace assent::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Json = google::protobuf::Value;

class CountTest : public testing::Test {
 protected:
  Ran Count(const std::string& name, const std::string& content, std::vector<std::string> more) {
    const std::string path = program_.Path(name);
    WriteAll(path, content);
    std::vector<std::string> arguments = {"count", path};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return program_.Run(arguments);
  }
  Json CountJson(const std::string& name, const std::string& content,
                 std::vector<std::string> more) {
    more.insert(more.end(), {"-o", "json"});
    const Ran ran = Count(name, content, more);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    Json json;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &json).ok()) << ran.out;
    return json;
  }

  Program program_;
};

const Json& At(const Json& object, const std::string& name) {
  static const Json nothing;
  const auto& fields = object.struct_value().fields();
  const auto found = fields.find(name);
  return found == fields.end() ? nothing : found->second;
}

const Json& At(const Json& list, int index) { return list.list_value().values(index); }

std::vector<std::string> Texts(const Json& list) {
  std::vector<std::string> texts;
  for (const Json& value : list.list_value().values()) texts.push_back(value.string_value());
  return texts;
}

constexpr char kWard[] =
    "4 2\n-4\n5 1 2 0\n2 2 3 0\n2 3 4 0\n0\n\"Ann\"\n\"Bo\"\n\"Cy\"\n\"Di\"\n\"Ward\"\n";

TEST_F(CountTest, TellsEveryStageOfAnElection) {
  const Json json = CountJson("ward.blt", kWard, {"--method", "scottish-stv"});
  EXPECT_THAT(Texts(At(json, "winners")), ElementsAre("Ann", "Bo"));
  EXPECT_EQ(At(At(json, "figures"), "quota").string_value(), "4.00000");
  ASSERT_EQ(At(json, "rounds").list_value().values_size(), 3);
  const Json& surplus = At(At(json, "rounds"), 1);
  EXPECT_EQ(At(surplus, "what").string_value(), "surplus");
  EXPECT_EQ(At(At(At(surplus, "totals"), 1), "total").string_value(), "3.00000");
  EXPECT_EQ(At(At(At(surplus, "transfers"), 0), "candidate").string_value(), "Bo");
  EXPECT_EQ(At(At(At(surplus, "transfers"), 0), "total").string_value(), "1.00000");
}

TEST_F(CountTest, TellsMatrixAndWinnersByNumberForDebian) {
  const Json json =
      CountJson("vote.debian.txt", "5 12-\n2 213\n", {"--method", "debian", "--quorum", "1"});
  EXPECT_EQ(At(At(json, "winners"), 0).number_value(), 1);
  EXPECT_EQ(At(At(At(json, "matrix"), 0), 1).number_value(), 5);
}

TEST_F(CountTest, CountsOurOwnFiles) {
  const std::string file =
      R"({"kind": "scores", "highestScore": 5, "candidates": ["ana", {"id": "b", "name": "Bo"}],
          "ballots": [{"count": 2, "scores": {"ana": 5, "b": 4}}, {"scores": {"b": 5}}]})";
  const Json json = CountJson("own.json", file, {"--method", "star"});
  EXPECT_THAT(Texts(At(json, "winners")), ElementsAre("ana"));
}

TEST_F(CountTest, SaysWhereAFileIsWrongAndCountsNothing) {
  const Ran ran = Count("ward.blt", "2 1\n3 1 1 0\n0\n", {"--method", "meek"});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("line 2, column 5: candidate 1 is on this ballot twice"));
  const Ran passed =
      Count("ward.blt", "2 1\n3 1 1 0\n0\n", {"--method", "meek", "--repeated", "skip"});
  EXPECT_EQ(passed.exit_code, 0) << passed.err;
}

}  // namespace
}  // namespace assent::test
