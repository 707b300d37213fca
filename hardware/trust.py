"""Whom the programs of a machine believe to be the hall: the hall's own authority, where one is named."""

from __future__ import annotations

import ssl
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter


class _OwnAuthority(HTTPAdapter):
    def __init__(self, ca: Path) -> None:
        self._context = ssl.create_default_context(cafile=str(ca))
        self._context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # no authority: it stands for itself
        super().__init__()

    def init_poolmanager(self, *given, **named) -> None:  # noqa: ANN002, ANN003
        super().init_poolmanager(*given, **named, ssl_context=self._context)


def session(ca: Path | None) -> requests.Session:
    """One that asks no proxy: a hall's server is on its own network. OSError where `ca` can't be read."""
    found = requests.Session()
    found.trust_env = False
    if ca is not None:
        found.mount("https://", _OwnAuthority(ca))
    return found
