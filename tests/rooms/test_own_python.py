"""A command read off a sheet works with whatever Python the technician types."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from server.settings import ROOT


def checkout(folder: Path) -> Path:
    """A house of two files, whose own Python only says what it was asked."""
    for name in ("__main__.py", "own_python.py"):
        (folder / "server").mkdir(exist_ok=True)
        shutil.copy(ROOT / "server" / name, folder / "server" / name)
    own = folder / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text('#!/bin/sh\necho "own:" "$@"\n')
    own.chmod(0o755)
    return own


def said(folder: Path) -> subprocess.CompletedProcess[str]:
    system = Path(sys.base_prefix) / "bin" / "python3"
    return subprocess.run(
        [str(system), "-m", "server", "account", "admin"], cwd=folder, capture_output=True, text=True, timeout=30
    )


def test_the_systems_python_hands_over_to_the_one_set_up_beside_the_house(tmp_path: Path) -> None:
    checkout(tmp_path)
    assert said(tmp_path).stdout == "own: -m server account admin\n"


def test_where_nothing_is_set_up_it_goes_on_by_itself(tmp_path: Path) -> None:
    checkout(tmp_path).unlink()
    told = said(tmp_path)
    assert told.stdout == "" and "No module named 'server.cli'" in told.stderr, "as far as a house of two files goes"
