#!/usr/bin/env python3
"""How long a change takes from the board's socket to its terminal, and how long the board takes to start.

    cargo build --release
    python3 tests/bench/latency.py target/release/callboard                         # 40 agents, 50 operations a second
    python3 tests/bench/latency.py OLD NEW --agents 1000 --rate 500 --seconds 60    # two builds in one run, in turn

The simulator of the last program runs behind a relay of this file's own, which adds changes to the agents' stream: an agent
takes another name. From the moment at which the relay has given the last byte of it to the board's socket until the name
stands on the board's pseudo-terminal, which a terminal of this file's own reads, is the latency. Names are changed at odd
moments, so that the pause between two frames (33 ms) is met at any place: on a busy board half of it is in the median.

The start is from the program's beginning to the end of its first frame, and to that of the first frame with the agents'
figures, the simulator being there already; the least of --starts. Figures of a shared machine are noisy: two builds in one
run tell which is quicker. --at-most makes a gate of the last program's median, in ms. Linux only.
"""

import argparse
import fcntl
import importlib.util
import os
import pty
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

SPEC = importlib.util.spec_from_file_location("terminal", os.path.join(os.path.dirname(__file__), "bytes.py"))
TERMINAL = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(TERMINAL)

COLUMNS, ROWS = 200, 60
END = TERMINAL.END


class Centre:
    """The simulator."""

    def __init__(self, binary, agents, rate, scratch):
        environment = {"HOME": scratch, "PATH": os.environ["PATH"], "CALLBOARD_SYSTEM_CONFIG": ""}
        command = [binary, "simulate", "--agents", str(agents), "--rate", str(rate)]
        self.child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        first = self.child.stdout.readline()
        self.address = first.split("http://")[1].strip()
        self.settings = ""
        for line in self.child.stdout:
            self.settings += line
            if line.startswith("app_key"):
                break

    def end(self):
        self.child.kill()
        self.child.wait()


class Between:
    """A relay to the address; what is made of it joins both ends of a connection, and says what happens to what passes."""

    def __init__(self, address):
        host, port = address.split(":")
        self.beyond, self.lock = (host, int(port)), threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.beyond)
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.join(near, far)

    @staticmethod
    def hand_on(here, there, look):
        """Looks at what comes from here and sends it there, until it ends."""
        try:
            while data := here.recv(1 << 18):
                look(data)
                there.sendall(data)
            there.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Relay(Between):
    """Hands on what passes, and adds messages of its own to the event stream, between two of its chunks."""

    def __init__(self, centre):
        self.stream, self.agents, self.fault = None, [], None
        super().__init__(centre.address)

    def join(self, near, far):
        threading.Thread(target=self.hand_on, args=(near, far, lambda _: None), daemon=True).start()
        threading.Thread(target=self.down, args=(far, near), daemon=True).start()

    def down(self, far, near):
        """Hands on the responses of a connection, one after another: the stream need not be the first of them."""
        rest, left, streams = b"", 0, False
        try:
            while data := far.recv(65536):
                rest += data
                while rest:
                    if streams:
                        taken = self.chunks(rest, near)
                    elif left:
                        taken = min(left, len(rest))
                        near.sendall(rest[:taken])
                        left -= taken
                    elif (taken := rest.find(b"\r\n\r\n") + 4) >= 4:
                        head = rest[:taken].lower()
                        near.sendall(rest[:taken])
                        streams = b"text/event-stream" in head
                        length = re.search(rb"\r\ncontent-length: *(\d+)", head)
                        if length is None and not streams:
                            self.fault = f"the relay cannot tell where this response ends: {head.decode()}"
                            near.shutdown(socket.SHUT_RDWR)
                            return
                        left = int(length[1]) if length else 0
                    else:
                        taken = 0
                    if not taken:
                        break
                    rest = rest[taken:]
            near.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def chunks(self, data, near):
        """Hands on the chunks that are whole, and says how long they are."""
        at = 0
        while (line := data.find(b"\r\n", at)) >= 0:
            end = line + 2 + int(data[at:line], 16) + 2
            if end > len(data):
                break
            with self.lock:
                near.sendall(data[at:end])
                self.stream = near
            if not self.agents and b"EventAgentsMetricsWatch" in data[at:end]:
                self.agents = re.findall(r'"agentUUID":"\s*(\w+)\s*","agentID":"(\w+)"', data[at:end].decode())
            at = end
        return at

    def rename(self, agent, name):
        """Gives an agent another name; when the board's socket had it."""
        now = int(time.time() * 1000)
        text = (f'data: {{"MessageID":"EventAgentsMetricsChanged","companyId":"bench","creationTime":{now},"list":[{{"op":'
                f'"replace","id":" {agent} ","path":"agentsMetrics/list/agentName","value":"{name}"}}]}}\n\n').encode()
        with self.lock:
            self.stream.sendall(f"{len(text):X}\r\n".encode() + text + b"\r\n")
            return time.monotonic()


