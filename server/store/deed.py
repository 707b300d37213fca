"""One deed's transaction: everything a deed may write, and nothing else. What it may read stands in `look.py`."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace

from ..core import desk as desk_rules
from ..core.errors import DeskBusy, KeyReused, Stale, UnknownName
from ..core.events import Entry, Kind
from ..core.plan import HallPlan
from ..core.ticket import OPENING, Leg, LegState, apply, fold
from . import changes, forecasts, journal
from .look import Look
from .rows import INSERT_LEG, UPDATE_LEG, UPSERT_DESK, Line, leg_values, line_of, update_values
from .summaries import forget

# All that every deed must know first, in one statement: each one more is a chance for other threads to come between.
_BEGINNING = (
    f"SELECT {', '.join(f'last.{one}' for one in journal.COLUMNS)},"
    " (SELECT max(id) FROM plans) AS plan, (SELECT coalesce(max(id), 0) FROM legs) AS legs,"
    " (SELECT value FROM meta WHERE key = 'business_date') AS begun_date"
    " FROM (SELECT 1) LEFT JOIN (SELECT * FROM journal ORDER BY seq DESC LIMIT 1) AS last"
)


class Deed(Look):
    """Open only inside `SqliteStore.deed`.

    `now` (UTC ms) is fixed for the whole deed and never below the journal's last entry; `id` is shared by its entries.
    """

    def __init__(
        self, connection: sqlite3.Connection, now: int, plan_at: Callable[[sqlite3.Connection, int], HallPlan]
    ) -> None:
        begun = connection.execute(_BEGINNING).fetchone()
        self._db = connection
        self._seq = begun["seq"] or 0
        self._hash = journal.row_hash(begun[: len(journal.COLUMNS)]) if self._seq else journal.GENESIS
        self._date: str | None = begun["begun_date"]
        self._legs: int = begun["legs"]
        self._plan_id: int | None = begun["plan"]
        self._plan_at = plan_at
        self.now = max(now, begun["at"] or 0)
        self.id = secrets.token_hex(8)
        self.wrote = False
        self.kinds: list[str] = []  # of the entries written so far, in order
        self.tickets: list[int] = []  # that they are about, each once

    @property
    def plan_id(self) -> int:
        """The present configuration's id. Raises LookupError while the hall has none."""
        if self._plan_id is None:
            raise LookupError("the hall has no configuration yet")
        return self._plan_id

    @property
    def has_plan(self) -> bool:
        return self._plan_id is not None

    @property
    def plan(self) -> HallPlan:
        return self._plan_at(self._db, self.plan_id)

    def answered(self, scope: str, key: str, content: object) -> dict | None:
        """The answer this key was given before, or None. The same key with other content raises KeyReused."""
        row = self._db.execute("SELECT * FROM answers WHERE scope = ? AND key = ?", (scope, key)).fetchone()
        if row is None:
            return None
        if row["fingerprint"] != fingerprint(content):
            raise KeyReused
        return json.loads(row["body"])

    @property
    def date(self) -> str:
        """The business date that has begun by a first deed; empty before the very first."""
        return self._date or ""

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What the block records is a deed of its own: nobody's answer tells of it, and nobody's undo takes it back."""
        own = self.id, self.kinds
        self.id, self.kinds = secrets.token_hex(8), []
        yield
        self.id, self.kinds = own

    def begin_day(self, date: str) -> None:
        self._date = date
        self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('business_date', ?)", (date,))
        forecasts.learn(self._db, date, self.plan)

    def carry(self, date: str, tickets: dict[str, int]) -> None:
        """Remembers which numbers of earlier days (number → ticket) are still somebody's on `date`; none: forgets."""
        if tickets:
            kept = json.dumps({"date": date, "tickets": tickets})
            self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('carried', ?)", (kept,))
        else:
            self._db.execute("DELETE FROM meta WHERE key = 'carried'")

    def next_number(self, date: str, series: str) -> int:
        """The next n of the series on that date: a counter row, in this transaction. It never goes back or wraps."""
        return self._db.execute(
            "INSERT INTO counters (business_date, series, last) VALUES (?, ?, 1)"
            " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            (date, series),
        ).fetchall()[0][0]

    def raise_counter(self, date: str, series: str, last: int) -> None:
        """The series of that date goes on after `last`, or after what it has already given out."""
        self._db.execute(
            "INSERT INTO counters VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
            (date, series, last),
        )

    def end_tokens(self, devices: set[str], sessions: set[str] | None) -> None:
        """Devices that may not come back, by their tokens' hashes, and sessions that are over; None: all of them."""
        for one in devices:
            self._db.execute(
                "UPDATE devices SET revoked_at = ? WHERE token_hash = ? AND revoked_at IS NULL", (self.now, one)
            )
        if sessions is None:
            self._db.execute("UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL", (self.now,))
        for one in sessions or ():
            self._db.execute(
                "UPDATE sessions SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL", (self.now, one)
            )

    def close_accounts(self, usernames: set[str]) -> None:
        for one in usernames:
            self._db.execute("UPDATE accounts SET closed = 1 WHERE username = ?", (one,))

    def add_ticket(
        self, date: str, number: str, series: str, n: int, klass: str, channel: str, secret: str
    ) -> int:
        """A new ticket's id. `secret` is the unguessable part of the visitor's link."""
        ticket = self._db.execute(
            "INSERT INTO tickets (business_date, number, series, n, class, channel, issued_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (date, number, series, n, klass, channel, self.now),
        ).lastrowid
        assert ticket is not None
        self._db.execute("INSERT INTO links (secret, ticket) VALUES (?, ?)", (secret, ticket))
        return ticket

    def new_leg_id(self) -> int:
        """Leg rows are never deleted and the write lock is held, so the highest id plus one is free."""
        self._legs += 1
        return self._legs

    def record(self, entry: Entry, leg: Leg | None = None) -> Leg | None:
        """Writes one entry and its projections; returns the leg after it.

        `leg` is the leg as it was read. Raises Stale when it has changed since (another desk was quicker),
        DeskBusy when the desk already has a leg, MoveNotAllowed for a move the table has not.
        """
        self._seq += 1
        entry = replace(entry, seq=self._seq, deed=self.id)
        after: Leg | None = None
        if entry.leg is not None:
            after = self._after(entry, leg)
            entry = replace(entry, from_state=str(leg.state) if leg else None, to_state=str(after.state))
        self._hash = journal.append(self._db, entry, self.plan.id, self._hash)
        self.wrote = True
        self.kinds.append(str(entry.kind))
        if entry.ticket is not None and entry.ticket not in self.tickets:
            self.tickets.append(entry.ticket)
        if after is not None:
            self._save(leg, after)
            self._turn(entry, after)
        if entry.kind is Kind.SHOWN:
            self._db.execute("DELETE FROM set_aside WHERE ticket = ?", (entry.ticket,))
        elif entry.kind is Kind.ISSUED and entry.body.get("unseen"):
            self._db.execute("INSERT INTO set_aside (ticket) VALUES (?)", (entry.ticket,))
        elif entry.kind in changes.CHANGED:
            changes.project(self._db, entry)
        if entry.desk is not None:
            state = desk_rules.apply(self.desk(entry.desk), entry)
            self._db.execute(UPSERT_DESK, astuple(state))
        return after

    def _after(self, entry: Entry, leg: Leg | None) -> Leg:
        if entry.kind is Kind.UNDONE and leg is not None:
            undone = fold([*self.entries_of_leg(leg.id), entry])
            assert undone is not None
            return undone
        if leg is None and entry.kind not in OPENING:
            raise UnknownName("leg", entry.leg)
        return apply(leg, entry)

    def _save(self, before: Leg | None, after: Leg) -> None:
        if after.business_date != self._date:
            forget(self._db, after.business_date)
        for line, change in _moved_lines(before, after).items():
            self._count(line, change)
        try:
            if before is None:
                self._db.execute(INSERT_LEG, leg_values(after))
            elif self._db.execute(UPDATE_LEG, update_values(before, after)).rowcount != 1:
                raise Stale
        except sqlite3.IntegrityError as clash:
            if "legs.desk" in str(clash):
                raise DeskBusy from clash
            raise

    def _count(self, line: Line, change: int) -> None:
        """Keeps the number of people in each line, so that nobody has to count a long one."""
        if change:
            self._db.execute(
                "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET waiting = waiting + excluded.waiting",
                (*line, change),
            )

    def _turn(self, entry: Entry, leg: Leg) -> None:
        """Keeps the calls of interleaved lines, in order; one that is taken back has never been."""
        if entry.kind is Kind.CALLED and entry.body.get("turn"):
            values = (leg.business_date, leg.department, entry.seq, entry.body["turn"])
            self._db.execute("INSERT INTO turns VALUES (?, ?, ?, ?)", values)
        elif entry.kind is Kind.UNDONE:
            sql = "DELETE FROM turns WHERE business_date = ? AND department = ? AND seq = ?"
            self._db.execute(sql, (leg.business_date, leg.department, entry.body["undoes"]))

    def keep_forecast(self, ticket: int, said: forecasts.Said) -> None:
        """What its visitor is told, beside the journal: to be scored when they are called."""
        forecasts.keep(self._db, ticket, said)

    def add_note(self, leg: int, desk: str, officer: str, text: str) -> None:
        """Words about a leg, beside the journal."""
        sql = "INSERT INTO notes (leg, desk, officer, at, text) VALUES (?, ?, ?, ?, ?)"
        self._db.execute(sql, (leg, desk, officer, self.now, text))

    def take_token(self, channel: str, seconds_each: float, burst: int) -> bool:
        """A token of the channel's bucket, filled by one each `seconds_each` up to `burst`; False when it is empty.

        Kept as one moment on the hall's clock: when the bucket will be full again (the generic cell rate algorithm).
        """
        each = round(seconds_each * 1000)
        row = self._db.execute("SELECT due FROM buckets WHERE channel = ?", (channel,)).fetchone()
        due = max(self.now, row["due"] if row else 0)
        if due - self.now > (burst - 1) * each:
            return False
        self._db.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?)", (channel, due + each))
        return True

    def last_job(self, ticket: int) -> sqlite3.Row | None:
        newest = "SELECT * FROM print_jobs WHERE ticket = ? ORDER BY id DESC LIMIT 1"
        return self._db.execute(newest, (ticket,)).fetchone()

    def add_job(
        self, ticket: int, printer: str, slip: dict, lifetime_ms: int, reprint: bool = False, channel: str | None = None
    ) -> int:
        """A print job in the same transaction as its ticket. Nobody prints it after `lifetime_ms`.

        `channel` is who asked for it, where that is not the ticket's own channel.
        """
        self.wrote = True
        job = self._db.execute(
            "INSERT INTO print_jobs (ticket, printer, slip, state, reprint, created_at, expires_at, channel, deed)"
            " VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?)",
            (ticket, printer, json.dumps(slip, ensure_ascii=False), reprint, self.now, self.now + lifetime_ms, channel,
             self.id),
        ).lastrowid  # fmt: skip
        assert job is not None
        return job

    def remember(self, scope: str, key: str, content: object, body: dict) -> None:
        """Keeps the answer under its key, in the deed's own transaction: a lost reply is answered alike again."""
        self._db.execute(
            "INSERT INTO answers (scope, key, fingerprint, at, body) VALUES (?, ?, ?, ?, ?)",
            (scope, key, fingerprint(content), self.now, json.dumps(body, ensure_ascii=False)),
        )

    def add_plan(
        self, document: dict, officer: str | None = None, how: str = "", undoes: int | None = None
    ) -> int | None:
        """A new dated configuration, or None when it is the present one to the letter.

        `officer` made it, `how` tells by which door; `undoes` is the seq of the change that it takes back.
        """
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
        sha = hashlib.sha256(text.encode()).hexdigest()
        row = self._db.execute("SELECT id, sha FROM plans ORDER BY id DESC LIMIT 1").fetchone()
        if row is not None and row["sha"] == sha:
            return None
        plan_id = self._db.execute(
            "INSERT INTO plans (at, sha, document) VALUES (?, ?, ?)", (self.now, sha, text)
        ).lastrowid
        self._plan_id = plan_id
        self._changed(Kind.PLAN_CHANGED, officer, {"plan": plan_id, "sha": sha}, how, undoes)
        changes.place_again(self._db, self.plan)
        return plan_id

    def catalogue(self) -> dict[str, changes.Row]:
        """Code → procedure, of those that are offered."""
        return changes.catalogue(self._db)

    def change_catalogue(
        self, rows: Sequence[changes.Change], officer: str | None = None, how: str = "", undoes: int | None = None
    ) -> int | None:
        """Procedures added, changed and retired in one change: its seq, or None where there is nothing to do."""
        if not rows:
            return None
        self._changed(Kind.CATALOGUE_CHANGED, officer, {"sha": changes.digest(rows)}, how, undoes)
        changes.write(self._db, self._seq, rows, self.plan)
        return self._seq

    def _changed(self, kind: Kind, officer: str | None, body: dict, how: str, undoes: int | None) -> None:
        body |= {key: value for key, value in (("how", how), ("undoes", undoes)) if value}
        self.record(Entry(kind, self.now, self.business_date(), officer=officer, body=body))

    @property
    def seq(self) -> int:
        """Of the last entry, this deed's included."""
        return self._seq


def _moved_lines(before: Leg | None, after: Leg) -> Counter[Line]:
    """Which lines have one person more or less."""
    moved: Counter[Line] = Counter()
    for leg, change in ((before, -1), (after, 1)):
        if leg is not None and leg.state is LegState.WAITING:
            moved[line_of(leg)] += change
    return moved


def fingerprint(content: object) -> str:
    """What was asked for under a key, in 64 characters."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
