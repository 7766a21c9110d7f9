#include "absl/strings/str_cat.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/follow.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Entries = v1::EntryService::Stub;

struct LogArgs {
  std::string proposal;
  int64_t after = 0;
  bool watch = false;
};

absl::Status Log(Session& session, const LogArgs& args) {
  v1::ListEntriesRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_after_sequence(args.after);
  request.set_show_json(true);
  if (!args.proposal.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(args.proposal));
    request.set_proposal(number);
  }
  ASSENT_ASSIGN_OR_RETURN(const auto entries, CallForAll(session, &Entries::ListEntries, request,
                                                         &v1::ListEntriesResponse::entries));
  return ShowList(session, entries);
}

// The newest entries on a terminal, every entry once into a pipe.
absl::Status WatchLog(Session& session, const LogArgs& args) {
  v1::WatchEntriesRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_after_sequence(args.after);
  request.set_show_json(true);
  int number = 0;
  if (!args.proposal.empty()) {
    ASSENT_ASSIGN_OR_RETURN(number, ParseNumber(args.proposal));
  }
  std::vector<v1::Entry> newest;
  return Follow<Entries, v1::WatchEntriesRequest, v1::WatchEntriesResponse>(
      session, &Entries::WatchEntries, request,
      [&](const v1::WatchEntriesResponse& change) -> absl::StatusOr<bool> {
        if (!session.for_people()) newest.clear();
        for (const v1::Entry& entry : change.entries()) {
          if (number == 0 || entry.proposal() == number) newest.push_back(entry);
        }
        const size_t room = std::max(session.terminal().height - 2, 1);
        if (session.for_people() && newest.size() > room) {
          newest.erase(newest.begin(), newest.end() - static_cast<ptrdiff_t>(room));
        }
        ASSENT_RETURN_IF_ERROR(ShowList(session, newest));
        return true;
      });
}

Action DefineLog(Arguments& app) {
  auto args = std::make_shared<LogArgs>();
  app.Add("PROPOSAL", args->proposal, "Only what is about this one");
  app.Add("--after", args->after, "Only entries behind this position").NotNegative();
  app.AddFlag("--watch", args->watch, "Go on with every new entry");
  return [args](Session& session) {
    return args->watch ? WatchLog(session, *args) : Log(session, *args);
  };
}

}  // namespace

std::vector<Verb> LogVerbs() {
  return {
      {"log",
       kGroupReading,
       "The record itself: who did what and when.",
       {"assent log", "assent log 17", "assent log --after 120 -o jsonl", "assent log --watch"},
       {"ListEntries", "WatchEntries"},
       DefineLog},
  };
}

}  // namespace assent::cli
