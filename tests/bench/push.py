#!/usr/bin/env python3
"""What callbacks cost: the release program listens, and this sends it signed events of calls, one a request.

    cargo build --release
    python3 tests/bench/push.py                        # the board on a terminal, 2,000 events a second for a minute
    python3 tests/bench/push.py push                   # the receiver alone, as callboard push
    python3 tests/bench/push.py --rate 500 --seconds 10

It ends after --seconds, whatever happens. Printed are how many events were taken, the processor time of the program's whole
process (/proc/PID/stat) in all and for one event, its share of one core, and its memory. The exit code is 1 where an event was
not taken, the rate was not reached, or the share is above --share. Linux only. Figures count on a quiet computer: what sends
is a process of its own, but it needs a core as well.
"""

import argparse
import fcntl
import hashlib
import json
import os
import pty
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

COMPANY, KEY, PATH = "bench-company", "bench-key", "/callbacks"

# A caller who waits for an agent, talks, is held once, and leaves.
LIFE = [
    ("EventCallCreated", None),
    ("EventPartyAdded", "Customer"),
    ("EventEstablished", "Customer"),
    ("EventRinging", "Agent"),
    ("EventEstablished", "Agent"),
    ("EventHeld", "Agent"),
    ("EventRetrieved", "Agent"),
    ("EventReleased", "Agent"),
    ("EventPartyDeleted", "Customer"),
    ("EventCallDeleted", None),
]


def events(way, calls):
    """Events of so many calls at a time without an end, in order for each call."""
    begun, open_calls = 0, []
    while True:
        while len(open_calls) < calls:
            # They are not all at the same step.
            open_calls.append([f"bench-{way}-{begun}", begun % len(LIFE) if begun < calls else 0])
            begun += 1
        for call in open_calls:
            name, role = LIFE[call[1]]
            call[1] += 1
            agent = 1001 + hash(call[0]) % 200
            event = {
                "messageID": name,
                "creationTime": int(time.time() * 1000),
                "companyId": COMPANY,
                "callID": call[0],
                "callType": "Inbound",
                "ANI": "13800001234",
                "DNIS": "02155500001",
                "partyRole": role or "",
                "partyID": f"{call[0]}-{role}" if role else "",
                "attachedData": '{"level":"gold"}',
            }
            if role == "Agent":
                event |= {"agentID": str(agent), "agentUUID": f"agent-{agent}", "thisQueues": ["q8001", "q8002"]}
            yield json.dumps(event, separators=(",", ":")).encode()
        open_calls = [call for call in open_calls if call[1] < len(LIFE)]


