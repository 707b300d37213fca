"""Small reading and writing of what people type into the set-up's forms. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..core.search import fold, normal
from .refused import NotYet

# Without I and O, which read like 1 and 0; G, N, P, V late, which the North says like D, M, B.
LETTERS = "ABCDEFHKLMQRSTUXYGNPVJWZ"
LONGEST_NUMBERS = 2000  # signs: 400 desks, each by itself


def text(form: Mapping[str, str], key: str, what: tuple[str, str], longest: int = 120, needed: bool = True) -> str:
    """A text of the form in NFC with single spaces."""
    value = normal(form.get(key, ""))
    if needed and not value:
        raise NotYet(f"Mời điền {what[0]}.", f"Please fill in {what[1]}.")
    if len(value) > longest:
        raise NotYet(
            f"{what[0].capitalize()} dài {len(value)} ký tự; nhiều nhất {longest}.",
            f"The {what[1]} has {len(value)} characters; at most {longest}.",
        )
    return value


def slug(name: str, taken: Iterable[str] = ()) -> str:
    """"Sở Tư pháp" → "so-tu-phap"; a number behind one that is taken."""
    plain = "".join(ch for ch in fold(name) if ch.isascii())
    words = re.sub(r"^[0-9 ]+", "", plain)
    base = "-".join(words.split())[:36].strip("-") or "muc"
    found, count = base, 1
    while found in set(taken):
        count += 1
        found = f"{base}-{count}"
    return found


def free_letter(taken: Iterable[str]) -> str:
    """The first letter that nobody has and everybody reads and hears right; pairs once all are taken."""
    used = set(taken)
    pairs = (a + b for a in LETTERS for b in LETTERS)
    return next(one for one in (*LETTERS, *pairs) if one not in used)


def numbers(typed: str) -> list[int]:
    """"1-3, 5" → 1, 2, 3, 5."""
    found: list[int] = []
    plain = " ".join(typed.split())  # a run of spaces would be tried from each of them
    if len(plain) > LONGEST_NUMBERS:
        raise NotYet("Nhiều nhất 400 quầy.", "At most 400 desks.")
    for part in re.split(r"[,; ]+", re.sub(r" ?[-–] ?", "-", plain)):
        if not part:
            continue
        span = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", part)
        if not span or not 1 <= int(span[1]) <= int(span[2] or span[1]):
            raise NotYet(
                f"“{part[:20]}” không phải số quầy. Mời viết như 1-3, 5.",
                f"“{part[:20]}” is no desk: write it like 1-3, 5.",
            )
        found += range(int(span[1]), int(span[2] or span[1]) + 1)
    return list(dict.fromkeys(found))


def spans(those: Iterable[int]) -> str:
    """1, 2, 3, 5 → "1-3, 5"."""
    runs: list[list[int]] = []
    for one in sorted(set(those)):
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def pair(line: str) -> tuple[str, str]:
    """"Hộ tịch | Civil status" → both; without the second, the first stands for both."""
    vi, _, en = line.partition("|")
    return normal(vi), normal(en) or normal(vi)
