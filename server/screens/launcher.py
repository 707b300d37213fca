"""python -m kiosk, python -m display: what was asked for, pairing, and then the browser for as long as the PC runs."""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import re
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from ..certificate import NoCertificate
from . import chromium
from .chromium import Chromium
from .machine import Machine
from .pairing import Pairing, Refused, keep, kept, spend
from .pins import pins
from .watchman import HallAnswers, Watchman

log = logging.getLogger("luot.screens")
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
TRIES = 5
ASK = "Mã ghép (8 ký tự, ở trang Thiết bị) · Pairing code: "
NOT_PAIRED = "this {} is not paired yet: give a code with --code (the page Devices makes one)"


def main(machine: Machine, argv: list[str] | None = None) -> int:
    """2: asked for something impossible · 3: not paired · else it runs until it is stopped (0)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    args = parser_of(machine).parse_args(argv)
    args.data.mkdir(parents=True, exist_ok=True)
    lock = _lock(args.data)
    if lock is None:
        log.error("another such program runs on %s", args.data)
        return 2
    try:
        believed = [f"--ignore-certificate-errors-spki-list={','.join(pins(args.ca))}"] if args.ca else []
    except NoCertificate as wrong:
        log.error("%s", wrong)
        return 2
    pairing = _pair(machine.kind, args.server, args.data, args.code, args.ca)
    if pairing is None:
        return 3
    log.info("paired as %s (%s)", pairing.name, pairing.kind)
    if args.pair_only:
        return 0
    path = chromium.find(args.chromium)
    if path is None:
        log.error("no Chromium: install it (Debian: apt install chromium) or name it with --chromium")
        return 2
    profile = (args.data / "profile").resolve()
    size = (args.size or (PORTRAIT if args.portrait else LANDSCAPE)) if args.windowed else None
    arguments = [*chromium.flags(args.server, profile, size), *believed, *args.more]

    def start(address: str) -> Chromium:
        chromium.forget_other_hosts_lock(profile)
        return Chromium(path, arguments, address)

    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, _stop)
    first = "?setup" if getattr(args, "setup", False) else ""
    Watchman(start, machine, args.server, pairing, HallAnswers(args.server, ca=args.ca), first=first).run()
    return 0


def parser_of(machine: Machine) -> argparse.ArgumentParser:
    own = f"python -m {machine.kind}"
    parser = argparse.ArgumentParser(prog=own, description=f"{own}: the hall's page on this PC's screen, kept there")
    parser.add_argument("--server", type=_server, required=True, help="the hall's address, e.g. http://hall:8000")
    parser.add_argument("--ca", type=Path, help="certificate of the hall's own authority, see docs/tls.md")
    parser.add_argument("--data", type=Path, default=Path("data") / machine.kind, help="folder of pairing and profile")
    parser.add_argument("--code", help="8-character code from the page Devices; needed at the first start only")
    parser.add_argument("--pair-only", action="store_true", help="keep the pairing and end: for setting up a service")
    if machine.can_set_up:
        parser.add_argument("--setup", action="store_true", help="open the page that sets the size of this glass first")
    parser.add_argument("--chromium", help="path of the browser (default: the first Chromium found)")
    parser.add_argument("--windowed", action="store_true", help="a window instead of the whole screen, for trying")
    parser.add_argument("--portrait", action="store_true", help="with --windowed: 1080 × 1920 instead of 1920 × 1080")
    parser.add_argument("--size", type=_size, help="with --windowed: WIDTHxHEIGHT in CSS pixels")
    parser.add_argument("more", nargs="*", metavar="-- FLAG", help="further flags for Chromium, after --")
    return parser


def _server(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise argparse.ArgumentTypeError("write http://name:port, nothing behind it")
    return f"{parts.scheme}://{parts.netloc}"


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{3,5})[x×](\d{3,5})", text)
    if not found:
        raise argparse.ArgumentTypeError("write WIDTHxHEIGHT, e.g. 1080x1920")
    return int(found[1]), int(found[2])


def _lock(folder: Path) -> int | None:
    """Held until this program ends; two browsers on one profile would spoil it."""
    file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file


def _pair(kind: str, server: str, folder: Path, code: str | None, ca: Path | None = None) -> Pairing | None:
    """The pairing kept here, or a new one for `code`; on a terminal the code is asked for."""
    found = kept(folder, kind)
    if found is not None and not code:
        return found
    for _ in range(TRIES if not code and sys.stdin.isatty() else 1):
        typed = code or (input(ASK) if sys.stdin.isatty() else "")
        if not typed:
            log.error(NOT_PAIRED.format(kind))
            return found
        try:
            new = spend(server, typed, kind, ca)
        except Refused as why:
            log.error("%s", why)
            if found is not None:
                log.error("this device stays paired as %s", found.name)
                return found
            continue
        keep(folder, new)
        return new
    return None


def _stop(sign: int, frame: object) -> None:
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # the end is under way
    sys.exit(0)
