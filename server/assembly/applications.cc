#include "server/assembly/applications.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "server/assembly/canonical.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/keys.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

int32_t OrDefault(int32_t value, int32_t otherwise) { return value == 0 ? otherwise : value; }

absl::Duration ReentryDelay(const State& state) {
  return absl::Hours(OrDefault(state.view.charter().reentry_delay_hours(), kDefaultReentryHours));
}

// How many have to vouch for somebody who comes back in: as many as the charter says,
// as far as there are others who could; 0: nobody could.
int32_t ReentryVouchers(const State& state, const Member& whom) {
  const int64_t others = state.view.member_count() - (IsMember(whom) ? 1 : 0);
  return static_cast<int32_t>(std::min<int64_t>(
      OrDefault(state.view.charter().reentry_vouchers(), kDefaultVouchers), others));
}

int64_t OpenMemberships(const State& state) {
  return std::count_if(
      state.application_due.begin(), state.application_due.end(), [&](const auto& due) {
        return state.applications[due.second - 1].view.kind() == v1::Application::KIND_MEMBERSHIP;
      });
}

// The numbers of those that are open for this member, oldest first.
std::vector<int32_t> OpenReentries(const State& state, const std::string& member) {
  std::vector<int32_t> open;
  for (const auto& [due, number] : state.application_due) {
    const ApplicationState& application = state.applications[number - 1];
    const bool reentry = application.view.kind() == v1::Application::KIND_REENTRY;
    if (reentry && application.member_id == member) open.push_back(number);
  }
  std::sort(open.begin(), open.end());
  return open;
}

// Whether there is room for one more, once the oldest that nobody vouches for has gone.
bool MakeRoom(Act& act, const std::string& member) {
  const std::vector<int32_t> open = OpenReentries(act.state(), member);
  if (open.size() < kMaxOpenReentries) return true;
  const auto oldest = std::find_if(open.begin(), open.end(), [&](int32_t number) {
    const ApplicationState& application = act.state().applications[number - 1];
    const absl::Time made = ToTime(application.view.create_time());
    return application.supporters.empty() && made + kReentryStands <= act.now();
  });
  if (oldest == open.end()) return false;
  const AsRule as_rule(act, act.now());
  Event event;
  event.mutable_application_settled()->set_number(*oldest);
  event.mutable_application_settled()->set_state(v1::Application::STATE_EXPIRED);
  act.Emit(0, std::move(event));
  return true;
}

// What the charter asks of whoever would become a member. ASSEMBLY_NOT_FOUND where
// nobody can apply: the answer tells nothing of an assembly that lets nobody in.
absl::Status AddMembership(const Act& act, const v1::SubmitApplicationRequest& request,
                           event::v1::ApplicationMade& made) {
  const v1::Charter& charter = act.state().view.charter();
  switch (charter.membership()) {
    case v1::MEMBERSHIP_OPEN:
      made.set_effect_time_us(ToMicros(act.now()));
      break;
    case v1::MEMBERSHIP_SPONSOR:
      made.set_supporters_needed(OrDefault(charter.sponsors(), kDefaultVouchers));
      made.set_expire_time_us(ToMicros(act.now() + kVouchWithin));
      break;
    case v1::MEMBERSHIP_NO_OBJECTION:
      made.set_effect_time_us(
          ToMicros(act.now() +
                   absl::Hours(24 * OrDefault(charter.objection_days(), kDefaultObjectionDays))));
      break;
    default:
      return error::NobodyCanApply();
  }
  if (!IsHandle(request.handle())) return error::HandleInvalid("handle");
  const State& state = act.state();
  if (state.member_by_handle.contains(request.handle()) || IsAskedFor(state, request.handle())) {
    return error::HandleTaken();
  }
  made.mutable_handle()->set_content(request.handle());
  return absl::OkStatus();
}

absl::Status CheckReasonAndKey(Act& act, const v1::SubmitApplicationRequest& request) {
  if (!request.public_key().empty()) {
    ASSENT_RETURN_IF_ERROR(CheckNewKey(act.state(), act.notary(), request.public_key()));
  }
  return CheckText(request.reason(), "reason", kPrincipleBounds);
}

}  // namespace

