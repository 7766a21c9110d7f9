#include "client/cli/memory.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "assent/v1/decision_memory_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/reading.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

using Memory = v1::DecisionMemoryService::Stub;

// People read the best; programs get a page of them.
constexpr int kMostShown = 20;

struct SearchArgs {
  std::vector<std::string> words;
  bool in_force = false;
  std::string filter;
};

absl::Status Search(Session& session, const SearchArgs& args) {
  v1::SearchDecisionsRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_query(absl::StrJoin(args.words, " "));
  std::vector<std::string> filter;
  if (args.in_force) filter.push_back("in_force=true");
  if (!args.filter.empty()) filter.push_back(args.filter);
  request.set_filter(absl::StrJoin(filter, " AND "));
  request.set_page_size(kMostShown);
  ASSENT_ASSIGN_OR_RETURN(const v1::SearchDecisionsResponse found,
                          Call(session, &Memory::SearchDecisions, request));
  if (found.some_words_only()) session.Note("no decision has all of these words; these have some");
  ASSENT_RETURN_IF_ERROR(ShowList(
      session, std::vector<v1::FoundDecision>(found.results().begin(), found.results().end())));
  if (!found.next_page_token().empty()) session.Note("there are more; add words");
  if (!found.results().empty()) {
    session.Next(absl::StrCat("assent decision ", NumberOf(found.results(0).decision().name())));
  }
  return absl::OkStatus();
}

Action DefineSearch(Arguments& app) {
  auto args = std::make_shared<SearchArgs>();
  app.Add("WORDS", args->words, "Words; those that belong together in \"double quotes\"")
      .Required();
  app.AddFlag("--in-force", args->in_force, "Only decisions in force");
  app.Add("--filter", args->filter, "state=REJECTED, rule_id=ID, joined by AND");
  return [args](Session& session) { return Search(session, *args); };
}

absl::StatusOr<std::string> DecisionOf(Session& session, const std::string& typed) {
  ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(typed));
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  return DecisionName(assembly, number);
}

Action DefineDissent(Arguments& app) {
  auto number = std::make_shared<std::string>();
  app.Add("DECISION", *number, "Its number").Required();
  const auto args = AddWritten(app, "your statement");
  return [=](Session& session) -> absl::Status {
    v1::WriteDissentRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), DecisionOf(session, *number));
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_text(),
                            Written(session, *args, {"your statement", ""}));
    ASSENT_ASSIGN_OR_RETURN(const auto answer, Call(session, &Memory::WriteDissent, request));
    NoteDryRun(session);
    ASSENT_RETURN_IF_ERROR(session.Show(answer, [&](Scene& scene) {
      scene.screen.Line(absl::StrCat("your statement stands beside decision ", *number));
    }));
    session.Next(absl::StrCat("assent decision ", *number));
    return absl::OkStatus();
  };
}

// What people say has become of an action point.
struct Move {
  const char* word;
  v1::ActionPoint::State state;
};
constexpr Move kMoves[] = {
    {"take", v1::ActionPoint::STATE_TAKEN},
    {"done", v1::ActionPoint::STATE_DONE},
    {"drop", v1::ActionPoint::STATE_DROPPED},
    {"open", v1::ActionPoint::STATE_OPEN},
};

absl::StatusOr<v1::ActionPoint::State> StateFor(absl::string_view word) {
  for (const Move& move : kMoves) {
    if (word == move.word) return move.state;
  }
  return absl::InvalidArgumentError(absl::StrCat("take, done, drop or open, not \"", word, "\""));
}

// "17.2": number two of decision 17.
absl::StatusOr<std::string> ActionPointOf(Session& session, const std::string& typed) {
  const std::vector<std::string> parts = absl::StrSplit(typed, '.');
  if (parts.size() != 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("an action point is called like 17.2, not \"", typed, "\""));
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string decision, DecisionOf(session, parts[0]));
  ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(parts[1]));
  return ChildName(decision, "actionPoints", number);
}

