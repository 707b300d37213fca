"""Each thing happens once at the doors of this house under probe, so that its pages have something to show."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from server.core.plan import HallPlan

from .addresses import WRONG_ROW, Values
from .target import Caller

PRINTED_WITHIN_S = 20
Rows = Callable[[str], list[tuple]]


def picture() -> bytes:
    """A black square on white, as a PNG: a logo, and something to show beside the numbers."""
    square, file = Image.new("RGB", (80, 80), "white"), io.BytesIO()
    square.paste("black", (20, 20, 60, 60))
    square.save(file, "PNG")
    return file.getvalue()


def once(callers: dict[str, Caller], plan: HallPlan, data: Path, rows: Rows) -> Values:
    """By which names the pages know what happened. `rows` answers an SQL question."""
    department = plan.departments[0]
    wish = {"department": department.id, "service": department.services[0].id}
    desk = next(one.id for one in plan.desks if one.serves(*wish.values()))
    taken = _post(callers["kiosk"], "/kiosk/", "/kiosk/tickets", {"key": "pages-000001", **wish})
    officer = callers["officer"]
    _post(officer, "/", "/desk/choose", {"desk": desk})
    hand = {"key": "pages-000002", "printer": plan.printers[0].id, **wish}
    by_hand = _post(officer, "/", "/desk/issue/tickets", hand)
    version = officer.ask("GET", "/desk/snapshot.json").json()["desk"]["version"]
    _post(officer, "/", "/desk/deeds/next", {"key": "pages-000003", "version": version})
    (data / "playlist").mkdir(exist_ok=True)
    (data / "playlist" / "a.png").write_bytes(picture())
    admin = callers["admin"]
    whole = admin.ask("GET", "/admin/lists/all.xlsx").content
    both = _sent(admin, "/admin/lists/all/import", "all.xlsx", whole)
    return {
        "secret": [taken["url"].rpartition("/")[2]], "number": [taken["number"]], "ticket": [str(taken["ticket"])],
        "reception.job job": [str(by_hand["job"]["id"])], "job": [str(taken["job"]["id"])],
        "seq": [str(rows("SELECT max(seq) FROM journal WHERE kind = 'called'")[0][0])],
        "slip": [str(_printed(rows))], "display.playlist_file name": ["a.png"],
        "own": [_sent(admin, "/admin/lists/procedures/import", "rows.csv", WRONG_ROW)],
        "lists_all.preview own": [both], "lists_all.wrong own": [both],
    }  # fmt: skip


def token_of(caller: Caller, page: str) -> str:
    """The token of that page, which the caller sends from now on where the page let it in."""
    reply = caller.ask("GET", page, headers={"Accept": "text/html"})
    caller.cookies |= reply.cookies.get_dict()
    found = re.search(r'csrf-token" content="([^"]+)"', reply.text)
    if found and reply.status_code == 200:
        caller.headers["X-CSRFToken"] = found[1]
    return found[1] if found else ""


def _post(caller: Caller, page: str, path: str, body: dict) -> dict:
    token_of(caller, page)
    reply = caller.ask("POST", path, json=body, headers={"Accept": "application/json"})
    assert reply.status_code in (200, 201), f"{path}: {reply.status_code} {reply.text[:200]}"
    return reply.json()


def _sent(admin: Caller, where: str, name: str, data: bytes) -> str:
    """The upload's own name, as its preview's address has it."""
    token_of(admin, "/")
    reply = admin.ask("POST", where, files={"file": (name, data)}, data={"missing": "keep"})
    assert reply.status_code == 303, f"{where}: {reply.status_code}"
    return reply.headers["Location"].rpartition("/")[2]


def _printed(rows: Rows) -> int:
    until = time.monotonic() + PRINTED_WITHIN_S
    while not (found := rows("SELECT id FROM papers ORDER BY id LIMIT 1")):
        assert time.monotonic() < until, f"the print agent brought no slip within {PRINTED_WITHIN_S} s"
        time.sleep(0.1)
    return found[0][0]
