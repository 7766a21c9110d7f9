// Values as bytes and back: what a snapshot of a state is made of. Fields follow
// one another without names: only a program of the same build reads them.
//
// Writer and Reader are used alike: archive(a, b, …) writes, or reads, each in
// turn. Of a struct, Each(archive, struct) says which fields it has; see
// snapshot.cc. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_SNAPSHOT_ARCHIVE_H_
#define ASSENT_SERVER_ASSEMBLY_SNAPSHOT_ARCHIVE_H_

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message_lite.h"
#include "server/assembly/canonical.h"

namespace assent::assembly::snapshot {

template <typename T>
concept Number = std::integral<T> || std::is_enum_v<T>;
template <typename T>
concept Message = std::derived_from<T, google::protobuf::MessageLite>;
template <typename T>
concept MapLike = requires {
  typename T::mapped_type;
};
template <typename T>
concept SetLike = requires {
  typename T::key_type;
}
&&!MapLike<T>;

// A duration has a quarter of a nanosecond as its smallest part.
inline absl::Duration Tick() { return absl::Nanoseconds(1) / 4; }
// What stands before it.
enum class Reach : uint8_t { kFinite, kPast, kFuture };

class Writer {
 public:
  template <typename T>
  using Is = const T;

  template <typename... Ts>
  void operator()(const Ts&... values) {
    (Put(values), ...);
  }
  bool ok() const { return true; }

  // All that was written.
  std::string Finish() && {
    coded_.reset();
    return std::move(bytes_);
  }

 private:
  void Size(size_t size) { coded_->WriteVarint64(size); }

  template <Number T>
  void Put(const T& value) {
    const auto number = static_cast<int64_t>(value);
    coded_->WriteVarint64((static_cast<uint64_t>(number) << 1) ^
                          static_cast<uint64_t>(number >> 63));
  }
  void Put(const std::string& value) {
    Size(value.size());
    coded_->WriteString(value);
  }
  template <Message T>
  void Put(const T& value) {
    Put(CanonicalBytes(value));
  }
  void Put(const absl::Duration& value) {
    if (value == absl::InfiniteDuration()) return Put(Reach::kFuture);
    if (value == -absl::InfiniteDuration()) return Put(Reach::kPast);
    absl::Duration rest;
    const int64_t seconds = absl::IDivDuration(value, absl::Seconds(1), &rest);
    (*this)(Reach::kFinite, seconds, absl::IDivDuration(rest, Tick(), &rest));
  }
  void Put(const absl::Time& value) { Put(value - absl::UnixEpoch()); }
  template <typename T>
  void Put(const std::optional<T>& value) {
    Put(value.has_value());
    if (value) Put(*value);
  }
  template <typename T>
  void Put(const std::vector<T>& values) {
    Size(values.size());
    for (const T& value : values) Put(value);
  }
  template <typename T, size_t size>
  void Put(const std::array<T, size>& values) {
    for (const T& value : values) Put(value);
  }
  template <typename A, typename B>
  void Put(const std::pair<A, B>& value) {
    (*this)(value.first, value.second);
  }
  template <SetLike T>
  void Put(const T& values) {
    Size(values.size());
    for (const auto& value : values) Put(value);
  }
  template <MapLike T>
  void Put(const T& values) {
    Size(values.size());
    for (const auto& value : values) Put(value);
  }
  // In order of the keys, so that equal states are equal bytes.
  template <typename K, typename V>
  void Put(const absl::flat_hash_map<K, V>& values) {
    std::vector<const std::pair<const K, V>*> ordered;
    ordered.reserve(values.size());
    for (const auto& value : values) ordered.push_back(&value);
    std::sort(ordered.begin(), ordered.end(), [](auto* a, auto* b) { return a->first < b->first; });
    Size(values.size());
    for (const auto* value : ordered) Put(*value);
  }
  // What is shared is written once, and named by its number after that.
  template <typename T>
  void Put(const std::shared_ptr<const T>& value) {
    if (value == nullptr) return Put(int64_t{-1});
    const auto [known, is_new] = shared_.try_emplace(value.get(), shared_.size());
    Put(known->second);
    if (is_new) Put(*value);
  }
  template <typename T>
  requires std::is_class_v<T> &&
      (!Message<T>)&&(!MapLike<T>)&&(!SetLike<T>)void Put(const T& value) {
    Each(*this, value);
  }

