"""All lists in one workbook: send, preview, take. See docs/admin-lists.md and docs/api.md, "Admin"."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from ..auth import me
from ..core.errors import HallError
from ..core.lists.difference import differences
from ..core.lists.reading import NoHeading
from ..core.lists.registry import LISTS
from ..core.lists.together import ORDER
from ..lists import files
from ..lists.book import ChangedMeanwhile, NothingToDo, StillWrong
from .list_file_routes import SHOWN, NoFile, to_preview, uploads, wrong_cells
from .list_routes import after_change, book, present_plan
from .list_words import summed

TITLES = {one.title.vi: one.name for one in ORDER}


def blueprint() -> Blueprint:
    room = Blueprint("lists_all", __name__, url_prefix="/admin/lists/all", template_folder="templates")

    @room.get("/import")
    def choose() -> str:
        return _choose()

    @room.post("/import")
    def send() -> WsgiResponse | tuple[str, int]:
        return to_preview(_keep, _choose, "lists_all.preview")

    @room.get("/files/<own>")
    def preview(own: str) -> str:
        return _preview(own)

    @room.post("/files/<own>")
    def take(own: str) -> WsgiResponse | str | tuple[str, int]:
        upload, before = uploads().get(own, me().name), present_plan()
        try:
            seq = book().take_all(upload, request.form.get("shown", ""), me().name)
        except (ChangedMeanwhile, StillWrong, NothingToDo) as refused:
            return _preview(own, refused), refused.status
        uploads().forget(own, me().name)
        return after_change(None, before, seq)

    @room.post("/files/<own>/drop")
    def drop(own: str) -> WsgiResponse:
        uploads().forget(own, me().name)
        return redirect(url_for("lists.page"), 303)

    @room.get("/files/<own>/wrong.csv")
    def wrong(own: str) -> Response:
        told = book().preview_all(uploads().get(own, me().name))
        rows = [("", one) for one in told.whole]
        rows += [(LISTS[name].title.vi, one) for name, part in told.parts.items() for one in part.wrong]
        return wrong_cells(rows)

    return room


def _keep() -> str:
    """Reads the workbook that was sent, sees that each sheet is its list's, and keeps the cells."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise NoFile
    sheets = files.read_all(sent.read(), TITLES)
    own = uploads().keep(me().name, "", sent.filename, request.form.get("missing") == "retire", sheets)
    try:
        book().preview_all(uploads().get(own, me().name))
    except NoHeading:
        uploads().forget(own, me().name)
        raise
    return own


def _choose(refused: HallError | NoHeading | None = None) -> str:
    return render_template("admin/lists/import_all.html", titles=list(TITLES), refused=refused)


def _preview(own: str, refused: HallError | None = None) -> str:
    upload = uploads().get(own, me().name)
    told = book().preview_all(upload)
    others = differences(present_plan().to_dict(), told.plan.to_dict()) if told.plan else []
    named = {
        (name, row.key) for name, one in told.parts.items() for row in (*one.added, *one.changed, *one.retired)
    }
    parts = [(LISTS[name], part, upload.sheets[name].remarks) for name, part in told.parts.items()]
    return render_template(
        "admin/lists/preview_all.html", upload=upload, told=told, refused=refused, shown=SHOWN,
        parts=sorted((one for one in parts if one[1].anything or one[1].wrong), key=lambda one: not one[1].wrong),
        same=[one for one in parts if not (one[1].anything or one[1].wrong)],
        with_it=summed([one for one in others if one.listed in LISTS and (one.listed, one.key) not in named]),
    )  # fmt: skip
