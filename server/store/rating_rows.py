"""Ratings in two tables that nothing joins: which leg was rated, and what was answered. See docs/ratings.md."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ..core.ticket import Leg
from .rows import leg_of


def is_rated(db: sqlite3.Connection, leg: int) -> bool:
    return db.execute("SELECT 1 FROM rated WHERE leg = ?", (leg,)).fetchone() is not None


def just_finished(db: sqlite3.Connection, date: str, desk: str) -> Leg | None:
    """The visit that ended last at this desk, where it ended well; None where another end came after it."""
    row = db.execute(
        "SELECT * FROM legs WHERE business_date = ? AND desk = ? AND ended_at IS NOT NULL"
        " ORDER BY ended_at DESC, id DESC LIMIT 1",
        (date, desk),
    ).fetchone()
    return leg_of(row) if row and row["state"] == "done" else None


def finished(db: sqlite3.Connection, first: str, last: str) -> Iterable[sqlite3.Row]:
    """department, visits that ended well, and how many of those were not rated."""
    return db.execute(
        "SELECT l.department, count(*) AS finished, sum(r.leg IS NULL) AS silent FROM legs l"
        " LEFT JOIN rated r ON r.leg = l.id WHERE l.state = 'done' AND l.business_date BETWEEN ? AND ? GROUP BY 1",
        (first, last),
    )


def answers(db: sqlite3.Connection, first: str, last: str) -> Iterable[sqlite3.Row]:
    """department, level, reason, n."""
    return db.execute(
        "SELECT department, level, reason, count(*) AS n FROM ratings WHERE business_date BETWEEN ? AND ?"
        " GROUP BY 1, 2, 3",
        (first, last),
    )


def at_panels(db: sqlite3.Connection, first: str, last: str) -> list[sqlite3.Row]:
    """desk, finished visits, panel answers, of those quicker than anybody reads, and of visits no longer finished."""
    return db.execute(
        "SELECT l.desk, sum(l.state = 'done') AS finished, sum(r.door = 'panel') AS answered,"
        " sum(r.door = 'panel' AND r.quick) AS quick, sum(r.leg IS NOT NULL AND l.state <> 'done') AS taken_back"
        " FROM legs l LEFT JOIN rated r ON r.leg = l.id WHERE l.desk IS NOT NULL AND l.business_date BETWEEN ? AND ?"
        " GROUP BY 1 HAVING answered > 0 OR taken_back > 0 ORDER BY CAST(l.desk AS INTEGER)",
        (first, last),
    ).fetchall()
