"""Every refusal that a caller can get is produced by a scenario, or by a test.

Lists the reasons that the server's sources give to Refuse() and RefuseField(). Those of the assembly
and of the rules it is founded on have to be expected, behind an exclamation mark, by a scenario: the
runner sees to it that each is really produced. The other rooms answer what no line of a scenario can
say (paging, watching, an overloaded server): their reasons have to be expected by a test of theirs.
"""

import pathlib
import re
import sys

# reason: why nothing here can produce it.
EXCLUDED = {
    "MEMBER_NOT_FOUND": "only a read (GetMember) gives it; tests/rpc covers reads",
    "NOT_COUNTED": "only a read (GetElectionResult) gives it; tests/rpc covers reads",
    "CALL_CANCELLED": "its caller has gone and hears nothing any more",
    "SHUTTING_DOWN": "for a ledger that goes while somebody waits; the server drains before that",
    "WRITE_REFUSED": "for a store that refuses a write as malformed; ours takes what the ledger writes",
    "DECIDED_ELSEWHERE": "answered inside the ledger by deciding again; callers get CONTENDED",
}

SCENARIOS, TESTS = "scenario", "test"
# The first that matches a source says who has to produce its refusals.
PRODUCERS = (
    ("server/assembly/errors_signing.cc", TESTS),  # a line of a scenario signs nothing
    ("server/assembly/*.cc", SCENARIOS),
    ("server/rules/check_[!c]*.cc", SCENARIOS),
    ("server/*/*.cc", TESTS),
    ("server/*/*/*.cc", TESTS),
)
# The first word in capitals of a statement that refuses; what a path or a code is made of before it may have any shape.
_REFUSAL = re.compile(r'\bRefuse(?:Field)?\((?:[^";{}]|"(?![A-Z][A-Z0-9_]+")[^"\n]*")*?"([A-Z][A-Z0-9_]+)"')
_COMMENT = re.compile(r'^\s*//[^\n]*', re.MULTILINE)
_EXPECTED = re.compile(r'^[^#\n]*!([A-Z][A-Z0-9_]+)\s*(?:#.*)?$', re.MULTILINE)
_NAMED = re.compile(r'\b([A-Z][A-Z0-9]*_[A-Z0-9_]+|CONTENDED|OVERLOADED)\b')


def given(root):
    """Reason → (source, who has to produce it), for every refusal in the sources."""
    found = {}
    for pattern, producer in PRODUCERS:
        for path in sorted(pathlib.Path(root).glob(pattern)):
            for reason in _REFUSAL.findall(_COMMENT.sub("", path.read_text(encoding="utf-8"))):
                found.setdefault(reason, (str(path.relative_to(root)), producer))
    return found


def expected(root):
    """Who expects which reasons."""
    scenarios, tests = set(), set()
    for path in pathlib.Path(root, "tests", "scenarios").glob("*.txt"):
        if path.name != "CMakeLists.txt":
            scenarios.update(_EXPECTED.findall(path.read_text(encoding="utf-8")))
    for path in pathlib.Path(root, "tests").glob("*/*_test.cc"):
        tests.update(_NAMED.findall(_COMMENT.sub("", path.read_text(encoding="utf-8"))))
    return {SCENARIOS: scenarios, TESTS: scenarios | tests}


def check(root):
    reasons = given(root)
    produced = expected(root)
    problems = [f"{source}: no {producer} produces {reason}"
                for reason, (source, producer) in sorted(reasons.items())
                if reason not in produced[producer] and reason not in EXCLUDED]
    problems += [f"tests/scenarios/refusals.py: {reason} is excluded, but a scenario produces it"
                 for reason in EXCLUDED if reason in produced[SCENARIOS]]
    if len(reasons) < 50:
        problems.append(f"only {len(reasons)} refusals found in server: is the pattern still right?")
    return problems


if __name__ == "__main__":
    failures = check(sys.argv[1])
    print("\n".join(failures) or f"all {len(given(sys.argv[1]))} refusals are produced")
    sys.exit(1 if failures else 0)
