// What a verb takes on the command line. Stands before CLI11, which is headers only and
// takes seconds to compile wherever it is read: here that is where the parser itself is
// made and shown (app.cc, help.cc, completion.cc, manual.cc, commands/shell.cc), no more.

#ifndef ASSENT_CLIENT_CLI_ARGUMENTS_H_
#define ASSENT_CLIENT_CLI_ARGUMENTS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace assent::cli {

// One argument that was added. Copies are the same argument; it lives as long as the
// command line that it is a part of.
class Argument {
 public:
  explicit Argument(CLI::Option* option) : option_(option) {}

  Argument Required() const;
  // One of these words.
  Argument OneOf(std::vector<std::string> words) const;
  Argument Between(int64_t least, int64_t most) const;
  Argument Positive() const;
  // Zero, or positive.
  Argument NotNegative() const;
  // What kind of value it takes, for the help: "N", "FILE".
  Argument Kind(const std::string& name) const;
  // The heading of the help that it stands under.
  Argument Group(const std::string& name) const;
  // Several values in one word, with a comma between two.
  Argument InOneWord() const;
  // Of several words behind it only the first belongs to it; it may be said again.
  Argument OneAtATime() const;
  // Not together with the other one, and only with it.
  Argument Excludes(const Argument& other) const;
  Argument Needs(const Argument& other) const;
  // What is typed is changed before anything looks at it.
  Argument Changed(std::function<std::string(const std::string&)> change) const;

 private:
  CLI::Option* option_;
};

// The place of a verb in the command line, or a group of arguments of which one is
// given. `name` is "-m,--message" or, for what is told by its place, "MEMBER". What an
// argument is read into must live as long as the command line.
class Arguments {
 public:
  explicit Arguments(CLI::App& parser) : parser_(parser) {}

  Argument Add(const std::string& name, std::string& value, const std::string& about);
  Argument Add(const std::string& name, std::vector<std::string>& values, const std::string& about);
  Argument Add(const std::string& name, int32_t& value, const std::string& about);
  Argument Add(const std::string& name, int64_t& value, const std::string& about);
  Argument Add(const std::string& name, std::optional<std::string>& value,
               const std::string& about);
  Argument Add(const std::string& name, std::optional<std::vector<std::string>>& values,
               const std::string& about);
  // Calls `take` with the one word that was typed.
  Argument AddWord(const std::string& name, std::function<void(const std::string&)> take,
                   const std::string& about);
  Argument AddFlag(const std::string& name, bool& given, const std::string& about);

  // One that was added.
  Argument Find(const std::string& name) const;
  // Arguments of which one is given; of which one may be.
  Arguments ExactlyOne(const std::string& name, const std::string& about);
  Arguments AtMostOne(const std::string& name, const std::string& about);

  CLI::App& parser() const { return parser_; }

 private:
  CLI::App& parser_;
};

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_ARGUMENTS_H_
