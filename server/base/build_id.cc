#include "server/base/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstddef>
#include <cstring>

#include "absl/strings/string_view.h"

namespace assent::base {
namespace {

constexpr absl::string_view kOwner("GNU\0", 4);

// Notes are aligned to four bytes.
size_t Padded(size_t size) { return (size + 3) & ~size_t{3}; }

// The build id among the notes of a segment; empty: it is not there.
std::string IdAmong(absl::string_view notes) {
  ElfW(Nhdr) note;
  while (notes.size() >= sizeof(note)) {
    std::memcpy(&note, notes.data(), sizeof(note));
    notes.remove_prefix(sizeof(note));
    const size_t owner = Padded(note.n_namesz);
    const size_t size = owner + Padded(note.n_descsz);
    if (size > notes.size()) return "";
    if (note.n_type == NT_GNU_BUILD_ID && notes.substr(0, note.n_namesz) == kOwner) {
      return std::string(notes.substr(owner, note.n_descsz));
    }
    notes.remove_prefix(size);
  }
  return "";
}

// The program itself comes first; what it links with has other ids.
int LookAtFirst(dl_phdr_info* info, size_t, void* found) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const std::string id =
        IdAmong({reinterpret_cast<const char*>(info->dlpi_addr + segment.p_vaddr),
                 static_cast<size_t>(segment.p_memsz)});
    if (!id.empty()) *static_cast<std::string*>(found) = id;
  }
  return 1;
}

std::string FindBuildId() {
  std::string id;
  dl_iterate_phdr(LookAtFirst, &id);
  return id;
}

}  // namespace

const std::string& BuildId() {
  static const std::string* const id = new std::string(FindBuildId());
  return *id;
}

}  // namespace assent::base
