// Keys that acts are signed with, and this device's own.

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/access_service.grpc.pb.h"
#include "client/cli/answer.h"
#include "client/cli/commands/families.h"
#include "client/cli/draw.h"
#include "client/cli/key_file.h"
#include "client/cli/parts.h"
#include "client/cli/target.h"
#include "server/transparency/tlog/base64.h"

namespace assent::cli {
namespace {

using Access = v1::AccessService::Stub;

struct AddArgs {
  std::string label = "this device";
  std::string of_other;  // base64; empty: this device's own
  bool passphrase = false;
};

// This device's key: the one that it has, or a new one.
absl::StatusOr<KeyFile> OwnKey(Session& session, const AddArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(std::optional<KeyFile> found, FindKeyFile(session));
  if (found) return *std::move(found);
  std::string passphrase;
  if (args.passphrase) {
    ASSENT_ASSIGN_OR_RETURN(passphrase, Passphrase(session, /*again=*/true));
  }
  ASSENT_ASSIGN_OR_RETURN(KeyFile made, NewKeyFile(session, passphrase));
  // Before the server knows of it: a key that it knows and nobody has would be in the way.
  if (!session.common().dry_run) ASSENT_RETURN_IF_ERROR(WriteKeyFile(made));
  return made;
}

absl::Status Add(Session& session, const AddArgs& args) {
  v1::AddDeviceKeyRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_label(args.label);
  std::string key;
  if (args.of_other.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const KeyFile own, OwnKey(session, args));
    key = own.public_key;
  } else if (!transparency::DecodeBase64(args.of_other, key)) {
    return absl::InvalidArgumentError("a public key is 44 characters, as \"key add\" shows it");
  }
  request.set_public_key(key);
  const absl::StatusOr<v1::AddDeviceKeyResponse> added =
      Call(session, &Access::AddDeviceKey, request);
  if (added.ok()) return ShowAnswer(session, *added);
  // KEY_NEEDS_KEY, or SIGNATURE_REQUIRED.
  if (args.of_other.empty() && absl::IsFailedPrecondition(added.status())) {
    session.Note("on a device that has a key of yours:");
    session.Next(
        absl::StrCat("assent key add \"", args.label, "\" --public ", absl::Base64Escape(key)));
  }
  return added.status();
}

Action DefineAdd(Arguments& app) {
  auto args = std::make_shared<AddArgs>();
  app.Add("LABEL", args->label, "What to call the device; only you see it");
  app.Add("--public", args->of_other, "The public key of another device of yours");
  app.AddFlag("--passphrase", args->passphrase,
              "Keep this device's key behind a passphrase ($ASSENT_PASSPHRASE, or asked for)");
  return [args](Session& session) { return Add(session, *args); };
}

absl::Status List(Session& session) {
  v1::ListDeviceKeysRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const auto keys, CallForAll(session, &Access::ListDeviceKeys, request,
                                                      &v1::ListDeviceKeysResponse::keys));
  if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.ShowAll(*v1::DeviceKey::descriptor(), Pointers(keys),
                         [&](Scene& scene) { Draw(scene, keys); });
}

Action DefineRevoke(Arguments& app) {
  auto number = std::make_shared<std::string>();
  app.Add("KEY", *number, "Its number").Required();
  return [number](Session& session) -> absl::Status {
    v1::RevokeDeviceKeyRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(*number));
    request.set_name(absl::StrCat(assembly, "/keys/", parsed));
    return Act(session, &Access::RevokeDeviceKey, request);
  };
}

}  // namespace

std::vector<Verb> KeyVerbs() {
  return {
      {"key add",
       kGroupAssembly,
       "A key to sign with: from then on what you do here is signed.",
       {"assent key add \"my phone\"", "assent key add --passphrase",
        "assent key add \"my laptop\" --public 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="},
       {"AddDeviceKey", "SubmitAct"},
       DefineAdd},
      {"key list",
       kGroupAssembly,
       "The keys that members sign with, and those that ended.",
       {"assent key list"},
       {"ListDeviceKeys"},
       [](Arguments&) -> Action { return List; }},
      {"key revoke",
       kGroupAssembly,
       "End a key of yours: acts signed with it later are refused.",
       {"assent key revoke 3"},
       {"RevokeDeviceKey"},
       DefineRevoke},
  };
}

}  // namespace assent::cli
