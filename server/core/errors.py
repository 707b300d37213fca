"""One base for everything the hall refuses: an id for machines, a sentence for the person at the screen.

Each sentence says what happened and what to do next, in the reader's words.
"""

from __future__ import annotations

from .naming import Name

LONGEST = 80  # letters of what was sent that an error says again


class HallError(Exception):
    """A refusal. `id` is stable and documented in docs/api.md; `vi` and `en` are shown as they stand."""

    id = "hall-error"
    status = 409  # the HTTP status a web room answers with
    vi = "Chưa thực hiện được. Mời thử lại."
    en = "That could not be done. Please try again."

    def __init__(self, vi: str | None = None, en: str | None = None) -> None:
        self.vi, self.en = vi or self.vi, en or self.en
        super().__init__(self.en)


class MoveNotAllowed(HallError):
    """The table of moves has no such move from the leg's present state."""

    id = "move-not-allowed"

    def __init__(self, kind: str, state: str | None) -> None:
        self.kind, self.state = kind, state
        super().__init__(
            "Lượt này đã đổi trạng thái nên không thực hiện được thao tác vừa chọn. Mời xem lại màn hình.",
            f"This ticket is {state or 'not open'}: '{kind}' is not possible now. Please look at the screen again.",
        )


class NobodyWaiting(HallError):
    id = "nobody-waiting"
    vi = "Hiện không còn ai chờ."
    en = "Nobody is waiting now."


class NobodyAtDesk(HallError):
    id = "nobody-at-desk"
    vi = "Quầy đang không gọi hoặc phục vụ ai. Mời bấm Gọi tiếp."
    en = "This desk is calling or serving nobody. Press Next."


class CameOrNot(HallError):
    """`next` while a number is called: only the officer knows whether the visitor came."""

    id = "came-or-not"
    vi = "Số vừa gọi đã đến quầy chưa?"
    en = "Did the called visitor come to the desk?"


class Stale(HallError):
    """The command carried a version that is no longer the desk's: it is never applied twice."""

    id = "stale"
    vi = "Màn hình đã cũ: quầy vừa có thay đổi. Mời xem trạng thái mới rồi bấm lại."
    en = "The screen was out of date: the desk has changed. Look at its present state and press again."


class KeyReused(HallError):
    """The same idempotency key came with other content."""

    id = "key-reused"
    vi = "Yêu cầu trùng mã nhưng khác nội dung. Mời chọn lại từ đầu."
    en = "The same request key came with other content. Please start again."


class ServiceClosed(HallError):
    id = "service-closed"
    vi = "Hiện ngoài giờ lấy số. Mời ông/bà quay lại trong giờ làm việc."
    en = "Numbers are not given out now. Please come back during opening hours."


class CannotWrite(HallError):
    """The hall's file cannot be written: a number that is not kept would be given out twice."""

    id = "storage"
    status = 503
    vi = "Máy đang tạm ngừng cấp số. Mời ông/bà đến quầy hướng dẫn, hoặc chờ ít phút."
    en = "No numbers can be given out for the moment. Please ask at the guide desk, or wait a few minutes."


class ClockBehind(HallError):
    """The hall's clock is earlier than its last event: a number would be given out on a day that is over."""

    id = "clock-behind"
    status = 503
    vi = "Đồng hồ của trung tâm đang được chỉnh lại nên tạm ngừng cấp số. Mời ông/bà đến quầy hướng dẫn."
    en = "The centre's clock is being set right, so no numbers are given out. Please ask at the guide desk."


class TooFast(HallError):
    """More tickets than visitors can take: the kiosk's bucket is empty for the moment."""

    id = "too-fast"
    status = 429
    vi = "Máy vừa cấp nhiều số liên tiếp. Mời ông/bà chờ vài giây rồi bấm lại."
    en = "Many numbers were taken in a row. Please wait a few seconds and press again."


class TooMany(HallError):
    """More alarms or messages of one desk than anybody means to send."""

    id = "too-many"
    status = 429
    vi = "Vừa gửi nhiều lần liên tiếp. Mời chờ một phút; việc gấp mời gọi trực tiếp phụ trách."
    en = "Sent many times in a row. Please wait a minute; if it is urgent, call the supervisor directly."


class TooManyLooks(HallError):
    """One session leafs through everybody's numbers."""

    id = "too-many-looks"
    status = 429
    vi = "Tra nhiều số liên tiếp. Mời chờ vài giây rồi tra tiếp."
    en = "Many numbers were looked up in a row. Please wait a few seconds."


class QuotaReached(HallError):
    """A department gives out only so many numbers a day."""

    id = "quota-reached"
    vi = "Cơ quan này đã nhận đủ số lượt của hôm nay. Mời ông/bà đến quầy hướng dẫn hoặc quay lại ngày làm việc sau."
    en = "This department has given out all of today's numbers. Please ask at the guide desk or come back another day."


class ServicePaused(HallError):
    id = "service-paused"
    vi = "Việc này hôm nay tạm ngừng tiếp nhận. Mời ông/bà đến quầy hướng dẫn."
    en = "This service is paused today. Please ask at the guide desk."


class StillPrinting(HallError):
    """A reprint was asked for while the first paper may still come out."""

    id = "still-printing"
    vi = "Phiếu đang được in. Mời ông/bà chờ một chút."
    en = "The slip is being printed. Please wait a moment."


class NoSuchNumber(HallError):
    """Nobody was given this number today."""

    id = "no-such-number"
    status = 404
    vi = "Hôm nay không có số này. Mời xem lại số."
    en = "There is no such number today. Please check it."


