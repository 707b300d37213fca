"""In which languages calls are said, how often, how fast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..refused import NotYet

LANGUAGES = {"vi": ["vi"], "vi-en": ["vi", "en"]}


def show(document: dict[str, Any]) -> dict[str, Any]:
    voice = document["voice"]
    return {
        "languages": "vi-en" if "en" in voice["languages"] else "vi", "repeat": voice["repeat"],
        "rate": voice["rate_vi"], "speaking": [one for one in document["displays"].values() if one["voice"]],
    }  # fmt: skip


def take(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    repeat, rate = form.get("repeat", ""), form.get("rate", "")
    if form.get("languages") not in LANGUAGES or repeat not in ("1", "2", "3"):
        raise NotYet("Mời chọn ngôn ngữ và số lần đọc.", "Choose the languages and how often a call is said.")
    if not rate.isascii() or not rate.isdigit() or not 80 <= int(rate) <= 300:
        raise NotYet("Tốc độ đọc từ 80 đến 300 từ một phút.", "The voice says 80 to 300 words a minute.")
    rates = {"rate_vi": int(rate), "rate_en": int(rate)}
    voice = document["voice"] | {"languages": LANGUAGES[form["languages"]], "repeat": int(repeat)}
    return {"voice": voice | rates}
