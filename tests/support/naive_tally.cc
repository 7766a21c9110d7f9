#include "tests/support/naive_tally.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "google/protobuf/util/json_util.h"

namespace assent::test {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;
using Big = __int128;

bool Has(const Struct& object, const std::string& key) {
  return object.fields().count(key) > 0 && !object.fields().at(key).has_null_value();
}

const Value& Get(const Struct& object, const std::string& key) { return object.fields().at(key); }

int64_t Number(const Value& value) { return static_cast<int64_t>(value.number_value()); }

bool Contains(const std::string& letters, char letter) {
  return letters.find(letter) != std::string::npos;
}

// One evaluation: the voices, one letter each, as they change from step to
// step.
class NaiveTally {
 public:
  NaiveTally(const Struct& rule, const NaiveCase& given) : rule_(rule), given_(given) {
    const int64_t each = Has(rule, "weighted") ? Number(Get(rule, "weighted")) : 1;
    for (const auto& [letter, count] : given.positions) {
      for (int64_t i = 0; i < count; ++i) AddVoice(letter, i < Heavy(letter) ? kHeavyVotes : each);
    }
    answered_ = static_cast<int64_t>(voices_.size());
    // Whoever gave a position is present.
    present_ = std::max(given.present.value_or(answered_), answered_);
    for (int64_t i = 0; i < given.members - answered_; ++i) {
      silent_.push_back(i < Heavy('-') ? kHeavyVotes : each);
    }
    present_votes_ = SumOf(votes_);
    for (int64_t i = 0; i < present_ - answered_; ++i) {
      present_votes_ += i < given.heavy_present ? kHeavyVotes : each;
    }
  }

  std::string Run() {
    if (!given_.positions_checked && !EverythingAllowed()) return "INVALID_POSITION";
    CountSilence();
    if (!QuorumMet()) return "NO_QUORUM";
    if (TooMuchToTalkAbout()) return "RETURN_TO_DISCUSSION";
    TurnInvalidBlocks();
    if (given_.objections > 0 && ObjectionsStop()) return "NOT_READY";
    if (Blocked()) return "BLOCKED";
    if (LimitReached("RETURN")) return "RETURN_TO_DISCUSSION";
    const std::string missing = WhatSupportIsMissing();
    if (!missing.empty()) return missing;
    if (Has(rule_, "judged")) {
      return given_.unaddressed > 0 ? "NOT_READY" : "FACILITATOR_MAY_DECLARE";
    }
    // What was objected to and tolerated is dissent as well.
    const bool tolerated = given_.objections > 0 && Has(rule_, "tolerate");
    return tolerated || Count("SNB") > 0 ? "ADOPTED_WITH_DISSENT" : "ADOPTED";
  }

 private:
  void AddVoice(char letter, int64_t votes) {
    voices_.push_back(letter);
    votes_.push_back(votes);
  }

  int64_t Heavy(char letter) const {
    const auto found = given_.heavy.find(letter);
    return found == given_.heavy.end() ? 0 : found->second;
  }

  static int64_t SumOf(const std::vector<int64_t>& votes) {
    int64_t sum = 0;
    for (const int64_t each : votes) sum += each;
    return sum;
  }

  // As Count, in votes where the rule counts them.
  int64_t Worth(const std::string& letters) const {
    if (!Has(rule_, "weighted")) return Count(letters);
    int64_t worth = 0;
    for (size_t i = 0; i < voices_.size(); ++i) {
      if (Contains(letters, voices_[i])) worth += votes_[i];
    }
    return worth;
  }

  int64_t MembersWorth() const {
    return Has(rule_, "weighted") ? SumOf(votes_) + SumOf(silent_) : given_.members;
  }

  int64_t WorthOfBase(const std::string& base) const {
    if (base == "present") return Has(rule_, "weighted") ? present_votes_ : present_;
    if (base == "members") return MembersWorth();
    return Worth(base);
  }

  int64_t Count(const std::string& letters) const {
    int64_t count = 0;
    for (const char voice : voices_) {
      if (Contains(letters, voice)) ++count;
    }
    return count;
  }

