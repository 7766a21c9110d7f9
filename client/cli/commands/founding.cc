#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/files.h"
#include "client/cli/memberships.h"
#include "client/cli/parse_message.h"
#include "client/cli/parts.h"
#include "client/cli/record_memory.h"

namespace assent::cli {
namespace {

using Members = v1::MemberService::Stub;

struct FoundArgs {
  std::string name, id, handle, rule, charter, signing, token_file;
  std::vector<std::string> presets;
};

absl::StatusOr<v1::CreateAssemblyRequest> RequestOf(const FoundArgs& args) {
  v1::CreateAssemblyRequest request;
  request.set_display_name(args.name);
  request.set_assembly_id(args.id.empty() ? IdFrom(args.name) : args.id);
  request.set_founder_handle(std::string(absl::StripPrefix(args.handle, "@")));
  request.set_default_rule(args.rule);
  for (const std::string& preset : args.presets) request.add_presets(preset);
  if (!args.charter.empty()) {
    ASSENT_RETURN_IF_ERROR(ReadMessageFile("charter", args.charter, *request.mutable_charter()));
  }
  v1::Signing signing = v1::SIGNING_UNSPECIFIED;
  const std::string named = absl::StrCat("SIGNING_", absl::AsciiStrToUpper(args.signing));
  if (v1::Signing_Parse(named, &signing)) request.mutable_charter()->set_signing(signing);
  return request;
}

absl::Status Found(Session& session, const FoundArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const v1::CreateAssemblyRequest request, RequestOf(args));
  ASSENT_RETURN_IF_ERROR(CheckMayRemember(session));
  std::string server;
  ASSENT_ASSIGN_OR_RETURN(const std::string founding, FoundingToken(args.token_file));
  ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(server, founding));
  ASSENT_ASSIGN_OR_RETURN(
      v1::CreateAssemblyResponse founded,
      CallOn(*connection, session.common(), &v1::AssemblyService::Stub::CreateAssembly, request));
  const std::string token = founded.token();
  founded.clear_token();  // never shown
  if (!session.common().dry_run) {
    const v1::Assembly& assembly = founded.assembly();
    ASSENT_ASSIGN_OR_RETURN(const std::string context,
                            Remember(session, server, std::string(LastPart(assembly.name())),
                                     founded.member().handle(), token));
    ASSENT_RETURN_IF_ERROR(PinRecord(context, assembly.genesis_hash(), assembly.log_key()));
  }
  NoteDryRun(session);
  ASSENT_RETURN_IF_ERROR(session.Show(founded, [&](Scene& scene) {
    const v1::Assembly& assembly = founded.assembly();
    scene.screen.Line(
        absl::StrCat("founded ", LastPart(assembly.name()), " – ", assembly.display_name()));
    scene.screen.Field("  decides by", assembly.charter().default_rule());
  }));
  session.Next("assent invite, then assent propose TITLE");
  return absl::OkStatus();
}

Action DefineFound(Arguments& app) {
  auto args = std::make_shared<FoundArgs>();
  app.Add("NAME", args->name, "What the assembly is called").Required();
  app.Add("--as", args->handle, "Your handle in it").Required();
  app.Add("--id", args->id, "Its short name in commands; made of NAME unless told");
  app.Add("--rule", args->rule,
          "The rule it decides by: a preset, or an id of the charter (mutual_aid_default)");
  app.Add("--preset", args->presets, "Further presets for the charter").InOneWord();
  app.Add("--charter", args->charter, "A charter of your own, from a file");
  app.Add("--signing", args->signing,
          "Whether members sign what they do: required, optional or off (optional)")
      .OneOf({"required", "optional", "off"});
  app.Add("--founding-token-file", args->token_file,
          "Where the token is that some servers ask founders for; - is standard input");
  return [args](Session& session) { return Found(session, *args); };
}

// The code of an invitation: where, and behind a # what is a secret or proves
// which record it leads to. A # and what follows stay on this side of a link.
//
//   ASSEMBLY#SECRET.GENESIS.KEY   GENESIS: hash of the first entry, hex digits;
//                                 KEY: the log's verifier key, base64url
//   ASSEMBLY/SECRET               without these
struct InvitationCode {
  std::string assembly;
  std::string secret;
  std::string genesis_hash;  // empty: not said
  std::string log_key;

