"""What an undo will take back, in words: "chuyển A012". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.events import Entry, Kind

# Kinds that only follow from another entry of the same deed are not told.
WORDS: dict[Kind, tuple[str, str]] = {
    Kind.CALLED: ("gọi {n}", "calling {n}"),
    Kind.RECALLED: ("gọi lại {n}", "calling {n} again"),
    Kind.STARTED: ("bắt đầu {n}", "starting {n}"),
    Kind.HELD: ("tạm giữ {n}", "holding {n}"),
    Kind.RESUMED: ("tiếp tục {n}", "resuming {n}"),
    Kind.FINISHED: ("kết thúc {n}", "finishing {n}"),
    Kind.NO_SHOW: ("vắng mặt {n}", "no-show {n}"),
    Kind.LATE_RETURN: ("cho {n} vào lại hàng", "letting {n} in again"),
    Kind.PUT_BACK: ("trả {n} về hàng", "putting {n} back"),
    Kind.TRANSFERRED: ("chuyển {n}", "transferring {n}"),
    Kind.LEFT: ("cho {n} ra về", "{n} leaving"),
    Kind.SERVICE_CHANGED: ("đổi việc của {n}", "changing the service of {n}"),
    Kind.CLASS_CHANGED: ("đổi ưu tiên của {n}", "changing the priority of {n}"),
    Kind.DOSSIERS_COUNTED: ("số bộ hồ sơ của {n}", "the dossiers of {n}"),
}
ADDED = ("thêm nơi đến cho {n}", "a further line for {n}")


def undo_words(entries: Sequence[Entry]) -> dict[str, str]:
    """`entries` of one deed, in order, as {vi, en}; each kind is told once a number."""
    about = [one for one in entries if one.leg is not None]
    kinds = {one.kind for one in about}
    told: list[tuple[str, str]] = []
    for one in about:
        words = ADDED if one.kind is Kind.OPENED and Kind.TRANSFERRED not in kinds else WORDS.get(one.kind)
        if one.kind is Kind.STARTED and Kind.FINISHED in kinds:
            continue  # came-next: start and end in one
        said = tuple(word.format(n=one.body.get("number", "")) for word in words) if words else None
        if said and said not in told:
            told.append(said)  # type: ignore[arg-type]
    return {"vi": ", ".join(vi for vi, _ in told), "en": ", ".join(en for _, en in told)}
