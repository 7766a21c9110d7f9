#include "server/rpc/bytes.h"

#include <memory>
#include <string>
#include <utility>

#include "grpcpp/support/slice.h"

namespace assent::rpc {

ledger::Bytes Encode(const google::protobuf::MessageLite& message) {
  return std::make_shared<const std::string>(message.SerializeAsString());
}

grpc::ByteBuffer BufferOf(ledger::Bytes bytes) {
  auto held = std::make_unique<ledger::Bytes>(std::move(bytes));
  // gRPC only reads what a slice refers to.
  void* const text = const_cast<char*>((*held)->data());
  const size_t size = (*held)->size();
  const auto let_go = [](void* holder) { delete static_cast<ledger::Bytes*>(holder); };
  const grpc::Slice slice(text, size, let_go, held.release());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace assent::rpc