bool IsAskedFor(const State& state, absl::string_view handle) {
  return std::any_of(
      state.application_due.begin(), state.application_due.end(), [&](const auto& due) {
        const v1::Application& view = state.applications[due.second - 1].view;
        return view.kind() == v1::Application::KIND_MEMBERSHIP && view.handle() == handle;
      });
}

absl::StatusOr<Secret> CheckReentry(Notary& notary, const v1::SubmitApplicationRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  if (!IsHandle(request.handle())) return error::HandleInvalid("handle");
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kPrincipleBounds));
  const std::string& key = request.public_key();
  if (!key.empty() && !notary.IsSigningKey(key)) return error::KeyInvalid();
  return request.request_id().empty() ? notary.NewToken()
                                      : notary.TokenFor(CanonicalBytes(request));
}

v1::SubmitApplicationResponse ReentryAnswer(const v1::SubmitApplicationRequest& request,
                                            const Secret& token) {
  v1::SubmitApplicationResponse response;
  v1::Application& application = *response.mutable_application();
  application.set_kind(request.kind());
  application.set_handle(request.handle());
  application.set_reason(request.reason());
  response.set_token(token.text);
  return response;
}

void KeepReentry(Act& act, const v1::SubmitApplicationRequest& request,
                 const std::string& token_hash) {
  const State& state = act.state();
  const auto found = state.member_by_handle.find(request.handle());
  if (found == state.member_by_handle.end()) return;
  const Member& member = state.members[found->second];
  const int32_t vouchers = ReentryVouchers(state, member);
  const bool before =
      std::any_of(state.applications.begin(), state.applications.end(),
                  [&](const ApplicationState& one) { return one.token_hash == token_hash; });
  const std::string& key = request.public_key();
  const bool key_before = !key.empty() && !CheckNewKey(state, act.notary(), key).ok();
  if (vouchers < 1 || before || key_before || !MakeRoom(act, member.id)) return;
  Event event;
  event::v1::ApplicationMade& made = *event.mutable_application_made();
  made.set_number(static_cast<int32_t>(state.applications.size()) + 1);
  made.set_kind(v1::Application::KIND_REENTRY);
  made.set_member(member.id);
  made.set_supporters_needed(vouchers);
  made.set_expire_time_us(ToMicros(act.now() + kVouchWithin));
  made.mutable_reason()->set_content(request.reason());
  made.set_token_hash(token_hash);
  made.set_public_key(key);
  act.Emit(0, std::move(event));
}

namespace {

absl::StatusOr<v1::SubmitApplicationResponse> Reenter(Act& act,
                                                      const v1::SubmitApplicationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const Secret token, CheckReentry(act.notary(), request));
  if (act.state().founded()) KeepReentry(act, request, token.hash);
  return ReentryAnswer(request, token);
}

}  // namespace

absl::StatusOr<v1::SubmitApplicationResponse> Decide(Act& act,
                                                     const v1::SubmitApplicationRequest& request) {
  if (request.kind() == v1::Application::KIND_REENTRY) return Reenter(act, request);
  if (request.kind() != v1::Application::KIND_MEMBERSHIP) {
    return error::ValueInvalid("kind", "MEMBERSHIP or REENTRY");
  }
  if (!act.state().founded()) return error::NobodyCanApply();
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  const int32_t number = static_cast<int32_t>(act.state().applications.size()) + 1;
  Event event;
  event::v1::ApplicationMade& made = *event.mutable_application_made();
  made.set_number(number);
  made.set_kind(request.kind());
  ASSENT_RETURN_IF_ERROR(AddMembership(act, request, made));
  made.set_member(act.notary().NewId());
  ASSENT_RETURN_IF_ERROR(CheckReasonAndKey(act, request));
  if (OpenMemberships(act.state()) >= kMaxOpenApplications) return error::TooManyApplications();
  const Secret token = act.notary().NewToken();
  made.mutable_reason()->set_content(request.reason());
  made.set_token_hash(token.hash);
  made.set_public_key(request.public_key());
  act.Emit(0, std::move(event));
  if (act.state().applications[number - 1].effect <= act.now()) SettleApplication(act, number);

  v1::SubmitApplicationResponse response;
  *response.mutable_application() = act.state().applications[number - 1].view;
  response.set_token(token.text);
  response.set_sequence(act.state().sequence);
  return response;
}

