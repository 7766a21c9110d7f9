#include "tests/bench/years.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/need_service.pb.h"
#include "assent/v1/rule_trial_service.pb.h"
#include "fmt/format.h"
#include "server/base/status_macros.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/bench/made_years.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/test_server.h"
#include "tests/search/corpus.h"

namespace assent::bench {
namespace {

constexpr char kClub[] = "assemblies/club";

// Asks as one member, and takes the time.
class Asker {
 public:
  Asker(test::Caller caller, const YearsPlan& plan, YearsFigures& figures)
      : caller_(std::move(caller)), plan_(plan), figures_(figures) {}

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(const Request& request) {
    Response response;
    const test::Answer answer = caller_.Call(request, &response);
    if (answer.ok()) return response;
    return absl::Status(
        static_cast<absl::StatusCode>(answer.status.error_code()),
        absl::StrCat(Request::descriptor()->name(), " after ", figures_.queries.size(),
                     " measured queries: ", answer.ToString()));
  }

  // The first read waits until the log is replayed, however long that takes: longer than a call
  // may.
  template <typename Response, typename Request>
  absl::Status Touch(const Request& request) {
    while (true) {
      const absl::Status status = Ask<Response>(request).status();
      if (!absl::IsDeadlineExceeded(status)) return status;
    }
  }

  // `next` makes the request of a round; `rows` counts what is in an answer.
  template <typename Request, typename Response, typename Rows>
  absl::Status Measure(const std::string& name, std::function<Request(int round)> next,
                       Rows (Response::*rows)() const, int rounds = 0) {
    std::vector<absl::Duration> times;
    int64_t answered = 0;
    for (int round = 0; round < (rounds > 0 ? rounds : plan_.rounds); ++round) {
      const Request request = next(round);
      const absl::Time start = absl::Now();
      ASSENT_ASSIGN_OR_RETURN(const Response response, Ask<Response>(request));
      times.push_back(absl::Now() - start);
      answered += (response.*rows)();
    }
    std::sort(times.begin(), times.end());
    figures_.queries.push_back({name, times[times.size() / 2], times[times.size() * 99 / 100],
                                static_cast<double>(answered) / static_cast<double>(times.size())});
    return absl::OkStatus();
  }

 private:
  const test::Caller caller_;
  const YearsPlan& plan_;
  YearsFigures& figures_;
};

v1::SearchDecisionsRequest SearchFor(const std::string& query, const std::string& filter) {
  v1::SearchDecisionsRequest request;
  request.set_parent(kClub);
  request.set_query(query);
  request.set_filter(filter);
  return request;
}

absl::Status MeasureSearch(Asker& asker) {
  using Request = v1::SearchDecisionsRequest;
  const auto rows = &v1::SearchDecisionsResponse::results_size;
  const std::vector<search::Labelled> labelled = search::ReadLabelled();
  const auto title = [&](int round) {
    return SearchFor(labelled[round % labelled.size()].decision.title, "");
  };
  const auto two = [](int round) {
    const std::vector<std::string> words =
        absl::StrSplit(search::MadeUp(round).title, absl::ByAnyChar(" "));
    return SearchFor(absl::StrCat(words.front(), " ", words.back()), "");
  };
  const auto common = [](int) { return SearchFor("the and we of to", "in_force=true"); };
  const auto phrase = [&](int round) {
    return SearchFor(absl::StrCat("\"", labelled[round % labelled.size()].decision.title, "\""),
                     "");
  };
  ASSENT_RETURN_IF_ERROR(asker.Measure<Request>("search, a title", title, rows));
  ASSENT_RETURN_IF_ERROR(asker.Measure<Request>("search, two words", two, rows));
  ASSENT_RETURN_IF_ERROR(asker.Measure<Request>("search, the five commonest", common, rows));
  return asker.Measure<Request>("search, a phrase", phrase, rows);
}

absl::Status MeasureLists(Asker& asker) {
  const auto decisions = [](int page_size) {
    return [page_size](int) {
      v1::ListDecisionsRequest request;
      request.set_parent(kClub);
      request.set_filter("in_force=true");
      request.set_page_size(page_size);
      return request;
    };
  };
  const auto actions = [](const std::string& filter) {
    return [filter](int) {
      v1::ListActionPointsRequest request;
      request.set_parent(kClub);
      request.set_filter(filter);
      return request;
    };
  };
  const auto rows = &v1::ListActionPointsResponse::action_points_size;
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListDecisionsRequest>(
      "decisions in force, 50", decisions(50), &v1::ListDecisionsResponse::decisions_size));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListDecisionsRequest>(
      "decisions in force, 1000", decisions(1000), &v1::ListDecisionsResponse::decisions_size, 20));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListActionPointsRequest>("action points, open",
                                                                    actions("open=true"), rows));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListActionPointsRequest>(
      "action points, mine", actions("open=true AND member=-"), rows));
  return asker.Measure<v1::ListActionPointsRequest>("action points, overdue",
                                                    actions("overdue=true"), rows);
}

