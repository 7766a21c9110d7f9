#include "server/assembly/canonical.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/base/check.h"

namespace assent::assembly {

std::string CanonicalBytes(const google::protobuf::MessageLite& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  google::protobuf::io::ArrayOutputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
  ASSENT_CHECK(!coded.HadError() && coded.ByteCount() == static_cast<int>(bytes.size()));
  return bytes;
}

}  // namespace assent::assembly
