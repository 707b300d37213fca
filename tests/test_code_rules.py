"""Rules of the code that no general tool knows: what may be put into an SQL text, what may never be called."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from server.settings import ROOT

FILES = [path for room in ("server", "kiosk", "display", "hardware") for path in sorted((ROOT / room).rglob("*.py"))]
WORDS = r"\b(SELECT\b.+\bFROM|INSERT (OR \w+ )?INTO|UPDATE \S+ SET|DELETE FROM|PRAGMA|ALTER TABLE)\b"
SQL = re.compile(WORDS, re.DOTALL)
INLINE = r"""<style|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*["']|\sstyle\s*=\s*["']"""
MARKUP = r"(?:innerHTML|outerHTML)\s*\+?=(?!=)|insertAdjacentHTML|document\.write|\beval\(|new Function"
CONSTANT = re.compile(r"_?[A-Z][A-Z_]*(\.[A-Z_]+)?")
# file → what else is put into its SQL: question marks, and texts chosen among constants of that file. Values never.
KNOWN = {
    "server/imports.py": {"marks", "', '.join(COLUMNS)"},
    "server/staff/messages.py": {"whose"},
    "server/control/adviser.py": {"marks"},
    "server/store/verify.py": {"table"},
    "server/store/queries.py": {"marks", "rings", "since", "numbers", "here"},
    "server/store/lines.py": {"where"},
    "server/store/look.py": {"states"},
    "server/store/rows.py": {"', '.join('?' * len(LEG_FIELDS))", "', '.join(LEG_FIELDS)",
                             "', '.join((f'{n} = ?' for n in _CHANGING))"},
    "server/store/deed.py": {"', '.join((f'last.{one}' for one in journal.COLUMNS))"},
    "server/store/journal.py": {"', '.join(COLUMNS)", "', '.join('?' * len(COLUMNS))"},
    "server/live/outbox.py": {"marks"},
    "server/admin/list_routes.py": {"column"},
    "server/clean_start.py": {"table", "columns", "marks"},
    "server/store/changes.py": {"', '.join(KEPT)"},
    "server/store/sound.py": {"key", "columns", "newest", "NEWEST + 1"},
    "server/privacy/kinds.py": {"chosen", "filled", "self.table", "self.at", "self.key", "self.where", "self.change"},
}  # fmt: skip


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def put_into_sql(path: Path) -> set[str]:
    """The expressions inside the file's SQL texts that are no constants."""
    found = set()
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.JoinedStr):
            continue
        text = "".join(one.value if isinstance(one, ast.Constant) else "x" for one in node.values)
        if SQL.search(text):
            found |= {ast.unparse(one.value) for one in node.values if isinstance(one, ast.FormattedValue)}
    return {one for one in found if not CONSTANT.fullmatch(one)}


def test_nothing_is_put_into_an_sql_text_but_what_somebody_has_looked_at() -> None:
    for path in FILES:
        own = path.relative_to(ROOT).as_posix()
        assert put_into_sql(path) <= KNOWN.get(own, set()), own
    for own in KNOWN:
        assert (ROOT / own).exists(), f"{own} is not there any more"


def test_an_sql_text_that_takes_a_value_is_noticed(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text('def f(db, name):\n    return db.execute(f"SELECT * FROM accounts WHERE name = \'{name}\'")\n')
    assert put_into_sql(bad) == {"name"}


def test_no_sql_text_is_made_by_percent_or_format() -> None:
    for path in FILES:
        for node in ast.walk(tree(path)):
            made = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and node.left
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
                made = node.func.value
            if isinstance(made, ast.Constant) and isinstance(made.value, str):
                assert not SQL.search(made.value), f"{path}: {made.value}"


def test_no_shell_no_eval_no_pickle() -> None:
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in ("eval", "exec", "os.system", "os.popen"), f"{path}: {name}"
                assert not any(one.arg == "shell" for one in node.keywords), f"{path}: a shell"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [one.name for one in node.names] + [getattr(node, "module", None) or ""]
                assert not {"pickle", "marshal", "shelve"} & set(names), path


def test_no_template_turns_escaping_off_and_no_page_carries_script_or_style_inside() -> None:
    for path in [one for room in ("server", "kiosk", "display") for one in (ROOT / room).rglob("*.html")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape false|Markup\(", text), path
        if "local" not in path.parts:
            text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
            assert not re.search(INLINE, text), path


def test_no_script_writes_markup_but_what_the_server_has_escaped() -> None:
    """`innerHTML` takes the server's own rendered lists; nothing else may become markup."""
    allowed = {"server/control/static/control.js", "server/admin/static/watch.js"}
    for path in [one for room in ("server", "kiosk", "display") for one in (ROOT / room).rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        own = path.relative_to(ROOT).as_posix()
        found = re.search(MARKUP, text)
        assert not found or own in allowed, f"{own}: {found[0] if found else ''}"


def test_no_page_listens_to_another_page() -> None:
    for path in [one for room in ("server", "kiosk", "display") for one in (ROOT / room).rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"postMessage|onmessage|[\"']message[\"']\s*,", text), path
