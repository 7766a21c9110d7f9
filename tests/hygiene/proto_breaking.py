"""buf breaking: what clients and logs of others rely on stays as it has landed. api.txt keeps that, as one text
without comments, and is brought up to date with every change of proto/assent:

    python3 -B tests/hygiene/proto_breaking.py . --keep

What it then loses, others lose. Without buf (tests/run brings it) the check is skipped (exit code 77)."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from proto_lint import BUF, SKIPPED
from source_tree import files, main, read

KEPT = "tests/hygiene/api.txt"
HEAD = "==== "


def present(root):
    """The API as it is: each file behind a line with its path."""
    text = ""
    for path in files(root, "proto/assent", suffixes=(".proto",)):
        proto = re.sub(r"^[ \t]*//.*\n", "", read(root, path), flags=re.MULTILINE)
        text += HEAD + path + "\n" + re.sub(r"\n\n+", "\n", proto).lstrip()
    return text


def unpack(text, folder):
    for part in text.split(HEAD)[1:]:
        path, proto = part.split("\n", 1)
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
            file.write(proto)


def check(root):
    kept = read(root, KEPT)
    with tempfile.TemporaryDirectory(prefix="assent-api-") as landed:
        shutil.copy(os.path.join(root, "buf.yaml"), landed)
        shutil.copytree(os.path.join(root, "proto/third_party"), os.path.join(landed, "proto/third_party"))
        unpack(kept, landed)
        run = subprocess.run([BUF, "breaking", "--against", landed], cwd=root, text=True, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    problems = run.stdout.splitlines()
    if run.returncode and not problems:
        problems = [f"buf breaking ended with {run.returncode}"]
    if not problems and kept != present(root):
        problems = [f"{KEPT} is behind; run: python3 -B tests/hygiene/proto_breaking.py . --keep"]
    return problems


def keep(root):
    with open(os.path.join(root, KEPT), "w", encoding="utf-8") as file:
        file.write(present(root))


if __name__ == "__main__":
    if sys.argv[2:] == ["--keep"]:
        keep(sys.argv[1])
    elif os.path.exists(BUF):
        main(check)
    else:
        print("buf is not there: tests/run installs it")
        sys.exit(SKIPPED)
