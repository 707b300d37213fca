"""Puts one change back: a new configuration in which its rows are as they were before, and all else is as it is."""

from __future__ import annotations

from server.core.errors import HallError
from server.core.lists.difference import HALL, ORDER, Difference, differences, joined, parts_of, words
from server.core.lists.findings import place_of, sentence
from server.core.plan import HallPlan, PlanError


class BuiltUpon(HallError):
    """Something of the change has been changed again since: what to put back is for a person to say."""

    id = "built-upon"

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(
            f"Chưa hoàn tác được: {vi}. Mời hoàn tác thay đổi sau đó trước, hoặc sửa trực tiếp trong danh sách.",
            f"Not undone: {en}. Undo the later change first, or edit the list itself.",
        )


class NothingToUndo(HallError):
    id = "nothing-to-undo"
    vi = "Thay đổi này đã được hoàn tác, hoặc không có gì để hoàn tác."
    en = "This change is undone already, or there is nothing to undo."


def put_back(before: dict, after: dict, present: dict) -> HallPlan:
    """The change from `before` to `after` taken out of `present`. Raises BuiltUpon, NothingToUndo."""
    parts = parts_of(present)
    found = differences(before, after)
    if not found:
        raise NothingToUndo
    for one in found:
        place = one.listed, one.key
        if one.kind == "changed":
            parts[place] = _fields_back(one, parts.get(place))
        elif one.kind == "added":
            _is_still(one, parts.get(place))
            del parts[place]
        elif place in parts:
            raise BuiltUpon(f"{_said(one)[0]}, nhưng nay đã có lại", f"{_said(one)[1]}, and it is there again")
        else:
            parts[place] = dict(one.before or {})
    document = joined(_orders_back(found, before, parts))
    try:
        plan = HallPlan.from_dict(document)
    except PlanError as refused:
        raise _refusal(refused, document) from refused
    if plan.to_dict() == present:
        raise NothingToUndo
    return plan


def _fields_back(one: Difference, present: dict | None) -> dict:
    if present is None:
        raise BuiltUpon(f"{_said(one)[0]}, nhưng nay đã ngừng dùng", f"{_said(one)[1]}, and it has been retired since")
    row = dict(present)
    for key, before, after in one.fields:
        if key == ORDER:
            row[ORDER] = _moved_back(before, after, row[ORDER], one)
        elif row.get(key) != after:
            raise _again(one)
        else:
            row[key] = before
    return row


def _is_still(one: Difference, present: dict | None) -> None:
    """A row that was added goes only as long as it is what it was, but for the order of what it holds."""
    own = {key: value for key, value in (present or {}).items() if key != ORDER}
    if present is None or own != {key: value for key, value in (one.after or {}).items() if key != ORDER}:
        raise _again(one)


def _again(one: Difference) -> BuiltUpon:
    told = words(one)
    return BuiltUpon(f"{told.vi}, sau đó mục ấy lại được đổi", f"{told.en}, and it was changed again")


def _moved_back(before: list[str], after: list[str], present: list[str], one: Difference) -> list[str]:
    shared = set(before) & set(after) & set(present)
    if [key for key in present if key in shared] != [key for key in after if key in shared]:
        raise BuiltUpon("thứ tự sau đó lại được đổi", "the order was changed again")
    back = iter([key for key in before if key in shared])
    return [next(back) if key in shared else key for key in present]


def _orders_back(found: list[Difference], before: dict, parts: dict) -> dict:
    """Rows that come back stand where they stood: after the neighbour they had."""
    was = parts_of(before)
    for one in found:
        if one.kind != "retired" or one.listed not in ("departments", "services"):
            continue
        owner = (HALL, "") if one.listed == "departments" else ("departments", one.key.partition(".")[0])
        slug = one.key if one.listed == "departments" else one.key.partition(".")[2]
        if owner not in parts or owner not in was:
            continue
        order, old = [key for key in parts[owner][ORDER] if key != slug], was[owner][ORDER]
        neighbours = [key for key in old[: old.index(slug)] if key in order]
        at = order.index(neighbours[-1]) + 1 if neighbours else 0
        parts[owner] = parts[owner] | {ORDER: [*order[:at], slug, *order[at:]]}
    return parts


def _said(one: Difference) -> tuple[str, str]:
    told = words(one)
    return told.vi, told.en


def _refusal(refused: PlanError, document: dict) -> BuiltUpon:
    first = refused.findings[0]
    place, (vi, en) = place_of(first, document), sentence(first)
    return BuiltUpon(f"{place.key} – {vi[:1].lower()}{vi[1:].rstrip('.')}", f"{place.key} – {en.rstrip('.')}")
