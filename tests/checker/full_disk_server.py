"""A hall whose file may grow by no page as long as a file of the name `full` lies in its data folder:

python tests/checker/full_disk_server.py serve ...

SQLite itself refuses, with the error that it makes of a full disk. For machines where no small disk can be mounted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from server.store.together import Together

ROOM = 1_000_000  # pages
_turn = Together.turn


@contextmanager
def turn(self: Together) -> Iterator[None]:
    with _turn(self):
        file = self._db.execute("PRAGMA database_list").fetchone()["file"]
        pages = 1 if Path(file).with_name("full").exists() else ROOM  # SQLite takes none away that are there
        self._db.execute(f"PRAGMA max_page_count = {pages}")
        yield


if __name__ == "__main__":
    from server.cli import main

    Together.turn = turn  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]))
