"""How long each desk was open, on a break or at work behind the counter. Pure: the day's desk entries in, times out."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.events import DESK_KINDS, Entry

STATES = ("open", "break", "back-office")


def desk_times(entries: Iterable[Entry], until: int) -> dict[str, dict[str, int]]:
    """Desk → state → milliseconds, of the entries of one day in order.

    A state lasts until the desk's next one, the last until `until`. What a desk was before its first entry of the day
    is not counted: nobody may have sat there.
    """
    found: dict[str, dict[str, int]] = {}
    since: dict[str, tuple[str, int]] = {}

    def end(desk: str, at: int) -> None:
        state, begun = since.pop(desk, ("closed", at))
        if state in STATES:
            found[desk][state] += max(0, at - begun)

    for entry in entries:
        state = DESK_KINDS.get(entry.kind)
        if state is not None and entry.desk is not None:
            found.setdefault(entry.desk, dict.fromkeys(STATES, 0))
            end(entry.desk, entry.at)
            since[entry.desk] = state, entry.at
    for desk in list(since):
        end(desk, until)
    return found
