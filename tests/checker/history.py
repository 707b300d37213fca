"""What many clients were told, against the hall's journal: do the promises I1 to I5, I8 and I9 hold?

A reply that never came is *unknown*, never a failure: its deed may stand in the journal or not, and a later answer
under the same key must be that deed's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from checker.story import Story, rows_wrong

FINAL = (404, 409, 410)  # the hall's own word on a deed, not a brake's (429) or a door's (401, 403)
OFFICERS = frozenset({"desk-opened", "desk-closed"})  # deeds of sitting down and leaving: they carry no key


def check(
    history: list[dict], journal: list[Mapping], tickets: Iterable[Mapping], legs: Iterable[Mapping]
) -> list[str]:
    """All that is wrong; empty when nothing is. Each finding begins with the promise it breaks."""
    story = Story().tell(journal)
    deeds = _deeds(journal)
    return [
        *story.wrong, *rows_wrong(story, tickets, legs), *_fallen(history), *_same_answers(history),
        *_told_numbers(history, journal), *_told_deeds(history, deeds), *_versions(history, deeds, journal),
        *_in_real_time(history, deeds, journal),
    ]  # fmt: skip


def _deeds(journal: Iterable[Mapping]) -> dict[str, list[Mapping]]:
    deeds: dict[str, list[Mapping]] = defaultdict(list)
    for row in journal:
        deeds[row["deed"]].append(row)
    return dict(deeds)


def _fallen(history: list[dict]) -> list[str]:
    fell = (one for one in history if one.get("status", 0) >= 500)
    return [f"fall: {one['op']} of {one['who']} got {one['status']} {one['error']}" for one in fell]


def _same_answers(history: list[dict]) -> list[str]:
    """I3: whatever a key was answered, it is answered again; what it was refused is not done."""
    answers: dict[str, dict] = {}
    wrong = []
    for one in (one for one in history if one["result"] == "ok" and one["key"]):
        known = {name: one["answer"].get(name) for name in ("deed", "did", "ticket", "number")}
        if answers.setdefault(one["key"], known) != known:
            wrong.append(f"I3: {one['key']} ({one['op']}) was answered {answers[one['key']]}, then {known}")
    refused = {one["key"]: one for one in history if one["result"] == "fail" and one["status"] in FINAL}
    return wrong + [
        f"I3: {key} ({one['op']}) was refused ({one['error']}) and done"
        for key, one in refused.items()
        if key in answers
    ]


def _told_numbers(history: list[dict], journal: Iterable[Mapping]) -> list[str]:
    """I1, I2: who was told a number has it alone, and every number in the journal was asked for."""
    issued = {row["ticket"]: row for row in journal if row["kind"] == "issued"}
    told: dict[int, str] = {}
    wrong = []
    for one in (one for one in history if one["op"] == "issue" and one["result"] == "ok"):
        ticket, number = one["answer"]["ticket"], one["answer"]["number"]
        if ticket not in issued or f'"number":"{number}"' not in issued[ticket]["body"]:
            wrong.append(f"I1: {one['key']} was told {number}, which the journal does not have")
        if told.setdefault(ticket, one["key"]) != one["key"]:
            wrong.append(f"I2: {number} was given to {told[ticket]} and to {one['key']}")
    asked = {one["key"] for one in history if one["op"] == "issue"}
    if len(issued) > len(asked):
        wrong.append(f"I3: {len(asked)} keys asked for a number, {len(issued)} were given")
    return wrong


def _told_deeds(history: list[dict], deeds: dict[str, list[Mapping]]) -> list[str]:
    """I3, I4: each press that was answered is one deed in the journal, and no deed of a desk was pressed by nobody."""
    wrong, mine = [], {}
    for one in _pressed(history):
        entries = deeds.get(one["answer"]["deed"], [])
        if [row["kind"] for row in entries] != one["answer"]["did"]:
            wrong.append(f"I1: {one['key']} was told {one['answer']['did']}, the journal has {entries}")
        if entries and mine.setdefault(one["answer"]["deed"], one["key"]) != one["key"]:
            wrong.append(f"I3: {one['key']} and {mine[one['answer']['deed']]} are told the same deed")
    presses = [deed for deed, rows in deeds.items() if rows[-1]["officer"] and not _by_itself(rows)]
    strangers = [deed for deed in presses if deed not in mine]
    return wrong + [f"I3: deed {deed} ({deeds[deed][0]['kind']}) was answered to nobody" for deed in strangers]


def _by_itself(rows: list[Mapping]) -> bool:
    """Sitting down and leaving carry no key; a day ends what was left at a desk, whoever the officer was."""
    return all(row["kind"] in OFFICERS for row in rows) or all(row["kind"] == "expired" for row in rows)


def _versions(history: list[dict], deeds: dict[str, list[Mapping]], journal: list[Mapping]) -> list[str]:
    """I4: a press is applied only to the desk its officer saw: no entry lies between that and the deed."""
    at: dict[str, list[int]] = defaultdict(list)
    for row in journal:
        if row["desk"] is not None:
            at[row["desk"]].append(row["seq"])
    wrong = []
    for one in _pressed(history):
        entries = deeds.get(one["answer"]["deed"], [])
        if entries:
            first, desk = entries[0]["seq"], entries[-1]["desk"]
            before = max((seq for seq in at[desk] if seq < first), default=0)
            if before != one["version"]:
                wrong.append(f"I4: {one['key']} ({one['op']}) saw desk {desk} at {one['version']}, it was at {before}")
    return wrong


def _in_real_time(history: list[dict], deeds: dict[str, list[Mapping]], journal: list[Mapping]) -> list[str]:
    """I1: what was answered before another asked, stands before it in the journal."""
    tickets = {row["ticket"]: row["seq"] for row in journal if row["kind"] == "issued"}
    begun_at: dict[str, float] = {}  # key → its first try
    told: dict[str, tuple[float, int, int]] = {}  # key → its first answer, first and last seq of its deed
    for one in (one for one in history if one["key"]):
        key = one["key"]
        begun_at[key] = min(one["t_invoke"], begun_at.get(key, one["t_invoke"]))
        if one["result"] == "ok":
            seqs = [row["seq"] for row in deeds.get(one["answer"].get("deed", ""), [])]
            seqs = seqs or [tickets[ticket] for ticket in [one["answer"].get("ticket")] if ticket in tickets]
            if seqs:
                told[key] = (min(one["t_ok"], told.get(key, (one["t_ok"],))[0]), min(seqs), max(seqs))
    ended = sorted((ok, last, key) for key, (ok, _, last) in told.items())
    wrong, high, place = [], (0, ""), 0
    for begun, key in sorted((begun_at[key], key) for key in told):
        while place < len(ended) and ended[place][0] < begun:
            high, place = max(high, (ended[place][1], ended[place][2])), place + 1
        if told[key][1] < high[0]:
            wrong.append(f"I1: {key} asked after {high[1]} was answered, and stands before it")
    return wrong


def _pressed(history: list[dict]) -> list[dict]:
    return [one for one in history if one["result"] == "ok" and "deed" in one.get("answer", {})]


def stream_wrong(heard: list[dict], last: int) -> list[str]:
    """What one screen was told on its stream: each message once, in order, none left out (I6)."""
    wrong = [
        f"I6: told {after['seq']} (after {after['prev']}) when {before['seq']} was told last"
        for before, after in zip(heard, heard[1:], strict=False)
        if after["prev"] != before["seq"] or after["seq"] <= before["seq"]
    ]
    if heard and heard[-1]["seq"] != last:
        wrong.append(f"I6: told up to {heard[-1]['seq']}, the journal stands at {last}")
    return wrong
