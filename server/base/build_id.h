// Which build of the program runs.

#ifndef ASSENT_SERVER_BASE_BUILD_ID_H_
#define ASSENT_SERVER_BASE_BUILD_ID_H_

#include <string>

namespace assent::base {

// The id that the linker put into this program: other code has another one. Bytes, 20 with GNU's
// linker; empty: it was linked without. Always the same within one process. Thread-safe.
const std::string& BuildId();

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_BUILD_ID_H_
