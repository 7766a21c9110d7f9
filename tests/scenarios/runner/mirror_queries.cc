#include "tests/scenarios/runner/mirror_queries.h"

#include <functional>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/need_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/fields.h"

namespace assent::scenario {
namespace {

using Lines = std::vector<std::string>;

template <typename Enum>
std::string NameOf(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value));
}

std::string Number(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string When(const World& world, const google::protobuf::Timestamp& time) {
  return world.Since(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
}

// "1", "1.2".
template <typename Item>
std::string Place(const Item& item) {
  if (item.proposal().empty()) return "-";  // about the assembly
  return item.part() == 0 ? Number(item.proposal())
                          : absl::StrCat(Number(item.proposal()), ".", item.part());
}

template <typename Item>
std::string Until(const World& world, const Item& item) {
  return item.has_due_time() ? absl::StrCat(", until ", When(world, item.due_time())) : "";
}

std::string Share(const v1::Fraction& share) {
  return absl::StrCat(share.numerator(), "/", share.denominator());
}

// What is asked, and the caller for whom.
struct Reading {
  World& world;
  const Caller& caller;
  int32_t proposal;

  std::string parent() const { return absl::StrCat("assemblies/", caller.assembly); }
  std::string Handle(const std::string& member) const { return world.HandleOf(member); }
};

template <typename Response, typename Request>
absl::StatusOr<Response> Read(const Reading& r, Request request) {
  if constexpr (requires { request.set_parent(""); }) request.set_parent(r.parent());
  Response response;
  ASSENT_RETURN_IF_ERROR(r.world.service().Read(r.caller, request, response));
  return response;
}

absl::StatusOr<Lines> Needs(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response,
                          Read<v1::ListNeedsResponse>(r, v1::ListNeedsRequest()));
  Lines lines;
  for (const v1::Need& need : response.needs()) {
    // Of a role, which has a name and no proposal, its name.
    const std::string place =
        need.proposal().empty() && !need.title().empty() ? need.title() : Place(need);
    lines.push_back(absl::StrCat(place, " ", NameOf(need.kind()), Until(r.world, need)));
  }
  return lines;
}

absl::StatusOr<Lines> Dues(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response, Read<v1::ListDueResponse>(r, v1::ListDueRequest()));
  Lines lines;
  for (const v1::Due& due : response.dues()) {
    lines.push_back(absl::StrCat(When(r.world, due.due_time()), " ", Place(due), " ",
                                 NameOf(due.kind()),
                                 due.member().empty() ? "" : " of " + r.Handle(due.member()),
                                 due.reason().empty() ? "" : ": \"" + due.reason() + "\""));
  }
  return lines;
}

std::string HandlesOf(const Reading& r,
                      const google::protobuf::RepeatedPtrField<std::string>& all) {
  std::vector<std::string> handles;
  for (const std::string& name : all) handles.push_back(r.Handle(name));
  return absl::StrJoin(handles, ", ");
}

