"""Print jobs between the hall and the print agents. The server never opens a device.

queued → claimed → printed | failed | unknown, or queued → expired. A job is given to one agent once; nothing
prints twice by itself, and nothing prints late.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable

from ..core.errors import BadInput, HallError, UnknownName
from ..logs import tell
from ..ports import Clock
from ..store.sqlite import SqliteStore

RESULTS = ("printed", "failed", "unknown")
PRINTER_STATES = (
    "ready", "near-end", "paper-out", "cover", "jam", "offline", "stalled", "write-only",
)  # fmt: skip
FINDINGS = ("full", "paper-only", "write-only")  # of a probe; see docs/printers.md
KEPT_PAPERS = 60
MAX_WAIT_S = 10  # of a long poll: well within SILENT_S
SILENT_S = 15  # real seconds without a word, after which a printer's last state is no longer believed


class ResultTwice(HallError):
    id = "result-twice"
    en = "This job has its result already."


class Outbox:
    def __init__(
        self, store: SqliteStore, clock: Clock, on_printed: Callable[[int], None] = lambda ticket: None
    ) -> None:
        """`on_printed(ticket)` is told of each paper that surely came out."""
        self._store, self._clock, self._on_printed = store, clock, on_printed
        self._news = threading.Condition()
        self._rung = 0  # how often there was news
        self._stopping = False
        # When an agent last spoke of a printer, on the hall's clock. Not in the file: that would be a write each poll.
        # After a restart everybody has SILENT_S from `_since` to speak up.
        self._heard: dict[str, int] = {}
        self._since = clock.now()
        self._silent: set[str] = set()  # as last told
        store.on_commit(self.wake)

    def wake(self) -> None:
        with self._news:
            self._rung += 1
            self._news.notify_all()

    def stop(self) -> None:
        """Lets all waiting agents go."""
        self._stopping = True
        self.wake()

    def claim(self, agent: int, printers: list[str], wait_s: float, told: dict | None = None) -> dict:
        """The oldest living job for one of `printers`, waiting up to `wait_s` real seconds for one; also the faults
        wished on virtual printers. Returns early when a wish differs from what the agent was `told` last, and when the
        hall's configuration changes: the printer may be another's by now."""
        until, plan = time.monotonic() + min(wait_s, MAX_WAIT_S), self._plan()
        first = self._wished(printers) | {one: fault for one, fault in (told or {}).items() if one in printers}
        self._hear(first)
        while True:
            rung = self._rung  # news from here on is not slept through
            job = self._try_claim(agent, printers)
            faults = self._wished(printers)
            left = until - time.monotonic()
            if job is not None or faults != first or left <= 0 or self._stopping or self._plan() != plan:
                return {"now": self._clock.now(), "speed": self._clock.speed, "faults": faults, "job": job}
            with self._news:
                self._news.wait_for(lambda rung=rung: self._rung != rung, min(left, 1.0))

    def _plan(self) -> int:
        return self._store.rows("SELECT coalesce(max(id), 0) AS id FROM plans")[0]["id"]

    def _wished(self, printers: list[str]) -> dict[str, str | None]:
        with self._store.reading() as db:
            rows = db.execute("SELECT id, fault FROM printers").fetchall()
        return {row["id"]: row["fault"] for row in rows if row["id"] in printers}

    def _try_claim(self, agent: int, printers: list[str]) -> dict | None:
        marks = ", ".join("?" * len(printers))
        look = f"SELECT * FROM print_jobs WHERE state IN ('queued', 'claimed') AND printer IN ({marks}) ORDER BY id"
        with self._store.reading() as db:
            if db.execute(look + " LIMIT 1", printers).fetchone() is None:
                return None
        now = self._clock.now()
        with self._store.writing() as db:
            for row in db.execute(look, printers).fetchall():
                if row["expires_at"] <= now:
                    # Claimed and never reported: the paper may or may not be there. Only queued ones surely are not.
                    state, reason = ("expired", "too-late") if row["state"] == "queued" else ("unknown", "no-report")
                    db.execute(
                        "UPDATE print_jobs SET state = ?, reason = ?, ended_at = ? WHERE id = ?",
                        (state, reason, now, row["id"]),
                    )
                elif row["state"] == "queued":
                    db.execute(
                        "UPDATE print_jobs SET state = 'claimed', claimed_by = ?, claimed_at = ? WHERE id = ?",
                        (agent, now, row["id"]),
                    )
                    return _job(row, self._store.present_plan().logo)
        return None

    def result(self, agent: int, job_id: int, state: str, reason: str | None, detail: str | None) -> None:
        """The agent's word on its job. A second result raises ResultTwice, another's job UnknownName."""
        if state not in RESULTS:
            raise BadInput(f"a job's result is one of {', '.join(RESULTS)}")
        with self._store.writing() as db:
            row = db.execute("SELECT * FROM print_jobs WHERE id = ? AND claimed_by = ?", (job_id, agent)).fetchone()
            if row is None:
                raise UnknownName("print job", job_id)
            if row["state"] != "claimed":
                raise ResultTwice
            db.execute(
                "UPDATE print_jobs SET state = ?, reason = ?, detail = ?, ended_at = ? WHERE id = ?",
                (state, reason, detail, self._clock.now(), job_id),
            )
        self._hear([row["printer"]])
        tell("paper", deed=row["deed"], job=job_id, ticket=row["ticket"], printer=row["printer"], state=state,
             reason=reason)  # fmt: skip
        if state == "printed":
            self._on_printed(row["ticket"])

    def job_state(self, job_id: int, channel: str) -> str:
        """The state of a job this channel asked for, or of its own tickets. Any other job is unknown to it."""
        with self._store.reading() as db:
            row = db.execute(
                "SELECT j.state, j.expires_at FROM print_jobs j JOIN tickets t ON t.id = j.ticket"
                " WHERE j.id = ? AND ? IN (t.channel, j.channel)",
                (job_id, channel),
            ).fetchone()
        if row is None:
            raise UnknownName("print job", job_id)
        if row["state"] == "queued" and row["expires_at"] <= self._clock.now():
            return "expired"  # nobody has looked since, but nobody may print it any more
        return row["state"]

    def waiting(self) -> dict:
        """Jobs nobody has claimed, and how long the oldest that still lives has waited: {"waiting", "oldest_s"}."""
        now = self._clock.now()
        row = self._store.row(
            "SELECT count(*) AS n, min(created_at) AS oldest FROM print_jobs WHERE state = 'queued' AND expires_at > ?",
            (now,),
        )
        assert row is not None
        return {"waiting": row["n"], "oldest_s": round(max(0, now - row["oldest"]) / 1000) if row["n"] else 0}

    # -- printers ----------------------------------------------------------------------------------------------------

    def hello(self, agent: int, printers: list[dict]) -> None:
        """These printers are this agent's from now on, and no others."""
        marks = ", ".join("?" * len(printers))
        with self._store.writing() as db:
            db.execute(
                f"DELETE FROM printers WHERE agent = ? AND id NOT IN ({marks})",  # noqa: S608  (marks are "?, ?")
                (agent, *(one["id"] for one in printers)),
            )
            for one in printers:
                db.execute(
                    "INSERT INTO printers (id, agent, address, finding) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET agent = excluded.agent, address = excluded.address,"
                    " finding = coalesce(excluded.finding, finding)",  # NULL: this hello says nothing of probes
                    (one["id"], agent, one["address"], one.get("finding")),
                )
        self._hear(one["id"] for one in printers)

    def printer_said(self, agent: int, printer: str, state: str, detail: str | None) -> None:
        if state not in PRINTER_STATES:
            raise BadInput(f"a printer's state is one of {', '.join(PRINTER_STATES)}")
        self._update_printer(
            "UPDATE printers SET state = ?, detail = ?, at = ? WHERE id = ? AND agent = ?",
            (state, detail, self._clock.now(), printer, agent), printer,
        )  # fmt: skip
        self._hear([printer])

    def wish_fault(self, printer: str, fault: str | None) -> None:
        """Breaks (or with None mends) a virtual printer at its agent's next word with us."""
        self._update_printer(
            "UPDATE printers SET fault = ? WHERE id = ? AND address LIKE 'virtual:%'", (fault, printer), printer
        )
        self.wake()

    def _update_printer(self, sql: str, values: tuple, printer: str) -> None:
        with self._store.writing() as db:
            if db.execute(sql, values).rowcount != 1:
                raise UnknownName("printer", printer)

    def printers(self) -> list[dict]:
        """What each printer's agent said of it last: "offline" and `silent` where none has spoken for SILENT_S."""
        with self._store.reading() as db:
            rows = [dict(row) for row in db.execute("SELECT * FROM printers ORDER BY id")]
            # An agent asks for nothing while it prints, and slow paper takes its time: its job's life is its patience.
            printing = {row["printer"] for row in db.execute(
                "SELECT printer FROM print_jobs WHERE state = 'claimed' AND expires_at > ?", (self._clock.now(),)
            )}  # fmt: skip
        for row in rows:
            row["silent"] = row["id"] not in printing and self._is_silent(row["id"])
            if row["silent"]:
                row |= {"state": "offline", "detail": None}
        return rows

    def silence_changed(self) -> bool:
        """Whether another printer has fallen silent, or one spoken up, since this was asked last."""
        silent = {row["id"] for row in self.printers() if row["silent"]}
        changed, self._silent = silent != self._silent, silent
        return changed

    def _hear(self, printers: Iterable[str]) -> None:
        self._heard |= dict.fromkeys(printers, self._clock.now())

    def _is_silent(self, printer: str) -> bool:
        return self._clock.now() - self._heard.get(printer, self._since) > SILENT_S * 1000 * self._clock.speed

    def keep_paper(self, agent: int, printer: str, number: str, png: bytes) -> None:
        """A virtual printer's paper, as a picture. The newest few are kept."""
        with self._store.writing() as db:
            if db.execute("SELECT 1 FROM printers WHERE id = ? AND agent = ?", (printer, agent)).fetchone() is None:
                raise UnknownName("printer", printer)
            newest = db.execute(
                "INSERT INTO papers (printer, number, at, png) VALUES (?, ?, ?, ?)",
                (printer, number[:20], self._clock.now(), png),
            ).lastrowid
            db.execute("DELETE FROM papers WHERE id <= ?", ((newest or 0) - KEPT_PAPERS,))

    def papers(self) -> list[sqlite3.Row]:
        with self._store.reading() as db:
            return db.execute("SELECT id, printer, number, at FROM papers ORDER BY id DESC").fetchall()

    def paper_png(self, paper: int) -> bytes:
        with self._store.reading() as db:
            row = db.execute("SELECT png FROM papers WHERE id = ?", (paper,)).fetchone()
        if row is None:
            raise UnknownName("paper", paper)
        return row["png"]


def _job(row: sqlite3.Row, logo: str) -> dict:
    slip = json.loads(row["slip"])
    slip |= {"reprint": bool(row["reprint"]), "logo": logo}  # the logo here: it need not lie in every job's row
    return {
        "id": row["id"], "printer": row["printer"], "slip": slip, "expires_at": row["expires_at"], "deed": row["deed"],
        "ticket": row["ticket"], "number": slip["number"],
    }  # fmt: skip
