"""What the visitor's phone says, in both languages. Each state has a headline and, where needed, what to do now."""

from __future__ import annotations

from server.core.forecast import later
from server.core.naming import Name
from server.core.slip import WORDS as SLIP
from server.core.ticket import LegState

from .phone_facts import Facts

S = LegState
Words = dict[str, str]

HEADLINES = {
    S.WAITING: ("Đang chờ", "Waiting"),
    S.CALLED: ("Mời ông/bà đến quầy", "Please go to the desk"),
    S.SERVING: ("Đang được phục vụ", "Being served"),
    S.HELD: ("Đang chờ bổ sung hồ sơ", "Waiting for your papers"),
    S.DONE: ("Đã xong", "Finished"),
    S.NO_SHOW: ("Số này đã được gọi", "This number was called"),
    S.EXPIRED: ("Số đã hết hiệu lực", "This number is no longer valid"),
    S.LEFT: ("Ông/bà đã rời hàng chờ", "You have left the line"),
}
OTHER = ("Mời ông/bà xem màn hình của trung tâm", "Please watch the hall's screen")
SOON = ("Sắp đến lượt ông/bà", "Your turn is near")
ANEW = ("Nếu còn việc, mời ông/bà lấy số mới.", "If something is left to do, please take a new number.")
MORE = {
    S.DONE: ("Cảm ơn ông/bà.", "Thank you."),
    S.PLANNED: (
        "Lượt này bắt đầu khi ông/bà xong việc trước đó. Không cần lấy số mới.",
        "This begins when you have finished what comes before. You need no new number.",
    ),
    S.EXPIRED: ANEW,
    S.LEFT: ANEW,
}
NO_DESK = (
    "Quầy đang tạm nghỉ. Thứ tự của ông/bà được giữ nguyên.",
    "The desks are paused. You keep your place in the line.",
)

LATER = {  # by what server/core/forecast/later.py says
    later.DESKS: ("Chờ lâu hơn dự kiến vì có quầy tạm nghỉ.", "It takes longer than expected: a desk is paused."),
    later.PEOPLE: (
        "Chờ lâu hơn dự kiến vì có khách được gọi trước, như khách ưu tiên.",
        "It takes longer than expected: others go first, such as priority visitors.",
    ),
    later.SLOWER: (
        "Chờ lâu hơn dự kiến vì các lượt trước cần nhiều thời gian hơn.",
        "It takes longer than expected: those before you need more time.",
    ),
}


def both(vi: str, en: str) -> Words:
    return {"vi": vi, "en": en}


def headline(facts: Facts) -> Words:
    state, place = facts.leg.state, facts.department
    if state is S.WAITING and facts.soon:
        return both(*SOON)
    if state is S.WAITING and facts.came_from:
        return both(f"Mời ông/bà chờ tiếp ở {place.vi}", f"Please wait next at {place.en}")
    if state is S.PLANNED:
        return both(f"Việc tiếp theo: {place.vi}", f"Next: {place.en}")
    return both(*HEADLINES.get(state, OTHER))


def more(facts: Facts) -> Words | None:
    """What the visitor does now, or None where the headline says all."""
    state = facts.leg.state
    if state is S.WAITING:
        return _waiting(facts)
    if state is S.HELD:
        return _held(facts)
    if state is S.NO_SHOW:
        return _no_show(facts)
    return both(*MORE[state]) if state in MORE else None


def _waiting(facts: Facts) -> Words | None:
    if facts.minutes is None:
        return None  # no desk is open: nobody need come near one
    if facts.soon and facts.came_from:
        place = facts.department
        return both(f"Ở {place.vi}. Mời ông/bà đến gần quầy.", f"At {place.en}. Please come near the desks.")
    if facts.soon:
        return both("Mời ông/bà đến gần quầy.", "Please come near the desks.")
    return None


def _held(facts: Facts) -> Words:
    vi, en = (facts.desk.vi, facts.desk.en) if facts.desk else ("quầy", "the desk")
    return both(
        f"Mời ông/bà bổ sung giấy tờ theo hướng dẫn rồi quay lại {vi}. Không cần lấy số mới.",
        f"Please complete your papers as you were told, then come back to {en}. You need no new number.",
    )


def _no_show(facts: Facts) -> Words:
    vi, en = (facts.desk.vi, facts.desk.en) if facts.desk else ("quầy", "the desk")
    if facts.may_come_back:
        return both(
            f"Đã mời đến {vi} nhưng chưa gặp ông/bà. Nếu đã có mặt, ông/bà bấm nút dưới đây để chờ tiếp.",
            f"You were called to {en}, but nobody came. If you are here now, press the button below to wait again.",
        )
    return both(
        f"Đã mời đến {vi} nhưng chưa gặp ông/bà, rồi đã gọi qua nhiều số khác. "
        "Mời lấy số mới, hoặc đến quầy hướng dẫn.",
        f"You were called to {en}, but nobody came, and many others were called since. "
        "Please take a new number, or go to the guide desk.",
    )


def ahead_text(ahead: int) -> Words:
    if ahead == 0:
        return both("Phía trước không còn ai chờ", "Nobody is waiting ahead of you")
    people = "1 person" if ahead == 1 else f"{ahead} people"
    return both(f"Phía trước còn {ahead} người", f"{people} ahead of you")


def minutes_text(facts: Facts) -> Words | None:
    """As the slip says it; while no desk is open nobody can say how long."""
    if facts.leg.state is not S.WAITING:
        return None
    if facts.minutes is None:
        return both(*NO_DESK)
    low, high = facts.minutes
    return {lang: words["minutes" if low else "within"].format(low=low, high=high) for lang, words in SLIP.items()}


def why_text(facts: Facts) -> Words | None:
    """Why it takes longer than the slip said."""
    return both(*LATER[facts.why_later]) if facts.minutes and facts.why_later else None


def later_text(later: tuple[Name, ...]) -> Words | None:
    """The departments that follow, in their order."""
    if not later:
        return None
    return both(" → ".join(name.vi for name in later), " → ".join(name.en for name in later))


def promise(soon_at: int) -> Words:
    """When the page rings."""
    return both(
        f"Trang sẽ reo và rung khi phía trước còn {soon_at} người và khi ông/bà được mời.",
        f"This page rings and vibrates when {soon_at} people are left ahead of you and when you are called.",
    )
