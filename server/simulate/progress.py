"""A bar on stderr, where somebody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

WIDTH = 40
STEP_S = 0.1


def watched(rounds: int) -> Iterator[int]:
    """0, 1, 2, ... with a bar that grows; silent where stderr is no terminal."""
    shown, painted = sys.stderr.isatty(), 0.0
    for done in range(rounds):
        yield done
        if shown and (time.monotonic() - painted > STEP_S or done + 1 == rounds):
            painted = time.monotonic()
            full = WIDTH * (done + 1) // rounds
            print(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done + 1}/{rounds}", end="", file=sys.stderr, flush=True)
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
