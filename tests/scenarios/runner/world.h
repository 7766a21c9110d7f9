// The world of one scenario: an assembly, its members, a clock, and the acts
// and queries that lines stand for. Not thread-safe.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_WORLD_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_WORLD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/rule.pb.h"
#include "tests/scenarios/runner/fields.h"
#include "tests/scenarios/runner/handles.h"
#include "tests/scenarios/runner/service.h"
#include "tests/scenarios/runner/syntax.h"
#include "tests/scenarios/runner/verbs.h"

namespace assent::scenario {

// Time as the scenario moves it. An engine that cannot move time has none of
// these functions but Now().
struct TimeControl {
  std::function<absl::Time()> now;
  std::function<void(absl::Time)> set;  // empty: time passes by itself
};

// What the service said to an act: OK, or its refusal.
struct Answer {
  absl::Status status;
};

class World {
 public:
  World(Service& service, TimeControl time);

  // One act of `actor` (a handle; "": the first member). The outer status is
  // trouble with the scenario itself (an unknown member, a number that did not
  // come out as written); the inner one is the service's answer.
  absl::StatusOr<Answer> Do(const Line& line, const std::string& actor);

  // The members whom by= names, in order; {""} without one.
  absl::StatusOr<std::vector<std::string>> ActorsOf(const Line& line) const;

  // For queries (queries.h).
  Service& service() { return service_; }
  // The caller of a line that names nobody is the first member.
  absl::StatusOr<Caller> CallerOf(absl::string_view handle) const;
  // "ana" for a member's resource name, as it is called now.
  std::string HandleOf(absl::string_view member_name) const;
  // "+14d" since the scenario began.
  std::string Since(absl::Time time) const;
  absl::Time now() const { return time_.now(); }

 private:
  struct Person {
    std::string handle;
    Caller caller;
  };

  absl::StatusOr<Answer> Found(const Line& line);
  absl::Status AddCharter(const Line& line, v1::CreateAssemblyRequest& request) const;
  absl::StatusOr<Answer> Join(const Line& line);
  absl::StatusOr<Answer> Apply(const Line& line);
  absl::Status MeetNewMembers();
  absl::StatusOr<Answer> MakeToken(const Line& line, const Caller& caller);
  absl::StatusOr<Answer> Record(const Line& line, const Caller& caller);
  absl::StatusOr<Answer> Request(const Verb& verb, const Line& line, const Caller& caller);
  absl::Status DefineRule(const Line& line);
  absl::Status MoveTime(const Line& line);

  // Joins `handle` with the invitation's secret.
  absl::StatusOr<Answer> Accept(const std::string& handle, const std::string& secret,
                                const Line* line);
  absl::StatusOr<std::string> TargetOf(const Verb& verb, const Line& line, const Caller& caller);
  absl::StatusOr<int32_t> NewestPart(const Verb& verb, int32_t proposal, const Caller& caller);
  // Takes note of what an answer made known: numbers, secrets, new handles.
  absl::Status Learn(const Verb& verb, const Line& line, const google::protobuf::Message& answer,
                     const Caller& caller);
  absl::StatusOr<v1::DecisionRule> RuleOf(absl::string_view name) const;
  FieldContext Context() const;
  std::string ProposalName(const Line& line) const;

  Service& service_;
  const TimeControl time_;
  const absl::Time start_;
  std::string assembly_;  // id
  std::vector<Person> people_;
  std::map<std::string, v1::DecisionRule> rules_;
  std::map<int32_t, std::string> secrets_;  // by invitation
  int32_t last_meeting_ = 0;
};

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_WORLD_H_
