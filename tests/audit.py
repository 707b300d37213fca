"""`./test --audit`: asks the public lists of known flaws about every pinned package. Needs the internet.

pip-audit lives in a folder of its own that goes afterwards, so that nothing of it comes into the hall. A package that
could not be looked up is no package without flaws: the command fails then too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from setup_hall import HERE, Setup, SetupError

AUDITOR = "pip-audit==2.10.1"
PINNED = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
UNKNOWN = """
Not every package could be looked up, or one has a known flaw: read above.
  A flaw: raise the version in the file that pins it, ./test, restart the hall.
  Not found, no answer, 4xx: this machine does not reach the lists (or a mirror has none). Nothing is said about those
  packages; run it where the internet is open.
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.call([sys.executable, "-m", "pip", "install", "-q", "--target", folder, AUDITOR]):
            print(f"{AUDITOR} could not be fetched: nothing was looked up.", file=sys.stderr)
            return 2
        files = [word for name in PINNED for word in ("-r", name)]
        ours = subprocess.call(
            [sys.executable, "-m", "pip_audit", "--strict", "--no-deps", "--disable-pip", "--progress-spinner=off",
             *files],
            cwd=HERE, env=os.environ | {"PYTHONPATH": folder},
        )  # fmt: skip
    try:
        scripts = look_up_scripts(Setup(HERE))
    except SetupError as error:
        print(error, file=sys.stderr)
        scripts = 2
    if ours or scripts:
        print(UNKNOWN, file=sys.stderr)
    return int(bool(ours or scripts))


def look_up_scripts(setup: Setup) -> int:
    """By the npm that set the folder up: the machine may have none of its own."""
    npm, path = setup.npm()
    return subprocess.call([*npm, "audit", "--omit=dev"], cwd=HERE, env=os.environ | {"PATH": path})


if __name__ == "__main__":
    sys.exit(main())
