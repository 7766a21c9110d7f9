// Which handler answers which method of a service, one line each. Several files: each line makes
// the whole road of a call for its message, and one file with all of them needs gigabytes to
// compile.

#ifndef ASSENT_SERVER_RPC_FILL_H_
#define ASSENT_SERVER_RPC_FILL_H_

#include "server/rpc/service.h"

namespace assent::rpc {

// Who is in an assembly and how they meet. fill_people.cc
void FillAssemblyService(Service& service);
void FillMemberService(Service& service);
void FillAccessService(Service& service);
void FillActService(Service& service);
void FillUnitService(Service& service);
void FillMeetingService(Service& service);

// What is asked, and what people say of it. fill_proposals.cc
void FillProposalService(Service& service);
void FillAmendmentService(Service& service);
void FillConcernService(Service& service);
void FillPositionService(Service& service);
void FillBlockService(Service& service);
void FillAdviceService(Service& service);
void FillElectionService(Service& service);  // fill_elections.cc

// What was decided, the record of it, and what it shows. fill_decisions.cc
void FillDecisionService(Service& service);
void FillDecisionMemoryService(Service& service);
void FillMirrorService(Service& service);
void FillNeedService(Service& service);
void FillEntryService(Service& service);
void FillRecordService(Service& service);
void FillImportService(Service& service);
void FillRuleService(Service& service);
void FillRuleTrialService(Service& service);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_FILL_H_
