"""The check of refusals.py has to see a refusal that no scenario produces."""

import pathlib
import tempfile
import unittest

import refusals

SOURCE = """absl::Status {name}() {{
  return base::Refuse(
      kFailedPrecondition, "{reason}", "no");
}}
absl::Status Field{name}(absl::string_view field) {{
  return base::RefuseField(field, "{reason}_FIELD",
                           "no");
}}
"""


class Canary(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) if hasattr(
            self, "enterContext") else pathlib.Path(tempfile.mkdtemp())
        (self.root / "server/assembly").mkdir(parents=True)
        (self.root / "server/rpc").mkdir()
        (self.root / "tests/scenarios").mkdir(parents=True)
        (self.root / "tests/rpc").mkdir()
        text = "".join(SOURCE.format(name=f"R{n}", reason=f"REASON_{n}") for n in range(30))
        (self.root / "server/assembly/errors.cc").write_text(text)
        self.lines = [f"agree 1 !REASON_{n}\nblock 1 by=di !REASON_{n}_FIELD" for n in range(30)]

    def check(self):
        (self.root / "tests/scenarios/a.txt").write_text("\n".join(self.lines) + "\n")
        return refusals.check(self.root)

    def test_is_content_with_all(self):
        self.assertEqual(self.check(), [])

    def test_sees_one_that_is_missing(self):
        self.lines[7] = "block 1 by=di !REASON_7_FIELD"
        self.assertEqual(self.check(), ["server/assembly/errors.cc: no scenario produces REASON_7"])

    def test_sees_one_of_the_other_rooms_that_no_test_names(self):
        (self.root / "server/rpc/refusals.cc").write_text(SOURCE.format(name="Page", reason="PAGE"))
        (self.root / "tests/rpc/lists_test.cc").write_text('Expect("PAGE_FIELD"); Expect("PAGER")')
        self.assertEqual(self.check(), ["server/rpc/refusals.cc: no test produces PAGE"])

    def test_sees_one_whose_field_is_a_path(self):
        (self.root / "server/rpc/refusals.cc").write_text(
            'return base::RefuseField(Path(parent, field.name), "COUNT_BAD",\n absl::StrCat(name, " is bad"));\n'
            'return base::RefuseField(absl::StrCat(path, "[", i, "]"), "PLACE_BAD", "no");\n'
            '// return Refuse(code, "NEVER_SAID", "no");\n')
        (self.root / "tests/rpc/lists_test.cc").write_text('// COUNT_BAD\n')
        self.assertEqual(self.check(), ["server/rpc/refusals.cc: no test produces COUNT_BAD",
                                        "server/rpc/refusals.cc: no test produces PLACE_BAD"])

    def test_a_comment_produces_nothing(self):
        self.lines[7] = "# agree 1 !REASON_7\nblock 1 by=di !REASON_7_FIELD"
        self.assertEqual(len(self.check()), 1)

    def test_sees_that_its_pattern_no_longer_finds_any(self):
        (self.root / "server/assembly/errors.cc").write_text("")
        self.assertEqual(len(self.check()), 1)


if __name__ == "__main__":
    unittest.main()
