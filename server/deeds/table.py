"""Every deed of a desk by the name its key, its route and its history have."""

from __future__ import annotations

from collections.abc import Callable

from ..core.ticket import Leg
from ..store.deed import Deed
from . import corrections, named, onward, parking, press, sitting
from .request import Command, Wish
from .undo import undo

Press = Callable[[Deed, Leg | None, Command, Wish], None]

PRESSES: dict[str, Press] = {
    "next": press.call_next,
    "came-next": press.came_next,
    "no-show-next": press.no_show_next,
    "recall": press.recall,
    "start": press.start,
    "finish": press.finish,
    "finish-next": press.finish_next,
    "no-show": press.no_show,
    "leave": press.leave,
    "call": named.call_named,
    "late-return": named.late_return,
    "hold": parking.hold,
    "resume": parking.resume,
    "put-back": parking.put_back,
    "transfer": onward.transfer,
    "add-leg": onward.add_leg,
    "change-service": corrections.change_service,
    "priority": corrections.set_priority,
    "dossiers": corrections.count_dossiers,
    "note": corrections.note,
    "break": sitting.pause,
    "back-office": sitting.back_office,
    "open": sitting.back_at_desk,
    "undo": undo,
}
