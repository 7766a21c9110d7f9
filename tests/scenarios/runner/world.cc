#include "tests/scenarios/runner/world.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/status_macros.h"
#include "server/rules/presets.h"
#include "tests/scenarios/runner/did_you_mean.h"
#include "tests/scenarios/runner/requests.h"

namespace assent::scenario {
namespace {

using google::protobuf::Message;

absl::Status Trouble(absl::string_view sentence) { return absl::InvalidArgumentError(sentence); }

absl::string_view LastSegment(absl::string_view name) { return name.substr(name.rfind('/') + 1); }

// Whether the values of a key are handles, as in m1..m20.
bool IsListOfMembers(const Verb& verb, absl::string_view key) {
  const bool attendance = absl::string_view(verb.request) == "RecordAttendance";
  return key == "present" || key == "co_proposers" || key == "members" ||
         (attendance && (key == "online" || key == "left"));
}

// Writes a number's resource name into `name`, or `parent`.
void SetTarget(Message& request, const std::string& target) {
  const auto& type = *request.GetDescriptor();
  const auto* field = type.FindFieldByName("name");
  if (field == nullptr) field = type.FindFieldByName("parent");
  request.GetReflection()->SetString(&request, field, target);
}

// The name of the one part of an answer that a verb makes: "…/concerns/3".
std::string NameOfPart(const Message& answer, const char* part) {
  const auto* field = answer.GetDescriptor()->FindFieldByName(part);
  const Message& message = answer.GetReflection()->GetMessage(answer, field);
  const auto* name = message.GetDescriptor()->FindFieldByName("name");
  return message.GetReflection()->GetString(message, name);
}

}  // namespace

World::World(Service& service, TimeControl time)
    : service_(service), time_(std::move(time)), start_(time_.now()) {}

absl::StatusOr<std::vector<std::string>> World::ActorsOf(const Line& line) const {
  const Value* by = line.Find("by");
  if (by == nullptr) return std::vector<std::string>{""};
  return HandlesOf(*by);
}

absl::StatusOr<Caller> World::CallerOf(absl::string_view handle) const {
  if (people_.empty()) return Trouble("there is no assembly yet: begin with an assembly line");
  if (handle.empty()) return people_[0].caller;
  std::vector<std::string> known;
  for (const Person& person : people_) {
    if (person.handle == handle) return person.caller;
    known.push_back(person.handle);
  }
  return Trouble(absl::StrCat("nobody is called \"", handle, "\"", DidYouMean(handle, known),
                              "; members: ", absl::StrJoin(known, ", ")));
}

std::string World::HandleOf(absl::string_view member_name) const {
  for (const Person& person : people_) {
    if (person.caller.member == LastSegment(member_name)) return person.handle;
  }
  return std::string(LastSegment(member_name));
}

// A server's time passes by itself: there, minutes are exact enough.
std::string World::Since(absl::Time time) const {
  const absl::Duration unit = time_.set ? absl::Seconds(1) : absl::Minutes(1);
  const absl::Duration span = time - start_ + unit / 2;
  return absl::StrCat(span < absl::ZeroDuration() ? "" : "+", FormatSpan(absl::Floor(span, unit)));
}

FieldContext World::Context() const {
  FieldContext context;
  context.now = time_.now();
  context.member = [this](absl::string_view handle) -> absl::StatusOr<std::string> {
    // Unknown ones go through by handle, so that the service can refuse them.
    const absl::StatusOr<Caller> caller = CallerOf(handle);
    return absl::StrCat("assemblies/", assembly_, "/members/",
                        caller.ok() ? caller->member : absl::StrCat("@", handle));
  };
  context.rule = [this](absl::string_view name) { return RuleOf(name); };
  return context;
}

absl::StatusOr<v1::DecisionRule> World::RuleOf(absl::string_view name) const {
  const auto own = rules_.find(std::string(name));
  if (own != rules_.end()) return own->second;
  if (const v1::DecisionRule* preset = rules::FindPreset(name)) return *preset;
  const std::string nearest = rules::NearestPreset(name);
  return Trouble(
      absl::StrCat("there is no preset or rule \"", name, "\"",
                   nearest.empty() ? "" : absl::StrCat(" (did you mean \"", nearest, "\"?)")));
}

absl::StatusOr<Answer> World::Do(const Line& line, const std::string& actor) {
  if (line.verb == "assembly") return Found(line);
  if (line.verb == "rule" || line.verb == "wait" || line.verb == "until" ||
      line.verb == "until-end") {
    ASSENT_RETURN_IF_ERROR(line.verb == "rule" ? DefineRule(line) : MoveTime(line));
    return Answer{};
  }
  if (line.verb == "join") return Join(line);
  if (line.verb == "apply") return Apply(line);
  ASSENT_RETURN_IF_ERROR(MeetNewMembers());
  ASSENT_ASSIGN_OR_RETURN(const Caller caller, CallerOf(actor));
  if (line.verb == "record") return Record(line, caller);
  if (line.verb == "token") return MakeToken(line, caller);
  return Request(*FindVerb(line.verb), line, caller);
}

absl::Status World::MoveTime(const Line& line) {
  if (!time_.set) return absl::UnimplementedError("this engine cannot move the clock");
  if (line.verb == "until-end") {
    int32_t number = 0;
    if (line.words.size() != 1 || !absl::SimpleAtoi(line.words[0], &number)) {
      return Trouble("expected: until-end PROPOSAL");
    }
    ASSENT_ASSIGN_OR_RETURN(const Caller caller, CallerOf(""));
    ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal, service_.GetProposal(caller, number));
    if (!proposal.has_phase_end_time()) return Trouble("the phase has no end of its own");
    time_.set(absl::FromUnixSeconds(proposal.phase_end_time().seconds()) +
              absl::Nanoseconds(proposal.phase_end_time().nanos()));
    return absl::OkStatus();
  }
  if (line.words.size() != 1) return Trouble(absl::StrCat("expected: ", line.verb, " 14d"));
  absl::Time to;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, line.words[0], &to, &error)) {
    ASSENT_ASSIGN_OR_RETURN(const absl::Duration span, ParseSpan(line.words[0]));
    to = (line.verb == "wait" ? time_.now() : start_) + span;
  }
  if (to < time_.now()) {
    return Trouble(
        absl::StrCat("it is ", Since(time_.now()), " already: time does not run backwards"));
  }
  time_.set(to);
  return absl::OkStatus();
}

