"""What the server says to people, in one file for review: refusals, needs, what falls due, notices.

The texts are taken from the sources, so no build is needed and none can be forgotten. Those of
server/assembly/errors.cc are kept by tests/assembly, with arguments as they may be. After a change of words, take
them over and read the difference:

    tests/hygiene/sentences.py . --keep
    git diff tests/hygiene/sentences.txt
"""

import os
import re
import sys

from source_tree import files, main, read

KEPT = "tests/hygiene/sentences.txt"

# Sources whose every text is for people, and those of which only the statements that refuse are.
SAYING = re.compile(r"server/(?:assembly/mirrors/(?:needs|dues|notices)\w*|(?:ledger|rpc)/refusals|"
                    r"assembly/mirrors/refusals|rules/check_\w+)\.cc$")
ELSEWHERE = {"server/assembly/errors.cc", "server/assembly/errors_standing.cc", "server/base/refusal.cc"}
REFUSING = re.compile(r"\b(?:Refuse|RefuseField|Refused|Wrong)\s*\(")

TOKEN = re.compile(r'(?P<gap>//[^\n]*|/\*.*?\*/|\'(?:\\.|[^\'\\\n])\'|^[ \t]*\#[^\n]*)|(?P<text>"(?:\\.|[^"\\\n])*")|'
                   r"(?P<end>[;{}])|(?P<space>\s+)|(?P<code>.)", re.DOTALL | re.MULTILINE)
REASON = re.compile(r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")


def statements(source):
    """Of each statement with texts in it: its code without them, and the texts; neighbours are one text."""
    code, texts, joined = [], [], False
    for token in TOKEN.finditer(source):
        if token["text"]:
            text = token["text"][1:-1].replace('\\"', '"').replace("\\n", " ")
            if joined:
                texts[-1] += text
            else:
                texts.append(text)
            joined = True
        elif token["code"]:
            code.append(token["code"])
            joined = False
        elif token["end"]:
            if texts:
                yield "".join(code), texts
            code, texts, joined = [], [], False


def lines_of(path, source):
    for code, texts in statements(source):
        if not SAYING.match(path) and not REFUSING.search(code):
            continue
        reasons = [text for text in texts if REASON.match(text)]
        words = [text for text in texts if not REASON.match(text) and re.search(r"[a-z] ?[a-z]", text)]
        said = " … ".join(text.strip() for text in words)
        if " " in said:
            yield f"  {' '.join(reasons) + ': ' if reasons else ''}{said}"


def sentences(root):
    out = []
    for path in files(root, "server", suffixes=(".cc",)):
        if path in ELSEWHERE:
            continue
        said = list(lines_of(path, read(root, path)))
        if said:
            out += [f"{path}", *said, ""]
    return "\n".join(out)


def keep(root):
    with open(os.path.join(root, KEPT), "w", encoding="utf-8") as file:
        file.write(sentences(root))


def check(root):
    now, kept = sentences(root).splitlines(), read(root, KEPT).splitlines()
    gone = [line for line in kept if line not in set(now)]
    new = [line for line in now if line not in set(kept)]
    problems = [f"{KEPT}: no longer said: {line.strip()}" for line in gone]
    problems += [f"{KEPT}: not there for review: {line.strip()}" for line in new]
    if not problems and now != kept:
        problems.append(f"{KEPT}: said in another order")
    if problems:
        problems.append(f"read them, then take them over: tests/hygiene/sentences.py {root} --keep")
    return problems


if __name__ == "__main__":
    if "--keep" in sys.argv:
        keep(sys.argv[1])
    else:
        main(check)
