"""Every refusal of the assembly is produced by a scenario.

Lists the reasons that server/assembly gives to Refuse() and RefuseField(), and the reasons that the
scenario files expect behind an exclamation mark; the runner sees to it that each of those is really
produced. A reason that no scenario produces is a failure, unless it is named here with why.
"""

import pathlib
import re
import sys

# reason: why no scenario can produce it.
EXCLUDED = {
    "MEMBER_NOT_FOUND": "only a read (GetMember) gives it; tests/rpc covers reads",
}

_REFUSAL = re.compile(r'Refuse(?:Field)?\(\s*(?:[^",;]*,\s*|"[^"]*",\s*|field,\s*)?"([A-Z][A-Z0-9_]+)"')
_EXPECTED = re.compile(r'^[^#\n]*!([A-Z][A-Z0-9_]+)\s*(?:#.*)?$', re.MULTILINE)


def given(root):
    """Reason → file, for every refusal in the sources."""
    found = {}
    for path in sorted(pathlib.Path(root, "server", "assembly").glob("*.cc")):
        for reason in _REFUSAL.findall(path.read_text(encoding="utf-8")):
            found[reason] = path.name
    return found


def expected(root):
    reasons = set()
    for path in pathlib.Path(root, "tests", "scenarios").glob("*.txt"):
        if path.name != "CMakeLists.txt":
            reasons.update(_EXPECTED.findall(path.read_text(encoding="utf-8")))
    return reasons


def check(root):
    reasons = given(root)
    produced = expected(root)
    problems = [f"server/assembly/{file}: no scenario produces {reason}"
                for reason, file in sorted(reasons.items())
                if reason not in produced and reason not in EXCLUDED]
    problems += [f"tests/scenarios/refusals.py: {reason} is excluded, but a scenario produces it"
                 for reason in EXCLUDED if reason in produced]
    if len(reasons) < 50:
        problems.append(f"only {len(reasons)} refusals found in server/assembly: is the pattern still right?")
    return problems


if __name__ == "__main__":
    failures = check(sys.argv[1])
    print("\n".join(failures) or f"all {len(given(sys.argv[1]))} refusals are produced")
    sys.exit(1 if failures else 0)
