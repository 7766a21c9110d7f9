"""Every rule that groups decide by is named by a scenario, at, before and after its threshold or moment.

What is named: the rules of section 5 of the decision rules (A1 to K), the ambiguities of section 7, the
transitions of section 2.2, the features of section 6, and the rows of the table of sequences. A scenario
names what its title begins with: `scenario "A3, B6: …"`. In a file whose story says "Section 2.2" numbers are
transitions, in one whose story says "Section 6" and not "Section 5" F1 to F20 are its features; a row is a
file of that name. Where a rule has a threshold or a moment, one of the scenarios that name it says in
comments what comes `# Before`, `# At` and `# After` it.
"""

import pathlib
import re
import sys

RULES = ("A1 A2 A3 A4 A5 B1 B2 B3 B4 B5 B6 C1 C2 C3 C4 C5 D1 D2 D3 D4 E F1 F2 F3 F4 F5 G "
         "H1 H2 H3 H4 H5 I J K").split()
AMBIGUITIES = [f"7.{n}" for n in range(1, 13)]
TRANSITIONS = [f"transition {n}" for n in [*range(1, 38), "20a"]]
FEATURES = [f"section 6 F{n}" for n in range(1, 21)]
ROWS = ("c01 c04 c05 c07 c08 c10 c11 s01 s03 s04 s06 s07 s09 s11 s13 s14 s15 s17 s18 s20 s21 s23 s24 s25 s26 "
        "s27 s28 s30 s31 s33 s35 s37 s38").split()
TIMED = RULES + AMBIGUITIES + TRANSITIONS

# What: why no scenario can name it so.
UNNAMED = {
}
UNTIMED = {
    "7.6": "a choice without a threshold",
}
_TITLE = re.compile(r'^scenario "([^"]*)"', re.MULTILINE)
_PREFIX = re.compile(r'^((?:\d+a?|7\.\d+|[A-K]\d*)(?:, (?:\d+a?|7\.\d+|[A-K]\d*))*)[:,] ')
_MARKS = re.compile(r"^# Before\b.*^# At\b.*^# After\b", re.MULTILINE | re.DOTALL)


def meaning(name, story):
    """What a name in a title stands for, in a file with this story."""
    if name in RULES and not (re.search(r"[Ss]ection 6", story) and not re.search(r"[Ss]ection 5", story)):
        return name
    if re.fullmatch(r"F\d+", name):
        return f"section 6 {name}"
    if re.fullmatch(r"\d+a?", name):
        return f"transition {name}" if "ection 2.2" in story else None
    return name


def scenarios(path):
    """Pairs of a title and what belongs to it; and the file's story."""
    text = path.read_text(encoding="utf-8")
    story = re.match(r"(?:#[^\n]*\n)*", text).group(0)
    starts = [match.start() for match in _TITLE.finditer(text)] + [len(text)]
    return story, [(_TITLE.match(text, a).group(1), text[a:b]) for a, b in zip(starts, starts[1:])]


def check(root):
    known = set(RULES) | set(AMBIGUITIES) | set(TRANSITIONS) | set(FEATURES)
    named, timed, problems = set(), set(), []
    folder = pathlib.Path(root, "tests", "scenarios")
    files = sorted(path for path in folder.glob("*.txt") if path.name != "CMakeLists.txt")
    for path in files:
        story, parts = scenarios(path)
        for title, body in parts:
            prefix = _PREFIX.match(title)
            for name in prefix.group(1).split(", ") if prefix else []:
                what = meaning(name, story)
                if what not in known:
                    problems.append(f"{path.name}: \"{title}\" names {name}, which is nothing known here")
                    continue
                named.add(what)
                if _MARKS.search(body):
                    timed.add(what)
    stems = {path.stem.split("-")[0] for path in files}
    problems += [f"no scenario names {what}" for what in (*RULES, *AMBIGUITIES, *TRANSITIONS, *FEATURES)
                 if what not in named and what not in UNNAMED]
    problems += [f"no scenario shows {what} before, at and after its threshold or moment" for what in TIMED
                 if what in named and what not in timed and what not in UNTIMED]
    problems += [f"no file is row {row} of the table of sequences" for row in ROWS if row not in stems]
    problems += [f"{what} is excused, and a scenario names it so" for what in UNNAMED if what in named]
    problems += [f"{what} is excused, and a scenario shows it so" for what in UNTIMED if what in timed]
    return problems


if __name__ == "__main__":
    failures = check(sys.argv[1])
    print("\n".join(failures) or "every rule is named by a scenario")
    sys.exit(1 if failures else 0)
