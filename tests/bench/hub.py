#!/usr/bin/env python3
"""What a hub costs: the release program serves boards of a simulated centre, and this follows it as so many boards.

    cargo build --release
    python3 tests/bench/hub.py                         # 20 boards, then 1,000, at 10 messages a second
    python3 tests/bench/hub.py --boards 20 --tls --seconds 10
    python3 tests/bench/hub.py --boards 1 --agents 10000 --json
    python3 tests/bench/hub.py --nats /usr/sbin/nats-server --boards 20 --boards 1000
    python3 tests/bench/hub.py --sites 3 --boards 20    # each board shows all three; with --nats all three on one server
    python3 tests/bench/hub.py --nats /usr/sbin/nats-server --failovers 20

With --nats the hub tells its boards by way of that server, which is begun here on a port of its own; the boards are connections to the
server, which join as boards do (they ask the hub, read the whole board by chunks, four at a time, and what stands behind it), and its
processor time and most memory are told apart. Meanwhile another process asks the server for the lease twenty times a second; how long
that takes is how long a renewal takes.

With --failovers there are two such hubs. The one that leads is killed (SIGKILL) so many times, each time once the other stands by ready;
told is for how long a board heard nothing: from the last message before to the first behind it, of the other hub.

With --sites there are as many centres, each with a hub, and each board follows all of them, as a board of several sites does: what
a board is told and reads is that of all its sites, processor time and memory are those of all hubs together and of one of them.

The boards are connections of one process that reads what comes and does nothing with it, so that what is measured is the hub.
Printed are, for each number of boards: how long one board takes to join (from connecting to the last byte of the whole board)
and how long all of them take when they come at once, the bytes of a whole board, messages and bytes a second to each board,
how late messages come (from their sending to their reading on this machine's clock), and the processor time of the hub's whole
process (/proc/PID/stat) as a share of one core, beside that of the hub with no board. The exit code is 1 where a board was closed or a
message is missing. Linux only. Figures count on a quiet computer.
"""

import argparse
import asyncio
import collections
import json
import multiprocessing
import os
import random
import resource
import selectors
import ssl
import subprocess
import sys
import tempfile
import threading
import time

TOKEN = "bench-token-of-the-hub"


def first_lines(process, seconds=20):
    """What a process prints at once."""
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    text, until = b"", time.monotonic() + seconds
    while time.monotonic() < until and selector.select(0.5 if text else seconds):
        piece = os.read(process.stdout.fileno(), 65536)
        if not piece:
            break
        text += piece
    return text.decode()


def cpu(pid):
    """Seconds of processor time of a process."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid, which="VmRSS"):
    """Resident MiB of a process; the most it ever had with VmHWM."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(which))


class Board:
    """One connection, which reads."""

    def __init__(self, number, site="main"):
        self.number, self.site = number, site
        self.bytes = self.messages = self.whole = 0
        self.joined = asyncio.get_running_loop().create_future()
        self.late = []
        self.last = None
        self.wrong = None

    async def follow(self, host, port, tls):
        start = time.monotonic()
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=1 << 26)
        head = f"GET /v1/stream?board=bench-{self.number} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
        writer.write(head.encode())
        try:
            if b" 200 " not in await reader.readline():
                raise ConnectionError("not let in")
            while True:
                line = await reader.readline()
                if not line:
                    raise ConnectionError("closed")
                self.bytes += len(line)
                if line.startswith(b"data: "):
                    self.data(line, start)
        except (OSError, ConnectionError) as why:
            self.wrong = str(why)
            if not self.joined.done():
                self.joined.set_exception(why)
        finally:
            writer.close()

    def data(self, line, start):
        words = line[6:200].split(b" ", 5)
        if words[0].startswith(b"{"):
            return
        if len(words) == 6 and words[2] in (b"0", b"1"):
            # A part of the whole board.
            self.whole += len(line)
            if words[2] == b"1" and not self.joined.done():
                self.joined.set_result(time.monotonic() - start)
            return
        self.message(words[0].decode(), int(words[1]))

    def message(self, place, sent):
        self.messages += 1
        epoch, n = map(int, place.split("."))
        if self.last and self.last[0] != epoch:
            self.wrong = "the hub began to lead anew"
        elif self.last and n != self.last[1] + 1:
            self.wrong = f"{n} after {self.last[1]}"
        self.last = (epoch, n)
        if self.number % 50 == 0:
            self.late.append(time.time() * 1000 - sent)


