#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "assent/v1/position_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/parts.h"

namespace assent::cli {
namespace {

using Proposals = v1::ProposalService::Stub;

// The raised hands that may be recorded. A block is on a concern that its member raised
// before.
struct Hand {
  const char* flag;
  v1::Stance stance;
};
constexpr Hand kHands[] = {
    {"--agree", v1::STANCE_AGREE},
    {"--reservations", v1::STANCE_RESERVATIONS},
    {"--stand-aside", v1::STANCE_STAND_ASIDE},
    {"--abstain", v1::STANCE_ABSTAIN},
    {"--disagree", v1::STANCE_DISAGREE},
    {"--more-discussion", v1::STANCE_MORE_DISCUSSION},
};

Part<v1::RecordPositionsRequest> RaisedHand(const Hand& hand) {
  return [hand](Arguments& app) -> Fill<v1::RecordPositionsRequest> {
    auto who = std::make_shared<std::vector<std::string>>();
    app.Add(hand.flag, *who, "Who, by handle: ana,bo").InOneWord();
    return [hand, who](Session& session, v1::RecordPositionsRequest& request) -> absl::Status {
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      for (const std::string& handle : *who) {
        v1::RecordedPosition& position = *request.add_positions();
        position.set_member(MemberName(assembly, handle));
        position.set_stance(hand.stance);
      }
      return absl::OkStatus();
    };
  };
}

// A block for one member, on what they said themselves.
Part<v1::RecordPositionsRequest> RecordedBlock() {
  return [](Arguments& app) -> Fill<v1::RecordPositionsRequest> {
    struct Given {
      std::string who, concern, principle;
    };
    auto given = std::make_shared<Given>();
    const Argument blocks = app.Add(
        "--block", given->who, "Who blocks, by handle, on a concern that they raised themselves");
    app.Add("--concern", given->concern, "With --block: that concern").Kind("N").Needs(blocks);
    app.Add("--principle", given->principle,
            "With --block: the agreement or principle that it rests on")
        .Needs(blocks);
    return [given](Session& session, v1::RecordPositionsRequest& request) -> absl::Status {
      if (given->who.empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      v1::RecordedPosition& position = *request.add_positions();
      position.set_member(MemberName(assembly, given->who));
      position.set_stance(v1::STANCE_BLOCK);
      position.set_principle(given->principle);
      if (given->concern.empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(given->concern));
      position.set_concern(number);
      return absl::OkStatus();
    };
  };
}

Define Record() {
  using Request = v1::RecordPositionsRequest;
  Parts<Request> parts;
  for (const Hand& hand : kHands) parts.push_back(RaisedHand(hand));
  parts.push_back(RecordedBlock());
  parts.push_back(Flag("--all-present", &Request::set_all_present,
                       "All of them are present; needed where no attendance is recorded"));
  parts.push_back(Number("--revision", &Request::set_revision, "The revision that was read out"));
  parts.push_back([](Arguments&) -> Fill<Request> {
    return [](Session&, Request& request) {
      return request.positions().empty()
                 ? absl::InvalidArgumentError("say whose hands, as in --agree ana,bo")
                 : absl::OkStatus();
    };
  });
  return OnProposal(&v1::PositionService::Stub::RecordPositions, std::move(parts));
}

Define Meeting() {
  using Request = v1::RecordMeetingRequest;
  const Part<Request> present = [](Arguments& app) -> Fill<Request> {
    auto who = std::make_shared<std::vector<std::string>>();
    auto list_only = std::make_shared<bool>(false);
    app.Add("--present", *who, "Who was there, by handle: ana,bo").InOneWord();
    app.AddFlag("--attendance-only", *list_only, "Only the list; does not count as a meeting");
    return [=](Session& session, Request& request) -> absl::Status {
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      for (const std::string& handle : *who) request.add_present(MemberName(assembly, handle));
      request.set_counts_as_meeting(!*list_only);
      return absl::OkStatus();
    };
  };
  return OnProposal(&Proposals::RecordMeeting, {present});
}

Define Facilitate() {
  using Request = v1::TakeFacilitationRequest;
  const Part<Request> to = [](Arguments& app) -> Fill<Request> {
    auto who = std::make_shared<std::string>();
    app.Add("--to", *who, "Hand it over to this member, by handle");
    return [who](Session& session, Request& request) -> absl::Status {
      if (who->empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      request.set_to(MemberName(assembly, *who));
      return absl::OkStatus();
    };
  };
  return OnProposal(&Proposals::TakeFacilitation, {to});
}

Define Declare() {
  using Request = v1::DeclareSenseRequest;
  const Part<Request> sense = [](Arguments& app) -> Fill<Request> {
    auto adopted = std::make_shared<std::string>();
    app.Add("SENSE", *adopted, "for or against: whether the group is for it")
        .OneOf({"for", "against"});
    return [adopted](Session&, Request& request) {
      request.set_adopted(*adopted == "for");
      return adopted->empty()
                 ? absl::InvalidArgumentError("say whether the group is for or against")
                 : absl::OkStatus();
    };
  };
  return OnProposal(&Proposals::DeclareSense,
                    {sense, Said(&Request::mutable_reason, "the minute")});
}

}  // namespace

std::vector<Verb> MeetingVerbs() {
  return {
      {"facilitate",
       kGroupFacilitating,
       "Take on facilitating a proposal, or hand it over. Gives no power over its outcome.",
       {"assent facilitate 17", "assent facilitate 17 --to bo"},
       {"TakeFacilitation"},
       Facilitate()},
      {"object-facilitator",
       kGroupFacilitating,
       "Object to whoever facilitates: their place is free for somebody else.",
       {"assent object-facilitator 17 -m \"she is for it\"", "assent object-facilitator 17 --end"},
       {"ObjectToFacilitator"},
       OnProposal(
           &Proposals::ObjectToFacilitator,
           {MaySay(&v1::ObjectToFacilitatorRequest::mutable_reason, "Why"),
            Flag("--end", &v1::ObjectToFacilitatorRequest::set_end, "Take your objection back")})},
      {"here",
       kGroupFacilitating,
       "Say that you are present at what is said of a proposal, or that you are not.",
       {"assent here 17", "assent here 17 --absent"},
       {"SayPresence"},
       OnProposal(&Proposals::SayPresence,
                  {Flag("--absent", &v1::SayPresenceRequest::set_absent,
                        "Strike that others have put you on record, until 48 hours after the "
                        "close")})},
      {"meeting",
       kGroupFacilitating,
       "Record a meeting on a proposal, and who was there. See also meeting new.",
       {"assent meeting 17 --present ana,bo,cy",
        "assent meeting 17 --present ana,bo --attendance-only"},
       {"RecordMeeting"},
       Meeting()},
      {"record",
       kGroupFacilitating,
       "Record raised hands of members who are present. Never replaces their own positions.",
       {"assent record 17 --agree ana,bo --stand-aside cy",
        "assent record 17 --agree ana,bo --all-present"},
       {"RecordPositions"},
       Record()},
      {"declare",
       kGroupFacilitating,
       "Declare the sense of the group, under a rule that lets somebody judge.",
       {"assent declare 17 for -m \"we unite on opening in May\""},
       {"DeclareSense"},
       Declare()},
  };
}

}  // namespace assent::cli
