"""A workbook of several lists at once: what hangs together comes in together, or nothing of it.

A new department, its services, its desks and its officers stand on one another: list by list each would be refused
until the others are there. Where two sheets tell the same thing (which desks serve a department), the desks' sheet is
what is stored; a department's row that says otherwise is wrong, never passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.core.form import Finding
from server.core.lists.findings import place_of, sentence
from server.core.lists.preview import Drafts, Preview, read_told, wrong_at
from server.core.lists.reading import Sheet, Wrong
from server.core.lists.registry import (
    DEPARTMENTS,
    DESKS,
    DISPLAYS,
    HOLIDAYS,
    KIOSKS,
    LOUDSPEAKERS,
    NOTICES,
    OFFICERS,
    PRINTERS,
    SERVICES,
    STAFF,
    ZONES,
)
from server.core.lists.retire import let_go, without_idle
from server.core.lists.tables import HallList
from server.core.plan import HallPlan, PlanError

# Each stands on those before.
ORDER = (
    DEPARTMENTS, SERVICES, DESKS, OFFICERS, STAFF, PRINTERS, KIOSKS, ZONES, DISPLAYS, LOUDSPEAKERS, HOLIDAYS, NOTICES,
)  # fmt: skip
OTHERWISE = (
    "Trang khác trong tệp nói khác: sửa cho khớp (quầy phục vụ ghi ở trang Quầy).",
    "Another sheet of the file says otherwise: make them agree (what a desk serves stands with the desks).",
)

@dataclass
class Together:
    """`parts`: list → what becomes of its rows; `plan`: the hall as it would be, None while anything is wrong."""

    parts: dict[str, Preview] = field(default_factory=dict)
    whole: list[Wrong] = field(default_factory=list)
    plan: HallPlan | None = None

    @property
    def wrong(self) -> int:
        return sum(one.wrong_rows for one in self.parts.values())

    @property
    def anything(self) -> bool:
        return any(one.anything for one in self.parts.values())

    @property
    def possible(self) -> bool:
        return self.anything and self.plan is not None

    @property
    def digest(self) -> str:
        told = [(name, one.digest) for name, one in self.parts.items()]
        return hashlib.sha256(repr((told, self.whole)).encode()).hexdigest()


def of_workbook(sheets: Mapping[str, Sheet], plan: HallPlan, retire: bool) -> Together:
    """What the sheets (by list) would do to the hall. Raises NoHeading where one can't be read as its list."""
    told, drafts = Together(), {}
    before = document = plan.to_dict()
    for listed in (one for one in ORDER if one.name in sheets):
        part, drafts[listed.name] = read_told(listed, document, sheets[listed.name], retire)
        told.parts[listed.name] = part
        document = listed.put(document, part.rows)
    for name, part in told.parts.items():  # when all that stays has been said: what still names what is gone
        document = let_go(document, name, [one.key for one in part.retired])
    if DESKS.name not in sheets:
        document = without_idle(before, document)
    try:
        after = HallPlan.from_dict(document)
    except PlanError as refused:
        told.whole = _placed(told, drafts, document, refused.findings)
        return told
    _hold_against(told, drafts, after.to_dict())
    told.plan = None if told.wrong else after
    return told


def _placed(told: Together, drafts: Mapping[str, Drafts], document: dict, findings: Iterable[Finding]) -> list[Wrong]:
    """Each finding to the row of the file that answers for it; those that none does."""
    whole = []
    for finding in findings:
        place, words = place_of(finding, document), sentence(finding)
        draft = drafts.get(place.listed, {}).get(place.key)
        if draft is None:
            whole.append(Wrong(0, f"{place.listed} {place.key}".strip(), "", *words))
        else:
            told.parts[place.listed].wrong.append(wrong_at(_listed(place.listed), place.column, draft, words))
    return whole


def _hold_against(told: Together, drafts: Mapping[str, Drafts], stored: dict) -> None:
    """What was told and would not be stored so is wrong."""
    for name, part in told.parts.items():
        listed = _listed(name)
        rows = listed.rows(stored)
        for one in (*part.added, *part.changed):
            draft, own = drafts[name][one.key], rows.get(one.key, {})
            lost = [column.key for column, _, after in one.fields if own.get(column.key) != after]
            words = listed.unseen(stored, draft[1]) or {column: OTHERWISE for column in lost[:1]}
            part.wrong += [wrong_at(listed, column, draft, told_so) for column, told_so in words.items()]


def _listed(name: str) -> HallList:
    return next(one for one in ORDER if one.name == name)
