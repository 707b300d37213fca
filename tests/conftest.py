"""What every kind of test may use."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def spoken_clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the engine's Vietnamese clips, made once: copy it, don't change it."""
    from hardware.speech import open_voice

    data = tmp_path_factory.mktemp("spoken-clips")
    bank = open_voice(data)
    ready = bank.wait_ready(90)
    bank.close()
    assert ready, bank.status()
    return data
