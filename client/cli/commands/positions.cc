#include "assent/v1/position_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Positions = v1::PositionService::Stub;
using Request = v1::TakePositionRequest;

Part<Request> Why() { return MaySay(&Request::mutable_reason, "Why"); }

// A block has to say why: in the editor if need be, unless a concern says it.
Part<Request> WhyBlock() {
  return [](Arguments& app) -> Fill<Request> {
    const auto args = AddWritten(app, "Why");
    return [=](Session& session, Request& request) {
      const bool ask = request.concern() == 0 && session.MayAsk();
      ASSENT_ASSIGN_OR_RETURN(
          *request.mutable_reason(),
          ask ? Written(session, *args, {"why you block", ""}) : WrittenIfGiven(session, *args));
      return absl::OkStatus();
    };
  };
}

// What every position may carry, `own` and the revision.
Parts<Request> WithStance(v1::Stance stance, Parts<Request> own) {
  Parts<Request> parts = {
      Always<Request>([stance](Request& request) { request.set_stance(stance); })};
  for (Part<Request>& part : own) parts.push_back(std::move(part));
  parts.push_back(
      Number("--revision", &Request::set_revision, "Only if this is still the current revision"));
  parts.push_back(
      Word("--unit", &Request::mutable_unit, "The unit that you speak for, if you are of several"));
  return parts;
}

Part<Request> InAdvance() {
  return Flag("--in-advance", &Request::set_in_advance,
              "Before the call: you will be absent, and mean exactly the text that stands now");
}

Define Take(v1::Stance stance) {
  return OnProposal(&Positions::TakePosition, WithStance(stance, {Why()}));
}

Define TakeStandAside() {
  return OnProposal(&Positions::TakePosition,
                    WithStance(v1::STANCE_STAND_ASIDE,
                               {Why(),
                                Flag("--process", &Request::set_about_process,
                                     "It is about how the group came here, not about the proposal"),
                                InAdvance()}));
}

Define TakeReservations() {
  return OnProposal(&Positions::TakePosition,
                    WithStance(v1::STANCE_RESERVATIONS, {Why(), InAdvance()}));
}

// agree, and with --reservations the other stance.
Define TakeAgree() {
  const Part<Request> reservations = [](Arguments& app) -> Fill<Request> {
    auto with = std::make_shared<bool>(false);
    app.AddFlag("--reservations", *with, "Your concern (-m) stays on record");
    return [with](Session&, Request& request) {
      if (*with) request.set_stance(v1::STANCE_RESERVATIONS);
      return absl::OkStatus();
    };
  };
  return OnProposal(&Positions::TakePosition,
                    WithStance(v1::STANCE_AGREE, {Why(), reservations, InAdvance()}));
}

// What ends a block by itself, as the record can tell: one of four.
Part<Request> ReleaseParts() {
  return [](Arguments& app) -> Fill<Request> {
    auto adopted = std::make_shared<std::string>();
    auto until = std::make_shared<std::string>();
    auto amendment = std::make_shared<int>(0);
    auto concern = std::make_shared<int>(0);
    Arguments one = app.AtMostOne("release", "It ends by itself");
    one.Add("--if-adopted", *adopted, "When this other proposal is adopted");
    one.Add("--if-amended", *amendment, "When this amendment is taken in");
    one.Add("--if-settled", *concern, "When this concern is resolved or withdrawn");
    one.Add("--until", *until, "At this moment: 2026-12-01, or 14d from now");
    return [=](Session& session, Request& request) -> absl::Status {
      if (!adopted->empty()) {
        ASSENT_ASSIGN_OR_RETURN(*request.mutable_release_when()->mutable_proposal_adopted(),
                                ProposalOf(session, *adopted));
      }
      if (*amendment != 0) request.mutable_release_when()->set_amendment_taken(*amendment);
      if (*concern != 0) request.mutable_release_when()->set_concern_settled(*concern);
      if (until->empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const absl::Time moment,
                              ReadTime(*until, session.now(), session.zone()));
      SetTime(moment, *request.mutable_release_when()->mutable_time());
      return absl::OkStatus();
    };
  };
}

Define TakeBlock() {
  return OnProposal(
      &Positions::TakePosition,
      WithStance(v1::STANCE_BLOCK, {Word("--principle", &Request::mutable_principle,
                                         "The agreement or principle that it rests on"),
                                    Word("--release-if", &Request::mutable_release_condition,
                                         "A condition that ends it by itself"),
                                    ReleaseParts(),
                                    Number("--concern", &Request::set_concern,
                                           "Your own open concern that it rests on"),
                                    WhyBlock()}));
}

}  // namespace

std::vector<Verb> PositionVerbs() {
  return {
      {"agree",
       kGroupPositions,
       "Consent to the current revision.",
       {"assent agree 17", "assent agree 17 --in-advance"},
       {"TakePosition"},
       TakeAgree()},
      {"reserve",
       kGroupPositions,
       "Consent with reservations: your concern stays on record.",
       {"assent reserve 17 -m \"only if it stays free\""},
       {"TakePosition"},
       TakeReservations()},
      {"stand-aside",
       kGroupPositions,
       "You cannot support it, let it go ahead, and take no part in carrying it out.",
       {"assent stand-aside 17 -m \"I cannot staff it\"",
        "assent stand-aside 17 --process -m \"it is past midnight\""},
       {"TakePosition"},
       TakeStandAside()},
      {"abstain",
       kGroupPositions,
       "No opinion, or leave it to the group.",
       {"assent abstain 17"},
       {"TakePosition"},
       Take(v1::STANCE_ABSTAIN)},
      {"disagree",
       kGroupPositions,
       "You see a better way and will go along.",
       {"assent disagree 17 -m \"Saturdays are better\""},
       {"TakePosition"},
       Take(v1::STANCE_DISAGREE)},
      {"more-discussion",
       kGroupPositions,
       "Not ready to decide.",
       {"assent more-discussion 17 -m \"nobody has asked the neighbours\""},
       {"TakePosition"},
       Take(v1::STANCE_MORE_DISCUSSION)},
      {"block",
       kGroupPositions,
       "Refuse consent on a principle of the group; it lasts until you or a rule end it.",
       {"assent block 17 -m \"one person would be alone\" --principle \"nobody works alone\"",
        "assent block 17 -m \"no budget\" --principle \"no debts\" --release-if \"a grant comes\""},
       {"TakePosition"},
       TakeBlock()},
      {"take-back",
       kGroupPositions,
       "Take your position back, or what you left in advance; a block ends with it.",
       {"assent take-back 17"},
       {"WithdrawPosition"},
       OnProposal(&Positions::WithdrawPosition,
                  {Word("--unit", &v1::WithdrawPositionRequest::mutable_unit,
                        "The unit that you speak for, if you are of several")})},
      {"contest",
       kGroupPositions,
       "Strike a position that somebody recorded for you, until 48 hours after the close.",
       {"assent contest 17"},
       {"ContestPosition"},
       OnProposal(&Positions::ContestPosition)},
      {"positions",
       kGroupPositions,
       "The last position of each voice.",
       {"assent positions 17", "assent positions 17 --filter counts=true -o csv"},
       {"ListPositions"},
       ListBelow(&Positions::ListPositions, &v1::ListPositionsResponse::positions,
                 {Word("--filter", &v1::ListPositionsRequest::mutable_filter,
                       "stance=BLOCK, counts=true")})},
  };
}

}  // namespace assent::cli
