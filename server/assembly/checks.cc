#include "server/assembly/checks.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "assent/v1/rule.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/assembly/effects.h"
#include "server/assembly/errors.h"
#include "server/assembly/sponsors.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/base/unseen.h"

namespace assent::assembly {

const TextBounds kTitleBounds = {kMaxTitleBytes, kMaxTitleCharacters, true, false};
const TextBounds kDisplayNameBounds = {kMaxDisplayNameBytes, kMaxDisplayNameCharacters, true,
                                       false};
const TextBounds kLabelBounds = {kMaxDisplayNameBytes, kMaxDisplayNameCharacters, true, false};
const TextBounds kTaskBounds = {kMaxTaskBytes, kMaxTaskCharacters, true, false};
const TextBounds kTextBounds = {kMaxTextBytes, kMaxTextBytes, true, true};
const TextBounds kPrincipleBounds = {kMaxPrincipleBytes, kMaxPrincipleCharacters, false, true};
const TextBounds kObjectionBounds = {kMaxPrincipleBytes, kMaxPrincipleCharacters, true, true};
const TextBounds kReasonBounds = {kMaxReasonBytes, kMaxReasonBytes, false, true};
const TextBounds kStatementBounds = {kMaxReasonBytes, kMaxReasonBytes, true, true};

namespace {

bool IsHidden(int32_t code, bool lines) {
  if (lines && (code == '\n' || code == '\t')) return false;
  return base::IsUnseen(code);
}

const utf8proc_uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

utf8proc_ssize_t Size(absl::string_view text) { return static_cast<utf8proc_ssize_t>(text.size()); }

// Whether it is in Unicode's normal form C: the same letters are the same bytes.
bool IsComposed(absl::string_view text) {
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(Bytes(text), Size(text), &composed,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(composed, &std::free);
  return size >= 0 && absl::string_view(reinterpret_cast<const char*>(composed),
                                        static_cast<size_t>(size)) == text;
}

}  // namespace

absl::Status CheckText(absl::string_view text, absl::string_view field, const TextBounds& bounds) {
  if (bounds.required && absl::StripAsciiWhitespace(text).empty()) {
    return error::FieldRequired(field);
  }
  if (text.size() > bounds.bytes) return error::TextTooLong(field, bounds.characters);
  size_t characters = 0;
  for (absl::string_view rest = text; !rest.empty(); ++characters) {
    utf8proc_int32_t code = -1;
    const utf8proc_ssize_t bytes = utf8proc_iterate(Bytes(rest), Size(rest), &code);
    if (bytes <= 0 || IsHidden(code, bounds.lines)) return error::TextNotClean(field);
    rest.remove_prefix(static_cast<size_t>(bytes));
  }
  if (characters > bounds.characters) return error::TextTooLong(field, bounds.characters);
  const bool ascii = characters == text.size();
  return ascii || IsComposed(text) ? absl::OkStatus() : error::TextNotComposed(field);
}

absl::Status CheckStrings(const google::protobuf::Message& message, const std::string& path) {
  using google::protobuf::FieldDescriptor;
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->is_map()) continue;
    const bool many = field->is_repeated();
    const int size = many ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      std::string at =
          absl::StrCat(path, ".", field->name(), many ? absl::StrCat("[", i, "]") : "");
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
          field->type() == FieldDescriptor::TYPE_STRING) {
        const std::string text = many ? reflection.GetRepeatedString(message, field, i)
                                      : reflection.GetString(message, field);
        const TextBounds bounds = {text.size(), text.size(), false, field->name() == "notes"};
        ASSENT_RETURN_IF_ERROR(CheckText(text, at, bounds));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (field->message_type() == v1::DecisionRule::descriptor()) at = "rule";
        ASSENT_RETURN_IF_ERROR(CheckStrings(many ? reflection.GetRepeatedMessage(message, field, i)
                                                 : reflection.GetMessage(message, field),
                                            at));
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<int32_t> FindMember(const Act& act, absl::string_view name,
                                   absl::string_view field) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kMemberPattern, field));
  if (parts.id == "-" && act.actor_index() >= 0) return act.actor_index();
  const State& state = act.state();
  const bool by_handle = parts.id.front() == '@';
  const auto& index = by_handle ? state.member_by_handle : state.member_by_id;
  const auto found = index.find(by_handle ? parts.id.substr(1) : parts.id);
  if (parts.assembly != state.id || found == index.end() ||
      state.members[found->second].view.state() == v1::Member::STATE_LEFT) {
    return error::MemberUnknown(field, parts.id);
  }
  return found->second;
}

