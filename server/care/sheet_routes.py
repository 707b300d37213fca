"""The sheets of docs/when/, for whoever is signed in."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from . import sheets


def blueprint() -> Blueprint:
    room = Blueprint("when", __name__, url_prefix="/admin/when", template_folder="templates")

    @room.get("/")
    def index() -> str:
        return render_template("care/sheet.html", name="README", sheet=sheets.read("README"))

    @room.get("/<name>")
    def sheet(name: str) -> str:
        text = sheets.read(name)
        if text is None:
            abort(404)
        return render_template("care/sheet.html", name=name, sheet=text)

    return room
