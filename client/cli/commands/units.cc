// Units, who speaks for them, and what they may say.

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "assent/v1/unit_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/reading.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

using UnitStub = v1::UnitService::Stub;

std::string Names(Scene& scene, const google::protobuf::RepeatedPtrField<std::string>& members) {
  std::vector<std::string> names;
  for (const std::string& member : members) names.push_back(scene.Who(member));
  return absl::StrJoin(names, ", ");
}

std::string NameOfUnit(const v1::Unit& unit) {
  return std::string(unit.name().substr(unit.name().rfind('/') + 1));
}

void DrawUnits(Scene& scene, const v1::ListUnitsResponse& answer) {
  if (answer.units().empty()) return scene.screen.Line("no units");
  std::vector<std::vector<std::string>> rows;
  for (const v1::Unit& unit : answer.units()) {
    rows.push_back({NameOfUnit(unit), Names(scene, unit.members()), scene.Who(unit.spoke()),
                    unit.spoke().empty() ? "" : absl::StrCat(unit.spoke_meetings()),
                    unit.weight() == 0 ? "by the rule" : absl::StrCat(unit.weight())});
  }
  scene.screen.Table({"UNIT", "MEMBERS", "SPEAKS", "MEETINGS", "VOTES"}, rows);
}

std::string Stances(const v1::Mandate& mandate) {
  std::vector<std::string> stances;
  for (const int stance : mandate.stances()) {
    stances.push_back(WordsOf(static_cast<v1::Stance>(stance)));
  }
  return absl::StrJoin(stances, ", ");
}

std::string StandingOf(Scene& scene, const v1::Mandate& mandate) {
  if (!mandate.in_force()) return "not in force";
  if (mandate.confirmed_by().empty()) return "in force";
  return absl::StrCat("confirmed by ", scene.Who(mandate.confirmed_by()));
}

void DrawMandates(Scene& scene, const v1::ListMandatesResponse& answer) {
  if (answer.mandates().empty()) return scene.screen.Line("no mandates");
  std::vector<std::vector<std::string>> rows;
  for (const v1::Mandate& mandate : answer.mandates()) {
    rows.push_back({mandate.unit(), Stances(mandate), absl::StrCat(mandate.revision()),
                    scene.Who(mandate.given_by()), StandingOf(scene, mandate), mandate.note()});
  }
  scene.screen.Table({"UNIT", "MAY SAY", "REV", "BY", "STANDING", "NOTE"}, rows);
}

absl::Status ShowUnits(Session& session) {
  v1::ListUnitsRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const v1::ListUnitsResponse answer,
                          Call(session, &UnitStub::ListUnits, request));
  if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.Show(answer, [&](Scene& scene) { DrawUnits(scene, answer); });
}

Action DefineMandates(Arguments& app) {
  const NumberArg number = AddProposal(app);
  return [number](Session& session) -> absl::Status {
    v1::ListMandatesRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), ProposalOf(session, *number));
    ASSENT_ASSIGN_OR_RETURN(const v1::ListMandatesResponse answer,
                            Call(session, &UnitStub::ListMandates, request));
    if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
    return session.Show(answer, [&](Scene& scene) { DrawMandates(scene, answer); });
  };
}

Action DefineSpoke(Arguments& app) {
  auto unit = std::make_shared<std::string>();
  auto member = std::make_shared<std::string>();
  app.Add("UNIT", *unit, "A unit of yours");
  app.Add("MEMBER", *member, "Whom you would have speak for it; left out: nobody");
  return [=](Session& session) -> absl::Status {
    v1::NameSpokeRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    request.set_parent(assembly);
    request.set_unit(*unit);
    if (!member->empty()) request.set_member(MemberName(assembly, *member));
    ASSENT_ASSIGN_OR_RETURN(const v1::NameSpokeResponse answer,
                            Call(session, &UnitStub::NameSpoke, request));
    NoteDryRun(session);
    if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
    return session.Show(answer, [&](Scene& scene) {
      const v1::Unit& now = answer.unit();
      scene.screen.Line(now.spoke().empty() ? absl::StrCat("nobody speaks for ", NameOfUnit(now))
                                            : absl::StrCat(scene.Who(now.spoke()), " speaks for ",
                                                           NameOfUnit(now)));
    });
  };
}

Action DefineConfirmUnits(Arguments& app) {
  auto who = std::make_shared<std::string>();
  app.Add("MEMBER", *who, "Whose units, by handle");
  return [who](Session& session) -> absl::Status {
    v1::ConfirmUnitsRequest request;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    request.set_name(MemberName(assembly, *who));
    return Act(session, &UnitStub::ConfirmUnits, request);
  };
}

// "agree,stand-aside" and so on.
Part<v1::GiveMandateRequest> MaySayStances() {
  return [](Arguments& app) -> Fill<v1::GiveMandateRequest> {
    auto words = std::make_shared<std::vector<std::string>>();
    app.Add("--may-say", *words, "Which positions: agree,stand-aside,block").InOneWord();
    return [words](Session&, v1::GiveMandateRequest& request) -> absl::Status {
      for (const std::string& word : *words) {
        const std::string name =
            absl::StrCat("STANCE_", absl::AsciiStrToUpper(absl::StrReplaceAll(word, {{"-", "_"}})));
        v1::Stance stance = v1::STANCE_UNSPECIFIED;
        if (!v1::Stance_Parse(name, &stance)) {
          return absl::InvalidArgumentError(absl::StrCat("there is no position \"", word, "\""));
        }
        request.add_stances(stance);
      }
      return absl::OkStatus();
    };
  };
}

}  // namespace

std::vector<Verb> UnitVerbs() {
  return {
      {"units",
       kGroupAssembly,
       "Households, pods, organisations that have one voice each, and who speaks for them.",
       {"assent units"},
       {"ListUnits"},
       [](Arguments&) -> Action { return ShowUnits; }},
      {"confirm-units",
       kGroupAssembly,
       "Confirm what a member says of their units.",
       {"assent confirm-units bo"},
       {"ConfirmUnits"},
       DefineConfirmUnits},
      {"spoke",
       kGroupAssembly,
       "Say whom you would have speak for your unit; more than half of it decides.",
       {"assent spoke kitchen bo", "assent spoke kitchen"},
       {"NameSpoke"},
       DefineSpoke},
      {"mandate",
       kGroupPositions,
       "Say what your unit's spoke may say on a proposal as it stands.",
       {"assent mandate 17 --unit kitchen --may-say agree,stand-aside -m \"not on Sundays\""},
       {"GiveMandate"},
       OnProposal(&UnitStub::GiveMandate,
                  {Word("--unit", &v1::GiveMandateRequest::mutable_unit, "A unit of yours"),
                   MaySayStances(),
                   MaySay(&v1::GiveMandateRequest::mutable_note, "What the unit wants said")})},
      {"confirm-mandate",
       kGroupPositions,
       "Confirm the mandate that another member of your unit gave.",
       {"assent confirm-mandate 17 --unit kitchen"},
       {"ConfirmMandate"},
       OnProposal(&UnitStub::ConfirmMandate,
                  {Word("--unit", &v1::ConfirmMandateRequest::mutable_unit, "A unit of yours")})},
      {"mandates",
       kGroupPositions,
       "What the spokes of units may say on a proposal.",
       {"assent mandates 17"},
       {"ListMandates"},
       DefineMandates},
  };
}

}  // namespace assent::cli
