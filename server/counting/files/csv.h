// Rankings as scanners write them (.csv): a line of column names "rank1,rank2,…,count" (or "Rank
// 1"), then one line for each kind of ballot: whom it has in each place, and how often it was cast
// (once, where there is no such column). "undervote" or nothing is a place left empty, "overvote"
// one where several were marked; "UWI" are the write-ins nobody has asked for, a candidate like the
// others. Fields may stand in quotes. Candidates are in the order of their names, UWI last.

#ifndef ASSENT_SERVER_COUNTING_FILES_CSV_H_
#define ASSENT_SERVER_COUNTING_FILES_CSV_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {

// Whom a ballot has a second time is passed over: scanners say what was marked. Errors say line and
// column.
absl::StatusOr<Election> ReadCsv(std::string_view text, Repeated repeated = Repeated::kSkip);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_CSV_H_
