"""The hall's voice as the hall file sets it: languages, how each is spoken, how often, how loud at which hour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from server.core.announce import TONGUES, Announcement
from server.core.departments import SLUG, SLUG_HINT
from server.core.devices import AGENT, LANGUAGES, device_id, languages
from server.core.events import Entry
from server.core.form import Form
from server.core.hours import local
from server.core.naming import Name

ENGINE_VOICES = {"vi": "aav/vi", "en": "gmw/en"}  # espeak's ids: Vietnamese as in the north, English
VOICE_ID = r"[!-~]+"
VOICE_HINT = "write the engine's own id, such as aav/vi; `python -m hardware voice list` tells them"
USUAL_RATE, USUAL_PITCH = 140, 50
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Tone:
    """How one language is spoken: the engine's voice, words a minute, and a pitch of 0 to 99."""

    language: str
    voice: str
    rate: int = USUAL_RATE
    pitch: int = USUAL_PITCH

    @property
    def slug(self) -> str:
        """A folder's name: sounds of other tones must not be taken for this one's."""
        return re.sub(r"[^A-Za-z0-9]+", "-", f"{self.voice}-{self.rate}-{self.pitch}").strip("-").lower()


@dataclass(frozen=True)
class Volume:
    """From `start`, minutes since local midnight, calls are `percent` as loud as they can be."""

    start: int
    percent: int

    def to_dict(self) -> dict:
        return {"from": f"{self.start // 60:02d}:{self.start % 60:02d}", "percent": self.percent}


@dataclass(frozen=True)
class VoicePlan:
    """`languages` in the order they are spoken; `repeat` is how often a call is said while few others wait."""

    languages: tuple[str, ...] = ("vi",)
    repeat: int = 2
    tones: tuple[Tone, ...] = tuple(Tone(one, ENGINE_VOICES[one]) for one in LANGUAGES)
    volume: tuple[Volume, ...] = ()

    def tone(self, language: str) -> Tone:
        """KeyError for a language no hall speaks."""
        return {one.language: one for one in self.tones}[language]

    def percent(self, now_ms: int) -> int:
        """How loud at this moment. Before the day's first line the last one of the day before still counts."""
        if not self.volume:
            return 100
        moment = local(now_ms)
        minute = moment.hour * 60 + moment.minute
        return max((one for one in self.volume if one.start <= minute), key=_start, default=self.volume[-1]).percent

    @classmethod
    def from_form(cls, form: Form) -> VoicePlan:
        spoken = languages(form) or ("vi",)
        repeat = form.integer("repeat", 1, 3, default=2)
        tones = tuple(_tone(form, one) for one in LANGUAGES)
        return cls(spoken, repeat, tones, _volumes(form, form.forms("volume", default=())))

    def to_dict(self) -> dict:
        tones = {f"{key}_{one.language}": value for one in self.tones
                 for key, value in (("voice", one.voice), ("rate", one.rate), ("pitch", one.pitch))}  # fmt: skip
        return {"languages": list(self.languages), "repeat": self.repeat, **tones,
                "volume": [one.to_dict() for one in self.volume]}  # fmt: skip


@dataclass(frozen=True)
class LoudspeakerPlan:
    """An amplifier on a machine's sound card; `agent` is the pairing of the program there that plays the calls."""

    id: str
    name: Name
    agent: str = AGENT
    zone: str = ""  # empty: the whole hall
    languages: tuple[str, ...] = ()  # empty: the hall's

    @classmethod
    def from_form(cls, own: str, form: Form) -> LoudspeakerPlan:
        agent = form.text("agent", SLUG, default=AGENT, hint=SLUG_HINT)
        return cls(device_id(own, form), Name.from_form(form), agent, form.text("zone", default=""), languages(form))

    def to_dict(self) -> dict:
        return {**self.name.to_dict(), "agent": self.agent, "zone": self.zone, "languages": list(self.languages)}


def announcements(call: Entry, spoken: Iterable[str]) -> list[Announcement]:
    """What is said for a call, a sentence a language; a desk's name only where it has no number."""
    body = call.body
    return [Announcement(body["number"], str(body["desk_number"]), body["desk_name"][one], one)
            for one in spoken if one in TONGUES]  # fmt: skip


def _tone(form: Form, language: str) -> Tone:
    voice = form.text(f"voice_{language}", VOICE_ID, default=ENGINE_VOICES[language], longest=60, hint=VOICE_HINT)
    rate = form.integer(f"rate_{language}", 80, 300, default=USUAL_RATE)
    return Tone(language, voice, rate, form.integer(f"pitch_{language}", 0, 99, default=USUAL_PITCH))


def _volumes(form: Form, lines: list[Form]) -> tuple[Volume, ...]:
    found: list[Volume] = []
    for line in lines:
        hour = CLOCK.fullmatch(text := line.text("from"))
        if not hour:
            line.finding("from", f"'{text}' is not a time of day; write it as \"07:00\"")
        percent = line.integer("percent", 0, 100)
        found.append(Volume(int(hour[1]) * 60 + int(hour[2]) if hour else 0, percent))
    starts = [one.start for one in found]
    if starts != sorted(set(starts)) and not any(one.path.startswith("voice.volume") for one in form.findings):
        form.finding("volume", "its times must go up, each only once")
    return tuple(found)


def _start(one: Volume) -> int:
    return one.start
