#include "server/rules/sentences.h"

namespace assent::rules {
namespace {

using C = v1::Condition;

constexpr ConditionSentences kConditions[] = {
    {C::KIND_ALLOWED_POSITIONS, "positions: all are known to the rule",
     "positions: {present} {present|voice gives|voices give} a position that this rule does not "
     "know "
     "({stances})",
     "", ""},
    {C::KIND_PARTICIPATION, "taking part: {present} of {base_count}", "nobody took part", "", ""},
    {C::KIND_QUORUM, "quorum: {needed} of {base_count}{votes:base_count} needed, {present} so far",
     "quorum: {needed} of {base_count}{votes:base_count} needed, {present} so far", "",
     "{needed} of {base_count}{votes:base_count} needed, {present} so far"},
    {C::KIND_COMPOSITION, "{attribute}: {needed} of {base_count} present needed, {present} so far",
     "{attribute}: {needed} of {base_count} present needed, {present} so far", "", ""},
    {C::KIND_MORE_DISCUSSION, "more discussion: {present} wanted, {needed} let through",
     "more discussion: {present} wanted, {needed} let through", "", ""},
    {C::KIND_OBJECTIONS, "objections: {present} open, tolerated{comma_by}",
     "objections: {present} open{comma_by}", "", ""},
    {C::KIND_BLOCKS_UNTESTED, "blocks: all are tested", "blocks: {present} waiting to be tested",
     "", ""},
    {C::KIND_BLOCKS, "{nouns}: {present}{stand_asides}, tolerated {needed}{comma_by}",
     "{nouns}: {present}{stand_asides}, tolerated {needed}{comma_by}",
     "{nouns}: {present}, to be weighed{comma_by}",
     "{counted}{by}{stand_asides}; tolerated {needed}"},
    {C::KIND_STAND_ASIDES, "stand-asides: {present}, {needed} let through",
     "stand-asides: {present}, {needed} let through", "", ""},
    {C::KIND_IMPLEMENTERS, "carrying it out: nobody named for it stands aside",
     "carrying it out: {present} named for it {present|stands|stand} aside{comma_by}", "", ""},
    {C::KIND_SUPPORT_MIN, "{stances}: {needed}{votes:needed} needed, {present} so far",
     "{stances}: {needed}{votes:needed} needed, {present} so far", "", ""},
    {C::KIND_SUPPORT_MOST, "{stances}: {needed}{votes:needed} at most, {present} so far",
     "{stances}: {needed}{votes:needed} at most, {present} so far", "", ""},
    {C::KIND_SUPPORT_SHARE, "{stances}: {needed}{votes:needed} needed ({share}), {present} so far",
     "{stances}: {needed}{votes:needed} needed ({share}), {present} so far", "", ""},
    {C::KIND_SUPPORT_GREATER,
     "{stances}: {present}{votes:present}, against {base_count} ({against})",
     "{stances}: {present}{votes:present}, against {base_count} ({against}); more are needed", "",
     ""},
    {C::KIND_SUPPORT_MISSING,
     "{stances}: {needed} of {base_count}{votes:base_count} needed, {present} so far",
     "{stances}: {needed} of {base_count}{votes:base_count} needed, {present} so far", "", ""},
    {C::KIND_UNADDRESSED, "issues: every one has an answer", "issues: {present} without an answer",
     "", ""},
    {C::KIND_MIN_TIME, "minimum time: over since {until}", "minimum time: until {until}", "", ""},
    {C::KIND_DECLARATION, "declaration: made", "declaration: whoever judges may now declare it", "",
     "whoever judges may now declare it"},
    {C::KIND_HIDDEN, "positions: opened at the close",
     "positions: hidden until the close, {present} of {base_count} have answered", "",
     "positions are hidden until the close, {present} of {base_count} have answered"},
    {C::KIND_COUNT, "ballots: {present} chosen", "ballots: none of these was chosen",
     "ballots: {present} of {base_count} have answered, they are counted at the close",
     "none of these was chosen"},
    {C::KIND_ROADS, "road: \"{attribute}\" is chosen", "road: none has come out alone", "",
     "no road has come out alone"},
    {C::KIND_SPONSORS, "sponsors: {present}, {needed} needed",
     "sponsors: {needed} needed, {present} so far{unanswered}", "",
     "{needed} {needed|sponsor has|sponsors have} to say that they bring it, {present} so far"
     "{unanswered}"},
};

constexpr OutcomeName kOutcomes[] = {
    {v1::OUTCOME_INVALID_POSITION, "position not allowed"},
    {v1::OUTCOME_NO_QUORUM, "no quorum"},
    {v1::OUTCOME_RETURN_TO_DISCUSSION, "back to discussion"},
    {v1::OUTCOME_BLOCKED, "blocked"},
    {v1::OUTCOME_NOT_READY, "not ready"},
    {v1::OUTCOME_NOT_ADOPTED, "not adopted"},
    {v1::OUTCOME_FACILITATOR_MAY_DECLARE, "may be declared"},
    {v1::OUTCOME_ADOPTED, "adopted"},
    {v1::OUTCOME_ADOPTED_WITH_DISSENT, "adopted with dissent"},
    {v1::OUTCOME_ROAD_CHOSEN, "road chosen"},
};

constexpr StanceName kStances[] = {
    {v1::STANCE_AGREE, "agrees", "agree", "agreement", "agreements"},
    {v1::STANCE_RESERVATIONS, "agrees with reservations", "agree with reservations", "reservation",
     "reservations"},
    {v1::STANCE_STAND_ASIDE, "stands aside", "stand aside", "stand-aside", "stand-asides"},
    {v1::STANCE_ABSTAIN, "abstains", "abstain", "abstention", "abstentions"},
    {v1::STANCE_DISAGREE, "disagrees", "disagree", "disagreement", "disagreements"},
    {v1::STANCE_BLOCK, "blocks", "block", "block", "blocks"},
    {v1::STANCE_MORE_DISCUSSION, "wants more discussion", "want more discussion",
     "wish for more discussion", "wishes for more discussion"},
};

constexpr Sentences kEnglish = {
    .conditions = kConditions,
    .outcomes = kOutcomes,
    .stances = kStances,
    .nobody = "nobody took part",
    .have_answered = "have answered",
    .found_invalid = "found invalid",
    .at_least = "at least",
    .more_than = "more than",
    .of = "of",
    .members = "members",
    .those_present = "present",
    .vote = "vote",
    .votes = "votes",
    .by = "by",
    .on_revision = "on revision",
    .and_more = "and {present} more",
    .not_answered = "not answered",
    .has_left = "somebody who has left",
    .concern = "concern",
    .resting_on = "resting on",
    .note_stand_asides = " (the stand-asides count as one)",
    .no_outcome = "no outcome",
    .unknown_condition = {C::KIND_UNSPECIFIED, "a condition that this program does not know",
                          "a condition that this program does not know", "", ""},
    .unknown_stance = {v1::STANCE_UNSPECIFIED, "says something else", "say something else",
                       "other position", "other positions"},
};

}  // namespace

const Sentences& EnglishSentences() { return kEnglish; }

}  // namespace assent::rules