namespace {

// APPLICATION_NOT_FOUND, APPLICATION_CLOSED.
absl::StatusOr<int32_t> OpenApplication(const Act& act, const std::string& name) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kApplicationPattern, "name"));
  const auto& applications = act.state().applications;
  if (parts.number > static_cast<int32_t>(applications.size())) {
    return error::ApplicationNotFound();
  }
  if (!applications[parts.number - 1].pending()) return error::ApplicationClosed();
  return parts.number;
}

template <typename Response>
Response AnswerOf(const Act& act, int32_t number) {
  Response response;
  *response.mutable_application() = act.state().applications[number - 1].view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace

absl::StatusOr<v1::SupportApplicationResponse> Decide(
    Act& act, const v1::SupportApplicationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const int32_t number, OpenApplication(act, request.name()));
  const ApplicationState& application = act.state().applications[number - 1];
  const bool reentry = application.view.kind() == v1::Application::KIND_REENTRY;
  if (application.member_id == act.actor().id) return error::OwnApplication();
  if (application.view.supporters_needed() == 0) return error::VouchingNotAsked();
  if (application.supporters.contains(act.actor_index())) {
    return AnswerOf<v1::SupportApplicationResponse>(act, number);
  }
  const int64_t vouching =
      1 + std::count_if(application.supporters.begin(), application.supporters.end(),
                        [&](int32_t member) { return IsMember(act.state().members[member]); });
  const bool enough = application.view.state() == v1::Application::STATE_WAITING &&
                      vouching >= application.view.supporters_needed();
  Event event;
  event::v1::ApplicationSupported& supported = *event.mutable_application_supported();
  supported.set_number(number);
  if (enough) {
    supported.set_effect_time_us(
        ToMicros(act.now() + (reentry ? ReentryDelay(act.state()) : absl::ZeroDuration())));
  }
  act.Emit(0, std::move(event));
  if (act.state().applications[number - 1].effect <= act.now()) SettleApplication(act, number);
  return AnswerOf<v1::SupportApplicationResponse>(act, number);
}

absl::StatusOr<v1::ObjectToApplicationResponse> Decide(
    Act& act, const v1::ObjectToApplicationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const int32_t number, OpenApplication(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kObjectionBounds));
  const v1::Application& view = act.state().applications[number - 1].view;
  const bool sponsored =
      view.kind() == v1::Application::KIND_MEMBERSHIP && view.supporters_needed() > 0;
  if (sponsored) return error::ObjectionNotKnown();
  Event event;
  event::v1::ApplicationObjected& objected = *event.mutable_application_objected();
  objected.set_number(number);
  objected.mutable_reason()->set_content(request.reason());
  act.Emit(0, std::move(event));
  return AnswerOf<v1::ObjectToApplicationResponse>(act, number);
}

absl::Time NextApplication(const State& state) {
  return state.application_due.empty() ? absl::InfiniteFuture()
                                       : state.application_due.begin()->first;
}

void SettleApplication(Act& act, int32_t number) {
  const State& state = act.state();
  const ApplicationState& application = state.applications[number - 1];
  const bool reentry = application.view.kind() == v1::Application::KIND_REENTRY;
  // Whoever left meanwhile has nothing to come back to.
  const auto member = state.member_by_id.find(application.member_id);
  const bool gone =
      reentry && (member == state.member_by_id.end() ||
                  state.members[member->second].view.state() == v1::Member::STATE_LEFT);
  const bool admitted = application.effect <= application.expires && !gone;
  const AsRule as_rule(act, application.due());
  Event event;
  event::v1::ApplicationSettled& settled = *event.mutable_application_settled();
  settled.set_number(number);
  settled.set_state(admitted ? v1::Application::STATE_ADMITTED : v1::Application::STATE_EXPIRED);
  Event joined;
  event::v1::MemberJoined& new_member = *joined.mutable_member_joined();
  new_member.set_member(application.member_id);
  new_member.mutable_handle()->set_content(application.view.handle());
  new_member.set_token_hash(application.token_hash);
  new_member.set_application(number);
  act.Emit(0, std::move(event));
  if (admitted && !reentry) act.Emit(0, std::move(joined));
}

}  // namespace assent::assembly
