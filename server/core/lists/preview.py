"""What an import would do, before it is done: rows added, changed, retired, left as they are, and wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.core.form import Finding
from server.core.lists.columns import Column
from server.core.lists.findings import place_of, sentence
from server.core.lists.reading import Sheet, Wrong, nearest, read_rows
from server.core.lists.retire import let_go, without_idle
from server.core.lists.tables import HallList, Row, Rows
from server.core.plan import HallPlan, PlanError
from server.core.search import fold

CODE = re.compile(r"[1-9]\.\d{6}(\.H\d{2})?")
FEW = 8  # agencies that are named one by one to who wrote another
LONGEST = {"name": 2000, "short": 120, "field": 300, "agency": 200, "documents": 4000}  # of a procedure, characters


Drafts = dict[str, tuple[int, Row]]  # key → (line, row)


@dataclass(frozen=True)
class Touched:
    """A row and what becomes of it: `fields` are (column, before, after) where it changes."""

    key: str
    name: str
    line: int
    fields: tuple[tuple[Column, object, object], ...] = ()


@dataclass
class Preview:
    """`rows` is the list as it would be; `plan` the hall, where the list is one of the plan's.

    `whole`: what stands against the change as a whole and is no single row's fault: then nothing can be taken.
    """

    added: list[Touched] = field(default_factory=list)
    changed: list[Touched] = field(default_factory=list)
    retired: list[Touched] = field(default_factory=list)
    unchanged: int = 0
    moved: bool = False  # the rows stand in another order
    wrong: list[Wrong] = field(default_factory=list)
    whole: list[Wrong] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)
    plan: HallPlan | None = None

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.retired or self.moved)

    @property
    def possible(self) -> bool:
        return self.anything and not self.whole

    @property
    def digest(self) -> str:
        """Another one where another outcome would be shown."""
        told = [[(one.key, [(column.key, *both) for column, *both in one.fields]) for one in touched]
                for touched in (self.added, self.changed, self.retired)]  # fmt: skip
        return hashlib.sha256(repr((told, self.moved, self.wrong, self.whole)).encode()).hexdigest()

    @property
    def wrong_rows(self) -> int:
        return len({one.line for one in self.wrong})


def of_catalogue(listed: HallList, sheet: Sheet, present: Rows, plan: HallPlan, retire: bool) -> Preview:
    """The same for procedures, which only need a code of the right form and an agency that is in the hall."""
    drafts, wrong = read_rows(listed, sheet, present)
    agencies = agency_names(plan)
    for key, (line, row) in list(drafts.items()):
        bad = [
            Wrong(line, column.heading, str(row[column.key])[:200], *words)
            for column in listed.columns
            if (words := wrong_procedure(column.key, row, agencies, present.get(key)))
        ]
        wrong += bad
        if bad:
            del drafts[key]
        else:
            row["agency"] = agencies.get(fold(row["agency"]), row["agency"])
    return _told(listed, present, drafts, sorted(wrong, key=lambda one: one.line), retire)


def agency_names(plan: HallPlan) -> dict[str, str]:
    """Folded → as the catalogue writes it: by that name first, else by the department's name, short name or letter,
    where no two departments share it."""
    named = [one for one in plan.departments if one.agency]
    found = {fold(one.agency): one.agency for one in named}
    by_name: dict[str, set[str]] = {}
    for one in named:
        for name in {fold(one.name.vi), fold(one.short.vi), fold(one.letter)}:
            by_name.setdefault(name, set()).add(one.agency)
    return {name: those.pop() for name, those in by_name.items() if len(those) == 1} | found


def wrong_procedure(key: str, row: Row, agencies: dict[str, str], before: Row | None) -> tuple[str, str] | None:
    """What is wrong with that column of a procedure; None where nothing is. `agencies`: folded → as written."""
    value = row[key]
    if len(value) > LONGEST.get(key, 100):
        longest = LONGEST.get(key, 100)
        return f"Dài {len(value)} ký tự; tối đa {longest}.", f"{len(value)} characters long; at most {longest} fit."
    if key == "code" and not CODE.fullmatch(value):
        return (
            f"Mã “{value}” sai dạng; mã đúng như 1.012753 hoặc 1.012753.H19. Định dạng cột mã là Văn bản.",
            f"Code '{value}' has the wrong form; it is like 1.012753 or 1.012753.H19. Format the column as text.",
        )
    if key == "agency" and not (before and before["agency"] == value) and fold(value) not in agencies:
        known = sorted(set(agencies.values()))
        near, few = nearest(value, known), len(known) <= FEW
        vi = f"Trung tâm không có cơ quan “{value}”." + (f" Có phải “{near}”?" if near else "")
        en = f"There is no agency '{value}' in this hall." + (f" Did you mean '{near}'?" if near else "")
        if few and not near:
            vi, en = f"{vi} Đang có: {'; '.join(known)}.", f"{en} It has: {'; '.join(known)}."
        return vi, en
    return None


def of_plan(listed: HallList, sheet: Sheet, plan: HallPlan, retire: bool) -> Preview:
    """The change of a list of the hall itself, checked with all that hangs together with it."""
    document = plan.to_dict()
    present = listed.rows(document)
    drafts, wrong = read_rows(listed, sheet, present)
    unseen = [
        wrong_at(listed, column, draft, words)
        for draft in drafts.values() for column, words in listed.unseen(document, draft[1]).items()
    ]  # fmt: skip
    drafts = {key: draft for key, draft in drafts.items() if draft[0] not in {one.line for one in unseen}}
    wrong = sorted([*wrong, *unseen], key=lambda one: one.line)
    while True:
        told = _told(listed, present, drafts, wrong, retire)
        try:
            told.plan = HallPlan.from_dict(imported_document(listed, document, told.rows))
        except PlanError as refused:
            bad, whole = _sorted_out(listed, document, told, drafts, refused.findings)
            if not bad:
                told.whole = whole
                return told
            wrong = sorted([*wrong, *bad], key=lambda one: one.line)
            drafts = {key: one for key, one in drafts.items() if one[0] not in {found.line for found in bad}}
        else:
            return told


def read_told(listed: HallList, document: dict, sheet: Sheet, retire: bool) -> tuple[Preview, Drafts]:
    """One sheet of several: what becomes of its rows, not yet held against the rest of the hall. Raises NoHeading."""
    present = listed.rows(document)
    drafts, wrong = read_rows(listed, sheet, present)
    return _told(listed, present, drafts, wrong, retire), drafts


def changed_document(listed: HallList, document: dict, rows: Rows) -> dict:
    """The document with these rows, and nowhere a mention of those that are gone."""
    gone = listed.rows(document).keys() - rows.keys()
    return let_go(listed.put(document, rows), listed.name, gone)


def imported_document(listed: HallList, document: dict, rows: Rows) -> dict:
    """The same out of a file: a desk from which its last department went is retired, as the preview tells."""
    after = changed_document(listed, document, rows)
    return after if listed.name == "desks" else without_idle(document, after)


def _told(
    listed: HallList, present: Rows, drafts: Drafts, wrong: list[Wrong], retire: bool
) -> Preview:
    told = Preview(wrong=wrong)
    for key, (line, row) in drafts.items():
        fields = differing(listed, present.get(key), row)
        if key not in present:
            told.added.append(Touched(key, listed.name_of(row), line, fields))
        elif fields:
            told.changed.append(Touched(key, listed.name_of(present[key]), line, fields))
        else:
            told.unchanged += 1
    if retire and not wrong:  # a row that can't be read may be one of those that seem to be missing
        told.retired = [Touched(key, listed.name_of(row), 0) for key, row in present.items() if key not in drafts]
    gone = {one.key for one in told.retired}
    order = _order([key for key in present if key not in gone], list(drafts)) if listed.ordered else [*present, *drafts]
    told.rows = {
        key: drafts[key][1] if key in drafts else present[key] for key in dict.fromkeys(order) if key not in gone
    }
    stay = [key for key in told.rows if key in present]
    told.moved = listed.ordered and stay != [key for key in present if key in told.rows]
    return told


def _order(present: list[str], drafts: list[str]) -> list[str]:
    """The rows of the file take, in its order, the places they have among the present ones; new ones come last."""
    known = set(present)
    named = iter([key for key in drafts if key in known])
    wanted = set(drafts)
    return [*(next(named) if key in wanted else key for key in present), *(key for key in drafts if key not in known)]


def differing(listed: HallList, before: Row | None, after: Row) -> tuple[tuple[Column, object, object], ...]:
    """(column, before, after) of what is not the same; of a new row all that is not as it is by default."""
    return tuple(
        (one, before[one.key] if before else one.empty, after[one.key])
        for one in listed.columns
        if after[one.key] != (before[one.key] if before else one.empty)
    )


def _sorted_out(
    listed: HallList, document: dict, told: Preview, drafts: Drafts, findings: Iterable[Finding]
) -> tuple[list[Wrong], list[Wrong]]:
    """(findings that a row of the file answers for, those that none does).

    Where no finding names a changed row outright, each is tried alone: one that breaks the hall by itself is wrong.
    """
    after = imported_document(listed, document, told.rows)
    bad, whole = [], []
    for finding in findings:
        place, words = place_of(finding, after), sentence(finding)
        touched = {one.key for one in (*told.added, *told.changed)}
        if place.listed == listed.name and place.key in touched:
            bad.append(wrong_at(listed, place.column, drafts[place.key], words))
        else:
            whole.append(Wrong(0, f"{place.listed} {place.key}".strip(), "", *words))
    if not bad and not told.retired:
        bad = _alone(listed, document, told, drafts)
    return bad, whole


def wrong_at(listed: HallList, column: str, draft: tuple[int, Row], words: tuple[str, str]) -> Wrong:
    line, row = draft
    own = listed.column(column)
    return Wrong(line, own.heading if own else "", own.write(row[own.key])[:200] if own else "", *words)


def _alone(
    listed: HallList, document: dict, told: Preview, drafts: Drafts
) -> list[Wrong]:
    present, bad = listed.rows(document), []
    for one in (*told.added, *told.changed)[:200]:
        try:
            HallPlan.from_dict(imported_document(listed, document, {**present, one.key: drafts[one.key][1]}))
        except PlanError as refused:
            bad.append(wrong_at(listed, "", drafts[one.key], sentence(refused.findings[0])))
    return bad
