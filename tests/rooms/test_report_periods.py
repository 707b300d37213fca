"""Reports of any period through their doors: the page, the month to sign, CSV, workbook, JSON; what keeps them true."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile

import pytest
from cast import AN, BIRTH, CIVIL, LAND, LAND_1, LAND_BOOK, hall_document
from flask.testing import FlaskClient

from server.core.plan import HallPlan
from server.store.summaries import packed, unpacked
from server.store.verify import rebuild, verify

MONTH = "month=2026-11"
keys = itertools.count(1)


class Officer:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def press(self, deed: str) -> None:
        version = self.client.get("/desk/snapshot.json").json["desk"]["version"]
        reply = self.client.post(f"/desk/deeds/{deed}", json={"key": f"period-{next(keys):06d}", "version": version})
        assert reply.status_code == 200, reply.json


def touch(kiosk: FlaskClient, department: str = LAND, service: str = LAND_BOOK) -> None:
    body = {"key": f"touch-{next(keys):06d}", "department": department, "service": service}
    assert kiosk.post("/kiosk/tickets", json=body).status_code == 201


def sign_in(app, client: FlaskClient, username: str = "supervisor") -> FlaskClient:
    """Again, where that day's session has ended."""
    app.extensions["identities"].set_password(username, "mot-mat-khau-moi")
    client.post("/desk/sign-in", data={"username": username, "password": "mot-mat-khau-moi"})
    return client


