#include <cstdlib>
#include <string>
#include <vector>

#include "client/cli/app.h"
#include "client/cli/terminal.h"

int main(int argc, char** argv) {
  // What gRPC has to say, this program says in its own words.
  ::setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  assent::cli::EndWellWhenInterrupted();
  assent::cli::App app(assent::cli::AllVerbs());
  return app.Run(std::vector<std::string>(argv + 1, argv + argc));
}
