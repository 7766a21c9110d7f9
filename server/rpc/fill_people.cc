#include "assent/v1/access_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "server/rpc/fill.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/submit_act.h"

namespace assent::rpc {

void FillAssemblyService(Service& service) {
  service.Act<v1::CreateAssemblyRequest>();
  service.Look(&GetAssembly);
  service.Read(&ListPoolMovements);
  service.Watch(&MakeAssemblyFeed);
}

void FillMemberService(Service& service) {
  service.Act<v1::CreateInvitationRequest>();
  service.Act<v1::RevokeInvitationRequest>();
  service.Read(&ListInvitations);
  service.Act<v1::AcceptInvitationRequest>();
  service.Look(&GetMember);
  service.Read(&ListMembers);
  service.Act<v1::UpdateMemberRequest>();
  service.Act<v1::LeaveAssemblyRequest>();
}

void FillAccessService(Service& service) {
  service.Act<v1::CreateTokenRequest>();
  service.Act<v1::RevokeTokenRequest>();
  service.Look(&ListTokens);
  service.Act<v1::AddDeviceKeyRequest>();
  service.Act<v1::RevokeDeviceKeyRequest>();
  service.Look(&ListDeviceKeys);
  service.Act<v1::SubmitApplicationRequest>();
  service.Act<v1::SupportApplicationRequest>();
  service.Act<v1::ObjectToApplicationRequest>();
  service.Read(&ListApplications);
}

void FillActService(Service& service) { service.Look(&SubmitAct); }

void FillUnitService(Service& service) {
  service.Act<v1::NameSpokeRequest>();
  service.Act<v1::GiveMandateRequest>();
  service.Act<v1::ConfirmMandateRequest>();
  service.Act<v1::ConfirmUnitsRequest>();
  service.Look(&ListUnits);
  service.Read(&ListMandates);
}

void FillMeetingService(Service& service) {
  service.Act<v1::CreateMeetingRequest>();
  service.Act<v1::OpenMeetingRequest>();
  service.Act<v1::CloseMeetingRequest>();
  service.Act<v1::AddAgendaItemRequest>();
  service.Act<v1::PullAgendaItemRequest>();
  service.Act<v1::StartAgendaItemRequest>();
  service.Act<v1::CloseAgendaItemRequest>();
  service.Act<v1::AdoptConsentAgendaRequest>();
  service.Act<v1::AttendMeetingRequest>();
  service.Act<v1::RecordAttendanceRequest>();
  service.Act<v1::JoinQueueRequest>();
  service.Act<v1::LeaveQueueRequest>();
  service.Act<v1::CallNextSpeakerRequest>();
  service.Act<v1::StartRoundRequest>();
  service.Act<v1::TakeTemperatureRequest>();
  service.Act<v1::RecordTemperatureRequest>();
  service.Read(&GetMeeting);
  service.Read(&ListMeetings);
}

}  // namespace assent::rpc
