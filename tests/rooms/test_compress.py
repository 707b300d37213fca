"""Text goes out small where the browser takes it so, and nothing else is touched."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.compress import Kept

GZIP = {"Accept-Encoding": "gzip, deflate"}
ROWS = 200


@pytest.fixture
def kiosk(app: Flask, device: Callable[[str, str], FlaskClient]) -> FlaskClient:
    with app.extensions["store"].writing() as db:
        for n in range(ROWS):
            row = (f"1.{n:06}", f"Thủ tục {n}", "", "Đất đai", "Sở", "", "dat-dai", "dat-dai.so-do", f"thu tuc {n}")
            columns = "code, name, short, field, agency, documents, department, service, folded"
            db.execute(f"INSERT INTO procedures ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    return device("kiosk", "kiosk-1")


CATALOGUE, SCRIPT, SHEET = "/kiosk/catalogue.json", "/kiosk/static/main.js", "/static/tokens.css"


@pytest.mark.parametrize("path", [CATALOGUE, SCRIPT, SHEET, "/kiosk/"])
def test_text_comes_compressed_and_says_the_same(kiosk: FlaskClient, path: str) -> None:
    plain = kiosk.get(path)
    assert "Content-Encoding" not in plain.headers
    for _ in range(2):  # the second time from what was kept
        small = kiosk.get(path, headers=GZIP)
        assert small.headers["Content-Encoding"] == "gzip"
        assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
        if path != "/kiosk/":  # each page has a token of its own
            assert gzip.decompress(small.data) == plain.data
    for reply in (plain, small):
        assert "Accept-Encoding" in reply.vary


@pytest.mark.parametrize("path", [CATALOGUE, SCRIPT])
def test_what_the_browser_has_is_not_sent_again(kiosk: FlaskClient, path: str) -> None:
    first = kiosk.get(path, headers=GZIP)
    again = kiosk.get(path, headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, "Accept-Encoding" in again.vary) == (304, b"", True)


def test_a_catalogue_that_changed_is_not_answered_from_what_was_kept(app: Flask, kiosk: FlaskClient) -> None:
    before = kiosk.get(CATALOGUE, headers=GZIP)
    with app.extensions["store"].writing() as db:
        db.execute("UPDATE procedures SET name = 'Tên mới' WHERE code = '1.000007'")
    after = kiosk.get(CATALOGUE, headers=GZIP | {"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Tên mới" in gzip.decompress(after.data).decode()


@pytest.mark.parametrize("accepts", ["", "identity", "br", "gzip;q=0"])
def test_a_browser_that_does_not_take_it_gets_plain_text(kiosk: FlaskClient, accepts: str) -> None:
    reply = kiosk.get(CATALOGUE, headers={"Accept-Encoding": accepts})
    assert "Content-Encoding" not in reply.headers
    assert len(reply.json["procedures"]) == ROWS


def test_fonts_sounds_short_answers_and_posts_stay_as_they_are(kiosk: FlaskClient) -> None:
    font = "/vendor/@fontsource/noto-sans/5.3.0/noto-sans-latin-400-normal.woff2"
    sound = "/kiosk/aloud.wav?text=Mời+ông/bà&language=vi"
    for path in (font, sound, "/static/icon.svg"):
        reply = kiosk.get(path, headers=GZIP)
        assert (reply.status_code, "Content-Encoding" in reply.headers) == (200, False), path
    wish = {"key": "touch-0001", "department": "dat-dai", "service": "dat-dai.so-do"}
    posted = kiosk.post("/kiosk/tickets", json=wish, headers=GZIP)
    assert (posted.status_code, "Content-Encoding" in posted.headers) == (201, False)


def test_a_part_of_a_file_is_that_part(kiosk: FlaskClient) -> None:
    reply = kiosk.get(SCRIPT, headers=GZIP | {"Range": "bytes=0-9"})
    assert (reply.status_code, len(reply.data), "Content-Encoding" in reply.headers) == (206, 10, False)


def test_a_page_that_holds_a_token_beside_the_askers_words_is_not_compressed(kiosk: FlaskClient) -> None:
    assert "Content-Encoding" not in kiosk.get("/enrol?code=ABCD1234", headers=GZIP).headers


def test_only_so_much_is_kept_and_the_least_used_goes_first() -> None:
    kept = Kept(most_bytes=10)
    for name in ("a", "b"):
        kept.put((name, "1"), b"12345")
    kept.get(("a", "1"))
    kept.put(("c", "1"), b"12345")
    assert [kept.get((name, "1")) for name in ("a", "b", "c")] == [b"12345", None, b"12345"]
