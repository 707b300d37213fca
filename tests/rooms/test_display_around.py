"""What surrounds the numbers: opening hours, lines, notices, the rule, arrows, and the playlist's files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cast import AN, CIVIL, LAND, LAND_1, LAND_BOOK, TAX, hall_document
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer, touch
from test_display_live import Hall, heard

from display.playlist import MOST, Playlist
from server.clock import TestClock
from server.core.plan import HallPlan

PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 100
MP4 = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 40
WEBM, JPEG, WEBP = b"\x1a\x45\xdf\xa3" + b"w" * 50, b"\xff\xd8\xff\xe0" + b"j" * 50, b"RIFF\0\0\0\0WEBP" + b"w" * 50


@pytest.fixture
def plan() -> HallPlan:
    document = hall_document()
    document["departments"][2]["discipline"] = "fifo"
    document["notices"] = [
        {"text_vi": "Luôn luôn", "text_en": "Always"},
        {"text_vi": "Hôm nay", "text_en": "Today", "first": "2026-11-23", "last": "2026-11-23"},
        {"text_vi": "Mai", "text_en": "Tomorrow", "first": "2026-11-24"},
    ]
    name = {"name_vi": "TV", "name_en": "TV"}
    document["displays"] |= {
        "tv-tax": {**name, "department": TAX}, "tv-land": {**name, "arrows": {"1": "left", "3": "up"}},
    }  # fmt: skip
    return HallPlan.from_dict(document)


@pytest.fixture
def live(app: Flask) -> Hall:
    return Hall(app)


def screen(live: Hall, name: str = "display-1") -> dict:
    return live.pair(name).get("/display/screen.json").json


def test_a_board_shows_its_departments_lines(live: Hall) -> None:
    Officer(live.hall, AN, LAND_1).sit()
    for _ in range(3):
        touch(live.hall, LAND, LAND_BOOK)
    whole, tax = screen(live)["around"]["lines"], screen(live, "tv-tax")["around"]["lines"]
    told = [(line["id"], line["waiting"], line["desks"]) for line in whole]
    assert told == [(LAND, 3, 1), (CIVIL, 0, 0), (TAX, 0, 0)]
    assert [line["id"] for line in tax] == [TAX]
    low, high = whole[0]["minutes"]
    assert 0 < low < high


def test_notices_stand_on_their_days_and_the_rule_of_each_line_is_told_once(live: Hall, clock: TestClock) -> None:
    around = screen(live)["around"]
    assert [one["vi"] for one in around["notices"]] == ["Luôn luôn", "Hôm nay"]
    assert [one["vi"] for one in around["rules"]] == [
        "Người ưu tiên được gọi sớm hơn: chờ 1 phút được tính như 3 phút.", "Ai đến trước được gọi trước.",
    ]  # fmt: skip
    clock.forward(minutes=24 * 60)
    live.app.extensions["surroundings"].look()
    assert [one["vi"] for one in screen(live)["around"]["notices"]] == ["Luôn luôn", "Mai"]


def test_the_boards_are_told_with_the_heartbeat_and_only_of_a_change(live: Hall, device: Callable) -> None:
    listener = live.listen(device("display", "display-1"), "display")
    live.app.extensions["sockets"].beat()
    assert heard(listener, "around") == []
    touch(live.hall, LAND, LAND_BOOK)
    live.tell()
    live.app.extensions["sockets"].beat()
    live.app.extensions["sockets"].beat()
    (around,) = heard(listener, "around")
    assert around["lines"][0]["waiting"] == 1
    assert live.board() == []


def test_a_look_that_falls_stops_no_other(live: Hall, device: Callable) -> None:
    listener = live.listen(device("display", "display-1"), "display")
    live.app.extensions["sockets"].beat()
    live.app.extensions["sockets"].at_beat.insert(0, lambda: 1 / 0)
    touch(live.hall, LAND, LAND_BOOK)
    live.app.extensions["sockets"].beat()
    assert len(heard(listener, "around")) == 1


@pytest.mark.parametrize(
    ("at", "title", "when"),
    [
        ("2026-11-23T07:10:00+07:00", "Sắp mở cửa", "Mở cửa lúc 07:30 hôm nay"),
        ("2026-11-23T05:00:00+07:00", "Ngoài giờ làm việc", "Mở cửa lúc 07:30 hôm nay"),
        ("2026-11-23T12:00:00+07:00", "Nghỉ trưa", "Mở cửa lúc 13:30 hôm nay"),
        ("2026-11-27T17:05:00+07:00", "Đã hết giờ làm việc", "Mở cửa lúc 07:30 Thứ Hai, ngày 30/11/2026"),
        ("2026-11-28T09:00:00+07:00", "Hôm nay Trung\u00a0tâm nghỉ", "Mở cửa lúc 07:30 Thứ Hai, ngày 30/11/2026"),
        ("2026-11-23T09:00:00+07:00", None, None),
        ("2026-11-23T11:20:00+07:00", None, None),  # no more numbers, but the desks still work
    ],
)  # fmt: skip
def test_a_hall_with_real_hours_says_when_it_opens(
    live: Hall, clock: TestClock, at: str, title: str | None, when: str | None
) -> None:
    clock.ms = TestClock(at).now()
    live.app.extensions["surroundings"].look()
    assert screen(live)["around"]["closed"] is None, "this hall is open at any hour"
    live.hall.real_hours = True
    live.app.extensions["surroundings"].look()
    closed = screen(live)["around"]["closed"]
    assert (closed and closed["title"]["vi"], closed and closed["when"]["vi"]) == (title, when)
    assert closed is None or closed["hours"] == ["07:30–11:30", "13:30–17:00"]


def test_each_screen_knows_its_own_arrows_and_task(live: Hall) -> None:
    assert screen(live, "tv-land")["arrows"] == {"1": "left", "3": "up"}
    assert screen(live)["arrows"] == {}
    assert [screen(live, name)["kind"] for name in ("display-1", "tv-tax", "unknown")] == ["hall", "department", "hall"]
    assert (screen(live)["voice"], screen(live, "unknown")["voice"]) == (True, False)


# -- the playlist ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(app: Flask) -> Path:
    folder = app.extensions["settings"].data / "playlist"
    folder.mkdir()
    return folder


@pytest.fixture
def tv(device: Callable) -> FlaskClient:
    return device("display", "display-1")


def names(tv: FlaskClient) -> list[str]:
    items = tv.get("/display/screen.json").json["playlist"]["items"]
    return [one["src"].partition("?")[0].rpartition("/")[2] for one in items]


def test_the_playlist_is_what_the_folder_holds_by_name(folder: Path, tv: FlaskClient) -> None:
    files = {"02 giờ làm việc.png": PNG, "01.mp4": MP4, "03.JPG": JPEG, "04.webp": WEBP, "05.webm": WEBM}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    assert names(tv) == ["01.mp4", "02 giờ làm việc.png", "03.JPG", "04.webp", "05.webm"]
    told = tv.get("/display/screen.json").json["playlist"]
    assert [one["kind"] for one in told["items"]] == ["video", "image", "image", "image", "video"]
    assert told["seconds"] == 12
    types = [tv.get(one["src"]).mimetype for one in told["items"]]
    assert types == ["video/mp4", "image/png", "image/jpeg", "image/webp", "video/webm"]


def test_a_video_is_served_in_ranges(folder: Path, tv: FlaskClient) -> None:
    (folder / "a.mp4").write_bytes(MP4)
    whole = tv.get("/display/playlist/a.mp4")
    assert (whole.status_code, whole.data, whole.headers["Accept-Ranges"]) == (200, MP4, "bytes")
    part = tv.get("/display/playlist/a.mp4", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, MP4[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(MP4)}"
    assert tv.get("/display/playlist/a.mp4", headers={"Range": f"bytes={len(MP4)}-"}).status_code == 416
    again = tv.get("/display/playlist/a.mp4", headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_nothing_else_comes_out_of_the_folder_or_from_beside_it(folder: Path, tv: FlaskClient, app: Flask) -> None:
    secret = app.extensions["settings"].data / "secret.png"
    secret.write_bytes(PNG)
    (folder / "link.png").symlink_to(secret)
    (folder / "inside").mkdir()
    (folder / "inside" / "a.png").write_bytes(PNG)
    files = {
        "page.html": b"<script>", "a.svg": b"<svg/>", ".hidden.png": PNG, "liar.png": b"<html>", "empty.png": b"",
        "hall.db": b"SQLite format 3\0", "-rf.png": PNG, "a\n.png": PNG, "ok.png": PNG,
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_bytes(content)
    assert names(tv) == ["ok.png"]
    for path in (
        "page.html", "a.svg", ".hidden.png", "liar.png", "link.png", "inside/a.png", "inside", "hall.db", "", ".", "..",
        "../secret.png", "..%2Fsecret.png", "%2e%2e/secret.png", "..\\secret.png", "ok.png/", "ok.png%00",
        "/etc/passwd",
    ):  # fmt: skip
        assert tv.get(f"/display/playlist/{path}").status_code in (308, 404), path


def test_a_hall_without_the_folder_has_no_playlist(tv: FlaskClient) -> None:
    assert names(tv) == []


def test_a_changed_file_has_another_address_and_a_huge_folder_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    before = Playlist(tmp_path).items()[0].version
    (tmp_path / "a.png").write_bytes(PNG + b"more")
    assert Playlist(tmp_path).items()[0].version != before
    for n in range(MOST + 5):
        (tmp_path / f"{n:04}.png").write_bytes(PNG)
    assert len(Playlist(tmp_path).items()) == MOST


# -- receipts for the supervisor ---------------------------------------------------------------------------------------


def test_the_supervisor_sees_which_screens_showed_a_call_and_which_did_not(
    live: Hall, device: Callable, supervisor: FlaskClient, clock: TestClock
) -> None:
    one, other = device("display", "display-1"), device("display", "display-2")
    assert other
    live.call(Officer(live.hall, AN, LAND_1).sit())
    (row,) = live.picture()["calls"]
    clock.forward(seconds=9)
    later = device("display", "hung-up-later")
    assert later
    live.listen(one, "display").emit("receipt", {"what": "shown", "calls": [[row["seq"], row["at"] + 80]]})
    live.app.extensions["sockets"].beat()
    live.app.extensions["receipts"].note(1, "display-1", "spoken", row["seq"], row["at"] + 900)
    live.app.extensions["receipts"].write()
    (call,) = supervisor.get("/admin/calls/receipts.json").json["calls"]
    assert (call["number"], call["missing"]) == ("A001", ["display-2"])
    (receipt,) = call["shown"]
    assert (receipt["name"], receipt["at"] - call["at"]) == ("display-1", 80)
    assert [one["name"] for one in call["spoken"]] == ["display-1"]
    page = supervisor.get("/admin/calls/?number=a001").text
    assert "TV 1 <span class=\"en\">0,1 s</span>" in page and "<td>TV 2</td>" in page
    assert supervisor.get("/admin/calls/receipts.json?number=B9").json["calls"] == []
