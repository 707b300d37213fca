"""The hall's lists on pages: look, search, add, change, retire. See docs/admin-lists.md and docs/api.md, "Admin"."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ..accounts import forget_sample, without_password
from ..auth import identities, me
from ..core.errors import HallError, UnknownName
from ..core.hours import business_date, written
from ..core.lists.columns import Column, Unreadable
from ..core.lists.difference import differences
from ..core.lists.findings import place_of, sentence
from ..core.lists.preview import changed_document
from ..core.lists.registry import HOLIDAYS, LISTS, NOTICES, PROCEDURES
from ..core.lists.tables import HallList, Row
from ..core.naming import Name
from ..core.plan import HallPlan, PlanError
from ..core.search import matches
from ..lists.book import Book, ChangedMeanwhile, Look, WrongCells, about, find
from ..lists.history import Entry, History
from ..privacy.log import PASSWORD
from ..reached import reached_at
from . import list_words

PEOPLE = ("officers", "staff")  # lists of accounts
PAGE = 50  # rows on a page


def blueprint() -> Blueprint:
    room = Blueprint("lists", __name__, url_prefix="/admin/lists", template_folder="templates")

    @room.get("/")
    def page() -> str:
        looks = [book().look(name) for name in LISTS]
        entry, told = done_words(request.args.get("done", ""))
        return render_template(
            "admin/lists/overview.html", looks=looks, about=list_words.ABOUT, entry=entry, told=told
        )

    @room.get("/<name>/")
    def rows(name: str) -> str:
        return _list_page(_known(name))

    @room.get("/<name>/row")
    def row(name: str) -> str:
        listed, key = _known(name), request.args.get("key", "")
        look = book().look(listed.name)
        if key and key not in look.rows:
            abort(404)
        return _row_page(look, key, _typed(listed, look.rows.get(key), request.args))

    @room.post("/<name>/row")
    def save(name: str) -> Response | str | tuple[str, int]:
        listed, key = _known(name), request.form.get("key", "")
        cells = {one.key: _field(one) for one in listed.columns}
        if key:
            cells |= dict(zip(listed.keys(), _key_cells(listed, key), strict=True))
        before = present_plan()
        try:
            seq = book().save(listed.name, key, cells, request.form.get("seen", 0, int), me().name)
        except (WrongCells, ChangedMeanwhile) as refused:
            return _row_page(book().look(listed.name), key, cells, refused), refused.status
        return after_change(listed, before, seq)

    @room.post("/<name>/retire")
    def retire(name: str) -> Response | str | tuple[str, int]:
        listed, key, before = _known(name), request.form.get("key", ""), present_plan()
        try:
            seq = book().retire(listed.name, key, request.form.get("seen", 0, int), me().name)
        except (WrongCells, ChangedMeanwhile) as refused:
            look = book().look(listed.name)
            if key not in look.rows:
                abort(404)
            return _row_page(look, key, _typed(listed, look.rows[key], {}), refused), refused.status
        return after_change(listed, before, seq)

    @room.post("/<name>/move")
    def move(name: str) -> Response:
        listed, key = _known(name), request.form.get("key", "")
        book().move(listed.name, key, request.form.get("way") == "down", me().name)
        back = urlencode({"page": request.form.get("page", 1, int)})
        return redirect(f"{url_for('lists.rows', name=listed.name)}?{back}#{key}", 303)

    return room


def _field(column: Column) -> str:
    """What was filled in; lists one a line, so that a semicolon may stand in a line."""
    text = "\n".join(request.form.getlist(column.key))
    return f"{text}\n" if column.kind in ("texts", "spells", "arrows") else text


def book() -> Book:
    return current_app.extensions["book"]


def history() -> History:
    return current_app.extensions["history"]


def present_plan() -> HallPlan:
    return current_app.extensions["store"].present_plan()


def _known(name: str) -> HallList:
    try:
        return find(name)
    except UnknownName:
        abort(404)


def after_change(listed: HallList | None, before: HallPlan, seq: int | None, skipped: int = 0) -> Response | str:
    """Where a person goes after a change: back to the list (None: to all of them), told what was done; to the passwords
    of new officers."""
    current_app.extensions["follow_people"]()
    new = without_password(identities(), before, present_plan())
    if new:
        return _passwords_page(listed, new)
    more = {"done": seq or "same", **({"skipped": skipped} if skipped else {})}
    back = url_for("lists.rows", name=listed.name) if listed else url_for("lists.page")
    return redirect(f"{back}?{urlencode(more)}", 303)


def _passwords_page(listed: HallList | None, usernames: list[str]) -> str:
    """Drawn and shown once: they are kept nowhere but as hashes."""
    plan, chosen = present_plan(), {}
    for username in usernames:
        chosen[username], _ = identities().draw_password(username)
        current_app.extensions["access_log"].note(me(), PASSWORD, account=username)
    forget_sample(current_app.extensions["settings"].data, plan, chosen)
    names = {one: plan.officer_name(one) for one in chosen}
    return render_template(
        "admin/lists/passwords.html", chosen=chosen, names=names, listed=listed, address=reached_at()
    )


def done_words(seq: str) -> tuple[Entry | None, list[Name]]:
    """The change that has just been done, and what it did."""
    if not seq.isdecimal() or len(seq) > 15:
        return None, []
    try:
        entry = history().one(int(seq))
    except UnknownName:
        return None, []
    return entry, list_words.told(entry)


def _list_page(listed: HallList) -> str:
    look = book().look(listed.name)
    query, done = request.args.get("q", "").strip()[:120], request.args.get("done", "")
    found = [(key, row) for key, row in look.rows.items() if not query or matches(query, listed.folded(row))]
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(1, request.args.get("page", 1, int)), pages)
    columns = [one for key in list_words.SHOWN[listed.name] if (one := listed.column(key))]
    shown = found[(number - 1) * PAGE : number * PAGE]
    entry, told = done_words(done)
    return render_template(
        "admin/lists/list.html", listed=listed, about=list_words.ABOUT[listed.name], columns=columns,
        rows=[(key, row, [list_words.cell(one, row[one.key], look.plan) for one in columns]) for key, row in shown],
        count=len(look.rows), found=len(found), query=query, number_page=number, pages=pages,
        more={key: _beside(listed, row, look) for key, row in shown}, entry=entry, told=told, same=done == "same",
        heads=list_words.HEADS, skipped=request.args.get("skipped", 0, int), movable=listed.ordered and not query,
    )  # fmt: skip


def _beside(listed: HallList, row: Row, look: Look) -> tuple[Name, bool] | None:
    """A remark beside a row's name, and whether it needs a hand."""
    if listed is PROCEDURES:
        place = look.plan.service_for(row["agency"], row["field"])
        if place is None:
            return Name("Chưa có cơ quan nào nhận: máy lấy số không hiện.", "No department takes it: not shown."), True
        name = look.plan.service(*place).name
        return Name(f"ở dịch vụ: {name.vi}", f"under: {name.en}"), False
    if listed.name in PEOPLE and not identities().has_password(row["username"]):
        return Name("Chưa có mật khẩu", "No password yet"), True
    if row.get("paused"):
        return Name("Đang tạm ngừng", "Paused"), True
    if listed in (HOLIDAYS, NOTICES):
        today = business_date(current_app.extensions["hall"].clock.now()).isoformat()
        over, to_come, now = list_words.IN_TIME[listed.name]
        return (over if row["last"] and row["last"] < today else to_come if row["first"] > today else now), False
    return None


