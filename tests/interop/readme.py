"""Runs the examples of README.md, as they stand there, against a running server.

    readme.py HOST:PORT NODE ASSENT
"""

import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
TOOLS = os.path.join(ROOT, "build/tools/node_modules")
SECTION = "From another program"
DEFAULT = "127.0.0.1:7878"

# For each language: how a block is run, and what it has to print.
RUNNERS = {"sh": (["bash", "-euo", "pipefail", "-c"], ['"outcome": "OUTCOME_BLOCKED"', '"displayName": "Street Kitchen"']),
           "js": (["{node}", "-e"], ["blocked: block (the stand-asides count as one); tolerated 0\n"])}

# What a member of an assembly of two types; the other says the same in between.
ELECTIONS = "Choices, elections, budgets"
BO = re.compile(r"^assent (call|vote|agree) .*$", re.M)
SAID = [r"winners +The green one", r"\[\"The green one\"\]", r"treasurer +@ana", r"chosen +Tools, Bike shed",
        r"money +50 "]


def blocks(section):
    """Pairs of language and code."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = re.search(rf"^## {section}\n(.*?)^## ", file.read(), re.M | re.S)[1]
    return re.findall(r"^```(\w+)\n(.*?)^```", text, re.M | re.S)


def run_elections(address, assent):
    [(_, code)] = blocks(ELECTIONS)
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_STATE_HOME": f"{home}/state",
                       "PATH": f"{os.path.dirname(os.path.abspath(assent))}:{os.environ['PATH']}"}

        def shell(script):
            return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=home, env=environment, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)

        found = shell(f"""assent found Vans --as ana --rule simple_majority --server {address}
            assent invite --context vans | head -n 1 > code
            assent join --as bo -F code --server {address}
            assent context use vans""")
        if found.returncode != 0:
            return f"the assembly was not founded:\n{found.stdout}"
        both = BO.sub(lambda line: line[0] if line[1] == "call" else f"{line[0]}\n{line[0].split('  #')[0]} --context vans-bo",
                      code)
        ran = shell(both)
        missing = [each for each in SAID if not re.search(each, ran.stdout)]
        return f"{ELECTIONS}: ended with {ran.returncode} and without {missing}:\n{ran.stdout}" \
            if ran.returncode != 0 or missing else 0


def main(address, node, assent):
    found = blocks(SECTION)
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
    return run_elections(address, assent)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
