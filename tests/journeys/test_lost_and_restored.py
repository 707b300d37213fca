"""A hall is backed up, goes on, is lost and restored; and what its log tells of a morning. Real processes all."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from browser import RunningHall, until
from doors import Caller, new_key
from test_run_command import connect

from server.clock import ask_health
from server.settings import ROOT
from server.store.sqlite import SqliteStore
from server.store.verify import verify

OFFICER, DESK = "quay01", "1"
LOSSES = ["garbage", "readable", "begun anew"]


def server(hall: RunningHall, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "server", *command, "--data", str(hall.data)], cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


class Morning:
    """A kiosk that takes numbers, and a board."""

    def __init__(self, hall: RunningHall) -> None:
        self.hall, self.given = hall, []
        self.kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
        self.board = Caller(hall).be_device("display", "display-1")
        place = self.kiosk.get("/kiosk/menu.json")["departments"][0]
        self.wish = {"department": place["id"], "service": place["services"][0]["id"]}

    def visitors(self, n: int) -> None:
        for _ in range(n):
            status, answer = self.kiosk.post("/kiosk/tickets", {"key": new_key("touch"), **self.wish})
            assert status == 201, answer
            self.given.append(answer["number"])

    def epoch(self) -> str:
        return self.board.get("/display/snapshot.json")["epoch"]


@pytest.mark.parametrize("loss", LOSSES if os.environ.get("LUOT_LONG") == "1" else LOSSES[:1])
def test_a_hall_lost_and_restored_gives_no_number_twice_and_its_screens_begin_anew(start_hall, loss: str) -> None:
    hall = start_hall(clock_start="", options=("--backup-minutes", "0"))
    morning = Morning(hall)
    morning.visitors(6)
    made = server(hall, "backup")
    assert made.returncode == 0 and "read back and whole" in made.stdout, made.stderr
    assert "on the same disk" in made.stderr
    file = made.stdout.partition(": ")[0]
    morning.visitors(9)
    epoch = morning.epoch()

    refused = server(hall, "restore", file)
    assert refused.returncode == 1 and "another server already runs" in refused.stderr
    hall.kill()
    if loss == "garbage":
        for name in ("hall.db", "hall.db-wal"):  # with its log whole, the file itself would be whole again
            (hall.data / name).write_bytes(b"\x99" * 100_000)
    if loss == "begun anew":  # a new machine: its hall was started before anybody restored
        for path in hall.data.glob("hall.db*"):
            path.unlink()
        hall.start()
        hall.stop()
    done = server(hall, "restore", file)
    assert done.returncode == 0 and "nothing was deleted" in done.stdout, done.stderr
    hall.start()
    assert morning.epoch() != epoch, "screens would go on with pictures of a hall that is no more"
    morning.kiosk.knock()
    morning.visitors(5)
    assert len(set(morning.given)) == len(morning.given), morning.given
    assert morning.given[-5] == ("A016" if loss == "readable" else "A1001")
    assert ask_health(hall.url)["warnings"]["grave"] >= 1, "the hall tells of the restore"
    hall.stop()
    store = SqliteStore(hall.data / "hall.db")
    assert verify(store).equal
    assert store.row("SELECT count(*) AS n FROM journal WHERE kind = 'restored'")["n"] == 1
    store.close()


FIELDS = ("password", "Authorization")  # not even the words


def test_one_id_leads_from_the_touch_to_the_paper_and_from_the_call_to_the_board_and_no_secret_stands_beside_it(
    start_hall,
) -> None:
    hall = start_hall(agent=True, clock_start="")
    screen = connect(hall, "display", "display-1")
    morning = Morning(hall)
    morning.visitors(1)
    accounts = (hall.data / "sample-accounts.txt").read_text(encoding="utf-8")
    line = next(one for one in accounts.splitlines() if one.split()[0] == OFFICER)
    password = line.split()[1]
    officer = Caller(hall).be_officer(OFFICER, password, DESK)
    version = officer.get("/desk/snapshot.json")["desk"]["version"]
    status, _ = officer.post("/desk/deeds/next", {"key": "press-0001", "version": version})
    assert status == 200

    call = next(told for told in iter(lambda: _entry(screen.recv()), ...) if told)
    screen.send("42" + json.dumps(["receipt", {"what": "shown", "calls": [[call["seq"], call["seq"]]]}]))
    log = hall.data / "logs" / "server.log"
    until(lambda: all(word in log.read_text(encoding="utf-8") for word in ('"paper"', '"call-shown"')), what="the log")
    lines = [json.loads(one) for one in log.read_text(encoding="utf-8").splitlines()]
    touch = next(one for one in lines if one["say"] == "issued")
    assert touch["number"] == morning.given[0] and touch["key"].startswith("touch-")
    paper = next(one for one in lines if one["say"] == "paper")
    assert (paper["deed"], paper["ticket"], paper["state"]) == (touch["deed"], touch["ticket"], "printed")
    assert f"deed {touch['deed']}" in hall.log.read_text(encoding="utf-8"), "the print agent's own line"
    press = next(one for one in lines if one.get("key") == "press-0001")
    shown = next(one for one in lines if one["say"] == "call-shown")
    assert (shown["deed"], shown["screen"]) == (press["deed"], "display-1") and press["tickets"] == [touch["ticket"]]

    screen.close()
    hall.stop()
    told = "".join(path.read_text(encoding="utf-8") for path in log.parent.iterdir())
    secrets = [row[0] for row in hall.rows("SELECT secret FROM links")] + [password, *FIELDS]
    secrets += [*morning.kiosk.cookies.values(), *morning.board.cookies.values(), *officer.cookies.values()]
    secrets += [officer.token, (hall.data / "agent" / "agent-token").read_text(encoding="ascii").strip()]
    for secret in secrets:
        assert secret not in told, f"{secret[:4]}… stands in the log"
        assert secret in FIELDS or secret not in hall.log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


def _entry(frame: str | bytes) -> dict | None:
    """What a stream told of a call, out of a socket's frame."""
    if not str(frame).startswith('42["entry"'):
        return None
    told = json.loads(str(frame)[2:])[1]
    return told if (told.get("event") or {}).get("kind", "called") in ("called", "call") else None
