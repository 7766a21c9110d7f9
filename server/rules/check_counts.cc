// Whether counts that somebody typed are possible at all.

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/evaluate_tally.h"

namespace assent::rules {
namespace {

struct Field {
  absl::string_view name;
  int64_t value;
};

std::string Path(absl::string_view parent, absl::string_view field) {
  return absl::StrCat(parent, ".", field);
}

absl::Status CheckRange(const Field& field, absl::string_view parent) {
  if (field.value < 0) {
    return base::RefuseField(Path(parent, field.name), "COUNT_NEGATIVE",
                             absl::StrCat(field.name, " is negative; a count is at least 0"));
  }
  if (field.value > kMaxCount) {
    return base::RefuseField(
        Path(parent, field.name), "COUNT_TOO_LARGE",
        absl::StrCat(field.name, " is larger than ", kMaxCount, ", the largest count there is"));
  }
  return absl::OkStatus();
}

absl::Status CheckBlocks(const v1::Counts& counts, absl::string_view parent) {
  const int64_t valid = counts.has_valid_blocks() ? counts.valid_blocks() : 0;
  if (valid > counts.block()) {
    return base::RefuseField(
        Path(parent, "valid_blocks"), "BLOCKS_INCONSISTENT",
        absl::StrCat("of ", counts.block(), " blocks, ", valid, " cannot be valid"));
  }
  if (valid + counts.pending_blocks() > counts.block()) {
    return base::RefuseField(Path(parent, "pending_blocks"), "BLOCKS_INCONSISTENT",
                             absl::StrCat("valid and pending blocks are more than the ",
                                          counts.block(), " blocks given"));
  }
  return absl::OkStatus();
}

absl::Status CheckAttributes(const v1::Counts& counts, int64_t present, absl::string_view parent) {
  if (counts.present_with_size() > kMaxAttributes) {
    return base::RefuseField(Path(parent, "present_with"), "ATTRIBUTE_INVALID",
                             absl::StrCat("at most ", kMaxAttributes, " attributes are counted"));
  }
  for (const auto& [attribute, count] : counts.present_with()) {
    const Field field{"present_with", count};
    ASSENT_RETURN_IF_ERROR(CheckRange(field, parent));
    if (attribute.empty() || attribute.size() > kMaxAttributeBytes) {
      return base::RefuseField(
          Path(parent, field.name), "ATTRIBUTE_INVALID",
          absl::StrCat("an attribute has a name of 1 to ", kMaxAttributeBytes, " bytes"));
    }
    if (count > present) {
      return base::RefuseField(
          Path(parent, field.name), "ATTRIBUTE_EXCEEDS_PRESENT",
          absl::StrCat("of ", present, " people present, ", count, " cannot have an attribute"));
    }
  }
  return absl::OkStatus();
}

// A count of voices, and what those are worth.
struct Worth {
  absl::string_view name;
  int64_t voices;
  int64_t votes;
};

// Each voice has a vote at least, and kMaxUnitWeight at most.
absl::Status CheckWorth(const Worth& worth, absl::string_view parent) {
  if (worth.votes >= worth.voices && worth.votes / kMaxUnitWeight <= worth.voices &&
      worth.votes <= worth.voices * kMaxUnitWeight) {
    return absl::OkStatus();
  }
  return base::RefuseField(Path(parent, worth.name), "VOTES_INCONSISTENT",
                           absl::StrCat("a voice has 1 to ", kMaxUnitWeight, " votes; ",
                                        worth.votes, " cannot be the votes of ", worth.voices));
}

absl::Status CheckVotes(const v1::Counts& counts, absl::string_view parent) {
  if (!counts.has_votes()) return absl::OkStatus();
  const v1::Votes& votes = counts.votes();
  const std::string path = Path(parent, "votes");
  const bool present = counts.has_present() && votes.has_present();
  const int64_t valid =
      counts.has_valid_blocks() ? counts.valid_blocks() : counts.block() - counts.pending_blocks();
  const int64_t valid_votes =
      votes.has_valid_blocks() ? votes.valid_blocks() : votes.block() - votes.pending_blocks();
  const std::array<Worth, 11> all = {
      {{"members", counts.members(), votes.members()},
       {"present", present ? counts.present() : 0, present ? votes.present() : 0},
       {"agree", counts.agree(), votes.agree()},
       {"reservations", counts.reservations(), votes.reservations()},
       {"stand_aside", counts.stand_aside(), votes.stand_aside()},
       {"abstain", counts.abstain(), votes.abstain()},
       {"disagree", counts.disagree(), votes.disagree()},
       {"block", counts.block(), votes.block()},
       {"more_discussion", counts.more_discussion(), votes.more_discussion()},
       {"valid_blocks", valid, valid_votes},
       {"pending_blocks", counts.pending_blocks(), votes.pending_blocks()}}};
  for (const Worth& worth : all) ASSENT_RETURN_IF_ERROR(CheckWorth(worth, path));
  if (counts.has_present() != votes.has_present()) {
    return base::RefuseField(Path(path, "present"), "VOTES_INCONSISTENT",
                             "say how many are present in voices and in votes, or in neither");
  }
  const int64_t given = votes.agree() + votes.reservations() + votes.stand_aside() +
                        votes.abstain() + votes.disagree() + votes.block() +
                        votes.more_discussion();
  if (std::max(given, votes.present()) <= votes.members()) return absl::OkStatus();
  return base::RefuseField(Path(path, "members"), "VOTES_INCONSISTENT",
                           absl::StrCat("of ", votes.members(), " votes, ",
                                        std::max(given, votes.present()), " cannot be there"));
}

}  // namespace

absl::Status CheckCounts(const v1::Counts& counts, absl::string_view parent) {
  const std::array<Field, 7> positions = {{{"agree", counts.agree()},
                                           {"reservations", counts.reservations()},
                                           {"stand_aside", counts.stand_aside()},
                                           {"abstain", counts.abstain()},
                                           {"disagree", counts.disagree()},
                                           {"block", counts.block()},
                                           {"more_discussion", counts.more_discussion()}}};
  const std::array<Field, 6> others = {{{"members", counts.members()},
                                        {"present", counts.present()},
                                        {"valid_blocks", counts.valid_blocks()},
                                        {"pending_blocks", counts.pending_blocks()},
                                        {"open_objections", counts.open_objections()},
                                        {"unaddressed", counts.unaddressed()}}};
  int64_t given = 0;
  for (const Field& field : others) ASSENT_RETURN_IF_ERROR(CheckRange(field, parent));
  for (const Field& field : positions) {
    ASSENT_RETURN_IF_ERROR(CheckRange(field, parent));
    given += field.value;
  }
  if (counts.present() > counts.members()) {
    return base::RefuseField(Path(parent, "present"), "PRESENT_EXCEEDS_MEMBERS",
                             absl::StrCat("of ", counts.members(), " members, ", counts.present(),
                                          " cannot be present"));
  }
  if (given > counts.members()) {
    return base::RefuseField(
        Path(parent, "members"), "POSITIONS_EXCEED_MEMBERS",
        absl::StrCat(given, " positions are more than ", counts.members(), " members can give"));
  }
  ASSENT_RETURN_IF_ERROR(CheckBlocks(counts, parent));
  ASSENT_RETURN_IF_ERROR(CheckVotes(counts, parent));
  const int64_t present = std::max<int64_t>(counts.present(), given);
  return CheckAttributes(counts, present, parent);
}

}  // namespace assent::rules
