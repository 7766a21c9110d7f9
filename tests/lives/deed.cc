#include "tests/lives/deed.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace assent::test {
namespace {

constexpr const char* kNames[] = {
    "joins",
    "leaves",
    "goes away",
    "moves to",
    "shows",
    "introduces it",
    "opens the discussion",
    "goes on to the concerns",
    "calls",
    "asks for a decision",
    "wants the phase to start",
    "extends",
    "records who is present",
    "says whether they are present",
    "declares the sense",
    "facilitates",
    "objects to the facilitator",
    "withdraws the proposal",
    "takes it over",
    "tables it",
    "brings it back",
    "amends",
    "accepts amendment",
    "declines amendment",
    "objects to amendment",
    "votes on amendment",
    "asks for the result on amendment",
    "takes back amendment",
    "raises a concern",
    "answers concern",
    "finds met concern",
    "takes back concern",
    "carries concern",
    "adopts concern",
    "says",
    "leaves for the call",
    "takes their position back",
    "records hands",
    "contests the hand recorded for them",
    "casts a ballot",
    "supports block",
    "challenges block",
    "judges block",
    "tests block",
    "settles the test of block",
    "takes back block",
    "releases block",
    "says that it still stands: block",
};

}  // namespace

std::string InWords(const Deed& deed) {
  std::string words = absl::StrCat("m", deed.who, " ", kNames[deed.what]);
  if (deed.number != 0) absl::StrAppend(&words, " ", deed.number);
  if (deed.stance != v1::STANCE_UNSPECIFIED) {
    absl::StrAppend(&words, " ", absl::StripPrefix(v1::Stance_Name(deed.stance), "STANCE_"));
  }
  if (deed.yes) absl::StrAppend(&words, " (yes)");
  if (!deed.ranking.empty()) absl::StrAppend(&words, " ", absl::StrJoin(deed.ranking, ">"));
  if (!deed.people.empty()) absl::StrAppend(&words, " m", absl::StrJoin(deed.people, " m"));
  if (deed.by != absl::ZeroDuration()) {
    absl::StrAppend(&words, " for ", absl::FormatDuration(deed.by));
  }
  if (!deed.text.empty()) absl::StrAppend(&words, " \"", deed.text, "\"");
  if (deed.logic != v1::LOGIC_RESULT_UNSPECIFIED) {
    absl::StrAppend(&words, " ", v1::LogicResult_Name(deed.logic));
  }
  if (deed.attempt != v1::ATTEMPT_RESULT_UNSPECIFIED) {
    absl::StrAppend(&words, " ", v1::AttemptResult_Name(deed.attempt));
  }
  return words;
}

}  // namespace assent::test
