"""The one navigation of all pages for those who run the hall: which pages there are, and who sees which.

A page stands here by its endpoint; it is shown where the house has that endpoint and the person may enter it, so that a
new page only adds its line.
"""

from __future__ import annotations

from flask import Flask, request, url_for

from ..auth import may_enter
from ..reached import only_here

# (group in Vietnamese, in English): (endpoint, Vietnamese, English, endpoints that stand under it)
GROUPS: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("Hôm nay", "Today", (
        ("admin.page", "Việc cần làm", "To do"),
        ("control.page", "Phòng điều hành", "Control room"),
        ("watch.page", "Báo khẩn, tin nhắn", "Alarms, messages"),
        ("calls.page", "Các lần gọi", "Calls"),
    )),
    ("Thiết lập", "Set-up", (
        ("setup.home", "Thiết lập từng bước", "Guided set-up"),
        ("lists.page", "Danh mục", "Lists"),
        ("admin.devices", "Thiết bị", "Devices"),
        ("voice.page", "Tiếng gọi số", "The voice"),
        ("people.page", "Tài khoản", "Accounts"),
    )),
    ("Báo cáo", "Reports", (
        ("reports.day", "Trong ngày", "Of a day"),
        ("periods.page", "Theo kỳ", "Of a period"),
        ("forecast.page", "Dự báo", "Forecasts"),
        ("ratings.page", "Mức độ hài lòng", "Satisfaction"),
    )),
    ("Vận hành", "Care", (
        ("list_history.page", "Lịch sử thay đổi", "Change history"),
        ("privacy.page", "Dữ liệu cá nhân", "Personal data"),
        ("when.index", "Khi có sự cố", "When something is wrong"),
        ("backup.page", "Sao lưu", "Backup"),
        ("account.page", "Tài khoản của tôi", "My account"),
    )),
)  # fmt: skip


def install(app: Flask) -> None:
    """Templates ask `navigation()` for it, and `knows(endpoint)` before they lead to a page another room may have."""
    app.jinja_env.globals["navigation"] = lambda: navigation(app)
    app.jinja_env.globals["knows"] = lambda endpoint: endpoint in app.view_functions
    app.jinja_env.globals["only_here"] = only_here
    app.jinja_env.globals["set_up_waits"] = lambda: bool(
        app.extensions["store"].rows("SELECT 1 FROM setup_drafts LIMIT 1")
    )


def navigation(app: Flask) -> list[dict]:
    """`{vi, en, pages: [{url, vi, en, here}]}` for the person of this request; empty groups are left out."""
    found = []
    for vi, en, pages in GROUPS:
        shown = [
            {"url": url_for(endpoint), "vi": own, "en": other, "here": _is_here(endpoint)}
            for endpoint, own, other in pages
            if endpoint in app.view_functions and may_enter(endpoint)
        ]
        if shown:
            found.append({"vi": vi, "en": en, "pages": shown})
    return found


def _is_here(endpoint: str) -> bool:
    """A room with one page of its own stands for all its addresses; `admin` and `reports` hold several."""
    here = request.endpoint or ""
    room = endpoint.partition(".")[0]
    several = room in ("admin", "reports", "control")
    return here == endpoint or not several and here.startswith((f"{room}.", f"{room}_"))
