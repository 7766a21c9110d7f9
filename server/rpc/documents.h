// Reading documents (server/assembly/documents.h), one or a page of them. For handlers on reader
// threads: these functions wait for the disk. They see at least everything up to
// context.reader().sequence.

#ifndef ASSENT_SERVER_RPC_DOCUMENTS_H_
#define ASSENT_SERVER_RPC_DOCUMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/proposal.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/context.h"
#include "server/rpc/paging.h"

namespace assent::rpc {

// kDataLoss: a document's bytes are not what this program wrote.
absl::Status DocumentDamaged();

template <typename Message>
absl::StatusOr<Message> ParseDocument(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) return DocumentDamaged();
  return message;
}

// nullopt: there is none.
template <typename Message>
absl::StatusOr<std::optional<Message>> LoadDocument(storage::EventStore& store,
                                                    absl::string_view assembly,
                                                    absl::string_view key) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, store.GetDocument(assembly, key));
  if (!bytes.has_value()) return std::optional<Message>();
  ASSENT_ASSIGN_OR_RETURN(Message message, ParseDocument<Message>(*bytes));
  return std::optional<Message>(std::move(message));
}

// Hands each document below `prefix` to use(rest of its key, message), in the order of their keys.
// For what is short by its nature.
template <typename Message, typename Use>
absl::Status ForEachDocument(storage::EventStore& store, absl::string_view assembly,
                             absl::string_view prefix, Use use) {
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanDocuments(assembly, prefix, after, {.max_items = 1024}));
    if (page.empty()) return absl::OkStatus();
    for (const storage::Document& document : page) {
      ASSENT_ASSIGN_OR_RETURN(Message message, ParseDocument<Message>(document.value));
      use(absl::string_view(document.key).substr(prefix.size()), std::move(message));
    }
    after = page.back().key;
  }
}

// Whether a member may see a proposal: a draft is only for those who bring it or were asked to.
// `member` is a resource name.
bool IsVisibleTo(absl::string_view member, const v1::Proposal& proposal);

// Refuses with PROPOSAL_NOT_FOUND what does not exist or is somebody else's draft.
absl::StatusOr<v1::Proposal> LoadVisibleProposal(Context& context, absl::string_view assembly,
                                                 int32_t number);

// A page that is being filled: with items up to its size, and not beyond what one answer may weigh
// or one call may look at.
template <typename Message>
class PageItems {
 public:
  // Whether an item belongs on the page, and what of it is shown: `keep` may change it.
  using Keep = absl::FunctionRef<bool(Message&)>;

  PageItems(const Page& page, Keep keep, google::protobuf::RepeatedPtrField<Message>& items)
      : page_(page), keep_(keep), items_(items) {}

  bool full() const {
    return static_cast<size_t>(items_.size()) >= page_.size || bytes_ >= kMaxPageBytes ||
           examined_ >= kMaxDocumentsExamined;
  }

  absl::Status Add(const std::string& document) {
    ASSENT_ASSIGN_OR_RETURN(Message message, ParseDocument<Message>(document));
    ++examined_;
    if (!keep_(message)) return absl::OkStatus();
    bytes_ += message.ByteSizeLong();
    *items_.Add() = std::move(message);
    return absl::OkStatus();
  }
  // Counts a number without a document.
  void Skip() { ++examined_; }

  const Page& page() const { return page_; }

 private:
  const Page& page_;
  const Keep keep_;
  google::protobuf::RepeatedPtrField<Message>& items_;
  size_t bytes_ = 0;
  size_t examined_ = 0;
};

// Fills a page with the documents below `prefix`, in the order of their keys. Returns the token of
// the next page; "": this is the last. Cursor: the rest of the last key.
template <typename Message>
absl::StatusOr<std::string> ScanPage(storage::EventStore& store, absl::string_view assembly,
                                     const std::string& prefix, PageItems<Message> items);

// Where a decision stands today: NotFound() is no error, it was not adopted.
absl::StatusOr<std::optional<v1::Standing>> LoadStanding(storage::EventStore& store,
                                                         absl::string_view assembly,
                                                         int32_t number);
// Shows in an ended proposal where its decision stands today.
absl::Status ShowToday(storage::EventStore& store, absl::string_view assembly,
                       v1::Proposal& proposal);

// Numbers to go through: 1 to `last`, or only those listed (ascending), upwards or downwards.
struct Numbers {
  int32_t last = 0;
  std::optional<std::vector<int32_t>> only;
  bool descending = true;

  // The first number behind `cursor`, or of all if that is 0; 0: none.
  int32_t After(int32_t cursor) const;
};

// Fills a page with the documents `kind`/{n} for these numbers; those that do not exist are left
// out. Costs a look-up a number, whatever lies beyond the page. Cursor: the last number.
template <typename Message>
absl::StatusOr<std::string> NumberedPage(storage::EventStore& store, absl::string_view assembly,
                                         absl::string_view kind, const Numbers& numbers,
                                         PageItems<Message> items);

// ---------------------------------------------------------------------------

// The key of `kind`/{number}, and a cursor as a number of a proposal or invitation.
std::string NumberedKey(absl::string_view kind, int32_t number);
absl::StatusOr<int32_t> NumberedCursor(const Page& page);

template <typename Message>
absl::StatusOr<std::string> ScanPage(storage::EventStore& store, absl::string_view assembly,
                                     const std::string& prefix, PageItems<Message> items) {
  const std::string& cursor = items.page().cursor;
  std::string after = cursor.empty() ? "" : prefix + cursor;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> documents,
                            store.ScanDocuments(assembly, prefix, after, {.max_items = 256}));
    if (documents.empty()) return "";
    for (const storage::Document& document : documents) {
      if (items.full()) return items.page().NextToken(after.substr(prefix.size()));
      ASSENT_RETURN_IF_ERROR(items.Add(document.value));
      after = document.key;
    }
  }
}

template <typename Message>
absl::StatusOr<std::string> NumberedPage(storage::EventStore& store, absl::string_view assembly,
                                         absl::string_view kind, const Numbers& numbers,
                                         PageItems<Message> items) {
  ASSENT_ASSIGN_OR_RETURN(int32_t last, NumberedCursor(items.page()));
  while (const int32_t number = numbers.After(last)) {
    if (items.full()) return items.page().NextToken(std::to_string(last));
    ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> document,
                            store.GetDocument(assembly, NumberedKey(kind, number)));
    if (document.has_value()) {
      ASSENT_RETURN_IF_ERROR(items.Add(*document));
    } else {
      items.Skip();
    }
    last = number;
  }
  return "";
}

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_DOCUMENTS_H_
