// What a handler is told beside its request, and what it tells back: a handler is a plain function
//
//   absl::StatusOr<v1::GetAssemblyResponse> GetAssembly(const v1::GetAssemblyRequest&, Context&);
//
// that knows neither gRPC nor threads. The driver makes a Context for every attempt at a call, runs
// the handler, and shows its answer, a refusal too, once what the handler waits for is durable.
//
// Not thread-safe; lives as long as one run of a handler.

#ifndef ASSENT_SERVER_RPC_CONTEXT_H_
#define ASSENT_SERVER_RPC_CONTEXT_H_

#include <string>
#include <utility>

#include "server/ledger/ledger.h"

namespace assent::rpc {

class Context {
 public:
  // `token` is empty for calls that need none; `scope` is what it has to be good for. `patience`:
  // of the thread that runs the handler. `reader` is set for handlers that read documents.
  Context(ledger::Ledger& ledger, const std::string& token, v1::Token::Scope scope,
          ledger::Patience patience, const ledger::Reader* reader = nullptr)
      : ledger_(ledger), token_(token), scope_(scope), patience_(patience), reader_(reader) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  ledger::Ledger& ledger() { return ledger_; }
  storage::EventStore& store() { return ledger_.store(); }

  // The caller, towards one assembly.
  ledger::Access AccessTo(std::string assembly) const {
    return AccessTo(std::move(assembly), scope_);
  }
  // The same for something that takes another scope.
  ledger::Access AccessTo(std::string assembly, v1::Token::Scope scope) const {
    return {std::move(assembly), token_, patience_, scope};
  }
  ledger::Patience patience() const { return patience_; }

  // Only in a read from documents: who reads, and up to where the documents show the log at least.
  // The driver has checked membership and waited for this to be durable.
  const ledger::Reader& reader() const { return *reader_; }

  // Unpacks what the ledger answered: the answer waits for its ticket. Of several, the last counts.
  template <typename Response>
  absl::StatusOr<Response> Await(ledger::Pending<Response> pending) {
    ticket_ = std::move(pending.ticket);
    return std::move(pending.response);
  }

  // For the driver.
  ledger::Ticket TakeTicket() { return std::move(ticket_); }

 private:
  ledger::Ledger& ledger_;
  const std::string& token_;
  const v1::Token::Scope scope_;
  const ledger::Patience patience_;
  const ledger::Reader* const reader_;
  ledger::Ticket ticket_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_CONTEXT_H_