absl::StatusOr<Lines> Units(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response,
                          Read<v1::ListUnitsResponse>(r, v1::ListUnitsRequest()));
  Lines lines;
  for (const v1::Unit& unit : response.units()) {
    std::string line = absl::StrCat(Number(unit.name()), ": ", HandlesOf(r, unit.members()), "; ");
    if (unit.spoke().empty()) {
      absl::StrAppend(&line, "nobody speaks");
    } else {
      absl::StrAppend(&line, r.Handle(unit.spoke()), " speaks");
    }
    if (unit.spoke_meetings() > 0) absl::StrAppend(&line, ", meetings ", unit.spoke_meetings());
    if (unit.weight() > 0) absl::StrAppend(&line, ", votes ", unit.weight());
    for (const v1::SpokeChoice& choice : unit.choices()) {
      absl::StrAppend(&line, ", ", r.Handle(choice.member()), " names ", r.Handle(choice.spoke()));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

absl::StatusOr<Lines> Mandates(const Reading& r) {
  v1::ListMandatesRequest request;
  request.set_parent(absl::StrCat(r.parent(), "/proposals/", r.proposal));
  v1::ListMandatesResponse response;
  ASSENT_RETURN_IF_ERROR(r.world.service().Read(r.caller, request, response));
  Lines lines;
  for (const v1::Mandate& mandate : response.mandates()) {
    std::vector<std::string> stances;
    for (const int stance : mandate.stances()) {
      stances.push_back(NameOf(static_cast<v1::Stance>(stance)));
    }
    lines.push_back(absl::StrCat(
        mandate.unit(), ": ", absl::StrJoin(stances, ", "), " on revision ", mandate.revision(),
        " by ", r.Handle(mandate.given_by()),
        mandate.confirmed_by().empty() ? "" : ", confirmed by " + r.Handle(mandate.confirmed_by()),
        mandate.in_force() ? "" : ", not in force",
        mandate.note().empty() ? "" : absl::StrCat(": \"", mandate.note(), "\"")));
  }
  return lines;
}

absl::StatusOr<Lines> Notices(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response,
                          Read<v1::ListNoticesResponse>(r, v1::ListNoticesRequest()));
  Lines lines;
  for (const v1::Notice& notice : response.notices()) {
    lines.push_back(absl::StrCat(
        notice.meeting().empty() ? Place(notice) : "meeting " + Number(notice.meeting()), " ",
        NameOf(notice.kind()), Until(r.world, notice)));
  }
  return lines;
}

std::string EntryLine(const Reading& r, const v1::BlockEntry& entry) {
  const bool passed_on = entry.holder() != entry.member();
  return absl::StrCat(Number(entry.proposal()), ".", entry.concern(), " by ",
                      r.Handle(entry.member()), ": ", NameOf(entry.outcome()),
                      !passed_on               ? ""
                      : entry.holder().empty() ? ", held by nobody"
                                               : ", held by " + r.Handle(entry.holder()),
                      entry.challenger().empty()
                          ? ""
                          : absl::StrCat(", challenged by ", r.Handle(entry.challenger()), ": ",
                                         NameOf(entry.challenge_outcome())));
}

absl::StatusOr<Lines> BlockLedger(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response,
                          Read<v1::ListBlockLedgerResponse>(r, v1::ListBlockLedgerRequest()));
  Lines lines;
  for (const v1::BlockEntry& entry : response.entries()) lines.push_back(EntryLine(r, entry));
  for (const v1::BlockSum& sum : response.sums()) {
    std::string line = absl::StrCat(r.Handle(sum.member()), ": ", sum.blocks(), " blocked");
    for (const v1::BlockOutcomeCount& count : sum.outcomes()) {
      absl::StrAppend(&line, ", ", count.blocks(), " ", NameOf(count.outcome()));
    }
    if (sum.soft_limit() != 0) absl::StrAppend(&line, ", soft limit ", sum.soft_limit());
    lines.push_back(std::move(line));
  }
  return lines;
}

absl::StatusOr<Lines> ChallengeLedger(const Reading& r) {
  v1::ListBlockLedgerRequest request;
  request.set_challenged(true);
  ASSENT_ASSIGN_OR_RETURN(const auto response, Read<v1::ListBlockLedgerResponse>(r, request));
  Lines lines;
  for (const v1::BlockEntry& entry : response.entries()) lines.push_back(EntryLine(r, entry));
  for (const v1::ChallengeSum& sum : response.challenge_sums()) {
    lines.push_back(absl::StrCat(r.Handle(sum.member()), ": ", sum.challenges(), " challenged, ",
                                 sum.block_stood(), " stood, ", sum.block_fell(), " fell, ",
                                 sum.pending(), " pending, ", sum.moot(), " moot"));
  }
  return lines;
}

std::string Explained(const v1::UrgentEntry& entry) {
  if (!entry.has_explain_time()) return ", not explained";
  const bool late = entry.explain_time().seconds() >= entry.explain_by_time().seconds();
  return absl::StrCat(", explained", late ? " late" : "", ": \"", entry.explanation(), "\"");
}

absl::StatusOr<Lines> UrgentLedger(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response,
                          Read<v1::ListUrgentLedgerResponse>(r, v1::ListUrgentLedgerRequest()));
  Lines lines;
  for (const v1::UrgentEntry& entry : response.entries()) {
    const std::string role = entry.role().empty() ? "" : absl::StrCat(" as ", entry.role());
    lines.push_back(absl::StrCat(Number(entry.proposal()), " by ", r.Handle(entry.member()), role,
                                 ": ", NameOf(entry.outcome()), " \"", entry.reason(), "\"",
                                 Explained(entry)));
  }
  for (const v1::UrgentSum& sum : response.sums()) {
    lines.push_back(absl::StrCat(r.Handle(sum.member()), ": ", sum.proposals(), " urgent, ",
                                 sum.ratified(), " ratified, ", sum.expired(), " expired, ",
                                 sum.not_taken(), " not taken, ", sum.open(), " open; ",
                                 sum.explained(), " explained, ", sum.explained_late(), " late, ",
                                 sum.unexplained(), " not"));
  }
  return lines;
}

// Field by field, those that are not 0.
std::string Counts(const google::protobuf::Message& message) {
  Lines counts;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    const bool small = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT32;
    const int64_t count = small ? message.GetReflection()->GetInt32(message, field)
                                : message.GetReflection()->GetInt64(message, field);
    counts.push_back(absl::StrCat(count, " ", field->name()));
  }
  return counts.empty() ? "nothing" : absl::StrJoin(counts, ", ");
}

std::string ConcentrationLine(absl::string_view what, const v1::Concentration& c) {
  return absl::StrCat(what, ": top fifth ", Share(c.top_fifth()), ", equal ",
                      Share(c.equal_share()));
}

