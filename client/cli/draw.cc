#include "client/cli/draw.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/answer.h"
#include "client/cli/elections.h"
#include "client/cli/memory.h"
#include "client/cli/names.h"
#include "client/cli/words.h"
#include "server/rules/explain.h"

namespace assent::cli {
namespace {

void DrawActionPoints(Scene& scene,
                      const google::protobuf::RepeatedPtrField<v1::ActionPoint>& points) {
  if (points.empty()) return;
  scene.screen.Heading("To do");
  for (const v1::ActionPoint& point : points) {
    const std::string who = point.member().empty() ? "nobody yet" : scene.Who(point.member());
    const std::string due = scene.When(point.due_time());
    scene.screen.Item(absl::StrCat(point.task(), " – ", who, due.empty() ? "" : ", by ", due,
                                   ProgressOf(scene, point)));
  }
}

void DrawPositions(Scene& scene, absl::string_view heading,
                   const google::protobuf::RepeatedPtrField<v1::Position>& positions) {
  if (positions.empty()) return;
  scene.screen.Heading(heading);
  for (const v1::Position& position : positions) {
    scene.screen.Item(absl::StrCat(scene.Who(position.member()), ", ", WordsOf(position.stance()),
                                   position.bound() ? " (bound: helps all the same)" : "",
                                   position.reason().empty() ? "" : ": ", position.reason()));
  }
}

// Of what repeals: nobody is to think that a pool or a charter is as it was before.
constexpr char kDoneStaysDone[] =
    "ends what they give (roles, admissions); what they did once stays done: to undo a change of "
    "the charter, a movement of a pool, or who belongs, propose that";

// "12, 14".
std::string Numbers(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, ", ", [](std::string* out, const std::string& name) {
    absl::StrAppend(out, NumberOf(name));
  });
}

std::string ReleaseInWords(Scene& scene, const v1::ReleaseWhen& when) {
  switch (when.when_case()) {
    case v1::ReleaseWhen::kProposalAdopted:
      return absl::StrCat("proposal ", NumberOf(when.proposal_adopted()), " is adopted");
    case v1::ReleaseWhen::kAmendmentTaken:
      return absl::StrCat("amendment ", when.amendment_taken(), " is taken in");
    case v1::ReleaseWhen::kConcernSettled:
      return absl::StrCat("concern ", when.concern_settled(), " is settled");
    case v1::ReleaseWhen::kTime:
      return scene.When(when.time());
    default:
      return "";
  }
}

// The sentence that the server sent, or our own where it sent none.
std::string SentenceOf(const v1::Condition& condition) {
  return condition.sentence().empty() ? rules::Explain(condition) : condition.sentence();
}

void DrawConditions(Scene& scene, const v1::Tally& tally) {
  const std::string few = rules::FewAnswered(tally);
  if (!few.empty()) scene.screen.Item(few);
  for (const v1::Condition& condition : tally.conditions()) {
    scene.screen.Condition(condition.holds(), condition.decides(), SentenceOf(condition));
  }
}

// Withdrawn, lapsed or back in discussion: nothing was counted.
void DrawTally(Scene& scene, const v1::Tally& tally) {
  if (tally.outcome() == v1::OUTCOME_UNSPECIFIED) return;
  scene.screen.Heading(absl::StrCat("Tally: ", rules::HeadlineOf(tally)));
  DrawConditions(scene, tally);
}

// Read before anybody says where they stand.
void DrawAdvice(Scene& scene, const v1::Proposal& proposal) {
  if (proposal.advice().empty()) return;
  scene.screen.Heading("Advice, which binds nobody");
  for (const v1::Advice& advice : proposal.advice()) {
    const std::string who = advice.member().empty() ? advice.person() : scene.Who(advice.member());
    scene.screen.Field(
        absl::StrCat(advice.number()),
        absl::StrCat(who, ", asked by ", scene.Who(advice.asked_by()), ": ", advice.question()));
    scene.screen.Field("", advice.has_answer_time() ? advice.answer() : "no answer yet");
  }
}

void DrawDates(Scene& scene, const v1::Proposal& proposal) {
  scene.screen.Field("introduced", scene.When(proposal.introduce_time()));
  if (proposal.phase().empty()) {  // not called yet
    scene.screen.Field("call from", scene.When(proposal.discussion_min_time()));
    scene.screen.Field("lapses", scene.When(proposal.discussion_end_time()));
  }
  scene.screen.Field("phase", proposal.phase());
  scene.screen.Field("decide from", scene.When(proposal.phase_min_time()));
  scene.screen.Field("ends", scene.When(proposal.phase_end_time()));
  scene.screen.Field("comes back", scene.When(proposal.return_time()));
  scene.screen.Field("withdrawn", scene.When(proposal.withdraw_time()));
}

}  // namespace

