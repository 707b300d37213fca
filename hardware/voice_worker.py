"""The child process that speaks: `python -m hardware.voice_worker`. Nothing else may import pyttsx3.

It reads one JSON line per text on stdin, writes the sound to the named file and answers with one JSON line.
pyttsx3 crashes its whole process when two threads use it and hangs without a word, so it lives here alone,
where it can be killed. When stdin ends (the parent closed it or died), this process ends, even in mid-text.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, TextIO

import pyttsx3

from hardware import wav
from hardware.pcm import read_any

SPOILED_TRIES = 3
LONGEST_TEXT = 20_000  # characters; espeak crashes at a few times that


def choose_voice(voices: list[Any], wanted: str, language: str) -> str | None:
    """The id to speak with: `wanted` where the engine has it, else its first voice of `language`.

    An id that isn't in the list would be spoken in English without an error, so None means: don't speak.
    """
    if any(voice.id == wanted for voice in voices):
        return wanted
    for voice in voices:
        spoken = str((voice.languages or [""])[0]).replace("_", "-").lower()
        if spoken.split("-")[0] == language:
            return voice.id
    return None


class Speaker:
    """pyttsx3, one text at a time.

    Its espeak driver works in a thread of espeak's. A runAndWait that starts while that thread still does
    something, if only setting the rate, may cancel the text it was to speak and leave an empty file, or put one
    text's sound under the next one's name. Hence: wait until espeak is idle before each step, and believe a file
    only after exactly one notice, "finished, completed".
    """

    def __init__(self) -> None:
        self._engine = pyttsx3.init()
        self._espeak: Any = None
        if str(self._engine) == "espeak":
            from pyttsx3.drivers import _espeak

            self._espeak = _espeak
        self._notices: list[bool] = []
        self._engine.connect("finished-utterance", lambda name, completed: self._notices.append(completed))
        self._engine.runAndWait()  # a new engine is "busy": without this it would not wait for its first text
        self._voices = self._engine.getProperty("voices")
        self._set: tuple[str, int, int] | None = None

    def voices(self) -> list[dict]:
        """What the engine can speak with."""
        return [{"id": one.id, "name": one.name, "languages": one.languages} for one in self._voices]

    def speak(self, order: dict) -> dict:
        """One text into one file. Only one: of two save_to_file in a runAndWait, pyttsx3 writes the last."""
        voice = choose_voice(self._voices, order["voice"], order["language"])
        if voice is None:
            return {"error": f"no voice {order['voice']} and none for {order['language']}"}
        if not order["text"].strip():
            return {"error": "nothing to say"}
        if len(order["text"]) > LONGEST_TEXT:
            return {"error": "too long to say"}
        if not os.path.isdir(os.path.dirname(order["path"])):
            return {"error": "there is no folder to write to"}  # pyttsx3 would hang
        for _ in range(SPOILED_TRIES):
            self._use(voice, order["rate"], order["pitch"])
            self._notices.clear()
            self._engine.save_to_file(order["text"], order["path"])
            self._engine.runAndWait()
            if not self._espeak or self._notices == [True]:
                return {"voice": voice}
        return {"error": "the engine broke off"}

    def _use(self, voice: str, rate: int, pitch: int) -> None:
        self._until_idle()
        if self._set != (voice, rate, pitch):
            self._engine.setProperty("voice", voice)
            self._engine.setProperty("rate", rate)
            if self._espeak:  # the drivers of Windows and macOS refuse it
                self._engine.setProperty("pitch", pitch)
            self._until_idle()
            if self._engine.getProperty("voice") != voice:
                raise RuntimeError(f"the engine refused voice {voice}")
            self._set = (voice, rate, pitch)

    def _until_idle(self) -> None:
        while self._espeak and self._espeak.IsPlaying():
            time.sleep(0.001)


def finish(order: dict) -> dict:
    """A sound made ready to be joined: our rate, mono, trimmed, levelled. Here, so that the server is not held up."""
    ready = wav.level(wav.trim(read_any(Path(order["finish"]), order["longest_s"])))
    Path(order["path"]).write_bytes(wav.join([ready]))
    return {"seconds": len(ready) / wav.RATE}


class Worker:
    """Answers orders. The engine is started by the first that needs it: recordings are made ready without one."""

    def __init__(self) -> None:
        self._speaker: Speaker | None = None

    def answer(self, order: dict) -> dict:
        if "finish" in order:
            return finish(order)
        self._speaker = self._speaker or Speaker()
        return {"voices": self._speaker.voices()} if "voices" in order else self._speaker.speak(order)


def serve(answers: TextIO) -> None:
    """Answer orders in turn until stdin ends."""
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            orders.put(line)
        os._exit(0)  # the main thread may hang in the engine

    threading.Thread(target=listen, daemon=True).start()
    worker = Worker()
    while True:
        order = json.loads(orders.get())
        try:
            told = worker.answer(order)
        except wav.BadWav as refused:
            told = {"error": str(refused), "bad_sound": True}
        except Exception as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), file=answers, flush=True)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends us
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # pyttsx3 prints on stdout
    try:
        serve(answers)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
