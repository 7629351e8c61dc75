#!/usr/bin/env python3
"""Which functions of the program a board runs, for the order in which packages have them.

    RUSTFLAGS="-C symbol-mangling-version=v0" cargo rustc --profile dist --bin callboard -- -C strip=none
    python3 tests/bench/order.py target/dist/callboard assets/package/order.gz

A board of 40 agents on all sources of the simulator is looked at page by page, in English and in Chinese, under callgrind. Names are
written without what differs from one compiler to the next. Needs valgrind, nm; Linux only.
"""

import argparse
import gzip
import os
import re
import signal
import subprocess
import tempfile
import time

import live

# What makes a name another one with every compiler: which build of a package it is of.
BUILD = re.compile(r"Cs[0-9A-Za-z]+_")
# Pages, panes, lists and what is asked on them.
KEYS = "1 2 3 4 5 6 7 8 9 ? \x1b j k \r \x1b / a \r \x1b s r w b \x1b E \x1b N \x1b o p \x1b".split(" ")
VALGRIND = "/usr/bin/valgrind --quiet --tool=callgrind --demangle=no"


def plain(name):
    return re.sub(r"\.llvm\.\d+$", "", BUILD.sub("C", name))


def ran(program, settings, home, more):
    """The functions that a board on a terminal runs."""
    counted, wrapped = os.path.join(home, "counted"), os.path.join(home, "counting")
    with open(os.open(wrapped, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o700), "w") as file:
        file.write(f'#!/bin/sh\nexec {VALGRIND} --callgrind-out-file={counted} {program} {more} "$@"\n')
    terminal = live.Terminal()
    pid = terminal.start(wrapped, settings, home)
    terminal.frames(time.monotonic() + 300, lambda _: True)
    terminal.rest(15)
    for key in KEYS:
        os.write(terminal.leader, key.encode())
        terminal.rest(1)
    terminal.rest(5)
    os.kill(pid, signal.SIGTERM)
    terminal.rest(20)
    os.waitpid(pid, 0)
    terminal.close()
    with open(counted) as file:
        return {name.split("'")[0] for name in re.findall(r"(?m)^c?fn=\(\d+\) (.*)$", file.read())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("order")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    listed = subprocess.run(["nm", "--defined-only", "-P", program], capture_output=True, text=True, check=True).stdout
    own = {line.split()[0] for line in listed.splitlines()}
    names = set()
    with tempfile.TemporaryDirectory() as directory:
        process, _, settings = live.simulator(program, 40, 50, directory)
        try:
            path = os.path.join(directory, "live.toml")
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(settings)
            for more in ("", "--language zh"):
                names |= ran(program, path, directory, more)
        finally:
            process.kill()
    names = sorted({plain(name) for name in names & own})
    with open(options.order, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write("".join(f"{name}\n" for name in names).encode())
    print(f"{len(names):,} functions of {len(own):,}")


if __name__ == "__main__":
    main()
