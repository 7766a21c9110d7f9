#include "absl/strings/str_cat.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/rule_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/draw.h"
#include "client/cli/parse_message.h"
#include "client/cli/reading.h"
#include "server/rules/describe.h"
#include "server/rules/evaluate_tally.h"
#include "server/rules/presets.h"

namespace assent::cli {
namespace {

using Rules = v1::RuleService::Stub;

absl::Status ShowRules(Session& session, const std::vector<v1::DecisionRule>& rules) {
  return session.ShowAll(*v1::DecisionRule::descriptor(), Pointers(rules),
                         [&](Scene& scene) { Draw(scene, rules); });
}

// Those that this program knows, or those of the server that was named.
absl::StatusOr<std::vector<v1::DecisionRule>> Presets(Session& session) {
  std::vector<v1::DecisionRule> presets;
  if (session.common().server.empty()) {
    for (const v1::DecisionRule* preset : rules::ListPresets()) presets.push_back(*preset);
    return presets;
  }
  std::string address;
  ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(address));
  v1::ListPresetsRequest request;
  request.set_page_size(kLargestPage);
  do {
    ASSENT_ASSIGN_OR_RETURN(const v1::ListPresetsResponse page,
                            CallOn(*connection, session.common(), &Rules::ListPresets, request));
    presets.insert(presets.end(), page.presets().begin(), page.presets().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return presets;
}

Action DefineRules(Arguments& app) {
  auto of_charter = std::make_shared<bool>(false);
  app.AddFlag("--charter", *of_charter, "The rules of your assembly, its default rule first");
  return [of_charter](Session& session) -> absl::Status {
    if (!*of_charter) {
      ASSENT_ASSIGN_OR_RETURN(const auto presets, Presets(session));
      return ShowRules(session, presets);
    }
    v1::GetAssemblyRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), session.assembly());
    ASSENT_ASSIGN_OR_RETURN(const v1::GetAssemblyResponse found,
                            Call(session, &v1::AssemblyService::Stub::GetAssembly, request));
    const v1::Charter& charter = found.assembly().charter();
    std::vector<v1::DecisionRule> rules(charter.rules().begin(), charter.rules().end());
    std::stable_partition(rules.begin(), rules.end(), [&](const v1::DecisionRule& rule) {
      return rule.id() == charter.default_rule();
    });
    return ShowRules(session, rules);
  };
}

absl::Status ShowRule(Session& session, const v1::DecisionRule& rule) {
  return session.Show(rule, [&](Scene& scene) { Draw(scene, rule); });
}

absl::Status ShowRuleOfServer(Session& session, const Connection& connection,
                              const std::string& name) {
  v1::GetRuleRequest request;
  request.set_name(name);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetRuleResponse found,
                          CallOn(connection, session.common(), &Rules::GetRule, request));
  return ShowRule(session, found.rule());
}

Action DefineRule(Arguments& app) {
  auto name = std::make_shared<std::string>();
  auto of_charter = std::make_shared<bool>(false);
  app.Add("NAME", *name, "The rule's name");
  app.AddFlag("--charter", *of_charter, "The rule of your assembly, not the preset");
  return [=](Session& session) -> absl::Status {
    if (name->empty())
      return absl::InvalidArgumentError("NAME is required: assent rules lists them");
    if (*of_charter) {
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      ASSENT_ASSIGN_OR_RETURN(const Connection* connection, session.connection());
      return ShowRuleOfServer(session, *connection, absl::StrCat(assembly, "/rules/", *name));
    }
    if (!session.common().server.empty()) {
      std::string address;
      ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(address));
      return ShowRuleOfServer(session, *connection, absl::StrCat("presets/", *name));
    }
    ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule* rule, rules::RequirePreset(*name));
    return ShowRule(session, *rule);
  };
}

absl::Status ShowSections(Session& session, const v1::DescribeRuleResponse& described) {
  const std::vector<v1::RuleSection> sections(described.sections().begin(),
                                              described.sections().end());
  return session.ShowAll(*v1::RuleSection::descriptor(), Pointers(sections),
                         [&](Scene& scene) { Draw(scene, sections); });
}

struct PlainRule {
  std::string name, file;
  bool of_charter = false;
};

// A rule that this program can read by itself: a file, or a preset unless a
// server was named.
absl::StatusOr<v1::DescribeRuleResponse> DescribeHere(const PlainRule& args) {
  if (args.file.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule* preset, rules::RequirePreset(args.name));
    return rules::DescribeChecked(*preset, "");
  }
  v1::DecisionRule rule;
  ASSENT_RETURN_IF_ERROR(ReadMessageFile("decision rule", args.file, rule));
  return rules::DescribeChecked(rule, "");
}

