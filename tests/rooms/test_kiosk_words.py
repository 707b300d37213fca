"""The words on the kiosk's screens: the same in both languages, none missing, none forgotten."""

import json
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "kiosk" / "static"


def words() -> dict[str, dict[str, str]]:
    text = (STATIC / "words.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("{\n") : text.rindex("}") + 1])


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    vi, en = words()["vi"], words()["en"]
    assert list(vi) == list(en)
    for key in vi:
        assert vi[key].strip() and en[key].strip(), key
        places = re.findall(r"\{\w+\}", vi[key])
        assert sorted(places) == sorted(re.findall(r"\{\w+\}", en[key])), key


def test_every_word_asked_for_is_there_and_every_word_there_is_asked_for() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js") if path.name != "words.js")
    there = set(words()["vi"])
    named = set(re.findall(r"\"([a-z.-]+)\"", scripts))
    counts = {key for key in there if key.rpartition(".")[2] in ("none", "one", "many", "lots")}  # made of two parts
    assert there - counts <= named, f"nobody asks for {there - counts - named}"
    asked = set(re.findall(r"say\(\"([a-z.-]+)\"", scripts))
    assert asked <= there, f"no words for {asked - there}"
