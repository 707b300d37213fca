"""What a person has sent and not decided on yet: kept by the server, seen by that person alone, for two hours."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from ..core.errors import HallError
from ..core.lists.reading import Sheet
from ..ports import Clock
from ..store.sqlite import SqliteStore

LIFE_MS = 2 * 3600 * 1000
EACH = 5  # files a person may have waiting; the oldest go


class UploadGone(HallError):
    id = "upload-gone"
    status = 410
    vi = "Tệp này đã nhận xong hoặc để quá 2 giờ. Mời gửi lại tệp."
    en = "This file has been taken already, or lay for more than 2 hours. Please send it again."


@dataclass(frozen=True)
class Upload:
    """`listed` is "" for a workbook of several; `retire`: rows that the file does not have are to be retired."""

    id: str
    listed: str
    name: str
    retire: bool
    sheets: dict[str, Sheet]  # by list

    @property
    def sheet(self) -> Sheet:
        """The only one."""
        return self.sheets[self.listed]


class Uploads:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def keep(self, officer: str, listed: str, name: str, retire: bool, sheets: Mapping[str, Sheet]) -> str:
        own, now = secrets.token_urlsafe(18), self._clock.now()
        body = {"sheets": {each: _written(sheet) for each, sheet in sheets.items()}}
        self.forget_old()
        with self._store.writing() as db:
            db.execute(
                "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?)",
                (own, officer, listed, name[:120], now, retire, json.dumps(body, ensure_ascii=False)),
            )
            db.execute(
                "DELETE FROM uploads WHERE officer = :who AND id NOT IN"
                " (SELECT id FROM uploads WHERE officer = :who ORDER BY at DESC, rowid DESC LIMIT :each)",
                {"who": officer, "each": EACH},
            )
        return own

    def get(self, own: str, officer: str) -> Upload:
        """Raises UploadGone, also for another person's."""
        row = self._store.row("SELECT * FROM uploads WHERE id = ? AND officer = ?", (own, officer))
        if row is None or row["at"] < self._clock.now() - self._life():
            raise UploadGone
        sheets = json.loads(row["body"]).get("sheets")
        if sheets is None:  # sent to the version before this one
            raise UploadGone
        read = {each: _read(sheet) for each, sheet in sheets.items()}
        return Upload(own, row["list"], row["name"], bool(row["retire"]), read)

    def forget(self, own: str, officer: str) -> None:
        with self._store.writing() as db:
            db.execute("DELETE FROM uploads WHERE id = ? AND officer = ?", (own, officer))

    def forget_old(self) -> None:
        """Nothing that was sent lies about: there may be names in it."""
        with self._store.writing() as db:
            db.execute("DELETE FROM uploads WHERE at < ?", (self._clock.now() - self._life(),))

    def _life(self) -> int:
        return int(LIFE_MS * max(1.0, self._clock.speed))


def _written(sheet: Sheet) -> dict[str, list]:
    return {"rows": sheet.rows, "marks": [[*at, mark] for at, mark in sheet.marks.items()], "notes": sheet.notes}


def _read(body: dict[str, list]) -> Sheet:
    return Sheet(
        [(line, cells) for line, cells in body["rows"]],
        {(line, place): mark for line, place, mark in body["marks"]},
        [(vi, en) for vi, en in body["notes"]],
    )
