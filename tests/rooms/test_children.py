"""The processes that `run` starts beside itself."""

from __future__ import annotations

import sys

import pytest

from server.supervise import Child


def test_the_halls_children_share_two_heaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the server's memory grows for days by its threads' heaps (docs/soak.md)."""
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    asks = "import os, sys; sys.exit(os.environ.get('MALLOC_ARENA_MAX') != '2')"
    child = Child("one that asks", [sys.executable, "-c", asks])
    child.start()
    assert child.process is not None and child.process.wait(20) == 0
