"""The lists' pages in words: which columns a table shows, a value with its names, what a field is filled in with."""

from __future__ import annotations

from typing import Any

from ..core.lists.columns import Column
from ..core.lists.difference import Difference, every_field, words
from ..core.lists.registry import LISTS
from ..core.lists.tables import HallList
from ..core.naming import Name
from ..core.plan import HallPlan
from ..lists.history import Entry

SHOWN = {
    "procedures": ("name", "field", "agency"), "services": ("name_vi", "department", "fields", "purpose"),
    "departments": ("letter", "name_vi", "desks", "discipline"),
    "desks": ("number", "area", "departments", "services", "lent"), "officers": ("name", "username", "desk"),
    "staff": ("name", "username", "role", "department"), "kiosks": ("name_vi", "id", "orientation", "printer"),
    "displays": ("name_vi", "id", "zone", "department", "desk", "voice"),
    "printers": ("name_vi", "id", "address", "width_mm"), "zones": ("name_vi", "departments", "desks", "areas"),
    "holidays": ("name_vi", "first", "last"), "notices": ("text_vi", "first", "last"),
    "loudspeakers": ("name_vi", "id", "zone", "agent", "languages"),
}  # fmt: skip
ABOUT = {
    "procedures": Name("Thủ tục người dân tìm trên máy lấy số.", "What people search for on the kiosks."),
    "services": Name("Các ô để chọn trong mỗi cơ quan, theo thứ tự hiện.", "What each department offers, in order."),
    "departments": Name("Cơ quan làm việc tại Trung tâm, theo thứ tự hiện.", "Who works in this centre, in order."),
    "desks": Name("Mỗi quầy phục vụ cơ quan nào.", "Whom each desk serves."),
    "officers": Name("Tài khoản của cán bộ tại quầy.", "The accounts of the officers at the desks."),
    "staff": Name("Tài khoản không ngồi quầy.", "Accounts of those who sit at no desk."),
    "kiosks": Name("Nơi khách lấy số.", "Where visitors take numbers."),
    "displays": Name("Màn hình gọi số trong sảnh.", "The screens that show the calls."),
    "printers": Name("Máy in phiếu.", "What prints the tickets."),
    "holidays": Name("Ngày máy lấy số không cấp số.", "Days on which the kiosks give no numbers."),
    "notices": Name("Thông báo chung cho mọi khách, hiện cạnh số trên màn hình.", "For everybody, beside the numbers."),
    "loudspeakers": Name("Loa nối với một máy, đọc số thay màn hình.", "Speak the calls in place of the screens."),
    "zones": Name("Các phần của sảnh có màn hình riêng.", "Parts of the hall with their own screens."),
}
# What is over, to come, and so now.
IN_TIME = {
    "holidays": (Name("Đã qua", "Over"), Name("Chưa đến", "To come"), Name("Đang nghỉ", "Now")),
    "notices": (Name("Hết hạn", "Over"), Name("Chưa hiện", "Not yet shown"), Name("Đang hiện", "Shown now")),
}
HEADS = {"department": Name("Cơ quan", "Department")}  # of columns whose ids a table shows as names
FEW = 3  # of one kind, told one by one even among many
NAMED = 8  # changes told one by one before the rest is counted


def cell(column: Column, value: Any, plan: HallPlan) -> Name:
    """A value for a table: ids as names where they are ids."""
    names = names_of(column.refs, plan)
    if isinstance(value, list) and names:
        return Name(*[", ".join(names.get(one, one) for one in value) or "–"] * 2)
    if column.refs == "desks" and not isinstance(value, list):
        return Name(f"Quầy {value}", f"Desk {value}") if value else Name("–", "–")
    if isinstance(value, str) and value in names:
        return Name(*[names[value]] * 2)
    return column.say(value)


def names_of(refs: str, plan: HallPlan) -> dict[str, str]:
    """Id → name of what a column's values may be."""
    if refs == "departments":
        return {one.id: one.short.vi for one in plan.departments}
    if refs == "services":
        return {service.id: service.name.vi for one in plan.departments for service in one.services} | names_of(
            "departments", plan
        )
    if refs == "desks":
        return {one.id: one.id for one in plan.desks}
    return {one.id: one.name.vi for one in {"printers": plan.printers, "zones": plan.zones}.get(refs, ())}


def options(column: Column, plan: HallPlan, fields: list[str]) -> list[tuple[str, str]]:
    """(value, what is read) that a form offers for a column."""
    if column.choices:
        return [(name.vi, f"{name.vi} · {name.en}") for _, name in column.choices]
    if column.refs == "agencies":
        return [(one.agency, one.agency) for one in plan.departments]
    if column.refs == "fields":
        return [(one, one) for one in fields]
    if column.refs == "desks":
        names = names_of("departments", plan)
        served = {desk.id: ", ".join(names.get(one, one) for one in desk.departments) for desk in plan.desks}
        return [(own, f"Quầy {own} – {text}") for own, text in served.items()]
    return list(names_of(column.refs, plan).items())


def widget(listed: HallList, column: Column) -> str:
    """How a form asks for a column: line, lines, flag, pick (one), picks (several), number."""
    if column.kind in ("flag", "number", "whole") and not column.refs:
        return "flag" if column.kind == "flag" else "line"
    if column.kind == "choice" or column.refs in ("agencies", "printers", "zones"):
        return "pick"
    if column.refs in ("departments", "desks"):
        return "picks" if column.kind == "texts" else "pick"
    return "lines" if column.kind in ("texts", "long", "spells", "arrows") else "line"


def typed_as(column: Column, value: Any) -> str:
    """A value as a form's field holds it: lists one a line."""
    if column.kind in ("texts", "spells", "arrows"):
        return "\n".join(one.strip() for one in _lines(column, value))
    return column.write(value)


def _lines(column: Column, value: Any) -> list[str]:
    if column.kind == "texts":
        return list(value)
    kept = value.items() if isinstance(value, dict) else value
    return [column.write(dict([one]) if isinstance(value, dict) else [one]) for one in kept]


def told(entry: Entry) -> list[Name]:
    """What a change did, sentence by sentence; of many alike only how many."""
    if entry.first:
        return [Name("đặt cấu hình đầu tiên của trung tâm", "set the first configuration of the centre")]
    return summed(entry.found)


def summed(found: list[Difference]) -> list[Name]:
    """Each in words; where they are many, of those alike only how many."""
    if len(found) <= NAMED:
        return [words(one) for one in found]
    alike: dict[tuple[str, str], list[Difference]] = {}
    for one in found:
        alike.setdefault((one.listed, one.kind), []).append(one)
    return [
        told
        for (listed, kind), same in alike.items()
        for told in ([words(one) for one in same] if len(same) <= FEW else [_counted(listed, kind, len(same))])
    ]


VERBS = {"added": Name("thêm", "added"), "changed": Name("sửa", "changed")}


def _counted(listed: str, kind: str, n: int) -> Name:
    one, leaves = LISTS[listed].one, LISTS[listed].leaves
    verb, number = VERBS.get(kind, Name(leaves.vi, f"{leaves.en}d")), f"{n:,}".replace(",", ".")
    return Name(f"{verb.vi} {number} {one.vi}", f"{verb.en} {n:,} {one.en}{'s' if n != 1 else ''}")


def details(entry: Entry) -> list[tuple[Difference, list[tuple[Name, Name, Name]]]]:
    """The first rows that changed, each with its fields."""
    changed = [one for one in entry.found if one.kind == "changed"]
    return [(one, list(every_field(one))) for one in changed[:40]]
