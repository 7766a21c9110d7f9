"""The record's verbs against servers of their own: export, verify, cosign; and a server that shows two histories.

    record_verbs.py ASSENTD ASSENT

Two members verify one record. Then the server is started twice from one copy of its data: each member is shown
another history, both signed with the log's key. Each is sound by itself; whoever compares, or goes back from one
server to the other, has both signed checkpoints in an evidence file.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from with_assentd import Server  # noqa: E402

MUTATIONS = 60


class Person:
    """A member with a home of their own."""

    def __init__(self, program, home):
        self._program, self._home = program, home
        self.server = None

    def run(self, *arguments, given="", folder=None):
        """(exit code, stdout, stderr)"""
        home = {"HOME": self._home, "XDG_CONFIG_HOME": f"{self._home}/config", "XDG_STATE_HOME": f"{self._home}/state"}
        where = ["--server", self.server] if self.server else []
        ran = subprocess.run([self._program, *arguments, *where], input=given, capture_output=True, text=True, cwd=folder,
                             env={**os.environ, **home, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"})
        return ran.returncode, ran.stdout, ran.stderr

    def must(self, *arguments, given="", folder=None):
        code, said, wrong = self.run(*arguments, given=given, folder=folder)
        assert code == 0, f"{arguments}: {wrong}"
        return said

    def must_not(self, *arguments, given="", code=None):
        failed, _, wrong = self.run(*arguments, given=given)
        assert failed != 0, f"{arguments}: nobody noticed"
        assert code in (None, failed), f"{arguments}: {failed}"
        return wrong

    def evidence(self):
        folder = pathlib.Path(self._home, "state", "assent", "evidence")
        return [path.read_text() for path in folder.iterdir()] if folder.exists() else []


def propose(person, title):
    person.must("propose", title, "-m", f"{title}: we do it.", "--introduce")


def check_exports(ana, scratch):
    folder, bundle = f"{scratch}/export", f"{scratch}/kitchen.record"
    ana.must("log", "export", folder)
    ana.must("log", "export", "--bundle", "kitchen.record", folder=scratch)
    ana.must("verify", folder)
    ana.must("verify", bundle)
    key = pathlib.Path(folder, "key").read_text().strip()
    ana.must("log", "check", folder, "--vkey", key)
    check_receipt(ana, scratch, folder, key)
    chance = random.Random(7)
    files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file() and path.stat().st_size)
    for _ in range(MUTATIONS):
        path = chance.choice(files)
        content = bytearray(path.read_bytes())
        before = bytes(content)
        # Behind the log's own signature stand those of members, whose keys an export does not name:
        # notes with unknown signatures are as good as without.
        end = before.index(b"\n", before.index("\n— ".encode()) + 1) if path.name == "checkpoint" else len(content)
        content[chance.randrange(end)] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(content))
        ana.must_not("verify", folder)
        path.write_bytes(before)
    ana.must("verify", folder)


def check_receipt(ana, scratch, folder, key):
    receipt, entry = f"{scratch}/receipt", f"{scratch}/entry"
    pathlib.Path(receipt).write_text(ana.must("log", "receipt", "2", "--entry", entry))
    ana.must("verify", receipt)
    ana.must("verify", receipt, "--record", folder)
    ana.must("log", "prove", "2")
    # Offline, and by somebody who knows nothing but the key.
    stranger = Person(ana._program, f"{scratch}/stranger")
    stranger.must("verify", receipt, "--entry", entry, "--vkey", key)
    assert "nothing is known here" in stranger.must_not("verify", receipt, "--entry", entry)
    whole = pathlib.Path(receipt).read_text()
    text, _, signature = whole.rpartition("\n\n")
    for changed in (whole.replace("index 1", "index 2"), whole.replace("\u2014 ", "\u2014 x"),
                    text + "\n\n" + signature[:40] + ("A" if signature[40] != "A" else "B") + signature[41:]):
        assert changed != whole
        pathlib.Path(receipt).write_text(changed)
        ana.must_not("verify", receipt)
        stranger.must_not("verify", receipt, "--entry", entry, "--vkey", key)
    pathlib.Path(receipt).write_text(whole)


def check_two_histories(assentd, ana, bo, scratch):
    shutil.copytree(f"{scratch}/store", f"{scratch}/other")
    first, second = Server(assentd, f"rocksdb:{scratch}/store"), Server(assentd, f"rocksdb:{scratch}/other")
    try:
        ana.server, bo.server = first.address(), second.address()
        propose(ana, "Sundays")
        propose(bo, "Mondays")
        ana.must("verify")
        bo.must("verify")
        pathlib.Path(scratch, "bo.note").write_text(bo.must("log", "checkpoint"))
        assert "RECORD WAS CHANGED" in ana.must_not("verify", "--against", f"{scratch}/bo.note")
        # Whoever is led from one to the other sees it alone, and neither cosigns nor signs anything.
        bo.server = ana.server
        assert "RECORD WAS CHANGED" in bo.must_not("log", "cosign")
        said = bo.must_not("propose", "Tuesdays", "-m", "We do it.")
        assert "THE RECORD LACKS ACTS OF YOURS" in said, said
        for person in (ana, bo):
            evidence = person.evidence()
            assert evidence and all(each.count("\u2014 ") >= 2 for each in evidence), evidence
    finally:
        first.stop()
        second.stop()


def main(assentd, assent):
    with tempfile.TemporaryDirectory(prefix="assent-test-") as scratch:
        ana, bo = Person(assent, f"{scratch}/ana"), Person(assent, f"{scratch}/bo")
        server = Server(assentd, f"rocksdb:{scratch}/store")
        try:
            ana.server = bo.server = server.address()
            pathlib.Path(scratch, "charter.json").write_text('{"cosigners": 2}')
            ana.must("found", "Kitchen", "--id", "kitchen", "--as", "ana", "--charter", f"{scratch}/charter.json")
            code = ana.must("invite")
            assert "#" in code, code
            swapped = code.split(".")
            swapped[1] = ("0" if swapped[1][0] != "0" else "1") + swapped[1][1:]
            bo.must("join", "--as", "bo", "-F", "-", given=code)
            cy = Person(assent, f"{scratch}/cy")
            cy.server = ana.server
            other = ana.must("invite").strip().split(".")
            assert "ANOTHER RECORD" in cy.must_not("join", "--as", "cy", "-F", "-",
                                                   given=".".join([other[0], swapped[1], other[2]]))
            propose(ana, "Open on Fridays")
            # Sound, but nobody has signed for it, and the charter asks for two.
            assert "NOT WITNESSED" in ana.must_not("verify", code=5)
            ana.must("verify", "--unwitnessed")
            bo.must("verify", "--unwitnessed")
            assert "key add" in bo.must_not("log", "cosign")
            for person in (ana, bo):
                person.must("key", "add", "a phone")
            bo.must("log", "cosign")
            said = ana.must("verify", "--unwitnessed")
            assert "nothing yet, 1 of 2 members" in said, said
            assert "and there are 1." in ana.must_not("verify", code=5)
            ana.must("log", "cosign")
            said = ana.must("verify")
            assert "entries, by 2 members or more" in said, said
            check_exports(ana, scratch)
        finally:
            server.stop()
        check_two_histories(assentd, ana, bo, scratch)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
