"""The TLS door: takes connections from the hall's network, speaks TLS, and hands the plain bytes to the server.

A process of its own, one thread: the server's threads share each websocket, and one TLS connection must not be used by
two threads (docs/decisions/0121). The server learns the caller's address from the PROXY line before the first byte.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import logging
import signal
import socket
import ssl
import sys
from collections import Counter
from pathlib import Path

from .shares import OWN, caller_of

log = logging.getLogger("luot.tls")
HANDSHAKE_S, END_S = 10.0, 5.0
FIRST_S = 30.0  # for the first word after the handshake: until then none of the server's threads is taken
STUCK_S = 120.0  # for a caller to take what was sent, before it is given up
CHUNK = 64 * 1024
PR_SET_PDEATHSIG = 1
MOST = 2000  # connections at once, as the server itself takes
MOST_OF_ONE = 1500  # of one address; this machine's own are only bounded with all


class Door:
    def __init__(self, inner: str) -> None:
        self._inner, self._open = inner, 0
        self._of: Counter[str] = Counter()

    def _count(self, address: str, one: int) -> None:
        self._open += one
        self._of[address] += one
        if not self._of[address]:
            del self._of[address]

    async def enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One caller, from the handshake to the end of both directions."""
        address = caller_of(str((writer.get_extra_info("peername") or ("",))[0]))
        if self._open >= MOST or self._of[address] >= MOST_OF_ONE and address not in OWN:
            writer.transport.abort()
            return
        self._count(address, 1)
        try:
            await self._lead_in(reader, writer)
        except (OSError, ssl.SSLError):  # gone again, silent, or the server is on its way down or up
            writer.transport.abort()
        finally:
            self._count(address, -1)

    async def _lead_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(FIRST_S):
            first = await reader.read(CHUNK)
        if not first:
            writer.close()
            return
        inner_reader, inner_writer = await asyncio.open_unix_connection(self._inner, limit=CHUNK)
        try:
            inner_writer.write(proxy_line(writer.get_extra_info("peername"), writer.get_extra_info("sockname")) + first)
            await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
        finally:
            for one in (inner_writer, writer):
                one.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until one side ends; then the other is told, and has its say a little longer."""
    try:
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            async with asyncio.timeout(STUCK_S):
                await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
        else:
            writer.close()  # TLS knows no half end
    except TimeoutError:  # what is still to be sent will never leave
        writer.transport.abort()
    except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
        writer.close()


def proxy_line(peer: tuple | None, own: tuple | None) -> bytes:
    """PROXY protocol, version 1."""
    if not peer or not own:
        return b"PROXY UNKNOWN\r\n"
    kind = "TCP6" if ":" in peer[0] else "TCP4"
    return f"PROXY {kind} {peer[0].split('%')[0]} {own[0].split('%')[0]} {peer[1]} {own[1]}\r\n".encode("ascii")


def context(cert: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 and later, without compression or renegotiation (Python's own defaults for servers)."""
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.minimum_version = ssl.TLSVersion.TLSv1_2
    found.load_cert_chain(cert, key)
    return found


async def serve(listener: socket.socket, inner: str, cert: Path, key: Path) -> None:
    server = await asyncio.start_server(
        Door(inner).enter, sock=listener, ssl=context(cert, key), limit=CHUNK,
        ssl_handshake_timeout=HANDSHAKE_S, ssl_shutdown_timeout=END_S,
    )  # fmt: skip
    async with server:
        await server.serve_forever()


def end_with_parent() -> None:
    """When the server's process dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> None:
    end_with_parent()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a caller who hangs up in a handshake is no news
    parser = argparse.ArgumentParser("python -m server.tls_door")
    parser.add_argument("--listener", type=int, required=True, help="the listening socket, a file descriptor")
    parser.add_argument("--inner", required=True, help="the server's unix socket")
    parser.add_argument("--cert", type=Path, required=True)
    parser.add_argument("--key", type=Path, required=True)
    args = parser.parse_args()
    asyncio.run(serve(socket.socket(fileno=args.listener), args.inner, args.cert, args.key))


if __name__ == "__main__":
    main()
