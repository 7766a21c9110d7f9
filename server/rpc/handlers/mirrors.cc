#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/account.pb.h"
#include "server/assembly/errors.h"
#include "server/assembly/mirrors/balance.h"
#include "server/assembly/mirrors/certificate.h"
#include "server/assembly/mirrors/ledgers.h"
#include "server/assembly/mirrors/refusals.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

absl::Status CheckShown(Context& context, const std::string& assembly) {
  return context
      .Await(context.ledger().Inspect(
          context.AccessTo(assembly),
          [](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<bool> {
            ASSENT_RETURN_IF_ERROR(assembly::CheckPersonalMirrors(state.view.charter()));
            return true;
          }))
      .status();
}

template <typename Request>
absl::StatusOr<absl::Time> SinceOf(const Request& request) {
  if (!request.has_since()) return absl::InfinitePast();
  if (!assembly::IsValid(request.since())) {
    return assembly::error::ValueInvalid("since", "a time in the years 1 to 9999");
  }
  return assembly::ToTime(request.since());
}

// Documents of one kind, in the order of their keys.
template <typename Message>
struct Listed {
  std::vector<std::string> keys;  // the rest of them, behind the prefix
  std::vector<Message> messages;
};

// All of them that `keep` says yes to. For kinds of which there are few: some
// thousands in ten years.
template <typename Message, typename Keep>
absl::StatusOr<Listed<Message>> LoadAll(Context& context, const std::string& assembly,
                                        const std::string& prefix, Keep keep) {
  Listed<Message> listed;
  ASSENT_RETURN_IF_ERROR(ForEachDocument<Message>(context.store(), assembly, prefix,
                                                  [&](absl::string_view key, Message message) {
                                                    if (!keep(message)) return;
                                                    listed.keys.emplace_back(key);
                                                    listed.messages.push_back(std::move(message));
                                                  }));
  return listed;
}

// Puts a page of them into `items`. Returns the next page's token.
template <typename Message>
std::string PageOf(const Page& page, const Listed<Message>& listed,
                   google::protobuf::RepeatedPtrField<Message>& items) {
  const auto& keys = listed.keys;
  size_t i = std::upper_bound(keys.begin(), keys.end(), page.cursor) - keys.begin();
  for (; i < keys.size(); ++i) {
    if (static_cast<size_t>(items.size()) == page.size) return page.NextToken(keys[i - 1]);
    *items.Add() = listed.messages[i];
  }
  return "";
}

absl::StatusOr<std::vector<v1::Account>> LoadAccounts(Context& context,
                                                      const std::string& assembly) {
  const auto all = [](const v1::Account&) { return true; };
  ASSENT_ASSIGN_OR_RETURN(Listed<v1::Account> listed,
                          LoadAll<v1::Account>(context, assembly, "account/", all));
  return std::move(listed.messages);
}

absl::StatusOr<assembly::RecentAccounts> LookAtRecent(Context& context, const std::string& assembly,
                                                      bool personal) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(assembly),
      [&](const assembly::State& state, int32_t,
          absl::Time) -> absl::StatusOr<assembly::RecentAccounts> {
        if (personal) ASSENT_RETURN_IF_ERROR(assembly::CheckPersonalMirrors(state.view.charter()));
        return assembly::RecentAccountsOf(state);
      }));
}

}  // namespace

