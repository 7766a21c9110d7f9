#include <string>

#include "absl/strings/str_cat.h"
#include "server/assembly/charter.h"
#include "server/assembly/keys.h"
#include "server/assembly/retention.h"
#include "server/transparency/possible_place.h"

namespace assent::transparency::possible {
namespace {

absl::Status Check(const Place&, const event::v1::LogKeyRotated& rotated) {
  return LogKey(rotated.log_key());
}

absl::Status Check(const Place& place, const event::v1::ForkDeclared& declared) {
  if (declared.from_size() >= 1 && declared.from_size() <= place.state.sequence) {
    return absl::OkStatus();
  }
  return Impossible("it declares a fork where the log has not been");
}

absl::Status Check(const Place& place, const event::v1::TextsErased& erased) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  if (erased.entry() < 1 || erased.entry() > place.state.sequence || erased.indexes().empty()) {
    return Impossible("it erases texts of no entry");
  }
  int32_t last = -1;
  for (const int32_t index : erased.indexes()) {
    if (index <= last) return Impossible("its texts are out of order");
    last = index;
  }
  return absl::OkStatus();
}

// Replayed in a place of its own, it says what the deadline says: verify.h compares
// which it is.
absl::Status Check(const Place& place, const event::v1::TextsExpired& expired) {
  if (place.author >= 0) return Impossible("texts expire by themselves");
  const assembly::EndedTexts ended = {absl::FromUnixMicros(expired.end_time_us()),
                                      place.event.proposal(), expired.meeting()};
  if (!place.state.ended_texts.contains(ended)) {
    return Impossible("nothing of the kind has ended and has its texts still");
  }
  const bool due = absl::FromUnixMicros(place.event.time_us()) >= ExpiryOf(place.state, ended);
  const bool says = expired.retention_days() == place.state.view.charter().retention_days();
  return due && says ? absl::OkStatus() : Impossible("the charter keeps these texts for longer");
}

absl::Status Check(const Place& place, const event::v1::TokenCreated& created) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  for (const int scope : created.scopes()) {
    if (scope == v1::Token::SCOPE_UNSPECIFIED || !v1::Token::Scope_IsValid(scope)) {
      return Impossible("it holds a scope that is not known here");
    }
  }
  return Next(created.number(), place.state.tokens.size(), "token");
}

absl::Status Check(const Place& place, const event::v1::TokenRevoked& revoked) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return Within(revoked.number(), place.state.tokens.size(), "token");
}

// A key is brought to an assembly once, and signs for nobody else.
absl::Status NewKey(const Place& place, const std::string& public_key) {
  if (!IsPublicKey(public_key)) return Impossible("its key is none that signatures can have");
  return place.state.key_by_bytes.contains(public_key) ? Impossible("its key was there before")
                                                       : absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::DeviceKeyAdded& added) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  ASSENT_RETURN_IF_ERROR(NewKey(place, added.public_key()));
  if (place.event.envelope().empty() && !place.state.members[place.author].keys.empty()) {
    return Impossible("its author had a key, and has not signed it");
  }
  return Next(added.number(), place.state.keys.size(), "key");
}

absl::Status Check(const Place& place, const event::v1::DeviceKeyRevoked& revoked) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  const assembly::DeviceKeyState* const key = assembly::FindKey(place.state, revoked.number());
  const bool ends = key != nullptr && key->member == place.author && assembly::Signs(*key);
  return ends ? absl::OkStatus() : Impossible("its author has no such key that signs");
}

absl::Status Check(const Place& place, const event::v1::ApplicationMade& made) {
  if (!made.public_key().empty()) ASSENT_RETURN_IF_ERROR(NewKey(place, made.public_key()));
  ASSENT_RETURN_IF_ERROR(Next(made.number(), place.state.applications.size(), "application"));
  switch (made.kind()) {
    case v1::Application::KIND_MEMBERSHIP:
      if (!made.member().empty() && !place.state.member_by_id.contains(made.member())) {
        return absl::OkStatus();
      }
      return Impossible("its applicant is a member before, or has no id");
    case v1::Application::KIND_REENTRY:
      return place.Known(made.member());
    default:
      return Impossible("it asks for something that is not known here");
  }
}

absl::Status OpenApplication(const Place& place, int32_t number) {
  ASSENT_RETURN_IF_ERROR(Within(number, place.state.applications.size(), "application"));
  return place.state.applications[number - 1].pending()
             ? absl::OkStatus()
             : Impossible(absl::StrCat("application ", number, " is closed"));
}

absl::Status Check(const Place& place, const event::v1::ApplicationSupported& supported) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return OpenApplication(place, supported.number());
}

absl::Status Check(const Place& place, const event::v1::ApplicationObjected& objected) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return OpenApplication(place, objected.number());
}

absl::Status Check(const Place& place, const event::v1::ApplicationSettled& settled) {
  ASSENT_RETURN_IF_ERROR(OpenApplication(place, settled.number()));
  const assembly::ApplicationState& application = place.state.applications[settled.number() - 1];
  const absl::Time now = absl::FromUnixMicros(place.event.time_us());
  switch (settled.state()) {
    case v1::Application::STATE_ADMITTED:
      return application.effect <= now ? absl::OkStatus()
                                       : Impossible("it lets somebody in before their time");
    case v1::Application::STATE_EXPIRED: {
      // One that nobody vouched for makes room for another.
      const bool gives_way = application.view.kind() == v1::Application::KIND_REENTRY &&
                             application.supporters.empty();
      return gives_way || application.due() <= now ? absl::OkStatus()
                                                   : Impossible("it expires before its time");
    }
    default:
      return Impossible("nothing is settled like that");
  }
}