void Draw(Scene& scene, const v1::Proposal& proposal) {
  scene.screen.Title(absl::StrCat(NumberOf(proposal.name()), "  ", proposal.title()));
  scene.screen.Field("state", WordsOf(proposal.state()));
  scene.screen.Field("why", proposal.state_reason());
  scene.screen.Field("urgent", proposal.urgent_reason());
  scene.screen.Field("urgent scope", proposal.urgent_scope());
  scene.screen.Field("revision", absl::StrCat(proposal.revision()));
  scene.screen.Field("by", scene.Who(proposal.proposer()));
  scene.screen.Field("with", scene.Everyone(proposal.co_proposers()));
  scene.screen.Field("asked to bring it, too", scene.Everyone(proposal.asked_co_proposers()));
  scene.screen.Field("do not bring it", scene.Everyone(proposal.declined_co_proposers()));
  scene.screen.Field("facilitator", scene.Who(proposal.facilitator()));
  scene.screen.Field("rule", proposal.rule_id());
  scene.screen.Field("certificate",
                     proposal.publish_certificate() ? "may be shown to others, if adopted" : "");
  if (proposal.electorate_size() > 0) {
    scene.screen.Field("voices", absl::StrCat(proposal.electorate_size()));
  }
  scene.screen.Field(proposal.repeals() ? "repeals" : "replaces", Numbers(proposal.replaces()));
  scene.screen.Field("note", proposal.repeals() ? kDoneStaysDone : "");
  if (proposal.has_appeal()) {
    const v1::Appeal& appeal = proposal.appeal();
    scene.screen.Field("appeal",
                       absl::StrCat(WordsOf(appeal.state()), ", by ", scene.Who(appeal.appellant()),
                                    ": ", appeal.reason(), " (", appeal.uphold_votes(), " uphold, ",
                                    appeal.overturn_votes(), " overturn)"));
  }
  if (proposal.has_temperature()) {
    scene.screen.Field("temperature", TemperatureWords(proposal.temperature()));
  }
  for (const v1::AdvancePosition& left : proposal.advance_positions()) {
    scene.screen.Field("in advance",
                       absl::StrCat(scene.Who(left.member()), ": ", WordsOf(left.stance()),
                                    left.reason().empty() ? "" : ": ", left.reason()));
  }
  DrawDates(scene, proposal);
  if (!proposal.text().empty()) {
    scene.screen.Heading("Text");
    scene.screen.Text(proposal.text());
  }
  if (proposal.has_election()) DrawElection(scene, proposal.election());
  DrawAdvice(scene, proposal);
  DrawActionPoints(scene, proposal.action_points());
  DrawTally(scene, proposal.tally());
}

void Draw(Scene& scene, const v1::Tally& tally) {
  scene.screen.Title(tally.outcome() == v1::OUTCOME_UNSPECIFIED ? "no positions are asked for yet"
                                                                : rules::HeadlineOf(tally));
  DrawConditions(scene, tally);
}

void Draw(Scene& scene, const v1::Decision& decision) {
  scene.screen.Title(absl::StrCat(NumberOf(decision.name()), "  ", decision.title()));
  const v1::Standing& standing = decision.standing();
  const bool today = decision.has_standing();
  scene.screen.Field("state", WordsOf(today ? standing.state() : decision.state()));
  scene.screen.Field("on", scene.When(decision.decide_time()));
  scene.screen.Field("revision", absl::StrCat(decision.revision()));
  scene.screen.Field("rule", decision.rule().id());
  scene.screen.Field("phase", decision.phase());
  scene.screen.Field("voices", absl::StrCat(decision.electorate_size()));
  scene.screen.Field("review", scene.When(today ? standing.review_time() : decision.review_time()));
  scene.screen.Field("ends", scene.When(today ? standing.sunset_time() : decision.sunset_time()));
  scene.screen.Field("takes effect", scene.When(decision.effect_time()));
  scene.screen.Field("stays undone", standing.effect_obstacle());
  scene.screen.Field(decision.repeals() ? "repeals" : "replaces", Numbers(decision.replaces()));
  scene.screen.Field("note", decision.repeals() ? kDoneStaysDone : "");
  scene.screen.Field(
      "ended by", standing.ended_by().empty() ? "" : absl::StrCat(NumberOf(standing.ended_by())));
  scene.screen.Field("kept on", scene.When(standing.reaffirm_time()));
  if (!standing.keeper().empty()) {
    scene.screen.Field("kept by", absl::StrCat(scene.Who(standing.keeper()),
                                               ", unless somebody "
                                               "objects by ",
                                               scene.When(standing.keep_time())));
  }
  scene.screen.Heading("Text");
  scene.screen.Text(decision.text());
  if (decision.has_election()) DrawElection(scene, decision.election());
  for (const v1::DissentStatement& statement : decision.dissent_statements()) {
    scene.screen.Heading(absl::StrCat("Dissent of ", scene.Who(statement.member())));
    scene.screen.Text(statement.text());
  }
  DrawActionPoints(scene, decision.action_points());
  DrawPositions(scene, "Dissent", decision.dissent());
  DrawPositions(scene, "Standing aside", decision.stand_asides());
  DrawPositions(scene, "Reservations", decision.reservations());
  DrawTally(scene, decision.tally());
}

