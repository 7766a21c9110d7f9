#include "assent/v1/concern_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Concerns = v1::ConcernService::Stub;

Define Raise(v1::Concern::Kind kind, const char* what) {
  using Request = v1::RaiseConcernRequest;
  return OnProposal(&Concerns::RaiseConcern,
                    {Always<Request>([kind](Request& request) { request.set_kind(kind); }),
                     Said(&Request::mutable_text, what)});
}

Define RaiseConcern() {
  using Request = v1::RaiseConcernRequest;
  return OnProposal(&Concerns::RaiseConcern,
                    {Said(&Request::mutable_text, "your concern"),
                     Flag("--process", &Request::set_about_process,
                          "It is about how the group came here, not about the proposal")});
}

}  // namespace

std::vector<Verb> QuestionVerbs() {
  return {
      {"ask",
       kGroupConcerns,
       "Ask what a proposal means. It stops nothing; the discussion opens once it is answered.",
       {"assent ask 17 -m \"which kitchen?\""},
       {"RaiseConcern"},
       Raise(v1::Concern::KIND_QUESTION, "your question")},
      {"decline-question",
       kGroupConcerns,
       "Say why you, who bring the proposal, do not answer a question.",
       {"assent decline-question 17 2 -m \"the lawyer asked us not to\""},
       {"AnswerConcern"},
       OnConcern(&Concerns::AnswerConcern,
                 {Always<v1::AnswerConcernRequest>(
                      [](v1::AnswerConcernRequest& request) { request.set_decline(true); }),
                  Said(&v1::AnswerConcernRequest::mutable_text, "why you do not answer")})},
  };
}

std::vector<Verb> ConcernVerbs() {
  return {
      {"concern",
       kGroupConcerns,
       "Raise a concern, which stops nothing by itself.",
       {"assent concern 17 -m \"who washes up?\"",
        "assent concern 17 --process -m \"half of us had to leave\""},
       {"RaiseConcern"},
       RaiseConcern()},
      {"object",
       kGroupConcerns,
       "Raise an objection, which must be resolved.",
       {"assent object 17 -m \"the lease forbids cooking on Sundays\""},
       {"RaiseConcern"},
       Raise(v1::Concern::KIND_OBJECTION, "your objection")},
      {"concerns",
       kGroupConcerns,
       "The concerns of a proposal, or one of them with its answers.",
       {"assent concerns 17", "assent concerns 17 2"},
       {"ListConcerns", "GetConcern"},
       ListOrGet("CONCERN", FindConcern, &Concerns::ListConcerns,
                 &v1::ListConcernsResponse::concerns, &Concerns::GetConcern,
                 &v1::GetConcernResponse::concern)},
      {"answer",
       kGroupConcerns,
       "Answer a concern or a question. A concern is then addressed, not ended.",
       {"assent answer 17 2 -m \"the lease has changed in May\""},
       {"AnswerConcern"},
       OnConcern(&Concerns::AnswerConcern,
                 {Said(&v1::AnswerConcernRequest::mutable_text, "your answer")})},
      {"resolve",
       kGroupConcerns,
       "Say that your concern is met; a block on it ends too.",
       {"assent resolve 17 2", "assent resolve 17 2 -m \"revision 2 says it\""},
       {"ResolveConcern"},
       OnConcern(&Concerns::ResolveConcern,
                 {MaySay(&v1::ResolveConcernRequest::mutable_text, "How it is met")})},
      {"withdraw-concern",
       kGroupConcerns,
       "Take your concern back.",
       {"assent withdraw-concern 17 2"},
       {"WithdrawConcern"},
       OnConcern(&Concerns::WithdrawConcern)},
      {"carry",
       kGroupConcerns,
       "Let the proposal go on while your concern stays on record as a reservation.",
       {"assent carry 17 2"},
       {"CarryConcern"},
       OnConcern(&Concerns::CarryConcern)},
      {"adopt-concern",
       kGroupConcerns,
       "Take over a concern, with the hold it makes, from somebody who has left.",
       {"assent adopt-concern 17 2"},
       {"AdoptConcern"},
       OnConcern(&Concerns::AdoptConcern)},
  };
}

}  // namespace assent::cli
