"""What calls for a supervisor: facts of one moment in, causes out; and how long an alert stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..core.plan import HallPlan

CALM_MS = 60_000  # a cause that was away for less is the same one: an alert does not flap
STEPS = (1.0, 1.5, 2.0)  # times the threshold: each is a level, and a higher one makes a quiet alert loud again
MINUTE = 60_000


@dataclass(frozen=True)
class Cause:
    """`value` against its `limit`, in minutes or people; devices have neither (0 and 0)."""

    kind: str  # "wait", "line", "idle", "printer", "screen"
    subject: str  # a department's, desk's or device's id
    value: int = 0
    limit: int = 0

    @property
    def level(self) -> int:
        return sum(self.value >= step * self.limit for step in STEPS) if self.limit else 1


@dataclass(frozen=True)
class Moment:
    """`lines`: department → (waiting, longest wait in ms). `idle`: desk → ms free while somebody it serves waits.

    `printers`: those that need a hand → whether tickets are lost by it. `silent`: screens and kiosks → ms unheard.
    """

    lines: Mapping[str, tuple[int, int]]
    idle: Mapping[str, int]
    printers: Mapping[str, bool]
    silent: Mapping[str, int]
    working: bool = True  # some desk is open: at night nobody needs to know of a dark TV


def causes(plan: HallPlan, moment: Moment) -> list[Cause]:
    found = []
    for one in plan.departments:
        waiting, longest = moment.lines.get(one.id, (0, 0))
        found += _over("wait", one.id, longest // MINUTE if waiting else 0, one.alert_wait_minutes)
        found += _over("line", one.id, waiting, one.alert_line)
    for desk in plan.desks:
        limits = [one.alert_idle_minutes for one in plan.departments if one.id in desk.departments]
        limit = min((one for one in limits if one), default=0)
        found += _over("idle", desk.id, moment.idle.get(desk.id, 0) // MINUTE, limit)
    if moment.working:
        found += [Cause("printer", one) for one, grave in moment.printers.items() if grave or plan.alert_near_end]
        for name, silent in moment.silent.items():
            found += _over("screen", name, silent // MINUTE, plan.alert_screen_minutes, leveled=False)
    return found


def _over(kind: str, subject: str, value: int, limit: int, leveled: bool = True) -> Iterable[Cause]:
    if limit and value >= limit:
        yield Cause(kind, subject, value, limit) if leveled else Cause(kind, subject)


@dataclass(frozen=True)
class Alert:
    """One that stands. `id` is None until it is kept; `level` is the worst it was."""

    kind: str
    subject: str
    began_at: int
    level: int
    gone_at: int | None = None
    ended_at: int | None = None
    id: int | None = None


def step(standing: Iterable[Alert], found: Iterable[Cause], now: int, calm_ms: int = CALM_MS) -> list[Alert]:
    """The alerts that change by what is found now: begun, worse, its cause gone or back, or ended."""
    present = {(one.kind, one.subject): one for one in found}
    known = {(one.kind, one.subject): one for one in standing}
    changed = [Alert(*key, now, cause.level) for key, cause in present.items() if key not in known]
    for key, alert in known.items():
        after = _after(alert, present.get(key), now, calm_ms)
        if after != alert:
            changed.append(after)
    return changed


def _after(alert: Alert, cause: Cause | None, now: int, calm_ms: int) -> Alert:
    if cause is not None:
        return replace(alert, level=max(alert.level, cause.level), gone_at=None)
    if alert.gone_at is None:
        return replace(alert, gone_at=now)
    return replace(alert, ended_at=now) if now - alert.gone_at >= calm_ms else alert
