#include "client/cli/key_file.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/contexts.h"
#include "client/cli/files.h"
#include "client/cli/terminal.h"
#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/transparency/key_box.h"
#include "server/transparency/tlog/base64.h"
#include "server/transparency/tlog/ed25519.h"

namespace assent::cli {
namespace {

constexpr absl::string_view kNoAct = "-";

bool Read(absl::string_view line, KeyFile& key) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  if (words.size() < 2) return false;
  if (words[0] == "public") return transparency::DecodeBase64(words[1], key.public_key);
  if (words[0] == "seed") return transparency::DecodeBase64(words[1], key.seed);
  if (words[0] == "box") return transparency::DecodeBase64(words[1], key.box);
  return words[0] == "acts" && words.size() == 3 && absl::SimpleAtoi(words[1], &key.acts) &&
         (words[2] == kNoAct || transparency::DecodeBase64(words[2], key.last_act));
}

absl::StatusOr<std::string> PathOf(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const std::string context, ContextName(session));
  return absl::StrCat(ConfigFolder(), "/keys/", context);
}

}  // namespace

absl::StatusOr<std::string> ContextName(Session& session) {
  ASSENT_RETURN_IF_ERROR(session.context().status());
  if (!session.common().context.empty()) return session.common().context;
  const char* const named = std::getenv("ASSENT_CONTEXT");
  if (named != nullptr && *named != '\0') return std::string(named);
  ASSENT_ASSIGN_OR_RETURN(const Contexts contexts, LoadContexts());
  return contexts.current;
}

std::string DrawBytes(size_t bytes) {
  std::string drawn(bytes, '\0');
  base::SystemEntropy()({reinterpret_cast<uint8_t*>(drawn.data()), drawn.size()});
  return drawn;
}

absl::StatusOr<std::optional<KeyFile>> FindKeyFile(Session& session) {
  KeyFile key;
  ASSENT_ASSIGN_OR_RETURN(key.path, PathOf(session));
  const absl::Status there = CheckPrivate(key.path);
  if (absl::IsNotFound(there)) return std::optional<KeyFile>();
  ASSENT_RETURN_IF_ERROR(there);
  ASSENT_ASSIGN_OR_RETURN(const std::string text, ReadFileOrStdin(key.path));
  bool whole = true;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    whole = whole && Read(line, key);
  }
  const bool one = key.seed.empty() != key.box.empty();
  if (whole && one && key.public_key.size() == transparency::kPublicKeyBytes) {
    return std::optional<KeyFile>(std::move(key));
  }
  return absl::DataLossError(
      absl::StrCat(key.path, " is no signing key: put it away to make a new one"));
}

absl::Status WriteKeyFile(const KeyFile& key) {
  const std::string secret = key.box.empty() ? absl::StrCat("seed ", absl::Base64Escape(key.seed))
                                             : absl::StrCat("box ", absl::Base64Escape(key.box));
  const std::string last =
      key.last_act.empty() ? std::string(kNoAct) : absl::Base64Escape(key.last_act);
  return WritePrivateFile(
      key.path, absl::StrCat("public ", absl::Base64Escape(key.public_key), "\n", secret, "\nacts ",
                             key.acts, " ", last, "\n"));
}

absl::StatusOr<KeyFile> NewKeyFile(Session& session, const std::string& passphrase) {
  KeyFile key;
  ASSENT_ASSIGN_OR_RETURN(key.path, PathOf(session));
  key.seed = DrawBytes(transparency::kSeedBytes);
  key.public_key = transparency::PublicKeyOf(key.seed);
  if (passphrase.empty()) return key;
  const auto box = transparency::CloseKey(key.seed, passphrase, &DrawBytes);
  if (!box) return absl::ResourceExhaustedError("not enough memory to keep the key safe");
  key.box = *box;
  key.seed.clear();
  return key;
}

absl::StatusOr<std::string> Passphrase(const Session& session, bool again) {
  const char* const given = std::getenv("ASSENT_PASSPHRASE");
  if (given != nullptr && *given != '\0') return std::string(given);
  if (!session.MayAsk()) {
    return absl::InvalidArgumentError("the passphrase of the key is needed in ASSENT_PASSPHRASE");
  }
  ASSENT_ASSIGN_OR_RETURN(std::string typed, Ask("passphrase of your key: ", /*secret=*/true));
  if (typed.empty()) return absl::InvalidArgumentError("a passphrase has at least one character");
  if (!again) return typed;
  ASSENT_ASSIGN_OR_RETURN(const std::string twice, Ask("the same again: ", /*secret=*/true));
  if (typed != twice) return absl::InvalidArgumentError("these were two different passphrases");
  return typed;
}

absl::StatusOr<std::string> SeedOf(const Session& session, const KeyFile& key) {
  std::string seed = key.seed;
  if (!key.box.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const std::string passphrase, Passphrase(session, /*again=*/false));
    const auto opened = transparency::OpenKey(key.box, passphrase);
    if (!opened) return absl::InvalidArgumentError("this is not the passphrase of your key");
    seed = *opened;
  }
  if (seed.size() == transparency::kSeedBytes &&
      transparency::PublicKeyOf(seed) == key.public_key) {
    return seed;
  }
  return absl::DataLossError(absl::StrCat(key.path, " does not hold what it says"));
}

}  // namespace assent::cli
