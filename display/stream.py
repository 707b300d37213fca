"""The board's stream: which journal entries change the picture, and what the screens are told."""

from __future__ import annotations

from collections.abc import Callable

from server.core.events import RINGS, Entry, Kind
from server.live.streams import Stream, Told
from server.store import queries
from server.store.sqlite import SqliteStore

from .board import ROWS, board, row


def board_stream(store: SqliteStore) -> Stream:
    """Begins where the journal stands; every later message is the state as of its own seq."""
    with store.reading() as db:
        seq = queries.last_seq(db)
    return Stream("board", teller(store), seq, board_at(store, seq))


def board_at(store: SqliteStore, seq: int) -> dict:
    """The board as of journal entry `seq`."""
    with store.reading() as db:
        date = queries.business_date(db)
        calls = queries.calls_of(db, date, seq, ROWS) if date else []
        return board(store.plan_of(db)[1], calls)


def teller(store: SqliteStore) -> Callable[[Entry], Told | None]:
    def tell(entry: Entry) -> Told | None:
        if entry.kind in RINGS:
            event = {"kind": str(entry.kind), "voice": f"/display/voice/{entry.seq}.wav", **row(entry)}
            return Told(event, board_at(store, entry.seq))
        if entry.kind in (Kind.UNDONE, Kind.PLAN_CHANGED):
            return Told(None, board_at(store, entry.seq))
        return None

    return tell
