// Rules that somebody brings, with counts: a request of RuleService.EvaluateTally as text, or else its
// bytes. A rule is refused with a reason and the field, or it can be described and evaluated in each of
// its phases, with a sentence for each condition, twice alike; what is possible to count is told the same
// way.

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/rule_service.pb.h"
#include "google/protobuf/text_format.h"
#include "server/base/refusal.h"
#include "server/rules/check_rule.h"
#include "server/rules/describe.h"
#include "server/rules/evaluate_tally.h"
#include "server/rules/explain.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/text_form.h"

namespace assent::fuzz {
namespace {

// The seeded mistake: whoever checks a rule lets impossible fractions through.
absl::Status Checked(const v1::DecisionRule& rule) {
  const absl::Status status = rules::CheckRule(rule);
  if (IsCanary() && base::ReasonOf(status) == "RULE_FRACTION_INVALID") return absl::OkStatus();
  return status;
}

void RequireRefused(const absl::Status& status, absl::string_view prefix) {
  Require(absl::IsInvalidArgument(status), status.ToString());
  Require(absl::StartsWith(base::ReasonOf(status), prefix), status.ToString());
  Require(!status.message().empty(), "refused without a sentence");
}

void RequireExplained(const v1::Tally& tally) {
  Require(tally.outcome() != v1::OUTCOME_UNSPECIFIED, "no outcome");
  Require(!rules::HeadlineOf(tally).empty(), "an outcome without words");
  for (const v1::Condition& condition : tally.conditions()) {
    Require(!condition.sentence().empty(),
            absl::StrCat("a condition without a sentence: ", condition.ShortDebugString()));
  }
}

void Evaluate(v1::EvaluateTallyRequest request) {
  for (int phase = 1; phase <= request.rule().phases_size(); ++phase) {
    request.set_phase(absl::StrCat(phase));
    const auto answer = rules::EvaluateTally(request);
    const auto again = rules::EvaluateTally(request);
    Require(answer.ok() == again.ok(), "the second time it is another answer");
    if (!answer.ok()) {
      Require(!absl::StartsWith(base::ReasonOf(answer.status()), "RULE_"),
              absl::StrCat("a rule that was let through is refused: ", answer.status().ToString()));
      Require(!base::ReasonOf(answer.status()).empty(), answer.status().ToString());
      return;  // the counts are not possible
    }
    RequireExplained(answer->tally());
    Require(answer->SerializeAsString() == again->SerializeAsString(), "it comes out differently");
  }
}

void Look(const v1::EvaluateTallyRequest& request) {
  const absl::Status checked = Checked(request.rule());
  if (!checked.ok()) return RequireRefused(checked, "RULE_");
  v1::DecisionRule again;
  Require(again.ParseFromString(request.rule().SerializeAsString()), "its bytes are none");
  Require(rules::CheckRule(again).ok(), "once more it is refused");
  const auto described = rules::DescribeChecked(request.rule(), "en");
  Require(described.ok() && described->sections_size() > 0, "a rule that nobody can describe");
  for (const v1::RuleSection& section : described->sections()) {
    Require(!section.heading().empty() && section.sentences_size() > 0, "a section says nothing");
  }
  Evaluate(request);
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  assent::v1::EvaluateTallyRequest request;
  if (ReadText(BytesOf(data, size), request)) Look(request);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  using namespace assent::fuzz;
  assent::v1::EvaluateTallyRequest request;
  return MutateText("", request, data, size, most, seed);
}
