"""Witnesses of a log (C2SP tlog-witness), with one of Go's golang.org/x/mod on either side: `assent log ask-witness`
asks it and hands in what it says, and `assent log witness` signs for a log that it keeps.

    witness.py ASSENTD ASSENT WITNESS [--canary]     WITNESS: witness.go, built

With --canary that witness signs as none does, which has to be noticed.
"""

import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from record_verbs import Person, propose  # noqa: E402
from with_assentd import Server  # noqa: E402

MUTATIONS = 100
NOT_FOUND, REFUSED = 3, 5
CONFLICT = 2  # of the other witness


class Other:
    """The witness, and the log, of the other program."""

    def __init__(self, program, folder, canary=False):
        self._program, self._folder = program, folder
        self._environment = {**os.environ, **({"CANARY": "1"} if canary else {})}
        os.makedirs(folder)

    def run(self, verb, *arguments, given=""):
        where = [] if verb == "opens" else [self._folder]
        ran = subprocess.run([self._program, verb, *where, *map(str, arguments)], input=given, capture_output=True,
                             text=True, env=self._environment)
        return ran.returncode, ran.stdout

    def must(self, verb, *arguments, given="", code=0):
        came, said = self.run(verb, *arguments, given=given)
        assert came == code, f"{verb} {arguments}: {came}, {said}"
        return said


def check_we_ask(assentd, ana, bo, other, scratch, log_key):
    """Members have a checkpoint of theirs signed, one after the other, and a fork is not signed for."""
    key = other.must("key", "example.org/witness").strip()

    def asked(person):
        return person.must("log", "ask-witness", key)

    def hand_in(person, answer):
        return person.must("log", "ask-witness", key, "--answer", "-", given=answer)

    assert "has not been asked" in ana.must_not("log", "ask-witness", key, "--answer", "-", given="1\n")
    first = asked(ana)
    assert first.startswith("old 0\n\n"), first
    answer = other.must("answer", log_key, given=first)
    for wrong in ("", answer[:-9] + "\n", answer.replace("witness ", "stranger "), first, "\n" + answer, answer + "\n",
                  "4 5\n"):
        ana.must_not("log", "ask-witness", key, "--answer", "-", given=wrong)
    said = hand_in(ana, answer)
    assert "no: the log does not name the key" in said, said
    other.must("opens", log_key, key, given=ana.must("log", "checkpoint"))
    for title in ("Tuesdays", "Wednesdays", "Thursdays"):
        propose(ana, title)
    again = asked(ana)
    size = int(re.match(r"old (\d+)\n[A-Za-z0-9+/=]{44}\n", again)[1])
    hand_in(ana, other.must("answer", log_key, given=again))
    other.must("opens", log_key, key, given=ana.must("log", "checkpoint"))
    # Whoever has an export sees it without a server.
    ana.must("log", "export", f"{scratch}/witnessed")
    ana.must("log", "check", f"{scratch}/witnessed", "--vkey", log_key, "--witness", key)
    # Somebody else does not know how far the witness is.
    conflict = other.must("answer", log_key, given=asked(bo), code=CONFLICT)
    assert int(conflict) > size, conflict
    assert "ask it again" in bo.must_not("log", "ask-witness", key, "--answer", "-", given=conflict, code=REFUSED)
    hand_in(bo, other.must("answer", log_key, given=asked(bo)))
    bo.must("log", "ask-witness", key)
    assert "HAS SEEN MORE" in bo.must_not("log", "ask-witness", key, "--answer", "-", given="999999\n")
    check_fork(assentd, bo, other, scratch, log_key, key)


def check_fork(assentd, bo, other, scratch, log_key, key):
    """Another server that grew out of the same data: its log is sound, and not the one that was witnessed."""
    forked = Server(assentd, f"rocksdb:{scratch}/before")
    try:
        cy = Person(bo._program, f"{scratch}/bo-before")
        cy.server = forked.address()
        for day in range(6):
            propose(cy, f"Day {day}")
        conflict = other.must("answer", log_key, given=cy.must("log", "ask-witness", key), code=CONFLICT)
        cy.must_not("log", "ask-witness", key, "--answer", "-", given=conflict, code=REFUSED)
        other.must("answer", log_key, given=cy.must("log", "ask-witness", key), code=1)
    finally:
        forked.stop()


