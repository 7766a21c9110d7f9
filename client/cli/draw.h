// Resources of the API drawn for people, whole and as lists.

#ifndef ASSENT_CLIENT_CLI_DRAW_H_
#define ASSENT_CLIENT_CLI_DRAW_H_

#include <vector>

#include "assent/v1/access.pb.h"
#include "assent/v1/amendment.pb.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/concern.pb.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/effect.pb.h"
#include "assent/v1/entry.pb.h"
#include "assent/v1/member.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/tally.pb.h"
#include "client/cli/scene.h"

namespace assent::cli {

void Draw(Scene& scene, const v1::Proposal& proposal);
void Draw(Scene& scene, const v1::Tally& tally);
void Draw(Scene& scene, const v1::Decision& decision);
void Draw(Scene& scene, const v1::Concern& concern);
void Draw(Scene& scene, const v1::Amendment& amendment);
void Draw(Scene& scene, const v1::Block& block);
void Draw(Scene& scene, const v1::Member& member);
// Every parameter that is set, one a line.
void Draw(Scene& scene, const v1::DecisionRule& rule);
// In plain sentences.
void Draw(Scene& scene, const std::vector<v1::RuleSection>& sections);

void Draw(Scene& scene, const std::vector<v1::Proposal>& proposals);
void Draw(Scene& scene, const std::vector<v1::Decision>& decisions);
void Draw(Scene& scene, const std::vector<v1::Concern>& concerns);
void Draw(Scene& scene, const std::vector<v1::Amendment>& amendments);
void Draw(Scene& scene, const std::vector<v1::Block>& blocks);
void Draw(Scene& scene, const std::vector<v1::Position>& positions);
void Draw(Scene& scene, const std::vector<v1::Revision>& revisions);
void Draw(Scene& scene, const std::vector<v1::Member>& members);
void Draw(Scene& scene, const std::vector<v1::Invitation>& invitations);
void Draw(Scene& scene, const std::vector<v1::Token>& tokens);
void Draw(Scene& scene, const std::vector<v1::DeviceKey>& keys);
void Draw(Scene& scene, const std::vector<v1::Application>& applications);
void Draw(Scene& scene, const std::vector<v1::Entry>& entries);
void Draw(Scene& scene, const std::vector<v1::DecisionRule>& rules);
void Draw(Scene& scene, const std::vector<v1::Role>& roles);
void Draw(Scene& scene, const std::vector<v1::Pool>& pools);
void Draw(Scene& scene, const std::vector<v1::PoolMovement>& movements);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_DRAW_H_
