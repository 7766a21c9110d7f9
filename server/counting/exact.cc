#include "server/counting/exact.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace assent::counting {
namespace {

int CompareMagnitudes(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

uint64_t Magnitude(int64_t value) {
  return value < 0 ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

}  // namespace

Big::Big(absl::int128 value) : negative_(value < 0) {
  const auto bits = static_cast<absl::uint128>(value);
  const absl::uint128 magnitude = negative_ ? -bits : bits;
  limbs_ = {absl::Uint128Low64(magnitude), absl::Uint128High64(magnitude)};
  Trim();
}

void Big::Trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  if (limbs_.empty()) negative_ = false;
}

void Big::AddMagnitude(const Big& other) {
  limbs_.resize(std::max(limbs_.size(), other.limbs_.size()) + 1);
  uint64_t carry = 0;
  for (size_t i = 0; i < limbs_.size(); ++i) {
    const uint64_t term = i < other.limbs_.size() ? other.limbs_[i] : 0;
    const absl::uint128 sum = absl::uint128(limbs_[i]) + term + carry;
    limbs_[i] = absl::Uint128Low64(sum);
    carry = absl::Uint128High64(sum);
  }
  Trim();
}

void Big::SubtractMagnitude(const Big& other) {
  uint64_t borrow = 0;
  for (size_t i = 0; i < limbs_.size(); ++i) {
    const uint64_t term = i < other.limbs_.size() ? other.limbs_[i] : 0;
    const absl::uint128 taken = absl::uint128(term) + borrow;
    borrow = absl::uint128(limbs_[i]) < taken ? 1 : 0;
    limbs_[i] -= absl::Uint128Low64(taken);
  }
  Trim();
}

Big& Big::operator+=(const Big& other) {
  if (negative_ == other.negative_ || other.limbs_.empty()) {
    AddMagnitude(other);
  } else if (CompareMagnitudes(limbs_, other.limbs_) >= 0) {
    SubtractMagnitude(other);
  } else {
    Big larger = other;
    larger.SubtractMagnitude(*this);
    *this = std::move(larger);
  }
  return *this;
}

Big& Big::operator-=(const Big& other) {
  negative_ = !negative_;
  *this += other;
  if (!limbs_.empty()) negative_ = !negative_;
  return *this;
}

Big& Big::operator*=(int64_t factor) {
  const uint64_t magnitude = Magnitude(factor);
  uint64_t carry = 0;
  for (uint64_t& limb : limbs_) {
    const absl::uint128 product = absl::uint128(limb) * magnitude + carry;
    limb = absl::Uint128Low64(product);
    carry = absl::Uint128High64(product);
  }
  if (carry != 0) limbs_.push_back(carry);
  if (factor < 0) negative_ = !negative_;
  Trim();
  return *this;
}

uint64_t Big::Remainder(uint64_t divisor) const {
  absl::uint128 rest = 0;
  for (size_t i = limbs_.size(); i-- > 0;)
    rest = absl::MakeUint128(absl::Uint128Low64(rest), limbs_[i]) % divisor;
  return absl::Uint128Low64(rest);
}

void Big::DivideExactly(uint64_t divisor) {
  absl::uint128 rest = 0;
  for (size_t i = limbs_.size(); i-- > 0;) {
    const absl::uint128 part = absl::MakeUint128(absl::Uint128Low64(rest), limbs_[i]);
    limbs_[i] = absl::Uint128Low64(part / divisor);
    rest = part % divisor;
  }
  Trim();
}

absl::int128 Big::Quotient(const Big& divisor) const {
  // Bit by bit from the top: divisor × 2^bit is subtracted where it still fits.
  std::vector<Big> doubled = {divisor};
  while (Compare(doubled.back(), *this) <= 0) {
    doubled.push_back(doubled.back());
    doubled.back() *= 2;
  }
  Big rest = *this;
  absl::int128 quotient = 0;
  for (size_t bit = doubled.size(); bit-- > 0;) {
    quotient *= 2;
    if (Compare(doubled[bit], rest) > 0) continue;
    rest -= doubled[bit];
    quotient += 1;
  }
  return quotient;
}

int Compare(const Big& a, const Big& b) {
  if (a.Sign() != b.Sign()) return a.Sign() < b.Sign() ? -1 : 1;
  const int magnitudes = CompareMagnitudes(a.limbs_, b.limbs_);
  return a.negative_ ? -magnitudes : magnitudes;
}

Big Chain::Sum(absl::int128 whole, absl::Span<const Term> terms) const {
  Big sum;
  if (whole != 0) {
    // In two steps: a factor has 64 bits.
    const absl::int128 high = whole >> 62;
    const auto low = static_cast<int64_t>(whole - (high << 62));
    sum = denominator_;
    sum *= static_cast<int64_t>(high);
    sum *= int64_t{1} << 62;
    Big rest = denominator_;
    rest *= low;
    sum += rest;
  }
  for (const Term& term : terms) {
    Big product = numerators_[term.index];
    product *= term.times;
    sum += product;
  }
  return sum;
}

int Chain::Append(Big sum, int64_t divisor) {
  const auto whole = static_cast<uint64_t>(divisor);
  const uint64_t shared = std::gcd(sum.Remainder(whole), whole);
  sum.DivideExactly(shared);
  const auto rest = static_cast<int64_t>(whole / shared);
  if (rest != 1) {
    for (Big& numerator : numerators_) numerator *= rest;
    denominator_ *= rest;
  }
  numerators_.push_back(std::move(sum));
  return static_cast<int>(numerators_.size()) - 1;
}

std::string Decimal(const Big& numerator, const Big& denominator, int places) {
  Big scaled = numerator;
  const bool negative = scaled.Sign() < 0;
  if (negative) scaled *= -1;
  absl::uint128 unit = 1;
  for (int i = 0; i < places; ++i) {
    scaled *= 10;
    unit *= 10;
  }
  const auto digits = static_cast<absl::uint128>(scaled.Quotient(denominator));
  std::string text = absl::StrFormat("%s%s", negative && digits != 0 ? "-" : "",
                                     absl::StrCat(absl::Uint128Low64(digits / unit)));
  if (places == 0) return text;
  return absl::StrCat(text, ".",
                      absl::StrFormat("%0*d", places, absl::Uint128Low64(digits % unit)));
}

}  // namespace assent::counting