def _typed(listed: HallList, row: Row | None, given: Mapping[str, str] | MultiDict) -> dict[str, str]:
    """What the form's fields hold at first; a new row may be given some by its link."""
    start = row or {one.key: given.get(one.key, one.empty) for one in listed.columns}
    return {
        one.key: list_words.typed_as(one, start[one.key]) if row or one.key not in given else str(start[one.key])
        for one in listed.columns
    }


def _key_cells(listed: HallList, key: str) -> list[str]:
    return key.split(".", 1) if len(listed.keys()) == 2 and "." in key else [key] * len(listed.keys())


def _row_page(look: Look, key: str, typed: Mapping[str, str], refused: HallError | None = None) -> str:
    listed, row = look.listed, look.rows.get(key)
    meanwhile = isinstance(refused, ChangedMeanwhile)
    last = history().last_touch(listed.name, key) if key else None
    fields = sorted({one["field"] for one in book().look("procedures").rows.values()}) if _asks_fields(listed) else []
    return render_template(
        "admin/lists/row.html", listed=listed, key=key, row=row, typed=typed, seen=look.seen, refused=refused,
        wrong=getattr(refused, "cells", {}), rest=getattr(refused, "rest", []), meanwhile=meanwhile, last=last,
        present={} if not (meanwhile and row) else _present(listed, row, typed),
        last_at=written(last.at) if last else "",
        widgets={one.key: list_words.widget(listed, one) for one in listed.columns},
        options={one.key: list_words.options(one, look.plan, fields) for one in listed.columns},
        goes=_what_goes(look, key) if row else None, people=listed.name in PEOPLE,
        drawn="id" if not key and listed.column("id") else "",
    )  # fmt: skip


def _asks_fields(listed: HallList) -> bool:
    return any(one.refs == "fields" for one in listed.columns)


def _present(listed: HallList, row: Row, typed: Mapping[str, str]) -> dict[str, str]:
    """What stands there now, of the columns in which it is not what was typed."""
    other = [one for one in listed.columns if _value(one, typed.get(one.key, "")) != row[one.key]]
    return {one.key: list_words.typed_as(one, row[one.key]) or "–" for one in other}


def _value(column: Column, typed: str) -> object:
    try:
        return column.read(typed)
    except Unreadable:
        return typed


def _what_goes(look: Look, key: str) -> dict:
    """What retiring a row means: what else changes with it, who still waits, or why it can't go yet."""
    listed, plan = look.listed, look.plan
    found: dict = {"with_it": [], "refused": [], "waiting": _waiting(listed, key)}
    if listed is PROCEDURES:
        return found
    document = plan.to_dict()
    after = changed_document(listed, document, {own: row for own, row in look.rows.items() if own != key})
    try:
        HallPlan.from_dict(after)
    except PlanError as wrong:
        found["refused"] = [about(listed, place_of(one, after), sentence(one)) for one in wrong.findings]
    own = (listed.name, key)
    found["with_it"] = list_words.summed([one for one in differences(document, after) if (one.listed, one.key) != own])
    return found


def _waiting(listed: HallList, key: str) -> int:
    """How many people wait for what is to be retired."""
    if listed.name not in ("departments", "services"):
        return 0
    house = current_app.extensions
    date = business_date(house["hall"].clock.now()).isoformat()
    sql = (
        "SELECT coalesce(sum(waiting), 0) AS n FROM lines WHERE business_date = ? AND ? ="
        " CASE ? WHEN 'departments' THEN department ELSE service END"
    )
    return house["store"].row(sql, (date, key, listed.name))["n"]
