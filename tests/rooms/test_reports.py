"""The figures of a day, worked out by hand from a script of deeds on a clock that stands still.

    A001  08:00 issued  08:02:00 called  08:02:30 started  08:12:30 finished          wait  2:00  service 10:00  desk 1
    A002  08:00         08:13, again 08:14                 08:15:00 no-show                                     desk 1
    B001  08:00         08:40:00         08:41:00          08:42:30 finished          wait 40:00  service  1:30  desk 3
    A003  08:15         08:20:00         08:20:20          08:25:20 by Next: derived  wait  5:00                 desk 1
    A004  08:25:20      08:30:00         08:30:10          08:33:10 finished          wait  4:40  service  3:00  desk 2
    A005  08:26         08:34:00         "came": derived   08:40:00 derived           wait  8:00                 desk 2
    A006  08:45         still waiting
"""

from __future__ import annotations

import csv
import io
import itertools

import pytest
from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document
from flask.testing import FlaskClient

from server.core.plan import HallPlan

DAY = "2026-11-23"
keys = itertools.count(1)


class Officer:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def press(self, deed: str) -> dict:
        version = self.client.get("/desk/snapshot.json").json["desk"]["version"]
        reply = self.client.post(f"/desk/deeds/{deed}", json={"key": f"press-{next(keys):06d}", "version": version})
        assert reply.status_code == 200, reply.json
        return reply.json


def touch(kiosk: FlaskClient, department: str = LAND, service: str = LAND_BOOK, **more: object) -> str:
    body = {"key": f"touch-{next(keys):06d}", "department": department, "service": service, **more}
    return kiosk.post("/kiosk/tickets", json=body).json["number"]


@pytest.fixture
def played(app, device, officer, clock) -> None:
    """The script above."""
    kiosk = device("kiosk", "kiosk-1")
    an, binh, chi = (Officer(officer(*one)) for one in ((AN, LAND_1), (BINH, LAND_2), (CHI, CIVIL_1)))
    start = clock.ms

    def at(minute: int, second: int = 0) -> None:
        clock.ms = start + (minute * 60 + second) * 1000

    script = [
        (0, 0, touch), (0, 0, touch), (0, 0, lambda k: touch(k, CIVIL, BIRTH)),
        (2, 0, an, "next"), (2, 30, an, "start"), (12, 30, an, "finish"),
        (13, 0, an, "next"), (14, 0, an, "recall"), (15, 0, an, "no-show"), (15, 0, touch),
        (20, 0, an, "next"), (20, 20, an, "start"), (25, 20, an, "next"),
        (25, 20, touch), (26, 0, touch),
        (30, 0, binh, "next"), (30, 10, binh, "start"), (33, 10, binh, "finish"),
        (34, 0, binh, "next"), (40, 0, binh, "came-next"),
        (40, 0, chi, "next"), (41, 0, chi, "start"), (42, 30, chi, "finish"),
        (45, 0, touch),
    ]  # fmt: skip
    for minute, second, who, *deed in script:
        at(minute, second)
        who.press(*deed) if deed else who(kiosk)


def table(client: FlaskClient, which: str, day: str = DAY) -> list[dict]:
    reply = client.get(f"/reports/{which}.csv?date={day}")
    assert reply.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(reply.get_data(as_text=True).removeprefix("\ufeff"))))


def figures_of(row: dict) -> tuple:
    counts = tuple(int(row[name]) for name in ("issued", "served", "no_show", "open", "other", "derived"))
    spans = [row[f"{what}_{which}_s"] for what in ("waiting", "service") for which in ("p50", "p90", "max")]
    return counts, tuple(float(one) if one else None for one in spans)


