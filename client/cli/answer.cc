#include "client/cli/answer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/names.h"
#include "client/cli/words.h"
#include "server/rules/explain.h"

namespace assent::cli {
namespace {

// The parts of .../proposals/17/concerns/2.
int ChildNumber(absl::string_view name) { return NumberOf(name); }
int ProposalNumber(absl::string_view name) {
  const size_t child = name.rfind('/');
  return NumberOf(name.substr(0, name.substr(0, child).rfind('/')));
}

std::string Below(absl::string_view what, absl::string_view name) {
  return absl::StrCat(what, " ", ChildNumber(name), " of proposal ", ProposalNumber(name));
}

// What usually follows when a proposal is in a state; # is its number.
struct Following {
  v1::Proposal::State state;
  const char* command;
};
constexpr Following kFollowing[] = {
    {v1::Proposal::STATE_DRAFT, "assent introduce #"},
    {v1::Proposal::STATE_INTRODUCED, "assent discuss #, when the questions are answered"},
    {v1::Proposal::STATE_DISCUSSION, "assent hear-concerns #, or assent call #"},
    {v1::Proposal::STATE_CONCERNS, "assent call #, when every concern is dealt with"},
    {v1::Proposal::STATE_CALLED, "assent agree # (or stand-aside, block, …); assent decide #"},
    {v1::Proposal::STATE_BLOCKED, "assent blocks #; assent amend #, or assent start #"},
    {v1::Proposal::STATE_RESOLVING, "assent amend #, or assent unblock #"},
    {v1::Proposal::STATE_FALLBACK, "assent agree #, or assent disagree #; assent decide #"},
    {v1::Proposal::STATE_PROVISIONAL, "assent show #"},
    {v1::Proposal::STATE_ADOPTED, "assent minutes #"},
    {v1::Proposal::STATE_REVIEW_DUE, "assent decision #"},
    {v1::Proposal::STATE_TABLED, "assent return #"},
    {v1::Proposal::STATE_REFERRED, "assent return #"},
    {v1::Proposal::STATE_REJECTED, "assent minutes #"},
    {v1::Proposal::STATE_LAPSED, "assent minutes #"},
};

// Whether the group is asked by which road the rule goes on.
bool ChoosesRoads(const v1::Proposal& proposal) {
  const v1::DecisionRule& rule = proposal.rule();
  const auto& phases = !proposal.urgent_reason().empty() ? rule.urgent().phases() : rule.phases();
  return std::any_of(phases.begin(), phases.end(), [&](const v1::Phase& phase) {
    return phase.has_roads() && phase.name() == proposal.phase();
  });
}

// The same where ballots are cast.
constexpr Following kFollowingBallots[] = {
    {v1::Proposal::STATE_CALLED, "assent vote #; assent decide #"},
    {v1::Proposal::STATE_FALLBACK, "assent vote #; assent decide #"},
    {v1::Proposal::STATE_ADOPTED, "assent results #"},
    {v1::Proposal::STATE_REJECTED, "assent results #"},
};

std::string OnProposal(const char* command, absl::string_view child) {
  return absl::StrCat("assent ", command, " ", ProposalNumber(child));
}

std::string OnChild(const char* command, absl::string_view child) {
  return absl::StrCat(OnProposal(command, child), " ", ChildNumber(child));
}

}  // namespace

void Confirm(Scene& scene, const v1::Proposal& proposal) {
  scene.screen.Line(absl::StrCat("proposal ", NumberOf(proposal.name()), ", revision ",
                                 proposal.revision(), ": ", WordsOf(proposal.state()), " – ",
                                 proposal.title()));
  const std::string tally = proposal.has_tally() ? rules::HeadlineOf(proposal.tally()) : "";
  if (proposal.state_reason() != tally) scene.screen.Field("  why", proposal.state_reason());
  scene.screen.Field("  rule", proposal.rule_id());
  scene.screen.Field("  phase", proposal.phase());
  scene.screen.Field("  until", scene.When(proposal.phase_end_time()));
  scene.screen.Field("  withdrawn", scene.When(proposal.withdraw_time()));
  scene.screen.Field("  comes back", scene.When(proposal.return_time()));
  scene.screen.Field("  tally", tally);
  if (proposal.has_temperature()) {
    scene.screen.Field("  temperature", TemperatureWords(proposal.temperature()));
  }
}

std::string TemperatureWords(const v1::TemperatureCheck& check) {
  const bool hands = check.hands_warm() + check.hands_lukewarm() + check.hands_cold() > 0;
  return absl::StrCat(
      check.warm(), " warm, ", check.lukewarm(), " lukewarm, ", check.cold(), " cold",
      hands ? absl::StrCat("; raised hands: ", check.hands_warm(), " warm, ",
                           check.hands_lukewarm(), " lukewarm, ", check.hands_cold(), " cold")
            : "");
}

void Confirm(Scene& scene, const v1::Amendment& amendment) {
  std::string line =
      absl::StrCat(Below("amendment", amendment.name()), ": ", WordsOf(amendment.state()));
  if (amendment.incorporated_revision() > 0) {
    absl::StrAppend(&line, " as revision ", amendment.incorporated_revision());
  }
  scene.screen.Line(line);
  if (amendment.state() == v1::Amendment::STATE_VOTING) {
    scene.screen.Field("  votes", absl::StrCat(amendment.votes_for(), " for, ",
                                               amendment.votes_against(), " against"));
  }
  scene.screen.Field("  settles", scene.When(amendment.settle_time()));
}

void Confirm(Scene& scene, const v1::Concern& concern) {
  scene.screen.Line(
      absl::StrCat(Below(WordsOf(concern.kind()), concern.name()), ": ", WordsOf(concern.state())));
}

void Confirm(Scene& scene, const v1::Position& position) {
  scene.screen.Line(absl::StrCat("proposal ", ProposalNumber(position.name()), ", revision ",
                                 position.revision(), ": ", WordsOf(position.stance()),
                                 position.recorded_by().empty() ? "" : " (a raised hand)",
                                 position.in_advance() ? " (in advance)" : ""));
}

void Confirm(Scene& scene, const v1::Block& block) {
  scene.screen.Line(absl::StrCat(Below("block", block.name()), ": ", WordsOf(block.state())));
  if (!block.supporters().empty()) {
    scene.screen.Field("  supported", absl::StrCat("by ", block.supporters_size()));
  }
  scene.screen.Field("  lapses", scene.When(block.lapse_time()));
}

void Confirm(Scene& scene, const v1::Member& member) {
  scene.screen.Line(absl::StrCat("@", member.handle(), ": ", WordsOf(member.state())));
  if (member.has_waiting_units()) {
    scene.screen.Field("  units", "take effect once somebody confirms them");
  }
}

void Confirm(Scene& scene, const v1::Mandate& mandate) {
  scene.screen.Line(absl::StrCat("mandate of ", mandate.unit(), " on revision ", mandate.revision(),
                                 ": ", mandate.in_force() ? "in force" : "waits to be confirmed"));
}

void Confirm(Scene& scene, const v1::Advice& advice) {
  scene.screen.Line(
      absl::StrCat("advice ", advice.number(), " of ",
                   advice.member().empty() ? advice.person() : scene.Who(advice.member()), ": ",
                   advice.has_answer_time() ? "given" : "asked for"));
}

void Confirm(Scene& scene, const v1::UrgentEntry& entry) {
  scene.screen.Line(absl::StrCat("your explanation stands beside proposal ",
                                 NumberOf(entry.proposal()), " in the urgency account"));
}

void Confirm(Scene& scene, const v1::Option& option) {
  scene.screen.Line(
      absl::StrCat("option ", option.number(), ", ",
                   option.member().empty() ? option.title() : scene.Who(option.member()), ": ",
                   WordsOf(option.state())));
}

void Confirm(Scene& scene, const v1::Invitation& invitation) {
  scene.screen.Line(
      absl::StrCat("invitation ", NumberOf(invitation.name()), ": ", WordsOf(invitation.state())));
}

void Confirm(Scene& scene, const v1::Token& token) {
  scene.screen.Line(
      absl::StrCat("token ", NumberOf(token.name()),
                   token.app().empty() ? "" : absl::StrCat(" of the app ", token.app()),
                   token.has_revoke_time() ? ": it works no more" : ""));
  scene.screen.Field("  works until", scene.When(token.expire_time()));
}

void Confirm(Scene& scene, const v1::DeviceKey& key) {
  scene.screen.Line(absl::StrCat("key ", NumberOf(key.name()),
                                 key.has_revoke_time() ? ": it signs no more" : ": it signs"));
}

void Confirm(Scene& scene, const v1::Application& application) {
  // Nobody outside is told whether there is such a member, or an application now.
  if (application.name().empty()) {
    scene.screen.Line(absl::StrCat("asked to let ", application.handle(), " come back in"));
    scene.screen.Line(
        "if there is such a member, the others see it in `assent applications`: have "
        "one of them look there, and vouch for you");
    return;
  }
  scene.screen.Line(
      absl::StrCat("application ", NumberOf(application.name()), ", ", application.handle(),
                   application.kind() == v1::Application::KIND_REENTRY ? " comes back in" : "",
                   ": ", WordsOf(application.state())));
  if (application.supporters_needed() > 0) {
    scene.screen.Field("  vouched for by", absl::StrCat(application.supporters_size(), " of ",
                                                        application.supporters_needed()));
  }
  scene.screen.Field("  takes effect", scene.When(application.effect_time()));
  scene.screen.Field("  expires", scene.When(application.expire_time()));
}

void NoteDryRun(const Session& session) {
  if (session.common().dry_run) session.Note("dry run: nothing has changed; this would happen");
}

std::string NextFor(const v1::Proposal& proposal) {
  const auto say = [&](const Following& following) {
    return absl::StrReplaceAll(following.command, {{"#", absl::StrCat(NumberOf(proposal.name()))}});
  };
  const bool asked = proposal.state() == v1::Proposal::STATE_CALLED ||
                     proposal.state() == v1::Proposal::STATE_FALLBACK;
  if (asked && ChoosesRoads(proposal)) return say({proposal.state(), "assent vote #"});
  const v1::Election& election = proposal.election();
  const bool roads = !election.options().empty() && election.options(0).road();
  for (const Following& following : kFollowingBallots) {
    if (proposal.has_election() && !roads && following.state == proposal.state())
      return say(following);
  }
  for (const Following& following : kFollowing) {
    if (following.state == proposal.state()) return say(following);
  }
  return "";
}

std::string NextFor(const v1::Amendment& amendment) {
  switch (amendment.state()) {
    case v1::Amendment::STATE_OPEN:
      if (amendment.kind() == v1::Amendment::KIND_EDITORIAL) return "";  // stands by itself
      return absl::StrCat(OnChild("accept", amendment.name()), ", or ",
                          OnChild("decline", amendment.name()));
    case v1::Amendment::STATE_VOTING:
      return OnChild("vote-amendment", amendment.name());
    default:
      return "";
  }
}

std::string NextFor(const v1::Concern& concern) {
  const bool open = concern.state() == v1::Concern::STATE_OPEN;
  const bool answered = concern.state() == v1::Concern::STATE_ANSWERED;
  if (open) return absl::StrCat(OnChild("answer", concern.name()), " -m TEXT");
  return answered ? OnChild("resolve", concern.name()) : OnProposal("show", concern.name());
}

std::string NextFor(const v1::Position& position) { return OnProposal("tally", position.name()); }

std::string NextFor(const v1::Block& block) { return OnProposal("tally", block.name()); }

}  // namespace assent::cli