v1::ListRelatedDecisionsRequest RelatedTo(int32_t proposal) {
  v1::ListRelatedDecisionsRequest request;
  request.set_parent(absl::StrCat(kClub, "/proposals/", proposal));
  return request;
}

template <typename Request>
std::function<Request(int)> OfTheClub() {
  return [](int) {
    Request request;
    request.set_parent(kClub);
    return request;
  };
}

// What is shown against quiet hierarchy, of all ten years.
absl::Status MeasureMirrors(Asker& asker, int32_t decisions) {
  const auto certificate = [decisions](int round) {
    v1::GetCertificateRequest request;
    request.set_name(absl::StrCat(kClub, "/decisions/", 1 + round * 97 % decisions));
    return request;
  };
  const auto is_certificate = &v1::GetCertificateResponse::has_certificate;
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListBlockLedgerRequest>(
      "block ledger", OfTheClub<v1::ListBlockLedgerRequest>(),
      &v1::ListBlockLedgerResponse::entries_size));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListUrgentLedgerRequest>(
      "urgent ledger", OfTheClub<v1::ListUrgentLedgerRequest>(),
      &v1::ListUrgentLedgerResponse::entries_size));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::GetBalanceRequest>(
      "balance", OfTheClub<v1::GetBalanceRequest>(), &v1::GetBalanceResponse::lines_size));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::GetDriftRequest>(
      "drift", OfTheClub<v1::GetDriftRequest>(), &v1::GetDriftResponse::quarters_size));
  return asker.Measure<v1::GetCertificateRequest>("certificate", certificate, is_certificate);
}

absl::Status MeasureWhatWaits(Asker& asker) {
  const auto movements = [](int) {
    v1::ListPoolMovementsRequest request;
    request.set_parent(kClub);
    request.set_pool("money");
    return request;
  };
  const auto trial = [](int) {
    v1::TryRuleRequest request;
    request.set_parent(kClub);
    request.set_preset("sfc_consensus");
    request.set_page_size(1000);
    return request;
  };
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListNeedsRequest>(
      "needs me", OfTheClub<v1::ListNeedsRequest>(), &v1::ListNeedsResponse::needs_size));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListDueRequest>("due", OfTheClub<v1::ListDueRequest>(),
                                                           &v1::ListDueResponse::dues_size));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListNoticesRequest>(
      "notices", OfTheClub<v1::ListNoticesRequest>(), &v1::ListNoticesResponse::notices_size));
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListPoolMovementsRequest>(
      "movements of a pool", movements, &v1::ListPoolMovementsResponse::movements_size));
  return asker.Measure<v1::TryRuleRequest>("trial of a rule on all", trial,
                                           &v1::TryRuleResponse::looked_at);
}

// Of those whose decision is known, how many are found.
absl::Status CountFound(Asker& asker, const MadeYears& made, YearsFigures& figures) {
  for (size_t i = 0; i < made.proposals.size(); ++i) {
    ASSENT_ASSIGN_OR_RETURN(const auto related, asker.Ask<v1::ListRelatedDecisionsResponse>(
                                                    RelatedTo(made.proposals[i])));
    const std::string wanted = absl::StrCat(kClub, "/decisions/", made.labelled[i]);
    const auto& all = related.decisions();
    const auto end = all.begin() + std::min(5, all.size());
    ++figures.labelled;
    figures.found += std::any_of(all.begin(), end, [&](const v1::RelatedDecision& one) {
      return one.decision().name() == wanted;
    });
  }
  return absl::OkStatus();
}

int64_t MemoryOfThisProcess() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    int64_t kilobytes = 0;
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar("\t "), absl::SkipEmpty());
    if (words.size() > 1 && words[0] == "VmRSS:" && absl::SimpleAtoi(words[1], &kilobytes)) {
      return kilobytes * 1024;
    }
  }
  return 0;
}

int64_t BytesBelow(const std::string& folder) {
  int64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += static_cast<int64_t>(entry.file_size());
  }
  return bytes;
}

