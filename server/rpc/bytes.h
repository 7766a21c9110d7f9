// Encoded answers that many calls share, and how gRPC sends them. Thread-safe.

#ifndef ASSENT_SERVER_RPC_BYTES_H_
#define ASSENT_SERVER_RPC_BYTES_H_

#include "google/protobuf/message_lite.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/ledger/pending.h"

namespace assent::rpc {

ledger::Bytes Encode(const google::protobuf::MessageLite& message);

// Without a copy: the buffer holds the bytes. Not of null.
grpc::ByteBuffer BufferOf(ledger::Bytes bytes);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_BYTES_H_