absl::StatusOr<ProposalState*> FindProposal(Act& act, int32_t number) {
  const auto found = act.state().proposals.find(number);
  if (found == act.state().proposals.end()) {
    const bool was = number >= 1 && number <= act.state().last_proposal;
    return was ? error::ProposalEnded() : error::ProposalNotFound();
  }
  ProposalState& proposal = found->second;
  if (proposal.view.state() == v1::Proposal::STATE_DRAFT && !SeesDraft(proposal, act.actor())) {
    return error::ProposalNotFound();
  }
  if (proposal.decision) return error::ProposalEnded();
  return &proposal;
}

absl::StatusOr<ProposalState*> OpenProposal(Act& act, absl::string_view name,
                                            absl::string_view field) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kProposalPattern, field));
  return FindProposal(act, parts.number);
}

namespace {

absl::StatusOr<ProposalState*> Introduced(absl::StatusOr<ProposalState*> proposal) {
  if (proposal.ok() && (*proposal)->view.state() == v1::Proposal::STATE_DRAFT) {
    return error::StillADraft();
  }
  return proposal;
}

}  // namespace

absl::StatusOr<ProposalState*> IntroducedProposal(Act& act, absl::string_view name,
                                                  absl::string_view field) {
  return Introduced(OpenProposal(act, name, field));
}

absl::StatusOr<AmendmentRef> FindAmendment(Act& act, absl::string_view name) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kAmendmentPattern, "name"));
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, Introduced(FindProposal(act, parts.number)));
  if (parts.part > static_cast<int32_t>(p->amendments.size())) return error::AmendmentNotFound();
  return AmendmentRef{p, &p->amendments[parts.part - 1], parts.part};
}

absl::StatusOr<ConcernRef> FindConcern(Act& act, absl::string_view name) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kConcernPattern, "name"));
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, Introduced(FindProposal(act, parts.number)));
  if (parts.part > static_cast<int32_t>(p->concerns.size())) return error::ConcernNotFound();
  return ConcernRef{p, &p->concerns[parts.part - 1], parts.part};
}

absl::StatusOr<BlockRef> FindBlock(Act& act, absl::string_view name) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kBlockPattern, "name"));
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, Introduced(FindProposal(act, parts.number)));
  const auto found = p->blocks.find(parts.part);
  if (found == p->blocks.end()) return error::BlockNotFound();
  return BlockRef{p, &found->second, parts.part};
}

absl::Status CheckSpoke(const State& state, const ProposalState& proposal, int32_t voice,
                        int32_t member) {
  if (!SpeaksThroughSpoke(proposal, voice)) return absl::OkStatus();
  const int32_t spoke = SpokeOfVoice(state, proposal, voice);
  const absl::string_view unit = UnitOfVoice(proposal, voice);
  if (spoke < 0) return error::UnitHasNoSpoke(unit);
  return spoke == member ? absl::OkStatus()
                         : error::NotTheSpoke(unit, state.members[spoke].view.handle());
}

absl::StatusOr<int32_t> VoiceOf(const State& state, const ProposalState& proposal, int32_t member,
                                absl::string_view unit) {
  // Made only where it is told: every position comes through here, and a refusal costs as much as
  // a hash.
  absl::Status refusal;
  for (const int32_t voice : VoicesOfMember(proposal, member)) {
    const bool asked = unit.empty() || UnitOfVoice(proposal, voice) == unit;
    const absl::Status may =
        asked ? CheckSpoke(state, proposal, voice, member) : error::NotYourUnit();
    if (may.ok()) return voice;
    if (refusal.ok() || asked) refusal = may;
  }
  return refusal.ok() ? error::NotInElectorate() : refusal;
}

