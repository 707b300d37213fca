"""The voice in a real hall: two TVs in Chromium, and the amplifier's program with a player that keeps what it gets."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import MORNING, ROOT, RunningHall, until
from cast import BIRTH, CIVIL, hall_document
from hearing import lufs, samples, spells
from screen import Screen
from test_display_screen import Morning, long, prepared

from hardware import wav
from hardware.speech import CHIME_PAUSE, duration
from server.clock import TestClock
from server.core.announce import Announcement, sentence
from server.core.plan import HallPlan
from server.store.sqlite import SqliteStore

pytestmark = pytest.mark.journey
NAMES = {"name_vi": "TV", "name_en": "TV"}


def hall_with(data: Path, speech: bool = False, **tables: object) -> RunningHall:
    """The cast's hall in which both TVs may speak, with whatever else a test wants in its hall file."""
    hall = prepared(RunningHall(data, voice=speech))
    tvs = {f"display-{n}": NAMES | {"voice": True} for n in (1, 2)}
    store = SqliteStore(hall.data / "hall.db")
    with store.deed(TestClock(MORNING).now()) as deed:
        deed.add_plan(HallPlan.from_dict(hall_document() | {"displays": tvs} | tables).to_dict())
    store.close()
    return hall.start()


# Two TVs


@pytest.fixture(scope="module")
def morning(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    hall = hall_with(tmp_path_factory.mktemp("two") / "data")
    yield Morning(hall)
    hall.kill()


@pytest.fixture
def tvs(morning: Morning, open_page: Callable) -> list[Screen]:
    both = [Screen(morning.hall, open_page(1280, 720), f"display-{n}") for n in (1, 2)]
    until(lambda: {one.data("speaks") for one in both} == {"true", "false"}, what="one of the two named")
    return both


def test_two_tvs_have_one_voice_and_it_never_overlaps_itself(morning: Morning, tvs: list[Screen]) -> None:
    numbers = [morning.call(morning.an), morning.call(morning.binh), morning.call(morning.chi, CIVIL, BIRTH)]
    seqs = morning.seqs(*numbers)
    until(lambda: sum(len(tv.spells()) for tv in tvs) >= 3, what="three spoken calls")
    heard = sorted(spell for tv in tvs for spell in tv.spells())
    assert [seq for _, _, seq in heard] == seqs, "each once, in order, by whichever TV"
    assert all(a[1] <= b[0] for a, b in zip(heard, heard[1:], strict=False)), "never two at a time"
    assert {tv.data("speaks") for tv in tvs} == {"true", "false"}


def test_when_the_tv_that_speaks_is_gone_the_other_says_the_call(morning: Morning, tvs: list[Screen]) -> None:
    speaker = next(tv for tv in tvs if tv.data("speaks") == "true")
    other = next(tv for tv in tvs if tv is not speaker)
    first = morning.call(morning.an)
    until(lambda: speaker.spoken() == morning.seqs(first), what="its first sound")
    speaker.page.close()  # in mid-sentence
    other.wait_spoken(1)
    assert other.spoken() == morning.seqs(first), "whoever did not hear it to its end hears it now"


# The amplifier

PLAYER = """#!{python}
import shutil, sys, time, wave
came = time.time()
with wave.open(sys.argv[1]) as sound:
    seconds = sound.getnframes() / sound.getframerate() / 8
if seconds > 0.05:
    shutil.copy(sys.argv[1], "{folder}/part")
time.sleep(seconds)
if seconds > 0.05:
    import os
    os.rename("{folder}/part", "{folder}/%.3f-%.3f.wav" % (came, time.time()))
"""


@dataclass
class Amplifier:
    """`python -m hardware loudspeaker`; for aplay a program, eight times as quick, that keeps every sound."""

    hall: RunningHall
    folder: Path
    process: subprocess.Popen | None = None

    def start(self) -> Amplifier:
        self.folder.mkdir(exist_ok=True)
        player = self.folder / "player"
        player.write_text(PLAYER.format(python=sys.executable, folder=self.folder))
        player.chmod(player.stat().st_mode | stat.S_IXUSR)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hardware", "loudspeaker", "--server", self.hall.url, "--data",
             str(self.folder / "agent"), "--player", str(player), "--code", self.hall.code("agent", "amplifier")],
            cwd=ROOT, stderr=(self.folder / "log").open("ab"),
        )  # fmt: skip
        until(lambda: "is ready" in self.log(), what="the loudspeaker")
        return self

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def heard(self) -> list[tuple[float, float, Path]]:
        """(from, to, sound) of everything played, in order."""
        found = [path for path in self.folder.glob("*-*.wav")]
        return sorted((*map(float, re.fullmatch(r"([\d.]+)-([\d.]+)", path.stem).groups()), path) for path in found)

    def wait_heard(self, count: int, seconds: float = 40) -> list[tuple[float, float, Path]]:
        until(lambda: len(self.heard()) >= count, seconds, f"{count} sounds")
        return self.heard()

    def end(self, how: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(5)


@pytest.fixture(scope="module")
def amplified(
    spoken_clips: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Morning, Amplifier]]:
    folder = tmp_path_factory.mktemp("amplified")
    shutil.copytree(spoken_clips, folder / "data")
    (folder / "data" / "voice-bank" / "aav-vi-140-50" / "desk-60.wav").unlink()  # something for the engine to do
    hall = hall_with(
        folder / "data", speech=True, loudspeakers={"sanh": NAMES | {"agent": "amplifier"}},
        voice={"repeat": 1},
    )  # fmt: skip
    amplifier = Amplifier(hall, folder / "amplifier")
    try:
        morning = Morning(hall)
        until(lambda: morning.kiosk.get("/health")["voice"]["state"] == "ready", 60, "the bank of clips")
        yield morning, amplifier.start()
    finally:
        amplifier.end(signal.SIGKILL)
        hall.kill()