absl::StatusOr<v1::DescribeRuleResponse> DescribeThere(Session& session, const PlainRule& args) {
  v1::DescribeRuleRequest request;
  if (args.of_charter) {
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    request.set_name(absl::StrCat(assembly, "/rules/", args.name));
    return Call(session, &Rules::DescribeRule, request);
  }
  if (args.file.empty()) {
    request.set_name(absl::StrCat("presets/", args.name));
  } else {
    ASSENT_RETURN_IF_ERROR(ReadMessageFile("decision rule", args.file, *request.mutable_rule()));
  }
  std::string address;
  ASSENT_ASSIGN_OR_RETURN(const auto connection, session.Anonymous(address));
  return CallOn(*connection, session.common(), &Rules::DescribeRule, request);
}

Action DefineRuleShow(Arguments& app) {
  auto args = std::make_shared<PlainRule>();
  app.Add("NAME", args->name, "The rule's name");
  app.AddFlag("--charter", args->of_charter, "The rule of your assembly, not the preset");
  app.Add("--rule-file", args->file, "A file with a rule instead; - is standard input")
      .Kind("FILE");
  return [args](Session& session) -> absl::Status {
    if (args->name.empty() == args->file.empty() || (args->of_charter && !args->file.empty())) {
      return absl::InvalidArgumentError("give the NAME of a rule, or a --rule-file");
    }
    const bool here = session.common().server.empty() && !args->of_charter;
    ASSENT_ASSIGN_OR_RETURN(const v1::DescribeRuleResponse described,
                            here ? DescribeHere(*args) : DescribeThere(session, *args));
    return ShowSections(session, described);
  };
}

// What the charter says of signatures.
std::string SigningInWords(const v1::Charter& charter) {
  switch (charter.signing()) {
    case v1::SIGNING_REQUIRED:
      return "members sign what they do";
    case v1::SIGNING_OFF:
      return "nothing is signed";
    default:
      return "members may sign what they do";
  }
}

// How long texts are kept, and who may erase them.
std::string TextsInWords(const v1::Charter& charter) {
  std::string words =
      charter.retention_days() == 0
          ? "kept"
          : absl::StrCat("of what has ended, erased after ", charter.retention_days(), " days");
  if (charter.erasure()) words += "; members may erase theirs";
  return words;
}

absl::Status ShowAssembly(Session& session) {
  v1::GetAssemblyRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const v1::GetAssemblyResponse found,
                          Call(session, &v1::AssemblyService::Stub::GetAssembly, request));
  const v1::Assembly& assembly = found.assembly();
  return session.Show(assembly, [&](Scene& scene) {
    scene.screen.Title(absl::StrCat(LastPart(assembly.name()), "  ", assembly.display_name()));
    scene.screen.Field("founded", scene.When(assembly.create_time()));
    scene.screen.Field("members", absl::StrCat(assembly.member_count()));
    scene.screen.Field("decides by", assembly.charter().default_rule());
    scene.screen.Field("charter by", assembly.charter().charter_rule());
    scene.screen.Field("time zone", assembly.charter().time_zone());
    scene.screen.Field("signing", SigningInWords(assembly.charter()));
    scene.screen.Field("texts", TextsInWords(assembly.charter()));
    scene.screen.Field("entries", absl::StrCat(assembly.sequence()));
  });
}

}  // namespace

std::vector<Verb> RuleVerbs() {
  return {
      {"assembly",
       kGroupRules,
       "The assembly and what it decides by.",
       {"assent assembly", "assent assembly -o json"},
       {"GetAssembly"},
       [](Arguments&) -> Action { return ShowAssembly; }},
      {"rules",
       kGroupRules,
       "The presets, or with --charter the rules of your assembly.",
       {"assent rules", "assent rules --charter"},
       {"ListPresets"},
       DefineRules},
      {"rule",
       kGroupRules,
       "A rule with all its parameters and its source.",
       {"assent rule sfc_consensus", "assent rule sfc_consensus -o json > my-rule.json"},
       {"GetRule"},
       DefineRule},
      {"rule show",
       kGroupRules,
       "A rule in plain sentences: who decides, what they may say, every step, what stops it.",
       {"assent rule show mutual_aid_default", "assent rule show house --charter",
        "assent rule show --rule-file my-rule.json"},
       {"DescribeRule"},
       DefineRuleShow},
  };
}

}  // namespace assent::cli
