"""What the hygiene checks share: the files of a source tree, and C++ without its comments and texts."""

import os
import re
import sys

CPP = (".h", ".cc")
# Folders that are made, not written.
MADE = {".git", "build", "__pycache__", "node_modules"}


def files(root, *folders, suffixes=None):
    """Paths relative to root, sorted, with slashes; of the whole tree when no folder is named."""
    found = []
    for folder in folders or ("",):
        for where, below, names in os.walk(os.path.join(root, folder)):
            below[:] = [name for name in below if name not in MADE]
            for name in names:
                if name in MADE:
                    continue  # in a linked worktree of git, .git is a file
                path = os.path.relpath(os.path.join(where, name), root).replace(os.sep, "/")
                if suffixes is None or path.endswith(suffixes):
                    found.append(path)
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    """Pairs of line number and included name."""
    return [(text.count("\n", 0, m.start()) + 1, m.group(1)) for m in INCLUDE.finditer(text)]


_TOKEN = re.compile(
    r'//(?:\\\n|[^\n])*'                                  # line comment
    r'|/\*.*?\*/'                                         # block comment
    r'|(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'  # raw text
    r'|"(?:\\.|[^"\\\n])*"'                               # text
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",              # character, not a digit separator
    re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)


def _blank(match):
    return " " + "\n" * match.group(0).count("\n")


def _blank_text(match):
    return ('""' if match.group(0).endswith('"') else "") + _blank(match)


def code_only(text, directives=True):
    """C++ with comments and texts blanked, and directives too unless kept; lines stay where they are."""
    text = _TOKEN.sub(_blank_text, text)
    if not directives:
        text = _DIRECTIVE.sub(_blank, text)
    return text


def main(check):
    """Runs check(root) on the tree that the command line names; prints what it finds, one a line."""
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    problems = check(root)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
