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
    vi = "Mã ghép không đúng, đã dùng hoặc quá 10 phút. Mời xin mã mới ở trang quản trị."
    en = "This code is wrong, used or older than 10 minutes. Ask for a new one on the administration page."


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

    def may(self, role: str) -> bool:
        """Whether it may do what that role may."""
        return role == self.role or role in STANDS_IN.get(self.role, ())


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
