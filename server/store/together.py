"""One writer, and one commit for all who wait at the same time.

A flush to disk costs more than a deed's own statements. So a deed that finds others already waiting for the writer
leaves the flush to the last of them, and returns only after it: what was answered is durable, as with a commit of
its own. A deed that falls takes only its own statements back.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_MOST = 16  # parts of one commit: so long another process may have to wait


class _Commit:
    """One commit to come, and the parts that wait for it."""

    def __init__(self) -> None:
        self.parts = 0
        self.done = threading.Event()
        self.fault: Exception | None = None

    def end(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.done.set()


class Together:
    """Turns at the one writing connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._coming = 0  # callers on their way to a turn: one of them will commit
        self._next = _Commit()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A transaction for the block. Returns when it is durable; raises what the commit raised, where that failed."""
        self._take_turn()
        try:
            commit = self._next
            try:
                with self._part(commit):
                    yield
            finally:
                self._commit_unless_others_come(commit)
        finally:
            self._turn.release()
        commit.done.wait()
        if commit.fault is not None:
            raise commit.fault

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nobody writes meanwhile."""
        with self._turn:
            yield

    def _take_turn(self) -> None:
        with self._counting:
            self._coming += 1
        try:
            self._turn.acquire()
        finally:
            with self._counting:
                self._coming -= 1

    @contextmanager
    def _part(self, commit: _Commit) -> Iterator[None]:
        """BEGIN IMMEDIATE takes the write lock before the first read, so what was read is still true when it is
        written, in this process and in any other on the same file."""
        first = commit.parts == 0
        self._db.execute("BEGIN IMMEDIATE" if first else "SAVEPOINT part")
        try:
            yield
            if not first:
                self._db.execute("RELEASE part")
        except BaseException as fallen:
            self._take_back(commit, fallen)
            raise
        commit.parts += 1

    def _take_back(self, commit: _Commit, fallen: BaseException) -> None:
        if not self._db.in_transaction:  # a full disk rolls all of it back, the parts before this one too
            if commit.parts:
                self._next = _Commit()
                commit.end(fallen if isinstance(fallen, Exception) else RuntimeError("the commit was broken off"))
        elif commit.parts:
            self._db.execute("ROLLBACK TO part")
            self._db.execute("RELEASE part")
        else:
            self._db.execute("ROLLBACK")

    def _commit_unless_others_come(self, commit: _Commit) -> None:
        if commit.parts == 0 or commit.done.is_set() or (self._coming and commit.parts < AT_MOST):
            return
        self._next = _Commit()
        try:
            self._db.execute("COMMIT")
        except Exception as fault:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            commit.end(fault)
        else:
            commit.end()
