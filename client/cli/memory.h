// Decisions that were found, what has to do with a proposal, and action points,
// drawn for people.

#ifndef ASSENT_CLIENT_CLI_MEMORY_H_
#define ASSENT_CLIENT_CLI_MEMORY_H_

#include <string>
#include <vector>

#include "assent/v1/decision_memory_service.pb.h"
#include "client/cli/scene.h"

namespace assent::cli {

void Draw(Scene& scene, const std::vector<v1::FoundDecision>& decisions);
void Draw(Scene& scene, const std::vector<v1::RelatedDecision>& decisions);
void Draw(Scene& scene, const std::vector<v1::ActionPoint>& points);

// "17.2" for …/decisions/17/actionPoints/2.
std::string ActionNumber(absl::string_view name);

// ", done by @ana: the lock was changed"; "" while nobody has moved it.
std::string ProgressOf(const Reader& reader, const v1::ActionPoint& point);

// "it changes this one, or raises its question again; the text names it".
std::string WhyOf(const v1::RelatedDecision& decision);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_MEMORY_H_
