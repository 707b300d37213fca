"""python -m bench [issue] [line] [call] [start] [kiosk] [desk] [board] [phones] [sockets] [growth] [--quick]
python -m bench forecast --train FILE --score FILE"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

PARTS = ("issue", "line", "call", "start", "kiosk", "desk", "board", "phones", "sockets")
ALONE = ("growth",)  # takes hours at its full size: only when named


def main(argv: list[str] | None = None) -> int:
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == ["forecast"]:  # a queue log instead of a hall, with options of its own
        return importlib.import_module("bench.forecast").main(given[1:])
    parser = argparse.ArgumentParser("python -m bench", description="The hall's figures against a bare baseline.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all but growth)")
    parser.add_argument("--quick", action="store_true", help="a minute in all: a smoke test, not figures to quote")
    parser.add_argument("--tickets", type=int, default=0, help="growth: how many in all (default: ten million)")
    parser.add_argument("--folder", type=Path, help="growth: files are made here, and used again the next time")
    args = parser.parse_args(given)
    if unknown := set(args.parts) - {*PARTS, *ALONE}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join((*PARTS, *ALONE))}")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · Python {python} · {os.cpu_count()} cores, load {load:.1f} before")
    print("Servers and clients share the machine: trust the ratios inside one table.\n", flush=True)
    begun = time.monotonic()
    for part in args.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="luot-bench-") as folder:
            alone = part in ALONE
            more, where = ({"tickets": args.tickets}, args.folder or Path(folder)) if alone else ({}, Path(folder))
            print(importlib.import_module(f"bench.{part}").measure(where, args.quick, **more), "\n", flush=True)
    print(f"{time.monotonic() - begun:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
