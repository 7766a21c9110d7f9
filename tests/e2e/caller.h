#ifndef ASSENT_TESTS_E2E_CALLER_H_
#define ASSENT_TESTS_E2E_CALLER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

// Calling a server as somebody: any unary method, found by the type of its request.
namespace assent::test {

// What came back: the status, and what google.rpc says of it.
struct Answer {
  grpc::Status status;

  bool ok() const { return status.ok(); }
  google::rpc::Status details() const;
  // The detail of that type; empty if there is none.
  template <typename Detail>
  Detail Get() const {
    Detail detail;
    const google::rpc::Status all = details();
    for (const auto& any : all.details()) {
      if (any.UnpackTo(&detail)) return detail;
    }
    return Detail();
  }
  std::string reason() const { return Get<google::rpc::ErrorInfo>().reason(); }
  // The field of the first violation of a bad request.
  std::string field() const;
  // "OK", or code, reason, field and message: for failures of tests.
  std::string ToString() const;
};

std::ostream& operator<<(std::ostream& out, const Answer& answer);

// The path of the method that takes this type, as "/assent.v1.MemberService/GetMember".
std::string PathOf(const google::protobuf::Descriptor& request);

// One caller. Copyable; thread-safe.
class Caller {
 public:
  explicit Caller(std::shared_ptr<grpc::Channel> channel, std::string token = "")
      : channel_(std::move(channel)), token_(std::move(token)) {}

  Caller As(std::string token) const { return Caller(channel_, std::move(token)); }
  const std::string& token() const { return token_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Token and a deadline of `wait`.
  void Prepare(grpc::ClientContext& context, absl::Duration wait = absl::Seconds(20)) const;

  Answer Call(const google::protobuf::Message& request, google::protobuf::Message* response) const;
  // The same with bytes that need not be a message.
  Answer CallRaw(const std::string& path, const std::string& bytes,
                 std::string* response = nullptr) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_E2E_CALLER_H_
