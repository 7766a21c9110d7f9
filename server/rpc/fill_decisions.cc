#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "server/rpc/fill.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/import_log.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/record.h"
#include "server/rpc/handlers/rule_trial.h"

namespace assent::rpc {

void FillDecisionService(Service& service) {
  service.Act<v1::ReaffirmDecisionRequest>();
  service.Act<v1::ObjectToKeepingRequest>();
  service.Read(&GetDecision);
  service.Read(&ListDecisions);
}

void FillDecisionMemoryService(Service& service) {
  service.Read(&SearchDecisions);
  service.Read(&ListRelatedDecisions);
  service.Act<v1::WriteDissentRequest>();
  service.Act<v1::ExplainUrgencyRequest>();
  service.Act<v1::UpdateActionPointRequest>();
  service.Read(&ListActionPoints);
}

void FillMirrorService(Service& service) {
  service.Read(&ListBlockLedger);
  service.Read(&ListUrgentLedger);
  service.Read(&GetBalance);
  service.Read(&GetDrift);
  service.Read(&GetCertificate);
}

void FillImportService(Service& service) { service.Take(&MakeImportSink); }

void FillNeedService(Service& service) {
  service.Look(&ListNeeds);
  service.Look(&ListDue);
  service.Read(&ListNotices);
}

void FillEntryService(Service& service) {
  service.Read(&ListEntries);
  service.Watch(&MakeEntryFeed);
}

void FillRecordService(Service& service) {
  service.Read(&GetCheckpoint);
  service.Read(&GetInclusionProof);
  service.Read(&GetConsistencyProof);
  service.Read(&GetReceipt);
  service.Read(&AddCosignature);
  service.Read(&ListCosignatures);
  service.Watch(&MakeExportFeed);
  service.Look(&EraseText);
}

void FillRuleService(Service& service) {
  service.Look(&ListPresets);
  service.Look(&GetRule);
  service.Look(&DescribeRule);
  service.Look(&EvaluateTally);
}

void FillRuleTrialService(Service& service) { service.Read(&TryRule); }

}  // namespace assent::rpc
