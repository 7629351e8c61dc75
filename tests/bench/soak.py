#!/usr/bin/env python3
"""Boards on hubs under faults: three sites, each a simulated centre and a hub, and real boards on pseudo-terminals.

    cargo build --release
    python3 tests/bench/soak.py                              # an hour, 20 boards, 1,000 followers
    python3 tests/bench/soak.py --minutes 5 --followers 0 --seed 7

Boards go to their hub through a relay of this file. From --seed come the faults and their times: kill -9 of a hub, which is away
for a while; SIGTERM of a hub and its restart; SIGSTOP of a hub, of a board, of a centre; kill -9 of a board, and another in its
place; the relay cuts connections, refuses them, lets nothing pass though they stay open, or lets a thin trickle pass. Each site
has one fault at a time, and time to recover from it. The followers are boards without a screen in one process
(callboard hub --demo --boards N on the first site's hub, without the relay).

**None is ever wrong unmarked** means: what the hub says is taken down by a witness, `callboard tail` at the hub itself, as the
history of each agent: state, answered, missed, dialled, connected. Twice in three seconds each board's screen is read, as a person
sees it. Where its header says "● live", each agent's row must be one that the hub said of this agent and that held at some moment
of the last --age seconds (8: boards mark what they know as old after 3 s without a word from the hub, draw once a second, and are
looked at as often), or that it says within 3 s, since the witness may be the later of the two. Else the board is wrong. Where the
header says anything else (the hub is silent, the board is connecting), the figures are marked, and that is counted apart. A board
that is stopped itself can mark nothing: it is not judged until 3 s after it goes on. A site whose hub was started anew is judged
again when its witness has joined. Of the followers, one that is live and shows something else than most live ones for 8 looks in
a row, a second apart, is wrong.

Nothing is broken before all boards have been live once (--begin seconds at most, else the run ends and says which is not and what
its screen says). Ports are taken from below those that the system gives to connections and to port 0, each once, so that no hub finds
its own taken when it is started anew, and no relay reaches something else there.

**At the end** nothing is broken any more, all boards must be live within 90 s, the centres are stopped, and then must be equal,
for each site: every board's screen and what the hub said last; every board's own figures (/metrics of its process) and the hub's;
`callboard snapshot` through the relay and at the hub; and all followers among themselves and with the hub.

The exit code is 0 when nothing was wrong and all was equal. A line a minute and one for each fault is printed, figures as JSON at
the end. Linux only; nothing but the standard library.
"""

import argparse
import asyncio
import collections
import fcntl
import importlib.util
import json
import math
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
import urllib.request

TOKEN = "soak-token-of-the-hubs"
ROWS, COLUMNS = 40, 120
END = b"\x1b[?2026l"
STATES = "ready|ringing|dialling|talking|holding|wrap-up|busy|locked|offline|unknown"
AGENT = re.compile(rf"\b(1\d\d\d)\s+({STATES})\b.*?\s(\d+|–)/(\d+|–)\s+(\d+|–)/(\d+|–)\s*│")
# What both tell of the same centre, and no age.
CENTRE = re.compile(r"^callboard_(agent|calls|callers|chat|ai_|service|speed|handle|short|waiting)")
AFTER_STOP, WITNESS_LATE, RECOVER = 3.0, 3.0, 90.0


