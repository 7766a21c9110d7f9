#include "server/rpc/services.h"

#include <utility>

#include "server/rpc/fill.h"

namespace assent::rpc {

std::vector<std::unique_ptr<Service>> MakeServices(Driver& driver, Watches& watches,
                                                   Uploads& uploads) {
  constexpr std::pair<const char*, void (*)(Service&)> kServices[] = {
      {"assent.v1.AssemblyService", &FillAssemblyService},
      {"assent.v1.MemberService", &FillMemberService},
      {"assent.v1.AccessService", &FillAccessService},
      {"assent.v1.ActService", &FillActService},
      {"assent.v1.ProposalService", &FillProposalService},
      {"assent.v1.AmendmentService", &FillAmendmentService},
      {"assent.v1.ConcernService", &FillConcernService},
      {"assent.v1.PositionService", &FillPositionService},
      {"assent.v1.BlockService", &FillBlockService},
      {"assent.v1.DecisionService", &FillDecisionService},
      {"assent.v1.DecisionMemoryService", &FillDecisionMemoryService},
      {"assent.v1.MeetingService", &FillMeetingService},
      {"assent.v1.MirrorService", &FillMirrorService},
      {"assent.v1.NeedService", &FillNeedService},
      {"assent.v1.EntryService", &FillEntryService},
      {"assent.v1.RecordService", &FillRecordService},
      {"assent.v1.ImportService", &FillImportService},
      {"assent.v1.UnitService", &FillUnitService},
      {"assent.v1.AdviceService", &FillAdviceService},
      {"assent.v1.ElectionService", &FillElectionService},
      {"assent.v1.RuleService", &FillRuleService},
      {"assent.v1.RuleTrialService", &FillRuleTrialService},
  };
  std::vector<std::unique_ptr<Service>> services;
  for (const auto& [name, fill] : kServices) {
    services.push_back(std::make_unique<Service>(name, driver, watches, uploads));
    fill(*services.back());
  }
  return services;
}

}  // namespace assent::rpc
