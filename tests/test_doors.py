"""Arrows point one way: core ← hall ← rooms; hardware sees core and ports; only app.py sees all."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.settings import ROOT

ROOMS = ("server", "kiosk", "display", "hardware")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Absolute names of the modules a file imports, wherever in the file; `from a import b` gives a.b."""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def under(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


@pytest.mark.parametrize("path", [p for p in FILES if under(name_of(p), "server.core")], ids=name_of)
def test_core_imports_only_the_standard_library_and_itself(path: Path) -> None:
    for name in imports(path):
        assert name.split(".")[0] in sys.stdlib_module_names or under(name, "server.core"), name


IMPURE = {"time", "random", "secrets", "os", "socket", "threading", "subprocess", "sqlite3", "pathlib", "io", "logging"}


@pytest.mark.parametrize("path", [p for p in FILES if under(name_of(p), "server.core")], ids=name_of)
def test_core_asks_no_clock_and_touches_nothing(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & IMPURE
    text = path.read_text(encoding="utf-8")
    assert "datetime.now" not in text and "date.today" not in text and "open(" not in text.replace("is_open(", "")


@pytest.mark.parametrize("path", [p for p in FILES if under(name_of(p), "hardware")], ids=name_of)
def test_hardware_sees_of_the_server_only_core_and_ports(path: Path) -> None:
    for name in imports(path):
        if under(name, "server"):
            assert under(name, "server.core") or under(name, "server.ports"), name
        assert not under(name, "kiosk") and not under(name, "display"), name


@pytest.mark.parametrize("path", [p for p in FILES if under(name_of(p), "server.store")], ids=name_of)
def test_the_store_sees_only_core(path: Path) -> None:
    for name in imports(path):
        if under(name, "server"):
            assert under(name, "server.core") or under(name, "server.store"), name


STARTERS = {
    "server.app", "server.serve", "server.cli", "server.supervise",
    "server.ready", "server.imports", "server.__main__",
}  # fmt: skip


def test_only_the_starters_import_app_and_only_app_imports_the_rooms() -> None:
    for path in FILES:
        own = name_of(path)
        for name in imports(path):
            if under(name, "server.app"):
                assert own in STARTERS, f"{own} imports {name}"
            for room in ("kiosk", "display", "hardware"):
                if under(name, room) and not under(own, room):
                    assert own == "server.app", f"{own} imports {name}"


ROOM_OF = ("server.desk", "server.admin", "server.reports", "server.home", "kiosk", "display")


def test_rooms_do_not_look_into_each_other() -> None:
    for path in FILES:
        own = next((room for room in ROOM_OF if under(name_of(path), room)), None)
        for name in imports(path):
            other = next((room for room in ROOM_OF if under(name, room)), None)
            if own and other and own != other:
                raise AssertionError(f"{name_of(path)} imports {name}")


def test_no_module_hides_one_of_the_standard_library() -> None:
    for path in FILES:
        assert path.stem not in {"queue", "calendar", "types", "platform", "select"}, path


def test_tests_have_no_package_that_would_hide_the_real_ones() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_templates_live_in_a_folder_named_after_their_room() -> None:
    for path in (ROOT / "server").glob("*/templates/*"):
        assert path.is_dir() and path.name == path.parent.parent.name, path
    for room in ("kiosk", "display"):
        assert [one.name for one in (ROOT / room / "templates").iterdir()] == [room]


def test_scripts_of_a_room_import_only_their_own_and_the_shared_ones() -> None:
    homes = {"kiosk": ROOT / "kiosk", "display": ROOT / "display", "desk": ROOT / "server" / "desk"}
    for room, home in homes.items():
        for path in (home / "static").rglob("*.js"):
            for name in re.findall(r'(?:from|import)\s*\(?\s*"([^"]+)"', path.read_text(encoding="utf-8")):
                assert name.startswith(("./", "/static/", f"/{room}/static/")), f"{path.name} imports {name}"
