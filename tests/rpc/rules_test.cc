// Rules over the API, in plain sentences.
#include <gtest/gtest.h>

#include "assent/v1/rule_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

class Rules : public ::testing::Test {
 protected:
  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 4};
};

TEST_F(Rules, APresetIsDescribedToAnybodyAndTheCharterToItsMembers) {
  v1::DescribeRuleRequest request;
  v1::DescribeRuleResponse preset, own;
  request.set_name("presets/quick_default");
  ASSERT_TRUE(kitchen_.founder().As("").Call(request, &preset).ok());
  EXPECT_EQ(preset.sections(0).heading(), "Who decides");
  request.set_name(kitchen_.name() + "/rules/quick_default");
  ASSERT_TRUE(kitchen_.founder().Call(request, &own).ok());
  EXPECT_EQ(own.SerializeAsString(), preset.SerializeAsString());
  EXPECT_EQ(kitchen_.founder().As("").Call(request, &own).reason(), "TOKEN_MISSING");
}

TEST_F(Rules, ARuleThatIsBroughtIsDescribedIfItIsWellFormed) {
  v1::GetRuleRequest named;
  named.set_name("presets/n_street");
  v1::GetRuleResponse found;
  ASSERT_TRUE(kitchen_.founder().Call(named, &found).ok());
  v1::DescribeRuleRequest request;
  *request.mutable_rule() = found.rule();
  v1::DescribeRuleResponse described;
  ASSERT_TRUE(kitchen_.founder().As("").Call(request, &described).ok());
  EXPECT_EQ(described.sections(4).phase(), "window");
  request.mutable_rule()->mutable_phases(0)->mutable_on_pass()->set_phase("nowhere");
  const Answer broken = kitchen_.founder().Call(request, &described);
  EXPECT_EQ(broken.reason(), "RULE_PHASE_UNKNOWN");
  EXPECT_EQ(broken.field(), "rule.phases[0].on_pass.phase");
  request.set_name("presets/n_streat");
  EXPECT_EQ(kitchen_.founder().Call(request, &described).reason(), "PRESET_NOT_FOUND");
}

}  // namespace
}  // namespace assent::test
