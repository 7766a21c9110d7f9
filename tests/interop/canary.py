"""Tells a client stories that are not so, and looks that it notices each.

    canary.py COMMAND… (a client, as it is run, but for the story as its last argument)
"""

import json
import os
import subprocess
import sys

STORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "story.json")


def _last(steps, call):
    return next(step for step in reversed(steps) if step["call"].endswith("/" + call))


def _wrong_outcome(steps):
    _last(steps, "GetDecision")["expect"]["decision.tally.outcome"] = "OUTCOME_ADOPTED"
    return "expected OUTCOME_ADOPTED, got OUTCOME_ADOPTED_WITH_DISSENT"


def _wrong_reason(steps):
    refused = next(step for step in steps if step.get("refused", {}).get("reason") == "CONCERNS_UNSETTLED")
    refused["refused"]["reason"] = "DISCUSSION_NOT_OVER"
    return "reason"


def _refused_after_all(steps):
    _last(steps, "EvaluateTally").pop("refused")
    return "refused"


def _accepted_after_all(steps):
    step = _last(steps, "ListEntries")
    step["refused"] = {"code": "NOT_FOUND"}
    return "expected"


def main(command):
    for lie in (_wrong_outcome, _wrong_reason, _refused_after_all, _accepted_after_all):
        with open(STORY, encoding="utf-8") as file:
            story = json.load(file)
        complaint = lie(story["steps"])
        path = os.path.join(os.environ["ASSENT_SCRATCH"], "lie.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(story, file)
        run = subprocess.run([*command, path], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode == 0 or complaint not in run.stdout:
            return f"{lie.__name__} was not noticed: exit code {run.returncode}, {run.stdout}"
        print(f"{lie.__name__}: {run.stdout.strip()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
