"""The verbs of signing keys against a server: a key in a file of one's own, acts that are signed with it, a second
device, a passphrase, and a server that has lost what was signed.

    key_verbs.py ASSENTD ASSENT
"""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from with_assentd import Server  # noqa: E402


class Device:
    """A home with the program's files in it."""

    def __init__(self, program, home, server, passphrase=""):
        self._program, self.home, self._server, self.passphrase = program, pathlib.Path(home), server, passphrase

    def run(self, *arguments, given=""):
        home = {"HOME": str(self.home), "XDG_CONFIG_HOME": f"{self.home}/config",
                "XDG_STATE_HOME": f"{self.home}/state", "ASSENT_PASSPHRASE": self.passphrase}
        ran = subprocess.run([self._program, *arguments, "--server", self._server], input=given, capture_output=True,
                             text=True, env={**os.environ, **home, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"})
        return ran.returncode, ran.stdout, ran.stderr

    def must(self, *arguments, given=""):
        code, said, wrong = self.run(*arguments, given=given)
        assert code == 0, f"{arguments}: {wrong}"
        return said

    def must_not(self, *arguments, given=""):
        code, _, wrong = self.run(*arguments, given=given)
        assert code != 0, f"{arguments}: nobody noticed"
        return wrong

    @property
    def key_file(self):
        return self.home / "config/assent/keys/kitchen"

    def acts(self):
        """How many acts this device's key has signed, as its file says."""
        return int(re.search(r"^acts (\d+) ", self.key_file.read_text(), re.MULTILINE)[1])


def check_first_device(ana):
    ana.must("propose", "Open on Fridays", "-m", "We do it.", "--introduce")
    ana.must("key", "add", "my phone")
    assert stat.S_IMODE(ana.key_file.stat().st_mode) == 0o600
    assert ana.acts() == 0
    ana.must("propose", "Open on Sundays", "-m", "We do it.", "--introduce", "--dry-run")
    assert ana.acts() == 0, "a rehearsal is no act"
    ana.must("propose", "Open on Sundays", "-m", "We do it.", "--introduce")
    ana.must("call", "2")
    assert ana.acts() == 2
    assert "my phone" in ana.must("key", "list")
    ana.key_file.chmod(0o644)
    ana.must_not("agree", "2")
    ana.key_file.chmod(0o600)


def check_second_device(assent, ana, address, scratch):
    laptop = Device(assent, f"{scratch}/laptop", address)
    (laptop.home / "config/assent").mkdir(parents=True)
    shutil.copy2(ana.home / "config/assent/config.toml", laptop.home / "config/assent/config.toml")
    said = laptop.must_not("key", "add", "my laptop")
    public = re.search(r"^public (\S+)$", laptop.key_file.read_text(), re.MULTILINE)[1]
    assert public in said, said
    ana.must("key", "add", "my laptop", "--public", public)
    laptop.must("agree", "2", "-m", "soup for everybody")
    assert laptop.acts() == 1 and ana.acts() == 3
    return laptop


def check_passphrase(bo):
    bo.passphrase = "soup and bread"
    bo.must("key", "add", "--passphrase")
    assert "\nbox " in bo.key_file.read_text() and "seed" not in bo.key_file.read_text()
    bo.passphrase = "soup"
    assert "not the passphrase" in bo.must_not("agree", "2")
    bo.passphrase = "soup and bread"
    bo.must("disagree", "2", "-m", "not on Sundays")
    assert bo.acts() == 1


def check_lost_acts(ana):
    whole = ana.key_file.read_text()
    ana.key_file.write_text(re.sub(r"^acts \d+ ", f"acts {ana.acts() + 1} ", whole, flags=re.MULTILINE))
    assert "LACKS ACTS OF YOURS" in ana.must_not("propose", "Open on Tuesdays", "-m", "In winter.")
    ana.key_file.write_text(whole)
    ana.must("propose", "Open on Tuesdays", "-m", "In winter.")


def check_another_log(laptop):
    """A device signs for the log that it knows, and for no other."""
    [known] = [path for path in (laptop.home / "state/assent/record").iterdir() if path.is_file()]
    whole = known.read_text()
    key = re.search(r"^key \d+ (\S+)$", whole, re.MULTILINE)[1]
    # As an invitation to another log of that name would have left it.
    other = re.sub(r"^genesis ..", "genesis 00", whole.split("\n\n")[0], flags=re.MULTILINE)
    known.write_text(re.sub(r"(?m)^key .*$\n?", "", other).strip() + f"\nkey 0 {key}\n\n")
    assert "ANOTHER LOG" in laptop.must_not("propose", "Open on Mondays", "-m", "We do it.")
    assert not (laptop.home / "state/assent/evidence").exists()
    known.write_text(whole)
    laptop.must("propose", "Open on Mondays", "-m", "We do it.")


def main(assentd, assent):
    with tempfile.TemporaryDirectory(prefix="assent-test-") as scratch:
        server = Server(assentd, f"rocksdb:{scratch}/store")
        try:
            address = server.address()
            ana, bo = Device(assent, f"{scratch}/ana", address), Device(assent, f"{scratch}/bo", address)
            ana.must("found", "Kitchen", "--id", "kitchen", "--as", "ana")
            bo.must("join", "--as", "bo", "-F", "-", given=ana.must("invite"))
            check_first_device(ana)
            laptop = check_second_device(assent, ana, address, scratch)
            check_passphrase(bo)
            check_lost_acts(ana)
            ana.must("verify")
            assert "key 1" in ana.must("log") and "yes" in ana.must("positions", "2")
            # The phone is lost: the laptop ends its key, and what the phone does could not be signed any more.
            laptop.must("key", "revoke", "1")
            before = ana.acts()
            assert "would go unsigned" in ana.must_not("propose", "Open on Mondays", "-m", "We do it.")
            assert ana.acts() == before
            ana.must_not("key", "revoke", "1")
            check_another_log(laptop)
            ana.must("verify")
        finally:
            assert server.stop() == 0
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
