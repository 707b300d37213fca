"""The number pad as a call pad: which key asks for which deed. The console's keys.js has the same; a test compares.

Keys are named as a browser names them (`event.key`, small letters); deeds as `POST /desk/deeds/<deed>` does.
"""

from __future__ import annotations

DEEDS = {
    "enter": "next",
    "+": "recall",
    "-": "no-show",
    "*": "start",
    "/": "finish",
    "backspace": "undo",
}
# While "came or not?" stands. None takes the question back and changes nothing.
ANSWERS: dict[str, str | None] = {
    "enter": "came-next",
    "-": "no-show-next",
    "*": "start",
    "backspace": None,
}
CALL = "call"  # digits, then Enter: that very number
DIGITS = "0123456789"
MOST_DIGITS, TYPING_MS = 4, 4000  # digits left standing for longer are forgotten
ASKED = frozenset({CALL, *DEEDS.values(), *(deed for deed in ANSWERS.values() if deed)})  # all that a pad may ask for
PRESS_LIFE_MS = 5000  # a press that could not be told within this is never done: it would surprise everybody
QUESTION_MS = 6000  # after which the question is forgotten, and Enter asks it anew


def deed_of(key: str, asking: bool) -> str | None:
    """What `key` asks for; None takes a question back. A key that answers nothing keeps its own meaning."""
    return ANSWERS[key] if asking and key in ANSWERS else DEEDS[key]
