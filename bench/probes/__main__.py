"""python -m bench.probes [--quick] [--only NAME] [--target MODULE:CLASS]: the table of the twelve probes."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from ..figures import table
from .target import NotHere, Target, only_loopback
from .twelve import PROBES, ask

OURS = "bench.probes.ours:Ours"


def main(argv: list[str] | None = None) -> int:
    """0 where every probe that was asked holds, 1 where one breaks, 2 where the target may not be asked."""
    parser = argparse.ArgumentParser("python -m bench.probes", description=__doc__)
    parser.add_argument("--target", default=OURS, help="adapter of the system to ask (default: this house)")
    parser.add_argument("--only", action="append", metavar="PROBE", choices=PROBES, help="one probe; may be said again")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="luot-probes-") as folder:
        return _ask_all(_target(args.target, Path(folder)), args.only or list(PROBES), args.quick)


def _target(named: str, folder: Path) -> Target:
    module, _, name = named.partition(":")
    return getattr(importlib.import_module(module), name)(folder)


def _ask_all(target: Target, probes: list[str], quick: bool) -> int:
    begun, rows = time.monotonic(), []
    try:
        try:
            only_loopback(target.start())
        except NotHere as refused:
            print(refused, file=sys.stderr)
            return 2
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {target.name} {target.version()}", flush=True)
        rows = [(probe, *ask(target, probe, quick)) for probe in probes]
    finally:
        target.stop()
    print(table(("probe", "", "what was found"), rows))
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if any(verdict == "BREAKS" for _, verdict, _ in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
