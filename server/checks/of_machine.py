"""The machine the hall runs on, and how it was started."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from .catalogue import KINDS
from .facts import Facts
from .found import Found, found, named

# A warning of `core/wellbeing.py` (and whether it is grave, where that matters) → its finding.
KIND_OF: dict[tuple[str, bool | None], str] = {
    ("no-write", None): "HALL-E420", ("file-damaged", None): "HALL-E410", ("disk-low", True): "HALL-E405",
    ("disk-low", False): "HALL-W404", ("memory-low", None): "HALL-W421", ("backup-off", None): "HALL-W422",
    ("backup-none", None): "HALL-W423", ("backup-old", None): "HALL-W424", ("backup-failed", None): "HALL-W425",
    ("backup-same-disk", None): "HALL-N426", ("clock-drift", None): "HALL-W427", ("restored", None): "HALL-W428",
    ("voice", None): "HALL-W408", ("certificate-ends", None): "HALL-W429", ("certificate-over", None): "HALL-E430",
}  # fmt: skip
HOME = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "")  # noqa: S104  (addresses that no phone reaches)
VIETNAM = "+0700"


def kind_of(warning: str, grave: bool) -> str:
    """The finding that a warning of the machine is told as."""
    return KIND_OF.get((warning, grave)) or KIND_OF[warning, None]


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
    if not (facts.open_to_network or settings.public_url or facts.plan.sample):
        yield found("HALL-W415")


def _kept(facts: Facts) -> Iterator[Found]:
    if facts.open_files:
        yield found("HALL-E403", files=named(list(facts.open_files)), folder=facts.settings.data)
    for one in facts.machine:
        kind = kind_of(one.id, one.grave)
        where = KINDS[kind].link or f"/admin/when/{one.page}"
        yield Found(kind, one.text.vi, one.text.en, one.cure.vi, one.cure.en, where)
    if facts.figures:
        yield found("HALL-W411")


def _voice(facts: Facts) -> Iterator[Found]:
    missing = facts.voice.get("missing") or []
    if missing and facts.voice.get("state") == "preparing":
        yield found("HALL-N409", pieces=named(list(missing)))
