"""Whom the hall knows, and what it says to those it does not. Only hashes of secrets are kept."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from ..core.errors import HallError

DEVICE_KINDS = ("kiosk", "display", "paper", "agent", "keypad", "desk", "metrics")
BEARERS = ("agent", "keypad", "metrics")  # programs, not pages: their token comes in a header
PEOPLE = ("officer", "lead", "supervisor", "admin")
STANDS_IN = {"admin": ("supervisor",)}  # role → whose doors it opens beside its own
# A browser keeps cookies by host, whatever the port: a rehearsal beside the hall (server/setup/) has names of its own.
COOKIE = os.environ.get("LUOT_COOKIES", "luot")
SESSION_COOKIE = f"{COOKIE}_session"
COOKIES = {kind: f"{COOKIE}_{kind}" for kind in ("kiosk", "display", "paper", "desk")}
DESK_NAME = r"desk-([1-9][0-9]{0,2})"  # number pads and the computers of desks are named for them


class WrongSignIn(HallError):
    id = "wrong-sign-in"
    status = 401
    vi = "Tên hoặc mật khẩu chưa đúng. Mời nhập lại."
    en = "The name or the password is not right. Please try again."


class WrongPassword(HallError):
    id = "wrong-password"
    status = 400
    vi = "Mật khẩu đang dùng chưa đúng. Mời nhập lại."
    en = "The present password is not right. Please try again."


class TooManyTries(HallError):
    id = "too-many-tries"
    status = 429
    vi = "Nhập sai nhiều lần. Mời chờ một phút rồi thử lại."
    en = "Too many wrong tries. Please wait a minute and try again."


class TooBusy(HallError):
    id = "too-busy"
    status = 429
    vi = "Nhiều người đang đăng nhập cùng lúc. Mời thử lại sau vài giây."
    en = "Many people are signing in at once. Please try again in a few seconds."


class WrongCode(HallError):
    id = "wrong-code"
    status = 400
    vi = ("Mã chưa đúng hoặc đã dùng. Mời chờ mã mới trên điện thoại rồi nhập lại; nếu vẫn sai, xem lại giờ của "
          "điện thoại.")  # fmt: skip
    en = "This code is wrong or used. Wait for the next one on the phone; if that fails too, look at the phone's clock."


class HalfGone(HallError):
    id = "half-gone"
    status = 401
    vi = "Đã quá 5 phút từ lúc nhập mật khẩu. Mời đăng nhập lại từ đầu."
    en = "The password was typed more than 5 minutes ago. Please sign in from the start."


class FactorLost(HallError):
    id = "factor-lost"
    status = 409
    vi = ("Máy chủ đã được khôi phục trên máy khác nên mã trên điện thoại không còn dùng được. Mời nhập một mã dự "
          "phòng, hoặc nhờ quản trị gỡ xác thực hai lớp.")  # fmt: skip
    en = ("The server was restored on another machine, which does not know the phone's codes. Enter a recovery code, "
          "or ask the admin to take the second factor off.")  # fmt: skip


class FactorFirst(HallError):
    id = "factor-first"
    status = 403
    vi = "Trung tâm yêu cầu quản trị bật xác thực hai lớp trước khi làm việc khác. Mời mở trang Tài khoản của tôi."
    en = "Here an admin sets up the second factor before anything else. Please open My account."


class OwnPasswordFirst(HallError):
    id = "own-password-first"
    status = 403
    vi = "Mật khẩu đang dùng là mật khẩu tạm. Mời đặt mật khẩu của riêng mình ở trang Tài khoản của tôi."
    en = "This password was drawn for you. Please choose your own at My account before anything else."


class DrawnTooLongAgo(HallError):
    id = "drawn-too-long-ago"
    status = 401
    vi = "Mật khẩu tạm này đã cấp quá 14 ngày nên không còn hiệu lực. Mời nhờ quản trị cấp mật khẩu khác."
    en = "This password was drawn more than 14 days ago and is no longer good. Please ask the admin for another."


class CodeNeeded(Exception):
    """The password was right; `half` is good for five minutes, with a code of the second factor."""

    def __init__(self, half: str) -> None:
        super().__init__("a code of the second factor is needed")
        self.half = half


class PoorPassword(HallError):
    id = "poor-password"
    status = 400
    vi = "Mật khẩu này dễ đoán. Mời chọn mật khẩu khác, ví dụ vài từ không liên quan đến nhau."
    en = "This password is easily guessed. Please choose another, such as a few words that have nothing in common."


class PoorPin(HallError):
    id = "poor-pin"
    status = 400
    vi = "Mã PIN gồm 6 đến 12 chữ số, không lặp lại và không liền nhau (111111, 123456). Mời chọn mã khác."
    en = "A PIN has 6 to 12 digits that neither repeat nor follow each other (111111, 123456). Please choose another."


class CodeSpent(HallError):
    id = "code-spent"
    status = 403
    vi = "Mã ghép không đúng, đã dùng hoặc quá 10 phút. Mời quản trị tạo mã mới ở trang Thiết bị."
    en = "This code is wrong, used or older than 10 minutes. Have an administrator make a new one on the page Devices."


@dataclass(frozen=True)
class Identity:
    """`role` is a device's kind or one of PEOPLE; `name` a device's or an account's; `department` a lead's own."""

    role: str
    name: str
    token_hash: str
    id: int = 0  # the device's row
    full_name: str = ""
    desk: str | None = None
    department: str | None = None
    # What has to be done at the own account before any other door opens: the "password" that was drawn gives way to one
    # of their own, an admin's second "factor" is set up.
    first: str = ""

    def may(self, role: str) -> bool:
        """Whether it may do what that role may."""
        return not self.first and (role == self.role or role in STANDS_IN.get(self.role, ()))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
