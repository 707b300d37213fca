"""What a number pad's program says of a press: the officer reads it in that program's window or log. Pure."""

from __future__ import annotations

# the last entry of the deed → the sentence (vi, en); {number} is the one it was about
DID = {
    "called": ("Đã gọi số {number}.", "Called {number}."),
    "recalled": ("Đã gọi lại số {number}.", "Called {number} again."),
    "started": ("Bắt đầu phục vụ số {number}.", "Serving {number}."),
    "finished": ("Đã kết thúc số {number}.", "Finished {number}."),
    "no-show": ("Số {number} vắng mặt.", "{number} is a no-show."),
    "undone": ("Đã hoàn tác.", "Taken back."),
    "voided": ("Đã hoàn tác.", "Taken back."),
}
DONE = ("Đã thực hiện.", "Done.")
HERE = {
    "called": ("Đang gọi số {number}.", "Calling {number}."),
    "serving": ("Đang phục vụ số {number}.", "Serving {number}."),
    "free": ("Quầy đang trống.", "The desk is free."),
    "closed": ("Quầy chưa mở.", "The desk is not open."),
}
WAITING = ("Còn {waiting} người chờ.", "{waiting} waiting.")
QUESTION = (
    "Số {number} đã đến quầy chưa? Enter: đã đến, gọi tiếp · − : không có mặt, gọi tiếp · * : đã đến, đang phục vụ.",
    "Did {number} come to the desk? Enter: came, call next · − : not here, call next · * : came, being served.",
)


def did(kind: str, number: str | None, pad: dict) -> dict[str, str]:
    """After a deed whose last entry is of that kind and about `number`. `pad` is the state now."""
    words = [DID.get(kind, DONE) if number else DONE]
    if kind not in ("called", "started"):
        words.append(HERE[pad["state"]])
    if pad["state"] != "serving":
        words.append(WAITING)
    return _filled(words, pad | {"number": number}, pad)


def question(pad: dict) -> dict[str, str]:
    return _filled([QUESTION], pad, pad)


def here(pad: dict) -> dict[str, str]:
    """Where the desk stands."""
    return _filled([HERE[pad["state"]]], pad, pad)


def _filled(words: list[tuple[str, str]], first: dict, rest: dict) -> dict[str, str]:
    """The first sentence about the deed, those after it about the present state."""
    told = [[one.format(**(rest if place else first)) for one in pair] for place, pair in enumerate(words)]
    return {"vi": " ".join(pair[0] for pair in told), "en": " ".join(pair[1] for pair in told)}
