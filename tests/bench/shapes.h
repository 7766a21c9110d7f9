// The shapes that a server of acts can have: which of gRPC's APIs drives it, and which thread does
// what. Each is the whole of the limit program but its log: it makes a record of every call, and
// answers once that is written.
//
//   callback  gRPC's threads take calls, one thread writes and answers (server/rpc/driver.h)
//   queue     one thread takes calls from a completion queue, one writes and answers
//   drain     one thread does all: takes what there is, writes it, answers all of it
//   sync      a thread for each call, which waits for the one that writes

#ifndef ASSENT_TESTS_BENCH_SHAPES_H_
#define ASSENT_TESTS_BENCH_SHAPES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/server_builder.h"
#include "rocksdb/db.h"

namespace assent::bench {

inline constexpr const char* kShapes[] = {"callback", "queue", "drain", "sync"};

// Records in RocksDB, numbered. One thread at a time.
class RecordLog {
 public:
  explicit RecordLog(rocksdb::DB& db) : db_(db) {}
  // Durably, with one sync. False: it failed.
  bool Write(const std::vector<std::string>& records);

 private:
  rocksdb::DB& db_;
  uint64_t last_ = 0;
};

class Shape {
 public:
  virtual ~Shape() = default;
  // Before the server starts.
  virtual void Register(grpc::ServerBuilder& builder) = 0;
  // Once it runs.
  virtual void Begin() {}
  // Once it takes no more calls.
  virtual void End() {}
};

// Null: there is no such shape. The log outlives it. `told` is called after each batch that was
// written: by those whose positions others watch.
std::unique_ptr<Shape> NewShape(const std::string& name, RecordLog& log,
                                std::function<void()> told);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_SHAPES_H_
