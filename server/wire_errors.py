"""What a caller reads whose request never reached the hall: gunicorn's own English pages, in the hall's two languages.

Nothing of what was sent is said back.
"""

from __future__ import annotations

import html
import socket

from gunicorn import util

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{status} · Lượt</title></head>
<body><h1>{vi}</h1><p lang="en">{en}</p></body></html>
"""
HEADERS = (
    "HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Length: {length}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\r\n"
)
WORDS = {
    403: ("Không nhận kết nối này.", "This connection is not taken."),
    414: ("Địa chỉ quá dài. Mời mở lại trang của trung tâm.",
          "The address is too long. Please open the hall's page again."),
    429: ("Máy này mở quá nhiều kết nối cùng lúc. Mời đóng bớt trang rồi thử lại sau vài giây.",
          "This address has too many connections open. Please close some pages and try again in a few seconds."),
    431: ("Trình duyệt gửi quá nhiều thông tin kèm theo. Mời xóa cookie của trang này rồi mở lại.",
          "The browser sent too much beside the request. Please delete this site's cookies and open it again."),
    500: ("Hệ thống gặp lỗi. Mời báo cán bộ kỹ thuật.", "Something went wrong. Please tell the technician."),
}  # fmt: skip
OTHER = ("Yêu cầu không đúng. Mời mở lại trang của trung tâm.",
         "The request was not understood. Please open the hall's page again.")  # fmt: skip


def write_error(sock: socket.socket, status_int: int, reason: str, mesg: str) -> None:
    """In the place of gunicorn's `util.write_error`."""
    vi, en = WORDS.get(status_int, OTHER)
    page = PAGE.format(status=status_int, vi=html.escape(vi), en=html.escape(en)).encode()
    head = HEADERS.format(status=status_int, reason=reason, length=len(page))
    util.write_nonblock(sock, head.encode("latin1") + page)


def install() -> None:
    """gunicorn asks its module for it each time: there is no setting."""
    util.write_error = write_error
