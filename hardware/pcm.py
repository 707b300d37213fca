"""Any ordinary WAV file as 16-bit mono samples at 22,050 Hz; what can't be used is refused with a clear sentence."""

from __future__ import annotations

import io
import math
import struct
import wave
from array import array
from collections.abc import Sequence
from functools import cache
from operator import mul
from pathlib import Path

from hardware.wav import RATE, BadWav

LONGEST_S = 15.0
RATES = (8_000, 96_000)
LARGEST = 8 * 1024 * 1024
REACH = 16  # input samples on each side that make one output sample, for rates that don't fall
FINEST = 512  # points between two samples that are told apart
SAVE_AS = "save it as WAV, PCM, 16 bit"
EXTENSIBLE, PLAIN = 0xFFFE, 1


def read_any(path: Path, longest_s: float = LONGEST_S) -> array[int]:
    """The samples of a recording of any rate and width, all channels mixed; BadWav with what to do about it."""
    frames, rate, channels, width = _frames(path)
    if not RATES[0] <= rate <= RATES[1]:
        raise BadWav(f"{path.name}: {rate} Hz; {RATES[0]} to {RATES[1]} Hz can be used")
    if channels > 2 or width not in (1, 2, 3, 4):
        raise BadWav(f"{path.name}: {channels} channels of {width * 8} bit; {SAVE_AS}, mono or stereo")
    seconds = len(frames) / (rate * channels * width)
    if seconds > longest_s:
        raise BadWav(f"{path.name}: {seconds:.0f} s long; a clip has at most {longest_s:.0f} s")
    mono = _mono(_samples(frames, width), channels)
    if len(mono) < rate // 20:
        raise BadWav(f"{path.name}: {seconds:.2f} s long; that is no word")
    if max(map(abs, mono)) < 100:
        raise BadWav(f"{path.name}: silent")
    middle = round(sum(mono) / len(mono))  # a cheap sound card's offset would click at every joint
    return resampled(array("h", (_clipped(x - middle) for x in mono)), rate)


def _frames(path: Path) -> tuple[bytes, int, int, int]:
    """(bytes, rate, channels, bytes a sample). The wave module of older Pythons knows only the plain form."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise BadWav(f"{path.name}: {size // 1024 // 1024} MB; a clip has a few hundred kB")
        with wave.open(_as_plain(path.read_bytes(), path.name), "rb") as sound:
            rate, channels, width = sound.getframerate(), sound.getnchannels(), sound.getsampwidth()
            frames, promised = sound.readframes(sound.getnframes()), sound.getnframes() * channels * width
    except OSError as error:
        raise BadWav(f"{path.name}: can't be read ({error.strerror})") from error
    except (EOFError, wave.Error, struct.error) as error:
        raise BadWav(f"{path.name}: not a whole WAV file ({error or 'cut short'}); {SAVE_AS}") from error
    if len(frames) != promised or not frames:
        raise BadWav(f"{path.name}: cut short, {len(frames)} of {promised} bytes; copy it again")
    return frames, rate, channels, width


def _as_plain(data: bytes, name: str) -> io.BytesIO:
    """WAVE_FORMAT_EXTENSIBLE, which recorders write for 24 bit and stereo, made plain where it holds plain PCM."""
    at = data.find(b"fmt ", 12, 4096)
    form = struct.unpack_from("<H", data, at + 8)[0] if data[:4] == b"RIFF" and at > 0 else PLAIN
    if form == EXTENSIBLE:
        form = struct.unpack_from("<H", data, at + 8 + 24)[0]
        data = data[: at + 8] + struct.pack("<H", form) + data[at + 10 :]
    if form != PLAIN:
        raise BadWav(f"{name}: a compressed or floating-point WAV (format {form}); {SAVE_AS}")
    return io.BytesIO(data)


def _samples(frames: bytes, width: int) -> Sequence[int]:
    """16-bit values of little-endian samples; 8 bit is unsigned, as WAV has it."""
    if width == 1:
        return [(x - 128) << 8 for x in frames]
    if width == 2:
        return array("h", frames)
    return array("h", b"".join(frames[i + width - 2 : i + width] for i in range(0, len(frames), width)))


def _mono(samples: Sequence[int], channels: int) -> Sequence[int]:
    if channels == 1:
        return samples
    return [(left + right) // 2 for left, right in zip(samples[::2], samples[1::2], strict=False)]


def resampled(samples: array[int], rate: int, to: int = RATE) -> array[int]:
    """At `to` samples a second, by a windowed sinc: what the new rate can't hold is taken out, not folded down."""
    if rate == to:
        return samples
    common = math.gcd(rate, to)
    steps, per = rate // common, to // common
    if per > FINEST:  # an odd rate: its thousands of different weights are not worth their time
        steps, per = round(rate * FINEST / to), FINEST
    reach = math.ceil(REACH * max(1.0, rate / to))
    padded = [0] * reach + list(samples) + [0] * (reach + 1)
    out = array("h")
    for n in range(len(samples) * per // steps):
        whole, phase = divmod(n * steps, per)
        kernel = _kernel(phase, per, reach, min(1.0, to / rate))
        around = padded[whole + 1 : whole + 1 + 2 * reach]
        out.append(_clipped(round(sum(map(mul, kernel, around)))))
    return out


@cache
def _kernel(phase: int, per: int, reach: int, cut: float) -> tuple[float, ...]:
    """Weights of the 2 × reach input samples around a point `phase / per` behind one; they add up to 1."""
    weights = []
    for k in range(-reach + 1, reach + 1):
        t = k - phase / per
        x = math.pi * t * cut
        hann = 0.5 + 0.5 * math.cos(math.pi * t / reach) if abs(t) < reach else 0.0
        weights.append(hann * (math.sin(x) / x if x else 1.0))
    total = sum(weights)
    return tuple(one / total for one in weights)


def _clipped(x: int) -> int:
    return max(-32768, min(32767, x))
