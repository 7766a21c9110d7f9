// assent-scenario FILE…: runs scenario files (see ../README.md).

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/scenarios/runner/engines.h"
#include "tests/scenarios/runner/grpc_service.h"
#include "tests/scenarios/runner/runner.h"
#include "tests/scenarios/runner/syntax.h"

namespace assent::scenario {
namespace {

#ifndef ASSENTD
#define ASSENTD "assentd"
#endif

struct Arguments {
  std::vector<std::string> files;
  std::string variation = "plain";
  std::string server = ASSENTD;
  uint64_t seed = 1;
  bool update = false;
  bool quiet = false;
};

absl::StatusOr<File> ReadFile(const std::string& path) {
  std::ifstream stream(path);
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return ParseFile(path, content.str());
}

void WriteFile(const File& file, const std::vector<std::string>& lines) {
  if (lines == file.source) return;
  std::ofstream(file.path) << absl::StrJoin(lines, "\n") << "\n";
  std::printf("%s: updated\n", file.path.c_str());
}

bool RunVariation(const File& file, const Variation& variation, const Arguments& arguments) {
  RunOptions options;
  options.shuffle = variation.shuffle;
  options.seed = arguments.seed;
  options.update = arguments.update;
  const Report report = RunFile(file, variation.engine, options);
  for (const std::string& failure : report.failures) std::fprintf(stderr, "%s\n", failure.c_str());
  if (!arguments.quiet) {
    for (const std::string& skipped : report.skipped)
      std::printf("%s (skipped)\n", skipped.c_str());
  }
  if (arguments.update) WriteFile(file, report.updated);
  const bool good = report.failures.empty();
  if (good && arguments.quiet) return true;
  const std::string seed = variation.shuffle ? absl::StrCat(", seed ", arguments.seed) : "";
  std::printf("%s %s (%s%s): %d scenarios, %d acts, %d results\n", good ? "ok  " : "FAIL",
              file.path.c_str(), variation.name.c_str(), seed.c_str(), report.scenarios,
              report.acts, report.results);
  return good;
}

// Those of the command line: all but those over gRPC, for "all".
std::vector<Variation> Chosen(const Arguments& arguments) {
  if (arguments.variation == "grpc") {
    return {{"grpc", "over a real server", ServerEngine(arguments.server), false}};
  }
  if (arguments.variation == "server") {
    return {{"server", "over a whole server in this process", SimulatedServerEngine(), false}};
  }
  std::vector<Variation> chosen = Variations();
  if (arguments.variation == "all") return chosen;
  std::erase_if(chosen,
                [&](const Variation& variation) { return variation.name != arguments.variation; });
  return chosen;
}

int Run(const Arguments& arguments) {
  const std::vector<Variation> variations = Chosen(arguments);
  if (variations.empty()) {
    std::fprintf(stderr, "there is no variation \"%s\"\n", arguments.variation.c_str());
    return 2;
  }
  bool good = true;
  for (const std::string& path : arguments.files) {
    // It lies beside the scenarios, so tests/scenarios/*.txt names it too.
    if (path == "CMakeLists.txt" || absl::EndsWith(path, "/CMakeLists.txt")) continue;
    const absl::StatusOr<File> file = ReadFile(path);
    const absl::Status status = file.ok() ? CheckFile(*file, arguments.update) : file.status();
    if (!status.ok()) {
      std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
      good = false;
      continue;
    }
    for (const Variation& variation : variations) {
      good = RunVariation(*file, variation, arguments) && good;
    }
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace assent::scenario

int main(int argc, char** argv) {
  using assent::scenario::Variation;
  CLI::App app("Runs scenario files and compares what their queries print with what they expect.");
  assent::scenario::Arguments arguments;
  app.add_option("files", arguments.files, "scenario files")->required()->check(CLI::ExistingFile);
  std::string about = "what is changed that must not matter; \"all\" for each but grpc and server:";
  for (const Variation& variation : assent::scenario::Variations()) {
    absl::StrAppend(&about, "\n  ", variation.name, ": ", variation.about);
  }
  absl::StrAppend(&about,
                  "\n  grpc: over a running assentd with RocksDB; its clock cannot be moved"
                  "\n  server: over the same server in this process, with the scenario's clock");
  app.add_option("--variation", arguments.variation, about)->capture_default_str();
  app.add_option("--server", arguments.server, "assentd, for the variation grpc")
      ->capture_default_str();
  app.add_option("--seed", arguments.seed, "for the variation shuffle")->capture_default_str();
  app.add_flag("--update", arguments.update, "write what was printed into the files as expected");
  app.add_flag("-q,--quiet", arguments.quiet, "print failures only");
  CLI11_PARSE(app, argc, argv);
  return assent::scenario::Run(arguments);
}
