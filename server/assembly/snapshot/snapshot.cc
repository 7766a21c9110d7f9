#include "server/assembly/snapshot/snapshot.h"

#include <utility>

#include "server/assembly/snapshot/archive.h"
#include "server/assembly/snapshot/fields.h"

namespace assent::assembly {

std::string EncodeState(const State& state) {
  snapshot::Writer writer;
  writer(state);
  return std::move(writer).Finish();
}

bool DecodeState(absl::string_view bytes, State& state) {
  snapshot::Reader reader(bytes);
  reader(state);
  return reader.AtEnd();
}

}  // namespace assent::assembly
