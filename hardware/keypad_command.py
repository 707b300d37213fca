"""python -m hardware keypad: the number pad beside an officer's keyboard calls, whatever program has the focus."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from hardware.hall_client import HallAway, HallClient, NotPaired, keep_token, pair, read_token
from hardware.input_device import DeviceGone
from hardware.pad_finder import key_devices

UNPAIRED = (
    "not paired yet: make a code under Admin → Devices (kind: number pad, named for its desk, such as desk-5), "
    "then start once with --code CODE"
)
NO_PAD = "chưa thấy bàn phím số nào"
WHICH = "không rõ thiết bị nào là bàn phím số: chọn bằng --device (xem --list)"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m hardware keypad", description=__doc__)
    parser.add_argument("--server", default="http://127.0.0.1:8000", help="the hall's server (default: %(default)s)")
    parser.add_argument("--ca", type=Path, help="certificate of the hall's own authority, see docs/tls.md")
    parser.add_argument("--data", type=Path, default=Path("data/keypad"), help="folder for the pairing token")
    parser.add_argument("--code", help="one-time code to pair with; needed at the first start only")
    parser.add_argument("--device", help="the pad, such as /dev/input/by-id/…-event-kbd; else the only one there is")
    parser.add_argument("--list", action="store_true", help="show this machine's key devices and end")
    args = parser.parse_args(argv)
    if args.list:
        return show_devices()
    if not sys.platform.startswith("linux"):
        print("this program reads the pad by evdev, which only Linux has: see docs/keypad.md", file=sys.stderr)
        return 2
    return run(args)


def run(args: argparse.Namespace) -> int:
    from hardware.keypad import Keypad

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stdout)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    try:
        if args.code:
            keep_token(args.data, pair(args.server, args.code, "keypad", args.ca), "keypad")
    except (NotPaired, HallAway) as fault:
        print(f"pairing failed: {fault}", file=sys.stderr)
        return 3
    token = read_token(args.data, "keypad")
    if token is None:
        print(UNPAIRED, file=sys.stderr)
        return 3
    keypad = Keypad(HallClient(args.server, token, args.ca), finder(args.device))
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: keypad.stop())
    return keypad.run()


def finder(device: str | None) -> Callable[[], str]:
    """The device that was named; else the only number pad. A whole keyboard is never taken unasked: it would type no
    more."""

    def only_one() -> str:
        pads = [one for one in key_devices() if one.is_pad]
        if len(pads) != 1:
            raise DeviceGone(WHICH if pads or key_devices() else NO_PAD)
        return pads[0].path

    return (lambda: device) if device else only_one


def show_devices() -> int:
    found = key_devices()
    for one in found:
        kind = "number pad" if one.is_pad else "keyboard (or a pad that says it is one)"
        print(f"{one.path}\n    {one.name}: {kind}")
    if not found:
        print("no key device found; plug the pad in and look again")
    return 0
