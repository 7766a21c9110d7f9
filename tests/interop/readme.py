"""Runs the examples of README.md, as they stand there, against a running server.

    readme.py HOST:PORT NODE
"""

import os
import re
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
TOOLS = os.path.join(ROOT, "build/tools/node_modules")
SECTION = "From another program"
DEFAULT = "127.0.0.1:7878"

# For each language: how a block is run, and what it has to print.
RUNNERS = {"sh": (["bash", "-euo", "pipefail", "-c"], ['"outcome": "OUTCOME_BLOCKED"', '"displayName": "Street Kitchen"']),
           "js": (["{node}", "-e"], ["blocked: block (the stand-asides count as one); tolerated 0\n"])}


def blocks():
    """Pairs of language and code."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        section = re.search(rf"^## {SECTION}\n(.*?)^## ", file.read(), re.M | re.S)[1]
    return re.findall(r"^```(\w+)\n(.*?)^```", section, re.M | re.S)


def main(address, node):
    found = blocks()
    if sorted(language for language, _ in found) != sorted(RUNNERS):
        return f"the section has {[language for language, _ in found]}"
    for language, code in found:
        command, expected = RUNNERS[language]
        if DEFAULT not in code:
            return f"{language} does not name {DEFAULT}"
        run = subprocess.run([*(each.replace("{node}", node) for each in command), code.replace(DEFAULT, address)],
                             cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                             env={**os.environ, "NODE_PATH": TOOLS, "PATH": f"{TOOLS}/.bin:{os.environ['PATH']}"})
        missing = [each for each in expected if each not in run.stdout]
        if run.returncode != 0 or missing:
            return f"{language} ended with {run.returncode} and without {missing}:\n{run.stdout}"
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
