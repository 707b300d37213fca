"""python-escpos, taken in so that it leaves nothing behind. Whoever needs it imports this first.

It makes a folder among the temporary ones each time it is imported, for its list of printers, even where
ESCPOS_CAPABILITIES_PICKLE_DIR names another (the default is worked out first, escpos/capabilities.py): a print agent
that is started again and again would leave an empty one each time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _temporary_folders_go_with_this() -> Iterator[None]:
    usual = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="luot-escpos-") as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = usual


with _temporary_folders_go_with_this():
    import escpos.capabilities  # noqa: F401
