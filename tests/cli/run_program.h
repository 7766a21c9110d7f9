#ifndef ASSENT_TESTS_CLI_RUN_PROGRAM_H_
#define ASSENT_TESTS_CLI_RUN_PROGRAM_H_

#include <map>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace assent::test {

// What a run of a program left behind.
struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Runs the built `assent` with a home of its own: no configuration of whoever
// runs the tests is read or changed. Its input and output are no terminal. Not
// thread-safe.
class Program {
 public:
  Program();

  Ran Run(const std::vector<std::string>& arguments, const std::string& input = "");
  // The same with a terminal for input, output and messages: `typed` is what
  // somebody types once `prompt` is shown; `out` is all that the terminal
  // showed.
  Ran RunOnTerminal(const std::vector<std::string>& arguments, const std::string& prompt = "",
                    std::string typed = "");
  void Set(const std::string& variable, const std::string& value) {
    environment_[variable] = value;
  }
  // Where its configuration and its drafts lie.
  std::string Path(const std::string& name) const { return home_.Path(name); }
  std::string ConfigPath() const { return Path("config/assent/config.toml"); }
  void WriteConfig(const std::string& content, int mode = 0600);

 private:
  // Becomes the program; only returns if that fails.
  void Execute(const std::vector<std::string>& arguments) const;

  TempDir home_;
  std::map<std::string, std::string> environment_;
};

std::string ReadAll(const std::string& path);
void WriteAll(const std::string& path, const std::string& content, int mode = 0600);

}  // namespace assent::test

#endif  // ASSENT_TESTS_CLI_RUN_PROGRAM_H_
