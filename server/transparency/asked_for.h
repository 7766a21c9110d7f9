// What a signed request asks for, as far as an event can be compared with it: what it is
// about, of what kind it is, and what it says in plain. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_ASKED_FOR_H_
#define ASSENT_SERVER_TRANSPARENCY_ASKED_FOR_H_

#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/event.pb.h"
#include "assent/v1/act.pb.h"
#include "assent/v1/stance.pb.h"
#include "google/protobuf/message.h"

namespace assent::transparency {

// Whether each text of the event is one of those, by their commitments.
absl::Status CheckSignedTexts(const event::v1::Event& event,
                              const std::set<std::string>& commitments);

class AskedFor {
 public:
  // kDataLoss for a payload with no request that is known here.
  static absl::StatusOr<AskedFor> In(const v1::ActPayload& payload);

  // The resource name in the request.
  const std::string& subject() const { return subject_; }
  // UNSPECIFIED: it has none, or hides it.
  v1::Stance stance() const;
  // Whether it leaves a position before the call.
  bool in_advance() const;
  // Whether the first event of the act is what it asks for, in that assembly (its id).
  // `commitments`: to the texts that were signed.
  absl::Status Fits(const event::v1::Event& event, absl::string_view assembly,
                    const std::set<std::string>& commitments) const;

 private:
  explicit AskedFor(std::unique_ptr<google::protobuf::Message> request);

  std::unique_ptr<google::protobuf::Message> request_;
  std::string subject_;
};

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_ASKED_FOR_H_
