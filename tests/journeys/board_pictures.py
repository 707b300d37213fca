"""Every picture a board or panel can show, with the longest real names, and how to draw one in Chromium.

`python tests/journeys/board_pictures.py FOLDER [WORD …]` writes them as PNGs, also shrunk to a tenth: what is still
read there is read from the far end of the hall.
"""

from __future__ import annotations

from display.around import Line, around
from display.stream import View
from display.surroundings import departments_of
from server import hallfile
from server.core.hours import status
from server.core.plan import HallPlan

NOW = 1795398064943  # Monday 23/11/2026, 08:41 in Thái Nguyên
PLAN = hallfile.read()
LONGEST = max((one.name for one in PLAN.departments), key=lambda name: len(name.vi)).to_json()
STRANGE = {
    "vi": "Văn phòng Đăng ký đất đai, Trung tâm Phát triển quỹ đất và Quỹ Bảo vệ môi trường",
    "en": "Land registration office",
}
STATES = ("called", "serving", "serving", "absent", "over")
NO_PLAYLIST: dict = {"seconds": 12, "items": []}
NOTICE = {
    "vi": "Từ ngày 01/12/2026, hồ sơ đất đai nộp tại quầy 1 đến quầy 4. Mời ông/bà mang theo bản chính Giấy chứng nhận "
    "quyền sử dụng đất và căn cước để đối chiếu khi cán bộ tiếp nhận yêu cầu.",
    "en": "From 1 December 2026 land files are taken at desks 1 to 4. Please bring your original certificate and "
    "identity card.",
}  # fmt: skip


def call(seq: int, number: str, desk: int, state: str = "called", ago_s: float = 5, department: dict = LONGEST) -> dict:
    at = NOW - round(ago_s * 1000)
    return {
        "seq": seq, "number": number, "desk": str(desk), "desk_name": {"vi": f"Quầy {desk}", "en": f"Desk {desk}"},
        "department": department, "at": at, "state": state, "rings": [at],
    }  # fmt: skip


def calls(*numbers: str, desk: int = 128, states: tuple[str, ...] = ("called",), ago_s: float = 5) -> list[dict]:
    return [
        call(99 - place, number, desk, states[min(place, len(states) - 1)], ago_s + 30 * place, STRANGE)
        for place, number in enumerate(numbers)
    ]


def surroundings(view: View, plan: HallPlan = PLAN, now: int = NOW, real: bool = False) -> dict:
    """As the server makes them, with a busy hall's lines."""
    lines = {one.id: Line(7 * place % 41, (5 * place, 5 * place + 25), 1) for place, one in enumerate(plan.departments)}
    return around(plan, departments_of(plan, view), lines, status(plan.hours, now) if real else None, now)


def screen(view: View = View("hall"), arrows: bool = True, **more: object) -> dict:  # noqa: B008
    ways = ("left", "right", "up", "down")
    return {
        "around": surroundings(view), "playlist": NO_PLAYLIST,
        "arrows": {str(desk): ways[desk % 4] for desk in range(1, 1000)} if arrows else {}, **more,
    }  # fmt: skip


def board(*numbers: str, title: dict | None = None, slide: dict | None = None, **more: object) -> dict:
    now = more.pop("now", NOW)
    link, sound, around_it = (more.pop(key, None) for key in ("link", "sound", "screen"))
    told = calls(*numbers, **more)  # type: ignore[arg-type]
    state = {"hall": PLAN.name.to_json(), "title": title, "plan": 1, "stay_ms": 20_000, "calls": told}
    return {
        "kind": "hall", "state": state, "screen": around_it, "slide": slide, "now": now, "link": link or "live",
        "sound": {"trouble": sound, "voiced": False}, "display": "Màn hình sảnh 1",
    }  # fmt: skip


def lines(fits: int, view: View = View("hall")) -> dict:  # noqa: B008
    shown = surroundings(view)["lines"][:fits]
    return {"kind": "lines", "key": "lines-0", "lines": shown, "page": 0, "pages": 1 if len(shown) < 2 else 6}


def words(kind: str, text: dict = NOTICE) -> dict:
    return {"kind": kind, "key": f"{kind}-0", "text": text}


def panel(state: str, number: str = "", desk: str = "28", reason: str | None = None, link: str = "live") -> dict:
    one = PLAN.desk(desk)
    at_desk = [call(9, number, int(desk), state)] if number else []
    return {
        "kind": "panel", "link": link, "now": NOW, "display": "Bảng quầy", "screen": None, "slide": None,
        "sound": {"trouble": None, "voiced": False},
        "state": {
            "hall": PLAN.name.to_json(), "plan": 1, "desk": desk, "name": one.name.to_json(), "state": state,
            "reason": reason, "calls": at_desk,
            "departments": [PLAN.department(own).name.to_json() for own in one.departments],
        },
    }  # fmt: skip


def closed(at: str) -> dict:
    from datetime import datetime

    now = round(datetime.fromisoformat(at).timestamp() * 1000)
    around_it = surroundings(View("hall"), now=now, real=True)
    return board(screen={"around": around_it, "playlist": NO_PLAYLIST, "arrows": {}}, now=now)


