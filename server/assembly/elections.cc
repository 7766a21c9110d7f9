#include "server/assembly/elections.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/answer.h"
#include "server/assembly/ballot.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/election_count.h"
#include "server/assembly/errors_elections.h"
#include "server/assembly/holds.h"
#include "server/assembly/pools.h"
#include "server/assembly/positions.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

std::string KnownMethods() {
  std::string known;
  for (const counting::NamedMethod& method : counting::Methods()) {
    absl::StrAppend(&known, " ", absl::string_view(method.name.data(), method.name.size()));
  }
  return known;
}

// What the method itself says of such an election, on a small one of the same kind:
// better now than at the close.
absl::Status CheckMethod(const v1::Election& election, bool budget) {
  const counting::Method count = counting::FindMethod(election.method());
  if (count == nullptr) return error::MethodUnknown(KnownMethods());
  const bool shares = election.method() == "equal-shares" || election.method() == "greedy";
  if (budget && !shares) {
    return error::MethodNotFor(election.method(), "a budget is shared by equal-shares or greedy");
  }
  // Else the last of the options would be what the others have to defeat.
  if (election.method() == "debian" && !election.none_of_these()) {
    return error::MethodNotFor("debian",
                               "it compares with \"none of these\"; put that beside them");
  }
  counting::Election small;
  small.kind = KindOf(election);
  small.seats = std::max(1, election.seats());
  small.budget = budget ? 2 : 0;
  small.highest_score = kMaxScore;
  for (int i = 0; i < small.seats + 1; ++i) {
    small.candidates.push_back({absl::StrCat(i + 1), "", false, budget ? 1 : 0});
  }
  counting::Ballot ballot;
  ballot.ranking.push_back(std::vector<int32_t>{0});
  if (small.kind == counting::BallotKind::kScores) {
    ballot.ranking = counting::Ranking();
    ballot.scores = {{0, 1}};
  }
  small.ballots.push_back(std::move(ballot));
  counting::Options options;
  options.seats = small.seats;
  const absl::StatusOr<counting::Result> counted = count(small, options);
  if (counted.ok()) return absl::OkStatus();
  return error::MethodNotFor(election.method(), counted.status().message());
}

absl::Status CheckScale(const v1::Election& election) {
  if (election.seats() < 0 || election.seats() > kMaxSeats) {
    return error::ValueInvalid("election.seats", absl::StrCat("from 1 to ", kMaxSeats));
  }
  if (election.highest_score() < 0 || election.highest_score() > kMaxScore) {
    return error::ValueInvalid("election.highest_score", absl::StrCat("from 1 to ", kMaxScore));
  }
  if (election.points() < 0 || election.points() > kMaxPoints) {
    return error::ValueInvalid("election.points", absl::StrCat("from 1 to ", kMaxPoints));
  }
  if (!v1::Election::Completion_IsValid(election.completion())) {
    return error::ValueInvalid("election.completion", "ADD1, ADD1U, UTILITARIAN or NONE");
  }
  return absl::OkStatus();
}

absl::Status CheckOffice(const v1::Election& election) {
  if (election.role().empty()) return error::FieldRequired("election.role");
  const std::string last = election.seats() > 1 ? absl::StrCat("_", election.seats()) : "";
  if (!IsAttribute(absl::StrCat(election.role(), last))) {
    return error::ValueInvalid("election.role",
                               "up to 31 of a-z, 0-9 and underscore, a-z first; of several seats "
                               "with the seat's number behind");
  }
  const absl::Duration term = ToDuration(election.term());
  const bool fits = IsValid(election.term()) && term > absl::ZeroDuration() && term <= kMaxTerm;
  return fits ? absl::OkStatus()
              : error::ValueInvalid("election.term", "more than nothing and at most 366 days");
}

