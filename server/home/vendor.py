"""The named files out of node_modules that pages may load, under versioned addresses."""

from __future__ import annotations

import json
from pathlib import Path

from ..settings import ROOT

MODULES = ROOT / "node_modules"
FILES = {
    "socket.io-client": ["dist/socket.io.esm.min.js"],
    "htm": ["preact/standalone.module.js"],
    "@fontsource/noto-sans": [
        f"files/noto-sans-{subset}-{weight}-normal.woff2" for subset in ("latin", "vietnamese") for weight in (400, 700)
    ],
}


def versions() -> dict[str, str]:
    """Package → the exact version package.json pins."""
    return json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]


def allowed() -> dict[str, Path]:
    """Address below /vendor/ → file."""
    pinned = versions()
    return {
        f"{package}/{pinned[package]}/{Path(file).name}": MODULES / package / file
        for package, files in FILES.items()
        for file in files
    }
