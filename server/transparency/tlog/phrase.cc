#include "server/transparency/tlog/phrase.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"

namespace assent::transparency {
namespace {

constexpr size_t kPhraseBytes = 8;

constexpr std::array<absl::string_view, 256> kWords = {
    "acorn",  "actor",  "alarm",  "album",  "amber",  "anchor", "ankle",  "apple",  "arch",
    "arrow",  "atlas",  "bacon",  "badge",  "baker",  "balm",   "barn",   "basil",  "beach",
    "beet",   "bench",  "bike",   "birch",  "blade",  "blue",   "bolt",   "bonus",  "borage",
    "bottle", "brass",  "brick",  "broom",  "bulb",   "bus",    "cabin",  "cactus", "camel",
    "candle", "carrot", "cattle", "cedar",  "chalk",  "cheese", "cider",  "cinema", "city",
    "clay",   "clock",  "cobalt", "cocoa",  "coin",   "comet",  "coral",  "cotton", "cradle",
    "crisp",  "crust",  "cup",    "curry",  "dance",  "dawn",   "denim",  "desert", "dill",
    "dinner", "dome",   "door",   "dove",   "drum",   "duck",   "dusk",   "eagle",  "echo",
    "eel",    "elbow",  "elm",    "ember",  "envoy",  "equal",  "estate", "fabric", "fan",
    "farm",   "feast",  "fence",  "fern",   "field",  "fig",    "fire",   "flag",   "flute",
    "fog",    "fox",    "frost",  "fruit",  "gable",  "galaxy", "gate",   "gazebo", "ginger",
    "glass",  "glue",   "gold",   "grain",  "grove",  "guitar", "gym",    "habit",  "hammer",
    "harbor", "hazel",  "hill",   "hinge",  "honey",  "hook",   "hotel",  "humble", "ibis",
    "icicle", "ink",    "iron",   "island", "jacket", "jade",   "jar",    "jelly",  "jigsaw",
    "jog",    "juice",  "kale",   "kayak",  "kettle", "kind",   "kiwi",   "knot",   "ladder",
    "lagoon", "lamp",   "larch",  "leaf",   "lentil", "lever",  "lilac",  "lime",   "lion",
    "lizard", "lobby",  "locket", "lotus",  "lute",   "lynx",   "maize",  "mango",  "market",
    "meadow", "metal",  "midday", "mint",   "mist",   "moat",   "moon",   "mop",    "motor",
    "mouse",  "muffin", "mulch",  "nectar", "nest",   "nickel", "noble",  "north",  "oak",
    "oat",    "olive",  "onion",  "orange", "otter",  "oven",   "oyster", "paddle", "panda",
    "paper",  "pasta",  "pear",   "pencil", "petal",  "piano",  "pine",   "pizza",  "pocket",
    "poem",   "poppy",  "potato", "pulley", "purple", "puzzle", "quill",  "rabbit", "raft",
    "rain",   "raven",  "reed",   "rice",   "river",  "robin",  "rope",   "rose",   "rug",
    "rye",    "sail",   "salad",  "sauna",  "school", "sea",    "shadow", "shell",  "siren",
    "sky",    "smoke",  "snow",   "socket", "song",   "soup",   "spoon",  "spring", "stone",
    "street", "summer", "sun",    "table",  "tape",   "tea",    "tent",   "thyme",  "timber",
    "tin",    "tomato", "topaz",  "tower",  "tree",   "tulip",  "turnip", "twig",   "uncle",
    "valley", "violet", "wagon",  "water",  "weave",  "well",   "willow", "window", "wool",
    "yard",   "yew",    "yogurt", "zinc",
};

}  // namespace

absl::Span<const absl::string_view> PhraseWords() { return kWords; }

std::string PhraseOf(absl::string_view root) {
  std::string phrase;
  for (const char byte : root.substr(0, kPhraseBytes)) {
    absl::StrAppend(&phrase, phrase.empty() ? "" : " ", kWords[static_cast<uint8_t>(byte)]);
  }
  return phrase;
}

}  // namespace assent::transparency
