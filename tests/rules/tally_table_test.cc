// Every row of the acceptance vectors, through the stateless call.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

using google::protobuf::Struct;

struct Row {
  std::string id, preset, expected, why;
  int phase = 1;
  test::NaiveCase given;
};

std::vector<Row> Rows() {
  std::vector<Row> rows;
  const google::protobuf::ListValue list = ReadList(kTallyFile);
  for (const auto& value : list.values()) {
    const auto& fields = value.struct_value().fields();
    Row row{fields.at("id").string_value(),
            fields.at("preset").string_value(),
            fields.at("expected").string_value(),
            fields.at("why").string_value(),
            1,
            {}};
    row.given.members = static_cast<int64_t>(fields.at("members").number_value());
    for (const auto& [letter, count] : fields.at("positions").struct_value().fields()) {
      row.given.positions[letter[0]] = static_cast<int64_t>(count.number_value());
    }
    for (const auto& [key, extra] : fields.at("extra").struct_value().fields()) {
      const auto number = static_cast<int64_t>(extra.number_value());
      if (key == "phase") row.phase = static_cast<int>(number);
      if (key == "present") row.given.present = number;
      if (key == "unaddressed") row.given.unaddressed = number;
      if (key == "valid_blocks") row.given.valid_blocks = number;
    }
    rows.push_back(row);
  }
  return rows;
}

TEST(TallyTable, HasItsRows) { EXPECT_EQ(Rows().size(), 44u); }

TEST(TallyTable, EveryRowGivesItsExpectedOutcome) {
  for (const Row& row : Rows()) {
    EXPECT_EQ(Outcome(row.preset, CountsOf(row.given), row.phase), row.expected)
        << row.id << ": " << row.why;
  }
}

TEST(TallyTable, TheNaiveTallyAgreesWithEveryRow) {
  const auto naive = test::NaiveRules::FromFile(kPresetsFile);
  for (const Row& row : Rows()) {
    EXPECT_EQ(naive.Outcome(row.preset, row.phase, row.given), row.expected) << row.id;
  }
}

}  // namespace
}  // namespace assent::rules
