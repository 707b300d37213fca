"""What each step's page shows, by its slug: the document in, what its template needs out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, render_template, request

from .. import logo
from ..auth import identities
from ..core.hours import business_date
from ..core.plan import HallPlan
from .draft import Draft
from .forms import centre, departments, desks, devices, hours, officers, voice
from .missing import missing, section_names
from .opening import begin_page, rehearsal_page
from .steps import BY_SLUG, STEPS, Step, around

Shows = dict[str, Callable[[dict[str, Any]], dict[str, Any]]]


def draft() -> Draft:
    return Draft(current_app.extensions["store"], current_app.extensions["hall"])


def overview() -> str:
    kept = draft()
    document, plan = kept.document(), current_app.extensions["store"].present_plan()
    return render_template("setup/overview.html", steps=STEPS, done=kept.done(), summary=_summary(document, plan),
                           **_waiting(kept, document))  # fmt: skip


def page(slug: str, **more: Any) -> str:
    """A step's page; `more` wins over what it would show by itself: an error, what was typed, a code."""
    step, kept = BY_SLUG[slug], draft()
    document = kept.document()
    before, after = around(slug)
    shown = SHOWS[slug](document)
    return render_template(
        f"setup/{slug}.html", step=step, steps=STEPS, done=kept.done(), number=STEPS.index(step) + 1, before=before,
        after=after, applied=request.args.get("applied") == "1", **_waiting(kept, document),
        **{"typed": {}, "error": None, **shown, **more},
    )  # fmt: skip


def _waiting(kept: Draft, document: dict[str, Any]) -> dict[str, Any]:
    """Whether something is saved and not in force, and why."""
    waiting = bool(kept.waiting())
    return {
        "waiting": waiting, "missing": missing(document, kept.findings()) if waiting else [],
        "overtaken": section_names(kept.overtaken()) if waiting else [], "as_shown": kept.shown(),
    }  # fmt: skip


def _summary(document: dict[str, Any], plan: HallPlan) -> dict[str, str]:
    """What each step holds so far, in a few words."""
    days = sum(bool(document["hours"][day]) for day in hours.WEEKDAYS)
    services = sum(len(one["services"]) for one in document["departments"])
    return {
        "start": "trung tâm mẫu" if document["sample"] else "trung tâm của ông/bà",
        "centre": document["short_vi"], "logo": "có" if document["logo"] else "chưa có",
        "hours": f"{days} ngày một tuần", "holidays": f"{len(document['hours']['holidays'])} dịp",
        "departments": f"{len(document['departments'])} cơ quan, {services} dịch vụ",
        "desks": f"{len(document['desks'])} quầy", "officers": f"{len(document['officers'])} người",
        "printers": f"{len(document['printers'])} máy", "kiosks": f"{len(document['kiosks'])} máy",
        "boards": f"{len(document['displays'])} màn hình",
        "voice": " + ".join("tiếng Việt" if one == "vi" else "tiếng Anh" for one in document["voice"]["languages"]),
    }  # fmt: skip


def _start(document: dict[str, Any]) -> dict[str, Any]:
    return {"sample": current_app.extensions["store"].present_plan().sample, "sample_kept": document["sample"]}


def _logo(document: dict[str, Any]) -> dict[str, Any]:
    return {"logo": document["logo"], "inked": logo.inked(document["logo"])}


def _holidays(document: dict[str, Any]) -> dict[str, Any]:
    return hours.show_holidays(document, business_date(current_app.extensions["hall"].clock.now()).isoformat())


def _departments(document: dict[str, Any]) -> dict[str, Any]:
    return departments.show(document, request.args.get("edit", ""))


def _officers(document: dict[str, Any]) -> dict[str, Any]:
    plan = current_app.extensions["store"].present_plan()
    people = [*plan.officers, *plan.staff]
    without = [one.name for one in people if not identities().has_password(one.username)]
    return officers.show(document) | {"without_password": without, "people": people}


def _printers(document: dict[str, Any]) -> dict[str, Any]:
    errands, heard = current_app.extensions["errands"], current_app.extensions["outbox"].printers()
    rows = [one | {"errand": errands.last(one["id"])} for one in devices.rows(document, "printers")]
    agents = [one["name"] for one in identities().devices() if one["kind"] == "agent" and one["revoked_at"] is None]
    silent = {one["id"] for one in heard if one["silent"]}
    asking = any(one["errand"] and one["errand"]["state"] in ("asked", "claimed") for one in rows)
    return {"rows": rows, "fresh": devices.fresh(document, "printers"), "agents": sorted(set(agents)),
            "silent": silent, "asking": asking}  # fmt: skip


def _paired(kind: str) -> set[str]:
    return {one["name"] for one in identities().devices() if one["kind"] == kind and one["revoked_at"] is None}


def _kiosks(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": devices.rows(document, "kiosks"), "fresh": devices.fresh(document, "kiosks"),
        "printers": devices.rows(document, "printers"), "paired": _paired("kiosk"),
    }  # fmt: skip


def _boards(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": devices.rows(document, "displays"), "fresh": devices.fresh(document, "displays"),
        "zones": devices.rows(document, "zones"), "departments": document["departments"],
        "desks": list(document["desks"]), "paired": _paired("display"),
    }  # fmt: skip


SHOWS: Shows = {
    "start": _start, "centre": centre.show, "logo": _logo, "hours": hours.show, "holidays": _holidays,
    "departments": _departments, "desks": desks.show, "officers": _officers, "printers": _printers, "kiosks": _kiosks,
    "boards": _boards, "voice": voice.show, "rehearsal": rehearsal_page, "begin": begin_page,
}  # fmt: skip


def next_address(step: Step) -> str:
    after = around(step.slug)[1]
    return after.address if after else "/admin/setup/"