absl::StatusOr<int32_t> VoiceOfActor(const Act& act, const ProposalState& proposal) {
  const auto first = proposal.voice_of.find(act.actor_index());
  if (first == proposal.voice_of.end()) return error::NotInElectorate();
  ASSENT_RETURN_IF_ERROR(CheckSpoke(act.state(), proposal, first->second, act.actor_index()));
  return first->second;
}

absl::Status CheckMayHold(const State& state, const ProposalState& p, int32_t voice) {
  return IsMandated(state, p, voice, v1::STANCE_BLOCK)
             ? absl::OkStatus()
             : error::MandateMissing(UnitOfVoice(p, voice));
}

absl::Status CheckMayEndHold(const State& state, const ProposalState& p, int32_t voice,
                             v1::Stance next) {
  if (voice < 0) return absl::OkStatus();
  const bool may = next == v1::STANCE_UNSPECIFIED ? MayEndHold(state, p, voice)
                                                  : IsMandated(state, p, voice, next);
  return may ? absl::OkStatus() : error::MandateMissing(UnitOfVoice(p, voice));
}

absl::Status CheckBlockTenure(const Act& act, const ProposalState& p) {
  return CheckBlockTenure(act, p, act.actor_index());
}

absl::Status CheckBlockTenure(const Act& act, const ProposalState& p, int32_t member) {
  const Member& blocker = act.state().members[member];
  if (!p.rule().electorate().has_block_tenure() || blocker.view.founder()) {
    return absl::OkStatus();
  }
  const v1::BlockTenure& tenure = p.rule().electorate().block_tenure();
  // The meeting that may still be going on is none that they have been at.
  const auto presence = p.presence.find(member);
  const bool listed = presence != p.presence.end() && presence->second.listed;
  const bool at_one = listed && act.now() - p.last_met < kMeetingsApart;
  const int64_t attended = blocker.view.meetings_attended() - (at_one ? 1 : 0);
  if (tenure.meetings() > 0 && attended >= tenure.meetings()) return absl::OkStatus();
  const bool by_time = tenure.has_membership();
  if (by_time && act.now() - blocker.joined >= ToDuration(tenure.membership())) {
    return absl::OkStatus();
  }
  return tenure.meetings() > 0 || by_time ? error::BlockNeedsTenure() : absl::OkStatus();
}

bool IsRecused(const ProposalState& proposal, const Member& member) {
  return proposal.rule().electorate().recuse_subject() && SubjectOf(proposal.view) == member.id;
}

absl::Status CheckNotSubject(const Act& act, const ProposalState& proposal, int32_t member) {
  const Member& who = act.state().members[member];
  return IsRecused(proposal, who) ? error::SubjectRecused(who.view.handle()) : absl::OkStatus();
}

absl::Status CheckFacilitator(const Act& act, const ProposalState& proposal) {
  if (proposal.view.facilitator() == act.actor().view.name()) return absl::OkStatus();
  return error::NotTheFacilitator();
}

absl::Status CheckProposer(const Act& act, const ProposalState& proposal) {
  return IsProposer(proposal, act.actor()) ? absl::OkStatus() : error::NotTheProposer();
}

std::string StateInWords(v1::Proposal::State state) {
  const std::string& name = v1::Proposal::State_Name(state);
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, "STATE_")),
                             {{"_", " "}});
}

std::string StanceInWords(v1::Stance stance) {
  if (!v1::Stance_IsValid(stance)) return "unknown";
  return absl::AsciiStrToLower(absl::StripPrefix(v1::Stance_Name(stance), "STANCE_"));
}

std::string TimeInWords(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace assent::assembly
