"""What python-escpos does when it is taken in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import ROOT


@pytest.mark.parametrize("first", ["hardware.opening", "hardware.plain_text", "hardware.virtual"])
def test_an_agent_that_is_started_again_and_again_leaves_no_folder_behind(tmp_path: Path, first: str) -> None:
    temporary, data = tmp_path / "temporary", tmp_path / "data"
    temporary.mkdir()
    data.mkdir()
    own = {"TMPDIR": str(temporary), "ESCPOS_CAPABILITIES_PICKLE_DIR": str(data)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", f"import {first}"], cwd=ROOT, env=os.environ | own, check=True)  # noqa: S603
    assert list(temporary.iterdir()) == [] and list(data.iterdir()), "its list is kept where it was told to"
