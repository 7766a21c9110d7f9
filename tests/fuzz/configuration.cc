// How programs are set up. A first line "assentd" and then its arguments, one a line: a task, or the exit
// code of a wrong usage; nobody gets a server that others on the network can listen in on without asking
// for it. A first line "assent", and then what its config.toml says: refused, or read; what is read and
// written is read as the same.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/contexts.h"
#include "server/options.h"
#include "tests/fuzz/fuzz.h"

namespace assent::fuzz {
namespace {

constexpr size_t kMostArguments = 30;

std::vector<std::string> Lines(Input& input) {
  std::vector<std::string> lines;
  while (!input.done() && lines.size() < kMostArguments) {
    // As from a shell: an argument ends at a zero byte.
    lines.emplace_back(std::string(input.Line()).c_str());
  }
  return lines;
}

bool Has(const std::vector<std::string>& arguments, absl::string_view one) {
  for (const std::string& argument : arguments) {
    if (argument == one || absl::string_view(argument).substr(0, one.size() + 1) ==
                               absl::StrCat(one, "=")) {
      return true;
    }
  }
  return false;
}

// The seeded mistake: records are taken to lie in one of two places.
bool IsWrong(const StoreChoice& store) {
  const std::string name = NameOf(store);
  return IsCanary() && name != "memory" && name != "rocksdb:/srv/assent" &&
         name != "rocksdb:/data/assent/store";
}

void LookAtServe(const Serve& serve, const std::vector<std::string>& arguments) {
  const auto again = ParseListenAddress(serve.listen.ToString());
  Require(again.ok() && again->ToString() == serve.listen.ToString(), "another address");
  const bool asked = Has(arguments, "--insecure-plaintext-to-network");
  Require(serve.tls.has_value() || asked || IsLoopback(serve.listen),
          "it listens to the network in plaintext");
  Require(serve.entry.founding != rpc::Founding::kToken || !serve.founding_token_file.empty(),
          "a token that lies nowhere");
  Require(!IsWrong(serve.store), "a store without a name");
}

void LookAtArguments(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"assentd"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  const Task task = ParseTask(static_cast<int>(argv.size()), argv.data(), "/data");
  if (const auto* serve = std::get_if<Serve>(&task)) return LookAtServe(*serve, arguments);
  if (const auto* rebuild = std::get_if<RebuildDocuments>(&task)) {
    return Require(!rebuild->store.folder.empty(), "a record that lies nowhere");
  }
  if (const auto* exit = std::get_if<Exit>(&task)) {
    Require(exit->code == 0 || exit->code == kExitUsage, "another exit code");
  }
}

// The file that this program reads as the user's, in a folder of its own; `run` clears it away.
const std::string& ContextsFile() {
  static const auto* const kFile = [] {
    std::string folder = std::filesystem::temp_directory_path() / "assent-fuzz-XXXXXX";
    Require(mkdtemp(folder.data()) != nullptr, "no folder");
    setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
    auto* const file = new std::string(cli::ContextsPath());
    std::filesystem::create_directories(std::filesystem::path(*file).parent_path());
    return file;
  }();
  return *kFile;
}

std::string Told(const cli::Contexts& contexts) {
  std::string told = contexts.current;
  for (const auto& [name, one] : contexts.by_name) {
    absl::StrAppend(&told, Framed(name), Framed(one.server), Framed(one.assembly),
                    Framed(one.handle), Framed(one.token), Framed(one.ca));
  }
  return told;
}

void LookAtContexts(absl::string_view text) {
  const std::string& file = ContextsFile();
  std::ofstream(file, std::ios::binary) << std::string(text);
  std::filesystem::permissions(file, std::filesystem::perms::owner_read |
                                         std::filesystem::perms::owner_write);
  const auto read = cli::LoadContexts();
  if (!read.ok()) {
    return Require(absl::IsInvalidArgument(read.status()) && !read.status().message().empty(),
                   read.status().ToString());
  }
  const absl::Status written = cli::UpdateContexts([](cli::Contexts&) {});
  Require(written.ok(), written.ToString());
  const auto again = cli::LoadContexts();
  Require(again.ok(), again.status().ToString());
  Require(Told(*again) == Told(*read), "what was written is another configuration");
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  if (input.Line() == "assent") {
    LookAtContexts(input.rest());
  } else {
    LookAtArguments(Lines(input));
  }
  return 0;
}
