"""One row of a report: what a page, a CSV, a sheet and the JSON door all show. Pure: facts in, plain values out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..core.day_facts import SEPARATOR
from ..core.facts import COUNTS, SPREADS, Facts
from ..core.timing import SPANS
from ..store.period_reads import Summed

BY = (
    "hall", "department", "service", "procedure", "desk", "officer", "hour", "weekday", "heat", "date", "month", "year",
)  # fmt: skip
WEEKDAYS = (
    ("Thứ Hai", "Monday"), ("Thứ Ba", "Tuesday"), ("Thứ Tư", "Wednesday"), ("Thứ Năm", "Thursday"),
    ("Thứ Sáu", "Friday"), ("Thứ Bảy", "Saturday"), ("Chủ nhật", "Sunday"),
)  # fmt: skip
STATS = ("p50", "p90", "max", "mean")
COLUMNS = (
    "key", "name", "name_en", *COUNTS, "within_share",
    *(f"{spread}_{stat}" for spread in SPREADS for stat in STATS), *(f"sum_{one}" for one in (*SPANS, "whole_ms")),
)  # fmt: skip
TIME_COLUMNS = ("desk_open", "desk_idle", "desk_busy", "desk_break", "desk_back_office")


def row_of(key: str, name: tuple[str, str], facts: Facts) -> dict:
    """Spans in milliseconds, None where there is nothing to measure; `within_share` between 0 and 1."""
    row: dict = {"key": key, "name": name[0], "name_en": name[1]}
    row |= {one: facts[one] for one in COUNTS}
    waited = facts.spread("waiting").n
    row["within_share"] = facts["within"] / waited if waited else None
    for spread in SPREADS:
        found = facts.spread(spread)
        row |= {
            f"{spread}_p50": found.percentile(0.5), f"{spread}_p90": found.percentile(0.9),
            f"{spread}_max": found.longest_ms, f"{spread}_mean": found.mean_ms,
        }  # fmt: skip
    return row | {f"sum_{one}": facts.total(one) for one in (*SPANS, "whole_ms")}


def rows_by(level: str, summed: Summed, hall: tuple[str, str], procedures: dict[str, str]) -> list[dict]:
    """A row a key. Departments, services, desks and officers by their id, a renamed one once a name."""
    found = []
    for key, facts in sorted(_facts_by(level, summed).items()):
        own, name = _named(level, key, hall, procedures)
        row = row_of(own, name, facts)
        if level == "desk":
            row |= _desk_time(summed.desks.get(key))
        found.append(row)
    if level == "desk":
        found += [row_of(*_named(level, key, hall, procedures), Facts()) | _desk_time(summed.desks[key])
                  for key in sorted(summed.desks.keys() - summed.facts["desk"].keys())]  # fmt: skip
        found.sort(key=lambda row: (len(row["key"]), row["key"]))
    return found


def in_order(rows: Iterable[dict], order: Iterable[str]) -> list[dict]:
    """As the hall itself lists them; what it has no more comes last."""
    place = {own: nth for nth, own in enumerate(order)}
    return sorted(rows, key=lambda row: place.get(row["key"], len(place)))


def tell_apart(rows: Iterable[dict], of: Mapping[str, str]) -> None:
    """Rows of one name ("other procedures" of every department) also say whose they are."""
    rows = list(rows)
    names = Counter(row["name"] for row in rows)
    for row in rows:
        if names[row["name"]] > 1:
            row["of"] = of.get(row["key"], row["key"])


def _facts_by(level: str, summed: Summed) -> dict[str, Facts]:
    if level != "year":
        return summed.facts[level]
    years: dict[str, Facts] = {}
    for month, facts in summed.facts["month"].items():
        years.setdefault(month[:4], Facts()).add(facts)
    return years


def _named(level: str, key: str, hall: tuple[str, str], procedures: dict[str, str]) -> tuple[str, tuple[str, str]]:
    if SEPARATOR in key:
        own, vi, en = key.split(SEPARATOR)
        return own, (vi, en)
    if level == "hall":
        return "hall", hall
    if level == "procedure":
        return key, (procedures.get(key, key), procedures.get(key, key)) if key else NO_PROCEDURE
    if level == "hour":
        return key, (f"{key}:00–{key}:59",) * 2
    if level == "weekday":
        return key, WEEKDAYS[int(key)]
    if level == "heat":
        day, hour = key.split("-")
        return key, (f"{WEEKDAYS[int(day)][0]} {hour}:00", f"{WEEKDAYS[int(day)][1]} {hour}:00")
    return key, (written_key(key),) * 2


DEVICE_COLUMNS = ("key", "name", "name_en", "kind", "device_watched", "device_up", "up_share")
KINDS = {"kiosk": ("Máy lấy số", "Kiosk"), "display": ("Màn hình", "Screen"), "printer": ("Máy in", "Printer")}


def device_rows(times: Iterable[Mapping], titles: Mapping[tuple[str, str], tuple[str, str]]) -> list[dict]:
    """A row a device: milliseconds watched and there, and the share. What the hall has no more keeps its id."""
    found = []
    for one in times:
        name = titles.get((one["kind"], one["device"])) or (one["device"],) * 2
        share = one["up_ms"] / one["watched_ms"] if one["watched_ms"] else None
        found.append(dict(zip(DEVICE_COLUMNS, (
            one["device"], *name, one["kind"], one["watched_ms"], one["up_ms"], share,
        ), strict=True)))  # fmt: skip
    return found


NO_PROCEDURE = ("Chưa chọn thủ tục", "No procedure chosen")


def written_key(key: str) -> str:
    """"2026-11-23" as people write it, 23/11/2026; "2026-11" as 11/2026."""
    return "/".join(reversed(key.split("-")))


def _desk_time(spent: dict[str, int] | None) -> dict:
    return {f"desk_{name}": (spent or {}).get(name) for name in ("open", "idle", "busy", "break", "back_office")}
