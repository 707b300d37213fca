"""The number pad's program before a real hall: a pretend pad on one side, the journal and the console on the other."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall, until
from doors import Caller, new_key
from pretend_pad import BACKSPACE, DOWN, ENTER, HELD, MINUS, ONE, PLUS, SEVEN, SLASH, STAR, PretendPad

from server.clock import HallClock
from server.identity import Identities
from server.settings import ROOT
from server.store.sqlite import SqliteStore

# Writes down the hertz of every tone that begins.
LISTEN = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { tones.push(this.frequency.value); return start.call(this, at); };
"""
LONG = bool(os.environ.get("LUOT_LONG"))
PASSWORD = "mot-mat-khau-dai"
BREATH_S = 0.42  # longer than a double tap, and than a question needs to be noticed


class Program:
    """`python -m hardware keypad` on a folder of its own."""

    def __init__(self, hall: RunningHall, folder: Path, pad: PretendPad) -> None:
        self.server, self.folder, self.pad = hall.url, folder, pad
        self.process: subprocess.Popen | None = None
        self._out = folder.with_suffix(".log")

    def start(self, *options: str) -> Program:
        """On the pairing of before, where no code is among the options."""
        command = [sys.executable, "-m", "hardware", "keypad", "--server", self.server, "--data", str(self.folder),
                   "--device", str(self.pad.path), *options]  # fmt: skip
        with self._out.open("ab") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)  # noqa: S603
        return self

    def stop(self, how: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(10)

    def said(self) -> str:
        return self._out.read_text(encoding="utf-8")

    def wait_said(self, text: str, times: int = 1, seconds: float = 60) -> None:
        try:
            until(lambda: self.said().count(text) >= times, seconds)
        except AssertionError:
            raise AssertionError(f"{text!r} was not said {times} times in:\n{self.said()}") from None


class LossyLine:
    """A line to the hall that carries every request and loses the replies to the first two presses."""

    def __init__(self, port: int) -> None:
        self.lost = 0
        self._hall = ("127.0.0.1", port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]

    def __enter__(self) -> LossyLine:
        threading.Thread(target=self._open, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def _open(self) -> None:
        while True:
            try:
                caller = self._door.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        pressing = False
        with caller, socket.create_connection(self._hall) as hall:
            while True:
                for end in select.select([caller, hall], [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    pressing |= b"POST /keypad/press" in data
                    if end is hall and pressing and self.lost < 2:
                        self.lost += 1  # it is done, and nobody hears of it
                        return
                    (caller if end is hall else hall).sendall(data)


class Desk:
    """One desk of a running hall: its officer's session, its pad and its line."""

    def __init__(self, hall: RunningHall, number: int, folder: Path) -> None:
        self.hall, self.number = hall, number
        self.officer = Caller(hall).be_officer(f"quay{number:02d}", PASSWORD, str(number))
        self.kiosk = Caller(hall).knock().be_device("kiosk", "kiosk-1")
        self.pad = PretendPad(folder / "usb-pad-event-kbd").plug_in()
        self.program = Program(hall, folder / "keypad", self.pad)
        snapshot = self.officer.get("/desk/snapshot.json")
        self.department = snapshot["lines"][0]["department"]
        self._last = 0

    def visitor(self) -> str:
        asked = {"key": new_key("touch"), "department": self.department, "service": f"{self.department}.khac"}
        return self.kiosk.post("/kiosk/tickets", asked)[1]["number"]

    def pair(self) -> Desk:
        self.program.start("--code", self.hall.code("keypad", f"desk-{self.number}"))
        self.program.wait_said("Đã nối với máy chủ")
        self.program.wait_said("Đã nhận thiết bị")
        return self

    def story(self) -> list[str]:
        rows = self.hall.rows(f"SELECT kind FROM journal WHERE desk = '{self.number}' AND leg NOT NULL ORDER BY seq")
        return [kind for (kind,) in rows]

    def wait_story(self, *kinds: str) -> None:
        until(lambda: self.story() == list(kinds), what=f"{kinds}, not {self.story()}:\n{self.program.said()}")

    def press(self, *codes: int) -> None:
        """As a person does: each when the program has said what became of the one before, the same key after a
        breath."""
        for code in codes:
            if code == self._last or "đã đến quầy chưa" in self.program.said().splitlines()[-1]:
                time.sleep(BREATH_S)
            self._last, lines = code, self.program.said().count("\n")
            self.pad.press(code)
            until(lambda lines=lines: self.program.said().count("\n") > lines, what="a word on the press")

    def close(self) -> None:
        if self.program.process and self.program.process.poll() is None:
            self.program.stop(signal.SIGKILL)
        self.pad.unplug()


@pytest.fixture(scope="module")
def with_passwords() -> Callable[[RunningHall], RunningHall]:
    def give(hall: RunningHall) -> RunningHall:
        store = SqliteStore(hall.data / "hall.db")
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        identities = Identities(store, HallClock.begin(MORNING), quick)
        for officer in store.present_plan().officers:
            identities.add_account(officer.username, officer.name, "officer")
            identities.set_password(officer.username, PASSWORD)
        store.close()
        return hall

    return give


@pytest.fixture
def desk_of(tmp_path: Path) -> Iterator[Callable[[RunningHall, int], Desk]]:
    desks: list[Desk] = []

    def open_one(hall: RunningHall, number: int) -> Desk:
        folder = tmp_path / f"desk-{number}"
        folder.mkdir()
        desks.append(Desk(hall, number, folder))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.close()


@pytest.fixture(scope="module")
def own_hall(hall: RunningHall, with_passwords) -> RunningHall:
    return with_passwords(hall)


def test_an_officer_works_by_the_pad_alone(own_hall, desk_of) -> None:
    desk = desk_of(own_hall, 22)
    first, second, third = desk.visitor(), desk.visitor(), desk.visitor()
    desk.pair()
    until(lambda: desk.pad.lit, what="the light")
    desk.press(SEVEN, BACKSPACE, ENTER)  # a slip, taken back before it is told
    desk.program.wait_said(f"Enter: Đã gọi số {first}. Còn 2 người chờ.")
    desk.press(PLUS, STAR, SLASH, ENTER, ENTER)
    desk.program.wait_said(f"Enter: Số {second} đã đến quầy chưa?")
    desk.press(MINUS)  # answers: not here, and the next is called
    desk.program.wait_said(f"−: Đã gọi số {third}.")
    assert desk.story() == ["called", "recalled", "started", "finished", "called", "no-show", "called"]
    desk.officer.ask("POST", "/desk/sign-out")
    desk.press(PLUS)
    desk.program.wait_said("+: Chưa có cán bộ nào đăng nhập tại quầy này.")
    assert desk.story()[-1] == "called"


def test_a_double_tap_is_one_press_and_the_console_makes_none_stale(own_hall, desk_of) -> None:
    desk = desk_of(own_hall, 23)
    for _ in range(3):
        desk.visitor()
    desk.pair()
    desk.pad.send(desk.pad.event(ENTER, DOWN) + desk.pad.event(ENTER, HELD) * 30)
    desk.pad.press(ENTER)  # the same again at once: no question is asked, and none answered
    desk.wait_story("called")
    for deed in ("recall", "start"):
        version = desk.officer.get("/desk/snapshot.json")["desk"]["version"]
        desk.officer.post(f"/desk/deeds/{deed}", {"key": new_key("deed"), "version": version})
    time.sleep(BREATH_S)
    assert "đã đến quầy chưa" not in desk.program.said()
    desk.press(ENTER)
    desk.wait_story("called", "recalled", "started", "finished", "called")


@pytest.mark.journey
def test_the_console_sounds_a_press_and_asks_what_the_pad_asks(own_hall, desk_of, open_page) -> None:
    desk = desk_of(own_hall, 28)
    number = desk.visitor()
    page = open_page()
    page.add_init_script(LISTEN)
    page.context.add_cookies(
        [{"name": "luot_session", "value": desk.officer.cookies["luot_session"], "url": own_hall.url}]
    )
    page.goto(f"{own_hall.url}/desk/")
    page.wait_for_selector(f".next li:has-text('{number}')")
    page.locator(".clock").click()  # touched once: from now on it may sound
    desk.pair()
    desk.press(ENTER)
    page.wait_for_selector(f".now.called:has-text('{number}')")
    until(lambda: page.evaluate("tones") == [880], what="a tone for the call")
    desk.press(ENTER)
    page.wait_for_selector(f".question:has-text('Số {number} đã đến quầy chưa?')")
    until(lambda: page.evaluate("tones") == [880, 660, 990], what="two tones for the question")
    desk.press(STAR)
    page.wait_for_selector(f".now.serving:has-text('{number}')")
    assert page.locator(".question").count() == 0


def test_the_pad_unplugged_and_its_program_restarted_and_its_pairing_taken_away(own_hall, desk_of) -> None:
    desk = desk_of(own_hall, 26)
    for _ in range(3):
        desk.visitor()
    desk.pair()
    desk.pad.unplug()
    desk.program.wait_said("rút ra")
    desk.pad.plug_in()
    desk.program.wait_said("Đã nhận thiết bị", times=2)
    desk.press(ONE, ENTER)  # its first number, by its digits
    desk.wait_story("called")
    assert desk.program.stop() == 0
    desk.program.start()  # the pairing is kept
    desk.program.wait_said("Đã nhận thiết bị", times=3)
    desk.program.wait_said("Đang gọi số")
    desk.press(STAR)
    desk.wait_story("called", "started")
    store = SqliteStore(own_hall.data / "hall.db")
    identities = Identities(store, HallClock.begin(MORNING))
    identities.revoke(next(one["id"] for one in identities.devices() if one["name"] == "desk-26"))
    store.close()
    desk.press(SLASH)
    assert desk.program.process.wait(5) == 3 and "Mời ghép lại" in desk.program.said()
    assert desk.story() == ["called", "started"]


def test_presses_into_a_dead_server_never_burst_out_of_it_later(start_hall, with_passwords, desk_of) -> None:
    hall = with_passwords(start_hall())
    desk = desk_of(hall, 22)
    for _ in range(5):
        desk.visitor()
    desk.pair()
    hall.kill()
    desk.program.wait_said("Chưa liên lạc được với máy chủ")
    until(lambda: desk.pad.lit is False, what="the light going out")
    desk.pad.press(ENTER, ago=4.5)
    desk.pad.press(PLUS), desk.pad.press(STAR)
    desk.program.wait_said("Enter: máy chủ không trả lời, lần bấm này đã bỏ")
    desk.program.wait_said("bấm lúc đang chờ máy chủ nên bỏ qua", times=2)
    desk.pad.press(MINUS, ago=5.5)  # made while this program itself stood still
    desk.program.wait_said("bấm lúc đang chờ máy chủ nên bỏ qua", times=3)
    hall.start()
    desk.program.wait_said("Đã nối với máy chủ", times=2)
    assert desk.story() == []
    desk.press(ENTER)
    desk.wait_story("called")


def test_a_press_whose_reply_is_lost_is_told_again_and_counts_once(own_hall, desk_of) -> None:
    desk = desk_of(own_hall, 24)
    desk.visitor(), desk.visitor()
    with LossyLine(own_hall.port) as line:
        desk.program.server = f"http://127.0.0.1:{line.port}"
        desk.pair()
        desk.press(ENTER)
        assert line.lost == 2
    desk.program.wait_said("Enter: Đã gọi số")
    assert desk.story() == ["called"]


@pytest.mark.long
@pytest.mark.skipif(not LONG, reason="a full round: ./test --long")
def test_a_press_that_a_frozen_server_took_is_not_done_when_it_thaws(start_hall, with_passwords, desk_of) -> None:
    hall = with_passwords(start_hall())
    desk = desk_of(hall, 22)
    desk.visitor()
    desk.pair()
    os.killpg(hall.process.pid, signal.SIGSTOP)
    desk.pad.press(ENTER, ago=4)
    desk.program.wait_said("Enter: máy chủ không trả lời, lần bấm này đã bỏ")
    os.killpg(hall.process.pid, signal.SIGCONT)
    until(lambda: Caller(hall).get("/health")["status"] == "ok")
    time.sleep(BREATH_S)
    assert desk.story() == []
    desk.press(ENTER)
    desk.wait_story("called")
