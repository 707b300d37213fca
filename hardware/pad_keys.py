"""The keys of a number pad, by Linux's key codes, named as in server/core/pad.py."""

from __future__ import annotations

CODES: dict[int, str] = {
    96: "enter",  # KEY_KPENTER
    28: "enter",  # KEY_ENTER: some pads send the main keyboard's
    78: "+",
    74: "-",
    55: "*",
    98: "/",
    14: "backspace",
    82: "0",
    **{code: digit for code, digit in zip((79, 80, 81, 75, 76, 77, 71, 72, 73), "123456789", strict=True)},
    11: "0",
    **{code: str(code - 1) for code in range(2, 11)},  # KEY_1 to KEY_9, of pads that send the main keyboard's
}
SIGNS = {"enter": "Enter", "-": "−", "backspace": "Backspace"}  # how a key is written for the officer


def sign(key: str) -> str:
    return SIGNS.get(key, key)
