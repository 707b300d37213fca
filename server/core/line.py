"""Who is next: pure choice among waiting legs, with the reason in one word.

Credit is minutes waited times the class's rate; the highest credit goes next (accumulating priority: Kleinrock's
time-dependent priority; Stanford, Taylor & Ziedins 2014). With every rate 1 this is first come, first served.
Credit grows linearly, so within one department and class the longest-waiting leg is always the best: a choice only
needs the head of each (department, class), however long the line is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CLASSES = ("ordinary", "priority")
DISCIPLINES = ("fifo", "accumulating")


@dataclass(frozen=True, slots=True)
class Waiting:
    leg: int
    department: str
    klass: str
    credited_at: int  # UTC ms


@dataclass(frozen=True, slots=True)
class Rule:
    """A department's discipline; `priority_rate` counts only where it is accumulating."""

    discipline: str = "accumulating"
    priority_rate: float = 3.0

    def rate(self, klass: str) -> float:
        return self.priority_rate if self.discipline == "accumulating" and klass == "priority" else 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    leg: int
    why: str  # "longest-wait" or "priority-credit"
    waited_ms: int


def credit(waiting: Waiting, rule: Rule, now: int) -> float:
    """Credited milliseconds: waited time times the class's rate, never below 0."""
    return max(0, now - waiting.credited_at) * rule.rate(waiting.klass)


def order(waiting: Iterable[Waiting], rules: dict[str, Rule], now: int) -> list[Waiting]:
    """All of `waiting` in the order they would be called if nobody else came and all were called now."""
    plain = Rule()

    def key(one: Waiting) -> tuple[float, int, int]:
        return (-credit(one, rules.get(one.department, plain), now), one.credited_at, one.leg)

    return sorted(waiting, key=key)


def choose(heads: Iterable[Waiting], rules: dict[str, Rule], now: int) -> Choice | None:
    """The next leg among the heads of the lines a desk serves, or None when nobody waits."""
    ranked = order(heads, rules, now)
    if not ranked:
        return None
    first = ranked[0]
    overtakes = any(other.credited_at < first.credited_at for other in ranked[1:])
    return Choice(first.leg, "priority-credit" if overtakes else "longest-wait", max(0, now - first.credited_at))
