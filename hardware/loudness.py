"""How loud a sound is to the ear: K-weighting as in ITU-R BS.1770, over what is heard, in decibels (LUFS).

A low voice with much energy that the ear hardly takes in is not as loud as its samples say: the filter lifts what lies
above 1.5 kHz and drops what lies below 60 Hz. The standard's own gates work on 0.4 s blocks; most of our clips are
shorter, so the gate here works on windows of 10 ms.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from functools import cache

FULL_SCALE = 32768
GATE = 10**-2.6  # windows 26 dB below the loudest are pauses, and pauses don't make a sentence softer
NOTHING = -120.0
Biquad = tuple[float, float, float, float, float]  # b0, b1, b2, a1, a2


@cache
def k_filters(rate: int) -> tuple[Biquad, Biquad]:
    """The standard's two filters at this sample rate: a shelf for the head, a high pass for the ear."""
    k = math.tan(math.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    low = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = ((high + low * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - low * k / q + k * k) / a0,
             2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)  # fmt: skip
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    return shelf, (1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def k_weighted(samples: Sequence[int], rate: int) -> array[float]:
    """The samples as the ear takes them in."""
    (b0, b1, b2, a1, a2), (_, _, _, c1, c2) = k_filters(rate)
    heard = array("d", bytes(8 * len(samples)))
    x1 = x2 = y1 = y2 = z1 = z2 = 0.0
    for i, x in enumerate(samples):
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        z = y - 2 * y1 + y2 - c1 * z1 - c2 * z2
        x2, x1, y2, y1, z2, z1 = x1, x, y1, y, z1, z
        heard[i] = z
    return heard


def loudness(samples: Sequence[int], rate: int) -> float:
    """LUFS of the windows in which something is heard; NOTHING for silence."""
    heard, window = k_weighted(samples, rate), rate // 100
    powers = [sum(x * x for x in heard[i : i + window]) / window for i in range(0, len(heard), window)]
    gate = max(powers, default=0.0) * GATE
    loud = [power for power in powers if power > gate]
    return decibels(sum(loud) / len(loud)) if loud else NOTHING


def decibels(power: float) -> float:
    """LUFS of a mean square of K-weighted samples."""
    return -0.691 + 10 * math.log10(power / FULL_SCALE**2) if power > 0 else NOTHING
