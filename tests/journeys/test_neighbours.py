"""One neighbour on the network holds all it may of the server, and the hall goes on for everybody else."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall, until
from doors import Caller, new_key

from server.clock import HallClock
from server.identity import Identities
from server.screens.pairing import spend
from server.store.sqlite import SqliteStore

MOST = 12  # websockets of one address in this hall; beside them an address has a quarter of 800 threads
NEIGHBOUR, OTHER = "127.0.0.7", "127.0.0.8"
PASSWORD = "mot-mat-khau-dai"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    options = ("--sockets-of-one", str(MOST))
    running = RunningHall(tmp_path_factory.mktemp("neighbours") / "data", options=options).start()
    yield running
    running.stop()


@pytest.fixture
def screen(hall: RunningHall) -> str:
    return spend(hall.url, hall.code("display", "display-1"), "display").token


def call_from(hall: RunningHall, address: str, words: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", hall.port), 10, source_address=(address, 0))
    line.sendall(words.replace("\n", "\r\n").encode())
    return line


def open_socket(hall: RunningHall, address: str, token: str = "") -> socket.socket:
    return call_from(hall, address, (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\nHost: 127.0.0.1\nUpgrade: websocket\nConnection: Upgrade\n"
        f"Sec-WebSocket-Version: 13\nSec-WebSocket-Key: {'A' * 22}==\nCookie: luot_display={token}\n\n"
    ))  # fmt: skip


def status(line: socket.socket) -> int:
    return int(line.recv(12).split()[1])


def close(lines: list[socket.socket]) -> None:
    for one in lines:
        one.close()


def asks(hall: RunningHall) -> int:
    with call_from(hall, NEIGHBOUR, "GET /health HTTP/1.1\nHost: x\nConnection: close\n\n") as line:
        return status(line)


def officer_works(hall: RunningHall, username: str, desk: str) -> float:
    """An officer signs in from another address, opens a desk and presses; the slowest answer, in seconds."""
    store = SqliteStore(hall.data / "hall.db")
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    identities = Identities(store, HallClock.begin(MORNING), quick)
    identities.add_account(username, "Nguyễn Văn An", "officer")
    identities.set_password(username, PASSWORD)
    store.close()
    caller, slowest = Caller(hall).be_officer(username, PASSWORD, desk), 0.0
    for _ in range(20):
        begun = time.monotonic()
        version = caller.get("/desk/snapshot.json")["desk"]["version"]
        assert caller.post("/desk/deeds/next", {"key": new_key("press"), "version": version})[0] in (200, 409)
        slowest = max(slowest, time.monotonic() - begun)
    return slowest


def test_an_address_has_its_share_of_live_connections_and_no_more_and_another_has_its_own(
    hall: RunningHall, screen: str
) -> None:
    held = [open_socket(hall, NEIGHBOUR, screen) for _ in range(MOST)]
    assert [status(one) for one in held] == [101] * MOST
    over = open_socket(hall, NEIGHBOUR, screen)
    told = over.recv(65_536).decode()
    assert told.startswith("HTTP/1.1 429 ") and "quá nhiều kết nối" in told and "too many connections" in told
    other = open_socket(hall, OTHER, screen)
    assert status(other) == 101
    plain = call_from(hall, NEIGHBOUR, "GET /health HTTP/1.1\nHost: x\nConnection: close\n\n")
    assert status(plain) == 200, "its officers still press, though its screens are too many"
    held.pop().close()
    until(lambda: status(open_socket(hall, NEIGHBOUR, screen)) == 101, what="the place given back")
    close([*held, over, other, plain])


def test_half_requests_of_one_address_leave_threads_for_the_officers(hall: RunningHall) -> None:
    half = [call_from(hall, NEIGHBOUR, "GET / HTTP/1.1\nHost: x\nX-A: ") for _ in range(MOST + 200)]
    until(lambda: asks(hall) == 429, what="its share taken")
    assert officer_works(hall, "quay01", "1") < 2
    close(half)
    until(lambda: asks(hall) == 200, what="the neighbour let in again")


def test_who_does_not_hang_up_after_the_answer_holds_up_nobody(hall: RunningHall) -> None:
    rude = [call_from(hall, NEIGHBOUR, "GET /health HTTP/1.1\nHost: x\nConnection: close\n\n") for _ in range(10)]
    assert [status(one) for one in rude] == [200] * 10
    begun = time.monotonic()
    with call_from(hall, OTHER, "GET /health HTTP/1.1\nHost: x\nConnection: close\n\n") as line:
        assert status(line) == 200 and time.monotonic() - begun < 1.5
    close(rude)


def say(line: socket.socket, words: bytes) -> None:
    line.sendall(bytes([0x81, 0x80 | len(words), 0, 0, 0, 0]) + words)


def ended_after(lines: list[socket.socket], most: float) -> list[float]:
    """Seconds until each was hung up on; meanwhile every ping is answered, as somebody would who wants to stay."""
    begun, ended = time.monotonic(), dict.fromkeys(lines, 0.0)
    while not all(ended.values()) and time.monotonic() - begun < most:
        for line in select.select([one for one in lines if not ended[one]], [], [], 0.5)[0]:
            heard = line.recv(65_536)
            if not heard:
                ended[line] = time.monotonic() - begun
            elif b"\x81\x012" in heard:
                say(line, b"3")
    return list(ended.values())


def test_a_live_connection_that_is_nobodys_is_ended_however_nicely_it_answers(hall: RunningHall, screen: str) -> None:
    silent, refused, named = lines = [open_socket(hall, OTHER, token) for token in ("", "", screen)]
    for line in lines:
        assert status(line) == 101
    for line in (refused, named):
        say(line, b'40{"as":"display"}')
    first, second = ended_after([silent, refused], 14)
    assert 0 < first < 12 and 0 < second < 12, "two heartbeats"
    assert b"hello" in named.recv(65_536), "and who has a name stays"
    close(lines)