absl::Status CheckBudget(const v1::Election& election) {
  if (election.pool().empty()) return error::FieldRequired("election.pool");
  if (election.budget() < 1 || election.budget() > kMaxAmount) {
    return error::ValueInvalid("election.budget", absl::StrCat("from 1 to ", kMaxAmount));
  }
  return election.none_of_these()
             ? error::ValueInvalid("election.none_of_these",
                                   "what nobody wants is not bought; a budget goes without")
             : absl::OkStatus();
}

// What goes with another kind is not to be taken in silence.
absl::Status CheckStray(const v1::Election& election, v1::Proposal::Kind kind) {
  const bool elects = kind == v1::Proposal::KIND_ELECTION;
  const bool shares = kind == v1::Proposal::KIND_BUDGET;
  if (!elects && (!election.role().empty() || election.has_term())) {
    return error::ValueInvalid("election.role", "it goes with the kind ELECTION");
  }
  if (!shares && !election.pool().empty()) {
    return error::ValueInvalid("election.pool", "it goes with the kind BUDGET");
  }
  if (!shares && election.budget() != 0) {
    return error::ValueInvalid("election.budget", "it goes with the kind BUDGET");
  }
  return absl::OkStatus();
}

// Settings without what the server writes.
v1::Election SettingsOf(const v1::Election& from) {
  v1::Election settings;
  settings.set_method(from.method());
  settings.set_seats(from.seats());
  settings.set_none_of_these(from.none_of_these());
  settings.set_highest_score(from.highest_score());
  settings.set_points(from.points());
  settings.set_completion(from.completion());
  settings.set_role(from.role());
  if (from.has_term()) *settings.mutable_term() = from.term();
  settings.set_pool(from.pool());
  settings.set_budget(from.budget());
  return settings;
}

// `field` is where the request has it.
absl::StatusOr<event::v1::OptionAdded> MakeOption(const Act& act, v1::Proposal::Kind kind,
                                                  const v1::Option& option,
                                                  absl::string_view field) {
  const auto in = [&](absl::string_view part) { return absl::StrCat(field, ".", part); };
  event::v1::OptionAdded added;
  const bool elects = kind == v1::Proposal::KIND_ELECTION;
  if (elects) {
    // Whoever names nobody stands themselves.
    const std::string& name = option.member().empty() ? act.actor().view.name() : option.member();
    ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, name, in("member")));
    const Member& candidate = act.state().members[member];
    if (!IsMember(candidate)) return error::RoleOfGuest(candidate.view.handle());
    added.set_member(candidate.id);
    added.set_nominated(member != act.actor_index());
  } else if (!option.member().empty()) {
    return error::ValueInvalid(in("member"), "candidates go with the kind ELECTION");
  }
  if (!elects || !option.title().empty()) {
    ASSENT_RETURN_IF_ERROR(CheckText(option.title(), in("title"), kTitleBounds));
    added.mutable_title()->set_content(option.title());
  }
  if (!option.text().empty()) {
    ASSENT_RETURN_IF_ERROR(CheckText(option.text(), in("text"), kTextBounds));
    added.mutable_text()->set_content(option.text());
  }
  const bool budget = kind == v1::Proposal::KIND_BUDGET;
  if (budget && (option.cost() < 1 || option.cost() > kMaxAmount)) {
    return error::ValueInvalid(in("cost"), absl::StrCat("from 1 to ", kMaxAmount));
  }
  if (!budget && option.cost() != 0) {
    return error::ValueInvalid(in("cost"), "it goes with the kind BUDGET");
  }
  added.set_cost(option.cost());
  return added;
}

// Who stands already, and what is called the same.
bool IsSame(const v1::Option& option, const event::v1::OptionAdded& added) {
  if (option.state() == v1::Option::STATE_WITHDRAWN) return false;
  if (!added.member().empty()) return LastSegment(option.member()) == added.member();
  return option.title() == added.title().content();
}

}  // namespace

bool Chooses(v1::Proposal::Kind kind) {
  return kind == v1::Proposal::KIND_CHOICE || kind == v1::Proposal::KIND_ELECTION ||
         kind == v1::Proposal::KIND_BUDGET;
}

