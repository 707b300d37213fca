"""What a person should know early: whoever looks at the page, at /health or at the metrics learns the same."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from test_metrics import read

from hardware.speech import SilentVoice
from server.app import create_app, stop
from server.care import machine as machine_of_the_hall
from server.care.health import SLOWLY_S
from server.clock import TestClock
from server.core.plan import HallPlan
from server.core.wellbeing import MB
from server.settings import Settings
from server.store.sqlite import SqliteStore

STEP_S = 30  # followed without asking; yet no sound clock is set by so much


class Machine:
    """A server whose disk, memory and clock are as the test says."""

    def __init__(self, clock: TestClock) -> None:
        self._clock = clock
        self.disk_free, self.memory_free, self.ahead_ms = 50_000 * MB, 4_000 * MB, 0

    def space(self, folder: Path) -> tuple[int, int]:
        return self.disk_free, 100_000 * MB

    def memory(self) -> tuple[int, int]:
        return self.memory_free, 8_000 * MB

    def now(self) -> int:
        return self._clock.now() + self.ahead_ms


@pytest.fixture
def machine(clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(clock)
    monkeypatch.setattr(machine_of_the_hall, "space", made.space)
    monkeypatch.setattr(machine_of_the_hall, "memory", made.memory)
    return made


@pytest.fixture
def app(tmp_path: Path, clock: TestClock, plan: HallPlan, machine: Machine) -> Iterator[Flask]:
    store = SqliteStore(tmp_path / "hall.db")
    with store.deed(clock.now()) as deed:
        deed.add_plan(plan.to_dict())
    made = create_app(
        Settings(data=tmp_path, voice=False), clock=clock, store=store, voice=SilentVoice(), machine=machine.now
    )  # fmt: skip
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    stop(made)


def health(app: Flask) -> dict:
    """As it is told once the answer of a moment ago has had its time."""
    at, told = app.extensions["health"]._gathered
    app.extensions["health"]._gathered = at - SLOWLY_S, told
    return app.test_client().get("/health").json["warnings"]


CASES = {
    "a disk that fills": ({"disk_free": 300 * MB}, "disk-low", "HALL-W404", "Ổ đĩa của máy chủ sắp đầy: còn 300 MB."),
    "a full disk": ({"disk_free": 50 * MB}, "disk-low", "HALL-E405", "Ổ đĩa của máy chủ sắp đầy: còn 50 MB."),
    "little memory": ({"memory_free": 150 * MB}, "memory-low", "HALL-W421", "Máy chủ sắp hết bộ nhớ: còn 150 MB."),
    "a clock that was set": ({"ahead_ms": STEP_S * 1000}, "clock-drift", "HALL-W427", "đã bị chỉnh 30 giây."),
}  # fmt: skip


@pytest.mark.parametrize("reading, own, finding, words", CASES.values(), ids=CASES)
def test_a_machine_in_trouble_is_told_of_on_the_page_in_health_and_in_the_metrics(
    app: Flask, device, admin, machine: Machine, reading: dict, own: str, finding: str, words: str
) -> None:
    monitor = device("metrics", "prometheus")
    app.extensions["sockets"].beat()
    before = health(app)
    assert finding not in before["ids"] and f'luot_warning{{id="{own}"}}' not in read(monitor)
    for name, value in reading.items():
        setattr(machine, name, value)
    app.extensions["sockets"].beat()  # which looks at the clock
    told, grave = health(app), finding.startswith("HALL-E")
    assert set(told["ids"]) == {*before["ids"], finding}
    assert (told["all"], told["grave"]) == (before["all"] + 1, before["grave"] + grave)
    assert read(monitor)[f'luot_warning{{id="{own}"}}'] == 1 + grave
    page = unescape(admin.get("/admin/", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert words in page and finding in page
