"""Files and functions that fit a head and a screen.

A function is measured from the first line of its signature to its closing brace, with comments and blank
lines. Lambdas belong to the function around them; those in a table of data are measured by themselves.
"""

import re

from source_tree import CPP, code_only, files, main, read

CODE = ("server", "client", "storage")
SCRIPTS = CPP + (".py", ".sh", ".js", ".mjs", ".cmake")

FILE_MEDIAN = 130
FILE_MAX = 700
FUNCTION_MEDIAN = 10
FUNCTION_95TH = 50
FUNCTION_MAX = 70

_PREFIX = re.compile(r"^\s*(?:template\s*<[^{};]*?>(?=\s*[\w\[:])\s*|\[\[[^\]]*\]\]\s*"
                     r"|[A-Z][A-Z0-9_]+(?:\([^()]*\))?\s+(?=[a-z]))*")
_LABELS = ("public", "private", "protected")
_TYPE = re.compile(r"(?:typedef\s+)?(?:class|struct|union|enum)\b")
_SCOPE = re.compile(r"(?:inline\s+)?namespace\b|extern\s*\"\"\s*$")
_AFTER_PARAMETERS = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|&&?|->[^()]*|ABSL_\w+|requires.*|\s)*$",
                               re.DOTALL)
_LAMBDA = re.compile(r"\[[^\[\]]*\]\s*(?:\([^{}]*\)\s*(?:mutable|noexcept|\s)*(?:->[^(){}]*)?)?$", re.DOTALL)
_INITIALIZERS = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")


class Unreadable(Exception):
    pass


def _kind(head, within, parentheses):
    """What the brace after `head` opens, in a scope of kind `within`."""
    if within == "function":
        return "function's"
    if within in ("data", "function's"):
        return "lambda" if within == "data" and _LAMBDA.search(head) else within
    text = head[_PREFIX.match(head).end():]
    if _SCOPE.match(text):
        return "scope"
    if parentheses > 0:
        return "lambda" if _LAMBDA.search(head) else "data"
    if _TYPE.match(text) and not _AFTER_PARAMETERS.search(text):
        return "scope"
    if re.search(r"=\s*\[[^\[\]]*\]", text) and _LAMBDA.search(text):
        return "lambda"
    in_list = _INITIALIZERS.search(text)
    if in_list and re.search(r"[\w>]\s*$", text[in_list.end():]):
        return "data"  # a member's value in a constructor's list
    if _AFTER_PARAMETERS.search(text) or (in_list and text.rstrip().endswith("}")):
        return "function"
    return "data"


def functions(text):
    """Triples of name, first line and number of lines, for each function that `text` defines."""
    code = code_only(text, directives=False)
    found = []
    stack = []  # (kind, head, line of the head, parentheses open in the head)
    head, head_line, parentheses, line = "", 1, 0, 1
    for char in code:
        within = stack[-1][0] if stack else "scope"
        if char == "\n":
            line += 1
        if not head.strip() and not char.isspace():
            head, head_line = "", line
        if char == "{":
            kind = _kind(head, within, parentheses)
            stack.append((kind if kind != "lambda" else "function", head, head_line, parentheses))
            head, parentheses = "", 0
        elif char == "}":
            if not stack:
                raise Unreadable(f"a brace closes nothing in line {line}")
            kind, opened, opened_line, parentheses = stack.pop()
            if kind == "function":
                found.append((_name(opened), opened_line, line - opened_line + 1))
            head = opened + "{}" if kind in ("data", "function's") else ""
            head_line = opened_line if head else line
            parentheses = parentheses if head else 0
            if kind == "function" and stack and stack[-1][0] == "data":
                head, head_line = "", line
        elif (char == ";" and parentheses == 0) or (char == ":" and head.strip() in _LABELS):
            head = ""
        else:
            parentheses += (char == "(") - (char == ")")
            head += char
    if stack:
        raise Unreadable(f"a brace is not closed: {' '.join(stack[-1][1].split())[-60:]}")
    return found


def _name(head):
    before = head.partition("(")[0].split()
    return before[-1] if before else "lambda"


def _rank(values, share):
    """The nearest-rank quantile."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def check_files(root):
    problems = []
    lengths = {path: read(root, path).count("\n") for path in files(root, *CODE, suffixes=CPP)}
    if lengths and _rank(lengths.values(), 50) > FILE_MEDIAN:
        problems.append(f"the median file has {_rank(lengths.values(), 50)} lines, over {FILE_MEDIAN}")
    lengths.update((path, read(root, path).count("\n")) for path in files(root, "tests", suffixes=SCRIPTS))
    lengths.update((path, read(root, path).count("\n")) for path in files(root, "proto", suffixes=(".proto",)))
    problems += [f"{path}: {n} lines, over {FILE_MAX}" for path, n in lengths.items() if n > FILE_MAX]
    return problems


def check_functions(root):
    problems = []
    lengths = []
    for path in files(root, *CODE, suffixes=CPP):
        try:
            found = functions(read(root, path))
        except Unreadable as error:
            problems.append(f"{path}: {error}")
            continue
        lengths += [length for _, _, length in found]
        problems += [f"{path}:{line}: {name} has {length} lines, over {FUNCTION_MAX}"
                     for name, line, length in found if length > FUNCTION_MAX]
    for share, bound in ((50, FUNCTION_MEDIAN), (95, FUNCTION_95TH)):
        if lengths and _rank(lengths, share) > bound:
            problems.append(f"of 100 functions, {share} should have at most {bound} lines: "
                            f"the {share}th has {_rank(lengths, share)}")
    return problems


def check(root):
    return check_files(root) + check_functions(root)


if __name__ == "__main__":
    main(check)