absl::Status AddElection(const v1::CreateProposalRequest& request,
                         event::v1::ProposalDrafted& drafted) {
  if (!request.has_election()) return error::FieldRequired("election");
  const v1::Election& election = request.election();
  const v1::Proposal::Kind kind = drafted.kind();
  ASSENT_RETURN_IF_ERROR(CheckStray(election, kind));
  ASSENT_RETURN_IF_ERROR(CheckScale(election));
  ASSENT_RETURN_IF_ERROR(CheckMethod(election, kind == v1::Proposal::KIND_BUDGET));
  if (kind == v1::Proposal::KIND_ELECTION) ASSENT_RETURN_IF_ERROR(CheckOffice(election));
  if (kind == v1::Proposal::KIND_BUDGET) ASSENT_RETURN_IF_ERROR(CheckBudget(election));
  *drafted.mutable_election() = SettingsOf(election);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<event::v1::OptionAdded>> FirstOptions(
    const Act& act, const v1::CreateProposalRequest& request) {
  std::vector<event::v1::OptionAdded> options;
  if (!Chooses(request.kind())) return options;
  const auto& wanted = request.election().options();
  if (wanted.size() >= kMaxOptions) return error::TooMany("election.options", kMaxOptions);
  v1::Election so_far;
  for (const v1::Option& option : wanted) {
    const std::string field = absl::StrCat("election.options[", options.size(), "]");
    ASSENT_ASSIGN_OR_RETURN(event::v1::OptionAdded added,
                            MakeOption(act, request.kind(), option, field));
    added.set_number(static_cast<int32_t>(options.size()) + 1);
    for (const v1::Option& other : so_far.options()) {
      if (IsSame(other, added)) return error::OptionTwice(other.number());
    }
    v1::Option& seen = *so_far.add_options();
    seen.set_number(added.number());
    seen.set_member(added.member());
    seen.set_title(added.title().content());
    options.push_back(std::move(added));
  }
  if (!request.election().none_of_these()) return options;
  event::v1::OptionAdded& none = options.emplace_back();
  none.set_number(static_cast<int32_t>(options.size()));
  none.mutable_title()->set_content(std::string(kNoneOfThese));
  none.set_none_of_these(true);
  return options;
}

v1::PoolChange SpendingOf(const v1::Proposal& proposal) {
  const v1::Election& election = proposal.election();
  v1::PoolChange change;
  change.set_pool(election.pool());
  change.set_kind(v1::PoolChange::KIND_ALLOCATION);
  change.set_amount(election.counted() ? CostOfChosen(election) : election.budget());
  return change;
}

absl::Status CheckElection(const State& state, const v1::Proposal& proposal,
                           const v1::DecisionRule& rule) {
  const auto judged = [](const v1::Phase& phase) { return phase.has_judged(); };
  const bool somebody =
      std::any_of(rule.phases().begin(), rule.phases().end(), judged) ||
      std::any_of(rule.urgent().phases().begin(), rule.urgent().phases().end(), judged);
  if (somebody) return error::ElectionNotJudged();
  const auto roads = [](const v1::Phase& phase) { return phase.has_roads(); };
  const bool forks =
      std::any_of(rule.phases().begin(), rule.phases().end(), roads) ||
      std::any_of(rule.urgent().phases().begin(), rule.urgent().phases().end(), roads);
  if (forks) return error::ElectionHasNoRoads();
  return proposal.kind() == v1::Proposal::KIND_BUDGET ? CheckPool(state, SpendingOf(proposal))
                                                      : absl::OkStatus();
}

bool AsksForBallots(const v1::Phase& phase) {
  return phase.may() != v1::Phase::MAY_HOLDS_ONLY &&
         (phase.kind() == v1::Phase::KIND_CALL || phase.kind() == v1::Phase::KIND_VOTE ||
          phase.kind() == v1::Phase::KIND_SIGN_OFF || phase.kind() == v1::Phase::KIND_RATIFY);
}

bool TakesBallots(const ProposalState& p) {
  if (p.ballots_opened == 0 || !IsRunning(p)) return false;
  const v1::Phase& phase = p.current_phase();
  return AsksForBallots(phase) &&
         (Chooses(p.view.kind()) || phase.has_count() || phase.has_roads());
}

bool AwaitsCount(const ProposalState& p) { return TakesBallots(p) && p.counted == 0; }

void OpenBallots(Act& act, ProposalState& p) {
  const State& state = act.state();
  Event event;
  event::v1::ElectionOpened& opened = *event.mutable_election_opened();
  const std::string about = absl::StrCat(state.origin, "/", p.number, "/", state.sequence + 1, "/",
                                         ToMicros(std::max(act.event_time(), state.last_time)));
  opened.set_seed(act.notary().Hash(about));
  const std::string seed = absl::BytesToHexString(opened.seed());
  std::vector<std::pair<std::string, int32_t>> drawn;
  for (const v1::Option& option : p.view.election().options()) {
    drawn.emplace_back(act.notary().Hash(absl::StrCat(seed, ":", option.number())),
                       option.number());
  }
  std::sort(drawn.begin(), drawn.end());
  for (const auto& [hash, number] : drawn) opened.add_lot_order(number);
  act.Emit(p.number, std::move(event));
}

namespace {

// By the number of options, so that whoever does not know the ballots finds the same
// entries.
size_t BallotsInEntry(const v1::Election& election) {
  return std::max<size_t>(
      1, kBytesOfOpenedBallots / (kBytesOfBallot + kBytesOfMark * election.options_size()));
}

void ShowHiddenBallots(Act& act, ProposalState& p) {
  const bool any = std::any_of(p.ballots.begin(), p.ballots.end(),
                               [](const auto& one) { return !one.second.commitment.empty(); });
  if (!any) return;
  // Emitting opens what has been gathered: so all of them first.
  std::vector<event::v1::OpenedBallot> all;
  for (const auto& [voice, ballot] : p.ballots) {
    if (ballot.commitment.empty()) continue;
    event::v1::OpenedBallot& opened = all.emplace_back();
    opened.set_entry(ballot.sequence);
    *opened.mutable_marks() = ballot.marks;
    opened.set_salt(ballot.salt);
  }
  const size_t most = BallotsInEntry(p.view.election());
  Event event;
  for (size_t i = 0; i < all.size(); ++i) {
    *event.mutable_ballots_opened()->add_ballots() = std::move(all[i]);
    if ((i + 1) % most != 0 || i + 1 == all.size()) continue;
    event.mutable_ballots_opened()->set_more(true);
    act.Emit(p.number, std::exchange(event, Event()));
  }
  act.Emit(p.number, std::move(event));
}

}  // namespace

void CountAtClose(Act& act, ProposalState& p) {
  if (!AwaitsCount(p)) return;
  act.Weighs(p);
  const AsRule as_rule(act, act.event_time());
  ShowHiddenBallots(act, p);
  Event event;
  *event.mutable_election_counted() = CountedAs(p);
  act.Emit(p.number, std::move(event));
}

void GiveElected(Act& act, const ProposalState& p) {
  const v1::Election& election = p.view.election();
  const int seats = std::max(1, election.seats());
  for (int seat = 0; seat < seats; ++seat) {
    const std::string role =
        seats == 1 ? election.role() : absl::StrCat(election.role(), "_", seat + 1);
    Event event;
    event::v1::RoleGiven& given = *event.mutable_role_given();
    given.set_role(role);
    if (seat < election.chosen_size()) {
      const v1::Option& option = election.options(election.chosen(seat) - 1);
      const auto found = act.state().member_by_id.find(LastSegment(option.member()));
      const bool here =
          found != act.state().member_by_id.end() && IsMember(act.state().members[found->second]);
      if (here) given.add_members(std::string(LastSegment(option.member())));
    }
    // A seat that nobody was chosen for is vacant, whoever had it.
    if (given.members().empty() && act.state().roles.count(role) == 0) continue;
    if (!given.members().empty()) {
      const absl::Duration term = ToDuration(election.term());
      given.set_term_us(absl::ToInt64Microseconds(term));
      given.set_end_time_us(ToMicros(act.event_time() + term));
    }
    act.Emit(p.number, std::move(event));
  }
}

namespace {

absl::StatusOr<ProposalState*> Electing(Act& act, const std::string& name,
                                        absl::string_view field) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, OpenProposal(act, name, field));
  // Rivals come and go with their amendments.
  if (!Chooses(p->view.kind())) return error::NoElection();
  return p;
}

