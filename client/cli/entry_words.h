#ifndef ASSENT_CLIENT_CLI_ENTRY_WORDS_H_
#define ASSENT_CLIENT_CLI_ENTRY_WORDS_H_

#include <string>

#include "assent/v1/entry.pb.h"

namespace assent::cli {

// What an entry says, in a few words: "position taken: stand aside, revision 2".
// What stands behind the colon comes from `event_json`, if the entry has it.
std::string WordsOf(const v1::Entry& entry);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_ENTRY_WORDS_H_
