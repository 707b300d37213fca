"""The hall's days told anew by the journal alone, and what it proves by itself: the promises I2, I4, I5, I8, I9.

Nothing of the server is imported: a rule that is wrong there is not wrong here in the same way. Every finding begins
with the promise it breaks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

AT_DESK = ("called", "serving")
CLOSED = ("done", "no-show", "transferred", "left", "expired", "void")
MOVES = {  # kind → the states it may lead from, and to
    "activated": (("planned",), "waiting"),
    "called": (("waiting", "held", "no-show"), "called"),
    "recalled": (("called",), "called"),
    "started": (("called",), "serving"),
    "held": (("serving",), "held"),
    "resumed": (("held",), "serving"),
    "finished": (("serving",), "done"),
    "no-show": (("called",), "no-show"),
    "late-return": (("no-show",), "waiting"),
    "put-back": (("called", "serving", "held"), "waiting"),
    "transferred": (("waiting", "called", "serving", "held"), "transferred"),
    "left": (("planned", "waiting", "called", "serving", "held"), "left"),
    "expired": (("planned", "waiting", "called", "serving", "held"), "expired"),
}
STAYS = ("taken-over", "service-changed", "class-changed", "dossiers-counted")
OUT_OF_ORDER = ("held", "no-show")  # a call's `why` that needs no further reason


@dataclass(frozen=True)
class Leg:
    """A leg as far as the promises need it."""

    id: int
    ticket: int
    number: str
    date: str
    department: str
    klass: str
    credited: int
    state: str
    desk: str | None = None
    first: bool = False
    bound: bool = False  # only one desk or officer may call it


@dataclass
class Story:
    """Feed it the journal's rows in order; `wrong` says what they break.

    `disciplines` names those of the departments whose classes have an order among them: "fifo" or "strict". It is true
    of halls whose desks serve whole departments without a preference.
    """

    disciplines: dict[str, str] = field(default_factory=dict)
    legs: dict[int, Leg] = field(default_factory=dict)
    tickets: dict[int, tuple[str, str]] = field(default_factory=dict)  # ticket → (date, number)
    aside: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    seq: int = 0
    at: int = 0
    date: str = ""
    _open: dict[int, Leg] = field(default_factory=dict)  # those of `legs` that are not closed
    _kept: dict[int, list[tuple[int, Leg | None]]] = field(default_factory=dict)  # leg → (seq, the leg before it)

    def tell(self, rows: Iterable[Mapping]) -> Story:
        for row in rows:
            self.take(row)
        return self

    def take(self, row: Mapping) -> None:
        """One more journal row."""
        body = json.loads(row["body"]) if isinstance(row["body"], str) else row["body"]
        if row["seq"] <= self.seq:
            self._say("order", row, f"comes after {self.seq}")
        if row["at"] < self.at:
            self._say("I8", row, "its time is before the entry before it")
        if row["business_date"] < self.date and row["kind"] != "shown":
            self._say("order", row, f"is dated {row['business_date']} after {self.date} has begun")
        self.seq, self.at, self.date = row["seq"], row["at"], max(self.date, row["business_date"])
        if row["kind"] == "shown":
            self.aside.discard(row["ticket"])
        if row["leg"] is None:
            return
        before = self.legs.get(row["leg"])
        after = self._opened(row, body) if before is None else self._moved(before, row, body)
        if after is None:
            return
        if after.state != row["to_state"]:
            self._say("I4", row, f"leads to {row['to_state']}, not {after.state}")
        self.legs[after.id] = after
        if after.state in CLOSED:
            self._open.pop(after.id, None)
        else:
            self._open[after.id] = after
        self._one_a_desk(after, row)

    def _opened(self, row: Mapping, body: dict) -> Leg | None:
        if row["kind"] not in ("issued", "opened"):
            self._say("I4", row, "is about a leg that was never opened")
            return None
        if row["kind"] == "issued":
            told = (row["business_date"], body["number"])
            if told in self.tickets.values():
                self._say("I2", row, "this number was given out that day before")
            self.tickets[row["ticket"]] = told
            if body.get("unseen"):
                self.aside.add(row["ticket"])
        leg = Leg(
            row["leg"], row["ticket"], body["number"], row["business_date"], body["department"], body["class"],
            body.get("credited_at", row["at"]), row["to_state"], first=bool(body.get("first")),
            bound=bool(body.get("for_desk") or body.get("for_officer")),
        )  # fmt: skip
        self._kept[leg.id] = [(row["seq"], None)]
        return leg

    def _moved(self, leg: Leg, row: Mapping, body: dict) -> Leg:
        kind = row["kind"]
        if row["from_state"] != leg.state:
            self._say("I4", row, f"leads from {row['from_state']}, but the leg is {leg.state}")
        if kind == "undone":
            return self._taken_back(leg, row, body)
        kept = self._kept[leg.id]
        kept.append((row["seq"], leg))
        if kind == "voided":
            return replace(leg, state="void")
        if kind in STAYS:
            desk = row["desk"] if kind == "taken-over" else leg.desk
            return replace(leg, desk=desk, klass=body.get("class", leg.klass))
        allowed, to = MOVES.get(kind, ((), leg.state))
        if leg.state not in allowed:
            self._say("I4", row, f"is no move of a leg that is {leg.state}")
        if kind == "called":
            self._in_order(leg, row, body)
        if to in (*AT_DESK, "held"):
            return replace(leg, state=to, desk=row["desk"])
        if to == "waiting":
            first = body.get("first", leg.state == "planned" and leg.first)
            return replace(leg, state=to, desk=None, first=first, credited=body.get("credited_at", leg.credited))
        return replace(leg, state=to)

    def _taken_back(self, leg: Leg, row: Mapping, body: dict) -> Leg:
        seq, before = self._kept[leg.id].pop()
        if seq != body["undoes"] or before is None:
            self._say("I4", row, f"takes back {body['undoes']}, but the leg's last entry is {seq}")
        return before or leg

    def _one_a_desk(self, leg: Leg, row: Mapping) -> None:
        if leg.state not in AT_DESK:
            return
        others = [o.number for o in self._open.values() if o.desk == leg.desk and o.state in AT_DESK and o.id != leg.id]
        if others:
            self._say("I4", row, f"desk {leg.desk} has {', '.join(others)} already")

    def _in_order(self, leg: Leg, row: Mapping, body: dict) -> None:
        """A call by choice passes nobody of the same line and class over who came before; any other says why."""
        why = body.get("why")
        if leg.state != "waiting":
            if why not in OUT_OF_ORDER:
                self._say("I5", row, f"called while {leg.state}, which it does not say")
            return
        if row["reason"] is not None or leg.bound:
            return
        if why == "named":
            self._say("I5", row, "called by name without a reason")
        for other in self._open.values():
            if self._before(other, leg):
                self._say("I5", row, f"{other.number} goes before in the same line")

    def _before(self, other: Leg, leg: Leg) -> bool:
        """Whether `other` waits in the same line and must be called before `leg`."""
        waits = (other.state, other.date, other.department) == ("waiting", leg.date, leg.department)
        if not waits or other.bound or other.ticket in self.aside:
            return False
        if other.first or leg.first:
            return (not other.first, other.credited, other.id) < (not leg.first, leg.credited, leg.id)
        discipline = self.disciplines.get(leg.department)
        if discipline == "strict" and other.klass != leg.klass:
            return other.klass == "priority"
        comparable = discipline == "fifo" or other.klass == leg.klass
        return comparable and (other.credited, other.id) < (leg.credited, leg.id)

    def states(self) -> Counter[str]:
        return Counter(leg.state for leg in self.legs.values())

    def outcomes(self) -> Counter[str]:
        """What became of each ticket: the state of its last leg that was not taken back."""
        last: dict[int, Leg] = {leg.ticket: leg for leg in sorted(self.legs.values(), key=lambda leg: leg.id)
                                if leg.state != "void"}  # fmt: skip
        return Counter(leg.state for leg in last.values())

    def _say(self, promise: str, row: Mapping, what: str) -> None:
        about = json.loads(row["body"]) if isinstance(row["body"], str) else row["body"]
        self.wrong.append(f"{promise}: entry {row['seq']} ({row['kind']} {about.get('number', '')}): {what}")


SPANS = ("waiting_ms", "walking_ms", "service_ms", "held_ms", "later_wait_ms", "no_answer_ms", "away_ms", "planned_ms")


def rows_wrong(story: Story, tickets: Iterable[Mapping], legs: Iterable[Mapping]) -> list[str]:
    """What the hall's tables say against the story: nothing vanishes (I9), spans are a partition (I8)."""
    wrong, legs = [], list(legs)
    for leg in legs:
        told = story.legs.get(leg["id"])
        if told is None or (told.state, told.ticket, told.date) != (leg["state"], leg["ticket"], leg["business_date"]):
            wrong.append(f"I9: leg {leg['id']} is {leg['state']}, the journal tells {told}")
        if any(leg[span] < 0 for span in SPANS) or sum(leg[span] for span in SPANS) != leg["since"] - leg["opened_at"]:
            wrong.append(f"I8: the spans of leg {leg['id']} do not sum to its whole: {dict(leg)}")
        if (leg["ended_at"] is not None) != (leg["state"] in CLOSED):
            wrong.append(f"I8: leg {leg['id']} is {leg['state']} and ended at {leg['ended_at']}")
    if Counter(leg["state"] for leg in legs) != story.states():
        wrong.append(f"I9: legs opened {len(story.legs)}, found {len(legs)}")
    numbers = {ticket["id"]: (ticket["business_date"], ticket["number"]) for ticket in tickets}
    if numbers != story.tickets:
        wrong.append(f"I9: tickets issued {len(story.tickets)}, found {len(numbers)}")
    if sum(story.outcomes().values()) != len(story.tickets):
        wrong.append("I9: a ticket has come to no outcome")
    return wrong
