// Getting in, and with what: applications, tokens, apps.

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "assent/v1/access_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/draw.h"
#include "client/cli/memberships.h"
#include "client/cli/parts.h"
#include "client/cli/propose.h"

namespace assent::cli {
namespace {

using Access = v1::AccessService::Stub;

struct ApplyArgs {
  std::string assembly, handle;
  bool reentry = false;
  std::shared_ptr<WrittenArgs> reason;
};

// The token works once the application has taken effect: it is kept right away, because it is
// shown once.
absl::Status Apply(Session& session, const ApplyArgs& args) {
  ASSENT_RETURN_IF_ERROR(CheckMayRemember(session));
  v1::SubmitApplicationRequest request;
  request.set_parent(AssemblyName(args.assembly));
  request.set_handle(std::string(absl::StripPrefix(args.handle, "@")));
  request.set_kind(args.reentry ? v1::Application::KIND_REENTRY : v1::Application::KIND_MEMBERSHIP);
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_reason(), WrittenIfGiven(session, *args.reason));
  std::string server;
  ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(server));
  ASSENT_ASSIGN_OR_RETURN(
      v1::SubmitApplicationResponse applied,
      CallOn(*connection, session.common(), &Access::SubmitApplication, request));
  const std::string token = applied.token();
  applied.clear_token();  // never shown
  if (!session.common().dry_run) {
    ASSENT_RETURN_IF_ERROR(
        Remember(session, server, args.assembly, request.handle(), token).status());
  }
  return ShowAnswer(session, applied);
}

Action DefineApply(Arguments& app) {
  auto args = std::make_shared<ApplyArgs>();
  app.Add("ASSEMBLY", args->assembly, "The assembly's short name").Required();
  app.Add("--as", args->handle, "The handle you want to go by, or went by").Required();
  app.AddFlag("--reentry", args->reentry,
              "You are a member who lost every token: others vouch for you");
  args->reason = AddWritten(app, "Something for the members to go by");
  return [args](Session& session) { return Apply(session, *args); };
}

// A verb about one application, by its number.
template <typename Request, typename Response>
Define OnApplication(Method<Access, Request, Response> method, Parts<Request> parts) {
  return [=](Arguments& app) -> Action {
    auto number = std::make_shared<std::string>();
    app.Add("APPLICATION", *number, "Its number").Required();
    const auto fills = DefineAll<Request>(parts, app);
    return [=](Session& session) -> absl::Status {
      Request request;
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(*number));
      request.set_name(ApplicationName(assembly, parsed));
      ASSENT_RETURN_IF_ERROR(FillAll(fills, session, request));
      return Act(session, method, request);
    };
  };
}

absl::Status ListApplications(Session& session) {
  v1::ListApplicationsRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const auto applications,
                          CallForAll(session, &Access::ListApplications, request,
                                     &v1::ListApplicationsResponse::applications));
  return session.ShowAll(*v1::Application::descriptor(), Pointers(applications),
                         [&](Scene& scene) { Draw(scene, applications); });
}

absl::Status ListTokens(Session& session) {
  v1::ListTokensRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const auto tokens, CallForAll(session, &Access::ListTokens, request,
                                                        &v1::ListTokensResponse::tokens));
  if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.ShowAll(*v1::Token::descriptor(), Pointers(tokens),
                         [&](Scene& scene) { Draw(scene, tokens); });
}

struct NewTokenArgs {
  std::string label, app, valid;
  std::vector<std::string> scopes = {"read", "act", "record"};
};

absl::StatusOr<v1::CreateTokenRequest> RequestOf(const NewTokenArgs& args) {
  v1::CreateTokenRequest request;
  request.set_label(args.label);
  request.set_app(args.app);
  for (const std::string& scope : args.scopes) {
    v1::Token::Scope value = v1::Token::SCOPE_UNSPECIFIED;
    if (!v1::Token::Scope_Parse(absl::StrCat("SCOPE_", absl::AsciiStrToUpper(scope)), &value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", scope, "\" is no scope; there are read, act, record and access"));
    }
    request.add_scopes(value);
  }
  if (args.valid.empty()) return request;
  ASSENT_ASSIGN_OR_RETURN(const absl::Duration duration, ReadDuration(args.valid));
  SetDuration(duration, *request.mutable_valid_for());
  return request;
}

