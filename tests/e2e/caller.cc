#include "tests/e2e/caller.h"

#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "server/base/check.h"

namespace assent::test {

google::rpc::Status Answer::details() const {
  google::rpc::Status parsed;
  parsed.ParseFromString(status.error_details());
  return parsed;
}

std::string Answer::field() const {
  const auto bad = Get<google::rpc::BadRequest>();
  return bad.field_violations_size() == 0 ? "" : bad.field_violations(0).field();
}

std::string Answer::ToString() const {
  if (ok()) return "OK";
  return absl::StrCat("code ", status.error_code(), " reason ", reason(), " field ", field(), ": ",
                      status.error_message());
}

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  return out << answer.ToString();
}

std::string PathOf(const google::protobuf::Descriptor& request) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      const google::protobuf::MethodDescriptor& method = *file.service(s)->method(m);
      if (method.input_type() == &request) {
        return absl::StrCat("/", file.service(s)->full_name(), "/", method.name());
      }
    }
  }
  ASSENT_CHECK(false, absl::StrCat("no method takes ", request.full_name()));
  return "";
}

void Caller::Prepare(grpc::ClientContext& context, absl::Duration wait) const {
  context.set_deadline(absl::ToChronoTime(absl::Now() + wait));
  if (!token_.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token_));
}

Answer Caller::Call(const google::protobuf::Message& request,
                    google::protobuf::Message* response) const {
  std::string bytes;
  const Answer answer =
      CallRaw(PathOf(*request.GetDescriptor()), request.SerializeAsString(), &bytes);
  if (answer.ok()) ASSENT_CHECK(response->ParseFromString(bytes), "an answer of another type");
  return answer;
}

Answer Caller::CallRaw(const std::string& path, const std::string& bytes,
                       std::string* response) const {
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  grpc::ClientContext context;
  Prepare(context);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  Answer answer{grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel_.get(), method, &context, sent, &received)};
  grpc::Slice whole;
  if (answer.ok() && response != nullptr && received.DumpToSingleSlice(&whole).ok()) {
    response->assign(reinterpret_cast<const char*>(whole.begin()), whole.size());
  }
  return answer;
}

}  // namespace assent::test
