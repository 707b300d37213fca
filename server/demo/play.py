"""The play: visitors, officers and a TV in a hall that is up, through the doors people use."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..clock import HallClock
from ..core.hours import local
from ..core.plan import HallPlan, OfficerPlan
from . import morning
from .door import Door, Unexpected
from .ears import Ear, Television
from .kiosks import Kiosk, Kiosks
from .morning import Line, Visit
from .officers import Officer
from .stage import Stage
from .tally import Tally

WOKEN = 2  # idle officers who reach for the key when one ticket comes
DOORS_A_KIOSK = 2
SIGNING_IN = 4
LINE_S = 10  # between progress lines where there is no terminal


@dataclass(frozen=True)
class Invitation:
    """What lets the play in. `display_code` None: no TV; `passwords` by username."""

    plan: HallPlan
    passwords: dict[str, str]
    kiosk_codes: list[str]
    display_code: str | None
    ca: Path | None = None  # whom to believe, under TLS


class Play:
    """One morning. `run` returns when it is over; then `tally` tells. `brisk`: services take so many times less."""

    def __init__(
        self, url: str, invitation: Invitation, seed: int, minutes: float, visitors: int | None, brisk: float = 1.0
    ) -> None:
        self._url, self._in, self._seed, self._minutes, self._brisk = url, invitation, seed, minutes, brisk
        self.tally = Tally()
        health = Door(url, ca=invitation.ca).get("/health").body
        self.stage = Stage(HallClock(health["now"], time.monotonic(), health["speed"]), self._fell)
        self._doors: list[Door] = []
        self._lines = lines_of(invitation.plan)
        self._visits = morning.draw(self._lines, minutes, seed, visitors, brisk)
        self._rings: set[int] = set()
        self._heard: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._kiosks = Kiosks([], self.stage, self.tally)
        self._officers: list[Officer] = []
        self._ears: list[Ear] = []
        self._television: Television | None = None
        self._printed_at = 0.0

    # -- what officers know ------------------------------------------------------------------------------------------

    def visit_of(self, number: str) -> Visit | None:
        return self._kiosks.visit_of(number)

    def stranger(self, number: str) -> Visit:
        """A visitor of somebody else's kiosk: as this seed has them."""
        rng = random.Random(f"{self._seed} {number}")  # nosec B311 # a play, no secret
        return morning.visit(rng, self._lines, brisk=self._brisk)

    def news(self, departments: tuple[str, ...]) -> int:
        """How many tickets for these lines have been heard of."""
        return sum(self._heard[one] for one in departments)

    def rang(self, seq: int) -> None:
        with self._lock:
            self._rings.add(seq)

    # -- before, during, after ---------------------------------------------------------------------------------------

    def run(self, say: Callable[[str], None]) -> None:
        """Raises Unexpected when the play cannot begin; KeyboardInterrupt ends it early, with everyone leaving."""
        try:
            self._gather(say)
            begins = self.stage.clock.now()
            for visit in self._visits:
                self.stage.at(begins + visit.at_min * 60_000, lambda visit=visit: self._kiosks.touch(visit))
            for officer in self._officers:
                officer.begin()
            say(f"{len(self._visits)} visitors will come, {len(self._officers)} officers are at their desks.")
            self.stage.play(begins + int(self._minutes * 60_000), self._progress)
        except KeyboardInterrupt:
            say("\nStopped early.")
        finally:
            self._scatter()

    def _gather(self, say: Callable[[str], None]) -> None:
        say("Officers sign in …")
        self._kiosks = Kiosks(self._open_kiosks(), self.stage, self.tally)
        with ThreadPoolExecutor(SIGNING_IN) as pool:
            self._officers = [one for one in pool.map(self._seat, *zip(*seats(self._in.plan), strict=True)) if one]
        if not self._officers:
            raise Unexpected("no officer could sit down: no sample passwords, or other people hold all desks")
        self._ears = [Ear(self._officers[0].door, "desk", self._hint)]
        if self._in.display_code:
            door = self._door()
            door.enrol(self._in.display_code)
            self._television = Television(door, self.tally)
            self._ears.append(self._television.ear)
        for ear in self._ears:
            ear.start()
        for ear in self._ears:
            if not ear.open.wait(10):
                raise Unexpected(f"the socket of {ear.name} was not let in")

    def _open_kiosks(self) -> list[Kiosk]:
        kiosks = []
        for code in self._in.kiosk_codes:
            first = self._door()
            first.knock()
            leads = first.enrol(code)
            if "/kiosk" not in leads:
                raise Unexpected(f"the code is no kiosk's: it leads to {leads}")
            doors = [first, *(self._door() for _ in range(DOORS_A_KIOSK - 1))]
            for door in doors[1:]:
                door.come_with(first)
            kiosks.append(Kiosk(doors))
        return kiosks

    def _seat(self, account: OfficerPlan, desk: str) -> Officer | None:
        password = self._in.passwords.get(account.username)
        if password is None:
            return None
        departments = self._in.plan.desk(desk).departments
        rng = random.Random(f"{self._seed} {account.username}")  # nosec B311 # a play, no secret
        officer = Officer(self, self._door(), account.username, desk, departments, rng)
        if officer.sit_down(password):
            return officer
        print(f"desk {desk} is somebody else's: {account.username} stays away", file=sys.stderr)
        return None

    def _door(self) -> Door:
        door = Door(self._url, lambda: self.tally.count("retries"), lambda: self.stage.over, self._in.ca)
        self._doors.append(door)
        return door

    def _hint(self, name: str, payload: dict) -> None:
        """The officers' screens hear that a line has grown; the quickest idle ones reach for the key."""
        event = payload.get("event") or {}
        if name != "entry" or event.get("kind") != "issued":
            return
        department = event["department"]
        self._heard[department] += 1
        idle = [one for one in self._officers if department in one.departments and one.idle]
        for officer in idle[:WOKEN]:
            officer.wake()

    def _fell(self, fallen: Exception) -> None:
        self.tally.error(str(fallen) if isinstance(fallen, Unexpected) else f"{type(fallen).__name__}: {fallen}")

    def _progress(self) -> None:
        shown = sys.stdout.isatty()
        if time.monotonic() - self._printed_at < (1 if shown else LINE_S):
            return
        self._printed_at = time.monotonic()
        line = self.tally.line(f"{local(self.stage.clock.now()):%H:%M}")
        print(f"\r{line}\x1b[K" if shown else line, end="" if shown else "\n", flush=True)

    def _scatter(self) -> None:
        """Everybody leaves in order, also after a fall on the way in."""
        if sys.stdout.isatty():
            print()
        self.stage.end()
        if self._television is not None:
            self._television.check(self._rings)
        for ear in self._ears:
            ear.stop()
        for officer in self._officers:
            try:
                officer.leave()
            except Unexpected as fallen:
                self._fell(fallen)
        self.tally.count("requests", sum(door.sent for door in self._doors))


def seats(plan: HallPlan) -> list[tuple[OfficerPlan, str]]:
    """Who sits where: each at the own desk; who has none at one that is nobody's."""
    taken = {one.desk for one in plan.officers if one.desk}
    free = iter(one.id for one in plan.desks if one.id not in taken)
    seated = ((one, one.desk or next(free, "")) for one in plan.officers)
    return [(one, desk) for one, desk in seated if desk]


def lines_of(plan: HallPlan) -> list[Line]:
    shares = {one.id: 0.0 for one in plan.departments}
    for desk in plan.desks:
        for department in desk.departments:
            shares[department] += 1 / len(desk.departments)
    return [Line(one.id, tuple(service.id for service in one.services), shares[one.id]) for one in plan.departments]
