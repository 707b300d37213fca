"""What every kind of test may use."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import settings

# No example is timed: the first one of a fresh clone builds tables of letters and takes longer than the usual 200 ms.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_unconfigure() -> None:
    """Threads that still run have nowhere to write any more, and that is no news."""
    logging.raiseExceptions = False


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
