# cmake -DOUT=file.cc "-DFILES=a;b" -P embed.cmake
#
# Writes a C++ file that holds the text of each FILE as a string: common.textproto as kCommonText, the
# others together as kPresetTexts (server/rules/preset_texts.h).
cmake_minimum_required(VERSION 3.24)
set(common "")
set(texts "")
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  cmake_path(GET file STEM stem)
  if(stem STREQUAL "common")
    set(common "R\"textproto(${text})textproto\"")
  else()
    string(APPEND texts "    R\"textproto(${text})textproto\",\n")
  endif()
endforeach()
file(WRITE ${OUT} "// Written by embed.cmake from server/rules/presets/*.textproto.
#include \"server/rules/preset_texts.h\"

namespace assent::rules {
namespace {

constexpr absl::string_view kTexts[] = {
${texts}};

}  // namespace

const absl::string_view kCommonText = ${common};
const absl::Span<const absl::string_view> kPresetTexts = kTexts;

}  // namespace assent::rules
")
