"""Which folder may include what: the table, and the check that holds the tree to it.

Debian puts the headers of all libraries into one folder, so no compiler notices when a pure room reaches for
gRPC or a handler for RocksDB. This does. It also refuses folders that include each other in a circle.
"""

import re

from source_tree import CPP, files, includes, main, read

# Every room may use these.
EVERYWHERE = ["<standard>", "absl"]

MESSAGES = ["assent/v1", "google/protobuf"]
EVENTS = ["assent/event/v1"]
GRPC = ["grpc", "grpcpp", "assent/v1", "google/rpc", "google/protobuf"]
PURE = ["server/rules", "server/counting", "server/assembly", "server/transparency"]
CORE = ["server/base"] + MESSAGES
# What it takes to listen and to count what is open: single headers, not all of POSIX.
SOCKETS = ["fcntl.h", "netdb.h", "netinet/in.h", "netinet/tcp.h", "poll.h", "sys/eventfd.h", "sys/resource.h",
           "sys/socket.h", "sys/stat.h", "sys/un.h", "unistd.h"]

# Folder -> what its files may include, beside themselves: other folders of this table, single files, message
# packages, libraries by the first part of their header's name. CONTRIBUTING.md shows it to people.
TABLE = {
    "server/base": ["<posix>", "elf.h", "link.h"],
    "server/rules": CORE,
    "server/counting": CORE,
    "server/assembly": CORE + EVENTS + ["server/rules", "server/counting", "utf8proc.h"],
    "server/transparency": CORE + EVENTS + ["server/rules", "server/counting", "server/assembly",
                                            "openssl", "sodium.h", "utf8proc.h"],
    "server/search": ["server/base", "unicode"],
    "storage": [],
    "storage/memory": ["storage"],
    "storage/rocksdb": ["storage", "rocksdb", "<posix>"],
    "storage/postgres": ["storage", "libpq-fe.h", "postgresql"],
    "server/ledger": CORE + EVENTS + PURE + ["server/search", "storage/event_store.h"],
    "server/rpc": GRPC + PURE + ["server/base", "server/ledger"] + SOCKETS,
    "server/web": ["server/base", "grpc", "grpcpp", "google/protobuf", "boost", "openssl", "prometheus"],
    "server": CORE + EVENTS + GRPC + PURE + [
        "server/search", "server/ledger", "server/rpc", "server/web", "storage", "storage/memory",
        "storage/rocksdb", "storage/postgres", "CLI", "fmt", "openssl", "<posix>"],
    "client/cli": GRPC + PURE + ["server/base", "CLI", "fmt", "toml++", "utf8proc.h", "<posix>"],
}
# Tests may include everything.
FREE = "tests"

STANDARD = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes
climits clocale cmath compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef
cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem format
forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator latch
limits list locale map memory memory_resource mutex new numbers numeric optional ostream queue random ranges
ratio regex scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept stop_token
streambuf string string_view syncstream system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version
""".split())
POSIX = re.compile(r"(?:sys/\w+|arpa/inet|netinet/\w+|dirent|errno|fcntl|limits|netdb|poll|pwd|signal|spawn"
                   r"|stdio|stdlib|string|termios|time|unistd)\.h$")


def room_of(path):
    """The row of the table that a file or an included header of ours falls under, or None."""
    folder = first = path.rpartition("/")[0]
    while folder and folder not in TABLE and folder != FREE:
        folder = folder.rpartition("/")[0]
    if folder == "server" and first != folder:
        return None  # the program's own files may include nearly everything; a new folder may not
    return folder or None


def kind_of(name):
    """What an included name counts as in the table."""
    if name in STANDARD:
        return "<standard>"
    if POSIX.match(name):
        return "<posix>"
    for package in ("assent/event/v1", "assent/v1", "google/rpc", "google/protobuf"):
        if name.startswith(package + "/"):
            return package
    if name.split("/")[0] in ("server", "storage", "client", "tests"):
        return room_of(name) or name
    return name.split("/")[0]


def check(root):
    problems = []
    edges = {}
    for path in files(root, "server", "client", "storage", suffixes=CPP):
        room = room_of(path)
        if room is None:
            problems.append(f"{path}: its folder has no row in the include table")
            continue
        for line, name in includes(read(root, path)):
            kind = kind_of(name)
            if kind == room:
                continue
            if kind in TABLE:
                edges.setdefault(room, {}).setdefault(kind, f"{path}:{line}")
            if kind not in TABLE[room] + EVERYWHERE and name not in TABLE[room]:
                problems.append(f"{path}:{line}: {room} may not include {name} ({kind})")
    return problems + circles(edges)


def circles(edges):
    """One problem for each edge that closes a circle of folders, with the whole way round."""
    problems = []
    done = set()

    def walk(room, way):
        for other in sorted(edges.get(room, {})):
            if other in way:
                ring = way[way.index(other):] + [other]
                problems.append(f"{edges[room][other]}: folders include each other: {' -> '.join(ring)}")
            elif other not in done:
                walk(other, way + [other])
        done.add(room)

    for room in sorted(edges):
        if room not in done:
            walk(room, [room])
    return problems


if __name__ == "__main__":
    main(check)