std::string World::ProposalName(const Line& line) const {
  if (line.words.empty()) return "";
  return absl::StrCat("assemblies/", assembly_, "/proposals/", line.words[0]);
}

absl::StatusOr<Answer> World::Request(const Verb& verb, const Line& line, const Caller& caller) {
  std::unique_ptr<Message> request = NewRequest(verb);
  ASSENT_ASSIGN_OR_RETURN(const std::string target, TargetOf(verb, line, caller));
  SetTarget(*request, target);
  FieldContext context = Context();
  context.proposal = ProposalName(line);
  context.assembly = absl::StrCat("assemblies/", assembly_);
  if (verb.target == Target::kItem) {
    const Value item = {Value::Kind::kWord, line.words[1], {}};
    ASSENT_RETURN_IF_ERROR(SetField(*request, "item", item, context));
  }
  const std::vector<TextField> texts = TextFieldsOf(verb);
  for (size_t i = 0; i < line.texts.size(); ++i) {
    Value value;
    value.kind = Value::Kind::kText;
    value.text = line.texts[i];
    ASSENT_RETURN_IF_ERROR(SetField(*request, texts[i].path, value, context));
  }
  for (const auto& [key, value] : line.keys) {
    if (key == "by") continue;
    Value expanded = value;
    if (IsListOfMembers(verb, key)) {
      ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> handles, HandlesOf(value));
      expanded = Value{Value::Kind::kList, "", {}};
      for (const std::string& handle : handles)
        expanded.items.push_back({Value::Kind::kWord, handle, {}});
    }
    ASSENT_RETURN_IF_ERROR(SetField(*request, PathOf(verb, key), expanded, context));
  }
  // A proposal of which only a title is told says no more than that.
  if (auto* proposal = dynamic_cast<v1::CreateProposalRequest*>(request.get());
      proposal != nullptr && proposal->text().empty()) {
    proposal->set_text(proposal->title());
  }
  const auto answer = service_.Perform(caller, *request);
  if (!answer.ok()) return Answer{answer.status()};
  ASSENT_RETURN_IF_ERROR(Learn(verb, line, **answer, caller));
  return Answer{};
}