def spoken_by(hall: RunningHall) -> list[tuple[int, str]]:
    return [tuple(row) for row in hall.rows("SELECT seq, name FROM receipts WHERE what = 'spoken' ORDER BY at")]


def test_the_amplifier_says_what_is_shown_in_order_evenly_and_never_at_once(
    amplified: tuple[Morning, Amplifier],
) -> None:
    morning, amplifier = amplified
    numbers = [morning.call(morning.an), morning.call(morning.binh), morning.call(morning.chi, CIVIL, BIRTH)]
    heard = amplifier.wait_heard(3)
    assert len(heard) == 3
    gaps = [after[0] - before[1] for before, after in zip(heard, heard[1:], strict=False)]
    assert all(0 <= gap < 1.5 for gap in gaps), gaps
    sounds = [samples(path.read_bytes()) for _, _, path in heard]
    loud = [lufs(sound[len(wav.chime()) :]) for sound in sounds]
    assert max(loud) - min(loud) < 2
    for number, desk, sound in zip(numbers, ("1", "2", "3"), sounds, strict=True):
        text = sentence(Announcement(number, desk))
        ((start, end),) = spells(sound[len(wav.chime()) :], pause_s=0.4)
        words = len(re.findall(r"\w+", text))
        assert 0.22 < (end - start) / words < 0.5, f"{end - start:.1f} s for {text!r}"
        assert CHIME_PAUSE - 0.1 < start < CHIME_PAUSE + 0.2, "the chime first, and a breath"
    until(lambda: len(spoken_by(morning.hall)) == 3, what="the receipts")
    assert spoken_by(morning.hall) == [(seq, "amplifier") for seq in morning.seqs(*numbers)]


@long
def test_a_dead_amplifier_gives_its_place_to_a_tv_and_takes_it_back(
    amplified: tuple[Morning, Amplifier], open_page: Callable
) -> None:
    morning, amplifier = amplified
    tv = Screen(morning.hall, open_page(1280, 720))
    before = len(amplifier.heard())
    first = morning.call(morning.an)
    amplifier.wait_heard(before + 1)
    assert tv.spoken() == []
    amplifier.end(signal.SIGTERM)  # it says goodbye: the TV need not wait
    until(lambda: tv.data("speaks") == "true", what="the TV's turn")
    second = morning.call(morning.binh)
    until(lambda: tv.spoken() == morning.seqs(second) != morning.seqs(first), what="the TV's voice")
    amplifier.start()
    until(lambda: tv.data("speaks") == "false", what="the amplifier's turn, once the TV has finished")