absl::StatusOr<Lines> Balance(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response,
                          Read<v1::GetBalanceResponse>(r, v1::GetBalanceRequest()));
  Lines lines;
  for (const v1::BalanceLine& line : response.lines()) {
    lines.push_back(absl::StrCat(r.Handle(line.member()), ": ", Counts(line.activity())));
  }
  lines.push_back(absl::StrCat("all ", response.members(), " in ", response.ended(), " ended, ",
                               response.open(), " open: ", Counts(response.total())));
  const v1::Concentrations& all = response.concentrations();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  all.GetReflection()->ListFields(all, &fields);
  for (const auto* field : fields) {
    const auto& message = all.GetReflection()->GetMessage(all, field);
    const auto& concentration = dynamic_cast<const v1::Concentration&>(message);
    if (!concentration.has_top_fifth()) continue;
    lines.push_back(ConcentrationLine(field->name(), concentration));
  }
  return lines;
}

absl::StatusOr<Lines> Drift(const Reading& r) {
  ASSENT_ASSIGN_OR_RETURN(const auto response,
                          Read<v1::GetDriftResponse>(r, v1::GetDriftRequest()));
  Lines lines;
  for (const v1::DriftQuarter& quarter : response.quarters()) {
    std::string line = absl::StrCat(quarter.year(), " Q", quarter.quarter(), ", ",
                                    quarter.members(), " members: ", Counts(quarter.totals()));
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    quarter.GetReflection()->ListFields(quarter, &fields);
    for (const auto* field : fields) {
      if (field->message_type() != v1::Fraction::descriptor()) continue;
      const auto& share = quarter.GetReflection()->GetMessage(quarter, field);
      absl::StrAppend(&line, "; ", field->name(), " ",
                      Share(dynamic_cast<const v1::Fraction&>(share)));
    }
    if (quarter.facilitation().has_top_fifth()) {
      absl::StrAppend(&line, "; ", ConcentrationLine("facilitation", quarter.facilitation()));
    }
    if (quarter.roles().has_top_fifth()) {
      absl::StrAppend(&line, "; ", ConcentrationLine("roles", quarter.roles()));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string CountOf(const v1::Certificate::Count& count) {
  switch (count.form()) {
    case v1::Certificate::Count::FORM_EXACT:
      return absl::StrCat(count.voices());
    case v1::Certificate::Count::FORM_FEWER_THAN_5:
      return "fewer than 5";
    case v1::Certificate::Count::FORM_HELD_BACK:
      return "held back";
    case v1::Certificate::Count::FORM_ROUNDED_DOWN:
      return absl::StrCat("about ", count.voices());
    default:
      return "";
  }
}

absl::StatusOr<Lines> Certificate(const Reading& r) {
  v1::GetCertificateRequest request;
  request.set_name(absl::StrCat(r.parent(), "/decisions/", r.proposal));
  ASSENT_ASSIGN_OR_RETURN(const auto response, Read<v1::GetCertificateResponse>(r, request));
  const v1::Certificate& c = response.certificate();
  Lines lines = {absl::StrCat(NameOf(c.state()), " by ", c.rule_id(), " version ", c.rule_version(),
                              ", quorum ", NameOf(c.quorum()),
                              c.dissent() ? ", with dissent" : ", without dissent",
                              c.published() ? ", published" : "")};
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  c.GetReflection()->ListFields(c, &fields);
  for (const auto* field : fields) {
    if (field->message_type() != v1::Certificate::Count::descriptor()) continue;
    const auto& count = c.GetReflection()->GetMessage(c, field);
    const std::string given = CountOf(dynamic_cast<const v1::Certificate::Count&>(count));
    if (given != "0") lines.push_back(absl::StrCat(field->name(), ": ", given));
  }
  request.set_for_publication(true);
  const absl::Status shown = Read<v1::GetCertificateResponse>(r, request).status();
  lines.push_back(absl::StrCat("for others: ", shown.ok() ? "yes" : base::ReasonOf(shown)));
  return lines;
}

}  // namespace

absl::StatusOr<Lines> MirrorLines(World& world, const Caller& caller, const std::string& verb,
                                  int32_t proposal) {
  static const auto* const kReads =
      new std::map<std::string, std::function<absl::StatusOr<Lines>(const Reading&)>>{
          {"needs", Needs},
          {"due", Dues},
          {"notices", Notices},
          {"units", Units},
          {"mandates", Mandates},
          {"ledger-blocks", BlockLedger},
          {"ledger-challenges", ChallengeLedger},
          {"ledger-urgent", UrgentLedger},
          {"balance", Balance},
          {"drift", Drift},
          {"certificate", Certificate},
      };
  absl::StatusOr<Lines> lines = kReads->at(verb)({world, caller, proposal});
  if (absl::IsFailedPrecondition(lines.status())) {
    return Lines{absl::StrCat("refused: ", base::ReasonOf(lines.status()))};
  }
  return lines;
}

}  // namespace assent::scenario
