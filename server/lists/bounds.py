"""How large a file may be: far above any real list, far below what would hold the hall up."""

from __future__ import annotations

from ..core.errors import HallError

MAX_BYTES = 2 * 1024 * 1024  # of the file, as sent
MAX_UNPACKED = 40 * 1024 * 1024  # of a workbook, unpacked
MAX_PARTS = 300  # files in a workbook
MAX_TAGS = 2_000_000  # in a workbook: ten thousand rows of sixty cells, each opened and closed, and their texts
MAX_MERGES = 2000
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_CELL = 8_000  # characters
MAX_TEXT = 4_000_000  # characters of a sheet: one text may stand in every cell of it, and weigh nothing in the file


class TooLarge(HallError):
    id = "list-too-large"
    status = 413
    vi = "Tệp quá lớn: tối đa 2 MB và 10.000 dòng. Mời chia nhỏ, hoặc xóa bớt cột, hình và trang không cần."
    en = "The file is too large: at most 2 MB and 10,000 rows. Split it, or remove pictures, columns and sheets."


class NoList(HallError):
    """The file can't be read as a list at all."""

    id = "no-list"
    status = 400
