"""A hall where each thing has happened once, and by which names its addresses know them."""

from __future__ import annotations

import base64
import io

from cast import AN, DUNG, LAND, LAND_1, LAND_BOOK
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer
from test_logo import mark, png
from werkzeug.routing import IntegerConverter

from bench.probes.addresses import WRONG_ROW, Address, every_address, values_of_the_code

HUGE = "9" * 22
SLIP = b"\x89PNG\r\n\x1a\n-a-slip"
ROWS = {"services": LAND_BOOK, "departments": LAND, "desks": LAND_1, "officers": AN, "kiosks": "kiosk-1",
        "displays": "display-1", "printers": "printer-1"}  # fmt: skip


def with_huge_numbers(app: Flask, values: dict[str, list[str]]) -> list[Address]:
    """The addresses that have a number in them, with one that no file can hold."""
    numbers = {name for rule in app.url_map.iter_rules() for name, one in rule._converters.items()
               if isinstance(one, IntegerConverter)}  # fmt: skip
    huge = {key: [HUGE] if key.rpartition(" ")[2] in numbers else one for key, one in values.items()}
    return [one for one in every_address(app, huge, ROWS) if HUGE in one.path]


def values_of(app: Flask, clients: dict[str, FlaskClient]) -> dict[str, list[str]]:
    """Lets each thing happen once, and tells by which names the pages know it. What ends a session or a device is to
    end Dũng's and the spare one."""
    kiosk, agent, admin, officer = (clients[role] for role in ("kiosk", "agent", "admin", "officer"))
    house = app.extensions
    wish = {"department": LAND, "service": LAND_BOOK}
    taken = kiosk.post("/kiosk/tickets", json={"key": "touch-0001", **wish}).json
    by_hand = officer.post("/desk/issue/tickets", json={"key": "touch-0002", "printer": "printer-1", **wish}).json
    agent.post("/agent/hello", json={"printers": [{"id": "printer-1", "address": "virtual://"}]})
    agent.post("/agent/printers/printer-1/paper", data=SLIP, headers={"X-Ticket-Number": taken["number"]})
    Officer(house["hall"], AN, LAND_1).press("next")
    playlist = house["settings"].data / "playlist"
    playlist.mkdir()
    (playlist / "a.png").write_bytes(png(mark()))
    dung = next(one for one in house["identities"].sessions() if one["username"] == DUNG)
    whole = admin.get("/admin/lists/all.xlsx").data
    return values_of_the_code(app) | {
        "secret": [taken["url"].rpartition("/")[2]], "number": [taken["number"]], "ticket": [str(taken["ticket"])],
        "reception.job job": [str(by_hand["job"]["id"])], "job": [str(taken["job"]["id"])],
        "slip": ["1"], "printer": ["printer-1"], "seq": [str(_of_the_call(app))],
        "list_history.undo seq": ["1"], "alarm": ["1"], "message": ["1"], "alert": ["1"], "errand": ["1"],
        "say": ["1"], "note": ["1"],
        "display.playlist_file name": ["a.png"], "desk.deed name": ["next", "recall"],
        "own": [_sent(admin, "/admin/lists/procedures/import", WRONG_ROW, "tep.csv")],
        **dict.fromkeys((f"lists_all.{one} own" for one in ("preview", "wrong", "take", "drop")),
                        [_sent(admin, "/admin/lists/all/import", whole, "ca-bo.xlsx")]),
        "username": [DUNG], "session": [dung["token_hash"][:16]], "device": [str(_spare_device(app))],
    }  # fmt: skip


def _sent(admin: FlaskClient, where: str, data: bytes, name: str) -> str:
    """The upload's own name, as its preview's address has it."""
    form = {"file": (io.BytesIO(data), name), "missing": "keep"}
    return admin.post(where, data=form, content_type="multipart/form-data").location.rpartition("/")[2]


def _of_the_call(app: Flask) -> int:
    return app.extensions["store"].row("SELECT max(seq) AS seq FROM journal WHERE kind = 'called'")["seq"]


def _spare_device(app: Flask) -> int:
    identities = app.extensions["identities"]
    identities.enrol(identities.new_code("display", "spare"))
    return next(one["id"] for one in identities.devices() if one["name"] == "spare")


def document_with_everything(document: dict) -> dict:
    """The hall has a logo, and desk 1 a panel of its own."""
    panel = {"name_vi": "Bảng 1", "name_en": "Panel 1", "desk": int(LAND_1)}
    return document | {
        "logo": base64.b64encode(png(mark(60, 40))).decode(), "displays": document["displays"] | {"panel-1": panel},
    }  # fmt: skip
