"""Plays a day: the same choice as in the live hall (`core.line.choose`), with events instead of people."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import replace

from ..core.line import PRIORITY, Rule, Waiting, choose
from .day import Day, Outcome, Station, Visitor

FREE, OPENS, ARRIVES = range(3)  # what happens in the same millisecond happens in this order
Line = list[tuple[int, int, Waiting]]  # a heap: credited arrival, who, as the choice sees them


def play(day: Day) -> list[Outcome]:
    """What becomes of each visitor, in the order it becomes so."""
    return _Play(day).run()


class _Play:
    def __init__(self, day: Day) -> None:
        self._day = day
        self._events: list[tuple[int, int, int, int]] = []
        self._order = itertools.count()
        self._lines: dict[tuple[str, str, str], Line] = {}
        self._served_at = [self._lines_of(station, day) for station in day.stations]
        self._idle: dict[int, None] = {}  # stations that wait, the one that waits longest first
        self._busy: set[int] = set()
        self._since: dict[str, int] = {}
        self._outcomes: list[Outcome] = []
        self._rules = {visitor.department: day.rules.get(visitor.department, Rule()) for visitor in day.visitors}

    def run(self) -> list[Outcome]:
        for place, visitor in enumerate(self._day.visitors):
            self._at(visitor.arrived, ARRIVES, place)
        for place, station in enumerate(self._day.stations):
            for start, _ in station.spells or ((-(1 << 60), 0),):
                self._at(start, OPENS, place)
        last = 0
        while self._events:
            last, kind, _, who = heapq.heappop(self._events)
            if kind == ARRIVES:
                self._arrives(last, who)
            elif kind == FREE or who not in self._busy:
                self._free(last, who)
        self._send_home(last)
        return self._outcomes

    def _at(self, moment: int, kind: int, who: int) -> None:
        heapq.heappush(self._events, (moment, kind, next(self._order), who))

    def _lines_of(self, station: Station, day: Day) -> list[tuple[Line, int]]:
        """The lines this station serves, each with its tier."""
        keys = dict.fromkeys((one.department, one.service, one.klass) for one in day.visitors)
        return [
            (self._lines.setdefault(key, []), station.serving.tier(key[0], key[1]))
            for key in keys
            if station.serving.serves(key[0], key[1])
        ]

    def _arrives(self, now: int, who: int) -> None:
        one = self._day.visitors[who]
        waiting = Waiting(who, one.department, one.klass, one.credited_at, one.service)
        line = self._lines.setdefault((one.department, one.service, one.klass), [])
        heapq.heappush(line, (one.credited_at, who, waiting))
        for place in list(self._idle):
            station = self._day.stations[place]
            if not station.open_at(now):
                del self._idle[place]
            elif station.serving.serves(one.department, one.service):
                del self._idle[place]
                self._free(now, place)
                return

    def _free(self, now: int, place: int) -> None:
        """The station calls the next, or waits for somebody to come."""
        self._busy.discard(place)
        if not self._day.stations[place].open_at(now):
            return
        heads = {}
        for line, tier in self._served_at[place]:
            head = self._head(line, tier, now)
            if head is not None:
                heads[head.leg] = (head, line)
        choice = choose([head for head, _ in heads.values()], self._rules, now, self._since)
        if choice is None:
            self._idle[place] = None
            return
        heapq.heappop(heads[choice.leg][1])
        one = self._day.visitors[choice.leg]
        self._since[one.department] = 0 if one.klass == PRIORITY else self._since.get(one.department, 0) + 1
        self._end(one, "served" if one.shows else "no-show", now - one.arrived)
        self._busy.add(place)
        self._at(now + one.work_ms, FREE, place)

    def _head(self, line: Line, tier: int, now: int) -> Waiting | None:
        """Who stands first in a line, after those whose patience ended before now."""
        while line:
            one = self._day.visitors[line[0][1]]
            if one.patience_ms is None or one.arrived + one.patience_ms > now:
                return line[0][2] if tier == 0 else replace(line[0][2], tier=tier)
            heapq.heappop(line)
            self._end(one, "left", one.patience_ms)
        return None

    def _send_home(self, now: int) -> None:
        for line in self._lines.values():
            for _, who, _ in line:
                one = self._day.visitors[who]
                if one.patience_ms is None:
                    self._end(one, "unserved", max(0, now - one.arrived))
                else:
                    self._end(one, "left", one.patience_ms)

    def _end(self, one: Visitor, end: str, waited: int) -> None:
        self._outcomes.append(Outcome(one.department, one.klass, end, waited))
