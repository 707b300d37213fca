"""Lists as files: download, send, preview, take. See docs/admin-lists.md and docs/api.md, "Admin"."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from ..auth import me
from ..core.errors import HallError, UnknownName
from ..core.lists.difference import HALL, ORDER, Difference, differences
from ..core.lists.reading import NoHeading, Wrong
from ..core.lists.registry import LISTS
from ..core.lists.tables import HallList
from ..csv_text import csv_text
from ..lists import files, files_out
from ..lists.book import ChangedMeanwhile, NothingToDo, StillWrong, find
from ..lists.uploads import Uploads
from .list_routes import after_change, book, present_plan
from .list_words import summed

SHOWN = 200  # rows of each kind on the preview


class NoFile(HallError):
    id = "no-file"
    status = 400
    vi = "Mời chọn một tệp CSV hoặc XLSX trước."
    en = "Please choose a CSV or XLSX file first."


def blueprint() -> Blueprint:
    room = Blueprint("lists_files", __name__, url_prefix="/admin/lists", template_folder="templates")

    @room.get("/all.xlsx")
    def everything() -> Response:
        looks = map(book().look, LISTS)
        book_of_all = files_out.as_workbook((one.listed, one.rows.values()) for one in looks)
        return _file("danh-muc.xlsx", files_out.XLSX, book_of_all)

    @room.get("/<name>/list.csv")
    def as_csv(name: str) -> Response:
        look = book().look(_known(name).name)
        return _file(f"{name}.csv", files_out.CSV, files_out.as_csv(look.listed, look.rows.values()))

    @room.get("/<name>/list.xlsx")
    def as_workbook(name: str) -> Response:
        look = book().look(_known(name).name)
        return _file(f"{name}.xlsx", files_out.XLSX, files_out.as_workbook([(look.listed, look.rows.values())]))

    @room.get("/<name>/import")
    def choose(name: str) -> str:
        return _choose(_known(name))

    @room.post("/<name>/import")
    def send(name: str) -> WsgiResponse | tuple[str, int]:
        listed = _known(name)
        return to_preview(lambda: _keep(listed), lambda refused: _choose(listed, refused), "lists_files.preview")

    @room.get("/files/<own>")
    def preview(own: str) -> str:
        return _preview(own)

    @room.post("/files/<own>")
    def take(own: str) -> WsgiResponse | str | tuple[str, int]:
        upload, before = uploads().get(own, me().name), present_plan()
        only_right = request.form.get("how") == "right"
        try:
            seq, told = book().take(upload, only_right, request.form.get("shown", ""), me().name)
        except (ChangedMeanwhile, StillWrong, NothingToDo) as refused:
            return _preview(own, refused), refused.status
        uploads().forget(own, me().name)
        return after_change(find(upload.listed), before, seq, told.wrong_rows)

    @room.post("/files/<own>/drop")
    def drop(own: str) -> WsgiResponse:
        upload = uploads().get(own, me().name)
        uploads().forget(own, me().name)
        return redirect(url_for("lists.rows", name=upload.listed), 303)

    @room.get("/files/<own>/wrong.csv")
    def wrong(own: str) -> Response:
        upload = uploads().get(own, me().name)
        told, title = book().preview(upload), find(upload.listed).title.vi
        return wrong_cells([(title, one) for one in (*told.whole, *told.wrong)])

    return room


def to_preview(
    keep: Callable[[], str], choose: Callable[[HallError | NoHeading], str], preview: str
) -> WsgiResponse | tuple[str, int]:
    """What was sent is kept and shown, or asked for again with a word why."""
    try:
        own = keep()
    except (HallError, NoHeading) as refused:
        return choose(refused), getattr(refused, "status", 400)
    return redirect(url_for(preview, own=own), 303)


def wrong_cells(found: list[tuple[str, Wrong]]) -> Response:
    """As a file to mend the list by: (title of the list, what is wrong) each."""
    columns = ("danh mục (list)", "dòng (line)", "cột (column)", "giá trị (value)", "việc cần làm", "what to do")
    rows = [
        dict(zip(columns, (title, one.line or "", one.column, one.value, one.vi, one.en), strict=True))
        for title, one in found
    ]
    return _file("dong-sai.csv", files_out.CSV, csv_text(columns, rows))


def uploads() -> Uploads:
    return current_app.extensions["uploads"]


def _known(name: str) -> HallList:
    try:
        return find(name)
    except UnknownName:
        abort(404)


def _keep(listed: HallList) -> str:
    """Reads the file that was sent, sees that it is this list's, and keeps its cells."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise NoFile
    sheet = files.read(sent.read(), listed.title.vi)
    own = uploads().keep(me().name, listed.name, sent.filename, request.form.get("missing") == "retire",
                         {listed.name: sheet})  # fmt: skip
    try:
        book().preview(uploads().get(own, me().name))
    except NoHeading:
        uploads().forget(own, me().name)
        raise
    return own


def _choose(listed: HallList, refused: HallError | NoHeading | None = None) -> str:
    count = len(book().look(listed.name).rows)
    return render_template("admin/lists/import.html", listed=listed, refused=refused, count=count)


def _preview(own: str, refused: HallError | None = None) -> str:
    upload = uploads().get(own, me().name)
    told = book().preview(upload)
    others = differences(present_plan().to_dict(), told.plan.to_dict()) if told.plan else []
    return render_template(
        "admin/lists/preview.html", upload=upload, told=told, listed=find(upload.listed), refused=refused, shown=SHOWN,
        notes=upload.sheet.remarks, with_it=summed([one for one in others if not _own(one, upload.listed)]),
    )  # fmt: skip


def _own(one: Difference, listed: str) -> bool:
    """Whether it is told already, as a row of the list or as its order."""
    return one.listed in (listed, HALL) or {key for key, _, _ in one.fields} == {ORDER}


def _file(name: str, mimetype: str, body: str | bytes) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
