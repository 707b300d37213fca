"""Sound as 16-bit mono samples at 22,050 Hz: read, trim, level, join. Plain Python, no audio library."""

from __future__ import annotations

import io
import math
import wave
from array import array
from pathlib import Path

RATE = 22_050  # samples a second, what espeak makes
SPOKEN_RMS = 3_300  # about -20 dBFS: room for the peaks of speech, so that nearly no clip meets PEAK
PEAK = 29_000  # about -1 dBFS; no sample goes above
WINDOW = RATE // 100  # 10 ms, the grain of loudness
FADE = RATE // 250  # 4 ms at both ends, so that joints don't click

CHIME_TONES = ((659.26, 0.0), (523.25, 0.30))  # E5, then C5: hertz, start in seconds
CHIME_SECONDS = 0.85


class BadWav(Exception):
    """Not a sound we can join; the message says why."""


def read(path: Path) -> array[int]:
    """The samples of a WAV file; BadWav unless it is whole, 22,050 Hz, mono, 16 bit and not silent."""
    try:
        with wave.open(str(path), "rb") as sound:
            shape = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
            frames, promised = sound.readframes(sound.getnframes()), sound.getnframes() * 2
    except (OSError, EOFError, wave.Error) as error:
        raise BadWav(f"{path.name}: {error or 'cut short'}") from error
    if shape != (RATE, 1, 2):
        raise BadWav(f"{path.name}: {shape[0]} Hz, {shape[1]} channels, {shape[2] * 8} bit")
    if len(frames) != promised:
        raise BadWav(f"{path.name}: {len(frames)} bytes of {promised}")
    samples = array("h", frames)
    if not any(samples):
        raise BadWav(f"{path.name}: silent")
    return samples


def trim(samples: array[int]) -> array[int]:
    """`samples` without the silence at both ends; 20 ms stay before and 30 ms after what is heard."""
    heard = max(map(abs, samples)) // 50
    loud = [i for i in range(0, len(samples), WINDOW) if max(map(abs, samples[i : i + WINDOW])) > heard]
    return samples[max(0, loud[0] - 2 * WINDOW) : loud[-1] + 4 * WINDOW]


def rms(samples: array[int]) -> float:
    """Root mean square of the windows in which something is heard: pauses don't make a sentence softer."""
    heard = max(map(abs, samples), default=0) // 20
    energy, count = 0, 0
    for i in range(0, len(samples), WINDOW):
        part = samples[i : i + WINDOW]
        if max(map(abs, part)) > heard:
            energy += sum(x * x for x in part)
            count += len(part)
    return math.sqrt(energy / count) if count else 0.0


def level(samples: array[int]) -> array[int]:
    """`samples` at the loudness of all clips, peaks kept below PEAK, both ends faded."""
    gain = min(SPOKEN_RMS / rms(samples), PEAK / max(map(abs, samples)))
    even = array("h", (int(x * gain) for x in samples))
    for i in range(min(FADE, len(even) // 2)):
        even[i] = even[i] * i // FADE
        even[-1 - i] = even[-1 - i] * i // FADE
    return even


def silence(seconds: float) -> array[int]:
    return array("h", bytes(2 * round(seconds * RATE)))


def chime() -> array[int]:
    """Two soft tones going down, with an attack of 12 ms and a bell's decay."""
    mixed = [0.0] * round(CHIME_SECONDS * RATE)
    for hertz, start in CHIME_TONES:
        first = round(start * RATE)
        for i in range(first, len(mixed)):
            t = (i - first) / RATE
            tone = math.sin(math.tau * hertz * t) + 0.25 * math.sin(2 * math.tau * hertz * t)
            mixed[i] += tone * min(1.0, t / 0.012) * math.exp(-5.0 * t)
    fade = round(0.06 * RATE)
    for i in range(fade):
        mixed[-1 - i] *= i / fade
    loudest = max(map(abs, mixed))
    return array("h", (int(x / loudest * PEAK * 0.45) for x in mixed))


def join(parts: list[array[int]]) -> bytes:
    """One WAV file out of `parts`, in order."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(b"".join(part.tobytes() for part in parts))
    return out.getvalue()


def duration(sound: bytes) -> float:
    """Seconds of a WAV file's sound."""
    with wave.open(io.BytesIO(sound), "rb") as opened:
        return opened.getnframes() / opened.getframerate()
