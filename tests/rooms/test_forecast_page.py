"""What visitors were told is kept at issue and scored when they are called; the page publishes it."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from cast import AN, BINH, BIRTH, CIVIL, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document
from flask.testing import FlaskClient

from server.core.forecast import score
from server.core.forecast.later import why_later
from server.core.habits import Habits
from server.core.line import ORDINARY
from server.core.plan import HallPlan
from server.store import forecasts

DAY = "2026-11-23"
keys = itertools.count(1)
MINUTE = 60_000


@pytest.fixture
def hall(app, device, officer, clock) -> object:
    """Touches, presses and minutes of the land department, at one desk."""

    class Hall:
        kiosk: FlaskClient = device("kiosk", "kiosk-1")
        desk: FlaskClient = officer(AN, LAND_1)

        def touch(self, department: str = LAND, service: str = LAND_BOOK) -> dict:
            body = {"key": f"touch-{next(keys):06d}", "department": department, "service": service}
            clock.ms += 4000  # a kiosk gives a number each three seconds
            return self.kiosk.post("/kiosk/tickets", json=body).json

        def press(self, deed: str, **wish: object) -> dict:
            version = self.desk.get("/desk/snapshot.json").json["desk"]["version"]
            body = {"key": f"press-{next(keys):06d}", "version": version} | wish
            reply = self.desk.post(f"/desk/deeds/{deed}", json=body)
            assert reply.status_code == 200, reply.json
            return reply.json

        def wait(self, minutes: float) -> None:
            clock.ms += round(minutes * MINUTE)

        def scored(self, day: str = DAY) -> list:
            with app.extensions["store"].reading() as db:
                return forecasts.scored(db, day)

    return Hall()


def test_what_was_told_at_issue_is_scored_when_the_visitor_is_called(hall) -> None:
    told = hall.touch()["minutes"]
    assert hall.scored() == []  # still waiting
    hall.wait(7)
    hall.press("next")
    (row,) = hall.scored()
    assert [row["low"], row["high"]] == told
    assert row["came"] == pytest.approx(7, abs=0.2)
    assert (row["ql"], row["mean"], row["les"], row["hol"]) == (None, None, None, 0)  # nobody was served yet


def test_the_plain_rules_say_their_word_of_the_same_moment(hall) -> None:
    hall.touch()
    hall.wait(6)
    hall.press("next")
    hall.press("start")
    hall.touch()
    hall.wait(10)
    hall.press("finish")
    hall.touch()
    hall.press("next")
    hall.press("start")
    hall.press("next")
    row = hall.scored()[-1]
    assert row["mean"] == pytest.approx(6, abs=0.2)
    assert row["les"] == pytest.approx(6, abs=0.2)
    assert row["hol"] == pytest.approx(10, abs=0.2)
    assert row["ahead"] == 1
    assert row["ql"] == pytest.approx(2 * 10, abs=0.4)  # two of ten minutes at one desk


def test_a_call_that_was_undone_has_never_been(hall) -> None:
    hall.touch()
    hall.wait(5)
    hall.press("next")
    hall.press("undo")
    assert hall.scored() == []
    hall.wait(5)
    hall.press("next")
    assert hall.scored()[0]["came"] == pytest.approx(10, abs=0.2)


def test_nobody_coming_is_scored_by_the_wait_until_the_call(hall) -> None:
    """A hall where nobody answers still has finite forecasts."""
    for _ in range(4):
        hall.touch()
        hall.wait(3)
        hall.press("next")
        hall.press("no-show")
    assert [round(row["came"]) for row in hall.scored()] == [3, 3, 3, 3]
    assert all(0 <= row["low"] < row["high"] <= 60 for row in hall.scored())


def test_the_page_tells_per_service_and_hour_and_beside_the_plain_rules(hall, supervisor) -> None:
    for _ in range(3):
        hall.touch()
        hall.wait(4)
        hall.press("next")
        hall.press("start")
    page = supervisor.get(f"/reports/forecast?date={DAY}").get_data(as_text=True)
    services = page[page.index('id="services"') :]
    assert re.search(r"3 \\*", services)  # small counts are said to be small
    assert "100%" in services
    assert page.count("<tr data-hour=") == 1
    assert [rule for rule in re.findall(r'data-rule="(\w+)"', page)] == ["ours", "ql", "mean", "les", "hol"]


def test_an_empty_day_says_so_and_a_wrong_date_is_refused(supervisor) -> None:
    assert "chưa có lượt nào" in supervisor.get("/reports/forecast?date=2026-01-01").get_data(as_text=True)
    assert supervisor.get("/reports/forecast?date=tomorrow").status_code == 400


def test_a_service_nobody_has_used_is_told_the_usual_time(hall) -> None:
    low, high = hall.touch(CIVIL, BIRTH)["minutes"]
    assert low == 0 < high <= 60


def test_a_day_learns_how_wide_its_ranges_must_be_from_the_days_before(app, hall, clock) -> None:
    hall.touch()
    hall.wait(5)
    hall.press("next")
    store = app.extensions["store"]
    with store.writing() as db:  # a hundred forecasts like it, which came to be two spreads off
        db.execute("UPDATE forecasts SET ahead = 1, point = 5 + 2 * spread")
        for n in range(1, 720):
            db.execute("INSERT INTO tickets SELECT id + ?, business_date, number || ?, series, n, class, channel,"
                       " issued_at FROM tickets WHERE id = 1", (n, f"-{n}"))  # fmt: skip
            db.execute("INSERT INTO forecasts SELECT ticket + ?, ahead, desks, low, high, point, spread, ql, mean,"
                       " les, hol FROM forecasts WHERE ticket = 1", (n,))  # fmt: skip
        names = "number, business_date, ordinal, department, service, klass, plan, opened_at, credited_at, since,"
        names += " version, calls, waiting_ms"
        for n in range(1, 720):
            db.execute(f"INSERT INTO legs (id, ticket, state, {names}) SELECT id + ?, ticket + ?, 'done', {names}"
                       " FROM legs WHERE id = 1", (n, n))  # fmt: skip
        # six hundred who found nobody before them were told truly: that makes nobody else's range narrow
        db.execute("UPDATE forecasts SET ahead = 0, point = 5 WHERE ticket > 120")
    clock.ms += 24 * 60 * MINUTE
    hall.touch(CIVIL, BIRTH)
    hall.touch()
    wide = hall.touch()
    with store.reading() as db:
        assert forecasts.taught(db, "2026-11-24", LAND)[0] == pytest.approx(2.0, abs=0.1)
        assert forecasts.taught(db, "2026-11-24", CIVIL) == (None, Habits())
        said = forecasts.kept(db, wide["ticket"])
    assert said is not None and wide["minutes"][1] >= said["point"] + 1.9 * said["spread"]


def test_a_day_tells_by_how_long_services_took_on_the_days_before(app, hall, clock) -> None:
    def fifth() -> list[int]:
        return [hall.touch() for _ in range(5)][-1]["minutes"]

    first = fifth()
    for _ in range(30):
        hall.press("next")
        hall.press("start")
        hall.wait(2)
        hall.press("finish")
        hall.touch()
    clock.ms += 24 * 60 * MINUTE
    assert fifth()[1] < first[1]
    with app.extensions["store"].reading() as db:
        habits = forecasts.taught(db, "2026-11-24", LAND)[1]
    assert habits.size(LAND_BOOK) < 0.7 and habits.no_show == 0


@pytest.mark.parametrize("known", [{"between": 5.0}, {"priority": 0.5}, {"hours": {"08": 2.0}}, {"desks": {"1": 2.0}}])
def test_each_thing_that_earlier_days_taught_is_asked_at_issue(app, hall, known: dict) -> None:
    store = app.extensions["store"]

    def told(habits: Habits) -> float:
        with store.writing() as db:
            values = (DAY, LAND, json.dumps(habits.to_json()))
            db.execute("INSERT OR REPLACE INTO taught VALUES (?, ?, NULL, ?)", values)
        with store.reading() as db:
            plan = store.plan_of(db)[1]
            now = app.extensions["hall"].clock.now()
            return forecasts.line_now(db, plan, DAY, plan.department(LAND), ORDINARY, now).told.point

    for _ in range(4):
        hall.touch()
    assert told(Habits(**known)) > 1.1 * told(Habits())


def test_a_range_that_moved_up_says_why_on_the_phone(app, hall, officer, clock) -> None:
    second = officer(BINH, LAND_2)
    for _ in range(6):
        last = hall.touch()
    link = "/t/" + last["url"].rsplit("/", 1)[1] + ".json"
    visitor = app.test_client()
    assert visitor.get(link).json["why"] is None
    version = second.get("/desk/snapshot.json").json["desk"]["version"]
    reply = second.post("/desk/deeds/break", json={"key": "press-breaks", "version": version, "reason": "lunch"})
    assert reply.status_code == 200, reply.json
    app.extensions["publisher"].publish_new()
    assert "quầy tạm nghỉ" in visitor.get(link).json["why"]["vi"]


def test_a_renamed_department_a_closed_hall_and_a_clock_that_jumps_leave_a_finite_word(
    app, hall, clock, officer
) -> None:
    """Each of them between a ticket and its call; the page tells all of them under the names of their day."""
    start = clock.ms
    for move in (0, 40 * MINUTE, -3 * 60 * MINUTE, 26 * 60 * MINUTE):  # the last one into the next day
        clock.ms = start + move
        told = hall.touch()["minutes"]
        assert 0 <= told[0] < told[1] < 600
        if move == 0:
            hall.press("break", reason="short")
            assert hall.touch()["minutes"][1] < 600  # no desk is open: counted as one
            hall.press("open")
    renamed = hall_document()
    renamed["departments"][0] |= {"name_vi": "Nông nghiệp và Môi trường", "name_en": "Agriculture"}
    app.extensions["hall"].configure(HallPlan.from_dict(renamed))
    clock.ms += 30 * MINUTE
    assert hall.touch()["minutes"][1] < 600
    hall.desk = officer(AN, LAND_1)  # signs in on the new day
    hall.press("next")
    with app.extensions["store"].reading() as db:
        days = [row["business_date"] for row in db.execute("SELECT DISTINCT business_date FROM legs ORDER BY 1")]
        assert all(0 <= row["came"] < 10**4 for day in days for row in forecasts.scored(db, day))
    assert days == [DAY, "2026-11-24"]


def test_a_day_on_which_nobody_came_teaches_the_next_one_nothing_wild(app, hall, clock) -> None:
    for _ in range(30):
        hall.touch()
        hall.press("next")
        hall.wait(1)
        hall.press("no-show")
    clock.ms += 24 * 60 * MINUTE
    first = [hall.touch()["minutes"] for _ in range(5)]
    assert all(0 <= low < high < 240 for low, high in first) and first[-1][1] >= 10
    with app.extensions["store"].reading() as db:
        assert 0.3 < forecasts.taught(db, "2026-11-24", LAND)[1].no_show < 0.6


@pytest.mark.parametrize(
    ("high_now", "desks", "ahead", "why"),
    [
        (30, (2, 2), (5, 5), None),  # 10 waited + 30 = what was told
        (35, (2, 1), (5, 9), None),  # rounding alone
        (40, (2, 1), (5, 9), "desks"),
        (40, (2, 2), (5, 6), "people"),
        (40, (1, 2), (5, 5), "slower"),
    ],
)
def test_the_reason_is_the_one_staff_can_be_asked_about(high_now, desks, ahead, why) -> None:
    assert why_later(40, 10, high_now, desks, ahead) == why


def test_few_outcomes_and_none_are_told_apart() -> None:
    nothing = score.kept([])
    assert (nothing.n, nothing.held, nothing.ours.mae) == (0, None, None)
    words = {"ours": 10.0, "ql": 12.0, "mean": None, "les": 3.0, "hol": 0.0}
    one = score.Outcome(("land", "book"), 8, 5, 15, words, 16)
    assert score.kept([one]).held == 0 and score.kept([one]).small
    assert all(rule.n == 0 for rule in score.side_by_side([one]))  # the mean had no word: not the same tickets
    told = score.Outcome(("land", "book"), 8, 5, 15, words | {"mean": 20.0}, 15)
    assert [rule.under for rule in score.side_by_side([told])] == [1, 1, 0, 1, 1]
