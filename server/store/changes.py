"""The lists' history beside the journal: who changed what, the catalogue's rows as they were and as they became."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from ..core.events import Entry, Kind
from ..core.plan import HallPlan
from ..core.search import fold

CHANGED = (Kind.PLAN_CHANGED, Kind.CATALOGUE_CHANGED)
KEPT = ("name", "short", "field", "agency", "documents")  # of a procedure, beside its code: the rest follows from these
Row = dict[str, str]
Change = tuple[str, Row | None, Row | None]  # code, before (None: added), after (None: retired)


def project(db: sqlite3.Connection, entry: Entry) -> None:
    """The row of `changes` that an entry of such a kind has."""
    db.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", values_of(entry))


def values_of(entry: Entry) -> tuple:
    body = entry.body
    return entry.seq, entry.at, entry.officer, body.get("how", ""), body.get("plan"), body.get("undoes")


def digest(changes: Iterable[Sequence]) -> str:
    """What the journal keeps of a change of the catalogue: its rows can't be altered afterwards unseen."""
    rows = sorted([code, text_of(before), text_of(after)] for code, before, after in changes)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def write(db: sqlite3.Connection, seq: int, changes: Iterable[Change], plan: HallPlan) -> None:
    """The rows that changed, as history and in the catalogue itself."""
    for code, before, after in changes:
        db.execute("INSERT INTO procedure_changes VALUES (?, ?, ?, ?)", (seq, code, text_of(before), text_of(after)))
        if after is None:
            db.execute("UPDATE procedures SET retired = 1 WHERE code = ?", (code,))
        else:
            _put(db, code, after, plan)
    renew(db)


def _put(db: sqlite3.Connection, code: str, row: Row, plan: HallPlan) -> None:
    place = plan.service_for(row["agency"], row["field"]) or ("", "")
    folded = fold(f"{code} {row['short']} {row['name']} {row['field']}")
    db.execute(
        "INSERT OR REPLACE INTO procedures (code, name, short, field, agency, documents, department, service, folded,"
        " retired) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (code, *(row[key] for key in KEPT), *place, folded),
    )


def place_again(db: sqlite3.Connection, plan: HallPlan) -> None:
    """After a new plan each procedure stands where its agency and field now are: with a service, or with none."""
    moved = 0
    pairs = db.execute("SELECT DISTINCT agency, field FROM procedures").fetchall()
    for agency, field in pairs:
        place = plan.service_for(agency, field) or ("", "")
        sql = (
            "UPDATE procedures SET department = ?, service = ? WHERE agency = ? AND field = ?"
            " AND (department, service) <> (?, ?)"
        )
        moved += db.execute(sql, (*place, agency, field, *place)).rowcount
    if moved:
        renew(db)


def renew(db: sqlite3.Connection) -> None:
    """Kiosks that are up see by this that there is something new to fetch."""
    db.execute("INSERT OR REPLACE INTO meta VALUES ('catalogue', ?)", (secrets.token_hex(8),))


def catalogue(db: sqlite3.Connection) -> dict[str, Row]:
    """Code → what is kept of each procedure that is offered, by code."""
    rows = db.execute(f"SELECT code, {', '.join(KEPT)} FROM procedures WHERE NOT retired ORDER BY code")
    return {row["code"]: {key: row[key] for key in KEPT} for row in rows}


def of_catalogue(db: sqlite3.Connection, seq: int) -> list[Change]:
    """What the change with this seq did to the catalogue."""
    rows = db.execute("SELECT code, before, after FROM procedure_changes WHERE seq = ? ORDER BY code", (seq,))
    return [(row["code"], row_of(row["before"]), row_of(row["after"])) for row in rows]


def document(db: sqlite3.Connection, plan: int) -> dict:
    row = db.execute("SELECT document FROM plans WHERE id = ?", (plan,)).fetchone()
    return json.loads(row["document"]) if row else {}


def plan_before(db: sqlite3.Connection, plan: int) -> int | None:
    return db.execute("SELECT max(id) FROM plans WHERE id < ?", (plan,)).fetchone()[0]


def wrong(db: sqlite3.Connection, entries: Iterable[Entry]) -> Iterator[str]:
    """Where the history, the plans or the catalogue differ from what the journal says of them."""
    told = {entry.seq: entry for entry in entries}
    table = {row["seq"]: tuple(row) for row in db.execute("SELECT * FROM changes")}
    for seq in told.keys() | table.keys():
        expected = values_of(told[seq]) if seq in told else None
        if table.get(seq) != expected:
            yield f"change {seq}: journal {expected}, table {table.get(seq)}"
    shas = dict(db.execute("SELECT id, sha FROM plans").fetchall())
    for entry in told.values():
        if entry.kind is Kind.CATALOGUE_CHANGED and digest(of_catalogue(db, entry.seq)) != entry.body["sha"]:
            yield f"change {entry.seq}: its procedures are not those the journal tells of"
        if entry.kind is Kind.PLAN_CHANGED and not _is_whole(db, entry.body, shas):
            yield f"plan {entry.body['plan']}: its document is not the one the journal tells of"
    yield from _wrong_procedures(db)


def _is_whole(db: sqlite3.Connection, body: dict, shas: dict[int, str]) -> bool:
    row = db.execute("SELECT document FROM plans WHERE id = ?", (body["plan"],)).fetchone()
    text = row["document"] if row else ""
    return body["sha"] == shas.get(body["plan"]) == hashlib.sha256(text.encode()).hexdigest()


def _wrong_procedures(db: sqlite3.Connection) -> Iterator[str]:
    present = catalogue(db)
    newest = db.execute(
        "SELECT code, after FROM procedure_changes AS one"
        " WHERE seq = (SELECT max(seq) FROM procedure_changes WHERE code = one.code)"
    )
    for code, after in newest:
        if present.get(code) != row_of(after):
            yield f"procedure {code}: history {row_of(after)}, catalogue {present.get(code)}"


def text_of(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False, sort_keys=True)


def row_of(text: str | None) -> Row | None:
    return None if text is None else json.loads(text)
