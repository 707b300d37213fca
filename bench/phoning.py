"""Many visitors' phones in one process of their own: each looks as often as the hall tells it, with its last ETag.

python -m bench.phoning reads a spec (JSON, one line): {"port", "paths", "first"}: each phone's first look falls
somewhere in the first so many seconds. Then lines: "on" lets them look, "off" stops
them and answers with what they met, as JSON. It ends with its stdin.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field

CLIENT_WAITS_S = 20


@dataclass
class Met:
    """All looks since "on": how long each took (ms), how they were answered."""

    took: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    failed: int = 0
    bytes: int = 0


class Phone:
    def __init__(self, port: int, path: str, first: float) -> None:
        self.port, self.path, self.every, self.tag = port, path, first, ""
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def live(self, met: Met, spread: float) -> None:
        await asyncio.sleep(random.random() * spread)  # noqa: S311
        while self.every:
            begun = time.perf_counter()
            try:
                status, size = await asyncio.wait_for(self.look(), CLIENT_WAITS_S)
                met.took.append((time.perf_counter() - begun) * 1000)
                met.statuses[status] = met.statuses.get(status, 0) + 1
                met.bytes += size
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                met.failed += 1
                self.hang_up()
            await asyncio.sleep(self.every * (0.85 + random.random() * 0.3))  # noqa: S311

    async def look(self) -> tuple[int, int]:
        for fresh in (False, True):  # a kept connection may have been closed meanwhile: a browser asks again by itself
            if self._line is None or fresh:
                self.hang_up()
                self._line = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self._line
            try:
                writer.write(self.request())
                head = await reader.readuntil(b"\r\n\r\n")
                break
            except (ConnectionError, asyncio.IncompleteReadError):
                if fresh:
                    raise
        status, told = int(head[9:12]), {}
        for line in head.split(b"\r\n")[1:-2]:
            name, _, value = line.decode().partition(": ")
            told[name.lower()] = value
        body = b"" if status == 304 else await reader.readexactly(int(told.get("content-length", 0)))
        self.tag = told.get("etag", self.tag)
        if status == 200:
            self.every = json.loads(body)["poll_s"]
        if told.get("connection") == "close":
            self.hang_up()
        return status, len(head) + len(body)

    def request(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
        lines += [f"If-None-Match: {self.tag}", "User-Agent: Mozilla/5.0 (Linux; Android 15) Chrome/156 Mobile", "", ""]
        return "\r\n".join(lines).encode()

    def hang_up(self) -> None:
        if self._line is not None:
            self._line[1].close()
            self._line = None


async def phones(port: int, paths: list[str], first: float, lines: asyncio.Queue[str]) -> None:
    all_of_them = [Phone(port, path, first) for path in paths]
    met, cpu, begun, looking = Met(), 0.0, 0.0, []
    while (line := await lines.get()) != "":
        if line.strip() == "on":
            met, cpu, begun = Met(), time.process_time(), time.perf_counter()
            looking = [asyncio.create_task(one.live(met, one.every)) for one in all_of_them]
            continue
        while looking:  # again where an answer came in the same moment: before Python 3.12 that swallows a cancel
            for one in looking:
                one.cancel()
            looking = list((await asyncio.wait(looking, timeout=0.5))[1])
        for one in all_of_them:
            one.hang_up()
        seconds = time.perf_counter() - begun
        print(json.dumps(vars(met) | {"seconds": seconds, "cpu_s": time.process_time() - cpu}), flush=True)


async def main() -> None:
    spec = json.loads(sys.stdin.readline())
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    reading = asyncio.to_thread(read)
    await asyncio.gather(phones(spec["port"], spec["paths"], spec["first"], lines), reading)


if __name__ == "__main__":
    asyncio.run(main())