absl::StatusOr<v1::ListBlockLedgerResponse> ListBlockLedger(
    const v1::ListBlockLedgerRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const absl::Time since, SinceOf(request));
  ASSENT_RETURN_IF_ERROR(CheckShown(context, parent.assembly));
  const auto keep = [&](const v1::BlockEntry& entry) {
    return assembly::ToTime(entry.raise_time()) >= since &&
           (!request.challenged() || !entry.challenger().empty());
  };
  ASSENT_ASSIGN_OR_RETURN(const Listed<v1::BlockEntry> listed,
                          LoadAll<v1::BlockEntry>(context, parent.assembly, "blocked/", keep));
  v1::ListBlockLedgerResponse response;
  response.set_next_page_token(PageOf(page, listed, *response.mutable_entries()));
  for (v1::BlockSum& sum : assembly::SumBlocks(listed.messages)) {
    *response.add_sums() = std::move(sum);
  }
  for (v1::ChallengeSum& sum : assembly::SumChallenges(listed.messages)) {
    *response.add_challenge_sums() = std::move(sum);
  }
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListUrgentLedgerResponse> ListUrgentLedger(
    const v1::ListUrgentLedgerRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const absl::Time since, SinceOf(request));
  ASSENT_RETURN_IF_ERROR(CheckShown(context, parent.assembly));
  const auto keep = [&](const v1::UrgentEntry& entry) {
    return assembly::ToTime(entry.introduce_time()) >= since;
  };
  ASSENT_ASSIGN_OR_RETURN(const Listed<v1::UrgentEntry> listed,
                          LoadAll<v1::UrgentEntry>(context, parent.assembly, "urgent/", keep));
  v1::ListUrgentLedgerResponse response;
  response.set_next_page_token(PageOf(page, listed, *response.mutable_entries()));
  for (v1::UrgentSum& sum : assembly::SumUrgent(listed.messages)) {
    *response.add_sums() = std::move(sum);
  }
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest& request,
                                                  Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const int64_t first, NumberCursor(page, 0));
  ASSENT_ASSIGN_OR_RETURN(const absl::Time since, SinceOf(request));
  ASSENT_ASSIGN_OR_RETURN(const assembly::RecentAccounts recent,
                          LookAtRecent(context, parent.assembly, /*personal=*/true));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Account> documents,
                          LoadAccounts(context, parent.assembly));
  const v1::Account sum =
      assembly::SumOf(assembly::MonthsSince(documents, recent, since), recent.open);
  return context.Await(context.ledger().Inspect(
      context.AccessTo(parent.assembly),
      [&](const assembly::State& state, int32_t,
          absl::Time) -> absl::StatusOr<v1::GetBalanceResponse> {
        v1::GetBalanceResponse response;
        const int64_t next = assembly::FillBalance(state, sum, first, page.size, response);
        response.set_open(recent.open.proposals);
        if (next >= 0) response.set_next_page_token(page.NextToken(std::to_string(next)));
        response.set_sequence(state.sequence);
        return response;
      }));
}

absl::StatusOr<v1::GetDriftResponse> GetDrift(const v1::GetDriftRequest& request,
                                              Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(absl::Time since, SinceOf(request));
  if (since != absl::InfinitePast()) since = assembly::QuarterStart(since);
  ASSENT_ASSIGN_OR_RETURN(const assembly::RecentAccounts recent,
                          LookAtRecent(context, parent.assembly, /*personal=*/false));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::Account> documents,
                          LoadAccounts(context, parent.assembly));
  v1::GetDriftResponse response;
  for (v1::DriftQuarter& quarter :
       assembly::DriftOf(assembly::MonthsSince(documents, recent, since))) {
    *response.add_quarters() = std::move(quarter);
  }
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetCertificateResponse> GetCertificate(const v1::GetCertificateRequest& request,
                                                          Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts name,
      assembly::ParseName(request.name(), "assemblies/{assembly}/decisions/{decision}", "name"));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Decision> decision,
                          LoadDocument<v1::Decision>(context.store(), name.assembly,
                                                     NumberedKey("decision", name.number)));
  if (!decision.has_value()) return refusal::NotFound("decision");
  if (request.for_publication()) ASSENT_RETURN_IF_ERROR(assembly::CheckPublished(*decision));
  const std::string revision_key = assembly::PartKey("revision", name.number, decision->revision());
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Revision> revision,
                          LoadDocument<v1::Revision>(context.store(), name.assembly, revision_key));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Assembly> assembly,
                          LoadDocument<v1::Assembly>(context.store(), name.assembly, "assembly"));
  if (!revision.has_value() || !assembly.has_value()) return DocumentDamaged();
  v1::GetCertificateResponse response;
  *response.mutable_certificate() = assembly::CertificateOf(*assembly, *decision, *revision);
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
