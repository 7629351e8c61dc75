#!/usr/bin/env python3
"""What a hub costs: the release program serves boards of a simulated centre, and this follows it as so many boards.

    cargo build --release
    python3 tests/bench/hub.py                         # 20 boards, then 1,000, at 10 messages a second
    python3 tests/bench/hub.py --boards 20 --tls --seconds 10
    python3 tests/bench/hub.py --boards 1 --agents 10000 --json
    python3 tests/bench/hub.py --nats /usr/sbin/nats-server --boards 20 --boards 1000
    python3 tests/bench/hub.py --sites 3 --boards 20    # each board shows all three; with --nats all three on one server

With --nats the hub tells its boards by way of that server, which is begun here on a port of its own; the boards are connections to the
server, which listen to what it stored and read the whole board from it as boards do, and its processor time is told apart.
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
import os
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


def memory(pid):
    """Resident MiB of a process."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


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
    """One connection to a NATS server, which reads what a hub publishes there."""

    async def follow(self, host, port, tls):
        start = time.monotonic()
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 26)
        self.inbox, self.chunks = f"_INBOX.bench{self.number}", None
        self.out, self.kept = f"cb.{self.site}.out", f"KV_cb_{self.site}"
        try:
            writer.write(b'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"lang":"bench","version":"1"}\r\n'
                         + f"SUB {self.out} 1\r\nSUB {self.inbox}.* 2\r\n".encode())
            self.ask(writer, "now")
            while line := await reader.readline():
                self.bytes += len(line)
                words = line.split()
                if words[0] in (b"MSG", b"HMSG"):
                    body = await reader.readexactly(int(words[-1]) + 2)
                    self.bytes += len(body)
                    head = int(words[-2]) if words[0] == b"HMSG" else 0
                    await self.take(writer, words[1].decode(), body[:head].decode(), body[head:-2], start)
                elif words[0] == b"PING":
                    writer.write(b"PONG\r\n")
                elif words[0] == b"-ERR":
                    raise ConnectionError(line.decode().strip())
            raise ConnectionError("closed")
        except (OSError, ConnectionError) as why:
            self.wrong = str(why)
            if not self.joined.done():
                self.joined.set_exception(why)
        finally:
            writer.close()

    def ask(self, writer, name, key="now"):
        body = json.dumps({"last_by_subj": f"$KV.cb_{self.site}.{key}"})
        writer.write(f"PUB $JS.API.DIRECT.GET.{self.kept} {self.inbox}.{name} {len(body)}\r\n{body}\r\n".encode())

    async def take(self, writer, subject, head, body, start):
        if subject == self.out:
            told = dict(line.split(": ", 1) for line in head.split("\r\n") if ": " in line)
            return self.message(told["Cb-Place"], int(told["Cb-Sent"]))
        name = subject.rsplit(".", 1)[1]
        if name == "now":
            if not body:
                # The hub has stored none yet.
                await asyncio.sleep(0.2)
                return self.ask(writer, "now")
            manifest = json.loads(body)
            self.chunks = set(range(manifest["chunks"]))
            self.whole = 0
            for chunk in range(manifest["chunks"]):
                self.ask(writer, str(chunk), f"c.{manifest['place']}.{chunk}")
        elif body:
            self.whole += len(body)
            self.chunks.discard(int(name))
            if not self.chunks and not self.joined.done():
                self.joined.set_result(time.monotonic() - start)
        else:
            # Another has taken its place meanwhile.
            self.ask(writer, "now")


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
    start = time.monotonic()
    await asyncio.gather(*(begin() for _ in range(count - 1)))
    every = time.monotonic() - start if count > 1 else first
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
        "late_ms": {name: round(late[int((len(late) - 1) * at)], 1) for name, at in (("p50", 0.5), ("p99", 0.99))} if late else {},
        "memory_mib": round(sum(memory(pid) for pid in pids)),
        "memory_mib_each_hub": round(sum(memory(pid) for pid in pids) / len(pids)),
        "server_share_of_a_core": server and round(of_server, 3),
        "server_memory_mib": server and round(memory(server)),
        "wrong": wrong[:3],
    }
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return figures


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


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--boards", type=int, action="append")
    parser.add_argument("--sites", type=int, default=1, help="so many centres, each with a hub, and every board follows all")
    parser.add_argument("--agents", type=int, default=10000)
    parser.add_argument("--rate", type=int, default=160, help="operations a second of the centre")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--nats", metavar="PROGRAM", help="by way of this NATS server")
    parser.add_argument("--program", default="target/release/callboard")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        started = []

        def start(*arguments):
            process = subprocess.Popen(
                [asked.program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
            started.append(process)
            return process

        try:
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
            sites = []
            for number in range(asked.sites):
                simulator = start("simulate", "--listen", "127.0.0.1:0", "--agents", str(asked.agents), "--rate", str(asked.rate),
                                  "--seed", str(number + 1))
                lines = first_lines(simulator, 60).splitlines()
                settings = "\n".join(line for line in lines if not line.startswith("listening")) + serve
                name = "main" if number == 0 else f"site{number + 1}"
                if server:
                    settings += f'\n[hub.nats]\nurl = "nats://127.0.0.1:{port}"\nsite = "{name}"\n'
                path = os.path.join(home, f"{name}.toml")
                with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                    file.write(settings)
                hub = start("hub", "--config", path)
                if server:
                    place = ("127.0.0.1", port)
                    threading.Thread(target=lambda hub=hub: collections.deque(hub.stdout, 0), daemon=True).start()
                else:
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
                print(json.dumps(figures) if asked.json else "\n".join(f"{key:24} {value}" for key, value in figures.items()) + "\n")
                failed |= bool(figures["wrong"])
            return 1 if failed else 0
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait()


if __name__ == "__main__":
    sys.exit(main())