def request(body, code):
    moment = str(int(time.time() * 1000))
    sign = hashlib.md5(f"{COMPANY}{moment}{code}{KEY}".encode()).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json;charset=utf-8\r\n"
        f"X-Log-TimeStamp: {moment}\r\nX-Log-RandomCode: {code}\r\nX-Log-Sign: {sign}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Way(threading.Thread):
    """One connection, which sends its share of the events when each is due."""

    def __init__(self, number, port, arguments, start):
        super().__init__(daemon=True)
        self.number, self.port, self.arguments, self.start_at = number, port, arguments, start
        self.taken, self.late, self.refused, self.wrong = 0, 0.0, {}, None

    def run(self):
        try:
            self.send_all()
        except OSError as error:
            self.wrong = str(error)

    def send_all(self):
        every = self.arguments.connections / self.arguments.rate
        count = int(self.arguments.rate * self.arguments.seconds / self.arguments.connections)
        source = events(self.number, max(1, self.arguments.calls // self.arguments.connections))
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as stream:
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers = stream.makefile("rb")
            for sent in range(count):
                due = self.start_at + sent * every
                wait = due - time.monotonic()
                if wait > 0:
                    time.sleep(wait)
                self.late = max(self.late, -wait)
                stream.sendall(request(next(source), f"{self.number}-{sent}"))
                status = answer(answers)
                if status == 200:
                    self.taken += 1
                else:
                    self.refused[status] = self.refused.get(status, 0) + 1


def answer(answers):
    """The status of an answer, which is read whole."""
    first = answers.readline()
    if not first:
        raise OSError("the connection was closed")
    length = 0
    while True:
        line = answers.readline()
        if line in (b"\r\n", b""):
            break
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    answers.read(length)
    return int(first.split()[1])


class Program:
    """The program, listening; on a terminal of its own where it is the board."""

    def __init__(self, arguments, scratch, port):
        settings = os.path.join(scratch, "callboard.toml")
        with open(os.open(settings, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(
                '[site]\nname = "Bench"\ntimezone = "Asia/Shanghai"\n'
                # There is no vendor to ask: what is measured is what is pushed.
                '[sobot_call]\nbase_url = "http://127.0.0.1:9"\ntoken = "none"\n'
                f'[sobot_call.push]\nlisten = "127.0.0.1:{port}"\npath = "{PATH}"\n'
                f'company_id = "{COMPANY}"\napp_key = "{KEY}"\n'
            )
        command = {
            "board": [],
            "record": ["record", os.path.join(scratch, "bench.rec")],
            "tail": ["tail"],
            "push": ["push"],
        }[arguments.command]
        line = [arguments.binary, *command, "--config", settings]
        environment = {"HOME": scratch, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        self.drained = 0
        if arguments.command == "board":
            leader, follower = pty.openpty()
            fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
            self.child = subprocess.Popen(
                line, env=environment, cwd=scratch, stdin=follower, stdout=follower, stderr=follower,
                start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            )
            os.close(follower)
            threading.Thread(target=self.drain, args=(leader,), daemon=True).start()
        else:
            self.child = subprocess.Popen(
                line, env=environment, cwd=scratch, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def drain(self, leader):
        """A terminal that is not read holds the program up."""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:
                return
            if not piece:
                return
            self.drained += len(piece)

    def seconds(self):
        """Processor time so far, in seconds."""
        with open(f"/proc/{self.child.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """The most memory that it has had, in MiB."""
        with open(f"/proc/{self.child.pid}/status", encoding="utf-8") as file:
            kib = next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
        return kib / 1024

    def wait_until_it_listens(self, port):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self.child.poll() is not None:
                sys.exit(f"the program ended with {self.child.returncode}")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("the program does not listen")

    def end(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.child.kill()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/callboard")
    parser.add_argument("command", nargs="?", choices=["board", "record", "tail", "push"], default="board")
    parser.add_argument("--rate", type=float, default=2000, help="events a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--calls", type=int, default=400, help="calls at a time")
    parser.add_argument("--share", type=float, default=0.5, help="the most of one core that it may take")
    arguments = parser.parse_args()
    arguments.binary = os.path.abspath(arguments.binary)
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        program = Program(arguments, scratch, port)
        try:
            program.wait_until_it_listens(port)
            held = measure(program, port, arguments)
        finally:
            program.end()
    sys.exit(0 if held else 1)


def measure(program, port, arguments):
    time.sleep(2)
    rest, at_rest = program.seconds(), time.monotonic()
    time.sleep(2)
    idle = (program.seconds() - rest) / (time.monotonic() - at_rest)
    began, before = time.monotonic(), program.seconds()
    ways = [Way(number, port, arguments, began) for number in range(arguments.connections)]
    for way in ways:
        way.start()
    for way in ways:
        way.join(arguments.seconds + 30)
    took, spent = time.monotonic() - began, program.seconds() - before
    taken = sum(way.taken for way in ways)
    asked = int(arguments.rate * arguments.seconds / arguments.connections) * arguments.connections
    refused = {}
    for way in ways:
        for status, count in way.refused.items():
            refused[status] = refused.get(status, 0) + count
    share = spent / took
    print(f"{arguments.command}: {taken} of {asked} events taken in {took:.1f} s ({taken / took:.0f} a second)")
    print(f"refused: {refused or 'none'}; at most {max(way.late for way in ways) * 1000:.0f} ms behind")
    print(f"processor: {spent:.2f} s, {spent / max(taken, 1) * 1e6:.1f} us an event, {share:.1%} of one core")
    print(f"           {idle:.1%} of one core at rest; memory {program.memory():.0f} MiB at most")
    if program.drained:
        print(f"           {program.drained / 1024:.0f} KiB were drawn")
    broken = [f"a connection: {way.wrong}" for way in ways if way.wrong]
    if taken < asked:
        broken.append(f"{asked - taken} events were not taken")
    if taken / took < 0.98 * arguments.rate:
        broken.append("the rate was not reached")
    if share > arguments.share:
        broken.append(f"more than {arguments.share:.0%} of one core")
    for sentence in broken:
        print(f"NOT HELD: {sentence}")
    return not broken


if __name__ == "__main__":
    main()
