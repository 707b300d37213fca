"""What a form cannot take, in the words of the person who filled it in."""

from __future__ import annotations

from ..core.errors import HallError


class NotYet(HallError):
    """A form that must be mended. What was typed stays where it was typed."""

    id = "not-filled-in"
    status = 400
    vi = "Chưa lưu được: mời xem lại các ô đã điền."
    en = "Not saved: please look at the form again."
