"""The virtual printers' paper in the browser, and the switch that breaks them on request."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from server.core.errors import BadInput
from server.live.outbox import Outbox

STATE_WORDS = {
    "ready": ("Sẵn sàng", "Ready"),
    "near-end": ("Sắp hết giấy", "Paper is running low"),
    "paper-out": ("Hết giấy", "Out of paper"),
    "cover": ("Nắp đang mở", "Cover open"),
    "jam": ("Kẹt giấy", "Paper jam"),
    "offline": ("Mất kết nối", "Not connected"),
    "stalled": ("Không trả lời", "Not answering"),
    "write-only": ("Chỉ nhận lệnh in, không báo trạng thái", "Prints, but tells no state"),
}
FAULTS = (
    "cable", "paper-out", "near-end", "cover", "jam", "mute", "garbage", "slow", "late", "stall", "half-close",
    "hang-up",
    # In the middle of the next ticket; until then all is well.
    "paper-out-mid", "cover-mid", "jam-mid", "cable-mid",
)  # fmt: skip


def blueprint() -> Blueprint:
    room = Blueprint("paper", __name__, url_prefix="/paper", template_folder="templates")

    @room.get("/")
    def page() -> str:
        return render_template("display/paper.html", faults=FAULTS)

    @room.get("/slips.json")
    def slips() -> Response:
        names = _names()
        printers = [
            {
                "id": row["id"], "name": names.get(row["id"], row["id"]), "state": row["state"], "fault": row["fault"],
                "virtual": row["address"].startswith("virtual:"),
                "text": dict(zip(("vi", "en"), STATE_WORDS[row["state"]], strict=True)),
            }
            for row in _box().printers()
        ]  # fmt: skip
        papers = [
            {"id": row["id"], "printer": row["printer"], "number": row["number"], "at": row["at"],
             "png": f"/paper/slips/{row['id']}.png"}
            for row in _box().papers()
        ]  # fmt: skip
        return jsonify(printers=printers, slips=papers)

    @room.get("/slips/<int:slip>.png")
    def png(slip: int) -> Response:
        response = Response(_box().paper_png(slip), mimetype="image/png")
        response.headers["Cache-Control"] = "private, max-age=86400"
        return response

    @room.post("/printers/<printer>/fault")
    def fault(printer: str) -> tuple[str, int]:
        body = request.get_json(silent=True)
        wish = body.get("fault") if isinstance(body, dict) else "?"
        if wish is not None and wish not in FAULTS:
            raise BadInput(f"a fault is null or one of {', '.join(FAULTS)}")
        _box().wish_fault(printer, wish)
        current_app.extensions["tell_paper"]("printer")
        return "", 204

    return room


def _names() -> dict[str, str]:
    """Printer id → the hall file's name for it; an agent may own printers the hall file does not know."""
    store = current_app.extensions["store"]
    with store.reading() as db:
        return {one.id: one.name.vi for one in store.plan_of(db)[1].printers}


def _box() -> Outbox:
    return current_app.extensions["outbox"]
