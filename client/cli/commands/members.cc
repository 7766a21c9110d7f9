#include <optional>

#include "absl/strings/strip.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/draw.h"
#include "client/cli/parts.h"

namespace assent::cli {
namespace {

using Members = v1::MemberService::Stub;

absl::Status ShowMember(Session& session, absl::string_view who) {
  v1::GetMemberRequest request;
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  request.set_name(MemberName(assembly, who));
  ASSENT_ASSIGN_OR_RETURN(const v1::GetMemberResponse found,
                          Call(session, &Members::GetMember, request));
  return session.Show(found.member(), [&](Scene& scene) { Draw(scene, found.member()); });
}

absl::Status ListMembers(Session& session, bool with_left) {
  v1::ListMembersRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_show_left(with_left);
  ASSENT_ASSIGN_OR_RETURN(const auto members, CallForAll(session, &Members::ListMembers, request,
                                                         &v1::ListMembersResponse::members));
  return session.ShowAll(*v1::Member::descriptor(), Pointers(members),
                         [&](Scene& scene) { Draw(scene, members); });
}

Action DefineMembers(Arguments& app) {
  auto who = std::make_shared<std::string>();
  auto with_left = std::make_shared<bool>(false);
  app.Add("MEMBER", *who, "Only this one, by handle");
  app.AddFlag("--left", *with_left, "Those who have left, too");
  return [who, with_left](Session& session) {
    return who->empty() ? ListMembers(session, *with_left) : ShowMember(session, *who);
  };
}

Action DefineInvitations(Arguments&) {
  return [](Session& session) -> absl::Status {
    v1::ListInvitationsRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    ASSENT_ASSIGN_OR_RETURN(const auto invitations,
                            CallForAll(session, &Members::ListInvitations, request,
                                       &v1::ListInvitationsResponse::invitations));
    if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
    return session.ShowAll(*v1::Invitation::descriptor(), Pointers(invitations),
                           [&](Scene& scene) { Draw(scene, invitations); });
  };
}

struct MeArgs {
  std::optional<std::string> handle, unit;
  std::optional<std::vector<std::string>> attributes, further_units;
  bool away = false;
  bool back = false;
  bool refuse_recording = false;
  bool allow_recording = false;

  bool AsksForChange() const {
    return handle || unit || attributes || further_units || away || back || refuse_recording ||
           allow_recording;
  }
};

v1::UpdateMemberRequest ChangeOf(const MeArgs& args) {
  v1::UpdateMemberRequest request;
  if (args.handle) request.set_handle(std::string(absl::StripPrefix(*args.handle, "@")));
  if (args.unit) request.set_unit(*args.unit);
  if (args.away || args.back) request.set_away(args.away);
  if (args.refuse_recording || args.allow_recording) {
    request.set_refuses_recording(args.refuse_recording);
  }
  if (args.further_units) {
    v1::Units& units = *request.mutable_further_units();
    for (const std::string& value : *args.further_units) {
      if (!value.empty()) units.add_values(value);
    }
  }
  if (args.attributes) {
    v1::Attributes& attributes = *request.mutable_attributes();
    for (const std::string& value : *args.attributes) {
      if (!value.empty()) attributes.add_values(value);
    }
  }
  return request;
}

// A context remembers what its member is called.
absl::Status RememberHandle(Session& session, const std::string& handle) {
  ASSENT_ASSIGN_OR_RETURN(const Context* mine, session.context());
  return UpdateContexts([&](Contexts& contexts) {
    for (auto& [name, context] : contexts.by_name) {
      if (context.token == mine->token) context.handle = handle;
    }
  });
}

absl::Status ChangeMe(Session& session, v1::UpdateMemberRequest request) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  request.set_name(MemberName(assembly, "-"));
  ASSENT_ASSIGN_OR_RETURN(const v1::UpdateMemberResponse changed,
                          Call(session, &Members::UpdateMember, request));
  if (request.has_handle() && !session.common().dry_run) {
    ASSENT_RETURN_IF_ERROR(RememberHandle(session, changed.member().handle()));
  }
  return ShowAnswer(session, changed);
}

Action DefineMe(Arguments& app) {
  auto args = std::make_shared<MeArgs>();
  app.Add("--handle", args->handle, "A new handle");
  app.Add("--unit", args->unit, "Your household, pod or organisation");
  app.Add("--further-units", args->further_units, "Others that you belong to; \"\" for none")
      .InOneWord();
  app.Add("--attributes", args->attributes, "For composition quorums; \"\" for none").InOneWord();
  Argument away = app.AddFlag("--away", args->away, "You do not take part for a while");
  app.AddFlag("--back", args->back, "You take part again").Excludes(away);
  Argument refuse = app.AddFlag("--refuse-recording", args->refuse_recording,
                                "Nobody may record raised hands for you");
  app.AddFlag("--allow-recording", args->allow_recording, "They may again").Excludes(refuse);
  return [args](Session& session) {
    return args->AsksForChange() ? ChangeMe(session, ChangeOf(*args)) : ShowMember(session, "-");
  };
}

}  // namespace

std::vector<Verb> MemberVerbs() {
  return {
      {"members",
       kGroupAssembly,
       "Who belongs to the assembly.",
       {"assent members", "assent members bo", "assent members -o csv"},
       {"ListMembers", "GetMember"},
       DefineMembers},
      {"invitations",
       kGroupAssembly,
       "Invitations, newest first, without their codes.",
       {"assent invitations"},
       {"ListInvitations"},
       DefineInvitations},
      {"me",
       kGroupAssembly,
       "Who you are in the assembly, and changing it.",
       {"assent me", "assent me --away", "assent me --handle ana.k --unit house-3"},
       {"UpdateMember", "GetMember"},
       DefineMe},
  };
}

}  // namespace assent::cli
