"""python -m display: the locked-down browser of a TV box or a desk panel. See docs/display.md."""

from __future__ import annotations

import sys
from pathlib import Path

from server.screens.launcher import main
from server.screens.machine import Machine

MACHINE = Machine("display", Path(__file__).parent / "local")

if __name__ == "__main__":
    sys.exit(main(MACHINE))