absl::Status Check(const Place& place, const event::v1::EndingAnnounced& announced) {
  if (announced.end_time_us() > place.event.time_us()) return absl::OkStatus();
  return Impossible("it ends the assembly before it says so");
}

absl::Status Check(const Place& place, const event::v1::EndingCancelled&) {
  if (place.state.ends != absl::InfiniteFuture()) return absl::OkStatus();
  return Impossible("no end was announced");
}

absl::Status Check(const Place& place, const event::v1::UnitsConfirmed& confirmed) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  ASSENT_RETURN_IF_ERROR(place.Known(confirmed.member()));
  const int32_t member = place.state.member_by_id.at(confirmed.member());
  const bool waits = place.state.members[member].view.has_waiting_units() &&
                     assembly::MayConfirmUnits(place.state, member, place.author);
  return waits ? absl::OkStatus() : Impossible("there is nothing that its author could confirm");
}

absl::Status Check(const Place& place, const event::v1::SpokeNamed& named) {
  ASSENT_RETURN_IF_ERROR(place.AuthorOf(named.unit()));
  if (named.member().empty()) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(place.Known(named.member()));
  const int32_t member = place.state.member_by_id.at(named.member());
  return assembly::Belongs(place.state, named.unit(), member)
             ? absl::OkStatus()
             : Impossible("it names somebody outside of the unit");
}

absl::Status Check(const Place& place, const event::v1::MandateGiven& given) {
  for (const int stance : given.stances()) {
    ASSENT_RETURN_IF_ERROR(Stance(static_cast<v1::Stance>(stance)));
  }
  return place.AuthorOf(given.unit());
}

absl::Status Check(const Place& place, const event::v1::MandateConfirmed& confirmed) {
  const assembly::MandateState* const mandate = assembly::MandateOf(*place.p, confirmed.unit());
  if (mandate == nullptr || mandate->view.in_force() ||
      mandate->view.revision() != place.p->view.revision()) {
    return Impossible("there is no mandate that waits");
  }
  return place.AuthorOf(confirmed.unit());
}

absl::Status Check(const Place& place, const event::v1::AdviceAsked& asked) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  if (!asked.member().empty()) ASSENT_RETURN_IF_ERROR(place.Known(asked.member()));
  return Next(asked.number(), static_cast<size_t>(place.p->view.advice_size()), "advice");
}

absl::Status Check(const Place& place, const event::v1::AdviceGiven& given) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  ASSENT_RETURN_IF_ERROR(
      Within(given.number(), static_cast<size_t>(place.p->view.advice_size()), "advice"));
  return place.p->view.advice(given.number() - 1).has_answer_time()
             ? Impossible("this advice was given before")
             : absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::UrgencyExplained&) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  const auto use = place.state.urgent_uses.find(place.event.proposal());
  const bool owed = use != place.state.urgent_uses.end() && !use->second.has_explain_time();
  return owed ? absl::OkStatus() : Impossible("nothing is to be explained");
}

absl::Status Check(const Place& place, const event::v1::RuleEnded& ended) {
  const v1::Charter& charter = place.state.view.charter();
  const v1::DecisionRule* const rule = assembly::FindRule(charter, ended.rule());
  const bool fits = rule != nullptr && rule->has_sunset() &&
                    rule->sunset().falls_back_to() == ended.falls_back_to() &&
                    assembly::FindRule(charter, ended.falls_back_to()) != nullptr;
  return fits ? absl::OkStatus() : Impossible("no such rule ends by itself");
}

}  // namespace

absl::Status AppToken(const State& state, const Event& event, int32_t author) {
  if (event.app_token() == 0) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(Within(event.app_token(), state.tokens.size(), "token"));
  const assembly::TokenState& token = state.tokens[event.app_token() - 1];
  if (author >= 0 && token.member == author && !token.app.empty()) return absl::OkStatus();
  return Impossible("its token is not an app's of its author");
}

absl::Status CheckFurtherBody(const Place& place) {
  const Event& event = place.event;
#define ASSENT_BODY(Name, field) \
  case Event::k##Name:           \
    return Check(place, event.field())
  switch (event.body_case()) {
    ASSENT_BODY(LogKeyRotated, log_key_rotated);
    ASSENT_BODY(ForkDeclared, fork_declared);
    ASSENT_BODY(TextsErased, texts_erased);
    ASSENT_BODY(TextsExpired, texts_expired);
    ASSENT_BODY(TokenCreated, token_created);
    ASSENT_BODY(TokenRevoked, token_revoked);
    ASSENT_BODY(DeviceKeyAdded, device_key_added);
    ASSENT_BODY(DeviceKeyRevoked, device_key_revoked);
    ASSENT_BODY(ApplicationMade, application_made);
    ASSENT_BODY(ApplicationSupported, application_supported);
    ASSENT_BODY(ApplicationObjected, application_objected);
    ASSENT_BODY(ApplicationSettled, application_settled);
    ASSENT_BODY(EndingAnnounced, ending_announced);
    ASSENT_BODY(EndingCancelled, ending_cancelled);
    ASSENT_BODY(UnitsConfirmed, units_confirmed);
    ASSENT_BODY(SpokeNamed, spoke_named);
    ASSENT_BODY(MandateGiven, mandate_given);
    ASSENT_BODY(MandateConfirmed, mandate_confirmed);
    ASSENT_BODY(AdviceAsked, advice_asked);
    ASSENT_BODY(AdviceGiven, advice_given);
    ASSENT_BODY(UrgencyExplained, urgency_explained);
    ASSENT_BODY(RuleEnded, rule_ended);
    default:
      return CheckElectionBody(place);
  }
#undef ASSENT_BODY
}

}  // namespace assent::transparency::possible
