"""What stands on a visitor's phone, for each state a ticket can be in. Pure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from display.phone import FAR, LATER, NEAR, phone, poll_s
from display.phone_facts import Facts
from display.phone_words import ahead_text
from server.core.naming import Name
from server.core.ticket import Leg, LegState

S = LegState
LAND, TAX = Name("Đất đai", "Land"), Name("Thuế", "Tax")


def leg(state: LegState = S.WAITING, ordinal: int = 1, **more: object) -> Leg:
    known = {"department": "dat-dai", "service": "dat-dai.so-do", "procedure": None, "klass": "ordinary", "plan": 1,
             "opened_at": 0, "credited_at": 0, "since": 0, "version": 1}  # fmt: skip
    return Leg(id=ordinal, ticket=1, number="A002", business_date="2026-11-23", ordinal=ordinal, state=state,
               **(known | more))  # type: ignore[arg-type]  # fmt: skip


def facts(state: LegState = S.WAITING, **more: object) -> Facts:
    known = {"leg": leg(state), "department": LAND, "service": Name("Sổ đỏ", "Land book"), "open_desks": 2}
    return Facts(**(known | more))  # type: ignore[arg-type]


SAID = [
    (facts(ahead=9, minutes=(20, 35)), "Đang chờ", None, 8),
    (facts(ahead=3, minutes=(5, 15)), "Sắp đến lượt ông/bà", "Mời ông/bà đến gần quầy.", NEAR),
    (facts(ahead=20, minutes=(25, 50)), "Đang chờ", None, FAR),
    (facts(ahead=90, minutes=(30, 60)), "Đang chờ", None, LATER),
    (facts(ahead=90), "Đang chờ", None, LATER),
    (facts(ahead=9, came_from=TAX, minutes=(20, 35)), "Mời ông/bà chờ tiếp ở Đất đai", None, 8),
    (facts(ahead=0), "Sắp đến lượt ông/bà", None, NEAR),  # no desk is open: nobody is asked to come near one
    (facts(ahead=0, came_from=TAX, minutes=(0, 5)), "Sắp đến lượt ông/bà", "Ở Đất đai. Mời ông/bà đến gần quầy.", NEAR),
    (facts(S.CALLED, desk=Name("Quầy 5", "Desk 5")), "Mời ông/bà đến quầy", None, 5),
    (facts(S.SERVING, desk=Name("Quầy 5", "Desk 5")), "Đang được phục vụ", None, FAR),
    (facts(S.HELD, desk=Name("Quầy 5", "Desk 5")), "Đang chờ bổ sung hồ sơ",
     "Mời ông/bà bổ sung giấy tờ theo hướng dẫn rồi quay lại Quầy 5. Không cần lấy số mới.", 8),
    (facts(S.NO_SHOW, desk=Name("Quầy 5", "Desk 5")), "Số này đã được gọi",
     "Đã mời đến Quầy 5 nhưng chưa gặp ông/bà, rồi đã gọi qua nhiều số khác. "
     "Mời lấy số mới, hoặc đến quầy hướng dẫn.", 8),
    (facts(S.NO_SHOW, desk=Name("Quầy 5", "Desk 5"), may_come_back=True), "Số này đã được gọi",
     "Đã mời đến Quầy 5 nhưng chưa gặp ông/bà. Nếu đã có mặt, ông/bà bấm nút dưới đây để chờ tiếp.", 8),
    (facts(S.PLANNED), "Việc tiếp theo: Đất đai",
     "Lượt này bắt đầu khi ông/bà xong việc trước đó. Không cần lấy số mới.", FAR),
    (facts(S.DONE), "Đã xong", "Cảm ơn ông/bà.", 60),
    (facts(S.EXPIRED), "Số đã hết hiệu lực", "Nếu còn việc, mời ông/bà lấy số mới.", 0),
    (facts(S.LEFT), "Ông/bà đã rời hàng chờ", "Nếu còn việc, mời ông/bà lấy số mới.", 0),
    (facts(S.TRANSFERRED), "Mời ông/bà xem màn hình của trung tâm", None, 0),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "headline", "more", "seconds"), SAID, ids=[f"{one[1]}-{one[3]}" for one in SAID])
def test_each_state_has_its_own_kind_sentence_and_its_own_pace(
    seen: Facts, headline: str, more: str | None, seconds: int
) -> None:
    told = phone(seen)
    assert told["text"]["vi"] == headline and told["text"]["en"] != headline
    assert (told["more"] and told["more"]["vi"]) == more
    assert poll_s(seen) == told["poll_s"] == seconds


def test_a_priority_number_says_so() -> None:
    told = [phone(Facts(leg(S.WAITING, klass=klass), LAND, LAND))["priority"] for klass in ("priority", "ordinary")]
    assert told == [True, False]


def test_every_text_is_in_both_languages() -> None:
    for seen, *_ in SAID:
        for key, value in phone(seen).items():
            if isinstance(value, dict) and key != "may":
                assert set(value) == {"vi", "en"} and all(value.values()), (key, value)


def test_the_desk_stands_there_only_while_the_visitor_is_expected_at_it() -> None:
    desk = Name("Quầy 5", "Desk 5")
    shown = {state for state in S if phone(facts(state, desk=desk))["desk"]}
    assert shown == {S.CALLED, S.SERVING}


def test_a_call_rings_once_and_a_recall_again() -> None:
    called = facts(S.CALLED)
    first = phone(called)["ring"]
    again = phone(replace(called, leg=replace(called.leg, calls=called.leg.calls + 1)))["ring"]
    assert first and again and first != again
    assert phone(facts(S.SERVING))["ring"] is None


def test_soon_is_three_people_or_as_many_as_desks_are_open() -> None:
    assert [facts(ahead=3).soon, facts(ahead=4).soon] == [True, False]
    assert [facts(ahead=8, open_desks=8).soon, facts(ahead=9, open_desks=8).soon] == [True, False]


def test_while_no_desk_is_open_nobody_says_how_long() -> None:
    told = phone(facts(ahead=9, open_desks=0))
    assert told["minutes"] is None and "tạm nghỉ" in told["minutes_text"]["vi"]
    assert phone(facts(ahead=9, minutes=(0, 10)))["minutes_text"]["vi"] == "Dự kiến chờ không quá 10 phút"
    assert phone(facts(ahead=9, minutes=(5, 10)))["minutes_text"]["en"] == "Expected wait 5–10 minutes"


@pytest.mark.parametrize(
    ("ahead", "vi", "en"),
    [
        (0, "Phía trước không còn ai chờ", "Nobody is waiting ahead of you"),
        (1, "Phía trước còn 1 người", "1 person ahead of you"),
        (12, "Phía trước còn 12 người", "12 people ahead of you"),
    ],
)
def test_people_ahead_in_words(ahead: int, vi: str, en: str) -> None:
    assert ahead_text(ahead) == {"vi": vi, "en": en}
