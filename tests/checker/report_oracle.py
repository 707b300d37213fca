"""Every figure of a report worked out anew, slowly, from raw journal rows and the configurations: by the words of
docs/metrics.md alone. Nothing of the server is imported: a rule that is wrong there is not wrong here in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

HANOI_MS = 7 * 3600 * 1000
DAY_MS, QUARTER_MS = 24 * 3600 * 1000, 900_000
STILL = ("taken-over", "service-changed", "class-changed", "dossiers-counted", "shown")
ENDS = {
    "done": "served", "no-show": "no_show", "transferred": "transferred", "left": "left", "expired": "expired",
    "void": "void",
}  # fmt: skip
SPANS = ("waiting", "walking", "service", "held", "later_wait", "no_answer", "away", "planned")
DESK_STATES = {"desk-opened": "open", "desk-break": "break", "desk-back-office": "back-office", "desk-closed": "closed"}


def report(rows: Iterable[Mapping], plans: dict[int, dict], first: str, last: str, now: int) -> dict[str, dict]:
    """Level → key → counts, sums and spreads, in the shape the summaries are kept in; without the level of months."""
    entries = [dict(row) | {"body": json.loads(row["body"])} for row in rows]
    legs = _legs(entries)
    days = sorted({leg["date"] for leg in legs} | {one["business_date"] for one in entries})
    found: dict[str, dict] = {}
    for day in (one for one in days if first <= one <= last):
        _day(found, day, [leg for leg in legs if leg["date"] == day], entries, plans, now)
    return found


def _legs(entries: list[dict]) -> list[dict]:
    told: dict[int, list[dict]] = {}
    undone: dict[int, int] = {}
    for one in entries:
        if one["leg"] is None:
            continue
        if one["kind"] == "undone":
            assert told[one["leg"]].pop()["seq"] == one["body"]["undoes"]
            undone[one["leg"]] = undone.get(one["leg"], 0) + 1
        else:
            told.setdefault(one["leg"], []).append(one)
    return [_leg(kept) | {"id": own, "undone": undone.get(own, 0)} for own, kept in told.items()]


def _leg(kept: list[dict]) -> dict[str, Any]:
    opening = kept[0]
    body = opening["body"]
    leg: dict[str, Any] = {
        "date": opening["business_date"], "ordinal": body["ordinal"], "department": body["department"],
        "service": body["service"], "procedure": body.get("procedure"), "plan": body["plan"], "opened": opening["at"],
        "state": opening["to_state"], "started": None, "ended": None, "desk": None, "officer": None, "calls": 0,
        "derived_start": False, "derived_end": False, "dossiers": 0, "spans": dict.fromkeys(SPANS, 0),
    }  # fmt: skip
    since = opening["at"]
    for one in kept[1:]:
        kind, body = one["kind"], one["body"]
        if kind == "service-changed":
            leg["service"], leg["procedure"] = body["service"], body.get("procedure")
        elif kind == "dossiers-counted":
            leg["dossiers"] = body["dossiers"]
        elif kind == "taken-over":
            leg["desk"], leg["officer"] = one["desk"], one["officer"]
        if kind in STILL:
            continue
        at = one["at"] if kind == "voided" else body.get("effective_at", one["at"])
        leg["spans"][_span(leg["state"], kind, leg["started"] is not None)] += max(0, at - since)
        since = at
        _move(leg, one, at)
    return leg


def _span(state: str, kind: str, started: bool) -> str:
    fixed = {"planned": "planned", "serving": "service", "held": "held", "no-show": "away"}
    if state in fixed:
        return fixed[state]
    if state == "called" and kind in ("started", "no-show"):
        return "walking" if kind == "started" else "no_answer"
    return "later_wait" if started else "waiting"


def _move(leg: dict, one: dict, at: int) -> None:
    to = {
        "activated": "waiting", "called": "called", "recalled": "called", "started": "serving", "held": "held",
        "resumed": "serving", "finished": "done", "no-show": "no-show", "late-return": "waiting",
        "put-back": "waiting", "transferred": "transferred", "left": "left", "expired": "expired", "voided": "void",
    }[one["kind"]]  # fmt: skip
    leg["state"] = to
    leg["calls"] += to == "called"
    if to in ("called", "serving"):
        leg["desk"], leg["officer"] = one["desk"], one["officer"]
    if to == "waiting":
        leg["desk"] = leg["officer"] = None
    if to == "serving" and leg["started"] is None:
        leg["started"], leg["derived_start"] = at, bool(one["body"].get("derived"))
    if to == "done":
        leg["derived_end"] = bool(one["body"].get("derived"))
    leg["ended"] = at if to in ENDS else None


def _day(found: dict, day: str, legs: list[dict], entries: list[dict], plans: dict[int, dict], now: int) -> None:
    names = _names(plans, {leg["plan"] for leg in legs} or {max(plans)})
    weekday = date.fromisoformat(day).weekday()
    for leg in legs:
        hour = f"{(leg['opened'] + HANOI_MS) // 3_600_000 % 24:02}"
        keys = {
            "hall": "", "department": names("department", leg["department"]),
            "service": names("service", leg["service"]), "procedure": leg["procedure"] or "",
            "hour": hour, "weekday": f"{weekday}", "heat": f"{weekday}-{hour}", "date": day,
        }  # fmt: skip
        if leg["desk"] is not None:
            keys["desk"] = names("desk", leg["desk"])
        if leg["officer"] is not None:
            keys["officer"] = names("officer", leg["officer"])
        for level, key in keys.items():
            cell = found.setdefault(level, {}).setdefault(key, {"c": {}, "s": {}, "d": {}})
            _count(cell, leg, names.within.get(leg["department"], 15) * 60_000)
    begins = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000) - HANOI_MS
    _beside(found, day, legs, entries, names, begins, now)


class _names:  # noqa: N801 (called like a function)
    def __init__(self, plans: dict[int, dict], used: set[int]) -> None:
        self.known: dict[tuple[str, str], tuple[str, str]] = {}
        self.within: dict[str, float] = {}
        for plan in (plans[one] for one in sorted(used)):
            for department in plan["departments"]:
                own = department["id"]
                self.known["department", own] = department["name_vi"], department["name_en"]
                self.within[own] = department["service_level_minutes"]
                for service in department["services"]:
                    self.known["service", f"{own}.{service['id']}"] = service["name_vi"], service["name_en"]
                self.known["service", f"{own}.khac"] = "Thủ tục khác", "Other procedures"
            for own in plan["desks"]:
                self.known["desk", own] = f"Quầy {own}", f"Desk {own}"
            for own, officer in plan["officers"].items():
                self.known["officer", own] = officer["name"], officer["name"]

    def __call__(self, level: str, own: str) -> str:
        return "\x1f".join((own, *self.known.get((level, own), (own, own))))


def _count(cell: dict, leg: dict, within_ms: float) -> None:
    counts = {
        "issued": 1, "arrivals": leg["ordinal"] == 1, ENDS.get(leg["state"], "open"): 1,
        "derived_start": leg["derived_start"], "derived_end": leg["derived_end"], "undone": leg["undone"],
        "again": max(0, leg["calls"] - 1), "dossiers": leg["dossiers"],
    }  # fmt: skip
    spans, void = leg["spans"], leg["state"] == "void"
    if leg["started"] is not None and not void:
        counts["within"] = spans["waiting"] <= within_ms
        _spread(cell, "waiting", spans["waiting"])
        if not leg["derived_start"]:
            _spread(cell, "walking", spans["walking"])
    if spans["held"] and not void:
        _spread(cell, "held", spans["held"])
    if leg["state"] == "done":
        _spread(cell, "total", leg["ended"] - leg["opened"])
        if not leg["derived_start"] and not leg["derived_end"]:
            _spread(cell, "service", spans["service"])
    if leg["state"] in ENDS:
        for name, ms in [*spans.items(), ("whole", leg["ended"] - leg["opened"])]:
            if ms:
                cell["s"][f"{name}_ms"] = cell["s"].get(f"{name}_ms", 0) + ms
    for name, by in counts.items():
        if by:
            cell["c"][name] = cell["c"].get(name, 0) + int(by)


def _spread(cell: dict, name: str, ms: int) -> None:
    """All values, one by one; `told` makes of them what is kept."""
    cell["d"].setdefault(name, []).append(ms)


def told(found: dict[str, dict]) -> dict[str, dict]:
    """The oracle's figures in the shape of the summaries."""
    shaped: dict[str, dict] = {}
    for level, table in found.items():
        if level in ("line", "desk-time"):
            shaped[level] = table
            continue
        shaped[level] = {key: cell | {"d": {n: _kept(v) for n, v in cell["d"].items()}} for key, cell in table.items()}
    return shaped


