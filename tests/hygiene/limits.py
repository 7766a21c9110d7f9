"""Every limit of the server stands in server/base/limits.h, with its reason; what people are told of them agrees with it.

A limit is a constant whose name says so: kMax…, kMost…, kMin…, kLongest…, kLargest…, kHighest…. Where one is
defined anywhere else, a volunteer who looks for what is bounded does not find it; and bounds of
a text that stand as bare numbers have no name to be found by. Each stands below a comment: its own, or that of
the lines just above it. The tables of README.md that name such constants have their values.
"""

import re

from source_tree import CPP, code_only, files, main, read

HOME = "server/base/limits.h"
CODE = ("server",)

NAME = r"k(?:Max|Most|Min|Longest|Largest|Highest)(?:[A-Z0-9]\w*)?"
DEFINED = re.compile(rf"\b(?:constexpr|const)\b[^;={{}}()]*?\b({NAME})\s*(?:=|\{{)\s*([^;]*);")
BOUNDS = re.compile(r"\bTextBounds\s+\w+\s*(?:=\s*)?\{\s*\d")
ROW = re.compile(rf"^\|\s*`((?:\w+::)?k[A-Z]\w*)`\s*\|\s*([^|]*?)\s*\|", re.MULTILINE)
UNITS = {"KiB": 1024, "MiB": 1024 ** 2, "GiB": 1024 ** 3, "s": 1, "": 1}


def _elsewhere(root):
    for path in files(root, *CODE, suffixes=CPP):
        if path == HOME:
            continue
        code = code_only(read(root, path))
        for match in DEFINED.finditer(code):
            yield f"{path}:{code.count(chr(10), 0, match.start(1)) + 1}: {match.group(1)} belongs into {HOME}"
        for match in BOUNDS.finditer(code):
            yield f"{path}:{code.count(chr(10), 0, match.start()) + 1}: bounds of a text have names, in {HOME}"


def _without_reason(text):
    """Constants in a block of lines that has no comment."""
    for block in re.split(r"\n\s*\n", text):
        first = re.search(r"\bconstexpr\b", block)
        if first and "//" not in block:
            yield f"{HOME}: nothing says why {re.search(r'k[A-Z]' + chr(92) + 'w*', block).group(0)} is what it is"


def _values(text):
    """Values of the constants in plain numbers, by name with and without its namespace."""
    values = {}
    room = ""
    for line in re.sub(r"\\\n|\n(?=\s{4,})", " ", code_only(text)).splitlines():
        space = re.match(r"namespace assent(?:::(\w+))? \{", line)
        if space:
            room = space.group(1) or ""
        found = re.search(r"\bconstexpr\s+[\w:]+\s+(k\w+)\s*=\s*([^;]+);", line)
        if not found:
            continue
        name, value = found.groups()
        value = re.sub(r"absl::(\w+)", r"_\1", value.replace("'", ""))
        value = re.sub(r"\b(?:size_t|int64_t)\{(\d+)\}", r"\1", value)
        value = re.sub(r"^\{(.*)\}$", r"(\1)", value)
        known = {**{key: v for key, v in values.items() if "::" not in key},
                 "_Seconds": lambda n: n, "_Minutes": lambda n: 60 * n, "_Hours": lambda n: 3600 * n}
        try:
            values[f"{room}::{name}"] = values[name] = eval(value, {"__builtins__": {}}, known)  # our own header
        except (NameError, SyntaxError):
            pass
    return values


def _said(words):
    """What a cell of a table says: a number with its unit, or a rate as "20 a second, 600 at once"."""
    rate = re.fullmatch(r"([\d.,]+) a second, ([\d,]+) at once", words)
    if rate:
        return tuple(float(part.replace(",", "")) for part in rate.groups())
    number = re.match(r"([\d,.]+)\s*(\w*)", words)
    return float(number.group(1).replace(",", "")) * UNITS.get(number.group(2), 1) if number else None


def _told_wrong(root, text):
    values = _values(text)
    for path in files(root, suffixes=("README.md",)):
        for name, words in ROW.findall(read(root, path)):
            if name not in values:
                yield f"{path}: there is no limit {name}"
            elif values[name] != _said(words):
                yield f"{path}: {name} is not {words}, but {values[name]}"


def check(root):
    problems = list(_elsewhere(root))
    if HOME in files(root, "server", suffixes=CPP):
        text = read(root, HOME)
        problems += list(_without_reason(text)) + list(_told_wrong(root, text))
    return problems


if __name__ == "__main__":
    main(check)
