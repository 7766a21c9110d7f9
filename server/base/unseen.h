// Code points that a reader cannot see and that change what they see. Texts that the server takes
// have none of them; whoever shows texts of others writes them out, as nobody knows where a text
// has been before.
//
// Joiners (U+200C, U+200D) are none of them: Persian, Hindi and emoji need them.

#ifndef ASSENT_SERVER_BASE_UNSEEN_H_
#define ASSENT_SERVER_BASE_UNSEEN_H_

#include <cstdint>

namespace assent::base {

// Line breaks and tabs, too: whoever lets them stand asks first.
constexpr bool IsUnseen(int32_t code) {
  const auto within = [code](int32_t first, int32_t last) { return code >= first && code <= last; };
  return within(0, 0x1F) || within(0x7F, 0x9F) ||     // controls; escape sequences begin there
         code == 0x061C || within(0x200E, 0x200F) ||  // marks of direction
         within(0x202A, 0x202E) || within(0x2066, 0x2069) ||  // embeddings, overrides, isolates
         within(0x2028, 0x2029) ||                            // breaks of lines and paragraphs
         code == 0x200B || within(0x2060, 0x2064) ||  // of no width: two names that look alike
         code == 0xFEFF || within(0xFFF9, 0xFFFB) ||  // byte order, annotations
         within(0xE0000, 0xE007F);                    // tags: whole sentences unseen
}

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_UNSEEN_H_