  int64_t BaseOf(const std::string& base) const {
    if (base == "present") return present_;
    if (base == "members") return given_.members;
    return Count(base);
  }

  // count / base compared with p / q, without dividing.
  static bool AtLeast(int64_t count, const Value& pq, int64_t base) {
    const Big p = Number(pq.list_value().values(0));
    const Big q = Number(pq.list_value().values(1));
    return base != 0 && q * count >= p * base;
  }
  static bool MoreThan(int64_t count, const Value& pq, int64_t base) {
    const Big p = Number(pq.list_value().values(0));
    const Big q = Number(pq.list_value().values(1));
    return base != 0 && q * count > p * base;
  }

  bool EverythingAllowed() const {
    for (const char voice : voices_) {
      if (!Contains(Get(rule_, "allowed").string_value(), voice)) return false;
    }
    return true;
  }

  void CountSilence() {
    if (!Has(rule_, "silence")) return;
    const char meaning = Get(rule_, "silence").string_value() == "assent" ? 'Y' : 'A';
    for (const int64_t votes : silent_) AddVoice(meaning, votes);
    silent_.clear();
  }

  bool QuorumMet() const {
    if (Has(rule_, "composition")) {
      for (const auto& [attribute, pq] : Get(rule_, "composition").struct_value().fields()) {
        const auto found = given_.present_with.find(attribute);
        const int64_t with = found == given_.present_with.end() ? 0 : found->second;
        if (!AtLeast(with, pq, present_)) return false;
      }
    }
    if (!Has(rule_, "quorum")) return true;
    if (given_.members == 0) return false;
    const Struct& quorum = Get(rule_, "quorum").struct_value();
    const std::string kind = Get(quorum, "kind").string_value();
    const int64_t there = WorthOfBase(Get(quorum, "counts").string_value());
    if (kind == "count") return there >= Number(Get(quorum, "k"));
    if (kind == "frac") return AtLeast(there, Get(quorum, "pq"), MembersWorth());
    if (kind == "half_plus_one_floor") return there >= MembersWorth() / 2 + 1;
    if (kind == "sqrt") {
      const Big m = Number(Get(quorum, "m"));
      return Big(2 * there) * (2 * there) >= m * m * MembersWorth();
    }
    std::cerr << "unknown quorum " << kind << "\n";
    std::abort();
  }

  bool TooMuchToTalkAbout() const {
    if (!Has(rule_, "hold_over")) return false;
    const Value& limit = Get(rule_, "hold_over");
    if (!limit.has_struct_value()) return Count("D") > Number(limit);
    const int64_t base = BaseOf(Get(limit.struct_value(), "base").string_value());
    return MoreThan(Count("D"), Get(limit.struct_value(), "pq"), base);
  }

  void TurnInvalidBlocks() {
    if (!given_.valid_blocks.has_value()) return;
    int64_t invalid = Count("B") - *given_.valid_blocks;
    char becomes = 'S';
    if (rule_.fields().count("invalid_block_becomes") > 0) {
      const Value& value = Get(rule_, "invalid_block_becomes");
      becomes = value.has_null_value() ? '-' : value.string_value()[0];
    }
    for (char& voice : voices_) {
      if (voice == 'B' && invalid > 0) {
        voice = becomes;
        --invalid;
      }
    }
  }

  bool LimitReached(const std::string& effect) const {
    if (!Has(rule_, "sa_limit")) return false;
    const Struct& limit = Get(rule_, "sa_limit").struct_value();
    if (Get(limit, "effect").string_value() != effect) return false;
    if (Has(limit, "count")) return Count("S") >= Number(Get(limit, "count"));
    return AtLeast(Count("S"), Get(limit, "pq"), BaseOf(Get(limit, "base").string_value()));
  }

  // The letters that count against what is tolerated.
  std::string Opposing() const {
    const Value& tolerate = Get(rule_, "tolerate");
    if (!tolerate.has_struct_value()) return "B";
    return Get(tolerate.struct_value(), "counts").string_value();
  }

