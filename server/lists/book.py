"""The hall's lists as a person edits them: look, save, retire, move, import. Each change is one change of the hall.

A row that somebody else has changed since it was opened is never overwritten: the person is told and decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..core.errors import HallError, UnknownName
from ..core.lists.columns import Unreadable
from ..core.lists.findings import Place, place_of, sentence
from ..core.lists.preview import (
    Preview,
    changed_document,
    imported_document,
    of_catalogue,
    of_plan,
    wrong_procedure,
)
from ..core.lists.reading import Wrong
from ..core.lists.registry import LISTS, PROCEDURES
from ..core.lists.tables import HallList, Row, Rows
from ..core.lists.together import Together, of_workbook
from ..core.plan import HallPlan, PlanError
from ..core.search import fold
from ..hall import Hall
from ..store import changes
from ..store.changes import KEPT, Change
from ..store.sqlite import SqliteStore
from .uploads import Upload


class WrongCells(HallError):
    """`cells` tells per column what is wrong, `rest` what is wrong beside them."""

    id = "wrong-cells"
    status = 400
    vi = "Chưa lưu được. Mời sửa các ô được đánh dấu."
    en = "Not saved. Please mend the marked fields."

    def __init__(self, cells: dict[str, tuple[str, str]], rest: list[tuple[str, str]] | None = None) -> None:
        self.cells, self.rest = cells, rest or []
        super().__init__()


class ChangedMeanwhile(HallError):
    id = "changed-meanwhile"
    vi = "Mục này vừa được người khác đổi. Mời xem lại rồi lưu lần nữa; nội dung vừa nhập vẫn còn."
    en = "Somebody else has just changed this. Look again and save once more; what you typed is kept."


class StillWrong(HallError):
    id = "still-wrong"
    vi = "Chưa nhận tệp: còn dòng sai. Mời sửa tệp, hoặc chọn chỉ nhận các dòng đúng."
    en = "The file was not taken: some rows are wrong. Mend it, or take only the rows that are right."


class NothingToDo(HallError):
    id = "nothing-to-do"
    vi = "Không có gì để thay đổi."
    en = "There is nothing to change."


@dataclass(frozen=True)
class Look:
    """A list as it stands; `seen` is what a form hands back, to tell whether somebody came between."""

    listed: HallList
    rows: Rows
    plan: HallPlan
    seen: int


def find(name: str) -> HallList:
    """Raises UnknownName."""
    if name not in LISTS:
        raise UnknownName("list", name)
    return LISTS[name]


class Book:
    def __init__(self, store: SqliteStore, hall: Hall) -> None:
        self._store, self._hall = store, hall

    def look(self, name: str) -> Look:
        listed = find(name)
        with self._store.reading() as db:
            plan = self._store.plan_of(db)[1]
            seen = db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]
            rows = _procedures(changes.catalogue(db)) if listed is PROCEDURES else listed.rows(plan.to_dict())
        return Look(listed, rows, plan, seen)

    def save(self, name: str, key: str, cells: Mapping[str, str], seen: int, officer: str) -> int | None:
        """A row as typed, new where `key` is empty: the change's seq, None where nothing is different.

        Raises WrongCells, ChangedMeanwhile, UnknownName.
        """
        listed = find(name)
        row = _typed(listed, key, cells if key else self._with_id(listed, cells))
        before = self._as_seen(listed, key, seen) if key else None
        return self._change(listed, lambda rows, plan: _saved(listed, rows, plan, key, row, before), officer, "page")

    def retire(self, name: str, key: str, seen: int, officer: str) -> int | None:
        """Takes a row off the list, and every mention of it off the others. Raises as `save` does."""
        listed = find(name)
        before = self._as_seen(listed, key, seen)

        def without(rows: Rows, plan: HallPlan) -> Rows:
            _unchanged(rows, key, before)
            return {own: row for own, row in rows.items() if own != key}

        return self._change(listed, without, officer, "page")

    def move(self, name: str, key: str, down: bool, officer: str) -> int | None:
        """One place up or down among its neighbours: services among those of their department."""
        listed = find(name)
        if not listed.ordered:
            raise UnknownName("order", name)
        return self._change(listed, lambda rows, plan: _moved(listed, rows, key, down), officer, "page")

    def preview(self, upload: Upload) -> Preview:
        """What the upload would do now. Raises NoHeading."""
        look = self.look(upload.listed)
        return _preview(look.listed, upload, look.rows, look.plan)

    def take(self, upload: Upload, only_right: bool, shown: str, officer: str) -> tuple[int, Preview]:
        """Does what the preview with the digest `shown` told. Raises ChangedMeanwhile where it would be another one by
        now, StillWrong where rows are wrong and all are wanted, NothingToDo."""
        look = self.look(upload.listed)
        preview = _preview(look.listed, upload, look.rows, look.plan)  # it may take seconds: not while others wait
        if preview.digest != shown:
            raise ChangedMeanwhile
        if preview.whole or preview.wrong and not only_right:
            raise StillWrong

        def rows_after(rows: Rows, plan: HallPlan) -> Rows:
            if rows != look.rows or plan != look.plan:
                raise ChangedMeanwhile
            return preview.rows

        seq = self._change(look.listed, rows_after, officer, "import")
        if seq is None:
            raise NothingToDo
        return seq, preview

    def preview_all(self, upload: Upload) -> Together:
        """The same for a workbook of several lists."""
        told = of_workbook(upload.sheets, self._store.present_plan(), upload.retire)
        told.whole = [_named(one) for one in told.whole]
        return told

    def take_all(self, upload: Upload, shown: str, officer: str) -> int:
        """All of a workbook, or nothing. Raises ChangedMeanwhile, StillWrong, NothingToDo."""

        before = self._store.present_plan()
        told = of_workbook(upload.sheets, before, upload.retire)  # it may take seconds: not while others wait
        told.whole = [_named(one) for one in told.whole]
        if told.digest != shown:
            raise ChangedMeanwhile
        if (plan := told.plan) is None:
            raise StillWrong

        def plan_after(present: HallPlan | None) -> HallPlan:
            if present != before:
                raise ChangedMeanwhile
            return plan

        seq = self._hall.reshape(plan_after, officer, "import")
        if seq is None:
            raise NothingToDo
        return seq

    # -- the two places where rows stand: the catalogue, and the plan ------------------------------------------------

    def _change(
        self, listed: HallList, make: Callable[[Rows, HallPlan], Rows], officer: str, how: str
    ) -> int | None:
        whole = imported_document if how == "import" else changed_document
        if listed is PROCEDURES:
            plan = self._store.present_plan()
            return self._hall.change_catalogue(
                lambda present: _row_changes(present, make(_procedures(present), plan)), officer, how
            )

        def plan_after(present: HallPlan | None) -> HallPlan:
            assert present is not None
            document = present.to_dict()
            after = whole(listed, document, make(listed.rows(document), present))
            try:
                return HallPlan.from_dict(after)
            except PlanError as refused:
                raise _for_the_form(listed, after, refused) from refused

        return self._hall.reshape(plan_after, officer, how)

    def _with_id(self, listed: HallList, cells: Mapping[str, str]) -> Mapping[str, str]:
        """A new row without an id gets one out of its name, or its text: nobody must think of "so-y-te"."""
        if listed.column("id") is None or cells.get("id", "").strip():
            return cells
        slug = slug_of(cells.get("name_vi") or cells.get("text_vi", ""))
        rows = self.look(listed.name).rows.values()
        taken = {row["id"] for row in rows if row.get("department") == cells.get("department") or not listed.ordered}
        free = next(one for n in range(1, len(taken) + 3) if (one := f"{slug}-{n}" if n > 1 else slug) not in taken)
        return {**cells, "id": free if slug else ""}

    def _as_seen(self, listed: HallList, key: str, seen: int) -> Row | None:
        """The row as it stood after the change `seen`."""
        with self._store.reading() as db:
            if listed is PROCEDURES:
                return _procedure_at(db, key, seen)
            row = db.execute(
                "SELECT plan FROM changes WHERE seq <= ? AND plan IS NOT NULL ORDER BY seq DESC LIMIT 1", (seen,)
            ).fetchone()
            return listed.rows(changes.document(db, row["plan"])).get(key) if row else None


def slug_of(name: str) -> str:
    """"Sở Y tế" → "so-y-te"; empty where the name has no letter to begin with."""
    return re.sub(r"^[^a-z]+", "", "-".join(fold(name).encode("ascii", "ignore").decode().split())[:36]).strip("-")


def _saved(listed: HallList, rows: Rows, plan: HallPlan, key: str, row: Row, before: Row | None) -> Rows:
    own = listed.key_of(row)
    if listed is PROCEDURES:
        agencies = {fold(one.agency): one.agency for one in plan.departments}
        told = {column.key: wrong_procedure(column.key, row, agencies, before) for column in listed.columns}
        wrong = {column: words for column, words in told.items() if words}
        if wrong:
            raise WrongCells(wrong)
    elif unseen := listed.unseen(plan.to_dict(), row):
        raise WrongCells(unseen)
    if key:
        _unchanged(rows, key, before)
        return {other: row if other == key else one for other, one in rows.items()}
    if own in rows:
        name = listed.name_of(rows[own])
        said = listed.said(own)
        raise WrongCells({listed.keys()[-1]: (f"“{said}” đã có: {name}.", f"'{said}' is there already: {name}.")})
    return {**rows, own: row}


def _unchanged(rows: Rows, key: str, before: Row | None) -> None:
    if before is None and key not in rows:
        raise UnknownName("row", key)
    if rows.get(key) != before:
        raise ChangedMeanwhile


def _typed(listed: HallList, key: str, cells: Mapping[str, str]) -> Row:
    """The row in a form's fields. What names it is not changed by a form."""
    row: Row = {}
    wrong: dict[str, tuple[str, str]] = {}
    for column in listed.columns:
        try:
            row[column.key] = column.read(cells.get(column.key, ""))
        except Unreadable as told:
            wrong[column.key] = told.vi, told.en
    if wrong:
        raise WrongCells(wrong)
    if key and listed.key_of(row) != key:
        raise UnknownName("row", key)
    return listed.completed(row)


