// Whether this run of the program acts without its user's signature, though it could sign:
// --unsigned. Said once, before any verb; not thread-safe.

#ifndef ASSENT_CLIENT_CLI_BARE_H_
#define ASSENT_CLIENT_CLI_BARE_H_

namespace assent::cli {

inline bool& ActsBare() {
  static bool bare = false;
  return bare;
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_BARE_H_
