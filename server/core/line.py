"""Who is next at a desk: a pure choice among waiting legs, with the reason.

In this order: the desk's own preference among its lines; who is placed first (a transfer "first"); the highest
credit (`rules.py`); the earlier credited arrival; the older leg. An interleaved line takes its turn among a desk's
lines by its longest wait, and its count of calls then says which class goes.

Nothing here knows where a credited arrival comes from: a transfer keeps the first one, and an appointment will be one
more leg whose credited arrival is the hour it was given.

Credit grows alike within one department, service and class, so the longest-waiting leg of each is always its best: a
choice only needs those heads, however long the line is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .rules import CLASSES, DISCIPLINES, ORDINARY, PRIORITY, Rule
from .why import Why, sentence

if TYPE_CHECKING:
    from .departments import Department
    from .naming import Name

__all__ = [
    "CLASSES", "DISCIPLINES", "ORDINARY", "PRIORITY", "Choice", "Rule", "Waiting", "Why", "ahead", "choose", "credit",
    "order", "public_rule", "sentence",
]  # fmt: skip
PLAIN = Rule()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who may be called at the desk that asks."""

    leg: int
    department: str
    klass: str
    credited_at: int  # UTC ms
    service: str = ""
    first: bool = False  # goes before all others: a transfer "first", somebody put back first, or
    returned: bool = False  # somebody who missed a call and came back
    bound: bool = False  # only this desk may call it
    tier: int = 0  # the desk's preference: while anyone of a lower tier waits, nobody of a higher one is called


@dataclass(frozen=True, slots=True)
class Choice:
    leg: int
    why: Why
    waited_ms: int

    def behind(self) -> Choice:
        """The same in a list behind the next one: nobody waits longest there."""
        return replace(self, why=Why.IN_TURN) if self.why is Why.LONGEST_WAIT else self


def public_rule(department: Department) -> Name:
    """The sentence on the wall: how this department's line is called."""
    return department.rule.sentence


def credit(waiting: Waiting, rule: Rule, now: int) -> float:
    """Credited milliseconds: waited time times the class's rate, never below 0; endless under strict priority."""
    rate = rule.rate(waiting.klass)
    return rate if rate == float("inf") else max(0, now - waiting.credited_at) * rate


def choose(
    heads: Iterable[Waiting], rules: Mapping[str, Rule], now: int, since: Mapping[str, int] | None = None
) -> Choice | None:
    """The next leg among the heads of the lines a desk serves, or None when nobody waits.

    `since` is each interleaved department's count of ordinary calls since its last priority call.
    """
    waiting = list(heads)
    if not waiting:
        return None
    chosen = _pick(waiting, rules, now, since or {})
    rule = rules.get(chosen.department, PLAIN)
    return Choice(chosen.leg, _why(chosen, waiting, rule), max(0, now - chosen.credited_at))


def order(
    waiting: Iterable[Waiting],
    rules: Mapping[str, Rule],
    now: int,
    since: Mapping[str, int] | None = None,
    limit: int | None = None,
) -> list[Choice]:
    """The first `limit` in the order they would be called if nobody else came and all were called now."""
    lines: dict[tuple, deque[Waiting]] = {}
    for one in sorted(waiting, key=arrival):
        key = (one.department, one.service, one.klass, one.first, one.bound, one.tier)
        lines.setdefault(key, deque()).append(one)
    counts, called = dict(since or {}), []
    while len(called) != limit:
        heads = {line[0].leg: line for line in lines.values() if line}
        choice = choose((line[0] for line in heads.values()), rules, now, counts)
        if choice is None:
            break
        gone = heads[choice.leg].popleft()
        counts[gone.department] = 0 if gone.klass == PRIORITY else counts.get(gone.department, 0) + 1
        called.append(choice)
    return called


def ahead(rule: Rule, mine: str, before: Mapping[str, int], waiting: Mapping[str, int], since: int = 0) -> int:
    """How many an interleaved line calls before one of class `mine`, nobody else coming.

    `before`: those of each class who came earlier; `waiting`: all of each class, those included.
    """
    if mine == PRIORITY:
        ordinary = max(0, rule.interleave - since) + before[PRIORITY] * rule.interleave
        return before[PRIORITY] + min(waiting[ORDINARY], ordinary)
    turns = (min(since, rule.interleave) + before[ORDINARY]) // rule.interleave
    return before[ORDINARY] + min(waiting[PRIORITY], turns)


def arrival(one: Waiting) -> tuple[int, int]:
    return one.credited_at, one.leg


def _pick(waiting: Sequence[Waiting], rules: Mapping[str, Rule], now: int, since: Mapping[str, int]) -> Waiting:
    tier = min(one.tier for one in waiting)
    near = [one for one in waiting if one.tier == tier]
    firsts = [one for one in near if one.first]
    if firsts:
        return min(firsts, key=arrival)
    best = min(near, key=lambda one: (-credit(one, rules.get(one.department, PLAIN), now), *arrival(one)))
    rule = rules.get(best.department, PLAIN)
    if rule.discipline != "interleave":
        return best
    turn = PRIORITY if since.get(best.department, 0) >= rule.interleave else ORDINARY
    line = [one for one in near if one.department == best.department]
    return min([one for one in line if one.klass == turn] or line, key=arrival)


def _why(chosen: Waiting, waiting: Sequence[Waiting], rule: Rule) -> Why:
    if chosen.first:
        return Why.LATE_RETURN if chosen.returned else Why.PLACED_FIRST
    if chosen.bound:
        return Why.BOUND
    passed = [one for one in waiting if one.credited_at < chosen.credited_at]
    if not passed:
        return Why.LONGEST_WAIT
    if all(one.tier != chosen.tier for one in passed):
        return Why.PREFERRED_LINE
    if chosen.klass == ORDINARY:
        return Why.ORDINARY_TURN
    return {"strict": Why.PRIORITY_FIRST, "interleave": Why.PRIORITY_TURN}.get(rule.discipline, Why.PRIORITY_CREDIT)
