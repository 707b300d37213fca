"""What the server asks of a print agent besides tickets. The server never opens a device: it asks, and waits for word.

asked → claimed → done | failed, or asked → expired. An errand is given to one agent once.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
import time

from ..core.errors import BadInput, UnknownName
from ..ports import Clock
from ..store.sqlite import SqliteStore

LIFE_S = 60  # of an errand nobody has taken; and then of one nobody has told the end of
MAX_WAIT_S = 10
KEPT = 200
MAX_PICTURE = 300_000
LEVELS = ("full", "paper-only", "write-only")


class Errands:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._news = threading.Condition()
        self._stopping = False
        store.on_commit(self.wake)

    def wake(self) -> None:
        with self._news:
            self._news.notify_all()

    def stop(self) -> None:
        """Lets all waiting agents go."""
        self._stopping = True
        self.wake()

    def ask(self, agent: str, printer: str, address: str, width_mm: int, by: str) -> int:
        """Asks `agent` to probe that address and print a test slip; the errand's id. An older one for it is over."""
        now = self._clock.now()
        with self._store.writing() as db:
            db.execute("UPDATE errands SET state = 'expired' WHERE state = 'asked' AND printer = ?", (printer,))
            errand = db.execute(
                "INSERT INTO errands (agent, printer, address, width_mm, asked_by, asked_at, state)"
                " VALUES (?, ?, ?, ?, ?, ?, 'asked')", (agent, printer, address, width_mm, by, now),
            ).lastrowid  # fmt: skip
            db.execute("DELETE FROM errands WHERE id <= ?", ((errand or 0) - KEPT,))
        self.wake()
        return errand or 0

    def claim(self, agent: str, wait_s: float) -> dict | None:
        """The oldest living errand of that agent, waiting up to `wait_s` real seconds for one.

        Returns early when the hall's configuration changes: the agent may have other printers now.
        """
        until, plan = time.monotonic() + min(wait_s, MAX_WAIT_S), self._store.present_plan()
        while True:
            errand = self._try_claim(agent)
            left = until - time.monotonic()
            if errand is not None or left <= 0 or self._stopping or self._store.present_plan() is not plan:
                return errand
            with self._news:
                self._news.wait(min(left, 1.0))

    def _try_claim(self, agent: str) -> dict | None:
        sql = "SELECT id FROM errands WHERE agent = ? AND state = 'asked'"
        if self._store.row(sql, (agent,)) is None:
            return None
        with self._store.writing() as db:
            rows = db.execute(
                "UPDATE errands SET state = 'claimed' WHERE id = (SELECT min(id) FROM errands WHERE agent = ?"
                " AND state = 'asked' AND asked_at > ?) RETURNING id, printer, address, width_mm",
                (agent, self._clock.now() - self._life_ms()),
            ).fetchall()
        return dict(rows[0]) if rows else None

    def result(self, agent: str, errand: int, told: dict) -> None:
        """The agent's word on its errand. Raises UnknownName for another's, or one that is over."""
        state, picture = told.get("state"), _picture(told.get("picture"))
        if state not in ("done", "failed") or state == "done" and told.get("level") not in LEVELS:
            raise BadInput("an errand is done, with a level, or failed, with a reason")
        kept = {key: told[key] for key in ("level", "reason", "detail", "answers", "behind_ms") if key in told}
        with self._store.writing() as db:
            rows = db.execute(
                "UPDATE errands SET state = ?, ended_at = ?, result = ?, picture = ?"
                " WHERE id = ? AND agent = ? AND state = 'claimed' RETURNING printer",
                (state, self._clock.now(), json.dumps(kept, ensure_ascii=False)[:2000], picture, errand, agent),
            ).fetchall()
            if not rows:
                raise UnknownName("errand", errand)
            if state == "done":
                db.execute("UPDATE printers SET finding = ? WHERE id = ?", (told["level"], rows[0]["printer"]))

    def last(self, printer: str) -> dict | None:
        """What was asked of that printer last and what came of it; one nobody answers is "expired"."""
        row = self._store.row("SELECT * FROM errands WHERE printer = ? ORDER BY id DESC LIMIT 1", (printer,))
        if row is None:
            return None
        errand = {key: row[key] for key in row.keys() if key != "picture"}  # noqa: SIM118  (a Row is no dict)
        errand |= {"result": json.loads(row["result"] or "{}"), "picture": _encoded(row["picture"])}
        if errand["state"] in ("asked", "claimed") and self._clock.now() - row["asked_at"] > self._life_ms():
            errand["state"] = "expired"
        return errand

    def judge(self, errand: int, verdict: str, by: str) -> None:
        """What the person saw on the test slip: "good" or "bad"."""
        with self._store.writing() as db:
            db.execute(
                "UPDATE errands SET verdict = ?, judged_by = ? WHERE id = ? AND state = 'done'", (verdict, by, errand)
            )

    def _life_ms(self) -> int:
        return int(LIFE_S * 1000 * max(1.0, self._clock.speed))


def _picture(encoded: object) -> bytes | None:
    if not isinstance(encoded, str):
        return None
    try:
        png = base64.b64decode(encoded, validate=True)
    except binascii.Error as odd:
        raise BadInput("the picture must be base64") from odd
    if not png.startswith(b"\x89PNG\r\n") or len(png) > MAX_PICTURE:
        raise BadInput("the picture must be a PNG of at most 300 kB")
    return png


def _encoded(png: bytes | None) -> str:
    return base64.b64encode(png).decode("ascii") if png else ""
