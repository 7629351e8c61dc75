#!/usr/bin/env python3
"""How long the board takes to show live data, how many streams it opens for them, and how much memory it keeps.

    cargo build --release
    python3 tests/bench/live.py target/release/callboard                       # 10,000 agents at 500 operations a second
    python3 tests/bench/live.py OLD NEW --agents 40 --rate 50 --runs 15        # two builds in one run, in turn
    python3 tests/bench/live.py OLD NEW --agents 100000 --rate 0 --runs 3

Each program runs on a pseudo-terminal against one simulator (of the last program, unless --simulator names another), which is
asked for agents alone; beyond its 20,000 agents against a server of this file's own, which sends the full message and then no more
than signs of life. Printed are, for each program, medians of all runs: milliseconds from its start to the first frame, to
the first frame in which all agents are, the ratio of both, and, --rest seconds later, the streams that are open and the
proportional set size (/proc/PID/smaps), with what of it is the program's functions, the rest of its file, and the heap. --instructions N counts instead what each of N messages of changes costs the
whole program (callgrind). --set adds settings of [sobot_call]. --ratio, --streams and --memory (MB) make it
a gate: the exit code is 1 where the last program is above. Linux only.
"""

import argparse
import fcntl
import http.server
import json
import os
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
import urllib.parse

# The terminal of the other measurement.
from bytes import END, Screen

SIZE = (200, 60)
# A figure that shows that all messages were taken.
LAST = 7_654_321
# Of Linux, and in Python from 3.10 on.
F_SETPIPE_SZ = 1031
# So long without a piece, in seconds, is quiet; so many pieces are looked at though it is not.
QUIET, PIECES = 0.02, 20
# When a piece came, and how long it is.
HEAD = struct.Struct("dI")
VALGRIND = "/usr/bin/valgrind --quiet --tool=callgrind"


def simulator(program, agents, rate, directory):
    """The simulator, where it listens, and the settings that lead to it."""
    env = {"HOME": directory, "CALLBOARD_SYSTEM_CONFIG": "", "PATH": os.environ["PATH"]}
    command = [program, "simulate", "--agents", str(agents), "--rate", str(rate)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=env)
    address = process.stdout.readline().decode().strip().rsplit(":", 1)[1]
    lines = []
    for line in process.stdout:
        lines.append(line.decode())
        if lines[-1].startswith("app_key"):
            break
    return process, int(address), "".join(lines)


