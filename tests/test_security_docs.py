"""Every test that docs/security.md and docs/privacy.md name exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from server.settings import ROOT

PAGES = ("security.md", "privacy.md")
NAMED = re.compile(r"`(test_\w+\.py)(?:::(test_\w+))?`")


@cache
def in_file(name: str) -> frozenset[str]:
    """The functions of the test file of that name; empty where there is none."""
    found = [path for path in (ROOT / "tests").rglob(name)]
    return frozenset(node.name for path in found for node in ast.parse(path.read_text(encoding="utf-8")).body
                     if isinstance(node, ast.FunctionDef))  # fmt: skip


def missing(text: str) -> list[str]:
    return [f"{file}::{test}" for file, test in NAMED.findall(text)
            if not in_file(file) or (test and test not in in_file(file))]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_test_a_page_names_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert NAMED.search(text) and not missing(text)


def test_a_test_that_is_not_there_is_noticed() -> None:
    assert missing("`test_roles.py::test_that_never_was`, `test_nowhere.py`") == [
        "test_roles.py::test_that_never_was", "test_nowhere.py::"
    ]  # fmt: skip


def test_every_requirement_has_a_proof_or_says_that_it_is_not_met() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| v5\.0\.0-([\d.]+) \| (.+?) \| (.*?) ?\|$", text, re.MULTILINE)
    assert len(rows) > 80 and len({one for one, _, _ in rows}) == len(rows), "each once"
    for one, how, proof in rows:
        assert proof.strip() or how.startswith("no:"), one
        for path in re.findall(r"`((?:server|tests)/[\w./]+)`", proof):
            assert (Path(ROOT) / path).exists(), path


def test_every_table_is_accounted_for(tmp_path: Path) -> None:
    """A new table says in docs/privacy.md what it holds of whom, before it is released."""
    from server.store.sqlite import SqliteStore

    store = SqliteStore(tmp_path / "hall.db")
    tables = {row["name"] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    store.close()
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", page.split("Every table of the file")[1].split("## ")[0]))
    assert named == {one for one in tables if not one.startswith(("sqlite_", "_sqlite_"))}
