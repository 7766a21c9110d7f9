#include "client/cli/related.h"

#include "absl/strings/str_cat.h"
#include "assent/v1/decision_memory_service.grpc.pb.h"
#include "client/cli/memory.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/visible.h"

namespace assent::cli {
namespace {

constexpr int kMostNoted = 5;

}  // namespace

void NoteRelated(Session& session, const std::string& proposal) {
  v1::ListRelatedDecisionsRequest request;
  request.set_parent(proposal);
  const auto found = Call(session, &v1::DecisionMemoryService::Stub::ListRelatedDecisions, request);
  if (!found.ok()) {
    session.Note(absl::StrCat("related decisions could not be looked up: ",
                              std::string(found.status().message())));
    return;
  }
  int noted = 0;
  for (const v1::RelatedDecision& related : found->decisions()) {
    if (!related.in_force() || noted == kMostNoted) continue;
    if (noted++ == 0) session.Note("Decisions in force that have to do with it:");
    session.Note(absl::StrCat("  ", NumberOf(related.decision().name()), "  ",
                              VisibleLine(related.decision().title()), " (", WhyOf(related), ")"));
  }
}

}  // namespace assent::cli
