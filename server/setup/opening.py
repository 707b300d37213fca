"""What the last two steps show: how far the rehearsal is, and what still stands in the way of the day it begins."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request

from .. import clean_start
from ..checks.of_house import findings_of
from ..reached import reached_at
from .rehearsal import Rehearsal

SCREENS_SHOWN, ACCOUNTS_SHOWN = 2, 40
ANY_HOUR = "HALL-N412"  # good to know on any day, and to be mended on the day it opens


def rehearsal_page(document: dict[str, Any]) -> dict[str, Any]:
    rehearsal: Rehearsal = current_app.extensions["rehearsal"]
    shown: dict[str, Any] = {"state": rehearsal.state, "links": [], "play": rehearsal.play.state}
    if rehearsal.state == "up":
        shown |= {"desk": f"{_base(rehearsal)}/desk/", "accounts": list(rehearsal.accounts().items())[:ACCOUNTS_SHOWN]}
    return shown


def rehearsal_links() -> list[dict[str, str]]:
    """One-time links into the rehearsal: two kiosks, two boards, the paper. None while it is not up."""
    rehearsal: Rehearsal = current_app.extensions["rehearsal"]
    if rehearsal.state != "up":
        return []
    plan = current_app.extensions["store"].present_plan()
    wanted = [("kiosk", one.id, one.name.vi, one.name.en) for one in plan.kiosks[:SCREENS_SHOWN]]
    wanted += [("display", one.id, one.name.vi, one.name.en) for one in plan.displays[:SCREENS_SHOWN]]
    wanted.append(("paper", "paper", "Giấy in thử", "Virtual paper"))
    return [
        {"vi": vi, "en": en, "url": f"{_base(rehearsal)}/enrol?code={rehearsal.code(kind, own)}"}
        for kind, own, vi, en in wanted
    ]


def _base(rehearsal: Rehearsal) -> str:
    """Where the rehearsal is, for whoever reads this page: the same machine, another port."""
    return f"{request.scheme}://{urlsplit(reached_at()).hostname}:{rehearsal.port}"


def begin_page(document: dict[str, Any]) -> dict[str, Any]:
    counted = current_app.extensions["store"].row("SELECT count(*) AS n FROM tickets")["n"]
    found = findings_of(current_app)  # type: ignore[arg-type]
    grave = [one for one in found if one.severity != "note" or one.id == ANY_HOUR]
    return {"counted": counted, "findings": grave, "words": clean_start.WORDS}
