"""What stands at the terminal after the start, for a technician who reads Vietnamese first."""

from __future__ import annotations

from pathlib import Path

from server.reached import own_address
from server.ready import Links
from server.settings import Settings


def told(tmp_path: Path, **more: object) -> str:
    settings = Settings(tmp_path, port=8123, **more)  # type: ignore[arg-type]
    return Links(screens=[("Kiosk · Máy lấy số (kiosk-1)", "/enrol?code=ABCD2345")], first_token="x").text(settings)


def test_the_links_and_the_first_sign_in_are_told_in_vietnamese_too(tmp_path: Path) -> None:
    text = told(tmp_path)
    for words in ("Đường dẫn dùng một lần", "Lần đầu", "http://127.0.0.1:8123/admin/first?token=x", "dừng trung tâm"):
        assert words in text, words


def test_a_hall_without_an_administrator_says_in_vietnamese_why_it_is_not_on_the_network(tmp_path: Path) -> None:
    text = told(tmp_path, host="0.0.0.0")  # noqa: S104
    assert "Chưa có quản trị nên trung tâm mới chỉ mở cho chính máy này" in text
    assert f"account admin --password --data {tmp_path}\n" in text, "as it stands there it finds this hall"


def test_a_hall_on_the_network_tells_the_address_other_machines_write(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("server.ready.narrowed", lambda wanted: wanted)
    assert f"Từ máy khác: http://{own_address()}:8123" in told(tmp_path, host="0.0.0.0")  # noqa: S104
