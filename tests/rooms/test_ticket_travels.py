"""One ticket through the doors, from touch to figures."""

from __future__ import annotations

from cast import AN, LAND, LAND_1, LAND_BOOK


def test_a_touch_becomes_a_number_a_call_and_a_service(app, device, officer, clock) -> None:
    kiosk = device("kiosk", "kiosk-1")
    issued = kiosk.post("/kiosk/tickets", json={"key": "touch-0001", "department": LAND, "service": LAND_BOOK})
    assert issued.status_code == 201
    assert issued.json["number"] == "A001"
    desk = officer(AN, LAND_1)
    seen = desk.get("/desk/snapshot.json").json
    assert [leg["number"] for leg in seen["waiting"]] == ["A001"]
    clock.forward(minutes=4)
    called = desk.post("/desk/deeds/next", json={"key": "press-0001", "version": seen["desk"]["version"]}).json
    assert called["did"] == ["called"]
    assert called["current"]["number"] == "A001"
    clock.forward(seconds=20)
    started = desk.post("/desk/deeds/start", json={"key": "press-0002", "version": called["desk"]["version"]}).json
    clock.forward(minutes=9)
    ended = desk.post("/desk/deeds/finish", json={"key": "press-0003", "version": started["desk"]["version"]}).json
    assert ended["current"] is None
    assert ended["day"] == {"served": 1, "no_show": 0, "dossiers": 0, "service_p50_ms": 9 * 60_000}
