#!/usr/bin/env python3
"""What the board sends to the terminal, beside the least that would do.

    cargo build --release
    python3 tests/bench/bytes.py target/release/callboard              # the demo: 40 agents, 50 operations a second, 200x60
    python3 tests/bench/bytes.py OLD NEW --seconds 60                  # two builds in one run, in turn
    python3 tests/bench/bytes.py NEW --set reorder_every=0s            # with a setting of [screen]

The program runs on a pseudo-terminal. What it sends is read by a terminal of this file's own, frame by frame, and from every
frame and the one before it a second encoder, which shares nothing with the program's, works out how few bytes would have done:
every style once a frame and only what differs of it, blanks in any ink, between two runs the shortest move, and none of the
board's caution (no whole style and no absolute move at the beginning, no doubt about any character's width). Of its two orders,
by style and by place, the shorter counts for each frame. That is the floor. Both figures are without the first --settle seconds.

Printed are bytes a second, frames a second, the floor, the ratio, changed cells a second, and how many of the floor's rows moved:
lines whose text was on another line in the frame before. --at-most and --ratio make it a gate: the exit code is 1 where the last
program is above. Linux only.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata

END = b"\x1b[?2026l"
PLAIN = (None, None, frozenset())
# Attributes that show on a blank.
ON_BLANKS = {4, 5, 7, 9}
BLANK = (" ", PLAIN)


def cells_of(char):
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Screen:
    """A terminal: as much of one as the board needs. A sequence that it does not know ends the run."""

    TOKEN = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|\x1b\]([^\x07]*)\x07|\x1b([78=>])|([\x00-\x1f])|([^\x00-\x1f]+)")

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.row = self.column = 0
        self.pen = PLAIN
        self.cells = [[BLANK] * columns for _ in range(rows)]

    def take(self, data):
        text = data.decode("utf-8")
        at = 0
        while at < len(text):
            token = self.TOKEN.match(text, at)
            if not token:
                sys.exit(f"not understood: {text[at:at + 20]!r}")
            at = token.end()
            parameters, final, _, _, control, plain = token.groups()
            if final:
                self.sequence(parameters, final)
            elif control:
                self.control(control)
            elif plain:
                for char in plain:
                    self.put(char)

    def control(self, control):
        if control == "\r":
            self.column = 0
        elif control == "\n":
            self.row = min(self.row + 1, self.rows - 1)
        elif control == "\b":
            self.column = max(min(self.column, self.columns - 1) - 1, 0)

    def sequence(self, parameters, final):
        if parameters.startswith("?") or final in "nr":
            return
        figures = [int(part or 0) for part in parameters.split(";")] if parameters else []
        count = max(figures[0] if figures else 1, 1)
        if final == "H":
            self.row = min(max(figures[0] if figures else 1, 1), self.rows) - 1
            self.column = min(max(figures[1] if len(figures) > 1 else 1, 1), self.columns) - 1
        elif final == "G":
            self.column = min(count, self.columns) - 1
        elif final == "A":
            self.row = max(self.row - count, 0)
        elif final == "B":
            self.row = min(self.row + count, self.rows - 1)
        elif final == "C":
            self.column = min(self.column + count, self.columns - 1)
        elif final == "D":
            self.column = max(self.column - count, 0)
        elif final == "J":
            self.cells = [[(" ", (None, self.pen[1], frozenset()))] * self.columns for _ in range(self.rows)]
        elif final == "m":
            self.style(figures or [0])
        else:
            sys.exit(f"not understood: CSI {parameters} {final}")

    def style(self, figures):
        ink, ground, attributes = self.pen
        figures = list(figures)
        while figures:
            code = figures.pop(0)
            if code == 0:
                ink, ground, attributes = PLAIN
            elif code < 10:
                attributes = attributes | {code}
            elif 22 <= code <= 29:
                attributes = attributes - ({1, 2} if code == 22 else {code - 20})
            elif code in (38, 48):
                kind = figures.pop(0)
                colour = (kind, *(figures.pop(0) for _ in range(1 if kind == 5 else 3)))
                # The 16 that have codes of their own.
                colour = colour[1] if kind == 5 and colour[1] < 16 else colour
                ink, ground = (colour, ground) if code == 38 else (ink, colour)
            elif code == 39:
                ink = None
            elif code == 49:
                ground = None
            elif code == 59:
                pass
            elif 30 <= code <= 37 or 90 <= code <= 97:
                ink = code - 30 if code < 90 else code - 82
            elif 40 <= code <= 47 or 100 <= code <= 107:
                ground = code - 40 if code < 100 else code - 92
            else:
                sys.exit(f"not understood: SGR {code}")
        self.pen = (ink, ground, attributes)

    def put(self, char):
        wide = cells_of(char)
        line = self.cells[self.row]
        if wide == 0:
            at = min(self.column, self.columns) - 1
            while at > 0 and line[at][0] == "":
                at -= 1
            line[at] = (line[at][0] + char, line[at][1])
            return
        # The board has switched wrapping off: what is beyond the edge lands in the last column.
        self.column = min(self.column, self.columns - wide)
        for at in range(self.column, self.column + wide):
            if line[at][0] == "" and at > 0 and at == self.column:
                line[at - 1] = (" ", line[at - 1][1])
            if at + 1 < self.columns and line[at + 1][0] == "" and at == self.column + wide - 1:
                line[at + 1] = (" ", line[at + 1][1])
            line[at] = (char if at == self.column else "", self.pen)
        self.column += wide

    def seen(self):
        """The screen as it looks: a blank has no ink, unless its attributes show."""
        def look(cell):
            text, (ink, ground, attributes) = cell
            if text in (" ", "") and not attributes & ON_BLANKS:
                return (text, (None, ground, frozenset()))
            return cell
        return [[look(cell) for cell in line] for line in self.cells]


def figures_of(colour, base):
    if colour is None:
        return str(base + 9)
    if isinstance(colour, int):
        return str(base + colour if colour < 8 else base + 52 + colour)
    return ";".join(str(figure) for figure in (base + 8, *colour))


def style_cost(before, after):
    """The fewest bytes from one style to another."""
    if before == after:
        return 0
    def parts(start):
        (ink, ground, attributes), (to_ink, to_ground, wanted) = start, after
        gone, come = attributes - wanted, wanted - attributes
        found = sorted({"22" if code in (1, 2) else str(code + 20) for code in gone})
        if gone & {1, 2}:
            come = come | (wanted & {1, 2})
        found += [str(code) for code in sorted(come)]
        if ink != to_ink:
            found.append(figures_of(to_ink, 30))
        if ground != to_ground:
            found.append(figures_of(to_ground, 40))
        return found
    steps = 2 + len(";".join(parts(before))) + 1
    anew = 2 + len(";".join(["", *parts(PLAIN)])) + 1
    return min(steps, anew)


def digits(count):
    return 0 if count == 1 else len(str(count))


def along(start, end):
    if end == start:
        return 0
    if end > start:
        return 3 + digits(end - start)
    return min(start - end, 3 + digits(start - end))


def across(start, end):
    if end == start:
        return 0
    if end > start:
        return min(end - start, 3 + digits(end - start))
    return 3 + digits(start - end)


def move_cost(start, end):
    """The fewest bytes from one place to another; from nowhere, an absolute move."""
    (row, column) = end
    absolute = 3 + (0 if (row, column) == (0, 0) else len(str(row + 1)) + (0 if column == 0 else 1 + len(str(column + 1))))
    if start is None:
        return absolute
    if start == end:
        return 0
    down = across(start[0], row)
    return min(absolute, down + along(start[1], column), down + 1 + along(0, column), down + 3 + len(str(column + 1)))


def runs_of(before, after):
    """What differs: row, first column, the column behind, style (its ink None where it is all blank), bytes; and cells."""
    runs, changed = [], 0
    for row, (old, new) in enumerate(zip(before, after)):
        if old == new:
            continue
        for column, cell in enumerate(new):
            text, pen = cell
            if old[column] == cell or text == "":
                continue
            changed += 1
            wide = 2 if column + 1 < len(new) and new[column + 1][0] == "" else 1
            blank = text == " " and not pen[2] & ON_BLANKS
            last = runs[-1] if runs and runs[-1][0] == row and runs[-1][2] == column else None
            fits = last and last[3][1] == pen[1] and (
                last[3] == pen or blank and not last[3][2] & ON_BLANKS or last[5] and not pen[2] & ON_BLANKS
            )
            if fits:
                last[2], last[4] = column + wide, last[4] + len(text.encode())
                if last[5] and not blank:
                    last[3], last[5] = pen, False
            else:
                runs.append([row, column, column + wide, pen, len(text.encode()), blank])
    return runs, changed


def cost(runs, place, columns):
    pen, total = PLAIN, 0
    for row, start, end, style, length, blank in runs:
        if not (blank and style[1] == pen[1] and not pen[2] & ON_BLANKS):
            total += style_cost(pen, style)
            pen = style
        total += move_cost(place, (row, start)) + length
        place = (row, end) if end < columns else None
    return total + (3 if pen != PLAIN else 0), place


def least(runs, place, columns):
    """The floor of a frame with these runs, and where its cursor ends."""
    straight = cost(runs, place, columns)
    styles = {}
    for run in runs:
        styles.setdefault(run[3], []).append(run)
    # Blanks go with the first style that has their ground.
    for run in [run for run in runs if run[5]]:
        lender = next((style for style in styles
                       if style != run[3] and style[1] == run[3][1] and not style[2] & ON_BLANKS), None)
        if lender is not None:
            styles[run[3]].remove(run)
            styles[lender].append(run)
    def order(style):
        return (str(style[1]), sorted(style[2]), str(style[0]))
    grouped = [run for style in sorted(styles, key=order) for run in sorted(styles[style])]
    return min(straight, cost(grouped, place, columns), key=lambda way: way[0])


class Tally:
    def __init__(self):
        self.bytes = self.floor = self.frames = self.cells = self.moved = 0

    def frame(self, before, after, sent, place, columns):
        self.frames += 1
        self.bytes += sent
        runs, changed = runs_of(before, after)
        self.cells += changed
        lines = {"".join(text for text, _ in line): row for row, line in enumerate(before)}
        for row, line in enumerate(after):
            text = "".join(text for text, _ in line)
            # The beginning of a line has who it is; its time goes on.
            was = next((at for known, at in lines.items() if known[:24] == text[:24] and text[:24].strip("│ ")), row)
            self.moved += was != row
        if not runs:
            return place
        spent, place = least(runs, place, columns)
        # A synchronized update's beginning and end.
        self.floor += spent + 16
        return place


def measure(binary, arguments):
    columns, rows = (int(part) for part in arguments.size.split("x"))
    with tempfile.TemporaryDirectory() as scratch:
        settings = os.path.join(scratch, "callboard.toml")
        with open(os.open(settings, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write("[screen]\n" + "".join(
                f'{key} = "{value}"\n' for key, value in (pair.split("=", 1) for pair in arguments.set)))
        command = [os.path.abspath(binary), "demo", "--config", settings, "--seed", "7",
                   "--agents", str(arguments.agents), "--rate", str(arguments.rate)]
        environment = {"HOME": scratch, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
                       "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": scratch}
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        child = subprocess.Popen(command, env=environment, cwd=scratch, stdin=follower, stdout=follower, stderr=follower,
                                 start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(follower)
        try:
            return watch(leader, Screen(columns, rows), arguments)
        finally:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
            os.close(leader)


def watch(leader, screen, arguments):
    tally, rest, place, seen = Tally(), b"", None, screen.seen()
    starts = time.monotonic() + arguments.settle
    ends = starts + arguments.seconds
    while time.monotonic() < ends:
        if not select.select([leader], [], [], 0.2)[0]:
            continue
        rest += os.read(leader, 1 << 16)
        while (at := rest.find(END)) >= 0:
            piece, rest = rest[:at + len(END)], rest[at + len(END):]
            screen.take(piece)
            if b"\x1b[5n" in rest:
                # A terminal answers.
                os.write(leader, b"\x1b[0n")
                rest = rest.replace(b"\x1b[5n", b"")
            after = screen.seen()
            if time.monotonic() >= starts:
                place = tally.frame(seen, after, len(piece), place, screen.columns)
            seen = after
    if arguments.show:
        print("\n".join("".join(text for text, _ in line).rstrip() for line in seen))
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries", nargs="+", metavar="BINARY")
    parser.add_argument("--agents", type=int, default=40)
    parser.add_argument("--rate", type=float, default=50, help="operations a second")
    parser.add_argument("--size", default="200x60", help="columns x rows")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--settle", type=float, default=5, help="seconds before what is measured")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of [screen], a text")
    parser.add_argument("--show", action="store_true", help="print the last screen")
    parser.add_argument("--at-most", type=float, help="the most kB a second that the last program may send")
    parser.add_argument("--ratio", type=float, help="the most times the floor")
    arguments = parser.parse_args()
    for binary in arguments.binaries:
        tally = measure(binary, arguments)
        seconds, kb = arguments.seconds, 1000
        ratio = tally.bytes / max(tally.floor, 1)
        print(f"{binary}: {tally.bytes / seconds / kb:.1f} kB/s, {tally.frames / seconds:.1f} frames/s, "
              f"floor {tally.floor / seconds / kb:.1f} kB/s, {ratio:.2f} times the floor, "
              f"{tally.cells / seconds:.0f} changed cells/s, {tally.moved / seconds:.1f} moved rows/s", flush=True)
    held = (arguments.at_most is None or tally.bytes / seconds / kb <= arguments.at_most) and (
        arguments.ratio is None or ratio <= arguments.ratio)
    if not held:
        print("NOT HELD")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
