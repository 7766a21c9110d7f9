"""buf lint over the API: names by the STANDARD rules, and a comment on every message, field, enum value,
service and method. tests/run puts buf into build/tools; without it, the check is skipped (exit code 77)."""

import os
import subprocess
import sys

BUF = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/tools/node_modules/.bin/buf")
SKIPPED = 77


def check(root):
    run = subprocess.run([BUF, "lint"], cwd=root, text=True, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    problems = run.stdout.splitlines()
    return problems or ([f"buf lint ended with {run.returncode}"] if run.returncode else [])


if __name__ == "__main__":
    if not os.path.exists(BUF):
        print("buf is not there: tests/run installs it")
        sys.exit(SKIPPED)
    from source_tree import main
    main(check)