def _kept(values: list[int]) -> list:
    seconds = sorted(ms // 1000 for ms in values)
    flat = [one for second in sorted(set(seconds)) for one in (second, seconds.count(second))]
    return [len(values), sum(values), max(values), flat]


def percentile(values: list[int], share: float) -> int | None:
    """The smallest whole second that at least `share` of the values do not exceed, in ms."""
    seconds = sorted(ms // 1000 for ms in values)
    for one in seconds:
        if sum(other <= one for other in seconds) >= share * len(seconds) - 1e-9:
            return one * 1000
    return None


def _beside(
    found: dict, day: str, legs: list[dict], entries: list[dict], names: _names, begins: int, now: int
) -> None:
    """Lines and desk times: intervals first, then their overlaps."""
    ends = begins + DAY_MS
    today = (datetime.fromtimestamp((now + HANOI_MS) / 1000, UTC).date()).isoformat()
    until = min(ends, now) if day >= today else max([0, *(one["at"] for one in entries if one["at"] < ends)])
    own = {leg["id"]: leg for leg in legs}
    mine = [one for one in entries if one["leg"] in own]
    lines: dict[str, list[tuple[int, int]]] = {}
    for leg, start, end in _while(mine, lambda one, state: state == "waiting", until):
        for key in (names("department", own[leg]["department"]), ""):
            lines.setdefault(key, []).append((max(begins, start), min(end, until)))
    for key, spells in lines.items():
        _add_line(found, key, _quarters(spells, begins, until))
    _desk_times(found, day, mine, entries, names, until)


def _while(entries: list[dict], holds, until: int) -> list[tuple[int, int, int]]:  # noqa: ANN001
    """(leg, from, to) of every stretch in which `holds(entry, its to_state)`."""
    stretches, since = [], {}
    for one in entries:
        leg = one["leg"]
        if one["at"] >= until:
            continue
        if leg in since and not holds(one, one["to_state"]):
            stretches.append((leg, since.pop(leg), one["at"]))
        elif leg not in since and holds(one, one["to_state"]):
            since[leg] = one["at"]
    return stretches + [(leg, at, until) for leg, at in since.items()]


def _quarters(spells: list[tuple[int, int]], begins: int, until: int) -> dict[int, list[int]]:
    points = sorted({point for spell in spells for point in spell} | set(range(begins, until, QUARTER_MS)))
    quarters: dict[int, list[int]] = {}
    for start, end in zip(points, points[1:], strict=False):
        people = sum(a <= start and end <= b for a, b in spells)
        if people:
            cell = quarters.setdefault((start - begins) // QUARTER_MS, [0, 0])
            cell[0] += people * (end - start)
            cell[1] = max(cell[1], people)
    return quarters


def _add_line(found: dict, key: str, quarters: dict[int, list[int]]) -> None:
    days, before = found.setdefault("line", {}).get(key, (0, []))
    cells = {quarter: [area, most] for quarter, area, most in before}
    for quarter, (area, most) in quarters.items():
        cell = cells.setdefault(quarter, [0, 0])
        cell[0], cell[1] = cell[0] + area, max(cell[1], most)
    found["line"][key] = [days + 1, sorted([quarter, *cell] for quarter, cell in cells.items())]


def _desk_times(found: dict, day: str, mine: list[dict], entries: list[dict], names: _names, until: int) -> None:
    own = [one for one in entries if one["kind"] in DESK_STATES and one["business_date"] == day and one["at"] <= until]
    for desk in {one["desk"] for one in own}:
        changes = [(one["at"], DESK_STATES[one["kind"]]) for one in own if one["desk"] == desk] + [(until, "closed")]
        spells: dict[str, list[tuple[int, int]]] = {}
        for (start, state), (end, _) in zip(changes, changes[1:], strict=False):
            spells.setdefault(state, []).append((start, end))
        visits = [(start, end) for start, end in _visits(mine, desk, until)]
        table = found.setdefault("desk-time", {}).setdefault(names("desk", desk), dict.fromkeys(
            ("open", "idle", "busy", "break", "back_office"), 0))  # fmt: skip
        length = {state: sum(end - start for start, end in those) for state, those in spells.items()}
        both = sum(max(0, min(a, c) - max(b, d)) for b, a in spells.get("open", []) for d, c in visits)
        table["open"] += length.get("open", 0)
        table["idle"] += length.get("open", 0) - both
        table["busy"] += sum(end - start for start, end in visits)
        table["break"] += length.get("break", 0)
        table["back_office"] += length.get("back-office", 0)


def _visits(mine: list[dict], desk: str, until: int) -> list[tuple[int, int]]:
    """When a visitor of the day was called or served at that desk."""
    found, since = [], {}
    for one in mine:
        if one["at"] > until:
            continue
        here = one["to_state"] in ("called", "serving") and one["desk"] == desk
        if one["leg"] in since and not here:
            found.append((since.pop(one["leg"]), one["at"]))
        elif one["leg"] not in since and here:
            since[one["leg"]] = one["at"]
    return found + [(at, until) for at in since.values()]


def days_between(first: str, last: str) -> list[str]:
    begin = date.fromisoformat(first)
    return [(begin + timedelta(n)).isoformat() for n in range((date.fromisoformat(last) - begin).days + 1)]
