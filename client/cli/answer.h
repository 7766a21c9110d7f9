// What a verb that changed something says: one short confirmation for each kind
// of resource that an answer holds, and the next sensible command.

#ifndef ASSENT_CLIENT_CLI_ANSWER_H_
#define ASSENT_CLIENT_CLI_ANSWER_H_

#include <string>

#include "assent/v1/access.pb.h"
#include "assent/v1/amendment.pb.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/concern.pb.h"
#include "assent/v1/election.pb.h"
#include "assent/v1/member.pb.h"
#include "assent/v1/mirror.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/unit.pb.h"
#include "client/cli/session.h"
#include "server/base/status_macros.h"

namespace assent::cli {

void Confirm(Scene& scene, const v1::Proposal& proposal);
void Confirm(Scene& scene, const v1::Amendment& amendment);
void Confirm(Scene& scene, const v1::Concern& concern);
void Confirm(Scene& scene, const v1::Position& position);
void Confirm(Scene& scene, const v1::Block& block);
void Confirm(Scene& scene, const v1::Member& member);
void Confirm(Scene& scene, const v1::Invitation& invitation);
void Confirm(Scene& scene, const v1::Token& token);
void Confirm(Scene& scene, const v1::DeviceKey& key);
void Confirm(Scene& scene, const v1::Application& application);

// "2 warm, 1 lukewarm, 0 cold; raised hands: 5, 2, 1"; without hands if none were
// counted.
std::string TemperatureWords(const v1::TemperatureCheck& check);
void Confirm(Scene& scene, const v1::Mandate& mandate);
void Confirm(Scene& scene, const v1::Advice& advice);
void Confirm(Scene& scene, const v1::UrgentEntry& entry);
void Confirm(Scene& scene, const v1::Option& option);

// The next sensible command; "" where none is more sensible than another.
std::string NextFor(const v1::Proposal& proposal);
std::string NextFor(const v1::Amendment& amendment);
std::string NextFor(const v1::Concern& concern);
std::string NextFor(const v1::Position& position);
std::string NextFor(const v1::Block& block);

// Says on a dry run that it is one.
void NoteDryRun(const Session& session);

// Calls f with each resource that `answer` holds.
template <typename Answer, typename F>
void ForEachResource(const Answer& answer, F f) {
  if constexpr (requires { answer.amendment(); }) f(answer.amendment());
  if constexpr (requires { answer.concern(); }) f(answer.concern());
  if constexpr (requires { answer.position(); }) f(answer.position());
  if constexpr (requires { answer.positions(); }) {
    for (const auto& position : answer.positions()) f(position);
  }
  if constexpr (requires { answer.block(); }) f(answer.block());
  if constexpr (requires { answer.member(); }) f(answer.member());
  if constexpr (requires { answer.mandate(); }) f(answer.mandate());
  if constexpr (requires { answer.advice().question(); }) f(answer.advice());
  if constexpr (requires { answer.entry().explanation(); }) f(answer.entry());
  if constexpr (requires { answer.option(); }) f(answer.option());
  if constexpr (requires { answer.invitation(); }) f(answer.invitation());
  if constexpr (requires { answer.application(); }) f(answer.application());
  if constexpr (requires { answer.token().scopes(); }) f(answer.token());
  if constexpr (requires { answer.key().public_key(); }) f(answer.key());
  if constexpr (requires { answer.proposal(); }) {
    if (!answer.proposal().name().empty()) f(answer.proposal());
  }
}

// For a program the whole answer, for people a confirmation.
template <typename Answer>
absl::Status ShowAnswer(Session& session, const Answer& answer) {
  NoteDryRun(session);
  ASSENT_RETURN_IF_ERROR(session.Show(answer, [&](Scene& scene) {
    ForEachResource(answer, [&](const auto& resource) { Confirm(scene, resource); });
  }));
  std::string next;
  ForEachResource(answer, [&](const auto& resource) {
    if constexpr (requires { NextFor(resource); }) {
      if (next.empty()) next = NextFor(resource);
    }
  });
  session.Next(next);
  return absl::OkStatus();
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_ANSWER_H_
