"""What differs between two configurations, row by row and field by field, as people read it.

Lists are compared by the names of their rows; what is no list (name, hours, voice) by its keys. Values are the
document's own, so that a difference can be put back to the letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.core.lists.findings import row_key
from server.core.lists.registry import LISTS, TABLES
from server.core.naming import Name

HALL = "hall"  # the list of what is no list
ORDER = "order"  # a field: the names of the rows in their order
Parts = dict[tuple[str, str], dict[str, Any]]  # (list, row) → field → value


@dataclass(frozen=True)
class Difference:
    """One row that was added (before is None), retired (after is None) or changed."""

    listed: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "retired" if self.after is None else "changed"

    @property
    def fields(self) -> list[tuple[str, Any, Any]]:
        """(field, before, after) of a row that changed."""
        if self.before is None or self.after is None:
            return []
        keys = dict.fromkeys([*self.before, *self.after])
        return [
            (key, self.before.get(key), self.after.get(key))
            for key in keys if self.before.get(key) != self.after.get(key)
        ]  # fmt: skip


def parts_of(document: dict) -> Parts:
    """The document taken apart into rows. The order of departments and services is a field of its own."""
    parts: Parts = {}
    rest = {key: value for key, value in document.items() if key not in (*TABLES, "departments", "notices", "hours")}
    hours = {key: value for key, value in document["hours"].items() if key != "holidays"}
    parts[HALL, ""] = rest | {"hours": hours, ORDER: [one["id"] for one in document["departments"]]}
    for listed, rows in (("holidays", document["hours"].get("holidays", [])), ("notices", document.get("notices", []))):
        for place, one in enumerate(rows, 1):
            key = row_key(listed, one, place)
            parts[listed, key] = {field: value for field, value in one.items() if field != "id"}
    for one in document["departments"]:
        own = {key: value for key, value in one.items() if key != "services"}
        parts["departments", one["id"]] = own | {ORDER: [service["id"] for service in one["services"]]}
        for service in one["services"]:
            parts["services", f"{one['id']}.{service['id']}"] = dict(service)
    for table in TABLES:
        for key, item in document.get(table, {}).items():
            parts[table, key] = dict(item)
    return parts


def joined(parts: Parts) -> dict:
    """The opposite of `parts_of`. Rows that no order names come last; names without a row are passed by."""
    hall = {key: value for key, value in parts[HALL, ""].items() if key != ORDER}
    departments = []
    for own in _in_order(parts[HALL, ""][ORDER], [key for listed, key in parts if listed == "departments"]):
        part = parts["departments", own]
        there = [key.partition(".")[2] for listed, key in parts if listed == "services" and key.startswith(f"{own}.")]
        services = [parts["services", f"{own}.{slug}"] for slug in _in_order(part[ORDER], there)]
        departments.append({key: value for key, value in part.items() if key != ORDER} | {"services": services})
    tables = {table: {key: item for (listed, key), item in parts.items() if listed == table} for table in TABLES}
    holidays = [one for (listed, _), one in parts.items() if listed == "holidays"]
    notices = [{"id": key, **one} for (listed, key), one in parts.items() if listed == "notices"]
    hours = hall["hours"] | {"holidays": holidays}
    return hall | tables | {"departments": departments, "hours": hours, "notices": notices}


def _in_order(order: list[str], there: list[str]) -> list[str]:
    return [*(one for one in order if one in there), *(one for one in there if one not in order)]


def differences(before: dict, after: dict) -> list[Difference]:
    """In the order of the lists. The order of rows counts only among those that were there before and are there yet."""
    one, other = parts_of(before), parts_of(after)
    found = []
    for place in dict.fromkeys([*one, *other]):
        was, is_now = one.get(place), other.get(place)
        if was is not None and is_now is not None and ORDER in was:
            was, is_now = _same_rows(was, is_now)
        if was != is_now:
            found.append(Difference(*place, was, is_now))
    return sorted(found, key=lambda each: _LIST_ORDER[each.listed])


_LIST_ORDER = {name: place for place, name in enumerate((HALL, *LISTS))}


def _same_rows(was: dict, is_now: dict) -> tuple[dict, dict]:
    stay = set(was[ORDER]) & set(is_now[ORDER])
    if [one for one in was[ORDER] if one in stay] == [one for one in is_now[ORDER] if one in stay]:
        return {k: v for k, v in was.items() if k != ORDER}, {k: v for k, v in is_now.items() if k != ORDER}
    return was, is_now


# -- in words -------------------------------------------------------------------------------------------------------

_HALL_FIELDS = {
    "name_vi": Name("tên", "the name"), "name_en": Name("tên tiếng Anh", "the English name"),
    "short_vi": Name("tên ngắn", "the short name"), "short_en": Name("tên ngắn tiếng Anh", "the short English name"),
    "address_vi": Name("địa chỉ", "the address"), "address_en": Name("địa chỉ tiếng Anh", "the English address"),
    "hours": Name("giờ làm việc", "opening hours"), "logo": Name("biểu trưng", "the logo"),
    "voice": Name("giọng đọc", "the voice"),
    "sample": Name("dữ liệu mẫu", "sample data"), ORDER: Name("thứ tự cơ quan", "the order of departments"),
}  # fmt: skip
_VERBS = {
    "added": Name("thêm {one}", "added the {one}"),
    "retired": Name("{leaves} {one}", "{leaves}d the {one}"),
    "changed": Name("sửa {one}: {what}", "changed {what} of the {one}"),
}
LONGEST_NAME = 80  # letters of a row's name in a sentence


def words(difference: Difference) -> Name:
    """"đổi tên dịch vụ “Sổ đỏ” thành “Sổ hồng”": what follows the name of who did it."""
    fields = difference.fields
    labels = [field_name(difference.listed, key) for key, _, _ in fields]
    vi, en = ", ".join(_lower(one.vi) for one in labels), ", ".join(_lower(one.en) for one in labels)
    if difference.listed == HALL and [key for key, _, _ in fields] == [ORDER]:
        return Name("đổi thứ tự các cơ quan", "changed the order of the departments")
    if difference.listed == HALL:
        return Name(f"đổi {vi} của trung tâm", f"changed {en} of the centre")
    one, leaves = LISTS[difference.listed].one, LISTS[difference.listed].leaves
    name = name_of(difference)
    if [key for key, _, _ in fields] in (["name_vi"], ["name"]):
        after = str(fields[0][2])
        return Name(f"đổi tên {one.vi} “{name}” thành “{after}”", f"renamed the {one.en} “{name}” to “{after}”")
    verb, quoted = _VERBS[difference.kind], name if difference.listed == "desks" else f"“{name}”"
    return Name(
        verb.vi.format(one=f"{one.vi} {quoted}", what=vi, leaves=leaves.vi),
        verb.en.format(one=f"{one.en} {quoted}", what=en, leaves=leaves.en),
    )


def name_of(difference: Difference) -> str:
    row = difference.before or difference.after or {}
    name = str(row.get("name_vi") or row.get("text_vi") or row.get("short") or row.get("name") or difference.key)
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…"


def field_name(listed: str, key: str) -> Name:
    if listed == HALL:
        return _HALL_FIELDS.get(key, Name(key, key))
    if key == ORDER:
        return Name("Thứ tự dịch vụ", "Order of services")
    column = LISTS[listed].column(key) if listed in LISTS else None
    return column.name if column else Name(key, key)


def said(listed: str, key: str, value: Any) -> Name:
    """A value as people read it."""
    column = LISTS[listed].column(key) if listed in LISTS else None
    if value is None:
        return Name("–", "–")
    if column is not None:
        return column.say(value)
    if key == ORDER:
        return Name(*[" → ".join(value)] * 2)
    if key == "logo":
        return Name("có", "one") if value else Name("không có", "none")
    return Name(*[_plain(value)] * 2)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(map(_plain, value)) or "–"
    return str(value)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def every_field(difference: Difference) -> Iterator[tuple[Name, Name, Name]]:
    """(field, before, after) in words, for a table."""
    listed = difference.listed
    for key, before, after in difference.fields:
        yield field_name(listed, key), said(listed, key, before), said(listed, key, after)

