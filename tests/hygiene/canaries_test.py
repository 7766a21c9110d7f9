"""Each hygiene check has to catch what it is for: small trees with one seeded violation, and with none."""

import os
import shutil
import tempfile
import unittest

import include_table
import limits
import proto_breaking
import proto_lint
import purity
import sentences
import sizes
import tracked_text

HERE = os.path.dirname(os.path.abspath(__file__))


class Tree(unittest.TestCase):
    """A temporary source tree."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="assent-hygiene-")
        self.addCleanup(shutil.rmtree, self.root)

    def put(self, path, text):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)

    def one(self, module, expected):
        """The check finds exactly one problem, and it says `expected`."""
        problems = module.check(self.root)
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(expected, problems[0])

    def none(self, module):
        self.assertEqual(module.check(self.root), [])


class IncludeTable(Tree):
    def test_takes_what_the_table_allows(self):
        self.put("server/rules/a.h", '#include <vector>\n#include "absl/time/time.h"\n'
                                     '#include "server/rules/b.h"\n#include "assent/v1/rule.pb.h"\n')
        self.put("server/rpc/handlers/a.cc", '#include "server/rpc/a.h"\n#include "server/ledger/a.h"\n')
        self.put("server/ledger/a.h", '#include "storage/event_store.h"\n')
        self.put("tests/a.cc", '#include <anything/at_all.h>\n')
        self.none(include_table)

    def test_a_pure_room_reaches_for_grpc(self):
        self.put("server/rules/a.cc", '#include <string>\n#include <grpcpp/grpcpp.h>\n')
        self.one(include_table, "server/rules/a.cc:2: server/rules may not include grpcpp/grpcpp.h")

    def test_a_handler_reaches_for_storage(self):
        self.put("server/rpc/handlers/a.cc", '#include "storage/event_store.h"\n')
        self.one(include_table, "server/rpc may not include storage/event_store.h")

    def test_the_ledger_reaches_past_the_seam(self):
        self.put("server/ledger/a.cc", '#include "storage/rocksdb/rocksdb_store.h"\n')
        self.one(include_table, "server/ledger may not include storage/rocksdb")

    def test_rules_read_events(self):
        self.put("server/rules/a.cc", '#include "assent/event/v1/event.pb.h"\n')
        self.one(include_table, "server/rules may not include assent/event/v1")

    def test_the_program_includes_tests(self):
        self.put("client/cli/a.cc", '#include "tests/support/temp_dir.h"\n')
        self.one(include_table, "client/cli may not include tests/")

    def test_a_library_that_nobody_listed(self):
        self.put("storage/memory/a.cc", '#  include <boost/asio.hpp>\n')
        self.one(include_table, "storage/memory may not include boost/asio.hpp")

    def test_a_folder_that_nobody_listed(self):
        self.put("server/gossip/a.cc", "")
        self.put("client/desktop/a.cc", "")
        problems = include_table.check(self.root)
        self.assertCountEqual(problems, [f"{path}/a.cc: its folder has no row in the include table"
                                         for path in ("client/desktop", "server/gossip")])
        self.put("server/rpc/handlers/a.cc", '#include "pqxx/pqxx"\n')
        self.assertIn("server/rpc may not include pqxx/pqxx", "\n".join(include_table.check(self.root)))

    def test_folders_include_each_other(self):
        self.put("server/assembly/a.h", '#include "server/rules/a.h"\n')
        self.put("server/rules/a.h", '#include "server/base/a.h"\n')
        self.put("server/base/a.h", '#include "server/assembly/a.h"\n')
        circles = [p for p in include_table.check(self.root) if "include each other" in p]
        self.assertEqual(len(circles), 1)
        self.assertIn("server/assembly -> server/rules -> server/base -> server/assembly", circles[0])


class Limits(Tree):
    HOME = ("namespace assent::rpc {\n\n// A page.\ninline constexpr int32_t kMaxPageSize = 1'000;\n"
            "// 20 ms.\ninline constexpr size_t kMaxPageBytes = 3 * 1024 * 1024;\n\n"
            "// Nobody is faster.\ninline constexpr Rate kActs = {20, 600};\n\n}  // namespace assent::rpc\n")

    def setUp(self):
        super().setUp()
        self.put("server/base/limits.h", self.HOME)

    def test_takes_limits_at_home_and_their_use(self):
        self.put("server/rpc/a.cc", "// kMaxPageSize = 5;\nconst int n = kMaxPageSize;\nconstexpr int kHeader = 7;\n"
                                    "if (kMaxPageSize == 3) return;\n")
        self.put("README.md", "| `kMaxPageSize` | 1,000 | items |\n| `kMaxPageBytes` | 3 MiB | of a page |\n"
                              "| `kActs` | 20 a second, 600 at once | acts |\n| `kitchen` | 7 | no limit |\n")
        self.none(limits)

    def test_a_limit_somewhere_else(self):
        for line in ("constexpr size_t kMaxNames = 8;", "inline constexpr int kMostPlaces = 6;",
                     "  static constexpr size_t kLongest8 = 1024;", "const absl::Duration kLongestWait = absl::Hours(1);",
                     "constexpr int kMinId{2};", "constexpr size_t\n    kLargestPage = 3;"):
            with self.subTest(line=line):
                self.put("server/ledger/a.cc", f"\n{line}\n")
                self.one(limits, "belongs into server/base/limits.h" if "Longest8" not in line else "kLongest8")

    def test_a_text_that_is_bounded_by_bare_numbers(self):
        self.put("server/assembly/a.cc", "constexpr TextBounds kUnit = {128, 32, false, false};\n")
        self.one(limits, "server/assembly/a.cc:1: bounds of a text have names")

    def test_a_limit_without_its_reason(self):
        self.put("server/base/limits.h", self.HOME + "\ninline constexpr int kMaxSeats = 3;\n")
        self.one(limits, "nothing says why kMaxSeats is")

    def test_a_table_that_says_something_else(self):
        for row in ("| `kMaxPageSize` | 1001 | items |", "| `kMaxPageBytes` | 3 KiB | of a page |",
                    "| `kActs` | 20 a second, 60 at once | acts |", "| `kMaxGone` | 1 | nothing |"):
            with self.subTest(row=row):
                self.put("README.md", f"{row}\n")
                self.one(limits, row.split("`")[1])


class Purity(Tree):
    def test_takes_pure_code(self):
        self.put("server/rules/a.cc", '// time(0) and std::cout\n#include "absl/time/time.h"\n'
                                      'const char* k = "rand()";\nauto t = event.time();\nint x = settle_time(3);\n'
                                      "absl::Time Close(absl::Time now) { return now + log->open(1); }\n")
        self.put("server/ledger/a.cc", "#include <mutex>\nauto now = absl::Now();\n")
        self.none(purity)

    def test_each_impure_line_is_caught(self):
        for line in ("auto t = absl::Now();", "auto t = std::chrono::system_clock::now();", "auto t = time(nullptr);",
                     "int r = std::rand();", "std::random_device d;", "::getrandom(p, 4, 0);", "std::ifstream f(x);",
                     'std::cout << 1;', "FILE* f = fopen(a, b);", "std::thread t;", "absl::Mutex m;", "std::mutex m;",
                     "grpc::Status s;", "thread_local int i;", "auto* e = getenv(x);", "std::atomic<int> i;",
                     "size_t h = absl::Hash<int>()(1);", "size_t h = std::hash<int>()(1);",
                     "#include <fstream>", "#include <iostream>", "#include <random>", "#include <thread>",
                     "#include <mutex>", "#include <chrono>", '#include "absl/time/clock.h"',
                     '#include "server/base/clock.h"', '#include "server/base/entropy.h"',
                     '#include "server/base/log.h"', "#include <grpcpp/grpcpp.h>", "#include <sys/random.h>",
                     '#include "absl/synchronization/mutex.h"', '#include "assent/v1/rule_service.grpc.pb.h"'):
            for room in purity.ROOMS:
                with self.subTest(room=room, line=line):
                    self.put(f"{room}/a.cc", f"int before;\n{line}\n")
                    self.one(purity, f"{room}/a.cc:2: ")
                    os.remove(os.path.join(self.root, room, "a.cc"))


def function_of(lines, head="int F() {"):
    return head + "\n" + "  x();\n" * (lines - 2) + "}\n"


class Sizes(Tree):
    def test_takes_files_and_functions_at_their_bounds(self):
        self.put("server/base/long.cc", "\n" * 700)
        self.put("server/base/screen.cc", function_of(70) + function_of(10) * 40)
        self.put("server/base/median.cc", "\n" * 130)
        self.put("server/base/short.cc", "\n")
        self.put("tests/base/long.py", "\n" * 700)
        self.put("tests/vectors/data.json", "\n" * 5000)
        self.none(sizes)

    def test_files_too_long_on_the_whole(self):
        self.put("server/base/a.cc", "\n" * 131)
        self.one(sizes, "the median file has 131 lines")

    def test_a_file_too_long(self):
        for path in ("server/base/a.cc", "client/cli/a.h", "storage/a.h", "tests/a.cc", "tests/hygiene/a.py",
                     "proto/assent/v1/a.proto"):
            with self.subTest(path=path):
                self.put(path, "\n" * 701)
                self.assertIn(f"{path}: 701 lines, over 700", sizes.check(self.root))
                os.remove(os.path.join(self.root, path))

    def test_a_function_too_long(self):
        for head in ("int F() {", "template <typename T, int N = 3>\nT F(T t) {", "void A::F(int x) const {",
                     "static absl::Status F(\n    int a,\n    std::vector<int> b = {}) {", "A::A(int x) : x_(x), y_{x} {",
                     "A::A() : x_{1} {", "auto F() -> std::vector<int> {", "bool A::operator==(const A& b) const {",
                     "struct S F() {", "const auto f = [](int x) {", "const Row kRows[] = {{1, [](int x) {",
                     "class C {\n public:\n  C() = default;\n  int F() override {", "namespace {\nvoid F() {",
                     "A_MACRO\nnamespace b {\nA_MACRO(1)\nclass C {\nvoid F() {",
                     'extern "C" {\nvoid F() {', "void F(std::function<void()> f) noexcept {",
                     "#define A {\nvoid F() { // {", "void F(int n = 1'000) { char c = '{'; auto s = \"{\";",
                     "void F() { auto s = R\"x({{{)x\";"):
            with self.subTest(head=head):
                opened = head.replace("#define A {", "").split("//")[0].split("= '{'")[0].split("R\"")[0]
                closing = "}" * (opened.count("{") - opened.count("{}") - opened.count("{x}") - opened.count("{1}") - 1)
                self.put("server/base/a.cc", "#include \"a/b.h\"\n" + function_of(80, head).rstrip() + closing + ";\n")
                self.assertTrue(any("over 70" in p for p in sizes.check_functions(self.root)),
                                sizes.check_functions(self.root))

    def test_what_is_no_function_may_be_long(self):
        rows = "    {1, {2, 3}, \"x\"},\n" * 100
        for text in ("constexpr Row kRows[] = {\n" + rows + "};\n",
                     "namespace assent {\n" + "int x;\n" * 100 + "}\n",
                     "class A final : public B {\n public:\n" + "  int f() const { return 1; }\n" * 100 + "};\n",
                     "enum class E : uint8_t {\n" + "  kA,\n" * 100 + "};\n",
                     "int f();\n" * 100 + "int g() { return 1; }\n",
                     "/*\n" + "{\n" * 100 + "*/\n" + "#define X \\\n  {\n" * 50):
            with self.subTest(text=text[:40]):
                self.put("server/base/a.cc", text)
                self.assertEqual(sizes.check_functions(self.root), [])

    def test_the_measure_counts_from_signature_to_brace(self):
        text = "// About F.\ntemplate <typename T>\nint F(T a,\n      T b) {\n  // why\n\n  return 1;\n}\nint G() { return 2; }\n"
        self.assertEqual(sizes.functions(text), [("F", 2, 7), ("G", 9, 1)])
        text = "class A {\n public:\n\n  // About A.\n\n  A() {}\n private:\n  int x_;\n\n  void F() {\n  }\n};\n"
        self.assertEqual(sizes.functions(text), [("A", 6, 1), ("F", 10, 2)])

    def test_functions_too_long_on_the_whole(self):
        self.put("server/base/a.cc", function_of(11) * 3)
        self.assertEqual(len(sizes.check_functions(self.root)), 1)
        self.put("server/base/a.cc", function_of(2) * 18 + function_of(51) * 2)
        self.assertEqual(len(sizes.check_functions(self.root)), 1)

    def test_braces_that_do_not_match(self):
        self.put("server/base/a.cc", "void F() {\n")
        self.one(sizes, "not closed")
        self.put("server/base/a.cc", "}\n")
        self.one(sizes, "closes nothing")


class TrackedText(Tree):
    def test_takes_what_is_on_every_machine(self):
        self.put("a.sh", "#!/usr/bin/env bash\nDIR=$HOME/home/x\n# /tmp/x, /etc/ssl, build/work/x, proxy.example.org\n")
        self.put("build/log", "/ho" + "me/ana/assent\n")
        self.none(tracked_text)

    def test_each_foreign_line_is_caught(self):
        for line in ("cd /ho" + "me/ana/assent", "X=/wo" + "rk/main", '"/ro' + 'ot/.cache"', "deb.deb" + "ian.org",
                     "https://regi" + "stry.npmjs.org/x", '"resol' + 'ved": "x"', "pyp" + "i.org"):
            with self.subTest(line=line):
                self.put("deploy/x", f"first\n{line}\n")
                self.one(tracked_text, "deploy/x:2: ")


@unittest.skipUnless(os.path.exists(proto_lint.BUF), "buf is not there: tests/run installs it")
class Proto(Tree):
    """A source tree with an API of one file."""

    PATH = "proto/assent/v1/thing_service.proto"
    GOOD = ('syntax = "proto3";\npackage assent.v1;\n// A thing.\nmessage Thing {\n  // Its name.\n'
            '  string name = 1;\n}\n// Kinds.\nenum Kind {\n  // Not said.\n  KIND_UNSPECIFIED = 0;\n}\n'
            '// A service.\nservice ThingService {\n  // Gets.\n  rpc GetThing(GetThingRequest) returns (GetThingResponse);\n}\n'
            '// A request.\nmessage GetThingRequest {}\n// An answer.\nmessage GetThingResponse {}\n')

    def setUp(self):
        super().setUp()
        shutil.copy(os.path.join(HERE, "../../buf.yaml"), self.root)
        shutil.copytree(os.path.join(HERE, "../../proto/third_party"), os.path.join(self.root, "proto/third_party"))


class ProtoLint(Proto):
    def test_takes_a_good_file(self):
        self.put(self.PATH, self.GOOD)
        self.none(proto_lint)

    def test_each_missing_comment_is_caught(self):
        for comment in ("// A thing.", "// Its name.", "// Kinds.", "// Not said.", "// A service.", "// Gets."):
            with self.subTest(comment=comment):
                self.put(self.PATH, self.GOOD.replace(comment, ""))
                self.one(proto_lint, "non-empty comment")

    def test_a_name_against_the_standard(self):
        self.put(self.PATH, self.GOOD.replace("string name", "string theName"))
        self.one(proto_lint, "the_name")


class ProtoBreaking(Proto):
    def setUp(self):
        super().setUp()
        self.put(self.PATH, self.GOOD)
        self.put(proto_breaking.KEPT, "")
        proto_breaking.keep(self.root)

    def test_takes_what_landed(self):
        self.none(proto_breaking)

    def test_takes_another_comment(self):
        self.put(self.PATH, self.GOOD.replace("Its name", "What it is called"))
        self.none(proto_breaking)

    def test_something_new_has_to_be_kept(self):
        self.put(self.PATH, self.GOOD.replace("string name = 1;", "string name = 1;\n  string text = 2;"))
        self.one(proto_breaking, "is behind")
        proto_breaking.keep(self.root)
        self.none(proto_breaking)

    def test_each_break_is_caught(self):
        for landed, broken in (("  string name = 1;\n", ""), ("string name = 1", "string name = 2"),
                               ("string name = 1", "bytes name = 1"), ("KIND_UNSPECIFIED = 0", "KIND_NONE = 0"),
                               ("returns (GetThingResponse)", "returns (stream GetThingResponse)")):
            with self.subTest(broken=broken):
                self.put(self.PATH, self.GOOD.replace(landed, broken))
                self.assertTrue(proto_breaking.check(self.root))
                self.assertNotIn("is behind", proto_breaking.check(self.root)[0])


class Sentences(Tree):
    RULES = "server/rules/check_rule.cc"
    RPC = "server/rpc/handlers/a.cc"
    GOOD = ('// Says "nothing for review here".\nabsl::Status Check() {\n'
            '  return base::Refuse(kInvalid, "RULE_EMPTY",\n      absl::StrCat("at least ", n, " of "\n "them"));\n}\n')

    def setUp(self):
        super().setUp()
        self.put(self.RULES, self.GOOD)
        self.put(self.RPC, 'Log("this is not said to anybody");\n')
        self.put(sentences.KEPT, "")
        sentences.keep(self.root)

    def test_takes_what_was_reviewed(self):
        self.none(sentences)
        with open(os.path.join(self.root, sentences.KEPT), encoding="utf-8") as file:
            self.assertEqual(file.read(), f"{self.RULES}\n  RULE_EMPTY: at least … of them\n")

    def test_another_word_is_seen(self):
        self.put(self.RULES, self.GOOD.replace("at least", "no less than"))
        self.assertIn("no longer said: RULE_EMPTY: at least … of them", "\n".join(sentences.check(self.root)))
        self.assertIn("not there for review: RULE_EMPTY: no less than … of them",
                      "\n".join(sentences.check(self.root)))

    def test_a_refusal_that_is_new_is_seen_wherever_it_is(self):
        self.put(self.RPC, 'return base::RefuseField("name", "NAME_BAD", "no such name");\n')
        self.assertIn("not there for review: NAME_BAD: name … no such name",
                      "\n".join(sentences.check(self.root)))


if __name__ == "__main__":
    unittest.main()
