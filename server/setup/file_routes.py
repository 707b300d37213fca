"""The steps that take more than a form: what to start from, and the logo. See docs/api.md, "Set-up"."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response

from .. import hallfile, logo
from ..auth import me
from ..core.plan import PlanError
from .draft import HOW
from .forms import start
from .pages import draft, page
from .refused import NotYet
from .routes import Answer, keep

PICTURES = ("PNG", "JPEG")
SHOWN = 100  # things to mend in a hall file: a page of all of them helps nobody


def blueprint() -> Blueprint:
    room = Blueprint("setup_files", __name__, url_prefix="/admin/setup", template_folder="templates")

    @room.post("/start")
    def begin_with() -> Answer:
        what = request.form.get("from", "")
        if what == "keep":
            draft().mark(me().name, "start")
            return redirect("/admin/setup/centre", 303)
        if what in ("pattern", "empty"):
            make = start.pattern if what == "pattern" else start.empty
            return keep("start", make)
        return _from_file()

    @room.post("/logo")
    def take_logo() -> Answer:
        if request.form.get("what") == "none":
            return keep("logo", lambda document: {"logo": ""})
        return keep("logo", lambda document: {"logo": _picture()}, stay=True)

    return room


def _from_file() -> Answer:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        wrong = NotYet("Mời chọn tệp trung tâm (.toml).", "Please choose a hall file (.toml).")
        return page("start", error=wrong, typed=request.form), wrong.status
    try:
        plan = hallfile.plan_of(sent.read(), "hall.toml")
    except PlanError as wrong:
        return page("start", findings=wrong.findings[:SHOWN], typed=request.form), 400
    draft().drop()
    current_app.extensions["hall"].configure(plan, me().name, HOW)
    current_app.extensions["follow_people"]()
    draft().mark(me().name, "start")
    return _to_overview()


def _to_overview() -> Response:
    return redirect("/admin/setup/", 303)


def _picture() -> str:
    sent = request.files.get("logo")
    if sent is None or not sent.filename:
        raise NotYet("Mời chọn tệp ảnh PNG hoặc JPEG.", "Please choose a PNG or JPEG picture.")
    try:
        return logo.encode(sent.read(logo.LARGEST_BYTES + 1), "logo", PICTURES)
    except ValueError as wrong:
        raise NotYet(
            f"Ảnh này chưa dùng được: phải là PNG hoặc JPEG, không quá {logo.LARGEST_BYTES // 1024} kB, "
            f"mỗi cạnh không quá {logo.LARGEST_SIDE} điểm, có phần đậm và phần nhạt.",
            f"This picture won't do: {wrong}.",
        ) from wrong
