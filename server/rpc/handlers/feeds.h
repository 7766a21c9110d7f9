// What the three watches tell; see feed.h. None of them refuses here: a malformed name, a stranger
// or an impossible after_sequence ends the watch at its first look.

#ifndef ASSENT_SERVER_RPC_HANDLERS_FEEDS_H_
#define ASSENT_SERVER_RPC_HANDLERS_FEEDS_H_

#include <memory>

#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/rpc/feed.h"

namespace assent::rpc {

// The newest state of one proposal, with its tally, whenever an entry about it was written.
std::shared_ptr<Feed<v1::WatchProposalResponse>> MakeProposalFeed(
    FeedParts parts, const v1::WatchProposalRequest& request);

// What changed in an assembly since the last message, each proposal in its newest state.
std::shared_ptr<Feed<v1::WatchAssemblyResponse>> MakeAssemblyFeed(
    FeedParts parts, const v1::WatchAssemblyRequest& request);

// Every entry, in order.
std::shared_ptr<Feed<v1::WatchEntriesResponse>> MakeEntryFeed(
    FeedParts parts, const v1::WatchEntriesRequest& request);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_FEEDS_H_
