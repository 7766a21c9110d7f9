// The families of verbs, one file each.

#ifndef ASSENT_CLIENT_CLI_COMMANDS_FAMILIES_H_
#define ASSENT_CLIENT_CLI_COMMANDS_FAMILIES_H_

#include <vector>

#include "client/cli/verb.h"

namespace assent::cli {

std::vector<Verb> FoundingVerbs();   // found, invite, join, leave, …
std::vector<Verb> MemberVerbs();     // members, me
std::vector<Verb> ProposingVerbs();  // propose, revise-draft, introduce, withdraw, …
std::vector<Verb> ActingVerbs();     // admit, remove, role, allocate, …
std::vector<Verb> StandingVerbs();   // keep, appeal, …
std::vector<Verb> AmendmentVerbs();  // amend, accept, decline, …
std::vector<Verb> ConcernVerbs();    // concern, object, answer, resolve, …
std::vector<Verb> PositionVerbs();   // agree, stand-aside, block, …
std::vector<Verb> BlockVerbs();      // unblock, support, challenge, …
std::vector<Verb> StageVerbs();      // discuss, call, decide, extend, table, …
std::vector<Verb> MeetingVerbs();    // facilitate, meeting, record, declare
std::vector<Verb> ReadingVerbs();    // show, list, watch, decisions, …
std::vector<Verb> MinutesVerbs();    // minutes
std::vector<Verb> LogVerbs();        // log
std::vector<Verb> TallyVerbs();      // tally
std::vector<Verb> RuleVerbs();       // rules, rule
std::vector<Verb> TrialVerbs();      // try
std::vector<Verb> ContextVerbs();    // context list, use, add, remove
std::vector<Verb> ShellVerbs();      // completion, man, help, version

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_COMMANDS_FAMILIES_H_