absl::Status CheckOptionsOpen(const ProposalState& p) {
  const bool open = p.view.state() == v1::Proposal::STATE_DRAFT || IsBeforeCall(p) || IsParked(p);
  return open ? absl::OkStatus() : error::OptionsFrozen();
}

absl::StatusOr<const v1::Option*> FindOption(const ProposalState& p, int32_t number) {
  const auto& options = p.view.election().options();
  if (number < 1 || number > options.size()) return error::OptionNotFound(number);
  return &options.Get(number - 1);
}

template <typename Response>
Response AnswerOption(const Act& act, const ProposalState& p, int32_t number) {
  Response response;
  *response.mutable_option() = p.view.election().options(number - 1);
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace

absl::StatusOr<v1::AddOptionResponse> Decide(Act& act, const v1::AddOptionRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, Electing(act, request.parent(), "parent"));
  ASSENT_RETURN_IF_ERROR(CheckOptionsOpen(*p));
  const auto& options = p->view.election().options();
  if (options.size() >= kMaxOptions) return error::TooMany("options", kMaxOptions);
  ASSENT_ASSIGN_OR_RETURN(event::v1::OptionAdded added,
                          MakeOption(act, p->view.kind(), request.option(), "option"));
  for (const v1::Option& option : options) {
    if (IsSame(option, added)) return error::OptionTwice(option.number());
  }
  added.set_number(options.size() + 1);
  const int32_t number = added.number();
  Event event;
  *event.mutable_option_added() = std::move(added);
  act.Emit(p->number, std::move(event));
  return AnswerOption<v1::AddOptionResponse>(act, *p, number);
}

