"""Docs that fail when they lie: every route, setting, event and error in code is told, and nothing else is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from server import cli
from server.admin.navigation import GROUPS
from server.auth import ROUTES
from server.core.errors import HallError
from server.core.events import Kind
from server.home.vendor import MODULES, allowed, versions
from server.settings import ROOT

API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
FLOW = ROOT / "docs" / "flow.md"


def rules() -> set[str]:
    """Every address in the code, as written in its decorator, with its room's prefix."""
    found = set()
    for path in [*(ROOT / "server").rglob("*.py"), *(ROOT / "kiosk").rglob("*.py"), *(ROOT / "display").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        prefix = re.search(r'url_prefix="([^"]+)"', text)
        for method, rule in re.findall(r'@room\.(get|post)\("([^"]*)"', text):
            address = (prefix[1] if prefix else "") + re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"<*>", rule)
            found.add(f"{method.upper()} {address}")
    return found


def test_every_route_is_in_the_api_page() -> None:
    told = re.sub(r"<[a-z]+(?::[a-z]+)?>", "<*>", API)
    missing = []
    for route in rules():
        address = route.split(" ", 1)[1]
        if address.rstrip("/") and f"`{address}" not in told and f" {address}" not in told:
            missing.append(route)
    assert not missing


def test_every_error_is_in_the_api_page() -> None:
    import server.identity
    import server.live.outbox  # noqa: F401  (their errors are errors too)

    for error in HallError.__subclasses__():
        assert f"`{error.id}`" in API, error.id


def test_every_kind_of_entry_is_told() -> None:
    text = FLOW.read_text(encoding="utf-8")
    assert not [str(kind) for kind in Kind if f"`{kind}`" not in text]


def test_every_option_is_told() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    for name in ("run", "import", "verify", "demo", "pair", "simulate", "backup", "backups", "restore"):
        command = next(a for a in cli._parser()._subparsers._group_actions).choices[name]  # noqa: SLF001
        for option in (o for action in command._actions for o in action.option_strings if o.startswith("--")):  # noqa: SLF001
            assert option == "--help" or option in text, f"{name} {option}"


def test_every_option_of_the_number_pad_is_told() -> None:
    text = (ROOT / "docs" / "keypad.md").read_text(encoding="utf-8")
    code = (ROOT / "hardware" / "keypad_command.py").read_text(encoding="utf-8")
    assert not [option for option in re.findall(r'add_argument\("(--[a-z]+)"', code) if option not in text]


def test_every_fault_from_the_disk_to_the_upgrade_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| [34]\d", line)]
    numbers = {number for line in rows for number in re.findall(r"\d+", line.split("|")[1])}
    assert numbers == {str(n) for n in range(31, 43)}
    for line in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", line)
        assert named, line
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8") or not test, f"{file} has no {test}"


def test_sheets_for_the_person_on_site_are_listed_and_in_both_languages() -> None:
    folder = ROOT / "docs" / "when"
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("*.md")} - {"README.md"}
    for name in listed:
        text = (folder / name).read_text(encoding="utf-8")
        assert len(re.findall(r"^# ", text, re.MULTILINE)) == 2, f"{name}: Vietnamese, then English"
        for other in re.findall(r"\]\(([\w-]+\.md)\)", text):
            assert (folder / other).exists(), f"{name} names {other}"


def test_the_sheets_send_each_to_a_page_that_is_theirs() -> None:
    pages = {name: at for _, _, group in GROUPS for at, vi, en in group for name in (vi, en)}
    sent = (
        ("[Pp]hụ trách", "mở", "supervisor"), ("[Qq]uản trị", "mở", "admin"),
        ("supervisor", "opens", "supervisor"), ("administrator", "opens", "admin"),
    )  # fmt: skip
    for sheet in (ROOT / "docs" / "when").glob("*.md"):
        text = sheet.read_text(encoding="utf-8")
        for who, opens, role in sent:
            for what in re.findall(rf"{who} {opens} (.{{1,30}})", text):
                page = what.split("*")[1] if what.startswith("*") else what
                assert role in ROUTES.get(pages.get(page, ""), ()), f"{sheet.name}: {who} {opens} {what}"


def test_the_files_that_docs_name_exist() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"`((?:server|kiosk|display|hardware|tests|docs|bench|halls)/[\w./-]+\.\w+)`", text):
            assert (ROOT / name).exists(), f"{page.name} names {name}"


def test_every_decision_has_a_page_with_a_reason() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "## Why" in text and "## Decision" in text, page.name


def test_scripts_name_the_pinned_versions_and_no_other_place() -> None:
    pinned = set(allowed())
    files = [path for room in ("server", "kiosk", "display") for path in (ROOT / room).rglob("*.*")]
    for path in (one for one in files if one.suffix in (".js", ".css", ".html")):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"/vendor/([^\"')\s]+)", text):
            assert name in pinned, f"{path} names {name}"
        for address in re.findall(r"https?://[^\s\"')]+", text):
            assert address.startswith("http://www.w3.org/"), f"{path} goes to {address}"


@pytest.mark.skipif(not MODULES.exists(), reason="the page libraries are not installed: run ./run once")
def test_every_named_library_file_is_there() -> None:
    assert [str(path) for path in allowed().values() if not path.is_file()] == []


def test_the_lock_carries_no_address_and_the_pins_are_exact() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions().values())
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        for line in Path(ROOT / name).read_text().splitlines():
            assert not line.strip() or line.startswith(("#", "-r")) or "==" in line, f"{name}: {line}"
            assert "://" not in line, f"{name}: {line}"
