"""The machine the hall runs on, and how it was started."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from .facts import Facts
from .found import Found, found, named

LOW_BYTES, LOW_SHARE = 500 * 1024 * 1024, 0.05
FULL_BYTES = 100 * 1024 * 1024
HOME = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "")  # noqa: S104  (addresses that no phone reaches)
VIETNAM = "+0700"


def of_machine(facts: Facts) -> Iterator[Found]:
    yield from _reached(facts)
    yield from _kept(facts)
    settings = facts.settings
    if facts.time_zone and facts.time_zone != VIETNAM:
        yield found("HALL-N406", zone=facts.time_zone)
    if facts.clock_trouble:
        yield found("HALL-E407")
    yield from _voice(facts)
    if not settings.voice:
        yield found("HALL-N414")
    if settings.hours != "real":
        yield found("HALL-N412")
    if settings.clock_start is not None or settings.clock_speed != 1:
        yield found("HALL-N413")


def _reached(facts: Facts) -> Iterator[Found]:
    settings = facts.settings
    address = urlsplit(settings.public_url)
    shaped = address.scheme in ("http", "https") and (address.hostname or "") not in HOME
    if settings.public_url and not shaped or facts.open_to_network and not settings.public_url:
        yield found("HALL-W401", url=settings.public_url or settings.url)
    if facts.open_to_network and not facts.tls:
        yield found("HALL-W402")


def _kept(facts: Facts) -> Iterator[Found]:
    if facts.open_files:
        yield found("HALL-E403", files=named(list(facts.open_files)), folder=facts.settings.data)
    free = facts.free_bytes
    if free is not None and free < FULL_BYTES:
        yield found("HALL-E405", free=_size(free))
    elif free is not None and (free < LOW_BYTES or free < LOW_SHARE * facts.total_bytes):
        yield found("HALL-W404", free=_size(free))
    if facts.damage:
        yield found("HALL-E410")
    if facts.figures:
        yield found("HALL-W411")


def _voice(facts: Facts) -> Iterator[Found]:
    state, missing = facts.voice.get("state"), facts.voice.get("missing") or []
    if state in ("failing", "closed"):
        yield found("HALL-W408")
    elif missing and state == "preparing":
        yield found("HALL-N409", pieces=named(list(missing)))


def _size(count: int) -> str:
    return f"{count / 1024 ** 3:.1f} GB" if count >= 1024**3 else f"{count / 1024 ** 2:.0f} MB"
