"""One finding: an id, what is wrong, what to do, and the page where it is mended."""

from __future__ import annotations

from dataclasses import dataclass

from .catalogue import KINDS

SEVERITIES = {"E": "error", "W": "warning", "N": "note"}


@dataclass(frozen=True)
class Found:
    """`id` is one of the catalogue's; its letter says how grave it is."""

    id: str
    vi: str
    en: str
    do_vi: str
    do_en: str
    link: str = ""  # an address of the administration, empty where it is mended at the machine

    @property
    def severity(self) -> str:
        """"error": the hall cannot work so; "warning": somebody will stand before it; "note": good to know."""
        return SEVERITIES[self.id[5]]

    @property
    def rank(self) -> int:
        return "EWN".index(self.id[5])

    def __str__(self) -> str:
        return f"{self.id} {self.en} -> {self.do_en}\n{' ' * 9}{self.vi} -> {self.do_vi}"


def found(kind: str, **about: object) -> Found:
    """The finding of that id, its words filled in with what it is about."""
    one = KINDS[kind]
    words = [text.format(**about) for text in (one.vi, one.en, one.do_vi, one.do_en)]
    return Found(kind, *words, link=one.link)


def named(names: list[str], most: int = 6) -> str:
    """"Quầy 1, Quầy 2, …": a list for a sentence, cut where nobody would read on."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown}, … (+{len(names) - most})"
