"""A list as a file that reads back alike: CSV for spreadsheets, or a workbook whose cells are all text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ..core.lists.tables import HallList, Row
from ..csv_text import MARK, guarded

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDE = {"name": 70, "documents": 60, "also": 50, "fields": 50, "lent": 40}


def as_csv(listed: HallList, rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([one.heading for one in listed.columns])
    for row in rows:
        writer.writerow([guarded(one.write(row[one.key]), also=("'",)) for one in listed.columns])
    return MARK + text.getvalue()


def as_workbook(lists: Iterable[tuple[HallList, Iterable[Row]]]) -> bytes:
    """A sheet for each list. Cells are text, also codes and numbers: nothing turns into a date or loses a zero."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # not at the start: see server/reports/sheets.py

    book = xlsxwriter.Workbook(held, options)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E3EFE8"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for listed, rows in lists:
        sheet = book.add_worksheet(listed.title.vi)
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(listed.columns):
            sheet.set_column(place, place, WIDE.get(column.key, 24), text)
            sheet.write_string(0, place, column.heading, head)
        for line, row in enumerate(rows, 1):
            for place, column in enumerate(listed.columns):
                sheet.write_string(line, place, column.write(row[column.key]), text)
    book.close()
    return held.getvalue()
