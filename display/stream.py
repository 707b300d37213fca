"""The boards' streams: which journal entries change which picture, and what the screens are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server.core import desk
from server.core.devices import concerns, stream_name
from server.core.events import DESK_KINDS, RINGS, Entry, Kind
from server.core.naming import Name
from server.core.plan import HallPlan
from server.live.streams import LATER, Stream, Streams, Told
from server.store import queries
from server.store.sqlite import SqliteStore

from .board import backlog_ms, board, panel, row
from .calls import FORGET_MS, DayCalls


@dataclass(frozen=True)
class View:
    """What one stream is about: the hall, a zone, a department, or a desk's panel."""

    kind: str
    place: str = ""

    @property
    def name(self) -> str:
        return stream_name(self.kind, self.place)

    def concerns(self, plan: HallPlan, at_desk: str, department: str) -> bool:
        return concerns(self.kind, self.place, plan, at_desk, department)

    def title(self, plan: HallPlan) -> Name | None:
        places = {"zone": plan.zones, "department": plan.departments}.get(self.kind, ())
        return next((one.name for one in places if one.id == self.place), None)


def views(plan: HallPlan) -> set[View]:
    """Every board the hall file speaks of, used or not, so that a screen set up today needs no restart."""
    return {
        View("hall"), *(View("zone", one.id) for one in plan.zones),
        *(View("department", one.id) for one in plan.departments), *(View("panel", one.id) for one in plan.desks),
    }  # fmt: skip


class Boards:
    """Follows the journal once for all boards; each stream tells what concerns it, as of the entry's own seq."""

    def __init__(self, store: SqliteStore, streams: Streams) -> None:
        """Begins where the journal stands."""
        self._store, self._streams = store, streams
        with store.reading() as db:
            self._seq, date = queries.last_seq(db), queries.business_date(db)
            rings = queries.calls_of(db, date, self._seq, legs=1_000_000) if date else []
            states = queries.leg_states(db, {ring.leg for ring in rings if ring.leg})
            self._desks = queries.desk_states(db)
            self._plan_id, self._plan = store.plan_of(db)
            self._at = queries.last_at(db)
        self._calls = DayCalls(rings, states)
        self._views: set[View] = set()
        self._concerned: dict[tuple[str, str], frozenset[str]] = {}  # desk and department → names of boards
        self._touched: frozenset[str] = frozenset()  # the boards whose picture the present entry may have changed
        self._open_streams()

    def on_entry(self, entry: Entry) -> None:
        """The publisher's listener, before the streams' own."""
        self._seq, self._at = entry.seq, entry.at
        places = self._calls.apply(entry)
        if entry.kind in DESK_KINDS and entry.desk:
            self._desks[entry.desk] = desk.apply(self._desk(entry.desk), entry)
            places.add((entry.desk, ""))
        self._touched = frozenset().union(*(self._concerns(*place) for place in places))
        if entry.kind is Kind.PLAN_CHANGED:
            with self._store.reading() as db:
                self._plan_id, self._plan = self._store.plan_of(db)
            self._open_streams()
            self._touched = frozenset(one.name for one in self._views)

    @property
    def plan(self) -> HallPlan:
        """The configuration as the boards have been told of it: every stream it speaks of is there."""
        return self._plan

    def stream_of(self, display: str) -> str:
        """The stream of a screen by its name; one the hall file does not know shows the whole hall."""
        return next((one.stream for one in self._plan.displays if one.id == display), "board")

    def _desk(self, own: str) -> desk.DeskState:
        return self._desks.get(own) or desk.DeskState(own)

    def _concerns(self, at_desk: str, department: str) -> frozenset[str]:
        """The boards that a call of this department to this desk is of. There are few such pairs: each is kept."""
        place = at_desk, department
        if place not in self._concerned:
            self._concerned[place] = frozenset(one.name for one in self._views if one.concerns(self._plan, *place))
        return self._concerned[place]

    def _open_streams(self) -> None:
        self._views |= (new := views(self._plan) - self._views)
        self._concerned = {}
        self._calls.forget_ms = max(FORGET_MS, backlog_ms(self._plan))
        for view in new:
            picture = self._picture(view)
            self._streams.add(Stream(view.name, self._teller(view), self._seq, picture(), picture=picture))

    def _picture(self, view: View) -> Callable[[], dict]:
        return lambda: self.state(view)

    def _teller(self, view: View) -> Callable[[Entry], Told | None]:
        name = view.name

        def tell(entry: Entry) -> Told | None:
            if name not in self._touched:
                return None
            if entry.kind in RINGS and name in self._concerns(entry.desk or "", entry.body["department"]):
                event = {"kind": str(entry.kind), "voice": f"/display/voice/{entry.seq}.wav", **row(entry)}
                return Told(event, self.state(view))
            return LATER

        return tell

    def state(self, view: View) -> dict:
        """The picture as of the last entry."""
        if view.kind == "panel" and any(one.id == view.place for one in self._plan.desks):
            return panel(self._plan, self._plan_id, self._desk(view.place), self._calls.at(view.place))
        name = view.name
        calls = (one for one in self._calls if name in self._concerns(*one.place))
        return board(self._plan, self._plan_id, view.title(self._plan), calls, self._at)
