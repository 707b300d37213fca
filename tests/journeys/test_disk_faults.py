"""Faults 31 and 32 in a real server process: its disk fills up or fails while it runs, and comes back."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import RunningHall, free_port, until
from doors import Caller, new_key
from glass import Glass

from server.clock import ask_health
from server.settings import ROOT
from server.store.sqlite import SqliteStore
from server.store.verify import verify

LONG = os.environ.get("LUOT_LONG") == "1"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # as Linux numbers them
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def processes_of(hall: RunningHall) -> list[int]:
    assert hall.process is not None
    own = hall.process.pid
    children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii")
    return [own, *(int(one) for one in children.split())]


@contextmanager
def no_byte_further(hall: RunningHall) -> Iterator[None]:
    """Every write beyond a file's first page fails, as on a disk with bad blocks. Needs no root."""
    for pid in processes_of(hall):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in processes_of(hall):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, UNLIMITED)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte is left on the small disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 1 << 20
        while size >= 1:
            try:
                file.write(b"\0" * size)
            except OSError:
                size //= 2
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def no_page_more(hall: RunningHall) -> Iterator[None]:
    """SQLite finds no room for another page, in a hall that full_disk_server.py runs. Needs no root."""
    (hall.data / "full").touch()
    try:
        yield
    finally:
        (hall.data / "full").unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("no small disk can be mounted here; the tests beside do without one")
    yield folder
    subprocess.run(["mount", "-o", "remount,rw", str(folder)], capture_output=True, check=False)
    subprocess.run(["umount", "-l", str(folder)], check=True)


def goes_through(hall: RunningHall, trouble) -> None:  # noqa: ANN001
    """Numbers before, none meanwhile, the same touch answered afterwards; everything else goes on all the time."""
    kiosk, board = Caller(hall).be_device("kiosk", "kiosk-1"), Caller(hall).be_device("display", "display-1")
    place = kiosk.get("/kiosk/menu.json")["departments"][0]
    wish = {"department": place["id"], "service": place["services"][0]["id"]}
    given = [kiosk.post("/kiosk/tickets", {"key": new_key("touch"), **wish})[1]["number"] for _ in range(3)]
    lost = {"key": new_key("touch"), **wish}
    with trouble:
        status, answer = kiosk.post("/kiosk/tickets", lost)
        while status == 201:  # the last bytes that were still free
            given.append(answer["number"])
            lost = {"key": new_key("touch"), **wish}
            status, answer = kiosk.post("/kiosk/tickets", lost)
        assert (status, answer["error"]["id"]) == (503, "storage")
        assert "tạm ngừng cấp số" in answer["error"]["vi"]
        until(lambda: kiosk.get("/kiosk/menu.json")["open"]["reason"] == "storage", what="the kiosk's notice")
        assert ask_health(hall.url)["why"] == "storage"
        assert board.get("/display/snapshot.json")["epoch"]
        assert hall.process is not None and hall.process.poll() is None
    until(lambda: ask_health(hall.url)["status"] == "ok", what="the hall's own recovery")
    until(lambda: kiosk.get("/kiosk/menu.json")["open"]["open"], what="the kiosk's opening")
    given.append(kiosk.post("/kiosk/tickets", lost)[1]["number"])
    assert len(set(given)) == len(given) and hall.process is not None and hall.process.poll() is None
    hall.stop()
    store = SqliteStore(hall.data / "hall.db")
    verdict = verify(store)
    assert verdict.equal and verdict.tickets == len(given), verdict.report()
    store.close()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process are Linux's")
def test_a_disk_that_takes_no_write_stops_numbers_and_nothing_else_and_the_hall_comes_back(start_hall) -> None:
    hall = start_hall(clock_start="")
    goes_through(hall, no_byte_further(hall))
    assert "cannot be written (io)" in hall.log.read_text(encoding="utf-8")


def test_a_file_without_room_for_a_page_stops_numbers_and_nothing_else_and_the_hall_comes_back(start_hall) -> None:
    hall = start_hall(clock_start="", program=(str(ROOT / "tests" / "checker" / "full_disk_server.py"),))
    goes_through(hall, no_page_more(hall))
    assert "cannot be written (full)" in hall.log.read_text(encoding="utf-8")


def test_a_full_disk_stops_numbers_and_nothing_else_and_the_hall_comes_back(small_disk: Path) -> None:
    hall = RunningHall(small_disk / "data", clock_start="").start()
    try:
        goes_through(hall, full(small_disk))
    finally:
        hall.stop()


def as_others_are() -> None:
    """Root's right to write what may not be written ends with the next exec; who has no such right keeps none."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def is_refused_a_start(data: Path) -> None:
    for command in ("run", "serve"):
        ended = subprocess.run(
            [sys.executable, "-m", "server", command, "--no-voice", "--data", str(data), "--port", str(free_port())],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, preexec_fn=as_others_are,
        )  # fmt: skip
        assert ended.returncode != 0 and "Traceback" not in ended.stderr, ended.stderr
        assert "make room on the disk or have it looked at" in ended.stderr, ended.stderr


def test_a_start_on_a_read_only_disk_is_refused_in_one_sentence(small_disk: Path) -> None:
    data = small_disk / "data"
    SqliteStore(data / "hall.db").close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    is_refused_a_start(data)


def test_a_start_in_a_folder_that_takes_no_write_is_refused_in_one_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    SqliteStore(data / "hall.db").close()
    (data / "hall.db").chmod(0o444)
    data.chmod(0o555)
    is_refused_a_start(data)


@pytest.mark.long
@pytest.mark.journey
@pytest.mark.skipif(not LONG, reason="only with ./test --long")
def test_the_visitor_reads_why_and_gets_the_number_when_the_disk_is_back(start_hall, open_page, tmp_path) -> None:
    hall = start_hall(clock_start="")
    glass = Glass(hall, open_page(1080, 1920, has_touch=True), hall.token("kiosk", "kiosk-1")).open()
    glass.tap(".offices .tile >> nth=0").wait("department")
    with no_byte_further(hall):
        glass.tap(".tile >> nth=0").pass_time(1).wait("late")
        assert "Máy đang tạm ngừng cấp số." in glass.page.locator("h1").inner_text()
        glass.page.screenshot(path=str(tmp_path / "stopped.png"))
    until(lambda: glass.pass_time(4).step() == "ticket", what="the number")
    assert hall.rows("SELECT number FROM tickets") == [(glass.number(),)]