absl::StatusOr<v1::WithdrawOptionResponse> Decide(Act& act,
                                                  const v1::WithdrawOptionRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, Electing(act, request.name(), "name"));
  ASSENT_ASSIGN_OR_RETURN(const v1::Option* const option, FindOption(*p, request.option()));
  const std::string& actor = act.actor().view.name();
  const bool draft = p->view.state() == v1::Proposal::STATE_DRAFT;
  const bool own = option->author() == actor || option->member() == actor || draft;
  if (!own || option->none_of_these()) return error::NotYourOption();
  // Whoever stands decides that for themselves, whoever had named them.
  const bool accepted = !option->member().empty() && option->member() != actor &&
                        option->state() == v1::Option::STATE_STANDING;
  if (accepted && !draft) return error::NotYourOption();
  const bool over = p->counted != 0 || option->state() == v1::Option::STATE_WITHDRAWN;
  if (over) return error::OptionClosed(request.option());
  Event event;
  event.mutable_option_withdrawn()->set_number(request.option());
  act.Emit(p->number, std::move(event));
  return AnswerOption<v1::WithdrawOptionResponse>(act, *p, request.option());
}

absl::StatusOr<v1::AcceptNominationResponse> Decide(Act& act,
                                                    const v1::AcceptNominationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, Electing(act, request.name(), "name"));
  const std::string& actor = act.actor().view.name();
  int32_t number = request.option();
  for (const v1::Option& option : p->view.election().options()) {
    const bool waits = option.member() == actor && option.state() == v1::Option::STATE_NOMINATED;
    if (number == 0 && waits) number = option.number();
  }
  if (number == 0) return error::NotNominated();
  ASSENT_ASSIGN_OR_RETURN(const v1::Option* const option, FindOption(*p, number));
  if (option->member() != actor) return error::NotYourOption();
  if (option->state() != v1::Option::STATE_NOMINATED) return error::NotNominated();
  ASSENT_RETURN_IF_ERROR(CheckOptionsOpen(*p));
  Event event;
  event.mutable_nomination_accepted()->set_number(number);
  act.Emit(p->number, std::move(event));
  return AnswerOption<v1::AcceptNominationResponse>(act, *p, number);
}

