#include "client/cli/memory.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/names.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string StateWords(const v1::Decision& decision, bool in_force) {
  const v1::Proposal::State today =
      decision.has_standing() ? decision.standing().state() : decision.state();
  return absl::StrCat(WordsOf(today), in_force ? "" : " (not in force)");
}

}  // namespace

std::string WhyOf(const v1::RelatedDecision& decision) {
  std::vector<std::string> why;
  for (const int reason : decision.why()) {
    switch (reason) {
      case v1::RelatedDecision::WHY_CHANGES:
        why.push_back("it changes this one, or raises its question again");
        break;
      case v1::RelatedDecision::WHY_NAMED:
        why.push_back("the text names it");
        break;
      default:
        why.push_back(absl::StrCat("alike: ", absl::StrJoin(decision.shared_words(), " ")));
        break;
    }
  }
  return absl::StrJoin(why, "; ");
}

std::string ActionNumber(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 3) return "";
  return absl::StrCat(parts[parts.size() - 3], ".", parts.back());
}

std::string ProgressOf(const Reader& reader, const v1::ActionPoint& point) {
  if (point.moved_by().empty()) return "";
  const bool reason = !point.reason().empty();
  return absl::StrCat(", ", WordsOf(point.state()), " by ", reader.Who(point.moved_by()),
                      reason ? ": " : "", point.reason());
}

void Draw(Scene& scene, const std::vector<v1::FoundDecision>& decisions) {
  if (decisions.empty()) return scene.screen.Line("no decision has any of these words");
  Rows rows;
  for (const v1::FoundDecision& found : decisions) {
    const v1::Decision& decision = found.decision();
    rows.push_back({absl::StrCat(NumberOf(decision.name())), StateWords(decision, found.in_force()),
                    scene.Minute(decision.decide_time()), decision.title()});
  }
  scene.screen.Table({"#", "OUTCOME", "ON", "TITLE"}, rows);
}

void Draw(Scene& scene, const std::vector<v1::RelatedDecision>& decisions) {
  if (decisions.empty()) return scene.screen.Line("no decision in force has to do with it");
  Rows rows;
  for (const v1::RelatedDecision& related : decisions) {
    const v1::Decision& decision = related.decision();
    rows.push_back({absl::StrCat(NumberOf(decision.name())),
                    StateWords(decision, related.in_force()), decision.title(), WhyOf(related)});
  }
  scene.screen.Table({"#", "OUTCOME", "TITLE", "WHY"}, rows);
}

void Draw(Scene& scene, const std::vector<v1::ActionPoint>& points) {
  if (points.empty()) return scene.screen.Line("no action points");
  Rows rows;
  for (const v1::ActionPoint& point : points) {
    rows.push_back({ActionNumber(point.name()), WordsOf(point.state()),
                    point.member().empty() ? "nobody yet" : scene.Who(point.member()),
                    scene.Minute(point.due_time()), point.task()});
  }
  scene.screen.Table({"#", "STATE", "WHO", "BY", "TASK"}, rows);
}

}  // namespace assent::cli
