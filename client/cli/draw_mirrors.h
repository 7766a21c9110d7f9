// Mirrors, needs and notices drawn for people.

#ifndef ASSENT_CLIENT_CLI_DRAW_MIRRORS_H_
#define ASSENT_CLIENT_CLI_DRAW_MIRRORS_H_

#include <vector>

#include "assent/v1/mirror.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/need.pb.h"
#include "client/cli/scene.h"

namespace assent::cli {

void Draw(Scene& scene, const std::vector<v1::Need>& needs);
void Draw(Scene& scene, const std::vector<v1::Due>& dues);
void Draw(Scene& scene, const std::vector<v1::Notice>& notices);
void Draw(Scene& scene, const std::vector<v1::DriftQuarter>& quarters);

void DrawBlockLedger(Scene& scene, const v1::ListBlockLedgerResponse& ledger);
void DrawChallengeLedger(Scene& scene, const v1::ListBlockLedgerResponse& ledger);
void Draw(Scene& scene, const v1::ListUrgentLedgerResponse& ledger);
void Draw(Scene& scene, const v1::GetBalanceResponse& balance);
void Draw(Scene& scene, const v1::Certificate& certificate);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_DRAW_MIRRORS_H_