def _moved(listed: HallList, rows: Rows, key: str, down: bool) -> Rows:
    if key not in rows:
        raise UnknownName("row", key)
    own = rows[key].get("department")
    beside = [one for one, row in rows.items() if row.get("department") == own]
    at = beside.index(key) + (1 if down else -1)
    if not 0 <= at < len(beside):
        return rows
    other = beside[at]
    swapped = {key: other, other: key}
    return {swapped.get(one, one): rows[swapped.get(one, one)] for one in rows}


def _for_the_form(listed: HallList, document: dict, refused: PlanError) -> WrongCells:
    cells: dict[str, tuple[str, str]] = {}
    rest: list[tuple[str, str]] = []
    for finding in refused.findings:
        place, words = place_of(finding, document), sentence(finding)
        if place.listed == listed.name and listed.column(place.column) and place.column not in cells:
            cells[place.column] = words
        else:
            rest.append(about(listed, place, words))
    return WrongCells(cells, rest)


def about(listed: HallList, place: Place, words: tuple[str, str]) -> tuple[str, str]:
    """Of a row of another list the sentence says which."""
    if place.listed not in LISTS or place.listed == listed.name:
        return words
    one = LISTS[place.listed].one
    return f"{one.vi.capitalize()} {place.key}: {words[0]}", f"{one.en.capitalize()} {place.key}: {words[1]}"


