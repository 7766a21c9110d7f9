"""client/examples/soup_bot.py as its members meet it: it raises, records and watches on an app token, everybody
sees through which app, and any member ends it.

    example_bot.py HOST:PORT [--canary]

With --canary nobody revokes the bot's token: the test has to fail.
"""

import pathlib
import queue
import subprocess
import sys
import tempfile
import threading

from python_grpcio import Client

BOT = pathlib.Path(__file__).resolve().parents[2] / "client" / "examples" / "soup_bot.py"
SECONDS = 60


def found(client):
    """The assembly's name, and the tokens of ana, who founded it, and bo."""
    made = client.call("assent.v1.AssemblyService/CreateAssembly",
                       {"displayName": "Kitchen", "assemblyId": "bot-kitchen", "founderHandle": "ana",
                        "defaultRule": "quick_default"}, "")
    name, ana = made["assembly"]["name"], made["token"]
    invited = client.call("assent.v1.MemberService/CreateInvitation", {"parent": name}, ana)
    joined = client.call("assent.v1.MemberService/AcceptInvitation",
                         {"parent": name, "secret": invited["secret"], "handle": "bo"}, "")
    return name, ana, joined["token"]


class Lines:
    """What the bot says, line by line."""

    def __init__(self, process):
        self._lines = queue.Queue()
        self._seen = []
        threading.Thread(target=lambda: [self._lines.put(line) for line in process.stdout], daemon=True).start()

    def expect(self, text):
        while not any(text in line for line in self._seen):
            try:
                self._seen.append(self._lines.get(timeout=SECONDS))
            except queue.Empty:
                raise AssertionError(f"the bot never said {text!r}, but {self._seen}") from None


def main(server, canary):
    client = Client(server)
    name, ana, bo = found(client)
    made = client.call("assent.v1.AccessService/CreateToken",
                       {"parent": name, "label": "the bot", "app": "soup-bot",
                        "scopes": ["SCOPE_READ", "SCOPE_ACT", "SCOPE_RECORD"]}, ana)
    with tempfile.NamedTemporaryFile("w") as token:
        token.write(made["secret"] + "\n")
        token.flush()
        bot = subprocess.Popen([sys.executable, "-B", str(BOT), server, name, token.name, "--record", "bo",
                                "Soup on Mondays"], text=True, stdout=subprocess.PIPE)
        try:
            said = Lines(bot)
            said.expect("raised " + name + "/proposals/1")
            said.expect("waits until bo is at " + name + "/proposals/1")
            client.call("assent.v1.ProposalService/SayPresence", {"name": name + "/proposals/1"}, bo)
            said.expect("recorded " + name + "/proposals/1 for bo")
            said.expect("proposal_drafted by")
            said.expect("through soup-bot")
            listed = client.call("assent.v1.AccessService/ListTokens", {"parent": name}, bo)
            app = [each for each in listed["tokens"] if each.get("app") == "soup-bot"]
            assert len(app) == 1 and not app[0].get("label"), listed
            positions = client.call("assent.v1.PositionService/ListPositions", {"parent": name + "/proposals/1"}, bo)
            assert positions["positions"][0]["recordedBy"], positions
            if not canary:
                client.call("assent.v1.AccessService/RevokeToken", {"name": app[0]["name"]}, bo)
            # Something happens: whoever may still watch is told.
            client.call("assent.v1.MemberService/UpdateMember", {"name": name + "/members/-", "away": True}, bo)
            said.expect("ended: NOT_FOUND")
            assert bot.wait(SECONDS) == 3
        finally:
            bot.kill()
            bot.wait()


if __name__ == "__main__":
    if "--canary" in sys.argv:
        SECONDS = 5
    main(sys.argv[1], "--canary" in sys.argv)
