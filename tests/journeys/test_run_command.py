"""`./run` as the installer sees it: it starts, says what it needs to, stops at Ctrl-C, and refuses in one sentence."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import websocket
from browser import RunningHall, free_port, until
from doors import Caller

from server.settings import ROOT


def running(word: str) -> list[int]:
    """The processes whose command line holds `word`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue  # it ended while we looked
    return found


def connect(hall: RunningHall, kind: str, name: str) -> websocket.WebSocket:
    """A screen on its socket, as Socket.IO speaks."""
    cookies = Caller(hall).be_device(kind, name).cookies
    socket = websocket.create_connection(
        f"ws://127.0.0.1:{hall.port}/socket.io/?EIO=4&transport=websocket", timeout=30,
        cookie="; ".join(f"{key}={value}" for key, value in cookies.items()),
    )  # fmt: skip
    assert socket.recv().startswith("0")
    socket.send(f'40{{"as":"{kind}"}}')
    heard: set[str | bytes] = set()
    while not heard >= {"40", "42"}:  # the ack and words of welcome, in any order; the socket's own deadline ends it
        heard.add(socket.recv()[:2])
    return socket


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks at processes through /proc")
def test_ctrl_c_stops_all_it_started_with_screens_connected(start_hall) -> None:
    hall = start_hall(agent=True)
    screens = [connect(hall, "display", f"display-{n}") for n in range(10)]
    assert hall.process is not None
    until(lambda: len(running(str(hall.data))) >= 4, what="server, worker and agent")
    os.kill(hall.process.pid, signal.SIGINT)
    until(lambda: not running(str(hall.data)), 10, "the end of every process")
    assert hall.process.wait(1) == 0
    for screen in screens:
        screen.close()


def test_a_start_tells_what_the_person_needs_and_a_second_one_remembers(start_hall) -> None:
    hall = start_hall(agent=True)
    until(lambda: "Ctrl-C" in hall.log.read_text(encoding="utf-8"), what="the links")
    told = hall.log.read_text(encoding="utf-8")
    assert "QR says" not in told, "on this machine alone the QR is right"
    for word in ("/enrol?code=", "/admin/first?token=", "sample-accounts.txt", hall.url):
        assert word in told
    accounts = hall.data / "sample-accounts.txt"
    assert accounts.stat().st_mode & 0o777 == 0o600
    assert len(accounts.read_text(encoding="utf-8").splitlines()) == 28 + 2  # officers, and staff at no desk
    before = accounts.read_text(encoding="utf-8")
    until(lambda: hall.rows("SELECT state FROM printers") == [("ready",)], what="the agent's word")
    hall.stop()
    hall.start()
    assert accounts.read_text(encoding="utf-8") == before
    paired = "SELECT count(*) FROM devices WHERE kind = 'agent'"
    until(lambda: hall.rows(paired) == [(1,)], what="one agent, paired once")


def refused(*options: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "server", "run", "--no-voice", *options], cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_a_second_server_on_the_same_data_is_refused(start_hall) -> None:
    hall = start_hall()
    assert "another server already runs" in refused("--data", str(hall.data), "--port", str(free_port()))
    with urllib.request.urlopen(f"{hall.url}/health", timeout=30) as reply:  # noqa: S310
        assert reply.status == 200


def test_fresh_never_takes_the_data_from_a_running_hall(start_hall) -> None:
    hall = start_hall()
    assert "already runs" in refused("--fresh", "--data", str(hall.data), "--port", str(free_port()))
    assert [path.name for path in hall.data.parent.iterdir() if ".before-" in path.name] == []
    kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
    place = kiosk.get("/kiosk/menu.json")["departments"][0]
    asked = {"key": "touch-0001", "department": place["id"], "service": place["services"][0]["id"]}
    assert kiosk.post("/kiosk/tickets", asked)[0] == 201
    assert hall.rows("SELECT count(*) FROM tickets") == [(1,)]


def test_what_the_hall_remembers_is_its_own_users_only(start_hall) -> None:
    hall = start_hall(agent=True)
    for path in [hall.data, *hall.data.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_code_is_made_for_the_hall_that_runs_on_this_data(start_hall) -> None:
    hall = start_hall()
    told = subprocess.run(
        [sys.executable, "-m", "server", "pair", "kiosk", "kiosk-1", "--data", str(hall.data)], cwd=ROOT,
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert told.stdout.startswith(f"{hall.url}/enrol?code=")
    code = told.stdout.strip().rpartition("=")[2]
    assert Caller(hall).post("/enrol", {"code": code})[0] == 200


@pytest.mark.parametrize("command", [["verify"], ["rebuild"], ["pair", "kiosk", "kiosk-1"]])
def test_a_folder_without_a_hall_is_said_and_stays_empty(command: list[str], tmp_path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "server", *command, "--data", str(tmp_path / "nowhere")], cwd=ROOT,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 1 and "there is no hall" in ended.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_taken_port_is_said_in_one_sentence(start_hall, tmp_path) -> None:
    hall = start_hall()
    assert "choose another with --port" in refused("--data", str(tmp_path / "other"), "--port", str(hall.port))


def test_bad_options_and_files_are_said_in_one_sentence(tmp_path) -> None:
    data = str(tmp_path / "data")
    assert "HALL-E04" in refused("--data", data, "--hall-file", str(tmp_path / "nowhere.toml"))
    assert "HALL-E03" in refused("--data", data, "--clock-speed", "0")
    assert "HALL-E05" in refused("--data", data, "--clock-start", "monday")
    broken = tmp_path / "broken.toml"
    broken.write_text('format = 1\nid = "x"\nname_vi = ', encoding="utf-8")
    assert "broken.toml" in refused("--data", data, "--hall-file", str(broken))


def test_fresh_puts_the_old_data_aside_and_keeps_it(start_hall) -> None:
    hall = start_hall()
    kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
    place = kiosk.get("/kiosk/menu.json")["departments"][0]
    asked = {"key": "touch-0001", "department": place["id"], "service": place["services"][0]["id"]}
    assert kiosk.post("/kiosk/tickets", asked)[0] == 201
    hall.stop()
    hall.agent, hall.options = True, ("--fresh",)
    hall.start()
    assert hall.rows("SELECT count(*) FROM tickets") == [(0,)]
    kept = [path for path in hall.data.parent.iterdir() if path.name.startswith(hall.data.name + ".before-")]
    assert len(kept) == 1 and (kept[0] / "hall.db").exists()


def test_a_damaged_memory_refuses_to_start_and_says_what_to_do(start_hall) -> None:
    hall = start_hall()
    hall.stop()
    file = hall.data / "hall.db"
    with sqlite3.connect(file) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    damaged = bytearray(file.read_bytes())
    damaged[4096:12288] = b"\xff" * 8192
    file.write_bytes(damaged)
    assert "restore a backup" in refused("--data", str(hall.data), "--port", str(free_port()))