def _preview(listed: HallList, upload: Upload, rows: Rows, plan: HallPlan) -> Preview:
    if listed is PROCEDURES:
        return of_catalogue(listed, upload.sheet, rows, plan, upload.retire)
    told = of_plan(listed, upload.sheet, plan, upload.retire)
    told.whole = [_named(one) for one in told.whole]
    return told


def _named(one: Wrong) -> Wrong:
    listed, _, key = one.column.partition(" ")
    if listed not in LISTS:
        return one
    name = LISTS[listed].one
    return Wrong(0, f"{name.vi} {key} ({name.en})", one.value, one.vi, one.en)


def _procedures(rows: Mapping[str, changes.Row]) -> Rows:
    return {code: {"code": code, **row} for code, row in rows.items()}


def _row_changes(present: Mapping[str, changes.Row], after: Rows) -> list[Change]:
    rows = {code: {key: row[key] for key in KEPT} for code, row in after.items()}
    codes = dict.fromkeys([*present, *rows])
    return [(code, present.get(code), rows.get(code)) for code in codes if present.get(code) != rows.get(code)]


def _procedure_at(db, code: str, seen: int) -> Row | None:  # noqa: ANN001
    """A procedure as it stood after the change `seen`: what the first change after it found, or what stands now."""
    sql = "SELECT before FROM procedure_changes WHERE code = ? AND seq > ? ORDER BY seq LIMIT 1"
    later = db.execute(sql, (code, seen)).fetchone()
    row = changes.row_of(later["before"]) if later else changes.catalogue(db).get(code)
    return {"code": code, **row} if row else None
