"""Reads a hall file (TOML, see docs/hall-file.md) into a checked plan."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from server import logo
from server.core.form import Finding
from server.core.plan import HallPlan, PlanError

SAMPLE = Path(__file__).resolve().parent.parent / "halls" / "thai-nguyen.toml"
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def read(path: str | Path = SAMPLE) -> HallPlan:
    """The plan in the file. Raises PlanError with sentences for the person who wrote it, whatever is wrong."""
    source = str(path)
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")  # some editors put a byte-order mark first
    except OSError as error:
        raise PlanError([Finding("", f"can't be read: {error.strerror}")], source) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PlanError([Finding(f"line {line}", "is not UTF-8; save the file as UTF-8")], source) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError([_syntax(str(error), text)], source) from error
    findings = _take_logo(data, Path(path).parent)
    try:
        plan = HallPlan.from_dict(data, source)
    except PlanError as wrong:
        raise PlanError([*findings, *wrong.findings], source) from None
    if findings:
        raise PlanError(findings, source)
    return plan


def _take_logo(data: dict, folder: Path) -> list[Finding]:
    """Puts the picture itself in the place of its path: the plan must not change when a file does."""
    named = data.get("logo")
    if not isinstance(named, str) or not named.strip():
        return []
    try:
        data["logo"] = logo.read(folder / named.strip())
    except ValueError as wrong:
        del data["logo"]
        return [Finding("logo", str(wrong))]
    return []


def _syntax(message: str, text: str) -> Finding:
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    what = _PLACE.sub("", message)
    return Finding(f"line {line}", f"is not TOML ({what[:1].lower()}{what[1:]}); mend this line and read it again")
