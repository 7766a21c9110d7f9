"""Verifiers that share no code with ours check what assentd signs and proves.

    record_proofs.py HOST:PORT VERIFIER…

Founds an assembly and acts in it; at several sizes asks for a checkpoint and for proofs, more than a thousand in
all, and hands them to the verifier as JSON on standard input:

    {"key": …, "checkpoints": [{"size", "note"}…], "inclusion": [{"index", "size", "leaf", "hashes"}…],
     "consistency": [{"old", "size", "hashes"}…]}

It has to say how many it accepted, and to refuse each of them when one bit is another one.
"""

import base64
import copy
import json
import subprocess
import sys

from python_grpcio import Client

SIZES = 12
PROPOSALS_BETWEEN = 12




def gather(client):
    founded = client.call("assent.v1.AssemblyService/CreateAssembly",
                          {"displayName": "Kitchen", "founderHandle": "ana", "defaultRule": "quick_default"}, "")
    name, token = founded["assembly"]["name"], founded["token"]
    said = {"key": founded["assembly"]["logKey"], "checkpoints": [], "inclusion": [], "consistency": []}
    for _ in range(SIZES):
        for number in range(PROPOSALS_BETWEEN):
            client.call("assent.v1.ProposalService/CreateProposal",
                        {"parent": name, "title": f"Proposal {number}", "text": "We do it.", "introduce": True},
                        token)
        checkpoint = client.call("assent.v1.RecordService/GetCheckpoint", {"parent": name}, token)["checkpoint"]
        size = int(checkpoint["size"])
        for before in said["checkpoints"]:
            proof = client.call("assent.v1.RecordService/GetConsistencyProof",
                                {"parent": name, "oldSize": before["size"], "size": size}, token)
            said["consistency"].append({"old": before["size"], "size": size, "hashes": proof.get("hashes", [])})
        for index in range(size):
            proof = client.call("assent.v1.RecordService/GetInclusionProof",
                                {"parent": name, "index": index, "size": size}, token)
            said["inclusion"].append({"index": index, "size": size, "leaf": proof["leafHash"],
                                      "hashes": proof.get("hashes", [])})
        said["checkpoints"].append({"size": size, "note": checkpoint["note"]})
    return said


def accepted(verifier, said):
    """How many; -1: it refused something."""
    ran = subprocess.run(verifier, input=json.dumps(said), capture_output=True, text=True)
    if ran.returncode != 0:
        print(ran.stderr.strip())
        return -1
    return int(ran.stdout)


def flipped(text):
    content = bytearray(base64.b64decode(text))
    content[0] ^= 1
    return base64.b64encode(bytes(content)).decode()


def forgeries(said):
    """The same with something wrong in it."""
    def changed(change):
        copied = copy.deepcopy(said)
        change(copied)
        return copied
    yield "a leaf", changed(lambda it: it["inclusion"][5].update(leaf=flipped(it["inclusion"][5]["leaf"])))
    yield "a proof", changed(lambda it: it["inclusion"][-1]["hashes"].__setitem__(
        0, flipped(it["inclusion"][-1]["hashes"][0])))
    yield "an index", changed(lambda it: it["inclusion"][3].update(index=4))
    yield "a consistency proof", changed(lambda it: it["consistency"][-1]["hashes"].__setitem__(
        0, flipped(it["consistency"][-1]["hashes"][0])))
    yield "a size", changed(lambda it: it["checkpoints"][0].update(
        note=it["checkpoints"][0]["note"].replace(f"\n{it['checkpoints'][0]['size']}\n",
                                                  f"\n{it['checkpoints'][0]['size'] + 1}\n")))
    yield "a signature", changed(lambda it: it["checkpoints"][0].update(
        note=it["checkpoints"][1]["note"].split("\n\n")[0] + "\n\n" + it["checkpoints"][0]["note"].split("\n\n")[1]))


def main(address, *verifier):
    said = gather(Client(address))
    expected = sum(len(said[kind]) for kind in ("checkpoints", "inclusion", "consistency"))
    found = accepted(verifier, said)
    print(f"{found} accepted of {expected}")
    if found != expected or len(said["inclusion"]) < 1000:
        return 1
    for what, forged in forgeries(said):
        if accepted(verifier, forged) != -1:
            print(f"{what} was changed, and it was accepted")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