def rows(client: FlaskClient, by: str, period: str = MONTH) -> dict[str, dict]:
    reply = client.get(f"/reports/period.json?by={by}&{period}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return {row["key"] + "/" + row["name"]: row for row in reply.json["rows"]}


@pytest.fixture
def two_days(app, device, officer, clock, supervisor) -> FlaskClient:
    """Monday: two served after 4 and 24 minutes, one not there. Tuesday, under a new name: one served, one waits."""
    kiosk = device("kiosk", "kiosk-1")
    an = Officer(officer(AN, LAND_1))
    for _ in range(3):
        touch(kiosk)
    for minutes, last in ((4, "finish"), (10, "finish"), (10, "no-show")):
        clock.forward(minutes=minutes)
        an.press("next")
        if last == "finish":
            an.press("start")
            clock.forward(minutes=10)
        an.press(last)
    clock.forward(minutes=24 * 60 - 44)
    renamed = hall_document()
    renamed["departments"][0] |= {"name_vi": "Nông nghiệp và Môi trường", "name_en": "Agriculture and Environment"}
    app.extensions["hall"].configure(HallPlan.from_dict(renamed))
    touch(kiosk)
    touch(kiosk, CIVIL, BIRTH)
    an = Officer(officer(AN, LAND_1))
    clock.forward(minutes=2)
    for deed in ("next", "start", "finish"):
        an.press(deed)
    return sign_in(app, supervisor)


def test_a_renamed_department_has_a_row_under_each_of_its_names(two_days) -> None:
    found = rows(two_days, "department")
    old, new = found[f"{LAND}/Đất đai"], found[f"{LAND}/Nông nghiệp và Môi trường"]
    assert (old["issued"], old["served"], old["no_show"]) == (3, 2, 1)
    assert (old["waiting_p50"], old["waiting_p90"]) == (4 * 60_000, 24 * 60_000)
    assert old["within_share"] == 0.5
    assert (new["issued"], new["served"]) == (1, 1)
    assert found[f"{CIVIL}/Tư pháp"]["open"] == 1


def test_days_weekdays_hours_and_months_sum_to_the_hall(two_days) -> None:
    whole = rows(two_days, "hall")["hall/Trung tâm thử nghiệm"]["issued"]
    assert whole == 5
    for by in ("department", "service", "procedure", "hour", "weekday", "heat", "date", "month", "year"):
        assert sum(row["issued"] for row in rows(two_days, by).values()) == whole, by
    assert [row["issued"] for row in rows(two_days, "date").values()] == [3, 2]


@pytest.mark.parametrize(("late_s", "share"), [(0, 1.0), (1, 0.0)])
def test_in_time_ends_with_the_minute_the_department_aims_at(
    app, device, officer, clock, supervisor, late_s: int, share: float
) -> None:
    aim = app.extensions["store"].present_plan().department(LAND).service_level_minutes
    an = Officer(officer(AN, LAND_1))
    touch(device("kiosk", "kiosk-1"))
    issued = app.extensions["store"].row("SELECT opened_at FROM legs")["opened_at"]
    clock.ms = issued + round(aim * 60_000) + late_s * 1000
    an.press("next")
    an.press("start")
    assert rows(supervisor, "department")[f"{LAND}/Đất đai"]["within_share"] == share


def test_a_period_is_compared_with_the_one_before(two_days) -> None:
    told = two_days.get("/reports/period.json?from=2026-11-24&to=2026-11-24").json
    assert (told["before"]["from"], told["before"]["to"], told["before"]["issued"]) == ("2026-11-23", "2026-11-23", 3)
    assert two_days.get(f"/reports/period.json?{MONTH}").json["before"]["from"] == "2026-10-01"


def test_what_is_summed_up_says_the_same_as_the_legs(two_days, app, clock) -> None:
    live = {by: rows(two_days, by) for by in ("officer", "date", "month")}
    clock.forward(minutes=20 * 24 * 60)
    assert app.extensions["keeper"].keep() == []
    summed = {by: rows(sign_in(app, two_days), by) for by in live}
    assert summed == live
    store = app.extensions["store"]
    assert store.row("SELECT 1 FROM summaries WHERE period = '2026-11' AND level = 'heat'")


def test_a_late_deed_throws_away_what_was_summed_up_of_that_day(two_days, app, clock, device) -> None:
    clock.forward(minutes=20 * 24 * 60)
    app.extensions["keeper"].keep()
    store, days = app.extensions["store"], "SELECT 1 FROM summaries WHERE period IN ('2026-11-24', '2026-11')"
    assert store.row(days)
    touch(device("kiosk", "kiosk-1"))  # the day begins: who still waited on Tuesday is expired
    assert not store.row(days) and store.row("SELECT 1 FROM summaries WHERE period = '2026-11-23'")
    told = rows(sign_in(app, two_days), "department")[f"{CIVIL}/Tư pháp"]
    assert (told["open"], told["expired"]) == (0, 1)


def test_a_year_that_is_over_is_read_from_its_own_row_and_says_the_same(two_days, app, clock, device) -> None:
    levels = ("hall", "department", "service", "hour", "weekday", "heat", "month", "year", "officer", "desk")
    live = {by: rows(two_days, by, "year=2026") for by in levels}
    clock.forward(minutes=60 * 24 * 60)
    store, keeper = app.extensions["store"], app.extensions["keeper"]
    keeper.keep()
    kept = "SELECT 1 FROM summaries WHERE period = '2026' AND level = 'month'"
    assert store.row(kept)
    client = sign_in(app, two_days)
    assert {by: rows(client, by, "year=2026") for by in levels} == live
    assert len(rows(client, "date", "year=2026")) == 2  # its days stand in the months
    with store.writing() as db:
        db.execute("UPDATE summaries SET body = (SELECT body FROM summaries WHERE period = '2026' AND level = 'heat')"
                   " WHERE period = '2026' AND level = 'hour'")  # fmt: skip
    assert "summary 2026 hour" in verify(store).report()
    assert rebuild(store).equal and store.row(kept)
    assert rows(client, "hour", "year=2026") == live["hour"]
    touch(device("kiosk", "kiosk-1"))  # who still waited in November is expired: the year is no longer what it was
    assert not store.row(kept)
    assert rows(client, "department", "year=2026")[f"{CIVIL}/Tư pháp"]["expired"] == 1


def test_damaged_sums_are_found_by_verify_and_mended_by_rebuild(two_days, app, clock) -> None:
    clock.forward(minutes=20 * 24 * 60)
    store = app.extensions["store"]
    app.extensions["keeper"].keep()
    before = rows(sign_in(app, two_days), "department")
    with store.writing() as db:
        body = db.execute("SELECT body FROM summaries WHERE period = '2026-11' AND level = 'department'").fetchone()[0]
        table = unpacked(body)
        next(iter(table.values()))["c"]["issued"] += 7
        db.execute("UPDATE summaries SET body = ? WHERE period = '2026-11' AND level = 'department'", (packed(table),))
        db.execute("UPDATE summaries SET body = x'00' WHERE period = '2026-11-23' AND level = 'desk'")
    found = verify(store).report()
    assert "summary 2026-11 department" in found and "summary 2026-11-23 desk" in found
    assert rebuild(store).equal and verify(store).equal
    assert rows(two_days, "department") == before


def test_an_impossible_figure_is_told_to_those_who_look_until_it_is_mended(two_days, app, clock) -> None:
    clock.forward(minutes=24 * 60)
    store, keeper = app.extensions["store"], app.extensions["keeper"]
    keeper.keep()
    with store.writing() as db:
        row = db.execute("SELECT body FROM summaries WHERE period = '2026-11-23' AND level = 'hall'").fetchone()
        table = unpacked(row["body"])
        table[""]["c"]["served"] -= 1
        sql = "UPDATE summaries SET body = ? WHERE period = '2026-11-23' AND level = 'hall'"
        db.execute(sql, (packed(table),))
        db.execute("INSERT INTO figure_findings VALUES ('2026-11-23', 'outcomes', '')")
    assert keeper.keep() == ["2026-11-23"]
    app.extensions["identities"].add_account("ha", "Hà", "admin")
    client = sign_in(app, two_days, "ha")
    for page in ("/admin/", f"/reports/period?{MONTH}"):
        text = client.get(page).get_data(as_text=True)
        assert "Số liệu ngày 23/11/2026" in text and "verify" in text, page
    assert not verify(store).equal
    rebuild(store)
    assert keeper.keep() == []
    assert "Số liệu ngày 23/11/2026" not in client.get("/admin/").get_data(as_text=True)


def test_a_number_that_no_ticket_has_is_missed(two_days, app, clock) -> None:
    with app.extensions["store"].writing() as db:
        db.execute("UPDATE counters SET last = last + 1 WHERE business_date = '2026-11-23' AND series = 'A'")
    clock.forward(minutes=24 * 60)
    assert app.extensions["keeper"].keep() == ["2026-11-23"]


def test_every_page_stands_without_a_ticket(supervisor) -> None:
    for page in ("period?month=2025-01", "month?month=2025-01", "period?year=2031", "period.xlsx?month=2025-01"):
        assert supervisor.get(f"/reports/{page}").status_code == 200, page
    assert rows(supervisor, "department", "month=2025-01") == {}
    assert "không có lượt nào" in supervisor.get("/reports/period?month=2025-01").get_data(as_text=True)


def test_nobody_came_and_every_figure_is_finite(app, device, officer, clock, supervisor) -> None:
    kiosk, an = device("kiosk", "kiosk-1"), Officer(officer(AN, LAND_1))
    for _ in range(3):
        touch(kiosk)
        an.press("next")
        an.press("no-show")
    row = rows(supervisor, "department")[f"{LAND}/Đất đai"]
    assert (row["no_show"], row["within_share"], row["waiting_p90"], row["service_mean"]) == (3, None, None, None)
    for page in ("period", "month?month=2026-11"):
        assert supervisor.get(f"/reports/{page}").status_code == 200


def test_the_csv_has_units_and_no_formula(app, device, supervisor) -> None:
    poisoned = hall_document()
    poisoned["departments"][0]["name_vi"] = "=1+1"
    app.extensions["hall"].configure(HallPlan.from_dict(poisoned))
    touch(device("kiosk", "kiosk-1"))
    text = supervisor.get(f"/reports/period.csv?by=department&{MONTH}").get_data(as_text=True)
    row = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert row["name"] == "'=1+1" and row["issued"] == "1" and row["waiting_p50_s"] == ""
    sheet = workbook(supervisor)["xl/sharedStrings.xml"]
    assert "=1+1" in sheet and not any("<f>" in text for text in workbook(supervisor).values())


def workbook(client: FlaskClient) -> dict[str, str]:
    data = client.get(f"/reports/period.xlsx?{MONTH}").data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def test_the_workbook_has_typed_cells_and_a_sheet_a_level(two_days) -> None:
    parts = workbook(two_days)
    assert parts["xl/workbook.xml"].count("<sheet ") == 12
    first = parts["xl/worksheets/sheet1.xml"]
    assert '<c r="D2"><v>5</v></c>' in first  # a number, not text
    assert "[h]:mm:ss" in parts["xl/styles.xml"]


def test_the_month_is_handed_up_in_due_form(two_days) -> None:
    page = two_days.get("/reports/month?month=2026-11").get_data(as_text=True)
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "tháng 11 năm 2026", "Nơi nhận",
                  "GIÁM ĐỐC", "Tháng chưa kết thúc"):  # fmt: skip
        assert words in page
    assert "style=" not in page and "<script" not in page


@pytest.mark.parametrize("asked", ["from=2026-11-24&to=2026-11-23", "month=2026-13", "month=11", "year=x", "from=x",
                                   "from=2001-01-01&to=2026-01-01", "by=tickets", "year=9999"])  # fmt: skip
def test_what_is_no_period_is_refused_in_words(asked, supervisor) -> None:
    assert supervisor.get(f"/reports/period.json?{asked}").status_code == 400


def test_the_desk_tells_busy_and_idle_time(two_days) -> None:
    row = next(iter(rows(two_days, "desk", "from=2026-11-23&to=2026-11-23").values()))
    assert row["desk_busy"] == 20 * 60_000
    assert row["desk_open"] == row["desk_idle"] + row["desk_busy"]
