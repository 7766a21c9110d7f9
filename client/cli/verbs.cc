#include "client/cli/commands/families.h"
#include "client/cli/verb.h"

namespace assent::cli {
namespace {

// In the order of their groups.
constexpr std::vector<Verb> (*kFamilies[])() = {
    FoundingVerbs, MemberVerbs,  ProposingVerbs, ActingVerbs,        AmendmentVerbs, ConcernVerbs,
    PositionVerbs, BlockVerbs,   StageVerbs,     StandingVerbs,      MeetingVerbs,   ReadingVerbs,
    MemoryVerbs,   ExportVerbs,  MirrorVerbs,    NeedVerbs,          MinutesVerbs,   LogVerbs,
    LogCheckVerbs, RecordVerbs,  WitnessVerbs,   VerifyVerbs,        TallyVerbs,     RuleVerbs,
    TrialVerbs,    ContextVerbs, ShellVerbs,     MeetingCourseVerbs, AccessVerbs,    QuestionVerbs,
    UnitVerbs,     KeyVerbs,     AdviceVerbs,    CountVerbs,         ElectionVerbs,  ImportVerbs,
};

}  // namespace

std::vector<Verb> AllVerbs() {
  std::vector<Verb> all;
  for (const auto family : kFamilies) {
    for (Verb& verb : family()) all.push_back(std::move(verb));
  }
  return all;
}

}  // namespace assent::cli