namespace {

// A signed act stands in the log: what is hidden is committed to, and what is open is not.
absl::StatusOr<v1::Marks> MarksOfRequest(const Act& act, const ProposalState& p,
                                         const v1::CastBallotRequest& request) {
  const bool in_words = !request.words().empty();
  if (act.signed_act() != nullptr && in_words != p.hides) {
    return error::ActMalformed(
        "words", p.hides ? "ballots are hidden until the close: say it in words and commit to them"
                         : "ballots are open here: sign the marks");
  }
  if (!in_words) {
    v1::Marks marks = request.marks();
    marks.DiscardUnknownFields();
    return marks;
  }
  const std::optional<v1::Marks> marks = MarksOf(request.words());
  if (marks && !request.has_marks()) return *marks;
  return error::ValueInvalid("words", "either marks or words, as 2>1=3, approve 1,3 or score 1=5");
}

// Where blocks stop what is decided, whoever blocks ranks as well, and goes on blocking;
// where they are only counted, a ballot takes a block's place as every answer does. Who
// chooses a road says nothing of the proposal.
bool ReplacesBlock(const ProposalState& p, int32_t voice) {
  const v1::BlockPolicy::Mode mode = p.current_phase().block().mode();
  const bool stops = mode == v1::BlockPolicy::MODE_VETO || mode == v1::BlockPolicy::MODE_JUDGED;
  return !stops && !p.current_phase().has_roads() &&
         p.positions.at(voice).stance == v1::STANCE_BLOCK;
}

}  // namespace

absl::StatusOr<v1::CastBallotResponse> Decide(Act& act, const v1::CastBallotRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                          IntroducedProposal(act, request.parent(), "parent"));
  if (!p->view.has_election()) return error::NoElection();
  if (!TakesBallots(*p)) return error::NotCalled();
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice,
                          VoiceOf(act.state(), *p, act.actor_index(), request.unit()));
  // How to go on is no position on the text: nobody checks back with their unit for that.
  if (!p->current_phase().has_roads() && !IsMandated(act.state(), *p, voice, v1::STANCE_AGREE)) {
    return error::MandateMissing(UnitOfVoice(*p, voice));
  }
  ASSENT_ASSIGN_OR_RETURN(v1::Marks marks, MarksOfRequest(act, *p, request));
  ASSENT_RETURN_IF_ERROR(CheckMarks(p->view.election(), marks));
  const bool replaces = ReplacesBlock(*p, voice);
  if (replaces) {
    ASSENT_RETURN_IF_ERROR(CheckOwnBlock(act, *p, voice));
    EndOwnBlock(act, *p, voice, v1::STANCE_DISAGREE);
  }
  Event event;
  event::v1::BallotCast& cast = *event.mutable_ballot_cast();
  cast.set_opened(p->ballots_opened);
  cast.set_unit(UnitToName(*p, act.actor_index(), voice));
  if (p->hides) {
    cast.mutable_hidden_marks()->set_content(ToText(marks));
  } else if (!IsBlank(marks)) {
    *cast.mutable_marks() = marks;
  }
  act.Emit(p->number, std::move(event));
  v1::CastBallotResponse response;
  *response.mutable_ballot() = ViewBallot(act.state(), *p, voice);
  *response.mutable_ballot()->mutable_marks() = std::move(marks);
  CloseEarly(act, *p);
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