BY_HAND = {
    # issued, served, no-show, open, other, derived; waiting p50, p90, max; service p50, p90, max (seconds)
    ("department", LAND): ((6, 4, 1, 1, 0, 2), (280, 480, 480, 180, 600, 600)),
    ("department", CIVIL): ((1, 1, 0, 0, 0, 0), (2400, 2400, 2400, 90, 90, 90)),
    ("desk", LAND_1): ((3, 2, 1, 0, 0, 1), (120, 300, 300, 600, 600, 600)),
    ("desk", LAND_2): ((2, 2, 0, 0, 0, 1), (280, 480, 480, 180, 180, 180)),
    ("desk", CIVIL_1): ((1, 1, 0, 0, 0, 0), (2400, 2400, 2400, 90, 90, 90)),
    ("hall", "hall"): ((7, 5, 1, 1, 0, 2), (300, 2400, 2400, 180, 600, 600)),
}


def test_the_table_equals_the_count_by_hand(played, supervisor) -> None:
    found = {(row["level"], row["key"]): figures_of(row) for row in table(supervisor, "day")}
    assert found == BY_HAND


def test_the_page_shows_the_same_figures(played, supervisor) -> None:
    page = supervisor.get(f"/reports/day?date={DAY}").get_data(as_text=True)
    row = page.split(f'data-key="{LAND}"')[1].split("</tr>")[0]
    cells = [cell.split(">")[1].split("<")[0] for cell in row.split("<td")[1:]]
    assert cells == ["6", "4", "1", "1", "0", "4:40", "8:00", "8:00", "3:00", "10:00", "10:00", "2", "0"]


def test_the_spans_of_every_leg_sum_to_its_whole(played, supervisor) -> None:
    rows = {row["number"]: row for row in table(supervisor, "legs")}
    assert len(rows) == 7
    spans = ("waiting_s", "walking_s", "service_s", "held_s", "later_wait_s", "no_answer_s", "away_s")
    for row in rows.values():
        if row["ended"]:
            assert sum(float(row[span]) for span in spans) == pytest.approx(float(row["total_s"])), row["number"]
    missing = [rows["A002"][span] for span in ("waiting_s", "no_answer_s", "total_s")]
    assert missing == ["840.000", "60.000", "900.000"]
    assert (rows["A001"]["walking_s"], rows["A001"]["started"]) == ("30.000", "2026-11-23T08:02:30.000+07:00")
    assert rows["A006"]["total_s"] == ""


def test_derived_times_are_marked_in_every_leg(played, supervisor) -> None:
    marks = {row["number"]: (row["derived_start"], row["derived_end"]) for row in table(supervisor, "legs")}
    assert marks["A001"] == ("0", "0")
    assert marks["A003"] == ("0", "1")
    assert marks["A005"] == ("1", "1")


def test_an_undone_deed_leaves_no_trace_in_the_figures(device, officer, clock, supervisor) -> None:
    touch(device("kiosk", "kiosk-1"))
    an = Officer(officer(AN, LAND_1))
    clock.forward(minutes=3)
    an.press("next")
    clock.forward(seconds=5)
    an.press("no-show")
    clock.forward(seconds=5)
    an.press("undo")
    an.press("start")
    clock.forward(minutes=2)
    an.press("finish")
    row = table(supervisor, "day")[0]
    assert figures_of(row) == ((1, 1, 0, 0, 0, 0), (180, 180, 180, 120, 120, 120))


def test_an_old_day_keeps_the_names_of_that_day(played, app, clock, device, supervisor) -> None:
    renamed = hall_document()
    renamed["departments"][0] |= {"name_vi": "Nông nghiệp và Môi trường", "name_en": "Agriculture and Environment"}
    clock.forward(minutes=24 * 60)
    app.extensions["identities"].set_password("supervisor", "mot-mat-khau-moi")  # yesterday's session has ended
    supervisor.post("/desk/sign-in", data={"username": "supervisor", "password": "mot-mat-khau-moi"})
    assert app.extensions["hall"].configure(HallPlan.from_dict(renamed))
    touch(device("kiosk", "kiosk-1"))
    assert [row["name"] for row in table(supervisor, "day") if row["key"] == LAND] == ["Đất đai"]
    assert {row["department_name"] for row in table(supervisor, "legs")} == {"Đất đai", "Tư pháp"}
    later = table(supervisor, "day", "2026-11-24")
    assert [row["name"] for row in later if row["key"] == LAND] == ["Nông nghiệp và Môi trường"]
    old = supervisor.get(f"/reports/day?date={DAY}").get_data(as_text=True)
    assert "Đất đai" in old and "Nông nghiệp và Môi trường" not in old


