#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/draw.h"
#include "client/cli/entry_words.h"
#include "client/cli/names.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// A table with a row for each of `items`, or a line that says there are none.
template <typename Item, typename ToRow>
void DrawTable(Scene& scene, absl::string_view none, const std::vector<std::string>& header,
               const std::vector<Item>& items, ToRow to_row) {
  if (items.empty()) return scene.screen.Line(none);
  Rows rows;
  for (const Item& item : items) rows.push_back(to_row(item));
  scene.screen.Table(header, rows);
}

std::string NumberText(absl::string_view name) { return absl::StrCat(NumberOf(name)); }

// Who did it, and through which app.
std::string WhoOf(Scene& scene, const v1::Entry& entry) {
  return entry.app().empty() ? scene.Who(entry.author())
                             : absl::StrCat(scene.Who(entry.author()), " by ", entry.app());
}

}  // namespace

void Draw(Scene& scene, const std::vector<v1::Proposal>& proposals) {
  DrawTable(scene, "no proposals", {"#", "STATE", "BY", "RULE", "UNTIL", "TITLE"}, proposals,
            [&](const v1::Proposal& proposal) -> std::vector<std::string> {
              return {NumberText(proposal.name()),
                      WordsOf(proposal.state()),
                      scene.Who(proposal.proposer()),
                      proposal.rule_id(),
                      scene.Minute(proposal.has_return_time() ? proposal.return_time()
                                                              : proposal.phase_end_time()),
                      proposal.title()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Decision>& decisions) {
  DrawTable(scene, "no decisions", {"#", "STATE", "ON", "REVIEW", "TITLE"}, decisions,
            [&](const v1::Decision& decision) -> std::vector<std::string> {
              const v1::Standing& standing = decision.standing();
              const bool today = decision.has_standing();
              return {NumberText(decision.name()),
                      WordsOf(today ? standing.state() : decision.state()),
                      scene.Minute(decision.decide_time()),
                      scene.Minute(today ? standing.review_time() : decision.review_time()),
                      decision.title()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Concern>& concerns) {
  DrawTable(scene, "no concerns", {"#", "KIND", "STATE", "BY", "REV", "TEXT"}, concerns,
            [&](const v1::Concern& concern) -> std::vector<std::string> {
              return {NumberText(concern.name()),
                      absl::StrCat(WordsOf(concern.kind()), concern.block() ? " (block)" : "",
                                   concern.about_process() ? " (process)" : ""),
                      WordsOf(concern.state()),
                      scene.Who(concern.holder()),
                      absl::StrCat(concern.revision()),
                      concern.text()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Amendment>& amendments) {
  DrawTable(scene, "no amendments", {"#", "KIND", "STATE", "BY", "SETTLES", "WHY"}, amendments,
            [&](const v1::Amendment& amendment) -> std::vector<std::string> {
              return {NumberText(amendment.name()),
                      WordsOf(amendment.kind()),
                      WordsOf(amendment.state()),
                      scene.Who(amendment.author()),
                      scene.Minute(amendment.settle_time()),
                      amendment.reason()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Block>& blocks) {
  DrawTable(scene, "no blocks", {"#", "STATE", "BY", "REV", "SUPPORT", "PRINCIPLE"}, blocks,
            [&](const v1::Block& block) -> std::vector<std::string> {
              return {NumberText(block.name()),
                      WordsOf(block.state()),
                      scene.Who(block.holder()),
                      absl::StrCat(block.revision()),
                      absl::StrCat(block.supporters_size()),
                      block.principle()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Position>& positions) {
  DrawTable(scene, "no positions",
            {"WHO", "POSITION", "REV", "COUNTS", "RECORDED BY", "SIGNED", "REASON"}, positions,
            [&](const v1::Position& position) -> std::vector<std::string> {
              const char* const process = position.about_process() ? " (process)" : "";
              return {scene.Who(position.member()),
                      position.hidden() ? "hidden until the close"
                                        : absl::StrCat(WordsOf(position.stance()), process),
                      absl::StrCat(position.revision()),
                      position.counts() ? "yes" : "no",
                      scene.Who(position.recorded_by()),
                      position.signing_key() == 0 ? "no" : "yes",
                      position.reason()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Revision>& revisions) {
  DrawTable(scene, "no revisions", {"#", "WHEN", "BY", "KIND", "AMENDMENT", "TITLE"}, revisions,
            [&](const v1::Revision& revision) -> std::vector<std::string> {
              return {NumberText(revision.name()),
                      scene.Minute(revision.create_time()),
                      scene.Who(revision.author()),
                      revision.editorial() ? "editorial" : "new text",
                      revision.amendment().empty() ? "" : NumberText(revision.amendment()),
                      revision.title()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Member>& members) {
  DrawTable(scene, "no members", {"WHO", "STATE", "JOINED", "UNIT", "ATTRIBUTES"}, members,
            [&](const v1::Member& member) -> std::vector<std::string> {
              return {absl::StrCat("@", member.handle()), WordsOf(member.state()),
                      scene.Minute(member.join_time()), member.unit(),
                      absl::StrJoin(member.attributes(), ", ")};
            });
}

void Draw(Scene& scene, const std::vector<v1::Invitation>& invitations) {
  DrawTable(scene, "no invitations", {"#", "STATE", "BY", "UNTIL", "JOINED"}, invitations,
            [&](const v1::Invitation& invitation) -> std::vector<std::string> {
              return {NumberText(invitation.name()), WordsOf(invitation.state()),
                      scene.Who(invitation.inviter()), scene.Minute(invitation.expire_time()),
                      scene.Who(invitation.joined_member())};
            });
}

void Draw(Scene& scene, const std::vector<v1::Token>& tokens) {
  DrawTable(scene, "no tokens", {"#", "WHOSE", "APP", "MAY", "UNTIL", "STATE", "FOR"}, tokens,
            [&](const v1::Token& token) -> std::vector<std::string> {
              std::vector<std::string> scopes;
              for (const int scope : token.scopes()) {
                scopes.push_back(WordsOf(static_cast<v1::Token::Scope>(scope)));
              }
              return {NumberText(token.name()),
                      scene.Who(token.member()),
                      token.app(),
                      absl::StrJoin(scopes, ","),
                      scene.Minute(token.expire_time()),
                      token.has_revoke_time() ? "revoked" : "",
                      token.label()};
            });
}

void Draw(Scene& scene, const std::vector<v1::DeviceKey>& keys) {
  DrawTable(scene, "no keys", {"#", "WHOSE", "SINCE", "ACTS", "STATE", "DEVICE", "PUBLIC KEY"},
            keys, [&](const v1::DeviceKey& key) -> std::vector<std::string> {
              return {NumberText(key.name()),
                      scene.Who(key.member()),
                      scene.Minute(key.create_time()),
                      absl::StrCat(key.acts()),
                      key.has_revoke_time() ? "ended" : "signs",
                      key.label(),
                      absl::Base64Escape(key.public_key())};
            });
}

void Draw(Scene& scene, const std::vector<v1::Application>& applications) {
  DrawTable(scene, "no applications",
            {"#", "WHO", "FOR", "STATE", "VOUCHED", "TAKES EFFECT", "SAYS"}, applications,
            [&](const v1::Application& application) -> std::vector<std::string> {
              const bool vouched = application.supporters_needed() > 0;
              return {NumberText(application.name()),
                      application.handle(),
                      WordsOf(application.kind()),
                      WordsOf(application.state()),
                      vouched ? absl::StrCat(application.supporters_size(), " of ",
                                             application.supporters_needed())
                              : "",
                      scene.Minute(application.effect_time()),
                      application.reason()};
            });
}

namespace {

bool IsOneMoment(const v1::Entry& one, const v1::Entry& other) {
  return one.author() == other.author() && one.time().seconds() == other.time().seconds() &&
         one.time().nanos() == other.time().nanos();
}

// Whether its author has signed an entry: by itself, or with the one before it in which
// the act began.
std::string SignedInWords(const v1::Entry& entry, const v1::Entry*& bearer) {
  if (entry.author().empty()) return "";
  if (entry.signing_key() != 0) {
    bearer = &entry;
    return absl::StrCat("key ", entry.signing_key());
  }
  if (bearer != nullptr && IsOneMoment(*bearer, entry)) {
    return absl::StrCat("with #", bearer->sequence());
  }
  return "no";
}

}  // namespace

void Draw(Scene& scene, const std::vector<v1::Entry>& entries) {
  const v1::Entry* bearer = nullptr;
  DrawTable(scene, "no entries", {"#", "WHEN", "WHO", "SIGNED", "PROPOSAL", "WHAT"}, entries,
            [&](const v1::Entry& entry) -> std::vector<std::string> {
              return {absl::StrCat(entry.sequence()),
                      scene.Minute(entry.time()),
                      entry.author().empty() ? "(rule)" : WhoOf(scene, entry),
                      SignedInWords(entry, bearer),
                      entry.proposal() == 0 ? "" : absl::StrCat(entry.proposal()),
                      WordsOf(entry)};
            });
}

void Draw(Scene& scene, const std::vector<v1::DecisionRule>& rules) {
  DrawTable(scene, "no rules", {"RULE", "PHASES", "TITLE"}, rules,
            [&](const v1::DecisionRule& rule) -> std::vector<std::string> {
              std::vector<std::string> phases;
              for (const v1::Phase& phase : rule.phases()) phases.push_back(phase.name());
              return {rule.id(), absl::StrJoin(phases, ", "), rule.title()};
            });
}

void Draw(Scene& scene, const std::vector<v1::Role>& roles) {
  DrawTable(scene, "no roles", {"ROLE", "WHO", "UNTIL", "THEN"}, roles,
            [&](const v1::Role& role) -> std::vector<std::string> {
              return {role.role(), role.member().empty() ? "vacant" : scene.Who(role.member()),
                      scene.Minute(role.end_time()), scene.Everyone(role.next_members())};
            });
}

void Draw(Scene& scene, const std::vector<v1::Pool>& pools) {
  DrawTable(scene, "no pools", {"POOL", "BALANCE", "UNIT", "MOVEMENTS"}, pools,
            [&](const v1::Pool& pool) -> std::vector<std::string> {
              return {pool.pool(), absl::StrCat(pool.balance()), pool.unit(),
                      absl::StrCat(pool.movements())};
            });
}

void Draw(Scene& scene, const std::vector<v1::PoolMovement>& movements) {
  DrawTable(scene, "no movements", {"#", "WHEN", "WHAT", "AMOUNT", "BALANCE", "PARTY", "DECISION"},
            movements, [&](const v1::PoolMovement& movement) -> std::vector<std::string> {
              return {absl::StrCat(movement.number()),  scene.Minute(movement.move_time()),
                      WordsOf(movement.kind()),         absl::StrCat(movement.amount()),
                      absl::StrCat(movement.balance()), movement.party(),
                      NumberText(movement.decision())};
            });
}

}  // namespace assent::cli