  std::string ToString() const {
    if (log_key.empty()) return absl::StrCat(assembly, "/", secret);
    return absl::StrCat(assembly, "#", secret, ".", absl::BytesToHexString(genesis_hash), ".",
                        absl::WebSafeBase64Escape(log_key));
  }
};

absl::StatusOr<InvitationCode> ParseCode(absl::string_view text) {
  // Strings, not views: a view of nothing would be split into no parts at all.
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(absl::StripAsciiWhitespace(text), absl::MaxSplits(absl::ByAnyChar("/#"), 1));
  const std::vector<std::string> behind = absl::StrSplit(parts.second, '.');
  InvitationCode code = {parts.first, behind[0], "", ""};
  const bool proves = behind.size() == 3;
  if (code.assembly.empty() || code.secret.empty() || (behind.size() != 1 && !proves)) {
    return absl::InvalidArgumentError("an invitation code looks like ASSEMBLY#SECRET…");
  }
  if (!proves) return code;
  code.genesis_hash = absl::HexStringToBytes(behind[1]);
  if (behind[1].size() != 64 || !absl::WebSafeBase64Unescape(behind[2], &code.log_key)) {
    return absl::InvalidArgumentError("the invitation code is cut short: copy all of it");
  }
  return code;
}

// Whether the record that somebody has just joined is the one that the
// invitation was for.
absl::Status CheckRecord(Session& session, const std::string& server, const std::string& token,
                         const InvitationCode& code) {
  if (code.log_key.empty()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const auto connection,
                          Connection::Open(server, token, session.common().plaintext));
  v1::GetAssemblyRequest request;
  request.set_name(AssemblyName(code.assembly));
  ASSENT_ASSIGN_OR_RETURN(
      const v1::GetAssemblyResponse joined,
      CallOn(*connection, session.common(), &v1::AssemblyService::Stub::GetAssembly, request));
  const v1::Assembly& assembly = joined.assembly();
  if (assembly.genesis_hash() != code.genesis_hash) {
    return absl::DataLossError(
        "THIS IS ANOTHER RECORD than the one you were invited to: it begins with another entry. "
        "Ask whoever invited you, and do not act here");
  }
  if (assembly.log_key() == code.log_key) return absl::OkStatus();
  session.Note("the log has another key than when you were invited: assent verify shows why");
  return absl::OkStatus();
}

absl::Status Invite(Session& session, const v1::CreateInvitationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const v1::CreateInvitationResponse invited,
                          Call(session, &Members::CreateInvitation, request));
  if (session.common().dry_run) return ShowAnswer(session, invited);
  const std::string code = InvitationCode{std::string(LastPart(request.parent())), invited.secret(),
                                          invited.genesis_hash(), invited.log_key()}
                               .ToString();
  if (!session.for_people()) return session.Show(invited, [](Scene&) {});
  ASSENT_RETURN_IF_ERROR(session.ShowText(absl::StrCat(code, "\n")));
  session.Note("give this code to one person, and to nobody else; it is not shown again");
  ASSENT_ASSIGN_OR_RETURN(const Context* context, session.context());
  const std::string server =
      context->server == kDefaultServer ? "" : absl::StrCat(" --server ", context->server);
  session.Next(
      absl::StrCat("they run: assent join --as THEIR_HANDLE", server, ", and paste the code"));
  return absl::OkStatus();
}

Action DefineInvite(Arguments& app) {
  auto valid = std::make_shared<std::string>();
  auto guest = std::make_shared<bool>(false);
  auto admission = std::make_shared<std::string>();
  app.Add("--for", *valid, "How long it can be used: 7d unless told, which is the most");
  Argument as_guest = app.AddFlag("--guest", *guest, "A guest: a voice and no vote");
  app.Add("--admission", *admission, "The decision that admits them, where one has to")
      .Excludes(as_guest);
  return [=](Session& session) -> absl::Status {
    v1::CreateInvitationRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    request.set_guest(*guest);
    if (!admission->empty()) {
      ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(*admission));
      request.set_admission(DecisionName(request.parent(), number));
    }
    if (!valid->empty()) {
      ASSENT_ASSIGN_OR_RETURN(const absl::Duration duration, ReadDuration(*valid));
      SetDuration(duration, *request.mutable_valid_for());
    }
    return Invite(session, request);
  };
}

