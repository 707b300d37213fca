"""Why this number and not another: codes for the journal, one sentence each for the officer."""

from __future__ import annotations

from enum import StrEnum

from .naming import Name
from .rules import Rule, in_words


class Why(StrEnum):
    """The codes are kept in the journal: never change one, only add."""

    LONGEST_WAIT = "longest-wait"
    IN_TURN = "in-turn"  # never chosen: for those who stand behind the next one in a list
    PRIORITY_CREDIT = "priority-credit"
    PRIORITY_FIRST = "priority-first"
    PRIORITY_TURN = "priority-turn"
    ORDINARY_TURN = "ordinary-turn"
    PLACED_FIRST = "placed-first"
    LATE_RETURN = "late-return"
    BOUND = "bound"
    PREFERRED_LINE = "preferred-line"


_SENTENCES = {
    Why.LONGEST_WAIT: ("Chờ lâu nhất", "Has waited longest"),
    Why.IN_TURN: ("Theo thứ tự đến", "In order of arrival"),
    Why.PRIORITY_CREDIT: ("Ưu tiên: 1 phút chờ tính bằng {rate_vi}", "Priority: 1 minute counts as {rate_en}"),
    Why.PRIORITY_FIRST: ("Ưu tiên: được gọi trước", "Priority: called first"),
    Why.PRIORITY_TURN: ("Ưu tiên: đã gọi {n} số thường", "Priority: {n} ordinary called before"),
    Why.ORDINARY_TURN: ("Đến lượt số thường", "An ordinary number's turn"),
    Why.PLACED_FIRST: ("Được xếp đầu hàng", "Placed first in line"),
    Why.LATE_RETURN: ("Lỡ lượt, đã quay lại", "Missed the call and came back"),
    Why.BOUND: ("Được chuyển riêng đến quầy này", "Sent to this desk"),
    Why.PREFERRED_LINE: ("Quầy này gọi hàng này trước", "This desk calls this line first"),
}


def sentence(why: str, rule: Rule) -> Name:
    """What the console says of a choice in a line under `rule`; a code of a later version says only that it is so."""
    vi, en = _SENTENCES.get(why, ("Theo quy định của hàng chờ", "By the line's rule"))  # type: ignore[call-overload]
    rate_vi, rate_en = in_words(rule.priority_rate)
    words = {"rate_vi": rate_vi, "rate_en": rate_en, "n": rule.interleave}
    return Name(vi.format(**words), en.format(**words))
