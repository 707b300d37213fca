"""What is too much, over a real wire: addresses, headers, bodies, frames. The hall says so and goes on."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator

import pytest
from browser import RunningHall

from server.screens.pairing import spend


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    running = RunningHall(tmp_path_factory.mktemp("limits") / "data").start()
    yield running
    running.stop()


def say(hall: RunningHall, *parts: bytes, seconds: float = 10) -> tuple[int, str]:
    """Raw bytes to the hall; status and the whole reply."""
    with socket.create_connection(("127.0.0.1", hall.port), seconds) as line:
        try:
            for part in parts:
                line.sendall(part)
        except OSError:
            pass  # it has heard enough
        heard = b""
        try:
            while chunk := line.recv(65_536):
                heard += chunk
        except OSError:
            pass
    found = re.match(rb"HTTP/1\.1 (\d+)", heard)
    return int(found[1]) if found else 0, heard.decode(errors="replace")


@pytest.mark.parametrize(
    ("request_bytes", "status", "words"),
    [
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "Địa chỉ quá dài"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"a" * 9000 + b"\r\n\r\n", 431, "xóa cookie"),
        (b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 80 + b"\r\n", 431, "xóa cookie"),
        (b"BEGONE!! / HTTP/9\r\n\r\n", 400, "Yêu cầu không đúng"),
        (b"POST /enrol HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "Yêu cầu không"),
    ],
    ids=("address", "cookie", "headers", "method", "two lengths"),
)
def test_who_sends_too_much_reads_so_in_both_languages_and_nothing_is_said_back(
    hall: RunningHall, request_bytes: bytes, status: int, words: str
) -> None:
    told, reply = say(hall, request_bytes)
    assert told == status and words in reply and 'lang="en"' in reply
    assert "aaaa" not in reply and "BEGONE" not in reply and "Content-Security-Policy: default-src 'none'" in reply


HEAD = (
    b"POST /enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
    b"Connection: close\r\n"
)


def test_a_body_of_more_than_two_megabytes_is_refused_and_not_read_on_where_its_length_is_not_told(
    hall: RunningHall,
) -> None:
    head = HEAD
    told, reply = say(hall, head + b"Content-Length: 3000000\r\n\r\n", b"x" * 3_000_000)
    assert told == 413 and "quá lớn" in json.loads(reply.split("\r\n\r\n", 1)[1])["error"]["vi"]
    chunks = [b"%x\r\n%s\r\n" % (100_000, b"x" * 100_000)] * 30
    told, reply = say(hall, head + b"Transfer-Encoding: chunked\r\n\r\n", *chunks, b"0\r\n\r\n")
    assert told in (400, 413), reply[:300]  # it is cut off there, and is no JSON any more


def open_socket(hall: RunningHall, token: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", hall.port), 10)
    line.sendall((
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n"
        f"Cookie: luot_display={token}\r\n\r\n"
    ).encode())  # fmt: skip
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += line.recv(4096)
    assert b" 101 " in heard
    line.sendall(b"\x81\x94" + b"\0" * 4 + b'40{"as":"display"}  ')
    return line


def ends(line: socket.socket) -> bool:
    """Whether the hall ends this socket within a moment."""
    line.settimeout(5)
    try:
        while line.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def memory_kb(hall: RunningHall) -> int:
    group = os.getpgid(hall.process.pid)  # type: ignore[union-attr]
    total = 0
    for one in os.listdir("/proc"):
        try:
            if one.isdigit() and os.getpgid(int(one)) == group:
                total += int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{one}/status").read())[1])  # type: ignore[index]
        except (OSError, TypeError):
            continue
    return total


def test_a_frame_too_large_ends_its_socket_before_it_fills_the_memory(hall: RunningHall) -> None:
    token = spend(hall.url, hall.code("display", "display-1"), "display").token
    line, before = open_socket(hall, token), memory_kb(hall)
    try:
        line.sendall(b"\x81\xff" + (200_000_000).to_bytes(8, "big") + b"\0" * 4)
        for _ in range(200):
            line.sendall(b"x" * 1_000_000)
    except OSError:
        pass  # cut off on the way
    assert ends(line)
    assert memory_kb(hall) - before < 60_000, "two hundred megabytes were never kept"
    again = open_socket(hall, token)
    heard = b""
    while b'"hello"' not in heard:
        heard += again.recv(65_536)
    again.close()


def test_a_message_in_endless_pieces_ends_its_socket_too(hall: RunningHall) -> None:
    token = spend(hall.url, hall.code("display", "display-1"), "display").token
    line = open_socket(hall, token)
    piece = b"\xfe" + (1000).to_bytes(2, "big") + b"\0" * 4 + b"x" * 1000
    try:
        line.sendall(b"\x01" + piece + (b"\x00" + piece) * 400)
    except OSError:
        pass
    assert ends(line)