absl::Status NewToken(Session& session, const NewTokenArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(v1::CreateTokenRequest request, RequestOf(args));
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const v1::CreateTokenResponse made,
                          Call(session, &Access::CreateToken, request));
  if (session.common().dry_run) return ShowAnswer(session, made);
  if (!session.for_people()) return session.Show(made, [](Scene&) {});
  ASSENT_RETURN_IF_ERROR(session.ShowText(absl::StrCat(made.secret(), "\n")));
  session.Note("keep this token where only its user can read it; it is not shown again");
  session.Next(absl::StrCat("assent token revoke ", NumberOf(made.token().name()),
                            ", once it is not needed any more"));
  return absl::OkStatus();
}

Action DefineNewToken(Arguments& app) {
  auto args = std::make_shared<NewTokenArgs>();
  app.Add("LABEL", args->label, "What it is for; only you see it").Required();
  app.Add("--scope", args->scopes, "What it may do: read, act, record, access").InOneWord();
  app.Add("--app", args->app, "The app that uses it; all members see that it exists");
  app.Add("--for", args->valid, "How long; an app's 90d unless told, 366d at most");
  return [args](Session& session) { return NewToken(session, *args); };
}

Action DefineRevokeToken(Arguments& app) {
  auto number = std::make_shared<std::string>();
  app.Add("TOKEN", *number, "Its number").Required();
  return [number](Session& session) -> absl::Status {
    v1::RevokeTokenRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(*number));
    request.set_name(TokenName(assembly, parsed));
    return Act(session, &Access::RevokeToken, request);
  };
}

Action DefineEnding(Arguments& app) {
  const auto args = AddPropose(app);
  app.Add("--title", args->title, "Another title");
  return [args](Session& session) -> absl::Status {
    v1::CreateProposalRequest request;
    request.set_kind(v1::Proposal::KIND_ENDING);
    return Propose(session, *args, "End the assembly", std::move(request));
  };
}

std::vector<Verb> ApplicationVerbs() {
  return {
      {"apply",
       kGroupAssembly,
       "Ask to become a member, or to come back in after losing every token.",
       {"assent apply kitchen --as dee -m \"I cook on Mondays\"",
        "assent apply kitchen --as bo --reentry -m \"my phone fell into the soup\""},
       {"SubmitApplication"},
       DefineApply},
      {"applications",
       kGroupAssembly,
       "Who asks to be let in, newest first.",
       {"assent applications"},
       {"ListApplications"},
       [](Arguments&) -> Action { return ListApplications; }},
      {"vouch",
       kGroupAssembly,
       "Vouch for whoever applies.",
       {"assent vouch 3"},
       {"SupportApplication"},
       OnApplication<v1::SupportApplicationRequest>(&Access::SupportApplication, {})},
      {"refuse",
       kGroupAssembly,
       "Object to an application, with a reason.",
       {"assent refuse 3 -m \"I have lost nothing\""},
       {"ObjectToApplication"},
       OnApplication<v1::ObjectToApplicationRequest>(
           &Access::ObjectToApplication,
           {Said(&v1::ObjectToApplicationRequest::mutable_reason, "why you object")})},
  };
}

}  // namespace

std::vector<Verb> AccessVerbs() {
  std::vector<Verb> verbs = ApplicationVerbs();
  verbs.push_back({"tokens",
                   kGroupAssembly,
                   "Your tokens, and those of all apps.",
                   {"assent tokens"},
                   {"ListTokens"},
                   [](Arguments&) -> Action { return ListTokens; }});
  verbs.push_back({"token new",
                   kGroupAssembly,
                   "A further token: for another device, or for an app that acts for you.",
                   {"assent token new \"my phone\" --scope read,act,record,access",
                    "assent token new \"the bot\" --app soup-bot --for 30d"},
                   {"CreateToken"},
                   DefineNewToken});
  verbs.push_back({"token revoke",
                   kGroupAssembly,
                   "End a token of yours, or of any app.",
                   {"assent token revoke 7"},
                   {"RevokeToken"},
                   DefineRevokeToken});
  verbs.push_back({"end",
                   kGroupAssembly,
                   "Propose to end the assembly: after a delay its data are destroyed.",
                   {"assent end -m \"We have done what we came together for.\""},
                   {"CreateProposal"},
                   DefineEnding});
  return verbs;
}

}  // namespace assent::cli