Action DefineAction(Arguments& app) {
  auto point = std::make_shared<std::string>();
  auto word = std::make_shared<std::string>();
  app.Add("ACTION", *point, "As in 17.2: number two of decision 17").Required();
  app.Add("WHAT", *word, "take, done, drop (say why), or open: nobody has it any more").Required();
  const auto said = AddWritten(app, "why");
  return [=](Session& session) -> absl::Status {
    v1::UpdateActionPointRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), ActionPointOf(session, *point));
    v1::ActionPoint::State state;
    ASSENT_ASSIGN_OR_RETURN(state, StateFor(*word));
    request.set_state(state);
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_reason(), WrittenIfGiven(session, *said));
    ASSENT_ASSIGN_OR_RETURN(const auto answer, Call(session, &Memory::UpdateActionPoint, request));
    NoteDryRun(session);
    return session.Show(answer, [&](Scene& scene) {
      scene.screen.Line(
          absl::StrCat("action point ", *point, ": ", WordsOf(answer.action_point().state())));
    });
  };
}

struct ActionsArgs {
  bool mine = false, open = false, overdue = false;
  std::string filter;

  std::string Filter() const {
    std::vector<std::string> parts;
    if (mine) parts.push_back("member=-");
    if (overdue) parts.push_back("overdue=true");
    if (open || (mine && !overdue)) parts.push_back("open=true");
    if (!filter.empty()) parts.push_back(filter);
    return absl::StrJoin(parts, " AND ");
  }
};

Action DefineActions(Arguments& app) {
  auto args = std::make_shared<ActionsArgs>();
  app.AddFlag("--mine", args->mine, "Open ones that are yours");
  app.AddFlag("--open", args->open, "Those that somebody still has to do, first due first");
  app.AddFlag("--overdue", args->overdue, "Those of them whose date has passed");
  app.Add("--filter", args->filter, "state=DONE, member=@ana, joined by AND");
  return [args](Session& session) -> absl::Status {
    v1::ListActionPointsRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    request.set_filter(args->Filter());
    ASSENT_ASSIGN_OR_RETURN(const auto points,
                            CallForAll(session, &Memory::ListActionPoints, request,
                                       &v1::ListActionPointsResponse::action_points));
    return ShowList(session, points);
  };
}

}  // namespace

std::vector<Verb> MemoryVerbs() {
  return {
      {"search",
       kGroupReading,
       "Decisions by words of any language, best first.",
       {"assent search cleaning rota", "assent search --in-force \"quiet hours\" -o json"},
       {"SearchDecisions"},
       DefineSearch},
      {"related",
       kGroupReading,
       "The decisions that a proposal changes, names or resembles.",
       {"assent related 17"},
       {"ListRelatedDecisions"},
       ListBelow(&Memory::ListRelatedDecisions, &v1::ListRelatedDecisionsResponse::decisions)},
      {"actions",
       kGroupReading,
       "What decisions gave people to do, and how far it has come.",
       {"assent actions --open", "assent actions --mine", "assent actions --overdue -o csv"},
       {"ListActionPoints"},
       DefineActions},
      {"action",
       kGroupReading,
       "Say what has become of an action point.",
       {"assent action 17.2 take", "assent action 17.2 done",
        "assent action 17.2 drop -m \"the room was sold\""},
       {"UpdateActionPoint"},
       DefineAction},
      {"explain",
       kGroupPositions,
       "Explain why something that you brought the urgent way could not wait; you owe it.",
       {"assent explain 17 -m \"The hearing was moved to the same afternoon.\""},
       {"ExplainUrgency"},
       OnProposal(&Memory::ExplainUrgency,
                  {Said(&v1::ExplainUrgencyRequest::mutable_explanation, "your explanation")})},
      {"dissent",
       kGroupPositions,
       "Write what you have to say about a decision that you did not agree to.",
       {"assent dissent 17 -m \"The rent will rise, and nobody has a plan for it.\""},
       {"WriteDissent"},
       DefineDissent},
  };
}

}  // namespace assent::cli
