"""Any history of deeds, over midnights, undos and renamed departments: every figure of every report is what a slow
oracle reads off the raw journal. It agrees exactly: worked out live, summed up by day, summed up by month.
"""

from __future__ import annotations

import copy
import json
import os
from datetime import date

from cast import TAX
from checker import report_oracle
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from test_any_deeds import DESKS, AnyDeeds

from server.reports.keeper import Keeper
from server.reports.period import read_report
from server.reports.periods import Period
from server.store.period_reads import summed
from server.store.verify import rebuild, verify

ENDS = ("finish", "finish-next", "next", "hold", "no-show", "came-next", "transfer", "put-back", "leave", "undo")
LONG = os.environ.get("LUOT_LONG") == "1"


class Reported(AnyDeeds):
    """The deeds of `AnyDeeds`; at the end of each history its reports are read."""

    @rule(
        desk=DESKS, wait=st.integers(0, 40), work=st.integers(0, 30), again=st.booleans(), end=st.sampled_from(ENDS)
    )  # fmt: skip
    def a_visit(self, desk: str, wait: int, work: int, again: bool, end: str) -> None:
        """Somebody is called, perhaps twice, and it ends in one of all ways: most figures are about these."""
        self.clock.forward(minutes=wait)
        self._press(desk, "next")
        self.clock.forward(seconds=20)
        if again:
            self._press(desk, "recall")
            self.clock.forward(seconds=15)
        if end not in ("no-show", "came-next"):
            self._press(desk, "start")
            self.clock.forward(minutes=work, seconds=1)
        self._press(desk, end, **({"department": TAX} if end == "transfer" else {}))

    @rule(desk=DESKS, deed=st.sampled_from(ENDS))
    def a_visit_after_a_visit(self, desk: str, deed: str) -> None:
        for wait, end in ((3, "finish"), (1, deed)):
            self.a_visit(desk, wait, 12, False, end)

    @invariant()
    def the_journal_proves_it(self) -> None:
        """Proven there already; here only the figures count."""

    @invariant()
    def nobody_is_lost(self) -> None:
        """As above."""

    def teardown(self) -> None:
        try:
            self.reports_agree()
        finally:
            self.store.close()
            self.folder.cleanup()

    def reports_agree(self) -> None:
        live = self.kept()
        assert agrees(live, self.oracle(), "worked out live")
        keeper = Keeper(self.store, self.clock)
        assert keeper.keep() == [], "the nightly look finds an impossible figure"
        assert agrees(self.kept(), self.oracle(), "summed up by day")
        self.clock.forward(minutes=45 * 24 * 60)
        assert keeper.keep() == []
        with self.store.reading() as db:
            assert db.execute("SELECT 1 FROM summaries WHERE period = '2026-11' AND level = 'heat'").fetchone()
        assert agrees(self.kept(), self.oracle(), "summed up by month")
        for row in self.report().by("department"):
            self.row_agrees(row)
        verdict = verify(self.store)
        assert verdict.equal, verdict.report()
        rebuilt = rebuild(self.store)
        assert rebuilt.equal and agrees(self.kept(), self.oracle(), "rebuilt")

    def row_agrees(self, row: dict) -> None:
        cells = {key.split("\x1f")[:2][-1]: cell for key, cell in self.found()["department"].items()}
        cell = cells[row["name"]]
        for name, values in cell["d"].items():
            for share, stat in ((0.5, "p50"), (0.9, "p90")):
                assert row[f"{name}_{stat}"] == report_oracle.percentile(values, share)
            assert row[f"{name}_max"] == max(values) and row[f"{name}_mean"] == sum(values) // len(values)
        waits = cell["d"].get("waiting", [])
        assert row["within_share"] == (cell["c"].get("within", 0) / len(waits) if waits else None)

    @property
    def period(self) -> Period:
        return Period(date(2026, 11, 1), date(2027, 2, 28))

    def report(self):  # noqa: ANN201
        return read_report(self.store, self.period, self.clock.now())

    def kept(self) -> dict:
        with self.store.reading() as db:
            found = summed(self.store, db, self.period.first, self.period.last, self.clock.now())
        return json.loads(json.dumps(found.to_json()))

    def found(self) -> dict:
        with self.store.reading() as db:
            rows = db.execute("SELECT * FROM journal ORDER BY seq").fetchall()
            plans = {row["id"]: json.loads(row["document"]) for row in db.execute("SELECT * FROM plans")}
        first, last = (one.isoformat() for one in (self.period.first, self.period.last))
        return report_oracle.report(rows, plans, first, last, self.clock.now())

    def oracle(self) -> dict:
        return json.loads(json.dumps(report_oracle.told(copy.deepcopy(self.found()))))


def agrees(kept: dict, told: dict, how: str) -> bool:
    for level in sorted(kept.keys() | told.keys()):
        mine, theirs = kept.get(level, {}), told.get(level, {})
        for key in sorted(mine.keys() | theirs.keys()):
            assert mine.get(key) == theirs.get(key), f"{how}: {level} {key!r}:\n{mine.get(key)}\n{theirs.get(key)}"
    return True


Reported.TestCase.settings = settings(
    max_examples=300 if LONG else 15,
    stateful_step_count=80 if LONG else 40,
    suppress_health_check=list(HealthCheck),
    phases=list(Phase) if LONG else [Phase.explicit, Phase.reuse, Phase.generate],
)
test_reports_agree_with_the_oracle = Reported.TestCase