// The code of an invitation: a secret, so never an argument that a shell keeps.
absl::StatusOr<std::string> CodeFrom(Session& session, const std::string& file) {
  if (!file.empty()) return ReadFileOrStdin(file);
  if (session.MayAsk()) return Ask("invitation code: ", /*secret=*/true);
  return absl::InvalidArgumentError(
      "give the invitation code with -F FILE, or with -F - on standard input");
}

absl::Status Join(Session& session, const std::string& handle, const std::string& file) {
  ASSENT_ASSIGN_OR_RETURN(const std::string text, CodeFrom(session, file));
  ASSENT_ASSIGN_OR_RETURN(const InvitationCode code, ParseCode(text));
  ASSENT_RETURN_IF_ERROR(CheckMayRemember(session));
  v1::AcceptInvitationRequest request;
  request.set_parent(AssemblyName(code.assembly));
  request.set_secret(code.secret);
  request.set_handle(std::string(absl::StripPrefix(handle, "@")));
  std::string server;
  ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(server));
  ASSENT_ASSIGN_OR_RETURN(
      v1::AcceptInvitationResponse joined,
      CallOn(*connection, session.common(), &Members::AcceptInvitation, request));
  const std::string token = joined.token();
  joined.clear_token();  // never shown
  if (!session.common().dry_run) {
    ASSENT_ASSIGN_OR_RETURN(const std::string context, Remember(session, server, code.assembly,
                                                                joined.member().handle(), token));
    ASSENT_RETURN_IF_ERROR(CheckRecord(session, server, token, code));
    if (!code.log_key.empty()) {
      ASSENT_RETURN_IF_ERROR(PinRecord(context, code.genesis_hash, code.log_key));
    }
  }
  ASSENT_RETURN_IF_ERROR(ShowAnswer(session, joined));
  session.Next("assent list");
  return absl::OkStatus();
}

Action DefineJoin(Arguments& app) {
  auto handle = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  app.Add("--as", *handle, "The handle you want to go by").Required();
  app.Add("-F,--file", *file, "Where the invitation code is; - is standard input");
  return [handle, file](Session& session) { return Join(session, *handle, *file); };
}

Action DefineRevoke(Arguments& app) {
  auto number = std::make_shared<std::string>();
  app.Add("INVITATION", *number, "Its number").Required();
  return [number](Session& session) -> absl::Status {
    v1::RevokeInvitationRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(*number));
    request.set_name(InvitationName(assembly, parsed));
    return Act(session, &Members::RevokeInvitation, request);
  };
}

Action DefineLeave(Arguments&) {
  return [](Session& session) -> absl::Status {
    v1::LeaveAssemblyRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), session.assembly());
    if (!session.common().yes && !session.common().dry_run) {
      if (!session.MayAsk()) return absl::InvalidArgumentError("leaving needs --yes");
      ASSENT_ASSIGN_OR_RETURN(
          const std::string answer,
          Ask(absl::StrCat("leave ", LastPart(request.name()), " for good? [y/N] ")));
      if (answer != "y" && answer != "yes") return absl::UnknownError("you stay");
    }
    return Act(session, &Members::LeaveAssembly, request);
  };
}

}  // namespace

std::vector<Verb> FoundingVerbs() {
  return {
      {"found",
       kGroupAssembly,
       "Found an assembly and become its first member.",
       {"assent found \"Street Kitchen\" --as ana",
        "assent found \"Street Kitchen\" --as ana --rule sfc_consensus --preset quick_default"},
       {"CreateAssembly"},
       DefineFound},
      {"invite",
       kGroupAssembly,
       "Make an invitation for one person; prints its code.",
       {"assent invite", "assent invite --for 2d > code.txt", "assent invite --admission 17"},
       {"CreateInvitation"},
       DefineInvite},
      {"uninvite",
       kGroupAssembly,
       "Take an open invitation back.",
       {"assent uninvite 3"},
       {"RevokeInvitation"},
       DefineRevoke},
      {"join",
       kGroupAssembly,
       "Become a member with the code of an invitation.",
       {"assent join --as bo", "assent join --as bo -F code.txt"},
       {"AcceptInvitation"},
       DefineJoin},
      {"leave",
       kGroupAssembly,
       "Leave the assembly. Your positions go with you; a hold of yours may be adopted.",
       {"assent leave"},
       {"LeaveAssembly"},
       DefineLeave},
  };
}

}  // namespace assent::cli
