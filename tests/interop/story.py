"""Walks through story.json with whatever client it is given: for clients that are driven from Python."""

import base64
import hashlib
import json
import re
import sys


class Refusal(Exception):
    """What a call was refused with; `details` are messages of google.rpc, by the last part of their name."""

    def __init__(self, code, details):
        super().__init__(code)
        self.code = code
        self.details = details


class Disagreement(Exception):
    """The server did not say what the story says."""


def _filled_in(value, kept):
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: str(kept[match[1]]), value)
    if isinstance(value, dict):
        return {key: _filled_in(each, kept) for key, each in value.items()}
    return value


def _at(message, path):
    for part in path.split("."):
        if isinstance(message, list):
            message = message[int(part)] if int(part) < len(message) else None
        else:
            message = (message or {}).get(part)
    return message


def _agree(what, expected, got):
    if expected != got:
        raise Disagreement(f"{what}: expected {expected}, got {got}")


def _check_refusal(expected, refusal):
    _agree("code", expected["code"], refusal.code)
    if "reason" in expected:
        info = refusal.details.get("ErrorInfo", {})
        _agree("reason", ("assent", expected["reason"]), (info.get("domain"), info.get("reason")))
    if "field" in expected:
        fields = [each["field"] for each in refusal.details.get("BadRequest", {}).get("fieldViolations", [])]
        _agree("field", [expected["field"]], fields)


def _verify_leaves(entries):
    """RFC 6962: the hash of a leaf is SHA-256 of a zero byte and the leaf."""
    for place, entry in enumerate(entries, start=1):
        _agree("sequence", str(place), entry["sequence"])
        leaf = base64.b64decode(entry["leaf"])
        _agree(f"hash of entry {place}", hashlib.sha256(b"\0" + leaf).hexdigest(),
               base64.b64decode(entry["leafHash"]).hex())


def _take(step, call, kept):
    token = kept[step["as"]] if "as" in step else None
    try:
        answer = call(step["call"], _filled_in(step["request"], kept), token)
    except Refusal as refusal:
        if "refused" not in step:
            raise Disagreement(f"refused: {refusal.code} {refusal.details}") from refusal
        return _check_refusal(step["refused"], refusal)
    if "refused" in step:
        raise Disagreement(f"expected {step['refused']}, got an answer")
    for path, expected in step.get("expect", {}).items():
        _agree(path, _filled_in(expected, kept), _at(answer, path))
    for name, path in step.get("keep", {}).items():
        kept[name] = _at(answer, path)
    if step.get("verify_leaves"):
        _verify_leaves(answer["entries"])
    return None


def _walk(path, call):
    """Takes each step of the story at `path`; `call(method, request, token)` returns the answer, both in
    proto-JSON, or raises Refusal. Says what went wrong, and exits with 1, at the first disagreement."""
    with open(path, encoding="utf-8") as file:
        steps = json.load(file)["steps"]
    kept = {}
    for number, step in enumerate(steps, start=1):
        try:
            _take(step, call, kept)
        except Disagreement as disagreement:
            sys.exit(f"step {number}, {step['call']}: {disagreement}")
    print(f"{len(steps)} steps as told")


def main(client_class):
    """Runs `CLIENT.py HOST:PORT STORY` with a client of that class, which has services() beside call()."""
    address, path = sys.argv[1:]
    client = client_class(address)
    listed = client.services()
    for service in ("assent.v1.ProposalService", "assent.v1.RuleService", "grpc.health.v1.Health"):
        if service not in listed:
            sys.exit(f"reflection does not list {service}, only {listed}")
    _walk(path, client.call)
