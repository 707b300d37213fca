"""python -m kiosk: the locked-down browser of a kiosk PC. See docs/kiosk.md."""

from __future__ import annotations

import sys
from pathlib import Path

from server.screens.launcher import main
from server.screens.machine import Machine

MACHINE = Machine("kiosk", Path(__file__).parent / "local", can_set_up=True)

if __name__ == "__main__":
    sys.exit(main(MACHINE))
