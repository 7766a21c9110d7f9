#include "tests/scenarios/runner/render.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/rules/explain.h"
#include "tests/scenarios/runner/fields.h"

namespace assent::scenario {
namespace {

template <typename Enum>
std::string NameOf(Enum value) {
  const auto* found = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value);
  return found == nullptr ? absl::StrCat(static_cast<int>(value)) : ShortName(*found);
}

std::string Number(absl::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

std::string Quoted(absl::string_view text) { return absl::StrCat("\"", text, "\""); }

std::string When(const World& world, const google::protobuf::Timestamp& time) {
  return world.Since(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
}

template <typename Names>
std::string Handles(const World& world, const Names& names) {
  return absl::StrJoin(names, ", ", [&](std::string* out, const std::string& name) {
    out->append(world.HandleOf(name));
  });
}

// " by ana"; of nobody "".
std::string By(const World& world, const std::string& member) {
  return member.empty() ? "" : absl::StrCat(" by ", world.HandleOf(member));
}

std::string Voices(const World& world,
                   const google::protobuf::RepeatedPtrField<v1::Position>& positions) {
  return absl::StrJoin(positions, ", ", [&](std::string* out, const v1::Position& position) {
    absl::StrAppend(out, world.HandleOf(position.member()),
                    position.reason().empty() ? "" : absl::StrCat(" ", Quoted(position.reason())));
  });
}

// Who stood aside and must help all the same.
std::string Bound(const World& world, const v1::Decision& decision) {
  std::vector<std::string> bound;
  for (const v1::Position& position : decision.stand_asides()) {
    if (position.bound()) bound.push_back(world.HandleOf(position.member()));
  }
  return absl::StrJoin(bound, ", ");
}

std::string Actions(const World& world,
                    const google::protobuf::RepeatedPtrField<v1::ActionPoint>& points) {
  return absl::StrJoin(points, ", ", [&](std::string* out, const v1::ActionPoint& point) {
    absl::StrAppend(
        out, Quoted(point.task()), By(world, point.member()),
        point.has_due_time() ? absl::StrCat(" until ", When(world, point.due_time())) : "",
        point.moved_by().empty() ? "" : absl::StrCat(", ", NameOf(point.state())),
        point.moved_by() == point.member() ? "" : By(world, point.moved_by()),
        point.reason().empty() ? "" : absl::StrCat(" ", Quoted(point.reason())));
  });
}

std::string AppealOf(const World& world, const v1::Appeal& appeal) {
  return absl::StrCat(NameOf(appeal.state()), By(world, appeal.appellant()), ": ",
                      Quoted(appeal.reason()), ", uphold ", appeal.uphold_votes(), ", overturn ",
                      appeal.overturn_votes());
}

std::string Objections(const World& world,
                       const google::protobuf::RepeatedPtrField<v1::KeepObjection>& objections) {
  return absl::StrJoin(objections, ", ", [&](std::string* out, const v1::KeepObjection& one) {
    absl::StrAppend(out, world.HandleOf(one.member()), " ", Quoted(one.reason()));
  });
}

template <typename Names>
std::string Numbers(const Names& names) {
  return absl::StrJoin(
      names, ", ", [](std::string* out, const std::string& name) { out->append(Number(name)); });
}

std::string Statements(const World& world, const v1::Decision& decision) {
  return absl::StrJoin(decision.dissent_statements(), ", ",
                       [&](std::string* out, const v1::DissentStatement& statement) {
                         absl::StrAppend(out, world.HandleOf(statement.member()), " ",
                                         Quoted(statement.text()));
                       });
}

std::string TemperatureOf(const v1::TemperatureCheck& check) {
  return absl::StrCat(check.warm(), " warm, ", check.lukewarm(), " lukewarm, ", check.cold(),
                      " cold; hands ", check.hands_warm(), ", ", check.hands_lukewarm(), ", ",
                      check.hands_cold());
}

std::string Positive(int64_t number) { return number == 0 ? "" : absl::StrCat(number); }

}  // namespace

// What was left before the call: "ana AGREE, bo STAND_ASIDE".
std::string AdvanceOf(const World& world, const v1::Proposal& p) {
  std::vector<std::string> left;
  for (const v1::AdvancePosition& one : p.advance_positions()) {
    left.push_back(absl::StrCat(world.HandleOf(one.member()), " ", NameOf(one.stance())));
  }
  return absl::StrJoin(left, ", ");
}

// "1 eve: "It holds"; 2 Dr. Okoye: waits".
std::string AdviceOf(const World& world, const v1::Proposal& p) {
  std::vector<std::string> asked;
  for (const v1::Advice& one : p.advice()) {
    const std::string who = one.member().empty() ? one.person() : world.HandleOf(one.member());
    const std::string by =
        one.recorded_by().empty() ? "" : absl::StrCat(" by ", world.HandleOf(one.recorded_by()));
    asked.push_back(absl::StrCat(
        one.number(), " ", who, by, ": ",
        one.has_answer_time() ? absl::StrCat("\"", one.answer(), "\"") : std::string("waits")));
  }
  return absl::StrJoin(asked, "; ");
}

std::vector<Fact> FactsOf(const World& world, const v1::Proposal& p) {
  const auto when = [&](bool has, const google::protobuf::Timestamp& time) {
    return has ? When(world, time) : "";
  };
  return {
      {"state", NameOf(p.state()), true},
      {"phase", p.phase(), true},
      {"revision", absl::StrCat(p.revision()), true},
      {"kind", NameOf(p.kind())},
      {"title", p.title()},
      {"text", p.text()},
      {"proposer", p.proposer().empty() ? "" : world.HandleOf(p.proposer())},
      {"co_proposers", Handles(world, p.co_proposers())},
      {"asked", Handles(world, p.asked_co_proposers())},
      {"declined", Handles(world, p.declined_co_proposers())},
      {"facilitator", p.facilitator().empty() ? "" : world.HandleOf(p.facilitator())},
      {"rule",
       p.has_rule() ? absl::StrCat(p.rule_id(), " version ", p.rule().version()) : p.rule_id()},
      {"electorate", Positive(p.electorate_size())},
      {"attendance", Positive(p.attendance())},
      {"uncounted", Positive(p.uncounted_attendance())},
      {"actions", Actions(world, p.action_points())},
      {"urgent", p.urgent_reason()},
      {"scope", p.urgent_scope()},
      {"starts", when(p.has_phase_start_time(), p.phase_start_time())},
      {"min", when(p.has_phase_min_time(), p.phase_min_time())},
      {"ends", when(p.has_phase_end_time(), p.phase_end_time())},
      {"discussion_min", when(p.has_discussion_min_time(), p.discussion_min_time())},
      {"discussion_end", when(p.has_discussion_end_time(), p.discussion_end_time())},
      {"returns", when(p.has_return_time(), p.return_time())},
      {"withdraws", when(p.has_withdraw_time(), p.withdraw_time())},
      {"why", p.state_reason()},
      {"outcome", p.has_tally() ? NameOf(p.tally().outcome()) : ""},
      {"decision", p.decision().empty() ? "" : Number(p.decision())},
      {"replaces", Numbers(p.replaces())},
      {"advance", AdvanceOf(world, p)},
      {"advice", AdviceOf(world, p)},
      {"temperature", p.has_temperature() ? TemperatureOf(p.temperature()) : ""},
      {"appeal", p.has_appeal() ? AppealOf(world, p.appeal()) : ""},
  };
}

std::vector<Fact> FactsOf(const World& world, const v1::Decision& d) {
  const v1::Standing& standing = d.standing();
  const bool today = d.has_standing();  // else as on the day when it was decided
  const bool review = today ? standing.has_review_time() : d.has_review_time();
  const bool sunset = today ? standing.has_sunset_time() : d.has_sunset_time();
  return {
      {"state", NameOf(today ? standing.state() : d.state()), true},
      {"outcome", d.has_tally() ? NameOf(d.tally().outcome()) : "", true},
      {"phase", d.phase(), true},
      {"revision", absl::StrCat(d.revision()), true},
      {"title", d.title()},
      {"text", d.text()},
      {"rule", absl::StrCat(d.rule().id(), " version ", d.rule().version())},
      {"electorate", Positive(d.electorate_size())},
      {"reservations", Voices(world, d.reservations()), true},
      {"stand_asides", Voices(world, d.stand_asides()), true},
      {"bound", Bound(world, d)},
      {"dissent", Voices(world, d.dissent()), true},
      {"statements", Statements(world, d), true},
      {"actions", Actions(world, d.action_points()), true},
      {"decided", When(world, d.decide_time())},
      {"review", review ? When(world, today ? standing.review_time() : d.review_time()) : ""},
      {"sunset", sunset ? When(world, today ? standing.sunset_time() : d.sunset_time()) : ""},
      {"effect", d.has_effect_time() ? When(world, d.effect_time()) : ""},
      {"obstacle", standing.effect_obstacle()},
      {"replaces", Numbers(d.replaces())},
      {"ended_by", standing.ended_by().empty() ? "" : Number(standing.ended_by())},
      {"ended", standing.has_end_time() ? When(world, standing.end_time()) : ""},
      {"reaffirmed", standing.has_reaffirm_time() ? When(world, standing.reaffirm_time()) : ""},
      {"keeper", standing.keeper().empty() ? "" : world.HandleOf(standing.keeper())},
      {"keep_until", standing.has_keep_time() ? When(world, standing.keep_time()) : ""},
      {"objections", Objections(world, standing.objections())},
  };
}

namespace {

std::string Waiting(const v1::UnitChange& change) {
  std::vector<std::string> units(change.further_units().begin(), change.further_units().end());
  if (!change.unit().empty()) units.insert(units.begin(), change.unit());
  return units.empty() ? "their own" : absl::StrJoin(units, ",");
}

}  // namespace

std::string LineOf(const World&, const v1::Member& m) {
  return absl::StrCat(
      m.handle(), " ", NameOf(m.state()), m.founder() ? " founder" : "",
      m.unit().empty() ? "" : absl::StrCat(" unit ", m.unit()),
      m.further_units().empty() ? ""
                                : absl::StrCat(" further ", absl::StrJoin(m.further_units(), ",")),
      m.has_waiting_units() ? absl::StrCat(" waits to be in ", Waiting(m.waiting_units())) : "",
      m.attributes().empty() ? ""
                             : absl::StrCat(" attributes ", absl::StrJoin(m.attributes(), ",")),
      m.meetings_attended() == 0 ? "" : absl::StrCat(" meetings ", m.meetings_attended()),
      m.refuses_recording() ? " refuses recording" : "", m.guest() ? " guest" : "");
}

std::string LineOf(const World& world, const v1::Application& application) {
  std::string line = absl::StrCat(Number(application.name()), " ", NameOf(application.kind()), " ",
                                  application.handle(), ": ", NameOf(application.state()));
  if (application.supporters_needed() != 0) {
    absl::StrAppend(&line, ", ", application.supporters_size(), " of ",
                    application.supporters_needed(), " vouch");
  }
  if (application.has_effect_time()) {
    absl::StrAppend(&line, ", takes effect ",
                    world.Since(absl::FromUnixSeconds(application.effect_time().seconds())));
  }
  if (application.has_expire_time()) {
    absl::StrAppend(&line, ", expires ",
                    world.Since(absl::FromUnixSeconds(application.expire_time().seconds())));
  }
  if (application.objector().empty()) return line;
  return absl::StrCat(line, By(world, application.objector()), ": ", application.objection());
}

std::string LineOf(const World& world, const v1::Invitation& invitation) {
  return absl::StrCat(Number(invitation.name()), " ", NameOf(invitation.state()),
                      By(world, invitation.inviter()),
                      invitation.joined_member().empty()
                          ? ""
                          : absl::StrCat(", joined ", world.HandleOf(invitation.joined_member())),
                      invitation.guest() ? ", guest" : "",
                      invitation.admission().empty()
                          ? ""
                          : absl::StrCat(", admitted by ", Number(invitation.admission())));
}

std::string LineOf(const World& world, const v1::Role& role) {
  const auto handles = Handles(world, role.next_members());
  return absl::StrCat(
      role.role(), ": ", role.member().empty() ? "vacant" : world.HandleOf(role.member()),
      role.has_end_time() ? absl::StrCat(" until ", When(world, role.end_time())) : "",
      handles.empty() ? "" : absl::StrCat(", then ", handles));
}

std::string LineOf(const World&, const v1::Pool& pool) {
  return absl::StrCat(pool.pool(), ": ", pool.balance(), " ", pool.unit(), ", ", pool.movements(),
                      pool.movements() == 1 ? " movement" : " movements");
}

std::string LineOf(const World&, const v1::PoolMovement& m) {
  return absl::StrCat(m.pool(), " ", m.number(), " ", NameOf(m.kind()), " ", m.amount(),
                      m.party().empty() ? "" : absl::StrCat(" ", Quoted(m.party())), ", balance ",
                      m.balance(), ", decision ", Number(m.decision()),
                      m.allocation().empty() ? "" : absl::StrCat(", of ", Number(m.allocation())));
}

std::string LineOf(const World& world, const v1::Proposal& p) {
  return absl::StrCat(Number(p.name()), " ", NameOf(p.state()), By(world, p.proposer()), ": ",
                      Quoted(p.title()));
}

std::string LineOf(const World&, const v1::Decision& decision) {
  return absl::StrCat(
      Number(decision.name()), " ",
      NameOf(decision.has_standing() ? decision.standing().state() : decision.state()), ": ",
      Quoted(decision.title()));
}

std::string LineOf(const World& world, const v1::Revision& revision) {
  return absl::StrCat(Number(revision.name()), By(world, revision.author()),
                      revision.editorial() ? ", editorial" : "",
                      revision.amendment().empty()
                          ? ""
                          : absl::StrCat(", amendment ", Number(revision.amendment())),
                      ": ", Quoted(revision.text()));
}

std::string LineOf(const World& world, const v1::Amendment& a) {
  return absl::StrCat(
      Number(a.name()), " ", NameOf(a.kind()), " ", NameOf(a.state()), By(world, a.author()),
      a.amends().empty() ? absl::StrCat(" on revision ", a.base_revision())
                         : absl::StrCat(" on amendment ", Number(a.amends())),
      a.votes_for() + a.votes_against() == 0
          ? ""
          : absl::StrCat(", ", a.votes_for(), " for, ", a.votes_against(), " against"),
      a.incorporated_revision() == 0
          ? ""
          : absl::StrCat(", became revision ", a.incorporated_revision()),
      ": ", Quoted(a.text()));
}

std::string LineOf(const World& world, const v1::Concern& c) {
  const bool adopted = !c.holder().empty() && c.holder() != c.author();
  return absl::StrCat(
      Number(c.name()), " ", NameOf(c.kind()), " ", NameOf(c.state()), By(world, c.author()),
      " on revision ", c.revision(), c.block() ? ", block" : "",
      adopted ? absl::StrCat(", held by ", world.HandleOf(c.holder())) : "",
      c.holder().empty() ? ", held by nobody" : "", c.hold_ended() ? ", hold ended" : "",
      c.about_process() ? ", about the process" : "", ": ", Quoted(c.text()));
}

std::string LineOf(const World& world, const v1::Block& b) {
  return absl::StrCat(
      Number(b.name()), " ", NameOf(b.state()), By(world, b.holder()), " on revision ",
      b.revision(),
      b.supporters().empty() ? "" : absl::StrCat(", supported by ", Handles(world, b.supporters())),
      b.has_challenge() ? absl::StrCat(", challenged", By(world, b.challenge().challenger())) : "",
      b.challenge().valid_votes() + b.challenge().invalid_votes() == 0
          ? ""
          : absl::StrCat(", ", b.challenge().valid_votes(), " find it valid, ",
                         b.challenge().invalid_votes(), " invalid"),
      b.principle().empty() ? "" : absl::StrCat(", principle ", Quoted(b.principle())),
      b.release_condition().empty() ? ""
                                    : absl::StrCat(", release ", Quoted(b.release_condition())));
}

std::string LineOf(const World& world, const v1::Position& p) {
  return absl::StrCat(world.HandleOf(p.member()), " ", p.hidden() ? "hidden" : NameOf(p.stance()),
                      " on revision ", p.revision(),
                      p.recorded_by().empty()
                          ? ""
                          : absl::StrCat(", recorded by ", world.HandleOf(p.recorded_by())),
                      p.about_process() ? ", about the process" : "",
                      p.in_advance() ? ", in advance" : "", p.counts() ? "" : ", does not count",
                      p.reason().empty() ? "" : absl::StrCat(": ", Quoted(p.reason())));
}

std::string LineOf(const World& world, const v1::Entry& entry) {
  return absl::StrCat(entry.type(), By(world, entry.author()));
}

std::string LineOf(const World&, const v1::Condition& condition) {
  const std::string sentence =
      condition.sentence().empty() ? rules::Explain(condition) : condition.sentence();
  return absl::StrCat(condition.holds()     ? "holds: "
                      : condition.decides() ? "fails: "
                                            : "note: ",
                      sentence);
}

}  // namespace assent::scenario
