"""Runs a command against an assentd of its own: on a free port of loopback, with a new RocksDB folder.

    with_assentd.py ASSENTD COMMAND…

The command finds the address in ASSENT_SERVER and a folder for its own use in ASSENT_SCRATCH; "{server}" in its
arguments stands for the address too. Both are gone afterwards. Exits as the command does, or with 1 if the
server does not start, does not stop, or says that it failed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time

START_SECONDS = 30
STOP_SECONDS = 30


def _address(server, log):
    """Where the server says that it listens."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with open(log, encoding="utf-8") as file:
            said = re.search(r" listening .*?address=(\S+)", file.read())
        if said:
            return said[1]
        time.sleep(0.05)
    return None


def _stop(server):
    server.terminate()
    try:
        return server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        return server.wait()


def main(assentd, *command):
    with tempfile.TemporaryDirectory(prefix="assent-test-") as scratch:
        log = os.path.join(scratch, "assentd.log")
        with open(log, "w", encoding="utf-8") as file:
            server = subprocess.Popen([assentd, "--store", f"rocksdb:{scratch}/store", "--listen", "127.0.0.1:0"],
                                      stdout=file, stderr=file, stdin=subprocess.DEVNULL)
        result = 1
        try:
            address = _address(server, log)
            if address is not None:
                ran = subprocess.run([each.replace("{server}", address) for each in command],
                                     stdin=subprocess.DEVNULL,
                                     env={**os.environ, "ASSENT_SERVER": address, "ASSENT_SCRATCH": scratch,
                                          "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"})
                result = ran.returncode
        finally:
            stopped = _stop(server)
        if address is None or stopped != 0:
            with open(log, encoding="utf-8") as file:
                sys.stderr.write(f"assentd ended with {stopped}; it said:\n{file.read()}")
            return 1
        return result


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
