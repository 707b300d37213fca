"""Sound as 16-bit mono samples at 22,050 Hz: read, trim, level, join. Plain Python, no audio library."""

from __future__ import annotations

import io
import math
import wave
from array import array
from pathlib import Path

from hardware.loudness import loudness

RATE = 22_050  # samples a second, what espeak makes
SPOKEN_LUFS = -22.0  # room for the peaks of speech: hardly any clip of the engine's voices meets PEAK
PEAK = 29_000  # about -1 dBFS; no sample goes above
WINDOW = RATE // 100  # 10 ms
FADE = RATE // 250  # 4 ms at both ends, so that joints don't click

CHIME_TONES = ((659.26, 0.0), (523.25, 0.30))  # E5, then C5: hertz, start in seconds
CHIME_SECONDS = 0.85


class BadWav(Exception):
    """Not a sound we can join; the message says why."""


def read(path: Path) -> array[int]:
    """The samples of a WAV file of ours; BadWav unless it is whole, 22,050 Hz, mono, 16 bit and not silent."""
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


def level(samples: array[int]) -> array[int]:
    """`samples` at the loudness of all clips, peaks kept below PEAK, both ends faded."""
    gain = min(10 ** ((SPOKEN_LUFS - loudness(samples, RATE)) / 20), PEAK / max(map(abs, samples)))
    even = array("h", (int(x * gain) for x in samples))
    for i in range(min(FADE, len(even) // 2)):
        even[i] = even[i] * i // FADE
        even[-1 - i] = even[-1 - i] * i // FADE
    return even


def softer(samples: array[int], percent: int) -> array[int]:
    """`samples` at so many hundredths of their height: 50 is 6 dB less."""
    return samples if percent == 100 else array("h", (x * percent // 100 for x in samples))


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
    return array("h", (int(x / loudest * PEAK * 0.36) for x in mixed))


def join(parts: list[array[int]]) -> bytes:
    """One WAV file out of `parts`, in order."""
    return packed(b"".join(part.tobytes() for part in parts))


def packed(frames: bytes) -> bytes:
    """A WAV file of these samples."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(frames)
    return out.getvalue()


def duration(sound: bytes) -> float:
    """Seconds of a WAV file's sound."""
    with wave.open(io.BytesIO(sound), "rb") as opened:
        return opened.getnframes() / opened.getframerate()
