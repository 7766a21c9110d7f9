"""Runs a command against an assentd of its own: on a free port of loopback, with a new RocksDB folder.

    with_assentd.py ASSENTD COMMAND…

The command finds the address in ASSENT_SERVER and a folder for its own use in ASSENT_SCRATCH; "{server}" in its
arguments stands for the address too. Both are gone afterwards. Exits as the command does, or with 1 if the
server does not start, does not stop, or says that it failed.
"""

import os
import queue
import re
import subprocess
import sys
import tempfile
import threading

START_SECONDS = 30
STOP_SECONDS = 30


class Server:
    """An assentd, and what it says."""

    def __init__(self, assentd, store):
        self.said = []
        self._addresses = queue.Queue()
        self._process = subprocess.Popen([assentd, "--store", store, "--listen", "127.0.0.1:0"], text=True,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self):
        for line in self._process.stdout:
            self.said.append(line)
            listening = re.search(r" listening .*?address=(\S+)", line)
            if listening:
                self._addresses.put(listening[1])
        self._addresses.put(None)

    def address(self):
        """Where it listens; None if it does not."""
        try:
            return self._addresses.get(timeout=START_SECONDS)
        except queue.Empty:
            return None

    def stop(self):
        """Its exit code."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._listener.join()
        return self._process.wait()


def main(assentd, *command):
    with tempfile.TemporaryDirectory(prefix="assent-test-") as scratch:
        server = Server(assentd, f"rocksdb:{scratch}/store")
        result = 1
        try:
            address = server.address()
            if address is not None:
                ran = subprocess.run([each.replace("{server}", address) for each in command],
                                     stdin=subprocess.DEVNULL,
                                     env={**os.environ, "ASSENT_SERVER": address, "ASSENT_SCRATCH": scratch,
                                          "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"})
                result = ran.returncode
        finally:
            stopped = server.stop()
        if address is None or stopped != 0:
            sys.stderr.write(f"assentd ended with {stopped}; it said:\n{''.join(server.said)}")
            return 1
        return result


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