def check_we_witness(ana, other, scratch):
    """A log of the other program is signed for as far as it follows from what was."""
    key = ana.must("log", "witness").strip()
    log_key = other.must("logkey").strip()

    def refused(request, *more, code=None):
        failed, said, wrong = ana.run("log", "witness", "-", *more, given=request)
        assert failed != 0 and "\u2014" not in said, f"{more}: signed {request}"
        assert code in (None, failed), f"{failed}: {wrong}"
        return said

    def signed(size, request, *more):
        other.must("check", size, key, given=ana.must("log", "witness", "-", *more, given=request))

    first = other.must("ask", 0, 5)
    refused(first, code=NOT_FOUND)
    refused(first, "--vkey", key)
    refused(first, "--vkey", Other(other._program, f"{scratch}/stranger").must("logkey").strip())
    signed(5, first, "--vkey", log_key)
    assert refused(other.must("ask", 0, 9), code=REFUSED) == "5\n"
    assert refused(other.must("ask", 3, 9), code=REFUSED) == "5\n"
    refused(other.must("ask", 5, 4))
    refused(other.must("ask", 5, 9, 2))
    refused(other.must("ask", 5, 9), "--vkey", Other(other._program, f"{scratch}/second").must("logkey").strip())
    request = other.must("ask", 5, 9)
    chance = random.Random(4)
    for _ in range(MUTATIONS):
        at = chance.randrange(len(request.encode()))
        changed = bytearray(request.encode())
        changed[at] ^= 1 << chance.randrange(7)
        try:
            refused(changed.decode())
        except UnicodeDecodeError:
            continue
    assert ana.must("log", "witness", "-", "--dry-run", given=request) == ""
    signed(9, request)
    assert refused(request, code=REFUSED) == "9\n"
    signed(9, other.must("ask", 9, 9))
    assert not ana.evidence()
    assert refused(other.must("ask", 9, 9, 7)) == "9\n"
    evidence = ana.evidence()
    assert len(evidence) == 1 and evidence[0].count("\n9\n") == 2 and evidence[0].count("\u2014 ") == 2, evidence
    signed(300, other.must("ask", 9, 300))


def check_members(ana, bo):
    """A member is the other's witness, without a server in between, and counts."""
    for person in (ana, bo):
        person.must("verify", "--unwitnessed")
    key = bo.must("log", "witness").strip()
    propose(ana, "Saturdays")
    answered, said, _ = bo.run("log", "witness", "-", given=ana.must("log", "ask-witness", key))
    assert answered == REFUSED and int(said) > 0, said
    ana.must_not("log", "ask-witness", key, "--answer", "-", given=said, code=REFUSED)
    line = bo.must("log", "witness", "-", given=ana.must("log", "ask-witness", key))
    said = ana.must("log", "ask-witness", key, "--answer", "-", given=line)
    assert "yes: the log names the key" in said, said
    said = ana.must("verify")
    assert "1 member" in said, said
    # It stays bo's, who goes on with it.
    bo.must("log", "cosign")


def check_accepted(assentd, ana, bo, scratch):
    """A backup has been restored, and ana has said that she goes on with it: as a witness, too."""
    key = ana.must("log", "witness").strip()
    for day in range(12):
        propose(bo, f"Evening {day}")
    ana.must("verify", "--unwitnessed")
    size = int(ana.run("log", "witness", "-", given=bo.must("log", "ask-witness", key))[1])
    bo.must_not("log", "ask-witness", key, "--answer", "-", given=f"{size}\n", code=REFUSED)
    ana.must("log", "witness", "-", given=bo.must("log", "ask-witness", key))
    forked = Server(assentd, f"rocksdb:{scratch}/before")
    try:
        cy = Person(bo._program, f"{scratch}/bo-before")
        ana.server = cy.server = forked.address()
        ana.must_not("verify", "--unwitnessed")
        asked = cy.must("log", "ask-witness", key)
        assert ana.run("log", "witness", "-", given=asked)[1] == f"{size}\n"
        ana.must("verify", "--unwitnessed", "--accept-fork")
        conflict = ana.run("log", "witness", "-", given=asked)[1]
        assert 0 < int(conflict) < size, conflict
        cy.must_not("log", "ask-witness", key, "--answer", "-", given=conflict, code=REFUSED)
        ana.must("log", "witness", "-", given=cy.must("log", "ask-witness", key))
    finally:
        forked.stop()


def main(assentd, assent, witness, *flags):
    with tempfile.TemporaryDirectory(prefix="assent-test-") as scratch:
        ana, bo = Person(assent, f"{scratch}/ana"), Person(assent, f"{scratch}/bo")
        pathlib.Path(scratch, "charter.json").write_text('{"cosigners": 1}')
        server = Server(assentd, f"rocksdb:{scratch}/store")
        try:
            ana.server = bo.server = server.address()
            ana.must("found", "Kitchen", "--id", "kitchen", "--as", "ana", "--charter", f"{scratch}/charter.json")
            bo.must("join", "--as", "bo", "-F", "-", given=ana.must("invite"))
            propose(ana, "Open on Fridays")
            for person in (ana, bo):
                person.must("verify", "--unwitnessed")
            ana.must("log", "export", f"{scratch}/export")
        finally:
            server.stop()
        # Before anything is signed in somebody's own name, so that nobody has lost an act there.
        shutil.copytree(f"{scratch}/store", f"{scratch}/before")
        shutil.copytree(f"{scratch}/bo", f"{scratch}/bo-before")
        server = Server(assentd, f"rocksdb:{scratch}/store")
        try:
            ana.server = bo.server = server.address()
            log_key = pathlib.Path(scratch, "export/key").read_text().strip()
            other = Other(witness, f"{scratch}/other", canary="--canary" in flags)
            check_we_ask(assentd, ana, bo, other, scratch, log_key)
            for person in (ana, bo):
                person.must("key", "add", "a phone")
            check_we_witness(ana, other, scratch)
            check_members(ana, bo)
            check_accepted(assentd, ana, bo, scratch)
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