absl::StatusOr<MadeYears> Make(const YearsPlan& plan, const std::string& folder,
                               test::SimulatedClock& clock) {
  ASSENT_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(folder));
  return MakeYears(*store, clock, plan.decisions, plan.members);
}

double Milliseconds(absl::Duration duration) { return absl::ToDoubleMilliseconds(duration); }

}  // namespace

absl::StatusOr<YearsFigures> MeasureYears(const YearsPlan& plan) {
  YearsFigures figures;
  test::SimulatedClock clock;
  const std::string folder = absl::StrCat(plan.folder, "/years");
  const absl::Time start = absl::Now();
  ASSENT_ASSIGN_OR_RETURN(const MadeYears made, Make(plan, folder, clock));
  figures.made = absl::Now() - start;
  figures.store_bytes = BytesBelow(folder);
  test::TestServer server(RocksDbFolder{folder}, clock);
  Asker asker(test::Caller(server.Connect(), made.tokens[0]), plan, figures);
  const int64_t before = MemoryOfThisProcess();
  const absl::Time touched = absl::Now();
  ASSENT_RETURN_IF_ERROR(asker.Touch<v1::SearchDecisionsResponse>(SearchFor("kitchen", "")));
  figures.first_touch = absl::Now() - touched;
  figures.loaded_bytes = MemoryOfThisProcess() - before;
  figures.entries = server.LastSequence("club");
  ASSENT_RETURN_IF_ERROR(MeasureSearch(asker));
  const auto related = [&](int round) {
    return RelatedTo(made.proposals[round % made.proposals.size()]);
  };
  ASSENT_RETURN_IF_ERROR(asker.Measure<v1::ListRelatedDecisionsRequest>(
      "related decisions", related, &v1::ListRelatedDecisionsResponse::decisions_size));
  ASSENT_RETURN_IF_ERROR(MeasureLists(asker));
  ASSENT_RETURN_IF_ERROR(MeasureMirrors(asker, plan.decisions));
  ASSENT_RETURN_IF_ERROR(MeasureWhatWaits(asker));
  ASSENT_RETURN_IF_ERROR(CountFound(asker, made, figures));
  figures.memory_bytes = MemoryOfThisProcess();
  return figures;
}

std::vector<std::string> Broken(const YearsFigures& figures, const YearsLimits& limits) {
  std::vector<std::string> broken;
  for (const QueryFigures& query : figures.queries) {
    const bool search = absl::StartsWith(query.name, "search");
    const absl::Duration limit = search ? limits.search : limits.query;
    if (query.p50 < limit) continue;
    broken.push_back(fmt::format("too slow: {}, {:.2f} ms in the median, not under {:.2f} ms",
                                 query.name, Milliseconds(query.p50), Milliseconds(limit)));
  }
  if (figures.found * limits.labelled < limits.found * figures.labelled) {
    broken.push_back(
        fmt::format("not found: the related decision among the first five for {} of {}, "
                    "not for {} of {}",
                    figures.found, figures.labelled, limits.found, limits.labelled));
  }
  if (figures.memory_bytes > limits.memory_bytes) {
    broken.push_back(fmt::format("too much memory: {} MB, more than {} MB",
                                 figures.memory_bytes / 1'000'000,
                                 limits.memory_bytes / 1'000'000));
  }
  return broken;
}

std::string Table(const YearsPlan& plan, const YearsFigures& figures) {
  std::string table = fmt::format(
      "Ten years of an assembly of {} members: {} decisions, {} entries, made in {:.0f} s; {} MB "
      "on disk.\nFirst read after a start: {:.0f} ms, {} MB. Memory of server and client: {} MB.\n"
      "The related decision is among the first five for {} of {} labelled proposals.\n\n"
      "query, over gRPC, one at a time      p50 ms   p99 ms   rows\n",
      plan.members, plan.decisions, figures.entries, absl::ToDoubleSeconds(figures.made),
      figures.store_bytes / 1'000'000, Milliseconds(figures.first_touch),
      figures.loaded_bytes / 1'000'000, figures.memory_bytes / 1'000'000, figures.found,
      figures.labelled);
  for (const QueryFigures& query : figures.queries) {
    fmt::format_to(std::back_inserter(table), "{:<36} {:>6.2f} {:>8.2f} {:>6.1f}\n", query.name,
                   Milliseconds(query.p50), Milliseconds(query.p99), query.answered);
  }
  return table;
}

}  // namespace assent::bench
