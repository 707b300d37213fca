"""Works every projection out of the journal anew and compares; `rebuild` writes what the journal says."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import astuple, dataclass, field

from ..core import desk as desk_rules
from ..core.desk import DeskState
from ..core.errors import MoveNotAllowed
from ..core.events import Entry, Kind
from ..core.ticket import Leg, LegState, fold
from . import changes, journal
from .rows import INSERT_LEG, UPSERT_DESK, Line, desk_of, leg_of, leg_values, line_of
from .sqlite import SqliteStore
from .summing import differences, impossible, sum_up_again

SHOWN = 20  # findings printed; the rest is counted


@dataclass
class Verdict:
    """What was compared, and where journal and projections differ."""

    entries: int = 0
    tickets: int = 0
    legs: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return not self.differences

    def report(self) -> str:
        checked = f"{self.entries} journal entries, {self.tickets} tickets, {self.legs} legs"
        if self.equal:
            return f"equal: {checked}; the chain is whole"
        more = [f"... and {len(self.differences) - SHOWN} more"] if len(self.differences) > SHOWN else []
        return "\n".join([f"NOT equal: {checked}", *self.differences[:SHOWN], *more])


@dataclass
class Told:
    """The projections as the journal tells them."""

    tickets: dict[int, tuple] = field(default_factory=dict)
    entries: dict[int, list[Entry]] = field(default_factory=dict)  # of each leg
    legs: dict[int, Leg | None] = field(default_factory=dict)
    desks: dict[str, DeskState] = field(default_factory=dict)
    counters: dict[tuple[str, str], int] = field(default_factory=dict)
    set_aside: set[int] = field(default_factory=set)
    changes: list[Entry] = field(default_factory=list)  # of the hall's lists

    def waiting(self) -> Counter[Line]:
        """Key of a row of `lines` → people in it."""
        return Counter(line_of(leg) for leg in self.legs.values() if leg and leg.state is LegState.WAITING)

    def turns(self) -> set[tuple[str, str, int, str]]:
        """The calls of interleaved lines that were not taken back."""
        legs = {key: leg for key, leg in self.legs.items() if leg}
        undone = {one.body["undoes"] for entries in self.entries.values() for one in entries if one.kind is Kind.UNDONE}
        return {
            (leg.business_date, leg.department, one.seq, one.body["turn"])
            for key, leg in legs.items()
            for one in self.entries[key]
            if one.kind is Kind.CALLED and one.body.get("turn") and one.seq not in undone
        }


def verify(store: SqliteStore) -> Verdict:
    with store.reading() as db:
        verdict = Verdict()
        told = _read(db, verdict)
        _compare(db, told, verdict)
        verdict.differences += differences(store, db) + impossible(store, db)
    return verdict


def rebuild(store: SqliteStore) -> Verdict:
    """Rewrites tickets, legs, desks and counters from the journal. A counter is never lowered: no number comes twice.

    A journal that is itself damaged is not built upon: nothing is written, and the verdict says where.
    """
    verdict = Verdict()
    with store.writing() as db:
        told = _read(db, verdict)
        if not verdict.equal:
            return verdict
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("legs", "tickets", "desk_states", "set_aside", "lines", "turns", "changes"):
            db.execute(f"DELETE FROM {table}")
        db.executemany("INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?, ?)", told.tickets.values())
        lines = [(*line, n) for line, n in told.waiting().items()]
        db.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", lines)
        db.executemany("INSERT INTO turns VALUES (?, ?, ?, ?)", told.turns())
        for entry in told.changes:
            changes.project(db, entry)
        db.executemany("INSERT INTO set_aside VALUES (?)", [(ticket,) for ticket in told.set_aside])
        db.executemany(INSERT_LEG, [leg_values(leg) for leg in told.legs.values() if leg])
        db.executemany(UPSERT_DESK, [astuple(one) for one in told.desks.values()])
        for (date, series), last in told.counters.items():
            db.execute(
                "INSERT INTO counters VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
                (date, series, last),
            )
        sums = {row["period"] for row in db.execute("SELECT DISTINCT period FROM summaries")}
        db.execute("DELETE FROM summaries")
        _compare(db, told, verdict)
    sum_up_again(store, sums)
    return verdict


def _read(db: sqlite3.Connection, verdict: Verdict) -> Told:
    told, expected, at = Told(), journal.GENESIS, 0
    for row in journal.every_row(db):
        verdict.entries += 1
        if row["prev_hash"] != expected:
            verdict.differences.append(f"journal {row['seq']}: the chain is broken before this entry")
        if row["at"] < at:
            verdict.differences.append(f"journal {row['seq']}: its time is before the entry before it")
        expected, at = journal.row_hash(row), row["at"]
        _take(told, journal.entry_of(row))
    for leg, entries in told.entries.items():
        try:
            told.legs[leg] = fold(entries)
        except MoveNotAllowed as impossible:
            told.legs[leg] = None
            story = f"{impossible.kind} when {impossible.state}"
            verdict.differences.append(f"leg {leg}: its entries tell no possible story ({story})")
    verdict.tickets, verdict.legs = len(told.tickets), len(told.legs)
    return told


def _take(told: Told, entry: Entry) -> None:
    if entry.leg is not None:
        told.entries.setdefault(entry.leg, []).append(entry)
    if entry.desk is not None:
        told.desks[entry.desk] = desk_rules.apply(told.desks.get(entry.desk, DeskState(entry.desk)), entry)
    if entry.kind in changes.CHANGED:
        told.changes.append(entry)
    if entry.kind is Kind.SHOWN and entry.ticket is not None:
        told.set_aside.discard(entry.ticket)
    if entry.kind is Kind.RESTORED:
        for date, series, _, after in entry.body["raised"]:
            told.counters[date, series] = max(told.counters.get((date, series), 0), after)
    if entry.kind is Kind.ISSUED and entry.ticket is not None:
        body = entry.body
        told.tickets[entry.ticket] = (
            entry.ticket, entry.business_date, body["number"], body["series"], body["n"], body["class"],
            body["channel"], entry.at,
        )  # fmt: skip
        if body.get("unseen"):
            told.set_aside.add(entry.ticket)
        key = (entry.business_date, body["series"])
        told.counters[key] = max(told.counters.get(key, 0), body["n"])


def _compare(db: sqlite3.Connection, told: Told, verdict: Verdict) -> None:
    differ = verdict.differences.append
    tickets = {row["id"]: tuple(row) for row in db.execute("SELECT * FROM tickets")}
    for key in tickets.keys() | told.tickets.keys():
        if tickets.get(key) != told.tickets.get(key):
            differ(f"ticket {key}: journal {told.tickets.get(key)}, table {tickets.get(key)}")
    legs = {row["id"]: leg_of(row) for row in db.execute("SELECT * FROM legs")}
    for key in legs.keys() | told.legs.keys():
        if legs.get(key) != told.legs.get(key):
            differ(f"leg {key}: journal {told.legs.get(key)}, table {legs.get(key)}")
    desks = {row["desk"]: desk_of(row, row["desk"]) for row in db.execute("SELECT * FROM desk_states")}
    for name in desks.keys() | told.desks.keys():
        if desks.get(name) != told.desks.get(name):
            differ(f"desk {name}: journal {told.desks.get(name)}, table {desks.get(name)}")
    lines = {tuple(row)[:-1]: row["waiting"] for row in db.execute("SELECT * FROM lines")}
    waiting = told.waiting()
    for line in lines.keys() | waiting.keys():
        if lines.get(line, 0) != waiting.get(line, 0):
            differ(f"line {line}: journal {waiting.get(line, 0)} waiting, table {lines.get(line, 0)}")
    turns = {tuple(row) for row in db.execute("SELECT * FROM turns")}
    for turn in turns ^ told.turns():
        differ(f"turn {turn}: {'not in the journal' if turn in turns else 'not in the table'}")
    aside = {row["ticket"] for row in db.execute("SELECT ticket FROM set_aside")}
    if aside != told.set_aside:
        differ(f"set aside: journal {sorted(told.set_aside)}, table {sorted(aside)}")
    verdict.differences += changes.wrong(db, told.changes)
    counters = {(row["business_date"], row["series"]): row["last"] for row in db.execute("SELECT * FROM counters")}
    for series in counters.keys() | told.counters.keys():
        # A restored counter may stand above the journal's highest number, never below it.
        if counters.get(series, 0) < told.counters.get(series, 0):
            differ(f"counter {series}: journal {told.counters.get(series)}, table {counters.get(series)}")
