#include "assent/v1/advice_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/names.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using AdviceStub = v1::AdviceService::Stub;

Part<v1::AskAdviceRequest> OfWhom() {
  return [](Arguments& app) -> Fill<v1::AskAdviceRequest> {
    auto handle = std::make_shared<std::string>();
    auto person = std::make_shared<std::string>();
    Arguments one = app.ExactlyOne("person", "Who is asked");
    one.Add("--of", *handle, "A member or guest, by handle");
    one.Add("--outside", *person, "Somebody outside, in words");
    return [=](Session& session, v1::AskAdviceRequest& request) -> absl::Status {
      request.set_person(*person);
      if (handle->empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      request.set_member(MemberName(assembly, *handle));
      return absl::OkStatus();
    };
  };
}

}  // namespace

std::vector<Verb> AdviceVerbs() {
  return {
      {"ask-advice",
       kGroupConcerns,
       "Ask somebody who knows, or who is affected. What they say is shown and binds nobody.",
       {"assent ask-advice 17 --of eva -m \"does the lease allow it?\"",
        "assent ask-advice 17 --outside \"Dr. Okoye, engineer\" -m \"does the roof bear it?\""},
       {"AskAdvice"},
       OnProposal(&AdviceStub::AskAdvice,
                  {OfWhom(), Said(&v1::AskAdviceRequest::mutable_question, "your question")})},
      {"advise",
       kGroupConcerns,
       "Give the advice that you were asked for, or write down what somebody outside said.",
       {"assent advise 17 --number 2 -m \"up to two tonnes\""},
       {"GiveAdvice"},
       OnProposal(&AdviceStub::GiveAdvice,
                  {Number("--number", &v1::GiveAdviceRequest::set_number,
                          "Which advice, as the proposal numbers them"),
                   Said(&v1::GiveAdviceRequest::mutable_answer, "the advice")})},
  };
}

}  // namespace assent::cli
