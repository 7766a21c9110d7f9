"""The pure rooms: no clock, chance, input or output, threads or network. Time, ids and chance are arguments.

That is what lets a member replay an exported log and come to the same outcomes.
"""

import re

from source_tree import CPP, code_only, files, includes, main, read

ROOMS = ["server/rules", "server/counting", "server/assembly", "server/transparency"]

HEADERS = re.compile(r"""(?:
    chrono | ctime | time\.h | absl/time/clock\.h | server/base/clock\.h
  | random | absl/random/.* | openssl/rand\.h | server/base/entropy\.h
  | fstream | iostream | cstdio | stdio\.h | filesystem | syncstream | fcntl\.h | unistd\.h | sys/.* | server/base/log\.h
  | thread | mutex | shared_mutex | condition_variable | future | atomic | semaphore | latch | barrier | stop_token
  | pthread\.h | absl/synchronization/.*
  | grpc/.* | grpcpp/.* | .*\.grpc\.pb\.h
)$""", re.VERBOSE)

NAMES = re.compile(r"""\b(?:
    absl::(?:Now|GetCurrentTimeNanos|SleepFor|LocalTimeZone|LoadTimeZone|Mutex\w*|Notification|BitGen|InsecureBitGen)
  | system_clock | steady_clock | high_resolution_clock | utc_clock
  | absl::Hash\w* | std::hash  # another value in each process, or on each machine
  | crypto_sign_keypair | RAND_\w+
  | random_device | mt19937(?:_64)? | default_random_engine | randombytes\w* | arc4random\w* | getrandom
  | (?:i|o)?fstream | cout | cerr | cin | clog | thread_local
  | std::(?:thread|jthread|mutex|shared_mutex|recursive_mutex|atomic\w*|condition_variable\w*|async|filesystem)
  | grpc::\w+
)\b""", re.VERBOSE)

# Calls of the C library, plain or with std:: or ::, but not methods or functions of ours by the same name.
CALLS = re.compile(r"""(?<![\w.>:])(?:std::|::)?
    (time|clock|clock_gettime|gettimeofday|localtime\w*|gmtime\w*|rand|srand|random|srandom|getenv|setenv|fopen|fwrite
    |fread|fprintf|printf|puts|open|read|write|usleep|sleep|nanosleep|getpid|system)\s*\(""", re.VERBOSE)


def check(root):
    problems = []
    for path in files(root, *ROOMS, suffixes=CPP):
        text = read(root, path)
        for line, name in includes(text):
            if HEADERS.match(name):
                problems.append(f"{path}:{line}: a pure room includes {name}")
        for number, line in enumerate(code_only(text, directives=False).splitlines(), start=1):
            for match in list(NAMES.finditer(line)) + list(CALLS.finditer(line)):
                problems.append(f"{path}:{number}: a pure room uses {match.group(0).strip(' (')}")
    return problems


if __name__ == "__main__":
    main(check)
