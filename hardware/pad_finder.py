"""Which key devices this machine has, and which of them are number pads, out of /proc/bus/input/devices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hardware.pad_keys import CODES

DEVICES = Path("/proc/bus/input/devices")
BY_ID = Path("/dev/input/by-id")
KEY_A, KEY_Z, KEY_KP_ENTER = 30, 44, 96


@dataclass(frozen=True)
class KeyDevice:
    """`path` is the lasting name where the system gives one. A pad has the keys of a pad and no letters."""

    name: str
    path: str
    is_pad: bool


def key_devices(text: str | None = None, by_id: Path = BY_ID) -> list[KeyDevice]:
    """All devices with the pad's keys on them; none where the system has no such list."""
    if text is None:
        text = DEVICES.read_text(errors="replace") if DEVICES.exists() else ""
    lasting = _lasting_names(by_id)
    found = []
    for part in text.split("\n\n"):
        name, event = re.search(r'^N: Name="(.*)"$', part, re.M), re.search(r"\b(event\d+)\b", part)
        keys = _keys(part)
        if name and event and KEY_KP_ENTER in keys and CODES.keys() & keys:
            path = lasting.get(event[1], f"/dev/input/{event[1]}")
            found.append(KeyDevice(name[1], path, not {KEY_A, KEY_Z} & keys))
    return found


def _keys(part: str) -> set[int]:
    """The bitmap of keys: words of a long's width in hex, the highest first, leading zeros left out."""
    row = re.search(r"^B: KEY=(.*)$", part, re.M)
    words = row[1].split() if row else []
    width = 64 if any(len(word) > 8 for word in words) else _long_bits()
    bits = 0
    for word in words:
        bits = bits << width | int(word, 16)
    return {code for code in range(bits.bit_length()) if bits >> code & 1}


def _long_bits() -> int:
    import struct

    return struct.calcsize("@l") * 8


def _lasting_names(folder: Path) -> dict[str, str]:
    """event7 → /dev/input/by-id/usb-…-event-kbd, which stays the same when the pad is plugged in elsewhere."""
    if not folder.is_dir():
        return {}
    return {link.resolve().name: str(link) for link in sorted(folder.iterdir()) if "event" in link.name}
