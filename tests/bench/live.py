#!/usr/bin/env python3
"""How long the board takes to show live data, how many streams it opens for them, and how much memory it keeps.

    cargo build --release
    python3 tests/bench/live.py target/release/callboard                       # 10,000 agents at 500 operations a second
    python3 tests/bench/live.py OLD NEW --agents 40 --rate 50 --runs 15        # two builds in one run, in turn
    python3 tests/bench/live.py OLD NEW --agents 100000 --rate 0 --runs 3

Each program runs on a pseudo-terminal against one simulator (of the last program, unless --simulator names another), with the
settings that this prints. Printed are, for each program, medians of all runs: milliseconds from its start to the first frame, to
the first frame in which all agents are, the ratio of both, and, --rest seconds later, the streams that are open and the
proportional set size (/proc/PID/smaps_rollup). --set adds settings of [sobot_call]. --ratio, --streams and --memory (MB) make it
a gate: the exit code is 1 where the last program is above. Linux only.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

# The terminal of the other measurement.
from bytes import END, Screen

SIZE = (200, 60)


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


def start(program, settings, home):
    """The board on a terminal of its own: its process and the terminal's other side."""
    pid, master = pty.fork()
    if pid == 0:
        env = {"TERM": "xterm-256color", "HOME": home, "CALLBOARD_SYSTEM_CONFIG": "", "LANG": "C.UTF-8"}
        os.execve(program, [program, "--config", settings], env)
    columns, rows = SIZE
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    return pid, master


def frames(master, until, found):
    """When frames were there, until `found` says so of the screen: the first's time and the last's."""
    screen, held, first = Screen(*SIZE), b"", None
    while time.monotonic() < until:
        if not select.select([master], [], [], 0.2)[0]:
            continue
        held += os.read(master, 1 << 20)
        at = time.monotonic()
        while END in held:
            frame, held = held.split(END, 1)
            screen.take(frame)
            first = first or at
            if found(screen):
                return first, at
    sys.exit("the agents never showed:\n" + "\n".join("".join(c for c, _ in row) for row in screen.cells))


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


def rest(master, seconds):
    """Takes what comes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if select.select([master], [], [], 0.1)[0]:
            try:
                os.read(master, 1 << 20)
            except OSError:
                # It has ended.
                return


def run(program, settings, options, port):
    with tempfile.TemporaryDirectory() as home:
        begun = time.monotonic()
        pid, master = start(program, settings, home)
        count = f"{options.agents:,}"
        everybody = f"{count} of {count} agents"
        shows = lambda screen: any(everybody in "".join(cell for cell, _ in row) for row in screen.cells)
        first, live = frames(master, begun + 60, shows)
        rest(master, options.rest)
        told = [1000 * (first - begun), 1000 * (live - begun), streams(pid, port), memory(pid)]
        os.kill(pid, signal.SIGTERM)
        rest(master, 0.3)
        os.close(master)
        os.waitpid(pid, 0)
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--simulator")
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rest", type=float, default=5)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--ratio", type=float)
    parser.add_argument("--streams", type=int)
    parser.add_argument("--memory", type=float)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        process, port, settings = simulator(
            options.simulator or options.programs[-1], options.agents, options.rate, directory
        )
        own = "".join(f"{setting}\n" for setting in options.set)
        settings = settings.replace("[sobot_call]\n", f"[sobot_call]\n{own}")
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
        first, live, opened, kept = (statistics.median(values) for values in zip(*runs))
        ratio = statistics.median(live / first for first, live, _, _ in runs)
        print(
            f"{program}: first frame {first:.0f} ms, all agents {live:.0f} ms ({ratio:.2f}), "
            f"{opened:.0f} streams, {kept:.1f} MB"
        )
    above = [(options.ratio, ratio), (options.streams, opened), (options.memory, kept)]
    return int(any(most is not None and value > most for most, value in above))


if __name__ == "__main__":
    sys.exit(main())
