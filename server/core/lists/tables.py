"""Where each list stands in a plan's document: its rows out of it, and a document with other rows.

A document is `HallPlan.to_dict()`. Rows keep the list's order; what no column holds (the services of a department)
stays with its row.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.core.lists.columns import Column
from server.core.naming import Name
from server.core.search import fold

Row = dict[str, Any]
Rows = dict[str, Row]
RETIRE = Name("ngừng dùng", "retire")  # tickets and figures still name it
REMOVE = Name("bỏ", "remove")


@dataclass(frozen=True)
class HallList:
    """`name` stands in addresses; `one` is what a row is called; `ordered` where the order of the rows matters;
    `leaves` says what is done with a row that is wanted no more."""

    name: str
    title: Name
    one: Name
    columns: tuple[Column, ...]
    ordered: bool = False
    leaves: Name = RETIRE

    def column(self, key: str) -> Column | None:
        return next((one for one in self.columns if one.key == key), None)

    def key_of(self, row: Mapping[str, Any]) -> str:
        """The row's own name in the hall: its first column, unless the list says otherwise."""
        return str(row[self.columns[0].key])

    def said(self, key: str) -> str:
        """A row's key as people read it."""
        return self.columns[0].write(key) if self.columns[0].kind == "day" else key

    def keys(self) -> tuple[str, ...]:
        """The columns that name a row: they can't be changed, only a new row made."""
        return (self.columns[0].key,)

    def name_of(self, row: Mapping[str, Any]) -> str:
        """What people call the row."""
        return row.get("name_vi") or row.get("name") or self.key_of(row)

    def folded(self, row: Mapping[str, Any]) -> str:
        """What it is found by."""
        return fold(" ".join(one.write(row[one.key]) for one in self.columns))

    def completed(self, row: Row) -> Row:
        """The row with what an empty cell means where another cell tells it."""
        return row

    def unseen(self, document: dict, row: Row) -> dict[str, tuple[str, str]]:
        """Column → what is wrong there and no plan's check could see, for `put` cannot write it down."""
        return {}

    def rows(self, document: dict) -> Rows:
        raise NotImplementedError

    def put(self, document: dict, rows: Rows) -> dict:
        """The document with these rows in place of the list's, in their order."""
        raise NotImplementedError


class Table(HallList):
    """A table of the document whose keys are the rows' own: desks, officers, devices, zones."""

    def rows(self, document: dict) -> Rows:
        own = self.columns[0]
        return {
            key: {**_picked(self, item), own.key: int(key) if own.kind == "whole" else key}
            for key, item in document[self.name].items()
        }

    def put(self, document: dict, rows: Rows) -> dict:
        before, own = document[self.name], self.columns[0].key
        table = {key: before.get(key, {}) | {k: v for k, v in row.items() if k != own} for key, row in rows.items()}
        return document | {self.name: table}


class Departments(HallList):
    """Beside what a department is, `desks`: those that serve all of it. Without one its visitors wait for ever."""

    def unseen(self, document: dict, row: Row) -> dict[str, tuple[str, str]]:
        strange = [own for own in row["desks"] if own not in document["desks"]]
        vi, en = "Không có quầy “{0}”: thêm ở danh mục Quầy trước.", "There is no desk '{0}': add it first."
        return {"desks": (vi.format(strange[0]), en.format(strange[0]))} if strange else {}

    def rows(self, document: dict) -> Rows:
        return {
            one["id"]: {**_picked(self, one), "desks": _desks_of(document, one["id"])}
            for one in document["departments"]
        }

    def put(self, document: dict, rows: Rows) -> dict:
        before = {one["id"]: one for one in document["departments"]}
        after = copy.deepcopy(document)
        after["departments"] = [
            {"services": [], **before.get(key, {}), **{k: v for k, v in row.items() if k != "desks"}}
            for key, row in rows.items()
        ]
        for key, row in rows.items():
            _serve(after["desks"], key, row["desks"])
        return after


class Services(HallList):
    """All departments' services; one is named "department.service"."""

    def keys(self) -> tuple[str, ...]:
        return ("department", "id")

    def key_of(self, row: Mapping[str, Any]) -> str:
        return f"{row['department']}.{row['id']}"

    def unseen(self, document: dict, row: Row) -> dict[str, tuple[str, str]]:
        own = row["department"]
        if any(one["id"] == own for one in document["departments"]):
            return {}
        vi, en = "Không có cơ quan “{0}”: thêm ở danh mục Cơ quan trước.", "There is no department '{0}': add it first."
        return {"department": (vi.format(own), en.format(own))}

    def rows(self, document: dict) -> Rows:
        return {
            f"{department['id']}.{one['id']}": {**_picked(self, one), "department": department["id"]}
            for department in document["departments"] for one in department["services"]
        }  # fmt: skip

    def put(self, document: dict, rows: Rows) -> dict:
        departments = []
        for one in document["departments"]:
            own = [row for row in rows.values() if row["department"] == one["id"]]
            services = [{k: v for k, v in row.items() if k != "department"} for row in own]
            departments.append(one | {"services": services})
        return document | {"departments": departments}


class Holidays(HallList):
    """The days off: named by the day they begin on, in the order of the calendar."""

    def completed(self, row: Row) -> Row:
        return row | {"last": row["last"] or row["first"]}

    def rows(self, document: dict) -> Rows:
        return {one["first"]: _picked(self, one) for one in document["hours"]["holidays"]}

    def put(self, document: dict, rows: Rows) -> dict:
        return document | {"hours": document["hours"] | {"holidays": list(rows.values())}}


class Notices(HallList):
    """What the boards tell everybody; a day that is not said is left out of the document."""

    def name_of(self, row: Mapping[str, Any]) -> str:
        return row["text_vi"]

    def rows(self, document: dict) -> Rows:
        return {one["id"]: _picked(self, one) for one in document["notices"]}

    def put(self, document: dict, rows: Rows) -> dict:
        return document | {"notices": [{key: cell for key, cell in row.items() if cell} for row in rows.values()]}


class Procedures(HallList):
    """The catalogue. It stands beside the plan, so `rows` and `put` are the store's."""

    def name_of(self, row: Mapping[str, Any]) -> str:
        return row["short"] or row["name"]


def _picked(listed: HallList, item: Mapping[str, Any]) -> Row:
    """What the columns tell of an item; a key that may be left out has its default."""
    return {
        one.key: item.get(one.key, one.empty) for one in listed.columns if one.key in item or not one.required
    }


def _desks_of(document: dict, department: str) -> list[str]:
    return [key for key, desk in document["desks"].items() if department in desk["departments"]]


def _serve(desks: dict[str, dict], department: str, wanted: list[str]) -> None:
    """Exactly the wanted desks serve that department whole; one that served some of its services serves all now."""
    for key, desk in desks.items():
        if key in wanted and department not in desk["departments"]:
            desk["departments"] = [*desk["departments"], department]
            desk["services"] = [one for one in desk["services"] if one.partition(".")[0] != department]
        elif key not in wanted and department in desk["departments"]:
            desk["departments"] = [one for one in desk["departments"] if one != department]
            desk["prefer"] = [one for one in desk["prefer"] if one.partition(".")[0] != department]
