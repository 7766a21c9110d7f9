"""`assent log check` against logs that Go's golang.org/x/mod writes: whole ones, and damaged ones.

    tile_log.py GO TILE_LOG.GO CHECKER…      CHECKER: the command, up to the folder
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile

SIZES = [1, 2, 255, 256, 257, 1000, 66000]
DAMAGES = 40  # in each log


def write_log(writer, folder, size):
    """The key that signed it."""
    return subprocess.run([*writer, folder, str(size)], check=True, capture_output=True, text=True).stdout.strip()


def holds(checker, folder, key):
    return subprocess.run([*checker, folder, "--vkey", key], capture_output=True).returncode == 0


def damaged(content, chance):
    """With a byte changed, dropped or doubled."""
    at = chance.randrange(len(content))
    kind = chance.randrange(3)
    if kind == 0:
        return content[:at] + bytes([content[at] ^ (1 + chance.randrange(255))]) + content[at + 1:]
    return content[:at] + content[at + 1:] if kind == 1 else content[:at] + content[at:at + 1] + content[at:]


def problems_of(checker, folder, key, chance):
    if not holds(checker, folder, key):
        yield "a whole log is refused"
    paths = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file() and path.stat().st_size)
    for _ in range(DAMAGES):
        path = chance.choice(paths)
        content = path.read_bytes()
        changed = damaged(content, chance)
        if changed == content:
            continue
        path.write_bytes(changed)
        if holds(checker, folder, key):
            yield f"{path.relative_to(folder)} is damaged, and nobody notices"
        path.write_bytes(content)


def main():
    go, source, *checker = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        # Debian's packages are sources, found the way that Go had before modules.
        environment = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": f"{scratch}/cache"}
        writer = [f"{scratch}/tile_log"]
        subprocess.run([go, "build", "-o", *writer, source], check=True, env={**os.environ, **environment})
        problems = 0
        for size in SIZES:
            folder = f"{scratch}/{size}"
            key = write_log(writer, folder, size)
            for problem in problems_of(checker, folder, key, random.Random(size)):
                print(f"{size} entries: {problem}")
                problems += 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
