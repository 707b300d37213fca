"""Reports as a workbook, and their columns' units. Text stays text: no cell is read as a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TIMED = ("waiting_", "walking_", "service_", "held_", "total_", "desk_", "sum_", "device_")
SHARES = ("within_share", "up_share")


def is_time(column: str) -> bool:
    return column.startswith(TIMED)


def in_seconds(row: dict) -> dict:
    """CSV columns carry their unit: milliseconds become seconds with three decimals, a share three decimals."""
    out: dict = {}
    for name, value in row.items():
        if is_time(name):
            out[name.removesuffix("_ms") + "_s"] = "" if value is None else f"{value / 1000:.3f}"
        elif name in SHARES:
            out[name] = "" if value is None else f"{value:.3f}"
        else:
            out[name] = value
    return out


def workbook(sheets: Sequence[tuple[str, Sequence[str], Sequence[dict]]]) -> bytes:
    """(title, columns, rows) each a sheet: text as text, numbers as numbers, spans as times of the spreadsheet."""
    held = io.BytesIO()
    import xlsxwriter  # a tenth of a second of the start, for a few downloads a month

    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    span, share = book.add_format({"num_format": "[h]:mm:ss"}), book.add_format({"num_format": "0.0%"})
    for title, columns, rows in sheets:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 2)
        sheet.set_column(1, 1, 34)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, head)
        for line, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                _cell(sheet, line, place, column, row.get(column), span, share)
    book.close()
    return held.getvalue()


def _cell(sheet, line: int, place: int, column: str, value: object, span: object, share: object) -> None:  # noqa: ANN001
    if value is None or value == "":
        sheet.write_blank(line, place, None)
    elif isinstance(value, str):
        sheet.write_string(line, place, value)
    elif is_time(column):
        sheet.write_number(line, place, value / 86_400_000, span)  # a day is one, as in every spreadsheet
    else:
        sheet.write_number(line, place, value, share if column in SHARES else None)
