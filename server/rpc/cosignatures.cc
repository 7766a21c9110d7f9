#include "server/rpc/cosignatures.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/keys.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/refusals.h"
#include "server/transparency/tlog/note.h"

namespace assent::rpc {
namespace {

constexpr absl::string_view kPrefix = "record/cosignature/";

using All = std::vector<const Cosigned*>;

// What counts, what a member signed by a key of their own, and what a witness did.
int RankOf(const Cosigned& one, const std::string& origin) {
  if (one.view.in_log()) return 0;
  return absl::StartsWith(one.view.key(), absl::StrCat(origin, "/")) ? 1 : 2;
}

// Those that `one` shares its room with, but for the one whose place it takes.
All SameKind(const Cosigned& one, const std::vector<Cosigned>& kept) {
  All same;
  for (const Cosigned& other : kept) {
    if (other.public_key == one.public_key) continue;
    if (other.view.in_log() == one.view.in_log()) same.push_back(&other);
  }
  return same;
}

const Cosigned* OfSmallestCheckpoint(const All& some) {
  const auto least = std::min_element(
      some.begin(), some.end(),
      [](const Cosigned* a, const Cosigned* b) { return a->view.size() < b->view.size(); });
  return least == some.end() ? nullptr : *least;
}

// Of what does not count, the one that gives way to another by this member; null: none does.
const Cosigned* GivesWay(const All& foreign, const std::string& member) {
  All by_leavers;
  std::map<std::string, All> by_member;
  for (const Cosigned* one : foreign) {
    if (!one->belongs) by_leavers.push_back(one);
    by_member[one->view.member()].push_back(one);
  }
  if (!by_leavers.empty()) return OfSmallestCheckpoint(by_leavers);
  const size_t own = by_member[member].size();
  const auto most = std::max_element(
      by_member.begin(), by_member.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  return most->second.size() > own + 1 ? OfSmallestCheckpoint(most->second) : nullptr;
}

}  // namespace

std::string CosignatureDocument(const std::string& public_key) {
  return absl::StrCat(kPrefix, absl::BytesToHexString(public_key));
}

std::string OwnerOf(const assembly::State& state, const std::string& public_key) {
  const auto found = state.key_by_bytes.find(public_key);
  if (found == state.key_by_bytes.end()) return "";
  const assembly::DeviceKeyState& key = state.keys[found->second];
  const v1::Member& member = state.members[key.member].view;
  const bool signs = assembly::Signs(key) && member.state() != v1::Member::STATE_LEFT;
  return signs ? member.name() : "";
}

absl::StatusOr<std::vector<Cosigned>> KeptCosignatures(storage::EventStore& store,
                                                       const std::string& assembly) {
  std::vector<Cosigned> kept;
  ASSENT_RETURN_IF_ERROR(ForEachDocument<v1::Cosignature>(
      store, assembly, kPrefix, [&](absl::string_view, v1::Cosignature view) {
        const auto key = transparency::ParseVerifierKey(view.key());
        kept.push_back({std::move(view), key.ok() ? key->key : "", false});
      }));
  return kept;
}

void Mark(const assembly::State& state, std::vector<Cosigned>& kept) {
  for (Cosigned& one : kept) {
    const std::string owner = OwnerOf(state, one.public_key);
    one.view.set_in_log(!owner.empty() && owner == one.view.member());
    const auto member =
        state.member_by_id.find(std::string(assembly::LastSegment(one.view.member())));
    one.belongs = member != state.member_by_id.end() &&
                  state.members[member->second].view.state() != v1::Member::STATE_LEFT;
  }
}

std::vector<const v1::Cosignature*> ShownOf(const std::vector<Cosigned>& kept, int64_t size,
                                            const std::string& origin) {
  struct Place {
    int rank = 0;
    int of_member = 0;  // which of this member's, of this rank
    const v1::Cosignature* one = nullptr;
  };
  std::vector<Place> places;
  std::map<std::pair<int, std::string>, int> so_far;
  for (const Cosigned& one : kept) {
    if (one.view.size() != size) continue;
    const int rank = RankOf(one, origin);
    places.push_back({rank, so_far[{rank, one.view.member()}]++, &one.view});
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::pair(a.rank, a.of_member) < std::pair(b.rank, b.of_member);
  });
  places.resize(std::min(places.size(), static_cast<size_t>(kMaxCosignaturesShown)));
  std::vector<const v1::Cosignature*> shown;
  shown.reserve(places.size());
  for (const Place& place : places) shown.push_back(place.one);
  return shown;
}

absl::StatusOr<std::vector<std::string>> MakeRoomFor(const Cosigned& one,
                                                     const std::vector<Cosigned>& kept) {
  bool is_kept = false;
  for (const Cosigned& other : kept) {
    if (other.public_key != one.public_key) continue;
    if (other.view.key() != one.view.key() && !one.view.in_log()) {
      return refusal::CosignatureInvalid("its key is kept under another name already");
    }
    if (other.view.key() == one.view.key() && other.view.size() > one.view.size()) {
      return refusal::CosignatureInvalid("this key has cosigned a larger checkpoint already");
    }
    is_kept = other.view.in_log() == one.view.in_log();
  }
  const All same = SameKind(one, kept);
  const auto own = std::count_if(same.begin(), same.end(), [&](const Cosigned* other) {
    return other->view.member() == one.view.member();
  });
  if (own >= kMaxCosigningKeys) return refusal::TooManyCosigners(kMaxCosigningKeys);
  const int most = one.view.in_log() ? kMaxMemberCosignatures : kMaxForeignCosignatures;
  if (is_kept || same.size() < static_cast<size_t>(most)) return std::vector<std::string>();
  const Cosigned* const goes =
      one.view.in_log() ? OfSmallestCheckpoint(same) : GivesWay(same, one.view.member());
  if (goes == nullptr) return refusal::TooManyWitnesses(kMaxForeignCosignatures);
  return std::vector<std::string>{CosignatureDocument(goes->public_key)};
}

}  // namespace assent::rpc
