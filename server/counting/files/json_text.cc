#include "server/counting/files/json_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"

namespace assent::counting::files {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

bool InNumber(char letter) {
  return absl::ascii_isdigit(static_cast<unsigned char>(letter)) || letter == '-' ||
         letter == '+' || letter == '.' || letter == 'e' || letter == 'E';
}

void AppendUtf8(uint32_t point, std::string& text) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

JsonText::JsonText(std::string_view text) : text_(text) {
  if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    place_.at = place_.line_start = kByteOrderMark.size();
  }
}

char JsonText::Next() {
  for (; place_.at < text_.size(); ++place_.at) {
    const char letter = text_[place_.at];
    if (letter == '\n') {
      ++place_.line;
      place_.line_start = place_.at + 1;
    } else if (letter != ' ' && letter != '\t' && letter != '\r') {
      return letter;
    }
  }
  return 0;
}

Piece JsonText::Here(size_t length) const {
  return {text_.substr(place_.at, length), place_.line,
          static_cast<int>(place_.at - place_.line_start) + 1};
}

absl::Status JsonText::ErrorHere(std::string_view what) { return ErrorAt(Here(), what); }

bool JsonText::Takes(char sign) {
  if (Next() != sign) return false;
  ++place_.at;
  return true;
}

absl::Status JsonText::Expect(char sign, std::string_view what) {
  if (Takes(sign)) return absl::OkStatus();
  return ErrorHere(absl::StrCat(std::string(1, sign), " is missing: ", Absl(what)));
}

absl::Status JsonText::Object(std::string_view what,
                              absl::FunctionRef<absl::Status(const Word& key)> take) {
  ASSENT_RETURN_IF_ERROR(Expect('{', absl::StrCat("here should be ", Absl(what))));
  if (Takes('}')) return absl::OkStatus();
  do {
    ASSENT_ASSIGN_OR_RETURN(const Word key, String("a key"));
    ASSENT_RETURN_IF_ERROR(Expect(':', "behind a key stands a colon"));
    ASSENT_RETURN_IF_ERROR(take(key));
  } while (Takes(','));
  return Expect('}', "or a comma, and the next key");
}

absl::Status JsonText::Array(std::string_view what, absl::FunctionRef<absl::Status()> take) {
  ASSENT_RETURN_IF_ERROR(Expect('[', absl::StrCat("here should be ", Absl(what))));
  if (Takes(']')) return absl::OkStatus();
  do {
    ASSENT_RETURN_IF_ERROR(take());
  } while (Takes(','));
  return Expect(']', "or a comma, and the next one");
}

absl::StatusOr<JsonText::Word> JsonText::String(std::string_view what) {
  if (Next() != '"') {
    return ErrorHere(absl::StrCat("here should be ", Absl(what), ", in double quotes"));
  }
  const Place start = place_;
  Word word;
  for (++place_.at;;) {
    if (place_.at >= text_.size()) {
      GoTo(start);
      return ErrorHere("no \" ends this text");
    }
    const char letter = text_[place_.at];
    if (static_cast<unsigned char>(letter) < 0x20) {
      return ErrorHere("a text goes on here without its \": write \\n for a line break in it");
    }
    ++place_.at;
    if (letter == '"') break;
    if (letter == '\\') {
      ASSENT_RETURN_IF_ERROR(Escaped(word.text));
    } else {
      word.text += letter;
    }
  }
  const size_t end = place_.at;
  GoTo(start);
  word.at = Here(end - start.at);
  place_.at = end;
  return word;
}

absl::Status JsonText::Escaped(std::string& text) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const char letter = place_.at < text_.size() ? text_[place_.at] : '\0';
  const size_t which = letter == '\0' ? std::string_view::npos : kLetters.find(letter);
  if (which != std::string_view::npos) {
    ++place_.at;
    text += kMeanings[which];
    return absl::OkStatus();
  }
  if (letter != 'u') return ErrorHere("behind \\ comes one of \" \\ / b f n r t u");
  ++place_.at;
  ASSENT_ASSIGN_OR_RETURN(uint32_t point, Hex());
  if (point >= 0xD800 && point < 0xDC00 && text_.substr(place_.at, 2) == "\\u") {
    place_.at += 2;
    ASSENT_ASSIGN_OR_RETURN(const uint32_t low, Hex());
    if (low < 0xDC00 || low > 0xDFFF) return ErrorHere("this is no second half of a character");
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  }
  if (point >= 0xD800 && point < 0xE000) return ErrorHere("half a character stands before this");
  AppendUtf8(point, text);
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> JsonText::Hex() {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i, ++place_.at) {
    const char letter = place_.at < text_.size() ? text_[place_.at] : '\0';
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(letter))) {
      return ErrorHere("behind \\u come four digits of 0 to 9 and a to f");
    }
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(letter));
    value = value * 16 + static_cast<uint32_t>(digit ? letter - '0' : (letter | 0x20) - 'a' + 10);
  }
  return value;
}

absl::StatusOr<Piece> JsonText::Digits(std::string_view what) {
  if (Next() == '"') {
    ASSENT_ASSIGN_OR_RETURN(const Word word, String(what));
    return Part(word.at, 1, word.at.text.size() - 2);
  }
  size_t length = 0;
  while (place_.at + length < text_.size() && InNumber(text_[place_.at + length])) ++length;
  if (length == 0) return ErrorHere(absl::StrCat("here should be a number: ", Absl(what)));
  const Piece digits = Here(length);
  place_.at += length;
  return digits;
}

absl::StatusOr<bool> JsonText::Bool(std::string_view what) {
  Next();
  for (const std::string_view word : {"true", "false"}) {
    if (text_.substr(place_.at, word.size()) != word) continue;
    place_.at += word.size();
    return word == "true";
  }
  return ErrorHere(absl::StrCat("here should be true or false: ", Absl(what)));
}

absl::Status JsonText::Skip() { return Skip(0); }

absl::Status JsonText::Skip(int depth) {
  if (depth > kMostDepth) {
    return ErrorHere(absl::StrCat("more than ", kMostDepth, " values lie in each other here"));
  }
  switch (Next()) {
    case '{':
      return Object("an object", [&](const Word&) { return Skip(depth + 1); });
    case '[':
      return Array("a list", [&] { return Skip(depth + 1); });
    case '"':
      return String("a text").status();
    case 't':
    case 'f':
      return Bool("a value").status();
    case 'n':
      if (text_.substr(place_.at, 4) != "null") return ErrorHere("here should be a value");
      place_.at += 4;
      return absl::OkStatus();
    default:
      return Digits("a value").status();
  }
}

absl::Status JsonText::End() {
  return Next() == 0 ? absl::OkStatus() : ErrorHere("something stands behind the end");
}

}  // namespace assent::counting::files
