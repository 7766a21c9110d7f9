"""deploy/tour against a running server: twice on one record, and then with a seeded mistake that it has to notice.

    tour_test.py FOLDER-OF-ASSENT (under tests/support/with_assentd.py)
"""

import os
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")

# Instead of blocking, Di agrees.
LIAR = """#!/bin/sh
if [ "$1" = block ]; then exec "{assent}" agree 1; fi
exec "{assent}" "$@"
"""


def tour(name, programs):
    """Exit code and all that was shown."""
    folder = os.path.join(os.environ["ASSENT_SCRATCH"], name)
    os.mkdir(folder)
    run = subprocess.run([os.path.join(ROOT, "deploy/tour")], text=True, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                         env={**os.environ, "PATH": programs + ":" + os.environ["PATH"],
                              "ASSENT_TOUR_FOLDER": folder})
    return run.returncode, run.stdout


def lying(assent):
    """A folder with an `assent` that does not do what it is told."""
    folder = os.path.join(os.environ["ASSENT_SCRATCH"], "lying")
    os.mkdir(folder)
    path = os.path.join(folder, "assent")
    with open(path, "w", encoding="utf-8") as file:
        file.write(LIAR.format(assent=assent))
    os.chmod(path, 0o755)
    return folder


def main(programs):
    for name in ("first", "second"):
        code, shown = tour(name, programs)
        print(shown)
        if code != 0:
            return f"the {name} tour ended with {code}"
        for part in ("quick_default", "$ assent block 1", "## How it went"):
            if part not in shown:
                return f"the {name} tour does not show {part!r}"
    code, shown = tour("canary", lying(os.path.join(programs, "assent")))
    if code == 0 or "deploy/tour: " not in shown:
        return f"nobody blocked, and the tour ended with {code}: {shown}"
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
