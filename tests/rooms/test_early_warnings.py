"""What a person should know early: whoever looks at the page, at /health or at the metrics learns the same."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from test_metrics import read
from werkzeug.serving import make_server

from hardware.speech import SilentVoice
from server.app import create_app, stop
from server.care import machine as machine_of_the_hall
from server.care.health import SLOWLY_S
from server.care.pulse import Beat
from server.certificate import ends, first_end
from server.checks import command
from server.checks.of_machine import KIND_OF
from server.cli import main
from server.clock import TestClock, ask_health
from server.core.events import Entry, Kind
from server.core.plan import HallPlan
from server.core.wellbeing import MB
from server.ready import Links
from server.settings import Settings
from server.store.sqlite import SqliteStore
from server.trust import trusting

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


RESTORED = {
    "backup": "x.zip", "made_at": "2026-11-23T00:30:00+00:00", "upto": 1, "sure": True,
    "raised": [["2026-11-23", "A", 37, 52]],
}  # fmt: skip
BY_THE_CLOCK = "HALL-E407"


@pytest.fixture
def answering(app: Flask, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The hall answers at its address, so that another process of its machine can ask it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    replace(app.extensions["settings"], port=server.server_port).tell_where()
    monkeypatch.setattr(command, "machine_ms", machine.now)
    yield app
    server.shutdown()
    thread.join(10)
    server.server_close()


def of_the_machine(text: str) -> set[str]:
    return set(re.findall(r"HALL-[EWN]\d+", text)) & {*KIND_OF.values(), BY_THE_CLOCK}


def by_command(app: Flask, capsys: pytest.CaptureFixture[str]) -> str:
    health(app)  # not the answer of a moment ago
    main(["check", "--data", str(app.extensions["settings"].data)])
    return capsys.readouterr().out


def by_home(admin) -> str:
    return unescape(admin.get("/admin/", headers={"Accept": "text/html"}).get_data(as_text=True))


def restore_and_move_the_clock(app: Flask, machine: Machine) -> None:
    store, clock = app.extensions["store"], app.extensions["hall"].clock
    with store.deed(clock.now()) as deed:
        deed.record(Entry(Kind.RESTORED, deed.now, deed.business_date(), body=RESTORED))
    machine.ahead_ms = STEP_S * 1000
    app.extensions["sockets"].beat()


def test_the_command_tells_of_a_moved_clock_and_a_restore_as_the_home_page_does(
    answering: Flask, admin, machine: Machine, capsys
) -> None:
    restore_and_move_the_clock(answering, machine)
    page, said = by_home(admin), by_command(answering, capsys)
    assert of_the_machine(page) == of_the_machine(said) > {"HALL-W427", "HALL-W428"}
    for words in ("đã bị chỉnh 30 giây", "A038–A052", "23/11/2026 07:30"):
        assert words in page and words in said
    assert command.NOT_ASKED not in said


def test_the_command_asks_the_running_hall_what_only_that_knows(answering: Flask, admin, capsys) -> None:
    before = of_the_machine(by_command(answering, capsys))
    house = answering.extensions
    house["voice_status"] = lambda: {"state": "failing"}
    house["pulse"]._last = Beat("full", time.monotonic(), 1.0)
    house["backups"]._fault, house["backups"]._damaged = "no room", "row 7"
    said = by_command(answering, capsys)
    assert of_the_machine(by_home(admin)) == of_the_machine(said)
    assert {"HALL-E410", "HALL-E420", "HALL-W408"} <= of_the_machine(said) - before


def test_the_command_does_not_call_a_backup_late_that_a_hall_just_started_is_about_to_make(
    answering: Flask, admin, capsys
) -> None:
    said = by_command(answering, capsys)
    assert "HALL-W423" not in said and of_the_machine(by_home(admin)) == of_the_machine(said)


def test_a_clock_that_has_jumped_stands_in_the_command_too(answering: Flask, admin, machine: Machine, capsys) -> None:
    assert BY_THE_CLOCK not in by_command(answering, capsys)
    machine.ahead_ms = 3600_000
    answering.extensions["sockets"].beat()
    assert BY_THE_CLOCK in by_home(admin) and BY_THE_CLOCK in by_command(answering, capsys)


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl: no certificate can be made")


def made_for(days: int, folder: Path) -> tuple[Path, Path]:
    """(certificate, key) of the hall on this machine, which ends so many days from now."""
    own = f"./{days}"
    recipe = (
        f"openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj /CN=a"
        f" -keyout {own}.key -out {own}.csr;"
        f"printf 'subjectAltName = IP:127.0.0.1' > {own}.cnf;"
        f"openssl x509 -req -in {own}.csr -signkey {own}.key -days {days} -extfile {own}.cnf -out {own}.crt"
    )
    subprocess.run(["bash", "-e", "-c", recipe], cwd=folder, check=True, capture_output=True)
    return folder / f"{days}.crt", folder / f"{days}.key"


ENDS = {
    "in 10 days": (10, "HALL-W429", "(còn 9 ngày)"),  # and some hours
    "yesterday": (-1, "HALL-E430", "đã hết hạn lúc"),
    "in a year": (365, "", ""),
}


@needs_openssl
@pytest.mark.parametrize("days, finding, words", ENDS.values(), ids=ENDS)
def test_the_end_of_the_halls_certificate_is_told_early_everywhere(
    answering: Flask, admin, tmp_path: Path, capsys, days: int, finding: str, words: str
) -> None:
    kinds = {"HALL-W429", "HALL-E430"}
    assert not kinds & of_the_machine(by_home(admin)), "without TLS there is none to end"
    shutil.copy(made_for(days, tmp_path)[0], answering.extensions["settings"].data / "hall.crt")
    page, told, said = by_home(admin), health(answering), by_command(answering, capsys)
    at_the_start = Links().text(answering.extensions["settings"])
    for found in (of_the_machine(page), set(told["ids"]), of_the_machine(said)):
        assert found & kinds == ({finding} if finding else set())
    for text in (page, said, at_the_start):
        assert words in text and ("Chứng chỉ" in text) is bool(finding)
    assert told["grave"] == (finding == "HALL-E430")
    assert ("/admin/when/certificate" in page) is bool(finding)


@needs_openssl
def test_a_chain_ends_with_the_first_of_its_certificates(tmp_path: Path) -> None:
    far, near = made_for(20_000, tmp_path)[0], made_for(10, tmp_path)[0]
    both = tmp_path / "chain.crt"
    both.write_text(far.read_text() + near.read_text())
    for one in (far, near):
        ask = ["openssl", "x509", "-enddate", "-noout", "-in", str(one)]
        said = subprocess.run(ask, capture_output=True, text=True, check=True)
        told = ssl.cert_time_to_seconds(said.stdout.strip().removeprefix("notAfter="))
        assert ends(ssl.PEM_cert_to_DER_cert(one.read_text())).timestamp() == told
    assert first_end(both) == first_end(near) < first_end(far)
    both.write_bytes("friendlyName: Trung tâm Thái Nguyên\n".encode() + far.read_bytes())
    assert first_end(both) == first_end(far), "words between them are nobody's business"


@needs_openssl
def test_whoever_watches_over_the_hall_hears_it_after_its_certificates_end_and_nobody_else(
    app: Flask, tmp_path: Path
) -> None:
    """Else systemd would start it anew each minute, and each start would end at once."""
    crt, key = made_for(-1, tmp_path)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=(str(crt), str(key)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"https://127.0.0.1:{server.server_port}"
    try:
        assert ask_health(url, crt)["epoch"]
        with pytest.raises(URLError, match="expired"):
            urlopen(f"{url}/health", timeout=5, context=trusting(crt))
        with pytest.raises(URLError, match="self.signed"):
            ask_health(url, made_for(365, tmp_path)[0])
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
