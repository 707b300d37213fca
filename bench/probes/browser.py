"""A real browser before a screen of the target, where this machine has one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from .target import Caller, NotAsked, only_loopback

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def open_screen(caller: Caller, path: str) -> Iterator[Any]:
    """The page. Raises NotAsked without Chromium or Playwright."""
    browser = os.environ.get("LUOT_CHROMIUM") or next((one for one in map(shutil.which, CHROMIUMS) if one), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NotAsked("no Playwright here") from None
    if browser is None:
        raise NotAsked("no Chromium here")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        context = chromium.new_context()
        context.add_cookies([{"name": name, "value": value, "url": only_loopback(caller.url)}
                             for name, value in caller.cookies.items()])  # fmt: skip
        page = context.new_page()
        page.goto(urljoin(caller.url, path))
        try:
            yield page
        finally:
            chromium.close()
