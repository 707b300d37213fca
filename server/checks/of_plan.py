"""What is wrong with the hall as it is configured."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.hours import business_date
from ..core.plan import HallPlan, Name
from .facts import Facts
from .found import Found, found, named

READ_AS_FIGURES = {"I", "O"}


def of_plan(facts: Facts) -> Iterator[Found]:
    plan = facts.plan
    yield from _people_at_desks(plan)
    yield from _served(plan)
    yield from _hours(facts)
    yield from _names(facts)
    letters = [one.letter for one in plan.departments if READ_AS_FIGURES & set(one.letter)]
    if letters:
        yield found("HALL-N117", letters=", ".join(letters))
    if plan.sample:
        yield found("HALL-N118")
    if facts.drafted:
        yield found("HALL-W119", sections=", ".join(facts.drafted))
    if facts.steps_left:
        yield found("HALL-W121", steps=", ".join(facts.steps_left))
    if not facts.procedures:
        yield found("HALL-N120")
    choosing = {one.id for one in plan.departments if len(one.services) > 1}
    unsorted = dict.fromkeys(field for department, field in facts.unsorted if department in choosing)
    if unsorted:
        yield found("HALL-N122", fields=named(list(unsorted)))


def _people_at_desks(plan: HallPlan) -> Iterator[Found]:
    if not plan.officers:
        yield found("HALL-W111")
        return
    taken = {one.desk for one in plan.officers}
    empty = [desk.name.vi for desk in plan.desks if desk.id not in taken]
    if empty:
        yield found("HALL-W101", desks=named(empty))


def _served(plan: HallPlan) -> Iterator[Found]:
    alone = [one.name.vi for one in plan.departments if not plan.desks_serving(one.id)]
    services = [
        service.name.vi for one in plan.departments if plan.desks_serving(one.id)
        for service in one.services if not plan.desks_serving(one.id, service.id)
    ]  # fmt: skip
    if services:
        yield found("HALL-E102", services=named(services))
    if alone:
        yield found("HALL-E103", departments=named(alone))
    paused = [one.name.vi for one in plan.departments if _all_paused(one.services)]
    if paused:
        yield found("HALL-W104", departments=named(paused))


def _all_paused(services: tuple) -> bool:
    """Of those somebody wrote down; the general service, which each department has by itself, cannot be paused."""
    own = services[:-1]
    return bool(own) and all(one.paused for one in own)


def _hours(facts: Facts) -> Iterator[Found]:
    hours, today = facts.plan.hours, business_date(facts.now)
    if not any(hours.week):
        yield found("HALL-W112")
    if all(one.last < today for one in hours.holidays):
        yield found("HALL-W113")


def _names(facts: Facts) -> Iterator[Found]:
    plan = facts.plan
    named_things: list[Name] = [plan.name, *(one.name for one in plan.departments)]
    named_things += [service.name for one in plan.departments for service in one.services]
    same = [one.vi for one in dict.fromkeys(named_things) if one.vi == one.en]
    if same:
        yield found("HALL-N114", names=named(same))
    for width in sorted({one.width_mm for one in plan.printers}):
        cut = [one[0] for one in _on_paper(plan) if facts.fits and not facts.fits(*one, width)]
        if cut:
            yield found("HALL-W115", width=width, names=named(cut, 3))


def _on_paper(plan: HallPlan) -> Iterator[tuple[str, float, bool]]:
    """Each name that stands on a slip, with its size there (`server/core/slip.py`)."""
    for pair, points, bold in (
        (plan.name, 11, True), *((one.name, 12, True) for one in plan.departments),
        *((service.name, 11, False) for one in plan.departments for service in one.services),
    ):  # fmt: skip
        yield pair.vi, points, bold
        yield pair.en, points, bold