def terminal():
    """The terminal of bytes.py, whose name is that of a type."""
    spec = importlib.util.spec_from_file_location("terminal", os.path.join(os.path.dirname(os.path.abspath(__file__)), "bytes.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Screen


Screen = terminal()


def state(login, work):
    """As the board derives one state from login and work."""
    if login == "offline":
        return "offline"
    if login == "locked" or work == "locked":
        return "locked"
    if work == "busy" or login == "busy" and work in ("ready", "unknown", None):
        return "busy"
    return work or "unknown"


GIVEN = set()


def free_port():
    """A port that the system gives to nothing by itself, and that was not given here before."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
        first = int(file.read().split()[0])
    while True:
        port = random.SystemRandom().randrange(max(first // 2, 1024), first)
        with socket.socket() as held:
            try:
                held.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in GIVEN:
            GIVEN.add(port)
            return port


class Programs:
    """All processes that were started, which end with this one."""

    def __init__(self, program, home):
        self.program, self.home, self.all, self.read = program, home, [], []
        self.environment = {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}

    def start(self, *arguments, **more):
        process = subprocess.Popen([self.program, *arguments], env=self.environment, stderr=subprocess.DEVNULL, **more)
        self.all.append(process)
        return process

    def end(self):
        for process in self.all:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
        for process in self.all:
            process.wait()
        for read in self.read:
            if read.returncode is None:
                try:
                    os.kill(read.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass

    async def reading(self, *arguments):
        """A process whose output is read line by line."""
        process = await asyncio.create_subprocess_exec(
            self.program, *arguments, env=self.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 26)
        self.read.append(process)
        return process


class Relay:
    """The way from boards to a hub."""

    def __init__(self, target):
        self.target, self.port = target, None
        self.refuses, self.pace, self.open = False, None, set()

    async def serve(self):
        server = await asyncio.start_server(self.greet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.server = server

    def cut(self):
        for writer in list(self.open):
            writer.transport.abort()

    async def greet(self, reader, writer):
        if self.refuses:
            return writer.transport.abort()
        try:
            far = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return writer.transport.abort()
        pair = (writer, far[1])
        self.open.update(pair)
        ways = [asyncio.ensure_future(self.carry(reader, far[1])), asyncio.ensure_future(self.carry(far[0], writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in pair:
            self.open.discard(end)
            end.transport.abort()

    async def carry(self, reader, writer):
        try:
            while piece := await reader.read(65536):
                while self.pace is not None and piece:
                    # So many bytes a second; none where it stalls.
                    writer.write(piece[:self.pace])
                    piece = piece[self.pace:]
                    await asyncio.sleep(1)
                writer.write(piece)
                await writer.drain()
        except (OSError, ConnectionError):
            pass


class Witness:
    """What the hub says: callboard tail at the hub itself."""

    def __init__(self, site):
        self.site, self.agents, self.history, self.process = site, {}, collections.defaultdict(collections.deque), None
        self.joined = False

    async def begin(self):
        await self.end()
        self.joined = False
        self.process = await self.site.programs.reading("tail", "--config", self.site.file("witness"))
        self.reading = asyncio.ensure_future(self.read(self.process))

    async def end(self):
        if self.process and self.process.returncode is None:
            self.reading.cancel()
            self.process.kill()
            await self.process.wait()

    async def read(self, process):
        while line := await process.stdout.readline():
            self.take(json.loads(line))

    def take(self, update):
        kind, data = update["kind"], update["data"]
        touched = set()
        if kind == "roster":
            if data["complete"]:
                for gone in set(self.agents) - {agent["id"] for agent in data["agents"]}:
                    del self.agents[gone]
            touched = self.whole(data["agents"])
            self.joined = True
        elif kind == "roster_delta":
            for gone in data.get("gone", []):
                self.agents.pop(gone, None)
            touched = self.whole(data["agents"])
        elif kind == "changes":
            for change in data["changes"]:
                if told := change.get("agent"):
                    self.agents.setdefault(told["id"], {"id": told["id"]}).update(told["set"])
                    touched.add(told["id"])
        for id_ in touched:
            self.note(self.agents[id_])

    def whole(self, agents):
        for agent in agents:
            self.agents[agent["id"]] = dict(agent)
        return {agent["id"] for agent in agents}

    def note(self, agent):
        figure = lambda name: "–" if agent.get(name) is None else str(agent[name])
        row = (state(agent.get("login"), agent.get("work")), *map(figure, ("answered", "missed", "dialled", "connected")))
        told = self.history[agent.get("number")]
        if not told or told[-1][1] != row:
            told.append((time.monotonic(), row))
        while len(told) > 1000:
            told.popleft()

    def said(self, number, row, moment, age):
        """Whether the hub said this of the agent, and it held in the last `age` seconds before that moment."""
        told = self.history.get(number, ())
        until = [at for at, _ in list(told)[1:]] + [float("inf")]
        return any(known == row and at <= moment + WITNESS_LATE and over >= moment - age for (at, known), over in zip(told, until))

    def last(self, number):
        told = self.history.get(number)
        return told[-1][1] if told else None


class Board:
    """A real board on a pseudo-terminal."""

    def __init__(self, site, number):
        self.site, self.number, self.name = site, number, f"{site.name}/{number}"
        self.metrics = free_port()
        self.config = site.write(f"board{number}", f'{site.zone}[hub]\nurl = "http://127.0.0.1:{site.relay.port}"\ntoken = "{TOKEN}"\n'
                                 f'name = "board-{number}"\n[metrics]\nlisten = "127.0.0.1:{self.metrics}"\n[alerts]\nbell = false\n')
        self.begin()

    def begin(self):
        master, slave = os.openpty()
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [self.site.programs.program, "--config", self.config, "--colour", "none"], env=self.site.programs.environment,
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.site.programs.all.append(self.process)
        os.close(slave)
        os.set_blocking(master, False)
        self.screen, self.rest, self.master, self.judged_from, self.stopped = Screen(COLUMNS, ROWS), b"", master, 0.0, False
        asyncio.get_running_loop().add_reader(master, self.read)

    def end(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()
        asyncio.get_running_loop().remove_reader(self.master)
        os.close(self.master)

    def read(self):
        try:
            self.rest += os.read(self.master, 1 << 20)
        except BlockingIOError:
            return
        except OSError:
            asyncio.get_running_loop().remove_reader(self.master)
            return
        # Whole frames alone are looked at.
        if (at := self.rest.rfind(END)) >= 0:
            self.screen.take(self.rest[:at + len(END)])
            self.rest = self.rest[at + len(END):]

    def lines(self):
        return ["".join(cell[0] for cell in row) for row in self.screen.cells]

    def says(self):
        """Why it is not live, as far as can be seen."""
        ended = self.process.poll()
        header = self.lines()[0].strip()
        return f"{self.name}: {header!r}" + ("" if ended is None else f", ended with {ended}")

    def looks(self):
        """The header, and each agent's row."""
        lines = self.lines()
        rows = {found[1]: found.groups()[1:] for found in map(AGENT.search, lines) if found}
        return lines[0], rows


class Site:
    def __init__(self, programs, index, asked):
        self.programs, self.index, self.asked, self.name = programs, index, asked, f"site{index}"
        self.port, self.metrics = free_port(), free_port()
        self.boards, self.busy, self.judged = [], False, True

    def file(self, name):
        return os.path.join(self.programs.home, f"{self.name}-{name}.toml")

    def write(self, name, text):
        path = self.file(name)
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    async def begin(self, boards):
        self.centre = self.programs.start("simulate", "--listen", "127.0.0.1:0", "--agents", str(self.asked.agents), "--rate",
                                          str(self.asked.rate), "--seed", str(self.asked.seed + self.index), stdout=subprocess.PIPE)
        os.set_blocking(self.centre.stdout.fileno(), False)
        told, before, until = b"", None, time.monotonic() + self.asked.begin
        # All of its lines come at once, after whatever time it takes to begin.
        while not told or told != before:
            before = told
            await asyncio.sleep(0.5)
            told += self.centre.stdout.read() or b""
            if self.centre.poll() is not None or time.monotonic() > until:
                sys.exit(f"{self.name}: the centre does not begin")
        lines = [line for line in told.decode().splitlines() if not line.startswith("listening")]
        zone = next(line for line in lines if line.startswith("timezone"))
        self.zone = f"[site]\n{zone}\n"
        self.write("hub", "\n".join(lines) + f'\n[hub]\nname = "{self.name}"\n[hub.serve]\nlisten = "127.0.0.1:{self.port}"\n'
                   f'token = "{TOKEN}"\n[metrics]\nlisten = "127.0.0.1:{self.metrics}"\n')
        self.relay = Relay(self.port)
        await self.relay.serve()
        for name, port in (("witness", self.port), ("direct", self.port), ("through", self.relay.port)):
            self.write(name, f'{self.zone}[hub]\nurl = "http://127.0.0.1:{port}"\ntoken = "{TOKEN}"\n')
        self.witness = Witness(self)
        await self.start_hub()
        self.boards = [Board(self, number) for number in range(boards)]

    async def start_hub(self):
        self.judged = False
        self.hub = self.programs.start("hub", "--config", self.file("hub"), stdout=subprocess.DEVNULL)
        while True:
            if self.hub.poll() is not None:
                sys.exit(f"{self.name}: the hub ended with {self.hub.returncode}; is port {self.port} another's?")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                await asyncio.sleep(0.05)
        await self.witness.begin()
        asyncio.ensure_future(self.judge_again(self.witness.process))

    async def judge_again(self, process):
        while not self.witness.joined:
            await asyncio.sleep(0.1)
        if process is self.witness.process:
            self.judged = True

    # Faults: each a way to break something for some seconds.

    async def hub_killed(self, seconds):
        self.hub.kill()
        self.hub.wait()
        await asyncio.sleep(seconds)
        await self.start_hub()

    async def hub_restarted(self, _):
        self.hub.terminate()
        await asyncio.to_thread(self.hub.wait)
        await self.start_hub()

    async def stopped(self, process, seconds):
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        process.send_signal(signal.SIGCONT)

    async def hub_stopped(self, seconds):
        await self.stopped(self.hub, seconds)

    async def centre_stopped(self, seconds):
        await self.stopped(self.centre, seconds)

    async def board_stopped(self, seconds):
        board = random.choice(self.boards)
        board.stopped = True
        await self.stopped(board.process, seconds)
        board.stopped, board.judged_from = False, time.monotonic() + AFTER_STOP

    async def board_killed(self, seconds):
        board = random.choice(self.boards)
        board.end()
        board.stopped = True
        board.screen = Screen(COLUMNS, ROWS)
        await asyncio.sleep(min(seconds, 3))
        board.begin()

    async def cut(self, _):
        self.relay.cut()

    async def refused(self, seconds):
        self.relay.refuses = True
        self.relay.cut()
        await asyncio.sleep(seconds)
        self.relay.refuses = False

    async def stalled(self, seconds):
        self.relay.pace = 0
        await asyncio.sleep(seconds)
        self.relay.pace = None

    async def trickled(self, seconds):
        self.relay.pace = 400
        await asyncio.sleep(seconds)
        self.relay.pace = None


FAULTS = ("hub_killed", "hub_restarted", "hub_stopped", "centre_stopped", "board_stopped", "board_stopped", "board_killed", "cut",
          "cut", "refused", "stalled", "trickled")


class Soak:
    def __init__(self, sites, asked):
        self.sites, self.asked = sites, asked
        self.looks, self.rows, self.marked, self.late_rows = 0, 0, 0, collections.Counter()
        self.silent, self.faults, self.wrong = 0, collections.Counter(), []
        self.waiting, self.followers, self.begun = collections.deque(), [], time.monotonic()
        self.live_again, self.last_followed = [], None

    def say(self, text):
        print(f"+{time.monotonic() - self.begun:7.1f}s  {text}", flush=True)

    async def break_things(self, site, until):
        while True:
            await asyncio.sleep(random.uniform(*self.asked.pause))
            if time.monotonic() > until - 45:
                return
            name, seconds = random.choice(FAULTS), random.choice((random.uniform(0.5, 5), random.uniform(5, 25)))
            self.faults[name] += 1
            self.say(f"{site.name}: {name} {seconds:.1f}s")
            try:
                await getattr(site, name)(seconds)
            except ProcessLookupError:
                pass
            healed = time.monotonic()
            while not all(self.is_live(board) for board in site.boards) and time.monotonic() < healed + RECOVER:
                await asyncio.sleep(0.2)
            took = time.monotonic() - healed
            self.live_again.append((round(took, 1), name))
            if took > RECOVER:
                self.wrong.append(f"{site.name}: not live {RECOVER:.0f}s after {name}: {self.not_live([site])}")
                self.say(self.wrong[-1])

    @staticmethod
    def is_live(board):
        return "● live" in board.lines()[0]

    def not_live(self, sites):
        """Which boards are not, and what they say."""
        return "; ".join(board.says() for site in sites for board in site.boards if not self.is_live(board))

    async def all_live(self):
        """Waits until every board was live at the same time."""
        until = time.monotonic() + self.asked.begin
        while lacking := self.not_live(self.sites):
            if time.monotonic() > until:
                sys.exit(f"not live {self.asked.begin:.0f}s after the start, before anything was broken: {lacking}")
            await asyncio.sleep(0.5)

    async def look(self, until):
        while time.monotonic() < until:
            await asyncio.sleep(1.5)
            moment = time.monotonic()
            for site in self.sites:
                for board in site.boards:
                    if board.stopped or moment < board.judged_from or not site.judged:
                        continue
                    header, rows = board.looks()
                    self.looks += 1
                    if "● live" in header:
                        self.waiting.append((moment, site, board.name, rows))
                    else:
                        self.marked += 1
                        self.silent += "silent" in header
            self.judge(moment)

    def judge(self, moment):
        """What was looked at long enough ago that the witness has heard of it."""
        while self.waiting and self.waiting[0][0] < moment - WITNESS_LATE - 2:
            at, site, name, rows = self.waiting.popleft()
            self.rows += len(rows)
            for number, row in rows.items():
                for age in (1.5, 3, 5, self.asked.age):
                    if site.witness.said(number, row, at, age):
                        self.late_rows[age] += 1
                        break
                else:
                    told = list(site.witness.history.get(number, ()))[-6:]
                    told = [(round(when - at, 1), known) for when, known in told]
                    self.wrong.append(f"{name}: agent {number} is shown as {row}; the hub said {told}")
                    self.say(self.wrong[-1])

    async def minutes(self, until):
        while time.monotonic() < until:
            await asyncio.sleep(60)
            load = os.getloadavg()[0]
            last = self.followers[-1] if self.followers else "no followers"
            self.say(f"{self.looks} looks, {self.marked} marked, {self.rows} rows, {len(self.wrong)} wrong; load {load:.1f}; {last}")

    async def follow(self):
        """What the followers print."""
        site = self.sites[0]
        process = await site.programs.reading("hub", "--demo", "--boards", str(self.asked.followers), "--config", site.file("direct"))
        while line := await process.stdout.readline():
            line = line.decode().strip()
            self.followers.append(line)
            if (late := re.search(r"(\d+) late", line)) and int(late[1]):
                self.wrong.append(f"followers: {line}")
                self.say(self.wrong[-1])

    async def compare(self):
        """What must be equal at the end."""
        until = time.monotonic() + RECOVER
        while not all(self.is_live(board) for site in self.sites for board in site.boards) and time.monotonic() < until:
            await asyncio.sleep(0.5)
        for site in self.sites:
            for board in site.boards:
                if not self.is_live(board):
                    self.wrong.append(f"at the end {board.name} is not live: {board.lines()[0].strip()!r}")
            site.centre.send_signal(signal.SIGSTOP)
        await asyncio.sleep(4)
        same = {"screens": 0, "rows": 0, "figures": 0, "snapshots": 0}
        for site in self.sites:
            hubs = figures(site.metrics)
            for board in site.boards:
                header, rows = board.looks()
                own = figures(board.metrics)
                differs = {key: (own.get(key), hubs.get(key)) for key in own | hubs if not equal(own.get(key), hubs.get(key))}
                other = {number: (row, site.witness.last(number)) for number, row in rows.items() if row != site.witness.last(number)}
                if other or not rows:
                    self.wrong.append(f"at the end {board.name}: {header.strip()!r} {other}")
                if differs or not own:
                    self.wrong.append(f"at the end {board.name}: its figures and the hub's: {differs}")
                same["screens"] += not other
                same["rows"] += len(rows)
                same["figures"] += len(own) - len(differs)
        if self.followers:
            # A line a second: the last one is of after the centres were stopped.
            self.last_followed = last = self.followers[-1]
            count = self.asked.followers
            answers = figures(self.sites[0].metrics).get('callboard_agent_events_today{event="answered"}')
            if not last.startswith(f"{count} boards: {count} live, {count} alike, 0 late;") or f" {answers} agent answers" not in last.replace(",", ""):
                self.wrong.append(f"at the end of the followers: {last}; the hub's agent answers: {answers}")
        # A centre that stands still grows old, and these wait for it.
        for site in self.sites:
            documents = [await asyncio.to_thread(self.snapshot, site, name) for name in ("through", "direct")]
            if documents[0] != documents[1] or not documents[0]:
                self.wrong.append(f"at the end {site.name}: snapshots differ")
            same["snapshots"] += 1
        return same

    def snapshot(self, site, name):
        done = subprocess.run([site.programs.program, "snapshot", "--format", "json", "--config", site.file(name)],
                              env=site.programs.environment, capture_output=True, timeout=60)
        if done.returncode:
            return None
        document = json.loads(done.stdout)
        return {key: document.get(key) for key in ("agents", "summary", "calls")}


def figures(port):
    """What a process tells of its centre."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if CENTRE.match(line))


def equal(one, other):
    """Whether both are the same figure. A mean is that of sums in another order, whose last bit may differ."""
    if one is None or other is None:
        return one is other
    return one == other or math.isclose(float(one), float(other), rel_tol=1e-9)


async def run(asked, programs):
    sites = [Site(programs, index, asked) for index in range(3)]
    for index, site in enumerate(sites):
        await site.begin(asked.boards // 3 + (index < asked.boards % 3))
    soak = Soak(sites, asked)
    tasks = [asyncio.ensure_future(soak.follow())] if asked.followers else []
    # All of them are to be there once before anything is broken.
    await soak.all_live()
    await asyncio.sleep(5)
    until = time.monotonic() + asked.minutes * 60
    work = [soak.break_things(site, until) for site in sites] + [soak.look(until), soak.minutes(until)]
    await asyncio.gather(*work)
    same = await soak.compare()
    recovered = sorted(soak.live_again)
    result = {
        "minutes": asked.minutes, "seed": asked.seed, "boards": asked.boards, "followers": asked.followers, "agents": asked.agents,
        "faults": dict(soak.faults), "looks": soak.looks, "marked": soak.marked, "of_those_silent": soak.silent, "rows": soak.rows,
        "rows_by_age": {str(age): count for age, count in sorted(soak.late_rows.items())}, "wrong": len(soak.wrong),
        "recovered_seconds": {"p50": recovered[len(recovered) // 2], "max": recovered[-1]} if recovered else {},
        "equal_at_the_end": same, "followers_at_the_end": soak.last_followed, "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    for wrong in soak.wrong[:20]:
        print(wrong)
    for task in tasks:
        task.cancel()
    # What is still carried is cut off, and that is no news.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    programs.end()
    for read in programs.read:
        await read.wait()
    return 1 if soak.wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--boards", type=int, default=20)
    parser.add_argument("--followers", type=int, default=1000)
    parser.add_argument("--agents", type=int, default=24)
    parser.add_argument("--rate", type=int, default=2, help="operations a second of each centre")
    parser.add_argument("--age", type=float, default=8, help="seconds")
    parser.add_argument("--pause", type=float, nargs=2, default=(3, 15), help="seconds between the faults of a site")
    parser.add_argument("--begin", type=float, default=180, help="seconds in which all boards have to be live first")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default="target/release/callboard")
    asked = parser.parse_args()
    random.seed(asked.seed)
    with tempfile.TemporaryDirectory() as home:
        programs = Programs(os.path.abspath(asked.program), home)
        try:
            return asyncio.run(run(asked, programs))
        finally:
            programs.end()


if __name__ == "__main__":
    sys.exit(main())
