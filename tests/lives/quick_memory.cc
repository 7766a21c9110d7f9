// The explorer copies states all the time, and a state is some hundred small pieces:
// what is given back is kept by its size, for the next copy. Halves the time that the
// tests of lives take. Not under AddressSanitizer, which looks after memory itself.

#include <cstddef>
#include <cstdlib>
#include <new>

#ifndef ASSENT_SANITIZED
namespace {

constexpr size_t kStep = 16;       // bytes; sizes are kept in steps of so much
constexpr size_t kLargest = 1024;  // bytes; larger pieces are not kept
constexpr size_t kChunk = size_t{1} << 20;

struct Piece {
  Piece* next;
};
thread_local Piece* kept[kLargest / kStep + 1];
thread_local char* chunk = nullptr;
thread_local size_t left = 0;  // of the chunk

void* FromChunk(size_t bytes) {
  if (left < bytes) {
    chunk = static_cast<char*>(std::malloc(kChunk));
    if (chunk == nullptr) std::abort();
    left = kChunk;
  }
  void* const piece = chunk;
  chunk += bytes;
  left -= bytes;
  return piece;
}

}  // namespace

// A piece knows its size class by the word in front of it.
void* operator new(size_t bytes) {
  const size_t whole = (bytes + kStep + kStep - 1) / kStep * kStep;
  const size_t size = whole / kStep;
  char* piece;
  if (whole > kLargest) {
    piece = static_cast<char*>(std::malloc(whole));
    if (piece == nullptr) std::abort();
    *reinterpret_cast<size_t*>(piece) = 0;
    return piece + kStep;
  }
  if (kept[size] != nullptr) {
    piece = reinterpret_cast<char*>(kept[size]);
    kept[size] = kept[size]->next;
  } else {
    piece = static_cast<char*>(FromChunk(whole));
  }
  *reinterpret_cast<size_t*>(piece) = size;
  return piece + kStep;
}

void operator delete(void* given) noexcept {
  if (given == nullptr) return;
  char* const piece = static_cast<char*>(given) - kStep;
  const size_t size = *reinterpret_cast<size_t*>(piece);
  if (size == 0) return std::free(piece);
  Piece* const freed = reinterpret_cast<Piece*>(piece);
  freed->next = kept[size];
  kept[size] = freed;
}
void operator delete(void* given, size_t) noexcept { operator delete(given); }
#endif
