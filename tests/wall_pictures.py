#!/usr/bin/env python3
"""Makes the wall's pictures of README and manual anew: what xterm shows of the demo under Xvfb, at 1920x1080.

    cargo build --release
    python3 tests/wall_pictures.py target/release/callboard                     # all of them
    python3 tests/wall_pictures.py target/release/callboard wall-tiles          # some

The program runs on a pseudo-terminal, and what it sends is read by the terminal of bench/bytes.py, until the page is there; xterm
is given its cells. Needed are xterm, Xvfb, ImageMagick's import, DejaVu Sans Mono, and Noto Sans Mono CJK SC for the header in
Chinese. Linux only. The board's pictures, which are SVG, the tests of tests/suite/pty draw.
"""

import argparse
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "bench"))
sys.dont_write_bytecode = True
from bytes import Screen  # noqa: E402

ASSETS = Path(__file__).parent.parent / "assets"
SIZE = (240, 67)
# What says that alerts interrupt.
ALERTS = ("interrupt", "打断")
# Name: arguments, what letters are made of, what stands on the page once it is there, and what must not stand there.
PICTURES = {
    "wall": (["--language", "en"], "half", "[wall]", ALERTS),
    "wall-light": (["--language", "en", "--theme", "light"], "half", "[wall]", ALERTS),
    "wall-chinese": (["--language", "zh"], "quadrant", "[大屏]", ALERTS),
    "wall-tiles": (["--language", "en"], "half", "[board]", ALERTS),
    "wall-tiles-chinese": (["--language", "zh", "--theme", "light"], "quadrant", "[看板]", ALERTS),
    "wall-alert": (["--language", "en", "--agents", "300"], "half", "interrupt", ()),
}
# Seconds after the start before which the sources have not all been heard, and after which a page does not come any more.
SETTLED, PATIENCE = 23, 400


def frame_of(program, name, seed):
    """The screen once the page stands there, drawn to its end."""
    (columns, rows), (arguments, blocks, mark, others) = SIZE, PICTURES[name]
    with tempfile.TemporaryDirectory() as scratch:
        settings = Path(scratch) / "callboard.toml"
        settings.touch(mode=0o600)
        settings.write_text(f'[screen]\nblocks = "{blocks}"\n[kiosk]\nevery = "20s"\n', encoding="utf-8")
        command = [os.path.abspath(program), "demo", "--kiosk", "--seed", str(seed), "--config", str(settings), *arguments]
        environment = {"HOME": scratch, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
                       "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": scratch}
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        child = subprocess.Popen(command, env=environment, cwd=scratch, stdin=follower, stdout=follower, stderr=follower,
                                 start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(follower)
        try:
            return watched(leader, Screen(columns, rows), mark, others)
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(timeout=20)
            os.close(leader)


def watched(leader, screen, mark, others):
    """The screen, or None where the page did not come."""
    began, rest, there = time.monotonic(), b"", None
    while time.monotonic() < began + PATIENCE:
        readable, _, _ = select.select([leader], [], [], 0.2)
        if readable:
            rest += os.read(leader, 1 << 16)
            # A frame is read when it is whole.
            end = rest.rfind(b"\x1b[?2026l") + len(b"\x1b[?2026l")
            if end >= len(b"\x1b[?2026l"):
                screen.take(rest[:end])
                rest = rest[end:]
        if time.monotonic() < began + SETTLED:
            continue
        text = "\n".join("".join(cell for cell, _ in line) for line in screen.cells)
        if mark not in text or any(other in text for other in others):
            there = None
        elif there is None:
            there = time.monotonic()
        elif time.monotonic() > there + 1.5:
            return screen
    return None


def sent(screen):
    """The screen as bytes for a terminal."""
    def colour(colour, base):
        if colour is None:
            return str(base + 9)
        if isinstance(colour, int):
            return str(base + colour if colour < 8 else base + 52 + colour)
        return ";".join(str(part) for part in (base + 8, *colour))
    out = ["\x1b[?25l\x1b[?7l\x1b[2J"]
    for row, line in enumerate(screen.cells):
        out.append(f"\x1b[{row + 1}H")
        last = None
        for text, pen in line:
            if pen != last:
                ink, ground, attributes = pen
                parts = ["0", *(str(code) for code in sorted(attributes)), colour(ink, 30), colour(ground, 40)]
                out.append(f"\x1b[{';'.join(parts)}m")
                last = pen
            out.append(text)
    return "".join(out).encode()


def shot(screen, path):
    """What xterm shows of it, at 1920x1080."""
    with tempfile.TemporaryDirectory() as scratch:
        frame = Path(scratch) / "frame"
        frame.write_bytes(sent(screen))
        reading, writing = os.pipe()
        display = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
                                   pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        environment = {**os.environ, "HOME": scratch, "LC_ALL": "C.UTF-8"}
        try:
            environment["DISPLAY"] = f":{os.read(reading, 16).decode().strip()}"
            xterm = subprocess.Popen(
                ["xterm", "-u8", "-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK SC", "-fs", "10",
                 "-xrm", "XTerm*scaleHeight: 0.94",  # 67 lines of 16 pixels
                 "-geometry", f"{screen.columns}x{screen.rows}+0+0", "-b", "0", "-bw", "0", "+sb", "-bg", "black", "-fg", "white",
                 "-e", "sh", "-c", f'cat "{frame}"; touch "{scratch}/drawn"; sleep 60'], env=environment)
            try:
                until = time.monotonic() + 20
                while not Path(scratch, "drawn").exists() and time.monotonic() < until:
                    time.sleep(0.1)
                time.sleep(2)
                subprocess.run(["import", "-window", "root", "-strip", str(path)], env=environment, check=True)
            finally:
                xterm.kill()
                xterm.wait()
        finally:
            display.kill()
            display.wait()
            os.close(reading)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("names", nargs="*", metavar="PICTURE", help=f"which: {', '.join(PICTURES)}")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--into", type=Path, default=ASSETS)
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in PICTURES:
            parser.error(f"there is no picture {name}: {', '.join(PICTURES)}")
    missing = [tool for tool in ("xterm", "Xvfb", "import") if not shutil.which(tool)]
    if missing:
        sys.exit(f"{', '.join(missing)} must be installed")
    for name in arguments.names or PICTURES:
        path = arguments.into / f"{name}.png"
        # Not every invented day has an alert in its first minutes.
        frames = (frame_of(arguments.program, name, seed) for seed in range(arguments.seed, arguments.seed + 5))
        frame = next((frame for frame in frames if frame), None)
        if frame is None:
            sys.exit(f"{name}: {PICTURES[name][2]!r} did not come in {PATIENCE} s, on five days")
        shot(frame, path)
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
