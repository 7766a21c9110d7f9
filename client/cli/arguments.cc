#include "client/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace assent::cli {

Argument Argument::Required() const { return Argument(option_->required()); }
Argument Argument::OneOf(std::vector<std::string> words) const {
  return Argument(option_->check(CLI::IsMember(std::move(words))));
}
Argument Argument::Between(int64_t least, int64_t most) const {
  return Argument(option_->check(CLI::Range(least, most)));
}
Argument Argument::Positive() const { return Argument(option_->check(CLI::PositiveNumber)); }
Argument Argument::NotNegative() const { return Argument(option_->check(CLI::NonNegativeNumber)); }
Argument Argument::Kind(const std::string& name) const {
  return Argument(option_->type_name(name));
}
Argument Argument::Group(const std::string& name) const { return Argument(option_->group(name)); }
Argument Argument::InOneWord() const { return Argument(option_->delimiter(',')); }
Argument Argument::OneAtATime() const { return Argument(option_->allow_extra_args(false)); }
Argument Argument::Excludes(const Argument& other) const {
  return Argument(option_->excludes(other.option_));
}
Argument Argument::Needs(const Argument& other) const {
  return Argument(option_->needs(other.option_));
}
Argument Argument::Changed(std::function<std::string(const std::string&)> change) const {
  return Argument(option_->transform(
      [change = std::move(change)](const std::string& typed) { return change(typed); }));
}

Argument Arguments::Add(const std::string& name, std::string& value, const std::string& about) {
  return Argument(parser_.add_option(name, value, about));
}
Argument Arguments::Add(const std::string& name, std::vector<std::string>& values,
                        const std::string& about) {
  return Argument(parser_.add_option(name, values, about));
}
Argument Arguments::Add(const std::string& name, int32_t& value, const std::string& about) {
  return Argument(parser_.add_option(name, value, about));
}
Argument Arguments::Add(const std::string& name, int64_t& value, const std::string& about) {
  return Argument(parser_.add_option(name, value, about));
}
Argument Arguments::Add(const std::string& name, std::optional<std::string>& value,
                        const std::string& about) {
  return Argument(parser_.add_option(name, value, about));
}
Argument Arguments::Add(const std::string& name, std::optional<std::vector<std::string>>& values,
                        const std::string& about) {
  return Argument(parser_.add_option(name, values, about));
}
Argument Arguments::AddWord(const std::string& name, std::function<void(const std::string&)> take,
                            const std::string& about) {
  return Argument(parser_.add_option_function<std::string>(name, std::move(take), about));
}
Argument Arguments::AddFlag(const std::string& name, bool& given, const std::string& about) {
  return Argument(parser_.add_flag(name, given, about));
}

Argument Arguments::Find(const std::string& name) const {
  return Argument(parser_.get_option(name));
}
Arguments Arguments::ExactlyOne(const std::string& name, const std::string& about) {
  CLI::Option_group& group = *parser_.add_option_group(name, about);
  group.require_option(1);
  return Arguments(group);
}
Arguments Arguments::AtMostOne(const std::string& name, const std::string& about) {
  CLI::Option_group& group = *parser_.add_option_group(name, about);
  group.require_option(0, 1);
  return Arguments(group);
}

}  // namespace assent::cli
