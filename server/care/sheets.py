"""The sheets of docs/when/ as pages: what a person on site does when something is wrong. Only the marks they use."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path

from markupsafe import Markup, escape

from ..settings import ROOT

FOLDER = ROOT / "docs" / "when"
INLINE = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[([^\]]+)\]\((?:\.\./)*([\w./-]+)\)")


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "README")


def read(name: str) -> Markup | None:
    """The sheet of that name as HTML; None where there is none: no path is made of what somebody asks for."""
    path: Path | None = {one: FOLDER / f"{one}.md" for one in [*names(), "README"]}.get(name)
    text = path.read_text(encoding="utf-8") if path else ""
    if name == "README":
        text = text.partition("\n")[2]  # the page's own heading says the same
    return to_html(text) if path else None


@cache
def titles() -> dict[str, tuple[str, str]]:
    """name → (Vietnamese, English): a sheet is called what its two headings say."""
    found = {}
    for name in names():
        text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        vi, en = re.findall(r"^# (.+)$", text, re.MULTILINE)[:2]
        found[name] = vi, en
    return found


def to_html(text: str) -> Markup:
    """Headings, numbered lists, tables and paragraphs; all else is text. Behind the second heading it is English."""
    blocks, part = [], 0
    for kind, lines in groupby(text.splitlines(), _kind):
        rows = [line.strip() for line in lines]
        if kind == "heading":
            part += 1
            blocks.append(Markup("<h2>{}</h2>").format(_inline(rows[0].lstrip("# "), part)))
        elif kind == "list":
            items = (Markup("<li>{}</li>").format(_inline(re.sub(r"^\d+\. ", "", row), part)) for row in rows)
            blocks.append(Markup("<ol>{}</ol>").format(Markup("").join(items)))
        elif kind == "table":
            blocks.append(_table(rows, part))
        elif kind == "text":
            blocks.append(Markup("<p>{}</p>").format(_inline(" ".join(rows), part)))
    return Markup("\n").join(blocks)


def _kind(line: str) -> str:
    if not line.strip():
        return "empty"
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "list" if re.match(r"\d+\. ", line) else "text"


def _table(rows: list[str], part: int) -> Markup:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if not re.fullmatch(r"[|\s-]+", row)]
    made = [Markup("<tr>{}</tr>").format(_cells(row, part, "th" if n == 0 else "td")) for n, row in enumerate(cells)]
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(made[0], Markup("").join(made[1:]))


def _cells(row: list[str], part: int, tag: str) -> Markup:
    cell = Markup('<th scope="col">{}</th>') if tag == "th" else Markup("<td>{}</td>")
    return Markup("").join(cell.format(_inline(one, part)) for one in row)


def _inline(text: str, part: int) -> Markup:
    made, at = Markup(""), 0
    for found in INLINE.finditer(text):
        made += escape(text[at : found.start()]) + _marked(found, part)
        at = found.end()
    return made + escape(text[at:])


def _marked(found: re.Match[str], part: int) -> Markup:
    bold, slanted, code, words, target = found.groups()
    if target is not None:
        name = target.removesuffix(".md")
        if name not in names():
            return escape(words)
        vi, en = titles()[name]
        return Markup('<a href="/admin/when/{}">{}</a>').format(name, en if part > 1 else vi)
    for tag, inside in ((Markup("<b>{}</b>"), bold), (Markup("<i>{}</i>"), slanted), (Markup("<code>{}</code>"), code)):
        if inside is not None:
            return tag.format(inside)
    return Markup("")
