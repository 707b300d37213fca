"""Rows as CSV for spreadsheets: UTF-8 with a mark at the beginning, and no cell that is read as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet may read as a formula
MARK = "\ufeff"  # spreadsheets then read UTF-8


def csv_text(columns: Sequence[str], rows: Sequence[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows({key: safe(value) for key, value in row.items()} for row in rows)
    return MARK + text.getvalue()


def safe(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(RISKY) else value