class Board:
    """The program on a pseudo-terminal."""

    def __init__(self, binary, settings, scratch):
        self.screen, self.rest = TERMINAL.Screen(COLUMNS, ROWS), b""
        environment = {"HOME": scratch, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"],
                       "XDG_RUNTIME_DIR": scratch, "CALLBOARD_SYSTEM_CONFIG": ""}
        self.leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.began = time.monotonic()
        self.child = subprocess.Popen([binary, "--config", settings], env=environment, cwd=scratch, stdin=follower,
                                      stdout=follower, stderr=follower, start_new_session=True,
                                      preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(follower)

    def wait(self, found, patience=60):
        """When the frame's last byte came in which `found` holds of the screen's text; nothing where none came in time."""
        ends = time.monotonic() + patience
        while (left := ends - time.monotonic()) > 0:
            if not select.select([self.leader], [], [], left)[0]:
                break
            self.rest += os.read(self.leader, 1 << 16)
            came = time.monotonic()
            if b"\x1b[5n" in self.rest:
                # A terminal answers.
                os.write(self.leader, b"\x1b[0n")
                self.rest = self.rest.replace(b"\x1b[5n", b"")
            if (at := self.rest.rfind(END)) < 0:
                continue
            piece, self.rest = self.rest[:at + len(END)], self.rest[at + len(END):]
            self.screen.take(piece)
            if found(self.text()):
                return came
        return None

    def text(self):
        return "\n".join("".join(text for text, _ in line) for line in self.screen.cells)

    def end(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.child.kill()
        os.close(self.leader)


def settings_of(centre, relay, scratch):
    path = os.path.join(scratch, "callboard.toml")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(centre.settings.replace(centre.address, relay.address))
    return path


def starts(binary, settings, scratch, arguments):
    """The least time to the first frame and to that with the agents."""
    first, live = [], []
    for _ in range(arguments.starts):
        board = Board(binary, settings, scratch)
        try:
            frame = board.wait(lambda text: text.strip())
            there = board.wait(lambda text: re.search(r"[\d,]+ agents", text) and "0 of 0" not in text)
            if frame is None or there is None:
                sys.exit(f"{binary} shows no agents")
            first.append((frame - board.began) * 1000)
            live.append((there - board.began) * 1000)
        finally:
            board.end()
    return min(first), min(live)


def latencies(binary, settings, scratch, relay, arguments):
    board, taken = Board(binary, settings, scratch), []
    try:
        if board.wait(lambda text: re.search(r"[\d,]+ agents", text)) is None:
            sys.exit(f"{binary} shows no agents")
        board.wait(lambda text: False, 3)
        if not relay.agents:
            sys.exit(relay.fault or "no whole board of agents went through the relay")
        odd, ends, count = random.Random(7), time.monotonic() + arguments.seconds, 0
        while time.monotonic() < ends:
            board.wait(lambda text: False, odd.uniform(0.1, 0.3))
            in_view = [agent for agent, number in relay.agents if re.search(rf"\b{number}\b", board.text())]
            if not in_view:
                continue
            count += 1
            name = f"Q{count:05}"
            sent = relay.rename(odd.choice(in_view), name)
            came = board.wait(lambda text: name in text, 2)
            if came is not None:
                taken.append(max(came - sent, 0) * 1000)
    finally:
        board.end()
    return sorted(taken), count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries", nargs="+", metavar="BINARY")
    parser.add_argument("--agents", type=int, default=40)
    parser.add_argument("--rate", type=float, default=50, help="operations a second")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--starts", type=int, default=5, help="how often to start")
    parser.add_argument("--at-most", type=float, help="the most ms that the last program's median may be")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        binaries = [os.path.abspath(binary) for binary in arguments.binaries]
        centre = Centre(binaries[-1], arguments.agents, arguments.rate, scratch)
        try:
            relay = Relay(centre)
            settings = settings_of(centre, relay, scratch)
            for binary in binaries:
                first, live = starts(binary, settings, scratch, arguments)
                taken, count = latencies(binary, settings, scratch, relay, arguments)
                if not taken:
                    sys.exit(f"{binary} shows none of {count} changed names")
                at = lambda share: taken[min(int(len(taken) * share), len(taken) - 1)]
                print(f"{binary}: first frame {first:.0f} ms, with agents {live:.0f} ms; socket to terminal p50 {at(.5):.1f} "
                      f"ms, p95 {at(.95):.1f} ms, p99 {at(.99):.1f} ms, {len(taken)} of {count} names seen", flush=True)
        finally:
            centre.end()
    if arguments.at_most is not None and at(.5) > arguments.at_most:
        sys.exit("NOT HELD")


if __name__ == "__main__":
    main()