def test_a_department_closed_in_the_middle_of_the_day_keeps_its_name(played, app, supervisor, device) -> None:
    closed = hall_document()
    closed["departments"] = [one for one in closed["departments"] if one["id"] != CIVIL]
    closed["desks"] = {"1": {"departments": [LAND]}, "4": closed["desks"]["4"]}
    closed["officers"] = {AN: {"name": "Nguyễn Văn An", "desk": 1}}
    app.extensions["hall"].configure(HallPlan.from_dict(closed))
    touch(device("kiosk", "kiosk-1"))
    names = {(row["level"], row["key"]): row["name"] for row in table(supervisor, "day")}
    assert names["department", CIVIL] == "Tư pháp"
    assert names["desk", LAND_2] == "Quầy 2"


@pytest.mark.parametrize("trap", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_no_cell_is_a_formula(trap, app, device, supervisor) -> None:
    poisoned = hall_document()
    poisoned["departments"][0]["name_vi"] = trap
    app.extensions["hall"].configure(HallPlan.from_dict(poisoned))
    touch(device("kiosk", "kiosk-1"))
    for which in ("day", "legs"):
        for row in table(supervisor, which):
            assert not [cell for cell in row.values() if cell.startswith(trap[0])], row


def test_a_name_is_text_on_the_page(app, device, supervisor) -> None:
    poisoned = hall_document()
    poisoned["departments"][0]["name_vi"] = "<script>alert(1)</script>"
    app.extensions["hall"].configure(HallPlan.from_dict(poisoned))
    touch(device("kiosk", "kiosk-1"))
    page = supervisor.get("/reports/day").get_data(as_text=True)
    assert "<script" not in page and "&lt;script&gt;" in page


def test_a_day_without_tickets_says_so(supervisor) -> None:
    page = supervisor.get("/reports/day?date=2026-01-01")
    assert page.status_code == 200 and "không có lượt nào" in page.get_data(as_text=True)
    assert table(supervisor, "legs", "2026-01-01") == []
    assert supervisor.get("/reports/legs.csv?date=2026-01-01").get_data(as_text=True).startswith("\ufeffnumber,")


@pytest.mark.parametrize("date", ["yesterday", "2026-02-30", "", "'; --", "0001-01-01", "9999-12-31"])
def test_a_date_that_is_none_is_refused_in_words(date, supervisor) -> None:
    assert supervisor.get(f"/reports/day?date={date}").status_code == 400


def test_the_day_tells_how_long_each_desk_was_open_and_at_rest(app, supervisor, officer, clock) -> None:
    an = officer(AN, LAND_1)
    clock.forward(minutes=30)
    version = an.get("/desk/snapshot.json").json["desk"]["version"]
    pause = {"key": "pause-0001", "version": version, "reason": "short"}
    assert an.post("/desk/deeds/break", json=pause).status_code == 200
    clock.forward(minutes=10)

    def told() -> list[str]:
        page = supervisor.get(f"/reports/day?date={DAY}").get_data(as_text=True)
        row = page.split('id="desk-times"')[1].split(f'data-key="{LAND_1}"')[1].split("</tr>")[0]
        return [cell.split(">")[1].split("<")[0] for cell in row.split("<td")[1:]]

    assert told() == ["0:30:00", "0:10:00", "0:00:00"]
    clock.forward(minutes=3 * 24 * 60)
    app.extensions["identities"].set_password("supervisor", "mot-mat-khau-moi")  # that day's session has ended
    supervisor.post("/desk/sign-in", data={"username": "supervisor", "password": "mot-mat-khau-moi"})
    assert told() == ["0:30:00", "0:00:00", "0:00:00"]  # that day ended with its last entry
