"""Many screens that return in one moment: each connects its socket, hears hello and fetches the picture.

python -m bench.storm reads {"port", "cookie", "size"} (JSON) on stdin and writes {"took": [ms from the common start]}.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time

HOST = "127.0.0.1"


async def main() -> None:
    spec = json.load(sys.stdin)
    begun = time.perf_counter()
    screens = (one(spec["port"], spec["cookie"], begun) for _ in range(spec["size"]))
    print(json.dumps({"took": await asyncio.gather(*screens)}))


async def one(port: int, cookie: str, begun: float) -> float:
    """Milliseconds from `begun` until this screen has its picture. Its socket stays open until all are done."""
    reader, writer = await asyncio.open_connection(HOST, port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(_head("/socket.io/?EIO=4&transport=websocket", cookie, "Connection: Upgrade", "Upgrade: websocket",
                       "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"))  # fmt: skip
    await reader.readuntil(b"\r\n\r\n")
    await _frame(reader)
    text = b'40{"as":"display"}'
    writer.write(bytes([0x81, 0x80 | len(text)]) + b"\0\0\0\0" + text)  # masked by zeros: the words as they are
    while b'"hello"' not in await _frame(reader):
        pass
    picture_reader, picture = await asyncio.open_connection(HOST, port)
    picture.write(_head("/display/snapshot.json", cookie, "Connection: close"))
    head = await picture_reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise ConnectionError(head.decode())
    await picture_reader.read()
    picture.close()
    return (time.perf_counter() - begun) * 1000


def _head(path: str, cookie: str, *more: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", f"Cookie: {cookie}", "Accept: application/json", *more, "", ""]
    return "\r\n".join(lines).encode()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    short = (await reader.readexactly(2))[1] & 127
    size = {126: 2, 127: 8}.get(short)
    return await reader.readexactly(int.from_bytes(await reader.readexactly(size)) if size else short)


if __name__ == "__main__":
    asyncio.run(main())
