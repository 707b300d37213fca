"""python -m kiosk: the locked-down browser of a kiosk PC. See docs/kiosk.md."""

from __future__ import annotations

import sys

from kiosk.launcher import main

if __name__ == "__main__":
    sys.exit(main())
