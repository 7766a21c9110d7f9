"""No file names a folder of somebody's machine or the host of a package registry: a checkout works anywhere."""

import re

from source_tree import files, main, read

# The first part of the expressions keeps them from finding themselves.
MACHINE_PATH = re.compile(r"(?<![\w.$}*/-])/(?:work|root|home|Users|mnt)/[\w.-]+")
REGISTRY_HOST = re.compile(
    r"\b(?:registry|deb|security|snapshot|mirrors?|pypi|crates|proxy\.golang)\.(?!example\b)[a-z0-9-]+"
    r"\.(?:org|com|net|io|dev|cn)\b|\bpypi\.org\b|\bcrates\.io\b")
LOCKED_HOST = re.compile(r'"resolved"\s*:')

RULES = [
    (MACHINE_PATH, "a path of one machine"),
    (REGISTRY_HOST, "the host of a package registry"),
    (LOCKED_HOST, "a lockfile's address"),
]


def check(root):
    problems = []
    for path in files(root):
        for number, line in enumerate(read(root, path).splitlines(), start=1):
            problems += [f"{path}:{number}: {what}: {match.group(0)}"
                         for rule, what in RULES for match in rule.finditer(line)]
    return problems


if __name__ == "__main__":
    main(check)
