"""Finding names typed without Vietnamese marks: one rule for server and kiosk.

Fold: lower case → NFD → drop marks → đ becomes d → every run of anything but letters and digits becomes one space.
đ is a letter of its own, not a d with a mark: no normal form takes it apart, so it is named here.
Match: both sides folded; each word typed must begin some word of the text; their order doesn't matter.
The kiosk's page follows the same two lines in its own script.
"""

from __future__ import annotations

import unicodedata


def normal(text: str) -> str:
    """`text` as it is stored and shown: NFC, one space between words, no control characters and no unseen ones, which
    turn what follows around or make two names look alike."""
    printable = "".join(ch for ch in text if ch.isspace() or unicodedata.category(ch)[0] != "C")
    return unicodedata.normalize("NFC", " ".join(printable.split()))


def fold(text: str) -> str:
    """`text` as it is searched: "Đăng ký  đất đai" → "dang ky dat dai", "1.012753.H19" → "1 012753 h19"."""
    apart = unicodedata.normalize("NFD", text.lower())
    bare = "".join(ch for ch in apart if not unicodedata.category(ch).startswith("M")).replace("đ", "d")
    return " ".join("".join(ch if ch.isalnum() else " " for ch in bare).split())


def matches(query: str, folded_text: str) -> bool:
    """Whether every word of `query` (as typed) begins a word of `folded_text` (from `fold`). No words: no match."""
    typed = fold(query).split()
    words = folded_text.split()
    return bool(typed) and all(any(word.startswith(part) for word in words) for part in typed)
