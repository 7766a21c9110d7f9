// A large assembly in the middle of a call.

#ifndef ASSENT_TESTS_BENCH_MEETING_H_
#define ASSENT_TESTS_BENCH_MEETING_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tests/bench/load.h"

namespace assent::bench {

// Founds an assembly of `members` at `server`, over its ordinary calls, with `quick_default`, and
// calls for consensus on a proposal. The founder has no token in the meeting: as long as one voice
// is silent, the call cannot close early. Any refusal is returned.
absl::StatusOr<Meeting> HoldMeeting(
    const std::string& server, const std::string& rule, int members,
    std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr);

// All of them say that they are there: before that nobody's hand is recorded by another.
absl::Status SayPresent(const Meeting& meeting);

// Keeps what the server says of the meeting's proposal, a GetProposalResponse, in a file: for the
// limit program to say the same.
absl::Status KeepProposal(const Meeting& meeting, const std::string& path);

// The same for the limit program, which asks for no names: `members` tokens of the same length.
Meeting PretendMeeting(const std::string& server, int members);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_MEETING_H_
