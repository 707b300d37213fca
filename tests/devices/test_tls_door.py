"""The TLS door troubles the server with nobody who says nothing, and gives up who takes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from server import tls_door
from server.tls_door import Door

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter, list[bytes]], Awaitable[None]]


def through_the_door(tmp_path: Path, answer: bytes, talk: Talk) -> list[bytes]:
    """`talk` with a server that answers `answer`, through a door without TLS; what the server heard of each caller."""
    heard: list[bytes] = []

    async def inner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1000))
        try:
            writer.write(answer)
            await writer.drain()
        except OSError:
            heard.append(b"hung up")
        writer.close()

    async def play() -> None:
        path = str(tmp_path / "inner")
        async with await asyncio.start_unix_server(inner, path):
            async with await asyncio.start_server(Door(path).enter, "127.0.0.1", 0) as door:
                streams = await asyncio.open_connection(*door.sockets[0].getsockname())
                await asyncio.wait_for(talk(*streams, heard), 10)
                streams[1].close()

    asyncio.run(play())
    return heard


def test_a_caller_who_says_nothing_takes_nothing_of_the_server(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tls_door, "FIRST_S", 0.3)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: list[bytes]) -> None:
        with pytest.raises(ConnectionError):
            if await reader.read() == b"":
                raise ConnectionError

    assert through_the_door(tmp_path, b"", silent) == []


def test_the_first_word_brings_the_callers_address_and_itself(tmp_path: Path) -> None:
    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: list[bytes]) -> None:
        await asyncio.sleep(0.1)
        writer.write(b"GET /")
        assert await reader.read() == b"here"

    [told] = through_the_door(tmp_path, b"here", ask)
    assert told.startswith(b"PROXY TCP4 127.0.0.1 127.0.0.1 ") and told.endswith(b"\r\nGET /")


def test_who_takes_nothing_of_an_answer_is_given_up(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tls_door, "STUCK_S", 0.3)

    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: list[bytes]) -> None:
        writer.write(b"GET /")
        while b"hung up" not in heard:
            await asyncio.sleep(0.05)

    through_the_door(tmp_path, b"x" * 50_000_000, ask)
