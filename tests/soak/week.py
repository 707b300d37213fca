"""A simulated week of a hall at 60 times its pace: 28 desks, 2 kiosks, 10 screens, and troubles at random.

python tests/soak/week.py [--seed N] [--days 5] [--hours 9.5] (./test --soak) prints what happened and what was found;
code 1 when anything was. Nights are skipped: the hall is closed at the end of a day and opens on the next morning.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

if __name__ == "__main__":
    TESTS = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(TESTS), str(TESTS / "journeys"), str(TESTS.parent)]

from checker.history import check
from proxy import Proxy
from soak.gauges import Gauges, grows, slows
from soak.people import Book, People
from soak.place import SCREENS, SPEED, Place
from soak.trouble import Happened, Trouble

from server.demo.door import Door
from server.demo.ears import Television
from server.demo.tally import Tally
from server.store.sqlite import SqliteStore
from server.store.verify import verify

MONDAY = date(2026, 11, 23)
CATCH_UP_S = 20.0  # for the slowest screen, after a trouble: it has to find out by itself that its line is dead
QUIET_DAYS = (2, 4)  # nothing kills the server on these, so that a process lives the whole day


class Week:
    def __init__(self, folder: Path, seed: int, days: int, hours: float, every_s: float, program: tuple[str, ...],
                 kinds: tuple[str, ...] | None = None) -> None:  # fmt: skip
        self._days, self._hours, self._kinds, self._folder = days, hours, kinds, folder
        self.book, self.tally, self.found = Book(), Tally(), []
        self._place = Place(folder, program)
        self._people_net, self._screen_net = Proxy(self._place.hall), Proxy(self._place.hall)
        self.trouble = Trouble(self._place, self._people_net, self._screen_net, seed, every_s)
        self.trouble.after = self._catch_up
        self.slowest_s = 0.0
        self._seed = seed
        self._televisions: list[Television] = []
        self.gauges = Gauges(self._place, self.book)  # type: ignore[arg-type]

    def run(self) -> None:
        self._open(MONDAY)
        hall = self._place.hall
        tokens = [hall.token("kiosk", f"kiosk-{n}") for n in (1, 2)]
        people = People(self._people_net.port, tokens, self.book, self._seed)
        self._hang_up_screens()
        self.gauges.start()
        try:
            for n in range(self._days):
                if n:
                    self._place.hall.stop()
                    self._open(MONDAY + timedelta(n))
                self._day(n + 1, people)
            self._screens_agree()
        finally:
            self.gauges.stop()
            for one in self._televisions:
                one.ear.stop()
            self._place.close()
            for net in (self._people_net, self._screen_net):
                net.close()
        self._judge()

    def _open(self, day: date) -> None:
        self._place.open(f"{day}T07:25:00+07:00")

    def _hang_up_screens(self) -> None:
        for n in range(1, SCREENS + 1):
            door = Door(f"http://127.0.0.1:{self._screen_net.port}")
            door.http.cookies.set("luot_display", self._place.hall.token("display", f"display-{n}"))
            self._televisions.append(Television(door, self.tally))
            self._televisions[-1].ear.start()

    def _day(self, n: int, people: People) -> None:
        people.come()
        until = time.monotonic() + self._hours * 3600 / SPEED
        kinds = self._kinds or tuple(self.trouble.kinds)
        if n in QUIET_DAYS:
            kinds = tuple(one for one in kinds if one not in ("killed", "stopped")) or kinds

        def over() -> bool:
            people.waiting = self._waiting()
            return time.monotonic() > until

        self.trouble.run(over, kinds)
        people.go()
        self._place.take_papers()
        print(f"day {n}: {len(self.book)} requests, {len(self.trouble.happened)} troubles,"
              f" {len(self.tally.errors)} errors of screens", flush=True)  # fmt: skip

    def _waiting(self) -> int:
        rows = self._place.hall.rows("SELECT coalesce(sum(waiting), 0) FROM lines WHERE business_date ="
                                     " (SELECT value FROM meta WHERE key = 'business_date')")  # fmt: skip
        return rows[0][0] if rows else 0

    def _last_call(self) -> int:
        """The newest entry that every board is told of by itself."""
        return self._place.hall.rows("SELECT max(seq) FROM journal WHERE kind IN ('called', 'recalled')")[0][0] or 0

    def _catch_up(self, after: Happened) -> None:
        """I6: every screen comes to know the last call that stood in the journal when the trouble was over."""
        begun, last = time.monotonic(), self._last_call()
        while behind := [one for one in self._televisions if (one.seq or 0) < last]:
            if time.monotonic() - begun > CATCH_UP_S:
                late = f"{CATCH_UP_S:.0f} s after: {after.what}"
                self.found.append(f"I6: {len(behind)} screens did not know call {last} {late}")
                return
            time.sleep(0.05)
        self.slowest_s = max(self.slowest_s, time.monotonic() - begun)

    def _screens_agree(self) -> None:
        self._catch_up(Happened("the end of the week", 0, 0))

    def _judge(self) -> None:
        store = SqliteStore(self._place.hall.data / "hall.db")
        try:
            with store.reading() as db:
                rows = [db.execute(f"SELECT * FROM {table}").fetchall() for table in ("journal", "tickets", "legs")]  # noqa: S608
                jobs = db.execute("SELECT count(*) FROM print_jobs WHERE state NOT IN ('queued', 'expired')").fetchone()
            self.found += check(self.book.lines, *rows)
            self.found += [f"verify: {one}" for one in verify(store).differences]
        finally:
            store.close()
        if self._place.papers > jobs[0]:
            self.found.append(f"I10: {self._place.papers} papers came out for {jobs[0]} jobs")
        self.found += [f"screen: {one}" for one in self.tally.errors] + self.trouble.fell
        spans = [(one.begun, one.mended) for one in self.trouble.happened]
        (more, self.memory), (slower, self.latency) = grows(self.gauges.samples), slows(self.book.lines, spans)
        self.found += more + slower

    def report(self) -> str:
        results = Counter(one["result"] for one in self.book.lines)
        troubles = Counter(one.what for one in self.trouble.happened)
        lines = [
            f"requests: {results['ok']} done, {results['fail']} refused, {results['unknown']} not answered at first",
            f"papers {self._place.papers}, troubles {sum(troubles.values())}: "
            + ", ".join(f"{what} {n}" for what, n in troubles.most_common()),
            f"slowest screen knew all {self.slowest_s:.1f} s after a trouble", self.memory, self.latency,
        ]  # fmt: skip
        return "\n".join([*lines, f"found: {len(self.found)}", *(f"  {one}" for one in self.found[:30])])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("./test --soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--days", type=int, default=5, help="working days (default 5)")
    parser.add_argument("--hours", type=float, default=9.5, help="hall hours a day (default 9.5: minutes of ours)")
    parser.add_argument("--every", type=float, default=8.0, help="seconds between troubles, about")
    parser.add_argument("--keep", type=Path, help="a folder for the hall's data and the history")
    parser.add_argument("--mutant", default="none", help="a guard taken out, see tests/checker/mutant_server.py")
    args = parser.parse_args(argv)
    seed = args.seed if args.seed is not None else random.randrange(10**6)
    print(f"seed {seed}: {args.days} days of {args.hours} hours at {SPEED:.0f} times the pace", flush=True)
    mutant = str(Path(__file__).resolve().parents[1] / "checker" / "mutant_server.py")
    program = ("-m", "server") if args.mutant == "none" else (mutant, args.mutant)
    with tempfile.TemporaryDirectory(prefix="luot-soak-") as folder:
        kept = args.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        week = Week(kept, seed, args.days, args.hours, args.every, program)
        week.run()
        if args.keep:
            (kept / "history.jsonl").write_text("".join(json.dumps(one) + "\n" for one in week.book.lines))
    print(week.report())
    return 1 if week.found else 0


if __name__ == "__main__":
    sys.exit(main())
