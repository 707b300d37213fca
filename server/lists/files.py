"""A file that a person sends, CSV or XLSX, as a sheet of cells. Whatever is in it, it is read within bounds."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.lists.reading import Sheet
from . import csv_in, xlsx_in
from .bounds import MAX_BYTES, NoList, TooLarge

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(data: bytes, title: str = "") -> Sheet:
    """`title` is the sheet wanted of a workbook. Raises NoList, TooLarge: each a sentence that tells what to do."""
    _look(data)
    return xlsx_in.read(data, title) if data[:4] == ZIP else csv_in.read(data)


def read_all(data: bytes, titles: Mapping[str, str]) -> dict[str, Sheet]:
    """The sheets of a workbook that have one of these titles. Raises as `read` does; NoList where none has."""
    _look(data)
    if data[:4] != ZIP:
        raise NoList(
            "Cả bộ danh mục là một tệp Excel (.xlsx). Tệp CSV thì nhận ở từng danh mục.",
            "All lists together are an Excel file (.xlsx). A CSV file goes to its own list.",
        )
    found = xlsx_in.read_all(data, titles)
    if not found:
        named = ", ".join(titles)
        raise NoList(
            f"Không có trang nào trong tệp mang tên một danh mục: {named}.", f"No sheet has a list's name: {named}."
        )
    return found


def _look(data: bytes) -> None:
    """What is no list at all is told before anything reads it."""
    if not data.strip(b"\0\r\n\t ;,\xff\xfe\xef\xbb\xbf"):
        raise NoList("Tệp trống. Mời chọn tệp khác.", "The file is empty. Please choose another one.")
    if len(data) > MAX_BYTES:
        raise TooLarge
    if data[:8] == OLD_EXCEL:
        raise NoList(
            "Đây là tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Mời lưu lại dạng .xlsx không mật khẩu.",
            "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password.",
        )
    if data[:5] == b"%PDF-" or data[:3] == b"\xff\xd8\xff" or data[:4] == b"\x89PNG":
        raise NoList(
            "Đây không phải tệp CSV hay XLSX. Mời chọn tệp khác.", "This is no CSV or XLSX file. Choose another one."
        )