class NatsBoard(Board):
    """One connection to a NATS server, which joins as a board does and reads what a hub publishes there."""

    CHUNKS, MISSED, BEHIND = 4, 32, 50

    async def follow(self, host, port, tls):
        start = time.monotonic()
        reader, self.writer = await asyncio.open_connection(host, port, limit=1 << 26)
        self.inbox, self.asked, self.heard = f"_INBOX.bench{self.number}", {}, None
        joining = None
        try:
            self.writer.write(
                b'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"lang":"bench","version":"1"}\r\n'
                + f"SUB cb.{self.site}.out 1\r\nSUB {self.inbox}.* 2\r\n".encode())
            joining = asyncio.create_task(self.join(start))
            while line := await reader.readline():
                self.bytes += len(line)
                words = line.split()
                if words[0] in (b"MSG", b"HMSG"):
                    body = await reader.readexactly(int(words[-1]) + 2)
                    self.bytes += len(body)
                    head = int(words[-2]) if words[0] == b"HMSG" else 0
                    self.take(words[1].decode(), body[:head].decode(), body[head:-2])
                elif words[0] == b"PING":
                    self.writer.write(b"PONG\r\n")
                elif words[0] == b"-ERR":
                    raise ConnectionError(line.decode().strip())
            raise ConnectionError("closed")
        except (OSError, ConnectionError) as why:
            self.wrong = str(why)
            if not self.joined.done():
                self.joined.set_exception(why)
        finally:
            if joining:
                joining.cancel()
            self.writer.close()

    def take(self, subject, head, body):
        if subject == f"cb.{self.site}.out":
            told = dict(line.split(": ", 1) for line in head.split("\r\n") if ": " in line)
            if not self.last or not told["Cb-Place"].startswith(f"{self.last[0]}."):
                # The first message of an epoch says where it goes on.
                self.goes_on = "Cb-Continues" in told
            self.heard = time.monotonic()
            return self.message(told["Cb-Place"], int(told["Cb-Sent"]))
        answer = self.asked.pop(subject.rsplit(".", 1)[1], None)
        if answer and not answer.done():
            answer.set_result((head, body))

    async def ask(self, subject, body=b"", kind=None):
        """The header and the body of an answer."""
        name = str(len(self.asked)) + str(time.monotonic_ns())
        answer = self.asked[name] = asyncio.get_running_loop().create_future()
        if kind:
            head = f"NATS/1.0\r\nCb-Ask: {kind}\r\nCb-Board: bench-{self.number}\r\n\r\n".encode()
            first = f"HPUB {subject} {self.inbox}.{name} {len(head)} {len(head) + len(body)}\r\n"
            self.writer.write(first.encode() + head + body + b"\r\n")
        else:
            self.writer.write(f"PUB {subject} {self.inbox}.{name} {len(body)}\r\n".encode() + body + b"\r\n")
        return await answer

    async def hub(self, kind):
        """What the hub that leads answers."""
        while True:
            head, body = await self.ask(f"cb.{self.site}.ask", kind=kind)
            if not head.startswith("NATS/1.0 503"):
                return body
            await asyncio.sleep(0.2)

    async def stored(self, stream, **which):
        """The body, and the sequence of a message that the server keeps; none where it keeps none."""
        head, body = await self.ask(f"$JS.API.DIRECT.GET.{stream}", json.dumps(which).encode())
        for line in head.split("\r\n"):
            if line.startswith("Nats-Sequence: "):
                return body, int(line.split()[1])
        return None, 0

    async def several(self, count, asks):
        """So many of them at a time."""
        turns = asyncio.Semaphore(count)

        async def one(ask):
            async with turns:
                return await ask()

        return await asyncio.gather(*(one(ask) for ask in asks))

    async def join(self, start):
        try:
            await self.hub("hello")
            while not await self.read():
                await asyncio.sleep(0.5)
            if not self.joined.done():
                self.joined.set_result(time.monotonic() - start)
        except Exception as why:
            if not self.joined.done():
                self.joined.set_exception(why)

    async def read(self):
        last = lambda: self.stored(f"CB_{self.site}", last_by_subj=f"cb.{self.site}.in")
        manifest = lambda: self.stored(f"KV_cbw_{self.site}", last_by_subj=f"$KV.cbw_{self.site}.now")
        _, end = await last()
        now, _ = await manifest()
        if now is None or end - json.loads(now)["seq"] > max(self.BEHIND, json.loads(now)["bytes"] // 32768):
            await self.hub("keyframe")
            now, _ = await manifest()
        if now is None:
            return False
        now = json.loads(now)
        chunk = lambda at: lambda: self.stored(
            f"KV_cbw_{self.site}", last_by_subj=f"$KV.cbw_{self.site}.c.{now['place']}.{at}")
        chunks = await self.several(self.CHUNKS, [chunk(at) for at in range(now["chunks"])])
        if any(body is None for body, _ in chunks):
            # Another has taken its place meanwhile.
            return False
        self.whole = sum(len(body) for body, _ in chunks)
        # What is told later is heard.
        missed = lambda seq: lambda: self.stored(f"CB_{self.site}", seq=seq)
        missed = await self.several(self.MISSED, [missed(seq) for seq in range(now["seq"] + 1, end + 1)])
        return all(body is not None for body, _ in missed)


def watch_lease(port, told):
    """How long the server takes to say who leads, in ms, until it is ended: a process of its own."""
    import socket

    link = socket.create_connection(("127.0.0.1", port))
    stream = link.makefile("rb")
    link.sendall(b'CONNECT {"verbose":false,"headers":true,"no_responders":true,"lang":"bench","version":"1"}\r\nSUB _INBOX.lease 1\r\n')
    body = b'{"last_by_subj":"$KV.cb_main.hub.lease"}'
    ask = b"PUB $JS.API.DIRECT.GET.KV_cb_main _INBOX.lease %d\r\n%s\r\n" % (len(body), body)
    while True:
        began = time.monotonic()
        link.sendall(ask)
        while line := stream.readline():
            if line.startswith((b"MSG", b"HMSG")):
                stream.read(int(line.split()[-1]) + 2)
                break
            if line.startswith(b"PING"):
                link.sendall(b"PONG\r\n")
        else:
            return
        told.send((time.monotonic() - began) * 1000)
        time.sleep(max(0, 0.05 - (time.monotonic() - began)))


class Lease:
    """Watches the lease from another process."""

    def __init__(self, port):
        self.near, far = multiprocessing.Pipe(False)
        self.process = multiprocessing.Process(target=watch_lease, args=(port, far), daemon=True)
        self.process.start()

    def took(self):
        """What was measured since this was asked last."""
        took = []
        while self.near.poll():
            took.append(self.near.recv())
        return spread(took)


def spread(values):
    values = sorted(values)
    return {name: round(values[int((len(values) - 1) * at)], 1) for name, at in (("p50", 0.5), ("p99", 0.99), ("max", 1))} if values else {}


async def measure(count, sites, tls, seconds, server=None):
    """What so many boards cost, each on the hubs of all `sites`: name, address and process of each."""
    boards, tasks = [], []
    pids = [pid for *_, pid in sites]

    def of_hubs():
        return sum(cpu(pid) for pid in pids)

    def begin():
        """One board: a connection for each site."""
        own = []
        for name, (host, port), _ in sites:
            board = NatsBoard(len(boards), name) if server else Board(len(boards))
            boards.append(board)
            tasks.append(asyncio.create_task(board.follow(host, port, tls)))
            own.append(board.joined)
        return asyncio.gather(*own)

    idle = of_hubs()
    await asyncio.sleep(min(seconds, 5))
    idle = (of_hubs() - idle) / min(seconds, 5)
    start = time.monotonic()
    await begin()
    first = time.monotonic() - start
    watch = Lease(sites[0][1][1]) if server else None
    start = time.monotonic()
    await asyncio.gather(*(begin() for _ in range(count - 1)))
    every = time.monotonic() - start if count > 1 else first
    lease = watch and watch.took()
    await asyncio.sleep(2)
    for board in boards:
        board.late.clear()
    before = (of_hubs(), time.monotonic(), [(board.bytes, board.messages) for board in boards])
    of_server = cpu(server) if server else 0
    await asyncio.sleep(seconds)
    took = time.monotonic() - before[1]
    used = (of_hubs() - before[0]) / took
    of_server = (cpu(server) - of_server) / took if server else None
    moved = [(board.bytes - bytes_, board.messages - messages) for board, (bytes_, messages) in zip(boards, before[2])]
    late = sorted(value for board in boards for value in board.late)
    wrong = [board.wrong for board in boards if board.wrong]
    figures = {
        "boards": count,
        "sites": len(sites),
        "share_of_a_core": round(used, 3),
        "share_of_a_core_each_hub": round(used / len(sites), 3),
        "share_without_boards": round(idle, 3),
        "messages_a_second": round(sum(messages for _, messages in moved) / count / took, 1),
        "bytes_a_second": round(sum(bytes_ for bytes_, _ in moved) / count / took),
        "whole_board_bytes": sum(board.whole for board in boards[:len(sites)]),
        "join_seconds": round(first, 3),
        "all_join_seconds": round(every, 3),
        "late_ms": spread(late),
        "memory_mib": round(sum(memory(pid) for pid in pids)),
        "memory_mib_each_hub": round(sum(memory(pid) for pid in pids) / len(pids)),
        "server_share_of_a_core": server and round(of_server, 3),
        "server_memory_mib": server and round(memory(server)),
        "server_memory_most_mib": server and round(memory(server, "VmHWM")),
        "lease_while_joining_ms": lease,
        "lease_ms": watch and watch.took(),
        "wrong": wrong[:3],
    }
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if watch:
        watch.process.kill()
    return figures


async def fail_over(times, port, begin):
    """Kills the hub that leads so many times; for how long a board heard nothing each time, in s."""
    hubs = {name: begin(name) for name in ("jump1", "jump2")}
    board = NatsBoard(0)
    task = asyncio.create_task(board.follow("127.0.0.1", port, None))
    await board.joined
    ready = NatsStandby()
    listening = asyncio.create_task(ready.follow(port))
    silent, anew = [], 0
    for _ in range(times):
        leader = json.loads(await board.hub("hello"))["leader"]
        other = next(name for name in hubs if name != leader)
        await ready.stands_by(other)
        # Somewhere between two renewals.
        await asyncio.sleep(random.random())
        (epoch, _), before = board.last, board.heard
        hubs[leader].kill()
        hubs[leader].wait()
        while board.last[0] == epoch:
            before = board.heard
            await asyncio.sleep(0.001)
        silent.append(board.heard - before)
        anew += not board.goes_on
        board.wrong = None
        hubs[leader] = begin(leader)
    for each in (task, listening):
        each.cancel()
    await asyncio.gather(task, listening, return_exceptions=True)
    return {"failovers": times, "silent_s": spread(silent), "joined_anew": anew, "wrong": ["a board had to join anew"] * bool(anew)}


class NatsStandby:
    """Hears which hubs stand by, ready to go on."""

    def __init__(self):
        self.heard = {}

    async def follow(self, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b'CONNECT {"verbose":false,"headers":true,"lang":"bench","version":"1"}\r\nSUB cb.main.standby 1\r\n')
        while line := await reader.readline():
            words = line.split()
            if words[0] in (b"MSG", b"HMSG"):
                body = await reader.readexactly(int(words[-1]) + 2)
                head = int(words[-2]) if words[0] == b"HMSG" else 0
                self.heard[json.loads(body[head:])["name"]] = time.monotonic()
            elif words[0] == b"PING":
                writer.write(b"PONG\r\n")

    async def stands_by(self, name):
        since = time.monotonic()
        while self.heard.get(name, 0) < since:
            await asyncio.sleep(0.01)


def nats(program, directory, started):
    """A NATS server on a port of its own: the port, and its process."""
    path = os.path.join(directory, "nats.conf")
    with open(path, "w") as file:
        file.write(f'listen: 127.0.0.1:-1\njetstream {{\n store_dir: "{directory}/store"\n}}\n')
    server = subprocess.Popen([program, "-c", path], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    started.append(server)
    for line in server.stderr:
        if b"Listening for client connections on " in line:
            port = int(line.rsplit(b":", 1)[1])
        if b"Server is ready" in line:
            threading.Thread(target=lambda: collections.deque(server.stderr, 0), daemon=True).start()
            return port, server.pid
    sys.exit("the NATS server does not begin")


def certificate(directory):
    cert, key = os.path.join(directory, "cert.pem"), os.path.join(directory, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )
    return cert, key


def show(figures, as_json):
    print(json.dumps(figures) if as_json else "\n".join(f"{key:24} {value}" for key, value in figures.items()) + "\n", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--boards", type=int, action="append")
    parser.add_argument("--sites", type=int, default=1, help="so many centres, each with a hub, and every board follows all")
    parser.add_argument("--agents", type=int, default=10000)
    parser.add_argument("--rate", type=int, default=160, help="operations a second of the centre")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--nats", metavar="PROGRAM", help="by way of this NATS server")
    parser.add_argument("--failovers", type=int, metavar="TIMES", help="kill the hub that leads so many times")
    parser.add_argument("--program", default="target/release/callboard")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        started = []

        def start(*arguments, at=home):
            process = subprocess.Popen(
                [asked.program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment | {"HOME": at})
            started.append(process)
            return process

        try:
            def centre(number):
                """The settings of a hub of one more centre."""
                simulator = start("simulate", "--listen", "127.0.0.1:0", "--agents", str(asked.agents), "--rate", str(asked.rate),
                                  "--seed", str(number + 1))
                return "\n".join(line for line in first_lines(simulator, 60).splitlines() if not line.startswith("listening"))

            settings = centre(0)
            serve = f'\n[hub.serve]\nlisten = "127.0.0.1:0"\ntoken = "{TOKEN}"\n'
            tls = None
            if asked.tls:
                cert, key = certificate(home)
                serve += f'cert = "{cert}"\nkey = "{key}"\n'
                tls = ssl.create_default_context()
                tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
            server = None
            if asked.nats:
                port, server = nats(asked.nats, home, started)

                def contend(name, settings=settings, site="main"):
                    own = os.path.join(home, name)
                    os.makedirs(own, exist_ok=True)
                    with open(os.open(f"{own}/hub.toml", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
                        file.write(f'{settings}\n[hub]\nname = "{name}"\n[hub.nats]\nsite = "{site}"\n')
                    hub = start("hub", "--config", f"{own}/hub.toml", "--nats", f"nats://127.0.0.1:{port}", at=own)
                    threading.Thread(target=lambda: collections.deque(hub.stdout, 0), daemon=True).start()
                    return hub

                if asked.failovers:
                    figures = asyncio.run(fail_over(asked.failovers, port, contend))
                    figures |= {"agents": asked.agents, "load": os.getloadavg()[0]}
                    show(figures, asked.json)
                    return 1 if figures["wrong"] else 0
            sites = []
            for number in range(asked.sites):
                name = f"site{number + 1}" if number else "main"
                settings = centre(number) if number else settings
                if asked.nats:
                    place, hub = ("127.0.0.1", port), contend(f"hub-{name}", settings, name)
                else:
                    path = os.path.join(home, f"{name}.toml")
                    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                        file.write(settings + serve)
                    hub = start("hub", "--config", path)
                    line = first_lines(hub).splitlines()[0]
                    host, at = line.split("://")[1].split(";")[0].rsplit(":", 1)
                    place = (host, int(at))
                sites.append((name, place, hub.pid))
            # The agents are there after a moment.
            time.sleep(10)
            failed = False
            for count in asked.boards or [20, 1000]:
                figures = asyncio.run(measure(count, sites, tls, asked.seconds, server))
                figures |= {"agents": asked.agents, "tls": asked.tls, "load": os.getloadavg()[0]}
                show(figures, asked.json)
                failed |= bool(figures["wrong"])
            return 1 if failed else 0
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait()


if __name__ == "__main__":
    sys.exit(main())
