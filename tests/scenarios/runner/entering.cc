// Lines by which somebody gets in, and with what: applications, and further tokens.

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/requests.h"
#include "tests/scenarios/runner/world.h"

namespace assent::scenario {
namespace {

std::string Word(const Line& line, absl::string_view key) {
  const Value* value = line.Find(key);
  return value == nullptr ? "" : value->text;
}

std::string LastSegment(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

// Whoever applies acts under their handle, or under `as`, with the token of the
// application: it works once they are in.
absl::StatusOr<Answer> World::Apply(const Line& line) {
  v1::SubmitApplicationRequest request;
  request.set_parent(absl::StrCat("assemblies/", assembly_));
  request.set_handle(line.words[0]);
  if (!line.texts.empty()) request.set_reason(line.texts[0]);
  request.set_request_id(Word(line, "request_id"));
  request.set_validate_only(Word(line, "validate_only") == "yes");
  request.set_kind(v1::Application::KIND_MEMBERSHIP);
  if (const Value* kind = line.Find("kind")) {
    ASSENT_RETURN_IF_ERROR(SetField(request, "kind", *kind, Context()));
  }
  const auto answer = service_.Perform({assembly_, "", ""}, request);
  if (!answer.ok()) return Answer{answer.status()};
  if (request.validate_only()) return Answer{};
  const auto& applied = static_cast<const v1::SubmitApplicationResponse&>(**answer);
  const std::string as = Word(line, "as");
  std::string member = LastSegment(applied.application().member());
  // Strangers are not told who a member is: those who wrote the scenario know.
  for (const Person& person : people_) {
    const bool them = person.handle == line.words[0] && member.empty();
    if (them && request.kind() == v1::Application::KIND_REENTRY) member = person.caller.member;
  }
  people_.push_back({as.empty() ? line.words[0] : as, {assembly_, member, applied.token()}});
  return Answer{};
}

absl::StatusOr<Answer> World::MakeToken(const Line& line, const Caller& caller) {
  v1::CreateTokenRequest request;
  request.set_parent(absl::StrCat("assemblies/", assembly_));
  request.set_label(line.texts[0]);
  for (const auto& [key, value] : line.keys) {
    if (key == "by") continue;
    ASSENT_RETURN_IF_ERROR(SetField(request, key == "for" ? "valid_for" : key, value, Context()));
  }
  const auto answer = service_.Perform(caller, request);
  if (!answer.ok()) return Answer{answer.status()};
  if (request.validate_only()) return Answer{};
  const auto& made = static_cast<const v1::CreateTokenResponse&>(**answer);
  people_.push_back({line.words[0], {assembly_, caller.member, made.secret()}});
  return Answer{};
}

// What an applicant's id is shows only once they are in.
absl::Status World::MeetNewMembers() {
  for (Person& person : people_) {
    if (!person.caller.member.empty()) continue;
    ASSENT_ASSIGN_OR_RETURN(const auto members, service_.ListMembers(people_[0].caller));
    for (const v1::Member& member : members) {
      if (member.handle() == person.handle) person.caller.member = LastSegment(member.name());
    }
  }
  return absl::OkStatus();
}

}  // namespace assent::scenario