class Vendor(http.server.BaseHTTPRequestHandler):
    """As much of a vendor as a board needs that has its agents and no more."""

    protocol_version = "HTTP/1.1"
    agents = 0
    # So many messages of changes follow the full one at once.
    changes = 0

    def log_message(self, *_):
        pass

    def answer(self, body, kind="application/json"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.answer(json.dumps({"code": 200, "data": {"access_token": "bench-token", "expires_in": 86400}}).encode())

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(url.query))
        page, size = int(asked.get("pageNum", 1)), int(asked.get("pageSize", 15))
        if not url.path.endswith("/agents-metrics"):
            return self.answer(b'{"code": 404}')
        rows = range((page - 1) * size, min(page * size, self.agents))
        body = json.dumps({
            "MessageID": "EventAgentsMetricsWatch",
            "agentsMetrics": {
                "pageNum": page, "pageSize": size, "total": self.agents, "list": [self.row(index) for index in rows],
            },
        }).encode()
        if "/_watch/" not in url.path:
            return self.answer(body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: " + body + b"\n\n")
        try:
            for number in range(self.changes):
                self.wfile.write(f"data: {self.change(number)}\n\n".encode())
            self.wfile.write(f"data: {json.dumps(self.last())}\n\n".encode())
            while True:
                time.sleep(5)
                self.wfile.write(b": alive\n\n")
        except OSError:
            self.close_connection = True

    @staticmethod
    def row(index):
        work = (1, 7, 7, 2, 4, 6)[index % 6]
        now = int(time.time() * 1000)
        return {
            "agentUUID": f" 8d477de896c148d89ee71eef{index:08} ", "agentID": str(100_000 + index),
            "agentName": f"Wang Fang {index}", "phoneType": 1, "thisDN": str(800_000 + index), "agentWorkStatus": work,
            "agentLoginStatus": 2 if work == 2 else 1, "agentBusyReasonCode": 11,
            "lastWorkStatusChangedTime": now - 1000 * (index % 600), "lastLoginStatusChangedTime": now - 18_000_000,
            "callType": 2 if work in (6, 7) else 0, "customerNumber": f"138{index:08}" if work in (6, 7) else "",
            "customerPrivacyNumber": "", "inboundEstablishedCallsCountToday": index % 24,
            "inboundAbandonCallsCountToday": index % 3, "outboundCallsCountToday": index % 14,
            "outboundEstablishedCallsCountToday": index % 8,
        }


    def change(self, number):
        """A call of an agent takes its next step, and a figure counts it: five operations."""
        index = number * 7919 % self.agents
        path, now = "agentsMetrics/list/", 1_795_242_727_000 + number
        values = {
            path + "agentWorkStatus": (6, 7, 8, 4, 1)[number % 5], path + "lastWorkStatusChangedTime": now,
            path + "callType": (2, 2, 2, 0, 0)[number % 5], path + "inboundEstablishedCallsCountToday": number % 24,
        }
        operations = [
            {"op": "replace", "id": f" 8d477de896c148d89ee71eef{index:08} ", "path": path, "value": value}
            for path, value in values.items()
        ]
        return json.dumps(self.changed([*operations, self.answered(number)]), separators=(",", ":"))

    def last(self):
        """The message by which it is seen that all of them were taken."""
        return self.changed([self.answered(LAST)])

    @staticmethod
    def answered(count):
        return {"op": "replace", "id": "", "path": "agentsSummary/inboundEstablishedCallsCountToday", "value": count}

    @staticmethod
    def changed(operations):
        return {"MessageID": "EventAgentsMetricsChanged", "creationTime": 1_795_242_727_000, "list": operations}


class Served:
    """That vendor, in a process of its own."""

    def __init__(self, agents, changes=0):
        Vendor.agents, Vendor.changes = agents, changes
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
        self.server.daemon_threads = True
        # A board that hangs up in the middle is no error.
        self.server.handle_error = lambda *_: None
        self.pid = os.fork()
        if self.pid == 0:
            self.server.serve_forever()
        self.port = self.server.server_address[1]

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def served(agents, changes=0):
    """The vendor of this file, where it listens, and the settings that lead to it."""
    vendor = Served(agents, changes)
    url = f"http://127.0.0.1:{vendor.port}"
    return vendor, vendor.port, f'[sobot_call]\nbase_url = "{url}"\ntoken = "bench-token"\n'


def agents_alone(settings):
    """Of the simulator's settings those that lead to the agents."""
    parts = re.split(r"(?m)^(?=\[)", settings)
    return "".join(part for part in parts if not part.startswith("[") or part.startswith(("[sobot_call]", "[site]")))


class Terminal:
    """A terminal and what comes to it. A process of its own reads it, from before the program begins: to take a first frame
    to a screen takes this one 7 ms, in which the next frame comes."""

    def __init__(self):
        self.leader, self.follower = os.openpty()
        columns, rows = SIZE
        fcntl.ioctl(self.follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.came, theirs = os.pipe()
        fcntl.fcntl(theirs, F_SETPIPE_SZ, 1 << 20)
        self.reader = os.fork()
        if self.reader == 0:
            self.read(theirs)
        os.close(theirs)

    def read(self, pipe):
        """Hands on what comes, and when."""
        os.close(self.follower)
        try:
            os.write(pipe, HEAD.pack(time.monotonic(), 0))
            while data := os.read(self.leader, 1 << 16):
                os.write(pipe, HEAD.pack(time.monotonic(), len(data)) + data)
        finally:
            # The program has let go of the terminal, or this one has ended.
            os._exit(0)

    def start(self, program, settings, home):
        """Starts the board on it: its process."""
        # The reader is there.
        os.read(self.came, HEAD.size)
        pid = os.fork()
        if pid == 0:
            os.setsid()
            fcntl.ioctl(self.follower, termios.TIOCSCTTY, 0)
            for end in range(3):
                os.dup2(self.follower, end)
            os.closerange(3, 256)
            env = {"TERM": "xterm-256color", "HOME": home, "CALLBOARD_SYSTEM_CONFIG": "", "LANG": "C.UTF-8"}
            os.execve(program, [program, "--config", settings], env)
        os.close(self.follower)
        return pid

    def pieces(self, until):
        """What came, and when each piece came; nothing where it is quiet for a moment."""
        held = b""
        while time.monotonic() < until:
            if not select.select([self.came], [], [], QUIET)[0]:
                yield None
                continue
            if not (data := os.read(self.came, 1 << 20)):
                sys.exit("the program has ended")
            held += data
            while len(held) >= HEAD.size and len(held) >= HEAD.size + HEAD.unpack_from(held)[1]:
                at, length = HEAD.unpack_from(held)
                yield at, held[HEAD.size : HEAD.size + length]
                held = held[HEAD.size + length :]

    def frames(self, until, found):
        """When frames were there, until `found` says so of the screen: the first's time and the last's."""
        screen, held, first, waiting = Screen(*SIZE), b"", None, []
        for piece in self.pieces(until):
            # What came is looked at when it is quiet, so that nothing of this is in the board's way.
            if piece and len(waiting) < PIECES:
                waiting.append(piece)
                continue
            for at, data in [*waiting, *([piece] if piece else [])]:
                held += data
                while END in held:
                    frame, held = held.split(END, 1)
                    screen.take(frame)
                    first = first or at
                    if found(screen):
                        return first, at
            waiting = []
        sys.exit("the agents never showed:\n" + "\n".join("".join(c for c, _ in row) for row in screen.cells))

    def rest(self, seconds):
        """Takes what comes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.came], [], [], left)[0] and not os.read(self.came, 1 << 20):
                # It has ended.
                return

    def close(self):
        os.kill(self.reader, signal.SIGKILL)
        os.waitpid(self.reader, 0)
        os.close(self.came)
        os.close(self.leader)


def streams(pid, port):
    """Connections of a process to a port."""
    with open(f"/proc/{pid}/net/tcp") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    ours = {row[9] for row in rows if row[3] == "01" and int(row[2].rsplit(":", 1)[1], 16) == port}
    count = 0
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            link = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        count += link.startswith("socket:[") and link[8:-1] in ours
    return count


def memory(pid):
    """The proportional set size, in MB."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in file if line.startswith("Pss:"))


def parts(pid):
    """The same in parts, in MB: the program's functions, the rest of its file, the heap with all else that is anonymous."""
    sums, part = {"functions": 0, "file": 0, "heap": 0}, "heap"
    program = os.readlink(f"/proc/{pid}/exe")
    with open(f"/proc/{pid}/smaps") as file:
        for line in file:
            if mapped := re.match(r"[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \S+\s*(.*)", line):
                ours = mapped[2] == program
                part = "functions" if ours and "x" in mapped[1] else "file" if ours else "heap"
                part = part if ours or mapped[2] in ("", "[heap]", "[stack]") else None
            elif part and line.startswith("Pss:"):
                sums[part] += int(line.split()[1]) * 1024 / 1e6
    return tuple(sums.values())


def run(program, settings, options, port):
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal()
        begun = time.monotonic()
        pid = terminal.start(program, settings, home)
        count = f"{options.agents:,}"
        everybody = f"{count} of {count} agents"
        shows = lambda screen: any(everybody in "".join(cell for cell, _ in row) for row in screen.cells)
        first, live = terminal.frames(begun + 60, shows)
        terminal.rest(options.rest)
        told = [1000 * (first - begun), 1000 * (live - begun), streams(pid, port), memory(pid), *parts(pid)]
        os.kill(pid, signal.SIGTERM)
        terminal.rest(0.3)
        terminal.close()
        os.waitpid(pid, 0)
    return told


def instructions(program, options, changes):
    """The instructions of the board until it has shown all of so many messages of changes."""
    vendor, _, settings = served(options.agents, changes)
    with tempfile.TemporaryDirectory() as home:
        path, counted = os.path.join(home, "live.toml"), os.path.join(home, "counted")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(settings + "calls_per_minute = 1\n")
        wrapped = os.path.join(home, "counting")
        with open(os.open(wrapped, os.O_WRONLY | os.O_CREAT, 0o700), "w") as file:
            file.write(f"#!/bin/sh\nexec {VALGRIND} --callgrind-out-file={counted} {program} \"$@\"\n")
        try:
            terminal = Terminal()
            pid = terminal.start(wrapped, path, home)
            shows = lambda screen: any(f"{LAST:,}" in "".join(cell for cell, _ in row) for row in screen.cells)
            terminal.frames(time.monotonic() + 300, shows)
            os.kill(pid, signal.SIGTERM)
            terminal.rest(20)
            os.waitpid(pid, 0)
            terminal.close()
        finally:
            vendor.kill()
        with open(counted) as file:
            return next(int(line.split()[1]) for line in file if line.startswith(("totals:", "summary:")))


def count(options):
    """Prints what a message of changes costs each program."""
    for program in options.programs:
        without, many = (instructions(program, options, changes) for changes in (0, options.instructions))
        each = (many - without) / options.instructions
        print(f"{program}: {each:,.0f} instructions a message of five operations, its share of the frames included")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--simulator")
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rest", type=float, default=5)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--instructions", type=int, metavar="MESSAGES")
    parser.add_argument("--ratio", type=float)
    parser.add_argument("--streams", type=int)
    parser.add_argument("--memory", type=float)
    options = parser.parse_args()
    if options.instructions:
        return count(options)
    with tempfile.TemporaryDirectory() as directory:
        if options.agents > 20_000:
            process, port, settings = served(options.agents)
        else:
            program = options.simulator or options.programs[-1]
            process, port, settings = simulator(program, options.agents, options.rate, directory)
        # The day's calls, which a large centre has ten thousands of, are another measurement.
        own = "".join(f"{setting}\n" for setting in ["calls_per_minute = 1", *options.set])
        settings = agents_alone(settings).replace("[sobot_call]\n", f"[sobot_call]\n{own}")
        path = os.path.join(directory, "live.toml")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(settings)
        figures = {program: [] for program in options.programs}
        try:
            for _ in range(options.runs):
                for program in options.programs:
                    figures[program].append(run(program, path, options, port))
        finally:
            process.kill()
    for program, runs in figures.items():
        first, live, opened, kept, *of = (statistics.median(values) for values in zip(*runs))
        ratio = statistics.median(live / first for first, live, *_ in runs)
        print(
            f"{program}: first frame {first:.0f} ms, all agents {live:.0f} ms ({ratio:.2f}), "
            f"{opened:.0f} streams, {kept:.1f} MB (functions {of[0]:.1f}, rest of the file {of[1]:.1f}, heap {of[2]:.1f})"
        )
    above = [(options.ratio, ratio), (options.streams, opened), (options.memory, kept)]
    return int(any(most is not None and value > most for most, value in above))


if __name__ == "__main__":
    sys.exit(main())