class TicketOver(HallError):
    """Its visit has ended: a new paper would send somebody to wait for nothing."""

    id = "ticket-over"
    vi = "Số này đã kết thúc nên không in lại. Nếu còn việc, mời cấp số mới."
    en = "This number's visit is over, so it is not printed again. If something is left to do, issue a new number."


class NotAtThisDesk(HallError):
    """The visitor stands at, or is held by, another desk."""

    id = "not-at-this-desk"

    def __init__(self, desk: Name | None) -> None:
        vi, en = (desk.vi, desk.en) if desk else ("quầy khác", "another desk")
        super().__init__(
            f"Số này đang ở {vi}. Mời trao đổi với quầy đó.", f"This number is at {en}. Please ask that desk."
        )


class NotServedHere(HallError):
    id = "not-served-here"
    vi = "Quầy này không làm việc của số đó. Mời quầy của lĩnh vực đó xử lý."
    en = "This desk does not serve that number's line. A desk of that line can deal with it."


class NeedsReason(HallError):
    """Somebody who has waited longer stands before this number: the journal keeps why it goes first."""

    id = "needs-reason"
    vi = "Còn người chờ lâu hơn. Mời chọn lý do gọi số này trước."
    en = "Others have waited longer. Choose why this number is called first."


class TooLateBack(HallError):
    """A missed visitor came back after more numbers than the hall's tolerance."""

    id = "too-late-back"

    def __init__(self, tickets: int) -> None:
        super().__init__(
            f"Đã gọi qua hơn {tickets} số nên không vào lại hàng được. Mời lấy số mới, hoặc báo cán bộ tại quầy.",
            f"More than {tickets} numbers have been called since. Please take a new number, or ask the staff.",
        )


class SamePlace(HallError):
    id = "same-place"
    vi = "Số này đang ở đúng chỗ vừa chọn, không có gì để đổi."
    en = "This number is there already; nothing was changed."


class PersonalData(HallError):
    """Notes hold no phone number, identity number or e-mail address."""

    id = "personal-data"
    status = 400
    vi = "Ghi chú không được chứa số điện thoại, số giấy tờ tùy thân hay thư điện tử. Mời bỏ phần đó rồi lưu lại."
    en = "A note must not hold phone numbers, identity numbers or e-mail addresses. Take them out and save again."


class WhichNumber(HallError):
    """Digits without a letter, and more than one number ends so."""

    id = "which-number"

    def __init__(self, numbers: list[str]) -> None:
        told = ", ".join(numbers)
        super().__init__(
            f"Có nhiều số như vậy: {told}. Mời gọi trên màn hình của quầy.",
            f"There are several such numbers: {told}. Call it on the desk's screen.",
        )


class PressTooOld(HallError):
    """It came out of a time without a connection."""

    id = "press-too-old"
    vi = "Lần bấm này gửi đến quá muộn nên không thực hiện. Mời bấm lại."
    en = "This press came too late and was not done. Please press again."


class UnknownName(HallError):
    """A department, service, procedure, desk or ticket that the hall does not know (any more)."""

    id = "unknown-name"
    status = 404

    def __init__(self, what: str, name: object) -> None:
        super().__init__(
            "Mục vừa chọn không còn trong danh mục. Mời chọn lại.",
            f"Unknown {what}: {str(name)[:LONGEST]}. Please choose again.",
        )


class BadInput(HallError):
    id = "bad-input"
    status = 400

    def __init__(self, what: str, vi: str = "Dữ liệu gửi lên chưa đúng. Mời thử lại từ đầu.") -> None:
        super().__init__(vi, f"Bad input: {what}.")


class DeskNotOpen(HallError):
    id = "desk-not-open"
    vi = "Quầy chưa mở cho tài khoản này. Mời chọn quầy."
    en = "This desk is not open for this account. Choose a desk first."


class DeskTaken(HallError):
    id = "desk-taken"

    def __init__(self, officer: str) -> None:
        self.officer = officer
        super().__init__(
            f"Quầy đang do {officer} mở. Bấm lần nữa để nhận quầy.",
            f"The desk is open for {officer}. Confirm to take it over.",
        )


class SatElsewhere(HallError):
    """Another page of the same officer commands this desk: the newest takes over after a confirm."""

    id = "sat-elsewhere"
    vi = "Quầy này đang mở ở một cửa sổ khác. Tiếp tục ở đây thì cửa sổ kia chỉ còn để xem."
    en = "This desk is open in another window. If you continue here, the other one becomes read-only."


class OlderSitting(HallError):
    """The command came from a page whose desk another page has taken over."""

    id = "older-sitting"
    vi = "Quầy đã được mở tiếp ở cửa sổ khác nên lần bấm này không được tính. Mời bấm Tiếp tục ở đây để làm ở đây."
    en = "The desk is now worked in another window, so this press did not count. To work here, press Continue here."


class OpenElsewhere(HallError):
    """An officer sits at one desk: another one is still open under the same name."""

    id = "open-elsewhere"

    def __init__(self, desk: Name) -> None:
        super().__init__(
            f"{desk.vi} cũng đang mở bằng tên của anh/chị. Nếu tiếp tục, {desk.vi} sẽ đóng.",
            f"{desk.en} is open under your name too. If you continue, {desk.en} is closed.",
        )


class DeskBusy(HallError):
    """A desk has at most one leg called or serving."""

    id = "desk-busy"
    vi = "Quầy đang có một lượt. Mời kết thúc lượt đó trước."
    en = "The desk already has a ticket. Finish it first."


class UndoTooLate(HallError):
    id = "undo-too-late"
    vi = "Không hoàn tác được nữa: đã quá 10 giây hoặc lượt đã có thay đổi khác."
    en = "It is too late to undo: more than 10 seconds have passed or the ticket has moved on."
