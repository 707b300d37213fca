"""GET /metrics: figures a monitor can read, for whoever holds its token and nobody else."""

from __future__ import annotations

import logging
import re

from cast import AN, LAND, LAND_1, LAND_BOOK
from flask import Flask

from server.settings import ROOT

ASKED = {"department": LAND, "service": LAND_BOOK}


def read(client) -> dict[str, float]:
    """name{labels} → value, out of the text the monitor gets."""
    reply = client.get("/metrics")
    assert reply.status_code == 200 and reply.mimetype == "text/plain"
    rows = re.findall(r"^([a-z_]+(?:\{.*?\})?) (\S+)$", reply.text, re.MULTILINE)
    return {name: float(value) for name, value in rows}


def test_a_visit_is_counted_from_the_touch_to_the_call(app: Flask, device, officer) -> None:
    monitor, kiosk, desk = device("metrics", "prometheus"), device("kiosk", "kiosk-1"), officer(AN, LAND_1)
    for n in range(3):
        assert kiosk.post("/kiosk/tickets", json={"key": f"touch-000{n}", **ASKED}).status_code == 201
    version = desk.get("/desk/snapshot.json").json["desk"]["version"]
    desk.post("/desk/deeds/next", json={"key": "press-0001", "version": version})
    app.extensions["publisher"].publish_new()
    app.extensions["pulse"].look()
    logging.getLogger("somewhere").error("a fault")
    told = read(monitor)
    assert told[f'luot_tickets_issued_total{{department="{LAND}"}}'] == 3
    assert told['luot_entries_total{kind="called"}'] == 1
    assert told[f'luot_waiting{{department="{LAND}"}}'] == 2
    assert told['luot_deed_seconds_count{deed="kiosk.issue"}'] == 3
    assert told["luot_outbox_waiting"] == 3 and told["luot_can_issue"] == 1 and told["luot_logged_errors_total"] == 1
    assert told["luot_database_bytes"] + told["luot_log_bytes"] > 100_000 and told["luot_memory_bytes"] > 1_000_000
    app.extensions["hall"].is_behind = lambda: True
    assert read(monitor)["luot_can_issue"] == 0


def test_two_halls_in_one_process_do_not_count_together(app: Flask, device) -> None:
    told = read(device("metrics", "prometheus"))
    assert not [name for name in told if name.startswith("luot_tickets_issued_total{")]


def test_nobody_else_reads_them(app: Flask, device) -> None:
    assert app.test_client().get("/metrics").status_code == 401
    assert device("agent", "server").get("/metrics").status_code == 401


def test_every_figure_is_told_in_the_docs_and_no_other(app: Flask, device) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    app.extensions["pulse"].look()
    reply = device("metrics", "prometheus").get("/metrics").text
    names = {name.removesuffix("_total") for name in re.findall(r"^# TYPE (luot_[a-z_]+)", reply, re.MULTILINE)}
    names = {name for name in names if not name.endswith("_created")} | {"luot_backup_age_seconds"}
    assert names == {name.removesuffix("_total") for name in re.findall(r"`(luot_[a-z_]+)", text)}
