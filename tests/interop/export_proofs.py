"""Programs that share no code with ours read the files of `assent log export`, and prove its entries from them.

    export_proofs.py HOST:PORT ASSENT VERIFIER…

At sizes around the width of a tile, and beyond it, a log is exported as files; the verifier gets the folder, and
has to say how many proofs it made and checked. With one bit changed in any of the tiles it has to refuse.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from python_grpcio import Client

SIZES = [255, 256, 257, 2100]
MEMBERS = 4  # who take turns, so that none is held up by the rate of their own acts
CANARIES = 12


def export(assent, address, token, folder):
    home = f"{folder}-home"
    os.makedirs(f"{home}/assent", mode=0o700)
    config = pathlib.Path(f"{home}/assent/config.toml")
    config.write_text(f"current = 'kitchen'\n\n[contexts.kitchen]\nserver = '{address}'\nassembly = 'kitchen'\n"
                      f"handle = 'm0'\ntoken = '{token}'\n")
    config.chmod(0o600)
    subprocess.run([assent, "log", "export", folder], check=True, capture_output=True,
                   env={**os.environ, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home})


def proven(verifier, folder):
    """How many; -1: it refused something."""
    ran = subprocess.run([*verifier, folder], capture_output=True, text=True)
    if ran.returncode != 0:
        print(f"{pathlib.Path(folder).name}: {ran.stderr.strip()}")
        return -1
    return int(ran.stdout)


def accepted_canary(verifier, folder, chance):
    """The file in which a bit could be another one."""
    files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())
    tiles = [path for path in files if "tile" in path.parts]
    higher = [path for path in tiles if "/tile/1/" in str(path)]
    assert higher, tiles
    for path in [*higher, *chance.choices(tiles, k=CANARIES)]:
        content = path.read_bytes()
        changed = bytearray(content)
        changed[chance.randrange(len(changed))] ^= 1
        path.write_bytes(bytes(changed))
        if proven(verifier, folder) != -1:
            return path
        path.write_bytes(content)
    return None


def main(address, assent, *verifier):
    client, chance = Client(address), random.Random(1)
    founded = client.call("assent.v1.AssemblyService/CreateAssembly",
                          {"assemblyId": "kitchen", "displayName": "Kitchen", "founderHandle": "m0",
                           "defaultRule": "quick_default"}, "")
    name, tokens = founded["assembly"]["name"], [founded["token"]]
    for number in range(1, MEMBERS):
        invited = client.call("assent.v1.MemberService/CreateInvitation", {"parent": name}, tokens[0])
        joined = client.call("assent.v1.MemberService/AcceptInvitation",
                             {"parent": name, "secret": invited["secret"], "handle": f"m{number}"}, "")
        tokens.append(joined["token"])
    size = int(joined["sequence"])
    proofs = 0
    with tempfile.TemporaryDirectory(prefix="assent-test-") as scratch:
        for wanted in SIZES:
            while size < wanted:
                token = tokens[size % MEMBERS]
                done = client.call("assent.v1.MemberService/UpdateMember",
                                   {"name": f"{name}/members/-", "away": size % 8 < 4}, token)
                size = int(done["sequence"])
            assert size == wanted, (size, wanted)
            folder = f"{scratch}/{wanted}"
            export(assent, address, tokens[0], folder)
            found = proven(verifier, folder)
            if found < wanted:
                print(f"{wanted} entries: {found} proofs")
                return 1
            proofs += found
        missed = accepted_canary(verifier, folder, chance)
        if missed is not None:
            print(f"{missed} was changed, and it was accepted")
            return 1
        shutil.rmtree(folder)
    print(f"{proofs} proofs")
    return 0 if proofs >= 1000 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
