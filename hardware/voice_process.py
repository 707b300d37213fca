"""The parent's end of the speaking child process: start, order a text, wait no longer than a limit, kill."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

from hardware.pcm import LONGEST_S
from hardware.wav import BadWav
from server.core.voices import Tone

CHECKOUT = Path(__file__).resolve().parent.parent
START_SECONDS = 10.0  # allowed for the first answer: Python and the engine start, perhaps on a busy machine


class VoiceFault(Exception):
    """The engine did not make a sound. `process_lost` says that the child must be started anew."""

    def __init__(self, message: str, process_lost: bool = False) -> None:
        super().__init__(message)
        self.process_lost = process_lost


def surroundings() -> tuple[Path, dict[str, str]]:
    """Folder and environment of the child: espeak-ng's library and data come from the espeakng_loader package.

    The dynamic linker reads LD_LIBRARY_PATH only when a program starts, hence a child's environment. The data is
    named relative to the child's folder, because espeak-ng dies of data paths near 160 bytes, which a deep checkout
    reaches. Where the package is missing, a system espeak-ng is used.
    """
    env = dict(os.environ)
    _put_first(env, "PYTHONPATH", CHECKOUT)
    loader = importlib.util.find_spec("espeakng_loader")
    if not loader or not loader.origin:
        return CHECKOUT, env
    folder = Path(loader.origin).parent
    _put_first(env, "LD_LIBRARY_PATH", folder)
    env["ESPEAK_DATA_PATH"] = "."
    return folder, env


def _put_first(env: dict[str, str], name: str, folder: Path) -> None:
    env[name] = os.pathsep.join(filter(None, [str(folder), env.get(name)]))


class VoiceProcess:
    """One running child. Not for two threads at once."""

    def __init__(self) -> None:
        folder, env = surroundings()
        self._child = subprocess.Popen(
            [sys.executable, "-m", "hardware.voice_worker"],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._warm = False
        threading.Thread(target=self._listen, name="voice answers", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._child.pid

    def _listen(self) -> None:
        with self._child.stdout as lines:
            for line in lines:
                self._answers.put(line)
        self._answers.put(b"")

    def save(self, text: str, path: Path, tone: Tone, limit: float) -> str:
        """Speak `text` into `path` within `limit` seconds and return the voice's id; VoiceFault otherwise."""
        order = {"text": text, "path": str(path.resolve()), **dataclasses.asdict(tone)}
        return self._ask(order, limit)["voice"]

    def finish(self, source: Path, path: Path, limit: float, longest_s: float = LONGEST_S) -> None:
        """Make the sound in `source` ready to be joined, in `path`; BadWav says what is wrong with it."""
        self._ask({"finish": str(source.resolve()), "path": str(path.resolve()), "longest_s": longest_s}, limit)

    def voices(self, limit: float) -> list[dict]:
        """The engine's voices: id, name, languages."""
        return self._ask({"voices": True}, limit)["voices"]

    def _ask(self, order: dict, limit: float) -> dict:
        """One order and its answer. After a VoiceFault with `process_lost` the child is gone."""
        try:
            self._child.stdin.write(json.dumps(order).encode() + b"\n")
            self._child.stdin.flush()
            line = self._answers.get(timeout=limit if self._warm else max(limit, START_SECONDS))
        except queue.Empty:
            self.kill()
            raise VoiceFault(f"no answer within {limit} s", process_lost=True) from None
        except (OSError, ValueError):
            line = self._answers.get()  # what the child said before it ended, if anything
        self._warm = True
        answer = json.loads(line) if line else {"error": "the speech process ended"}
        if "bad_sound" in answer:
            raise BadWav(answer["error"])
        if "error" in answer:
            lost = not line or self._child.poll() is not None
            if lost:
                self.kill()
            raise VoiceFault(answer["error"], process_lost=lost)
        return answer

    def kill(self) -> None:
        """End the child at once, whatever it does."""
        self._child.kill()
        self._child.wait()
        with contextlib.suppress(OSError):
            self._child.stdin.close()