  std::string bytes_;
  google::protobuf::io::StringOutputStream stream_{&bytes_};
  std::optional<google::protobuf::io::CodedOutputStream> coded_{std::in_place, &stream_};
  std::map<const void*, size_t> shared_;
};

// Reads what a Writer wrote. Once something is not as it has to be, it is not
// ok, and what it reads is worth nothing.
class Reader {
 public:
  template <typename T>
  using Is = T;

  explicit Reader(absl::string_view bytes)
      : size_(bytes.size()),
        coded_(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size())) {}

  template <typename... Ts>
  void operator()(Ts&... values) {
    (Get(values), ...);
  }
  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && static_cast<size_t>(coded_.CurrentPosition()) == size_; }

 private:
  uint64_t Varint() {
    uint64_t number = 0;
    if (ok_ && !coded_.ReadVarint64(&number)) ok_ = false;
    return ok_ ? number : 0;
  }
  // Of something of at least a byte each.
  size_t Size() {
    const uint64_t size = Varint();
    if (size > size_) ok_ = false;
    return ok_ ? static_cast<size_t>(size) : 0;
  }

  template <Number T>
  void Get(T& value) {
    const uint64_t number = Varint();
    value = static_cast<T>(static_cast<int64_t>(number >> 1) ^ -static_cast<int64_t>(number & 1));
  }
  void Get(std::string& value) {
    const size_t size = Size();
    if (ok_ && !coded_.ReadString(&value, static_cast<int>(size))) ok_ = false;
  }
  template <Message T>
  void Get(T& value) {
    std::string bytes;
    Get(bytes);
    if (ok_ && !value.ParseFromString(bytes)) ok_ = false;
  }
  void Get(absl::Duration& value) {
    Reach reach = Reach::kFinite;
    Get(reach);
    value = reach == Reach::kFuture ? absl::InfiniteDuration() : -absl::InfiniteDuration();
    if (reach != Reach::kFinite) return;
    int64_t seconds = 0;
    int64_t ticks = 0;
    (*this)(seconds, ticks);
    value = absl::Seconds(seconds) + ticks * Tick();
  }
  void Get(absl::Time& value) {
    absl::Duration since;
    Get(since);
    value = absl::UnixEpoch() + since;
  }
  template <typename T>
  void Get(std::optional<T>& value) {
    bool has_value = false;
    Get(has_value);
    value.reset();
    if (has_value) Get(value.emplace());
  }
  template <typename T>
  void Get(std::vector<T>& values) {
    values.clear();
    const size_t size = Size();
    for (size_t i = 0; i < size && ok_; ++i) Get(values.emplace_back());
  }
  template <typename T, size_t size>
  void Get(std::array<T, size>& values) {
    for (T& value : values) Get(value);
  }
  template <typename A, typename B>
  void Get(std::pair<A, B>& value) {
    (*this)(value.first, value.second);
  }
  template <SetLike T>
  void Get(T& values) {
    values.clear();
    const size_t size = Size();
    for (size_t i = 0; i < size && ok_; ++i) {
      typename T::key_type value;
      Get(value);
      values.insert(values.end(), std::move(value));
    }
  }
  template <MapLike T>
  void Get(T& values) {
    values.clear();
    const size_t size = Size();
    if constexpr (requires { values.reserve(size); }) values.reserve(size);
    for (size_t i = 0; i < size && ok_; ++i) {
      typename T::key_type key;
      Get(key);
      Get(values[std::move(key)]);
    }
  }
  template <typename T>
  void Get(std::shared_ptr<const T>& value) {
    int64_t number = -1;
    Get(number);
    value = nullptr;
    if (!ok_ || number < 0) return;
    const auto place = static_cast<size_t>(number);
    if (place < shared_.size()) {
      value = std::static_pointer_cast<const T>(shared_[place]);
      return;
    }
    if (place > shared_.size()) ok_ = false;
    auto made = std::make_shared<T>();
    Get(*made);
    shared_.push_back(made);
    value = std::move(made);
  }
  template <typename T>
  requires std::is_class_v<T> &&(!Message<T>)&&(!MapLike<T>)&&(!SetLike<T>)void Get(T& value) {
    Each(*this, value);
  }

  size_t size_;
  google::protobuf::io::CodedInputStream coded_;
  bool ok_ = true;
  std::vector<std::shared_ptr<const void>> shared_;
};

}  // namespace assent::assembly::snapshot

#endif  // ASSENT_SERVER_ASSEMBLY_SNAPSHOT_ARCHIVE_H_
