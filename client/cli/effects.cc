#include "client/cli/effects.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/names.h"
#include "client/cli/parse_message.h"
#include "client/cli/parts.h"
#include "client/cli/times.h"
#include "server/base/check.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

using Typed = std::vector<std::string>;

template <typename T>
T& In(std::optional<T>& part) {
  return part ? *part : part.emplace();
}

absl::Status Charter(Session&, const Typed& typed, Effect& effect) {
  return ReadMessageFile("change of a charter", typed.front(), In(effect.charter));
}

absl::Status Admit(Session&, const Typed& typed, Effect& effect) {
  In(effect.membership).set_admit(typed.front());
  return absl::OkStatus();
}

absl::Status Remove(Session& session, const Typed& typed, Effect& effect) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  In(effect.membership).set_remove(MemberName(assembly, typed.front()));
  return absl::OkStatus();
}

absl::Status Role(Session&, const Typed& typed, Effect& effect) {
  In(effect.role).set_role(typed.front());
  return absl::OkStatus();
}

absl::Status Members(Session& session, const Typed& typed, Effect& effect) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  for (const std::string& member : typed) {
    In(effect.role).add_members(MemberName(assembly, member));
  }
  return absl::OkStatus();
}

absl::Status Term(Session&, const Typed& typed, Effect& effect) {
  ASSENT_ASSIGN_OR_RETURN(const absl::Duration each, ReadDuration(typed.front()));
  SetDuration(each, *In(effect.role).mutable_term());
  return absl::OkStatus();
}

absl::Status Pool(Session&, const Typed& typed, Effect& effect) {
  In(effect.pool).set_pool(typed.front());
  return absl::OkStatus();
}

absl::Status Amount(Session&, const Typed& typed, Effect& effect) {
  int64_t amount = 0;
  if (!absl::SimpleAtoi(typed.front(), &amount)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", typed.front(), "\" is no whole number of what the pool counts"));
  }
  In(effect.pool).set_amount(amount);
  return absl::OkStatus();
}

absl::Status Unit(Session&, const Typed& typed, Effect& effect) {
  In(effect.pool).set_unit(typed.front());
  return absl::OkStatus();
}

absl::Status Party(Session&, const Typed& typed, Effect& effect) {
  In(effect.pool).set_party(typed.front());
  return absl::OkStatus();
}

absl::Status Allocation(Session& session, const Typed& typed, Effect& effect) {
  ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(typed.front()));
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  In(effect.pool).set_allocation(DecisionName(assembly, number));
  return absl::OkStatus();
}

// `amendable`: no other person, role or pool is decided about than was brought.
struct Row {
  const char* key;
  const char* help;
  absl::Status (*read)(Session&, const Typed&, Effect&);
  bool amendable;
  bool several = false;
  const char* type = "TEXT";
};

constexpr Row kRows[] = {
    {"charter", "A change of the charter, from a file", Charter, true},
    {"admit", "Whom to let in, in words", Admit, true},
    {"remove", "Whom to remove: a handle", Remove, false},
    {"role", "The role, as in facilitator", Role, false},
    {"members", "Who has it, one after the other; nobody: the role ends", Members, true, true},
    {"term", "How long each has it, as in 90d", Term, true},
    {"pool", "The pool, as in money", Pool, false},
    {"amount", "In whole units of the pool, as in cents", Amount, true, false, "INT"},
    {"unit", "What the pool counts; with what makes it, as in \"EUR cent\"", Unit, true},
    {"party", "From or to whom", Party, true},
    {"allocation", "The decision whose allocation comes back", Allocation, true},
};

}  // namespace

Argument EffectArgs::Add(Arguments& app, const std::string& key, const std::string& positional) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& one) { return one.key == key; });
  ASSENT_CHECK(row != std::end(kRows), "an effect has no such argument");
  const std::string name = positional.empty() ? absl::StrCat("--", key) : positional;
  Typed& typed = typed_[key];
  if (row->several) return app.Add(name, typed, row->help).InOneWord();
  // As one word: of several behind one another each has its own meaning.
  const auto take = [&typed](const std::string& word) { typed = {word}; };
  return app.AddWord(name, take, row->help).Kind(row->type);
}

void EffectArgs::AddAmendable(Arguments& app) {
  for (const Row& row : kRows) {
    if (!row.amendable) continue;
    const Argument option = Add(app, row.key).Group("What it does by itself, instead");
    if (row.several) option.OneAtATime();
  }
}

absl::StatusOr<Effect> EffectArgs::Read(Session& session) const {
  Effect effect;
  for (const Row& row : kRows) {
    const auto typed = typed_.find(row.key);
    if (typed == typed_.end() || typed->second.empty()) continue;
    ASSENT_RETURN_IF_ERROR(row.read(session, typed->second, effect));
  }
  return effect;
}

}  // namespace assent::cli