absl::StatusOr<std::string> World::TargetOf(const Verb& verb, const Line& line,
                                            const Caller& caller) {
  const std::string assembly = absl::StrCat("assemblies/", assembly_);
  const auto part = [&](const char* collection) -> absl::StatusOr<std::string> {
    if (line.words.size() == 2) {
      return absl::StrCat(ProposalName(line), "/", collection, "/", line.words[1]);
    }
    int32_t proposal = 0;
    if (!absl::SimpleAtoi(line.words[0], &proposal)) return Trouble("not a number");
    ASSENT_ASSIGN_OR_RETURN(const int32_t number, NewestPart(verb, proposal, caller));
    return absl::StrCat(ProposalName(line), "/", collection, "/", number);
  };
  switch (verb.target) {
    case Target::kNone:
    case Target::kAssembly:
    case Target::kNewProposal:
      return assembly;
    case Target::kSelf:
      if (!line.words.empty()) return absl::StrCat(assembly, "/members/@", line.words[0]);
      return absl::StrCat(assembly, "/members/-");
    case Target::kInvitation:
      if (line.words.empty() && secrets_.empty()) return Trouble("there is no invitation yet");
      return absl::StrCat(
          assembly, "/invitations/",
          line.words.empty() ? absl::StrCat(secrets_.rbegin()->first) : line.words[0]);
    case Target::kToken:
      return absl::StrCat(assembly, "/tokens/", line.words[0]);
    case Target::kApplication:
      return absl::StrCat(assembly, "/applications/", line.words[0]);
    case Target::kProposal:
    case Target::kNewConcern:
    case Target::kNewAmendment:
    case Target::kNewBlock:
      return ProposalName(line);
    case Target::kConcern:
    case Target::kOwnConcern:
      return part("concerns");
    case Target::kAmendment:
      return part("amendments");
    case Target::kBlock:
    case Target::kOwnBlock:
      return part("blocks");
    case Target::kDecision:
      return absl::StrCat(assembly, "/decisions/", line.words[0]);
    case Target::kActionPoint:
      return absl::StrCat(assembly, "/decisions/", line.words[0], "/actionPoints/", line.words[1]);
    case Target::kMeeting:
    case Target::kItem:
      return absl::StrCat(assembly, "/meetings/",
                          line.words.empty() ? absl::StrCat(last_meeting_) : line.words[0]);
  }
  return assembly;
}

absl::StatusOr<int32_t> World::NewestPart(const Verb& verb, int32_t proposal,
                                          const Caller& caller) {
  const bool own = verb.target == Target::kOwnConcern || verb.target == Target::kOwnBlock;
  int32_t newest = 0;
  int32_t newest_own = 0;
  const auto look = [&](const std::string& name, absl::string_view holder) {
    int32_t number = 0;
    if (!absl::SimpleAtoi(LastSegment(name), &number)) return;
    newest = number;
    if (LastSegment(holder) == caller.member) newest_own = number;
  };
  if (verb.target == Target::kAmendment) {
    ASSENT_ASSIGN_OR_RETURN(const auto amendments, service_.ListAmendments(caller, proposal));
    for (const v1::Amendment& amendment : amendments) look(amendment.name(), amendment.author());
  } else if (verb.target == Target::kBlock || verb.target == Target::kOwnBlock) {
    ASSENT_ASSIGN_OR_RETURN(const auto blocks, service_.ListBlocks(caller, proposal));
    for (const v1::Block& block : blocks) look(block.name(), block.holder());
  } else {
    ASSENT_ASSIGN_OR_RETURN(const auto concerns, service_.ListConcerns(caller, proposal));
    for (const v1::Concern& concern : concerns) look(concern.name(), concern.holder());
  }
  if (newest == 0) {
    return Trouble(absl::StrCat("proposal ", proposal, " has none yet to ", verb.name,
                                "; say which by its number"));
  }
  return own && newest_own != 0 ? newest_own : newest;
}

absl::Status World::Learn(const Verb& verb, const Line& line, const Message& answer,
                          const Caller& caller) {
  if (dynamic_cast<const v1::CreateMeetingResponse*>(&answer) != nullptr &&
      !absl::SimpleAtoi(LastSegment(NameOfPart(answer, "meeting")), &last_meeting_)) {
    return Trouble("a meeting without a number");
  }
  if (const auto* made = dynamic_cast<const v1::CreateInvitationResponse*>(&answer)) {
    int32_t number = 0;
    if (absl::SimpleAtoi(LastSegment(made->invitation().name()), &number)) {
      secrets_[number] = made->secret();
    }
  }
  if (const auto* updated = dynamic_cast<const v1::UpdateMemberResponse*>(&answer)) {
    for (Person& person : people_) {
      if (person.caller.member == caller.member) person.handle = updated->member().handle();
    }
  }
  const char* part = verb.target == Target::kNewProposal    ? "proposal"
                     : verb.target == Target::kNewConcern   ? "concern"
                     : verb.target == Target::kNewAmendment ? "amendment"
                     : verb.target == Target::kNewBlock     ? "block"
                                                            : nullptr;
  const size_t place = verb.target == Target::kNewProposal ? 0 : 1;
  if (part == nullptr || line.words.size() <= place || line.repeat > 1) return absl::OkStatus();
  const auto* taken = dynamic_cast<const v1::TakePositionResponse*>(&answer);
  const std::string number = taken != nullptr ? absl::StrCat(taken->position().concern())
                                              : std::string(LastSegment(NameOfPart(answer, part)));
  if (number == line.words[place]) return absl::OkStatus();
  return Trouble(
      absl::StrCat("the new ", part, " got number ", number, ", not ", line.words[place]));
}

}  // namespace assent::scenario
