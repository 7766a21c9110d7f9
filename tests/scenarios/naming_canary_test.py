"""The check of naming.py has to see a rule that no scenario names, or names without its moment."""

import pathlib
import tempfile
import unittest

import naming


class Canary(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.folder = self.root / "tests/scenarios"
        self.folder.mkdir(parents=True)
        for row in naming.ROWS:
            (self.folder / f"{row}-x.txt").write_text("# Row.\nassembly a\n")
        self.write("rules.txt", "Section 5", naming.RULES + naming.AMBIGUITIES)
        self.write("transitions.txt", "Section 2.2", [what.split()[-1] for what in naming.TRANSITIONS])
        self.write("features.txt", "Section 6", [what.split()[-1] for what in naming.FEATURES
                                                 if what not in naming.UNNAMED])

    def write(self, name, story, ids, marks="# Before\n# At\n# After: it is over\n"):
        (self.folder / name).write_text(f"# {story}.\n\n" + "".join(
            f'scenario "{what}: x"\n{marks if what not in naming.UNTIMED else ""}' for what in ids))

    def problems(self):
        return naming.check(self.root)

    def test_is_content_with_all(self):
        self.assertEqual(self.problems(), [])

    def test_sees_a_rule_that_nobody_names(self):
        self.write("rules.txt", "Section 5", [what for what in naming.RULES + naming.AMBIGUITIES if what != "H3"])
        self.assertEqual(self.problems(), ["no scenario names H3"])

    def test_sees_a_moment_that_is_not_shown(self):
        self.write("transitions.txt", "Section 2.2", [what.split()[-1] for what in naming.TRANSITIONS],
                   "# Before\n# After\n")
        self.assertEqual(len(self.problems()), len(naming.TRANSITIONS))

    def test_features_of_section_6_are_not_rules_of_section_5(self):
        self.write("rules.txt", "Section 6", naming.RULES + naming.AMBIGUITIES)
        self.assertIn("no scenario names F1", self.problems())

    def test_sees_names_of_nothing(self):
        self.write("more.txt", "Section 5", ["A9"])
        self.write("most.txt", "Section 5", ["12"])
        self.assertEqual(len(self.problems()), 2)

    def test_sees_a_row_without_a_file(self):
        (self.folder / "s21-x.txt").unlink()
        self.assertEqual(self.problems(), ["no file is row s21 of the table of sequences"])

    def test_sees_an_excuse_that_is_none_any_more(self):
        self.write("excused.txt", "Section 6", [what.split()[-1] for what in naming.UNNAMED])
        self.assertEqual(len(self.problems()), len(naming.UNNAMED))


if __name__ == "__main__":
    unittest.main()
