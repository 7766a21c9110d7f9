// The command line as a whole: the table of verbs made into a parser, what is
// said when it is used wrongly, and the run of one verb.

#ifndef ASSENT_CLIENT_CLI_APP_H_
#define ASSENT_CLIENT_CLI_APP_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/session.h"
#include "client/cli/verb.h"

namespace CLI {
class App;
}  // namespace CLI

namespace assent::cli {

// The parser of all verbs. Where it writes is part of it, so it neither copies
// nor moves.
class App {
 public:
  explicit App(const std::vector<Verb>& verbs);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Runs the verb that the arguments (without the program's name) ask for.
  // Returns the exit code; says what is wrong on stderr.
  int Run(std::vector<std::string> arguments);

  CLI::App& root() { return *root_; }

 private:
  // Of a verb, or of the group of verbs that it lies in.
  CLI::App& PlaceOf(const Verb& verb, std::string& name);
  // `formats`: those that this verb has beside the others.
  void AddCommon(CLI::App& app, const std::vector<std::string>& formats = {});
  int Misused(const std::string& what);
  int RunChosen();

  const std::unique_ptr<CLI::App> root_;
  Common common_;
  std::string format_;
  std::vector<std::pair<CLI::App*, Action>> actions_;
};

// The verb of that name right below `app`; nullptr if there is none.
CLI::App* FindVerb(CLI::App& app, const std::string& name);

// The verb whose name is nearest to a mistyped one, among those of `app`, or
// its flag; "" if none is near.
std::string NearestVerb(const CLI::App& app, const std::string& typed);
std::string NearestFlag(const CLI::App& app, const std::string& typed);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_APP_H_
