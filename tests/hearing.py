"""What a microphone would find in a sound: how loud it is to the ear, where it clicks, when something is heard."""

from __future__ import annotations

import io
import math
import wave
from array import array

from hardware import wav
from hardware.loudness import decibels, k_weighted

BLOCK_S, STEP_S = 0.4, 0.1


def samples(sound: bytes) -> array[int]:
    with wave.open(io.BytesIO(sound), "rb") as opened:
        return array("h", opened.readframes(opened.getnframes()))


def lufs(sound: array[int], rate: int = wav.RATE) -> float:
    """Integrated loudness by the rule of ITU-R BS.1770-4: blocks of 0.4 s, gates at -70 LUFS and 10 below the rest."""
    heard = k_weighted(sound, rate)
    block, step = round(BLOCK_S * rate), round(STEP_S * rate)
    powers = [sum(x * x for x in heard[i : i + block]) / block for i in range(0, len(heard) - block + 1, step)]
    loud = [power for power in powers if decibels(power) > -70]
    gate = decibels(sum(loud) / len(loud)) - 10
    loud = [power for power in loud if decibels(power) > gate]
    return decibels(sum(loud) / len(loud))


def jump(sound: array[int], at: int) -> int:
    """How far the loudspeaker's cone leaps between two neighbouring samples around `at`."""
    near = range(max(1, at - 2), min(len(sound), at + 3))
    return max((abs(sound[i] - sound[i - 1]) for i in near), default=0)


def sine(hertz: float, seconds: float, rate: int, height: float = 32767) -> array[int]:
    return array("h", (round(height * math.sin(math.tau * hertz * i / rate)) for i in range(round(seconds * rate))))


def spells(sound: array[int], quiet: int = 60, pause_s: float = 0.15) -> list[tuple[float, float]]:
    """(start, end) in seconds of each stretch in which something is heard; shorter pauses belong to it."""
    found: list[list[int]] = []
    for i in range(0, len(sound), wav.WINDOW):
        if max(map(abs, sound[i : i + wav.WINDOW])) > quiet:
            if found and i - found[-1][1] <= pause_s * wav.RATE:
                found[-1][1] = i + wav.WINDOW
            else:
                found.append([i, i + wav.WINDOW])
    return [(start / wav.RATE, end / wav.RATE) for start, end in found]
