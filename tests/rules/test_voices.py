"""The hall file's `[voice]`: languages, tones, repeat and volume by the hour."""

from __future__ import annotations

from datetime import datetime

import pytest
from cast import hall_document

from server.core.announce import Announcement
from server.core.events import Entry, Kind
from server.core.plan import HallPlan, PlanError, spoken_languages
from server.core.voices import announcements

VOLUME = [{"from": "07:00", "percent": 70}, {"from": "09:30", "percent": 100}, {"from": "17:00", "percent": 40}]


def plan(voice: dict, **more: dict) -> HallPlan:
    return HallPlan.from_dict(hall_document() | {"voice": voice} | more)


def at(clock: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-23T{clock}+07:00").timestamp() * 1000)


def test_a_hall_that_says_nothing_speaks_vietnamese_twice_and_always_as_loud() -> None:
    voice = HallPlan.from_dict(hall_document()).voice
    assert (voice.languages, voice.repeat, voice.percent(at("03:00:00"))) == (("vi",), 2, 100)
    assert (voice.tone("vi").voice, voice.tone("vi").rate, voice.tone("vi").pitch) == ("aav/vi", 140, 50)


@pytest.mark.parametrize(
    ("clock", "percent"),
    [("06:59:59", 40), ("07:00:00", 70), ("09:29:59", 70), ("09:30:00", 100), ("16:59:59", 100), ("23:00:00", 40),
     ("00:00:00", 40)],
)  # fmt: skip
def test_the_hour_sets_the_volume_and_the_evening_lasts_until_morning(clock: str, percent: int) -> None:
    assert plan({"volume": VOLUME}).voice.percent(at(clock)) == percent


def test_the_plan_is_the_same_after_its_own_dictionary() -> None:
    voice = {"languages": ["vi", "en"], "repeat": 3, "voice_vi": "aav/vi-vn-x-south", "rate_vi": 120, "pitch_en": 30,
             "volume": VOLUME}  # fmt: skip
    loud = {"loudspeakers": {"sanh": {"name_vi": "Loa", "name_en": "Speaker", "languages": ["en"]}}}
    whole = plan(voice, **loud)
    assert HallPlan.from_dict(whole.to_dict()) == whole
    assert whole.voice.tone("vi").slug == "aav-vi-vn-x-south-120-50"


@pytest.mark.parametrize(
    ("voice", "says"),
    [
        ({"languages": ["vi", "fr"]}, "'fr' won't do"),
        ({"languages": ["vi", "vi"]}, "each once"),
        ({"repeat": 4}, "voice.repeat: 4 is out of range"),
        ({"rate_vi": 20}, "voice.rate_vi: 20 is out of range"),
        ({"pitch_vi": 100}, "voice.pitch_vi"),
        ({"volume": [{"from": "7:00", "percent": 70}]}, "voice.volume\\[1\\].from: '7:00' is not a time of day"),
        ({"volume": [{"from": "07:00", "percent": 170}]}, "voice.volume\\[1\\].percent"),
        ({"volume": VOLUME[::-1]}, "its times must go up"),
        ({"volumes": VOLUME}, "did you mean 'volume'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(voice: dict, says: str) -> None:
    with pytest.raises(PlanError, match=says):
        plan(voice)


def test_every_language_somebody_speaks_gets_its_clips() -> None:
    tv = {"display-1": {"name_vi": "TV", "name_en": "TV", "voice": True, "languages": ["en", "vi"]}}
    assert spoken_languages(plan({}, displays=tv)) == ("vi", "en")


def test_a_call_is_said_in_each_language_with_the_names_of_its_day() -> None:
    body = {"number": "A012", "desk_number": "", "desk_name": {"vi": "Bộ phận trả kết quả", "en": "Results"}}
    call = Entry(Kind.CALLED, 0, "2026-11-23", body=body)
    assert announcements(call, ("vi", "en")) == [
        Announcement("A012", "", "Bộ phận trả kết quả", "vi"), Announcement("A012", "", "Results", "en"),
    ]  # fmt: skip
