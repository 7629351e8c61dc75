#!/usr/bin/env python3
"""How much of a core the board takes, thread by thread, with how many wakings.

    cargo build --release
    python3 tests/bench/cpu.py OLD NEW                               # 10,000 agents at 5,000 operations a second
    python3 tests/bench/cpu.py OLD NEW --rate 1 --settle 40 --seconds 50              # the same at rest
    python3 tests/bench/cpu.py OLD NEW --rate 1 --seconds 60 --laps 25 --apart --asked   # at rest while the day is read, and after
    python3 tests/bench/cpu.py OLD NEW --strace 8                    # the calls to the system instead, program by program

The programs run beside each other, each on a pseudo-terminal of its own that answers, on one simulator (of the last program,
unless --simulator names another): what else the machine does, and what the centre does, is the same for all of them, so that
the ratio counts on a noisy machine too. From --settle seconds after all agents are on every screen on, for --seconds, the
processor time of each thread is what the kernel says it is (/proc/PID/task/*/schedstat), and a waking is a switch that the
thread asked for itself (voluntary_ctxt_switches). --agents-alone leaves the other sources out; --at-most is the most % of a core
that the last program may take, --ratio the most of what the first one does, both in the last lap. --laps measures so many times,
one behind the other. --apart gives each program a simulator of its own, of one seed: a tenant has one token of a kind and one
budget, which boards that read all sources would take from each other. --asked has a relay of this file's own before the
simulator, one for each program, which counts what is asked and how long the answers are, as they come. Linux only.
"""

import argparse
import importlib.util
import os
import re
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict


def beside(name):
    """A script of this directory as a module."""
    spec = importlib.util.spec_from_file_location(name, os.path.join(os.path.dirname(__file__), f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# `bytes` is a name of Python's own, and `live` imports it by that name.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
LATENCY, LIVE = beside("latency"), beside("live")


def threads(pid):
    """Of each thread: its name, its processor time in seconds, and how often it has waited."""
    found = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        place = f"/proc/{pid}/task/{thread}"
        try:
            with open(f"{place}/schedstat") as file:
                spent = int(file.read().split()[0]) / 1e9
            with open(f"{place}/status") as file:
                status = file.read()
        except OSError:
            continue
        name = re.search(r"(?m)^Name:\t(.*)$", status)[1]
        waited = int(re.search(r"(?m)^voluntary_ctxt_switches:\t(\d+)$", status)[1])
        found[thread] = (name, spent, waited)
    return found


class Drain:
    """Takes what a board sends, and answers what it asks."""

    def __init__(self, board):
        self.board, self.bytes, self.over = board, 0, False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.over:
            if not select.select([self.board.leader], [], [], 0.2)[0]:
                continue
            came = os.read(self.board.leader, 1 << 16)
            self.bytes += len(came)
            if b"\x1b[5n" in came:
                os.write(self.board.leader, b"\x1b[0n")

    def end(self):
        self.over = True
        self.thread.join()


class Asked(LATENCY.Between):
    """A relay that counts, by path, how often something is asked and how many bytes are answered."""

    def __init__(self, address):
        self.counts = defaultdict(lambda: [0, 0])
        super().__init__(address)

    def join(self, near, far):
        path = [None]
        ways = (near, far, lambda data: self.question(path, data)), (far, near, lambda data: self.answer(path, data))
        for way in ways:
            threading.Thread(target=self.hand_on, args=way, daemon=True).start()

    def question(self, path, data):
        if head := re.match(rb"(?:GET|POST) ([^ ?]+)", data):
            with self.lock:
                path[0] = re.sub(r"/[0-9a-f-]{20,}", "/*", head[1].decode())
                self.counts[path[0]][0] += 1

    def answer(self, path, data):
        with self.lock:
            self.counts[path[0]][1] += len(data)

    def take(self):
        """What was counted since it was taken last."""
        with self.lock:
            counts, self.counts = self.counts, defaultdict(lambda: [0, 0])
        return counts


def told(asked, seconds):
    """Prints what was asked in so many seconds, what brought most first."""
    for path, (times, length) in sorted(asked.take().items(), key=lambda entry: -entry[1][1]):
        print(f"    {60 * times / seconds:6.1f} a minute {length * 60 / seconds / 1e6:9.3f} MB a minute  {path}")
    sys.stdout.flush()


def spent(before, after, seconds):
    """Per thread in % of a core and wakings a second, the busiest first; threads that ended meanwhile are left out."""
    rows = []
    for thread, (name, time_after, waited_after) in after.items():
        _, time_before, waited_before = before.get(thread, (name, 0, 0))
        rows.append((100 * (time_after - time_before) / seconds, (waited_after - waited_before) / seconds, name))
    return sorted(rows, reverse=True)


def report(program, rows, drained, seconds):
    whole = sum(share for share, _, _ in rows)
    print(f"{program}: {whole:.2f} % of a core, {sum(waited for _, waited, _ in rows):.0f} wakings a second, "
          f"{drained / seconds / 1000:.1f} kB/s to the terminal")
    for share, waited, name in rows:
        if share >= 0.01:
            print(f"    {name:16} {share:6.2f} %  {waited:7.0f} wakings a second")
    sys.stdout.flush()
    return whole


def traced(board, seconds):
    """What `strace -c` counts, a second."""
    with tempfile.NamedTemporaryFile("r") as file:
        command = ["timeout", str(seconds), "strace", "-f", "-c", "-o", file.name, "-p", str(board.child.pid)]
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
        counts = defaultdict(int)
        for line in file.read().splitlines():
            words = line.split()
            if len(words) >= 5 and words[3].isdigit():
                counts[words[-1]] += int(words[3])
    counts.pop("total", None)
    return {call: count / seconds for call, count in sorted(counts.items(), key=lambda entry: -entry[1])}


def measure(options, boards, drains, relays):
    if options.strace:
        for program, board in zip(options.programs, boards):
            counts = traced(board, options.strace)
            print(f"{program}: {sum(counts.values()):.0f} calls to the system a second: "
                  + ", ".join(f"{call} {count:.0f}" for call, count in counts.items() if count >= 0.5))
        return []
    for relay in relays:
        relay.take()
    before = [threads(board.child.pid) for board in boards]
    bytes_before, began = [drain.bytes for drain in drains], time.monotonic()
    time.sleep(options.seconds)
    after = [threads(board.child.pid) for board in boards]
    seconds = time.monotonic() - began
    shares = []
    for number, program in enumerate(options.programs):
        rows = spent(before[number], after[number], seconds)
        drained = drains[number].bytes - bytes_before[number]
        shares.append(report(program, rows, drained, seconds))
        if relays:
            told(relays[number], seconds)
    if len(shares) > 1:
        print(f"ratio of the last to the first: {shares[-1] / shares[0]:.2f}; load {os.getloadavg()[0]:.1f}")
    return shares


def written(options, centre, relays, home):
    """A file with the settings that lead to the simulator, or to the relay before it."""
    settings = LIVE.agents_alone(centre.settings) if options.agents_alone else centre.settings
    for relay in relays:
        settings = settings.replace(centre.address, relay.address)
    own = "".join(f"{setting}\n" for setting in options.set)
    path = os.path.join(home, "cpu.toml")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(settings.replace("[sobot_call]\n", f"[sobot_call]\n{own}"))
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--simulator")
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=5_000)
    parser.add_argument("--settle", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--laps", type=int, default=1)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--asked", action="store_true")
    parser.add_argument("--strace", type=float, metavar="SECONDS")
    parser.add_argument("--agents-alone", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="of [sobot_call]")
    parser.add_argument("--at-most", type=float)
    parser.add_argument("--ratio", type=float)
    options = parser.parse_args()
    options.programs = [os.path.abspath(program) for program in options.programs]
    with tempfile.TemporaryDirectory() as scratch:
        centres = [
            LATENCY.Centre(options.simulator or options.programs[-1], options.agents, options.rate, scratch)
            for _ in (options.programs if options.apart else [None])
        ]
        boards, drains, relays = [], [], []
        try:
            everybody = f"{options.agents:,} of {options.agents:,} agents"
            for number, program in enumerate(options.programs):
                centre = centres[number % len(centres)]
                if options.asked:
                    relays.append(Asked(centre.address))
                home = os.path.join(scratch, str(number))
                os.mkdir(home)
                board = LATENCY.Board(program, written(options, centre, relays[-1:], home), home)
                boards.append(board)
                if board.wait(lambda text: everybody in text) is None:
                    sys.exit(f"{program} never showed all agents:\n{board.text()}")
                drains.append(Drain(board))
            time.sleep(options.settle)
            for lap in range(options.laps):
                if options.laps > 1:
                    print(f"lap {lap + 1}, load {os.getloadavg()[0]:.1f}")
                shares = measure(options, boards, drains, relays)
        finally:
            for drain in drains:
                drain.end()
            for board in boards:
                board.end()
            for centre in centres:
                centre.end()
    if not shares:
        return 0
    above = [(options.at_most, shares[-1]), (options.ratio, shares[-1] / shares[0])]
    return int(any(most is not None and value > most for most, value in above))


if __name__ == "__main__":
    sys.exit(main())
