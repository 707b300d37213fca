"""Reads a hall file (TOML, see docs/hall-file.md) into a checked plan."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from server import logo
from server.core.form import Finding
from server.core.plan import HallPlan, PlanError

SAMPLE = Path(__file__).resolve().parent.parent / "halls" / "thai-nguyen.toml"
LARGEST = 256 * 1024  # bytes: five times a hall of 400 desks
# Each part of a dotted key costs the reader all the parts before it: a hundred thousand take all memory there is.
_DEEP = re.compile(r"""(?<![\w."'-])(?:(?:[\w-]{1,99}|"[^"\n]{0,99}"|'[^'\n]{0,99}')[ \t]*\.[ \t]*){20}""")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def read(path: str | Path = SAMPLE) -> HallPlan:
    """The plan in the file. Raises PlanError with sentences for the person who wrote it, whatever is wrong."""
    source = str(path)
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise PlanError([Finding("", f"can't be read: {error.strerror}")], source) from error
    return plan_of(raw, source, Path(path).parent)


def plan_of(raw: bytes, source: str, folder: Path | None = None) -> HallPlan:
    """The same of a file's bytes. `folder`: where its logo lies; None where it came over the network, whose sender
    must not have files of this machine read."""
    data = _toml(raw, source)
    findings = _take_logo(data, folder)
    try:
        plan = HallPlan.from_dict(data, source)
    except PlanError as wrong:
        raise PlanError([*findings, *wrong.findings], source) from None
    if findings:
        raise PlanError(findings, source)
    return plan


def _toml(raw: bytes, source: str) -> dict:
    if len(raw) > LARGEST:
        told = f"has {len(raw) // 1024} kB; a hall's file has {LARGEST // 1024} at most"
        raise PlanError([Finding("", told)], source)
    try:
        text = raw.decode("utf-8-sig")  # some editors put a byte-order mark first
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PlanError([Finding(f"line {line}", "is not UTF-8; save the file as UTF-8")], source) from error
    if deep := _DEEP.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise PlanError([Finding(f"line {line}", "has a key of more than 20 parts; no key of a hall has")], source)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError([_syntax(str(error), text)], source) from error
    except RecursionError as error:
        raise PlanError([Finding("", "has lists within lists within lists: no hall needs them")], source) from error


def _take_logo(data: dict, folder: Path | None) -> list[Finding]:
    """Puts the picture itself in the place of its path: the plan must not change when a file does."""
    named = data.get("logo")
    if not isinstance(named, str) or not named.strip():
        return []
    try:
        if folder is None:
            raise ValueError("a file sent to this page brings no picture: take this line out, and send the picture "
                             "at the step of the logo")  # fmt: skip
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
