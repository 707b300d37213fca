"""Legs and desks to rows and back. The columns are the dataclass's own fields: one truth."""

from __future__ import annotations

import sqlite3
from dataclasses import fields

from ..core.desk import DeskState
from ..core.ticket import Leg, LegState

LEG_FIELDS = tuple(f.name for f in fields(Leg))
_CHANGING = tuple(name for name in LEG_FIELDS if name != "id")
INSERT_LEG = f"INSERT INTO legs ({', '.join(LEG_FIELDS)}) VALUES ({', '.join('?' * len(LEG_FIELDS))})"
# The claim: it changes nothing unless the leg still stands as it was read.
UPDATE_LEG = f"UPDATE legs SET {', '.join(f'{n} = ?' for n in _CHANGING)} WHERE id = ? AND version = ? AND state = ?"
UPSERT_DESK = (
    "INSERT OR REPLACE INTO desk_states (desk, state, officer, since, version, reason) VALUES (?, ?, ?, ?, ?, ?)"
)
Line = tuple[str, str, str, str, str]
_BOOLS = ("derived_start", "derived_end", "first")


def leg_of(row: sqlite3.Row) -> Leg:
    values = {name: row[name] for name in LEG_FIELDS}
    values["state"] = LegState(values["state"])
    for name in _BOOLS:
        values[name] = bool(values[name])
    return Leg(**values)


def leg_values(leg: Leg) -> tuple:
    """In the columns' order. Plain reads: `dataclasses.astuple` copies deeply, and this runs in every deed."""
    values = [getattr(leg, name) for name in LEG_FIELDS]
    return tuple(str(v) if isinstance(v, LegState) else int(v) if isinstance(v, bool) else v for v in values)


def line_of(leg: Leg) -> Line:
    """The key of the row of `lines` that counts this leg while it waits."""
    return leg.business_date, leg.department, leg.service, leg.klass, leg.holder


def update_values(before: Leg, leg: Leg) -> tuple:
    return (*leg_values(leg)[1:], leg.id, before.version, str(before.state))


def desk_of(row: sqlite3.Row | None, desk: str) -> DeskState:
    return DeskState(desk) if row is None else DeskState(**{k: row[k] for k in row.keys()})  # noqa: SIM118