def engine_of(hall: RunningHall) -> int:
    """The process that speaks for this hall: a child of its server, somewhere below."""
    below = {hall.process.pid}
    for pid in sorted(int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()):
        with suppress(OSError):  # gone meanwhile
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            if parent in below:
                below.add(pid)
                if b"voice_worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
    raise AssertionError("no engine speaks for this hall")


def test_the_speaking_process_killed_in_mid_day_delays_no_call(amplified: tuple[Morning, Amplifier]) -> None:
    morning, amplifier = amplified
    first = engine_of(morning.hall)
    for how, officer in ((signal.SIGSTOP, morning.an), (signal.SIGKILL, morning.binh)):
        os.kill(first, how)
        before, called = len(amplifier.heard()), time.time()
        morning.call(officer)
        sound = amplifier.wait_heard(before + 1)[-1]
        assert sound[0] - called < 2, "from the press to the sound"
        assert duration(sound[2].read_bytes()) > 3.5, "a whole sentence: the bank needs no engine"


# A bad network between the TV and the hall


def hears(message: str | bytes, event: str) -> bool:
    return isinstance(message, str) and f'["{event}"' in message


@pytest.fixture
def wired(morning: Morning, open_page: Callable) -> Callable[..., Screen]:
    """A TV whose frames go through a hand that may drop, double or delay them: wired(from_hall=..., to_hall=...)."""

    def open_one(from_hall: Callable, to_hall: Callable = lambda server, message: server.send(message)) -> Screen:
        page = open_page(1280, 720)

        def handle(route) -> None:
            server = route.connect_to_server()
            server.on_message(lambda message: from_hall(route, message))
            route.on_message(lambda message: to_hall(server, message))

        page.route_web_socket("**/socket.io/**", handle)
        tv = Screen(morning.hall, page)
        until(lambda: tv.data("speaks") == "true", what="its turn")
        return tv

    return open_one


@long
def test_an_order_told_twice_is_heard_once(morning: Morning, wired: Callable) -> None:
    def double(route, message) -> None:
        for _ in range(1 + hears(message, "say")):
            route.send(message)

    tv = wired(double)
    first, second = morning.call(morning.an), morning.call(morning.binh)
    tv.wait_spoken(2)
    assert tv.spoken() == morning.seqs(first, second)


@long
def test_without_the_halls_yes_a_screen_stays_silent_and_is_asked_again(morning: Morning, wired: Callable) -> None:
    lost: list[str] = []

    def lose_the_first_yes(route, message) -> None:
        if isinstance(message, str) and message.startswith("43") and not lost:
            lost.append(message)  # the acknowledgement of "begin"
        else:
            route.send(message)

    tv = wired(lose_the_first_yes)
    number = morning.call(morning.an)
    until(lambda: tv.data("link") and lost, what="the lost yes")
    assert tv.spoken() == []
    tv.wait_spoken(1, 20)
    assert tv.spoken() == morning.seqs(number)


@long
def test_a_number_that_has_not_come_to_the_screen_is_not_said_there(morning: Morning, wired: Callable) -> None:
    deaf, orders = [False], []

    def only_orders(route, message) -> None:
        if hears(message, "say"):
            orders.append(message)
        if not deaf[0] or not hears(message, "entry") and not hears(message, "heartbeat"):
            route.send(message)

    tv = wired(only_orders)
    tv.page.context.route("**/snapshot.json", lambda route: route.abort() if deaf[0] else route.continue_())
    deaf[0] = True
    morning.call(morning.an)
    log = morning.hall.log
    until(lambda: tv.data("link") and "failed display-1" in log.read_text(errors="replace"), what="the order given up")
    assert orders and tv.spoken() == []