EIGHT = ("Q128", "M888", "W999", "A001", "Q777", "M001", "B012", "C100")
LETTERS = ("AA128", "AW888", "A1012", "MM001", "Q777", "W9999", "B012", "C100")
RULE = {
    "vi": "Người ưu tiên được gọi sớm hơn: chờ 1 phút được tính như 3 phút.",
    "en": "Priority visitors are called sooner: each minute they wait counts as 3.",
}
TAX = View("department", "thue")
TAX_NAME = PLAN.department("thue").name.to_json()
PICTURES = {
    "nothing-yet": board(),
    "one": board("Q128"),
    "one-lost": board("Q128", link="lost", desk=28),
    "one-lines": board("Q128", desk=28, screen=screen(), slide=lines(3)),
    "one-letters": board("AW888", desk=999, screen=screen(), slide=lines(3)),
    "one-six-letters": board("MW1288", desk=999, screen=screen(), slide=words("notice")),
    "one-sound": board("Q128", desk=28, sound="blocked", screen=screen(), slide=lines(3)),
    "two": board("Q128", "A001", desk=8),
    "eight": board(*EIGHT, screen=screen()),
    "eight-letters": board(*LETTERS, desk=999, screen=screen()),
    "six-letters": board("MW1288", "MW1288", desk=999),
    "mixed": board(*EIGHT, states=STATES, desk=28, screen=screen(), slide=lines(3)),
    "busy-lines": board(*EIGHT, desk=17, screen=screen(), slide=lines(3)),
    "busy-letters": board(*LETTERS, desk=999, screen=screen(), slide=lines(3)),
    "busy-six-letters": board("MW1288", "MW1288", desk=999, screen=screen(), slide=lines(3)),
    "busy-notice": board("A012", "B007", desk=5, screen=screen(arrows=False), slide=words("notice")),
    "calm-lines": board(*EIGHT, states=("serving",), ago_s=90, desk=28, screen=screen(), slide=lines(8)),
    "calm-notice": board("A012", states=("serving",), ago_s=90, desk=28, screen=screen(), slide=words("notice")),
    "calm-rule": board(slide=words("rule", RULE), screen=screen()),
    "calm-empty": board(slide=lines(8), screen=screen()),
    "department": board("E012", "E011", "E010", title=TAX_NAME, desk=18, slide=lines(3, TAX), screen=screen(TAX)),
    "department-calm": board("E011", title=LONGEST, states=("serving",), ago_s=90, slide=lines(8, TAX),
                             screen=screen(TAX)),
    "zone": board("Q128", "K012", title={"vi": "Khu D", "en": "Area D"}, desk=22, slide=lines(3, View("zone", "khu-d")),
                  screen=screen(View("zone", "khu-d"))),
    "closed-soon": closed("2026-11-23T07:05:00+07:00"),
    "closed-lunch": closed("2026-11-23T12:05:00+07:00"),
    "closed-evening": closed("2026-11-27T18:00:00+07:00"),
    "closed-holiday": closed("2027-02-06T09:00:00+07:00"),
    "lost": board(*EIGHT, link="lost", screen=screen()),
    "dark": board(*EIGHT, link="dark"),
    "refused": board(link="refused"),
    "sound-blocked": board(*EIGHT, sound="blocked", screen=screen(), slide=lines(3)),
    "sound-failed": board(*EIGHT, states=("serving",), ago_s=90, sound="failed", screen=screen(), slide=lines(8)),
    "panel-called": panel("called", "Q128"),
    "panel-letters": panel("called", "AW888"),
    "panel-serving": panel("serving", "Q128"),
    "panel-open": panel("open"),
    "panel-break": panel("break", reason="short"),
    "panel-lunch": panel("break", reason="lunch"),
    "panel-back-office": panel("back-office"),
    "panel-closed": panel("closed"),
    "panel-lost": panel("called", "Q128", link="lost"),
    "panel-dark": panel("called", "Q128", link="dark"),
}  # fmt: skip
LONG_NAME = {
    "vi": "(Diễn tập) Trung tâm Phục vụ hành chính công số 2, phường Phan Đình Phùng, tỉnh Thái Nguyên",
    "en": "(Rehearsal) Public Administration Service Centre no. 2, Phan Đình Phùng Ward, Thái Nguyên",
}
PICTURES["long-name"] = board("A001")
PICTURES["long-name"]["state"] |= {"hall": LONG_NAME}
DRAW = """async (picture) => {
  const sheets = ["screen", picture.kind === "panel" ? "panel" : "board"];
  if (document.body.dataset.sheets !== String(sheets)) {
    document.body.replaceChildren();
    for (const old of document.querySelectorAll("link[href$='base.css'], link[data-own]")) old.remove();
    for (const name of sheets) await new Promise((done) => {
      const sheet = document.createElement("link");
      Object.assign(sheet, { rel: "stylesheet", href: `/display/static/${name}.css`, onload: done });
      sheet.dataset.own = "";
      document.head.append(sheet);
    });
    document.body.dataset.sheets = String(sheets);
    document.title = "Màn hình gọi số";
  }
  const { view } = await import("/display/static/board-view.js");
  const { panelView } = await import("/display/static/panel-view.js");
  const { render } = await import("/static/vendor.js");
  render((picture.kind === "panel" ? panelView : view)(picture, { onSlide: {} }), document.body);
  await document.fonts.ready;
}"""


def main(folder: str, *wanted: str) -> None:
    import tempfile
    from pathlib import Path

    from browser import ARGUMENTS, RunningHall, find_chromium
    from PIL import Image
    from playwright.sync_api import sync_playwright

    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    hall = RunningHall(Path(tempfile.mkdtemp()) / "data").start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            for width, height in ((1920, 1080), (1080, 1920), (1280, 800)):
                page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
                page.goto(f"{hall.url}/enrol")
                for name, picture in PICTURES.items():
                    unasked = wanted and not any(one in name for one in wanted)
                    if (width == 1280) == (picture["kind"] != "panel") or unasked:
                        continue
                    page.evaluate(DRAW, picture)
                    whole = out / f"{name}-{width}.png"
                    page.screenshot(path=whole)
                    Image.open(whole).resize((width // 10, height // 10), Image.Resampling.BOX).save(
                        out / f"{name}-{width}-far.png"
                    )
            browser.close()
    finally:
        hall.kill()


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
