"""A hall under its own certificate, made by the very recipe of docs/tls.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from browser import RunningHall, find_chromium, until

from server.certificate import NoCertificate
from server.cli import main
from server.clock import HallClock
from server.demo.door import Door, new_key
from server.demo.ears import Ear
from server.demo.own_hall import invitation
from server.identity import Identities
from server.screens.chromium import Chromium
from server.screens.pairing import Refused, spend
from server.screens.pins import pins
from server.settings import ROOT, Settings
from server.store.sqlite import SqliteStore
from server.trust import trusting, unusable

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl: the recipe cannot be followed")
OF_ONE = 6  # live connections that one address may have in this hall
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def follow_recipe(folder: Path) -> Path:
    """Does what docs/tls.md says, word for word; the folder it made."""
    recipe = re.search(r"```sh\n(.+?)```", (ROOT / "docs" / "tls.md").read_text(encoding="utf-8"), re.DOTALL)
    assert recipe
    subprocess.run(["bash", "-e", "-c", recipe[1]], cwd=folder, check=True, capture_output=True)
    return folder / "luot-tls"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return follow_recipe(tmp_path_factory.mktemp("tls"))


class SafeHall(RunningHall):
    """The same, asked over TLS."""

    ca: Path

    @property
    def url(self) -> str:
        return f"https://{self.name}:{self.port}"

    def _is_up(self) -> bool:
        assert self.process is not None and self.process.poll() is None, self.log.read_text(errors="replace")
        try:
            return ask(self, "/health")[0] == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def hall(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SafeHall]:
    own = ("--tls-cert", str(made / "server-chain.crt"), "--tls-key", str(made / "server.key"))
    options = ("--sockets-of-one", str(OF_ONE), *own)
    hall = SafeHall(tmp_path_factory.mktemp("hall") / "data", agent=True, options=options)
    hall.ca = made / "ca.crt"
    hall.start()
    yield hall
    hall.stop()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given) -> None:  # noqa: ANN002
        return None


def ask(hall: SafeHall, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict, str]:
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting(hall.ca)), Stay)
    request = urllib.request.Request(f"https://127.0.0.1:{hall.port}{path}", body, headers)
    try:
        reply = opener.open(request, timeout=5)
    except urllib.error.HTTPError as other:
        reply = other
    with reply:
        return reply.status, reply.headers, reply.read().decode()


def test_pages_come_over_tls_with_hsts_and_cookies_that_go_over_nothing_else(hall: SafeHall) -> None:
    status, headers, page = ask(hall, "/desk/sign-in", Accept="text/html")
    assert status == 200 and headers["Strict-Transport-Security"] == "max-age=2592000"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    cookies = headers.get_all("Set-Cookie")
    token = re.search(r'csrf-token" content="([^"]+)"', page)[1]
    sent = "; ".join(one.split(";")[0] for one in cookies)
    accounts = dict(line.split() for line in (hall.data / "sample-accounts.txt").read_text().splitlines())
    form = f"username=quay01&password={accounts['quay01']}&csrf_token={token}".encode()
    status, headers, _ = ask(hall, "/desk/sign-in", form, Cookie=sent, Referer=hall.url + "/desk/sign-in")
    assert status == 303
    for one in [*cookies, *headers.get_all("Set-Cookie")]:
        assert "Secure" in one and "HttpOnly" in one and "SameSite=Strict" in one, one.split("=")[0]
        assert one.startswith("__Host-") and "Path=/" in one and "Domain" not in one, one.split("=")[0]


def test_the_agent_beside_the_server_trusts_it_and_its_printer_is_ready(hall: SafeHall) -> None:
    until(lambda: hall.rows("SELECT state FROM printers") == [("ready",)], what="the agent over TLS")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_and_plain_http_are_not_spoken(hall: SafeHall) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", hall.port), 5) as raw, pytest.raises((ssl.SSLError, OSError)):
        old.wrap_socket(raw)
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{hall.port}/health", timeout=3)


def test_who_does_not_know_the_authority_is_told_and_pairs_with_nobody(hall: SafeHall, tmp_path: Path) -> None:
    code = hall.code("kiosk", "kiosk-1")
    with pytest.raises(Refused, match="certificate verify failed"):
        spend(hall.url, code, "kiosk")
    other = follow_recipe(tmp_path)
    with pytest.raises(Refused, match="certificate verify failed"):
        spend(hall.url, code, "kiosk", other / "ca.crt")
    assert spend(hall.url, code, "kiosk", hall.ca).name == "kiosk-1"


class Wire:
    """A websocket over TLS by hand, in one thread: a TLS connection must not be closed under another that reads it."""

    def __init__(self, hall: SafeHall, cookie: str, address: str = "127.0.0.1") -> None:
        raw = socket.create_connection(("127.0.0.1", hall.port), 5, source_address=(address, 0))
        self.sock = trusting(hall.ca).wrap_socket(raw, server_hostname="127.0.0.1")
        self.sock.sendall((
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n"
            f"Origin: https://127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
        ).encode())  # fmt: skip
        self.file = self.sock.makefile("rb")
        self.status = self.file.readline().decode()
        while self.file.readline().strip():
            pass

    def send(self, text: str) -> None:
        data = text.encode()
        assert len(data) < 126
        self.sock.sendall(bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data)

    def receive(self) -> str:
        head = self.file.read(2)
        if len(head) < 2:
            return ""
        length = head[1] & 0x7F
        length = int.from_bytes(self.file.read(2), "big") if length == 126 else length
        return self.file.read(length).decode(errors="replace")

    def close(self) -> None:
        self.file.close()
        self.sock.close()


def test_live_news_come_over_tls_and_many_screens_that_come_and_go_harm_nothing(hall: SafeHall) -> None:
    screen = spend(hall.url, hall.code("display", "display-1"), "display", hall.ca)
    for n in range(20):
        wire = Wire(hall, f"{screen.cookie(hall.url)}={screen.token}")
        assert "101" in wire.status
        wire.receive()
        wire.send('40{"as":"display"}')
        heard = [wire.receive() for _ in range(2)]
        assert any(one.startswith("42") and json.loads(one[2:])[0] == "hello" for one in heard), heard
        if n == 10:
            hall.rows("SELECT 1 FROM journal LIMIT 1")
        wire.close()
    assert ask(hall, "/health")[0] == 200
    assert hall.rows("PRAGMA integrity_check") == [("ok",)]


def guess(hall: SafeHall, address: str) -> str:
    """The status of a wrong pairing code sent from that address."""
    raw = socket.create_connection(("127.0.0.1", hall.port), 5, source_address=(address, 0))
    with trusting(hall.ca).wrap_socket(raw, server_hostname="127.0.0.1") as safe:
        body = b'{"code": "ZZZZ9999"}'
        safe.sendall(b"POST /enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                     b"Accept: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))  # fmt: skip
        return safe.recv(20).split()[1].decode()


def test_the_server_knows_the_callers_address_behind_its_door(hall: SafeHall) -> None:
    assert [guess(hall, "127.0.0.8") for _ in range(11)] == ["403"] * 10 + ["429"]
    assert guess(hall, "127.0.0.9") == "403", "another address is not held up for the first one's guesses"


def test_each_address_behind_the_door_has_its_own_share_of_live_connections(hall: SafeHall) -> None:
    screen = spend(hall.url, hall.code("display", "display-2"), "display", hall.ca)
    name = f"{screen.cookie(hall.url)}={screen.token}"
    wires = [Wire(hall, name, address) for address in ["127.0.0.10"] * (OF_ONE + 1) + ["127.0.0.11"]]
    assert [one.status.split()[1] for one in wires] == ["101"] * OF_ONE + ["429", "101"]
    for one in wires:
        one.close()


def test_a_door_that_is_killed_opens_again(hall: SafeHall) -> None:
    ours = str(hall.ca.parent).encode()
    lines = {one: one.read_bytes() for one in Path("/proc").glob("[0-9]*/cmdline")}
    (door,) = [int(one.parent.name) for one, line in lines.items() if b"tls_door" in line and ours in line]
    os.kill(door, signal.SIGKILL)

    def answers() -> bool:
        try:
            return ask(hall, "/health")[0] == 200
        except OSError:
            return False

    until(answers, what="the door again")


def test_a_worker_that_falls_is_followed_by_one_that_the_door_finds(hall: SafeHall) -> None:
    """As gunicorn ends one that does not answer, or as one ends by a fault of ours."""
    begun = json.loads(ask(hall, "/health")[2])["epoch"]
    stats = [one.read_text().rpartition(")") for one in Path("/proc").glob("[0-9]*/stat")]
    parents = {int(name.split(" (")[0]): int(rest.split()[1]) for name, _, rest in stats}
    above = {pid for pid, parent in parents.items() if parent == hall.process.pid}
    served = [pid for pid, parent in parents.items() if parent in above]
    (worker,) = [pid for pid in served if b"server\0serve" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(worker, signal.SIGABRT)

    def answers_anew() -> bool:
        try:
            return json.loads(ask(hall, "/health")[2])["epoch"] != begun
        except (OSError, ValueError):
            return False

    until(answers_anew, what="the hall behind the door again")
    assert "another server already runs" not in hall.log.read_text(errors="replace")


def test_a_kiosks_browser_started_with_the_authority_opens_the_hall_and_another_shows_nothing(
    hall: SafeHall, tmp_path: Path
) -> None:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium")
    data = tmp_path / "kiosk"
    command = [sys.executable, "-m", "kiosk", "--server", hall.url, "--data", str(data), "--chromium", path]
    code = hall.code("kiosk", "kiosk-1")
    paired = subprocess.run([*command, "--ca", str(hall.ca), "--code", code, "--pair-only"], cwd=ROOT, timeout=60)
    assert paired.returncode == 0

    def title(*flags: str) -> str:
        flags = ("--no-sandbox", "--headless=new", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
                 "--remote-debugging-pipe", *flags)  # fmt: skip
        browser = Chromium(path, flags, hall.url + "/desk/sign-in")
        try:
            browser.attach(30)
            said = {}
            for _ in range(60):
                said = browser.ask("Runtime.evaluate", 10, browser._session, expression="document.title")  # noqa: SLF001
                if said.get("result", {}).get("value"):
                    break
                browser.rest(0.25)
            return said["result"]["value"]
        finally:
            browser.end()

    assert "Đăng nhập" not in title()
    assert "Đăng nhập" in title(f"--ignore-certificate-errors-spki-list={','.join(pins(hall.ca))}")


def test_the_command_that_pairs_finds_the_hall_under_tls(hall: SafeHall, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pair", "--data", str(hall.data), "display", "display-1"]) == 0
    assert capsys.readouterr().out.startswith(f"{hall.url}/enrol?code=")


def test_a_certificate_that_cannot_be_used_starts_nothing_and_says_why(made: Path, tmp_path: Path) -> None:
    other = follow_recipe(tmp_path)
    (tmp_path / "empty").write_text("nothing")
    assert unusable(made / "server-chain.crt", made / "server.key") == ""
    for cert, key in ((made / "server-chain.crt", other / "server.key"), (tmp_path / "empty", made / "server.key"),
                      (tmp_path / "none", made / "server.key")):  # fmt: skip
        assert main(["serve", "--data", str(tmp_path / "d"), "--tls-cert", str(cert), "--tls-key", str(key)]) == 2
    assert main(["serve", "--data", str(tmp_path / "d"), "--tls-cert", str(made / "server.crt")]) == 2
    assert not (tmp_path / "d").exists()


def test_a_pin_is_what_openssl_says_it_is(made: Path, tmp_path: Path) -> None:
    ask = "openssl x509 -in ca.crt -pubkey -noout | openssl pkey -pubin -outform der"
    told = subprocess.run(f"{ask} | openssl dgst -sha256 -binary | base64", shell=True, cwd=made, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert pins(made / "ca.crt") == [told.stdout.strip()]
    assert len(pins(made / "server-chain.crt")) == 2
    for text in ("", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        (tmp_path / "odd").write_text(text)
        with pytest.raises(NoCertificate):
            pins(tmp_path / "odd")


def test_the_authority_can_vouch_for_no_other_site(made: Path, tmp_path: Path) -> None:
    """Signed by the same key, for a bank: nobody who trusts the authority believes it."""
    recipe = (
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout bank.key -out bank.csr"
        " -subj /CN=bank;"
        "printf 'subjectAltName = DNS:nganhang.example' > bank.cnf;"
        "openssl x509 -req -in bank.csr -CA ca.crt -CAkey ca.key -days 9 -extfile bank.cnf -out bank.crt"
    )
    subprocess.run(["bash", "-e", "-c", recipe], cwd=made, check=True, capture_output=True)
    for cert, right in (("bank.crt", False), ("server.crt", True)):
        ask = ["openssl", "verify", "-CAfile", "ca.crt", cert]
        verified = subprocess.run(ask, cwd=made, capture_output=True, text=True)
        assert (verified.returncode == 0) is right, verified.stdout + verified.stderr


def test_files_that_hold_a_key_are_their_owners_alone(made: Path) -> None:
    for name in ("ca.key", "server.key"):
        assert (made / name).stat().st_mode & 0o077 == 0


def test_without_tls_on_an_address_others_reach_the_console_says_so(tmp_path: Path) -> None:
    from server.ready import Links
    from server.settings import Settings

    store = SqliteStore(tmp_path / "hall.db")
    identities = Identities(store, HallClock.begin(), QUICK)
    identities.spend_first_token(identities.first_token() or "", "mot-mat-khau-dai")  # until then it listens to nobody
    store.close()
    reached = Settings(data=tmp_path, host="0.0.0.0")
    assert "Without TLS" in Links().text(reached)
    assert "Without TLS" not in Links().text(Settings(data=tmp_path))
    safe = Settings(data=tmp_path, host="0.0.0.0", tls_cert=tmp_path / "c", tls_key=tmp_path / "k")
    assert "Without TLS" not in Links().text(safe) and "https://" in Links().text(safe)


def test_visitors_and_the_tv_of_a_play_come_in_over_tls(hall: SafeHall) -> None:
    invited = invitation(Settings(data=hall.data))
    kiosk, tv = Door(hall.url, ca=invited.ca), Door(hall.url, ca=invited.ca)
    assert kiosk.enrol(invited.kiosk_codes[0]) == "/kiosk/"
    department = invited.plan.departments[0]
    wish = {"key": new_key(), "department": department.id, "service": department.services[0].id}
    assert kiosk.post("/kiosk/tickets", wish).status in (200, 201)
    tv.enrol(invited.display_code)
    ear = Ear(tv, "display", lambda name, payload: None)
    ear.start()
    assert ear.open.wait(10), "the socket was not let in"
    ear.stop()