void Draw(Scene& scene, const v1::Concern& concern) {
  scene.screen.Title(absl::StrCat(WordsOf(concern.kind()), " ", NumberOf(concern.name())));
  scene.screen.Field("state", WordsOf(concern.state()));
  scene.screen.Field("by", scene.Who(concern.author()));
  if (concern.holder() != concern.author()) {
    scene.screen.Field("held by", scene.Who(concern.holder()));
  }
  scene.screen.Field("revision", absl::StrCat(concern.revision()));
  scene.screen.Field("adopt by", scene.When(concern.adopt_by_time()));
  scene.screen.Text(concern.text());
  for (const v1::Answer& answer : concern.answers()) {
    // Among them is what the holder said in resolving it, which is no answer.
    const char* whose = answer.author() == concern.holder() ? "Its holder " : "Answer by ";
    scene.screen.Heading(
        absl::StrCat(whose, scene.Who(answer.author()), ", ", scene.Minute(answer.create_time())));
    scene.screen.Text(answer.text());
  }
}

void Draw(Scene& scene, const v1::Amendment& amendment) {
  scene.screen.Title(absl::StrCat(WordsOf(amendment.kind()), " amendment ",
                                  NumberOf(amendment.name()), " to revision ",
                                  amendment.base_revision()));
  scene.screen.Field("state", WordsOf(amendment.state()));
  scene.screen.Field("by", scene.Who(amendment.author()));
  scene.screen.Field("amends", amendment.amends().empty()
                                   ? ""
                                   : absl::StrCat("amendment ", NumberOf(amendment.amends())));
  scene.screen.Field("settles", scene.When(amendment.settle_time()));
  scene.screen.Field("votes", absl::StrCat(amendment.votes_for(), " for, ",
                                           amendment.votes_against(), " against"));
  scene.screen.Field("why", amendment.reason());
  scene.screen.Heading(amendment.title().empty() ? "Text" : amendment.title());
  scene.screen.Text(amendment.text());
}

void Draw(Scene& scene, const v1::Block& block) {
  scene.screen.Title(absl::StrCat("block ", NumberOf(block.name())));
  scene.screen.Field("state", WordsOf(block.state()));
  scene.screen.Field("by", scene.Who(block.holder()));
  scene.screen.Field("principle", block.principle());
  scene.screen.Field("revision", absl::StrCat(block.revision()));
  scene.screen.Field("ends if", block.release_condition());
  scene.screen.Field("ends when", ReleaseInWords(scene, block.release_when()));
  scene.screen.Field("supporters", scene.Everyone(block.supporters()));
  scene.screen.Field("reminder", scene.When(block.nag_time()));
  scene.screen.Field("lapses", scene.When(block.lapse_time()));
  if (!block.has_challenge()) return;
  const v1::Challenge& challenge = block.challenge();
  scene.screen.Heading(absl::StrCat("Challenged by ", challenge.challenger().empty()
                                                          ? "the rule"
                                                          : scene.Who(challenge.challenger())));
  scene.screen.Text(challenge.reason());
  scene.screen.Field("findings", absl::StrCat(challenge.valid_votes(), " valid, ",
                                              challenge.invalid_votes(), " invalid"));
  scene.screen.Field("argument", WordsOf(challenge.logic()));
  scene.screen.Field("attempt", WordsOf(challenge.attempt()));
}

void Draw(Scene& scene, const v1::Member& member) {
  scene.screen.Title(absl::StrCat("@", member.handle()));
  scene.screen.Field("state", WordsOf(member.state()));
  scene.screen.Field("joined", scene.When(member.join_time()));
  scene.screen.Field("founder", member.founder() ? "yes" : "");
  scene.screen.Field("unit", member.unit());
  for (const std::string& unit : member.further_units()) scene.screen.Field("also of", unit);
  if (member.has_waiting_units()) {
    scene.screen.Field("units", "a change waits to be confirmed: assent needs-me");
  }
  scene.screen.Field("raised hands", member.refuses_recording() ? "may not be recorded" : "");
  for (const std::string& attribute : member.attributes()) {
    scene.screen.Field("attribute", attribute);
  }
  scene.screen.Field("last act", scene.When(member.last_act_time()));
}

}  // namespace assent::cli