  // Whoever objects is one more against it, unless they are counted there already.
  bool ObjectionsStop() const {
    if (!Has(rule_, "tolerate")) return false;
    int64_t more = 0;
    for (const auto& [letter, voices] : given_.objecting) {
      if (!Contains(Opposing(), letter)) more += voices;
    }
    return TooMany(more);
  }

  bool Blocked() const { return Has(rule_, "tolerate") && TooMany(0); }

  bool TooMany(int64_t more) const {
    const Value& tolerate = Get(rule_, "tolerate");
    if (!tolerate.has_struct_value()) {
      return Count("B") + more + (LimitReached("BLOCK") ? 1 : 0) > Number(tolerate);
    }
    const Struct& parts = tolerate.struct_value();
    const ListValue& of = Get(parts, "max_of").list_value();
    const int64_t against = Count(Get(parts, "counts").string_value()) + more;
    const int64_t base = BaseOf(Get(parts, "base").string_value());
    const Value& pq = of.values(1);
    const Big scaled = Big(against) * Number(pq.list_value().values(1));
    return against > Number(of.values(0)) && scaled > Big(base) * Number(pq.list_value().values(0));
  }

  // "": nothing is.
  std::string WhatSupportIsMissing() const {
    if (!Has(rule_, "support")) return "";
    const ListValue& support = Get(rule_, "support").list_value();
    const bool assent = Has(rule_, "silence") && Get(rule_, "silence").string_value() == "assent";
    bool adopted = answered_ > 0 || assent || support.values().empty();
    for (const Value& value : support.values()) {
      const ListValue& parts = value.list_value();
      const std::string kind = parts.values(0).string_value();
      if (!Met(kind, parts) || !adopted) {
        if (kind == "missing") return "NOT_READY";
        adopted = false;
      }
    }
    return adopted ? "" : "NOT_ADOPTED";
  }

  bool Met(const std::string& kind, const ListValue& parts) const {
    const int64_t count = Worth(parts.values(1).string_value());
    if (kind == "min") return count >= Number(parts.values(2));
    if (kind == "most") return count <= Number(parts.values(2));
    if (kind == "gt") return count > Worth(parts.values(2).string_value());
    if (kind == "missing") {
      const int64_t missing = MembersWorth() - count;
      return given_.members > 0 && count > 0 && missing <= Number(parts.values(2)) &&
             (!parts.values(3).bool_value() || missing < count);
    }
    const int64_t base = WorthOfBase(parts.values(3).string_value());
    return parts.values(4).string_value() == ">" ? MoreThan(count, parts.values(2), base)
                                                 : AtLeast(count, parts.values(2), base);
  }

  const Struct& rule_;
  const NaiveCase& given_;
  std::string voices_;
  std::vector<int64_t> votes_;   // of each
  std::vector<int64_t> silent_;  // votes of those who say nothing
  int64_t present_votes_ = 0;
  int64_t answered_ = 0;
  int64_t present_ = 0;
};

}  // namespace

NaiveRules NaiveRules::FromFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  NaiveRules rules;
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &rules.rules_);
  if (!file.good() || !status.ok()) {
    std::cerr << "cannot read " << path << "\n";
    std::abort();
  }
  return rules;
}

std::vector<std::string> NaiveRules::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, rule] : rules_.fields()) names.push_back(name);
  return names;
}

int NaiveRules::PhasesOf(const std::string& name) const {
  const Struct& rule = Get(rules_, name).struct_value();
  return Has(rule, "phases") ? Get(rule, "phases").list_value().values_size() : 1;
}

std::string NaiveRules::AllowedIn(const std::string& name, int phase) const {
  return Get(Phase(name, phase), "allowed").string_value();
}

std::string NaiveRules::Outcome(const std::string& name, int phase, const NaiveCase& given) const {
  return NaiveTally(Phase(name, phase), given).Run();
}

const Struct& NaiveRules::Phase(const std::string& name, int phase) const {
  const Struct& rule = Get(rules_, name).struct_value();
  if (!Has(rule, "phases")) return rule;
  return Get(rule, "phases").list_value().values(phase - 1).struct_value();
}

}  // namespace assent::test
