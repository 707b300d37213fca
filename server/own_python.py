"""A command typed with the system's Python goes on with the one that ./run has set up beside the house."""

import os
import sys
from pathlib import Path

OWN = Path(__file__).resolve().parents[1] / ".venv"


def use_own_python(own: Path = OWN) -> None:
    """Whoever reads "python3 -m server …" off a sheet need not know of .venv. Returns where it is that one already, or
    where none has been set up."""
    python = own / "bin" / "python"
    if Path(sys.prefix).resolve() == own.resolve() or sys.prefix != sys.base_prefix or not python.exists():
        return
    os.execv(python, [str(python), "-m", "server", *sys.argv[1:]])  # noqa: S606
