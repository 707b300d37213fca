"""The kiosk PC's browser: paired by a code, locked to its hall, brought back when it falls, gone when told to go.

A real Chromium before a stand-in for the hall's doors.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from display.__main__ import MACHINE as DISPLAY
from kiosk.__main__ import MACHINE as KIOSK
from server.screens import chromium
from server.screens.launcher import parser_of
from server.screens.machine import Machine
from server.screens.pairing import Pairing, Refused, keep, kept, spend
from server.screens.watchman import Restarts
from server.settings import ROOT

CODE, TOKEN = "ABCD2345", "a-secret-token"
STOP_S = 8  # 2 on a quiet machine
HEADLESS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
PAGE = """<!doctype html><script>
for (const name of ["127.0.0.1", "localhost"])
  fetch(`http://${name}:${location.port}/seen-by-${name}`, {mode: "no-cors"}).catch(() => fetch(`/refused-${name}`));
</script>"""


def until(true: Callable[[], object], seconds: float = 60, what: str = "it") -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
        time.sleep(0.05)


@dataclass
class Hall:
    """The doors a kiosk PC knocks at; what it asked stands in `asked`, as (path, cookies)."""

    kind: str = "kiosk"
    port: int = 0
    codes: set[str] = field(default_factory=lambda: {CODE})
    asked: list[tuple[str, str]] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> Hall:
        hall = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 (the library's name)
                hall.asked.append((self.path, self.headers.get("Cookie", "")))
                known = self.path in ("/health", "/kiosk/", "/kiosk/?setup", "/display/") or "seen" in self.path
                self.answer(200 if known else 404, "text/html", PAGE if self.path == "/kiosk/" else "")

            def do_POST(self) -> None:  # noqa: N802
                code = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["code"]
                if code in hall.codes:
                    hall.codes.discard(code)
                    said: dict = {"token": TOKEN, "kind": hall.kind, "name": f"{hall.kind}-1"}
                    return self.answer(200, "application/json", json.dumps(said))
                said = {"error": {"id": "code-spent", "vi": "Mã ghép không đúng.", "en": "This code is wrong."}}
                return self.answer(403, "application/json", json.dumps(said))

            def answer(self, status: int, kind: str, text: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *about: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Door)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def close(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def visits(self, path: str = "/kiosk/") -> int:
        return sum(one == path for one, _ in list(self.asked))


@pytest.fixture
def hall() -> Iterator[Hall]:
    hall = Hall().open()
    yield hall
    hall.close()


@dataclass
class Kiosk:
    """`python -m kiosk` as a kiosk PC runs it, without a screen."""

    data: Path
    server: str
    kind: str = "kiosk"
    process: subprocess.Popen | None = None
    groups: set[int] = field(default_factory=set)

    def start(self, *options: str) -> Kiosk:
        command = [sys.executable, "-m", self.kind, "--server", self.server, "--data", str(self.data), *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--", *HEADLESS], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return self

    @property
    def log(self) -> Path:
        return self.data.with_name("kiosk.log")

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def processes(self) -> dict[int, list[str]]:
        """Every living process of this kiosk's browsers, of old ones too: pid → its command line."""
        alive = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().decode().split("\0")
                state, _, group = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:3]
            except OSError:
                continue
            if state != "Z":
                alive[int(folder.name)] = (int(group), words)
        self.groups |= {g for g, words in alive.values() if f"--user-data-dir={self.data}/profile" in words}
        return {pid: words for pid, (group, words) in alive.items() if group in self.groups}

    def browser(self) -> int | None:
        """The pid of the browser itself."""
        return next((pid for pid, words in self.processes().items() if "--remote-debugging-pipe" in words), None)

    def words(self) -> list[str]:
        """The browser's command line, [] where there is none. A process that is just being made has a blank one."""
        return next((words for words in self.processes().values() if "--remote-debugging-pipe" in words), [])

    def stop(self) -> float:
        """Seconds from SIGTERM until nothing of the browser is left."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.terminate()
        assert self.process.wait(10) == 0
        until(lambda: not self.processes(), what="the end of the browser")
        return time.monotonic() - begun


@pytest.fixture
def kiosk(tmp_path: Path, hall: Hall) -> Iterator[Kiosk]:
    if chromium.find() is None:
        pytest.skip("NO CHROMIUM: the kiosk's browser is not run")
    kiosk = Kiosk(tmp_path / "kiosk", hall.url)
    yield kiosk
    if kiosk.process and kiosk.process.poll() is None:
        kiosk.process.kill()
        kiosk.process.wait()
        until(lambda: not kiosk.processes(), what="the browser ending with its launcher")


@pytest.mark.journey
def test_the_first_start_spends_the_code_and_shows_the_kiosks_page_as_that_device(kiosk: Kiosk, hall: Hall) -> None:
    kiosk.start("--code", "abcd 2345")
    until(hall.visits, what="the kiosk's page")
    assert ("/kiosk/", f"luot_kiosk={TOKEN}") in hall.asked
    assert kiosk.stop() < STOP_S
    kiosk.start()  # no code: the pairing was kept
    until(lambda: hall.visits() == 2, what="the kiosk's page again")
    kiosk.stop()


@pytest.mark.journey
def test_the_browser_is_locked_down_and_finds_no_host_but_the_hall(kiosk: Kiosk, hall: Hall) -> None:
    kiosk.start("--code", CODE)
    until(lambda: hall.visits("/refused-localhost"), what="the page's own word")
    paths = [path for path, _ in hall.asked]
    assert "/seen-by-127.0.0.1" in paths and "/seen-by-localhost" not in paths
    words = kiosk.words()
    for flag in (
        "--kiosk", "--no-first-run", "--noerrdialogs", "--disable-pinch", "--overscroll-history-navigation=0",
        "--disable-component-update", "--autoplay-policy=no-user-gesture-required", "--hide-crash-restore-bubble",
        "--disable-session-crashed-bubble", "--disable-infobars", "--no-default-browser-check",
        "--deny-permission-prompts", "--remote-debugging-pipe",
    ):  # fmt: skip
        assert flag in words, flag
    off = next(word for word in words if word.startswith("--disable-features=")).partition("=")[2].split(",")
    assert {"OverscrollHistoryNavigation", "Translate"} <= set(off)
    assert not any(word.startswith(("--incognito", "--remote-debugging-port")) for word in words)


@pytest.mark.journey
def test_a_page_or_a_browser_that_falls_comes_back_as_the_same_device(kiosk: Kiosk, hall: Hall) -> None:
    kiosk.start("--code", CODE)
    until(lambda: "/favicon.ico" in [path for path, _ in hall.asked], what="the kiosk's page, loaded")
    first = kiosk.browser()
    for pid, words in kiosk.processes().items():
        if any("--type=renderer" in word for word in words):  # its words are one
            os.kill(pid, signal.SIGKILL)
    until(lambda: hall.visits() == 2, what="the page after its renderer fell")
    second = kiosk.browser()
    assert second != first and "the page crashed" in kiosk.told()
    os.kill(second, signal.SIGKILL)
    until(lambda: hall.visits() == 3, what="the page after its browser fell")
    assert {cookies for path, cookies in hall.asked if path == "/kiosk/"} == {f"luot_kiosk={TOKEN}"}


@pytest.mark.journey
def test_after_five_restarts_in_ten_minutes_the_help_page_stands(kiosk: Kiosk, hall: Hall) -> None:
    kiosk.start("--code", CODE)
    for fall in range(1, 7):
        until(lambda n=fall: hall.visits() == n, what=f"start {fall}")
        os.kill(kiosk.browser(), signal.SIGKILL)
    shows_help = f"file://{ROOT}/kiosk/local/help.html"
    until(lambda: shows_help in kiosk.words(), what="the help page")
    assert "showing the help page" in kiosk.told()
    assert hall.visits() == 6
    assert kiosk.stop() < STOP_S


@pytest.mark.journey
def test_a_hall_that_is_away_is_waited_for(kiosk: Kiosk, hall: Hall) -> None:
    kiosk.start("--code", CODE, "--pair-only")
    assert kiosk.process.wait(20) == 0
    hall.close()
    kiosk.start()
    until(lambda: f"file://{ROOT}/kiosk/local/starting.html" in kiosk.words(), what="the page that waits")
    hall.open()
    until(hall.visits, what="the kiosk's page")
    assert "starting it again" not in kiosk.told()


@pytest.mark.journey
def test_the_set_up_page_is_opened_once_when_asked_for(kiosk: Kiosk, hall: Hall) -> None:
    kiosk.start("--code", CODE, "--setup")
    until(lambda: hall.visits("/kiosk/?setup"), what="the set-up page")
    os.kill(kiosk.browser(), signal.SIGKILL)
    until(hall.visits, what="the kiosk's page")
    assert hall.visits("/kiosk/?setup") == 1


@pytest.mark.journey
def test_a_browser_does_not_outlive_its_launcher(kiosk: Kiosk, hall: Hall) -> None:
    kiosk.start("--code", CODE)
    until(hall.visits, what="the kiosk's page")
    kiosk.process.kill()
    until(lambda: not kiosk.processes(), what="the end of the browser")


@pytest.mark.journey
def test_a_page_that_hangs_is_noticed(kiosk: Kiosk, hall: Hall) -> None:
    flags = chromium.flags(hall.url, kiosk.data / "profile", (800, 600))
    browser = chromium.Chromium(chromium.find(), [*flags, *HEADLESS], f"{hall.url}/kiosk/")
    try:
        browser.attach(40)
        until(lambda: browser.address(20) == f"{hall.url}/kiosk/", what="the page")
        browser.ask("Runtime.evaluate", 0.1, browser._session, expression="for (;;) {}")  # noqa: SLF001
    except chromium.Silent:
        with pytest.raises(chromium.Silent):
            browser.address(1)
    else:
        pytest.fail("an endless script answered")
    finally:
        browser.end()
    assert not kiosk.processes()


@pytest.mark.journey
def test_a_tv_box_shows_the_board_and_brings_it_back_when_it_falls(kiosk: Kiosk, hall: Hall) -> None:
    hall.kind = kiosk.kind = "display"
    kiosk.start("--code", CODE)
    until(lambda: hall.visits("/display/"), what="the board")
    assert ("/display/", f"luot_display={TOKEN}") in hall.asked
    assert "--autoplay-policy=no-user-gesture-required" in kiosk.processes()[kiosk.browser()]
    for pid, words in kiosk.processes().items():
        if any("--type=renderer" in word for word in words):
            os.kill(pid, signal.SIGKILL)
    until(lambda: hall.visits("/display/") == 2, what="the board after its renderer fell")
    assert kiosk.stop() < 2


@pytest.mark.journey
@pytest.mark.skipif(os.environ.get("LUOT_LONG") != "1", reason="only with ./test --long")
def test_a_board_that_falls_again_and_again_sends_people_to_another_screen(kiosk: Kiosk, hall: Hall) -> None:
    hall.kind = kiosk.kind = "display"
    kiosk.start("--code", CODE)
    for fall in range(1, 7):
        until(lambda n=fall: hall.visits("/display/") == n, what=f"start {fall}")
        os.kill(kiosk.browser(), signal.SIGKILL)
    shows_help = f"file://{ROOT}/display/local/help.html"
    until(lambda: kiosk.browser() and shows_help in kiosk.processes().get(kiosk.browser(), ()), what="the help page")


def test_each_program_takes_only_codes_of_its_own_kind(hall: Hall, tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path / "kiosk", hall.url, kind="display")
    assert kiosk.start("--code", CODE).process.wait(20) == 3
    assert "of the kind kiosk: make one for a display" in kiosk.told()
    keep(tmp_path / "kiosk", Pairing("kiosk", "kiosk-1", TOKEN))
    assert kiosk.start().process.wait(20) == 3, "a kiosk's pairing is no display's"


def test_without_pairing_or_with_a_bad_code_it_says_so_and_starts_nothing(hall: Hall, tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path / "kiosk", hall.url)
    assert kiosk.start().process.wait(20) == 3
    assert kiosk.start("--code", "WRONG234").process.wait(20) == 3
    assert "not paired yet" in kiosk.told() and "Mã ghép không đúng." in kiosk.told()
    assert hall.visits() == 0


def test_a_spent_code_left_in_a_service_file_does_not_unpair(hall: Hall, tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path / "kiosk", hall.url)
    for _ in range(2):
        assert kiosk.start("--code", CODE, "--pair-only").process.wait(20) == 0
    assert "stays paired as kiosk-1" in kiosk.told()


def test_the_token_is_kept_for_its_own_user_only(tmp_path: Path) -> None:
    keep(tmp_path, Pairing("kiosk", "kiosk-1", TOKEN))
    assert stat.S_IMODE((tmp_path / "pairing.json").stat().st_mode) == 0o600
    assert kept(tmp_path, "kiosk") == Pairing("kiosk", "kiosk-1", TOKEN)
    (tmp_path / "pairing.json").write_text("{ half")
    assert kept(tmp_path, "kiosk") is None


def test_a_code_for_a_print_agent_is_no_kiosks(hall: Hall) -> None:
    hall.kind = "agent"
    with pytest.raises(Refused, match="of the kind agent"):
        spend(hall.url, CODE, "kiosk")


def test_a_stop_is_over_within_two_seconds_by_arithmetic() -> None:
    assert chromium.END_S <= 1.5  # then by force; the rest is for the launcher itself


def test_restarts_are_counted_within_their_window() -> None:
    restarts = Restarts(limit=5, window_s=600)
    for at in (0, 100, 200, 300, 400):
        assert restarts.allowed(at)
        restarts.count(at)
    assert not restarts.allowed(599)
    assert restarts.allowed(600)
    restarts.count(600)
    assert not restarts.allowed(650)


def test_a_renamed_pc_finds_its_profile_again(tmp_path: Path) -> None:
    lock = tmp_path / "SingletonLock"
    lock.symlink_to(f"{socket.gethostname()}-123")
    chromium.forget_other_hosts_lock(tmp_path)
    assert lock.is_symlink()
    lock.unlink()
    lock.symlink_to("an-older-name-123")
    chromium.forget_other_hosts_lock(tmp_path)
    assert not lock.is_symlink()


def test_two_launchers_do_not_share_a_profile(hall: Hall, tmp_path: Path) -> None:
    import fcntl

    folder = tmp_path / "kiosk"
    folder.mkdir()
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert Kiosk(folder, hall.url).start("--code", CODE).process.wait(20) == 2


def test_the_pages_shown_without_a_hall_need_no_hall() -> None:
    for machine in (KIOSK, DISPLAY):
        for page in (machine.starting, machine.help):
            text = page.read_text(encoding="utf-8")
            assert "<script" not in text and "http" not in text and 'href="/' not in text


@pytest.mark.parametrize("machine", [KIOSK, DISPLAY], ids=lambda one: one.kind)
def test_the_policy_in_the_docs_lets_the_local_pages_and_the_pipe_through(machine: Machine) -> None:
    text = (ROOT / "docs" / f"{machine.kind}.md").read_text(encoding="utf-8")
    policy = json.loads(text.partition("```json")[2].partition("```")[0])
    assert any(one.endswith(f"/{machine.pages.relative_to(ROOT)}/") for one in policy["URLAllowlist"])
    assert machine.help.is_file() and machine.starting.is_file() and "*" in policy["URLBlocklist"]
    assert not {"DeveloperToolsAvailability", "RemoteDebuggingAllowed"} & set(policy)


@pytest.mark.parametrize("machine", [KIOSK, DISPLAY], ids=lambda one: one.kind)
def test_every_option_of_the_launcher_is_told(machine: Machine) -> None:
    text = (ROOT / "docs" / f"{machine.kind}.md").read_text(encoding="utf-8")
    options = [one for action in parser_of(machine)._actions for one in action.option_strings]  # noqa: SLF001
    assert not [one for one in options if one not in ("-h", "--help") and f"`{one}`" not in text]
