"""Fixtures of the browser journeys: one Chromium for all, a running hall for each module, fresh ones on demand."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import ARGUMENTS, PATIENCE_S, RunningHall, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NO_CHROMIUM = "NO CHROMIUM: browser journeys are not run. Install chromium, or name it in LUOT_CHROMIUM."


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None and os.environ.get("CI", "").lower() in ("1", "true", "yes"):
        pytest.fail("browser journeys must run in CI, and there is no Chromium")
    if path is None:
        warnings.warn(NO_CHROMIUM, stacklevel=1)
        pytest.skip(NO_CHROMIUM)
    playwright = pytest.importorskip("playwright.sync_api", reason="NO PLAYWRIGHT: browser journeys are not run")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A fresh page with its own cookies: open_page(1080, 1920, has_touch=True)."""
    contexts = []

    def open_one(width: int = 1366, height: int = 768, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(1000 * PATIENCE_S)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """The sample hall without print agent, shared by the tests of a module that don't mind each other's tickets."""
    running = RunningHall(tmp_path_factory.mktemp("hall") / "data").start()
    yield running
    running.stop()


@pytest.fixture
def start_hall(tmp_path: Path) -> Iterator[Callable[..., RunningHall]]:
    """A hall of this test's own: start_hall(agent=True) with its print agent and virtual printer."""
    halls: list[RunningHall] = []

    def start(**options: Any) -> RunningHall:
        one = RunningHall(tmp_path / f"hall-{len(halls)}", **options)
        halls.append(one)
        return one.start()

    yield start
    for one in halls:
        one.stop()
