"""python -m server account: who may sign in, a new password for somebody, the end of their sessions, the end of their
second factor.

For whoever has the machine: an admin who lost the password comes in again by it. May run beside the server, which drops
the sockets of ended sessions with its next heartbeat.
"""

from __future__ import annotations

import sys

from ..core.errors import UnknownName
from ..identity import Identities, Identity
from ..privacy.log import FACTOR, PASSWORD, SESSION, AccessLog

WHO = Identity("admin", "command", "")


def account(
    identities: Identities, log: AccessLog, username: str | None, password: bool, end: bool, no_factor: bool = False
) -> int:  # fmt: skip
    """0 done, 1 no such account, 2 the command was wrong."""
    if username is None:
        for one in identities.accounts():
            has = "password" if one["has_password"] else "no password yet"
            has += " + code" if one["has_factor"] else ""
            print(f"{one['username']:<20} {one['role']:<11} {one['department'] or '':<24} {has:<18} {one['name']}")
        return 0
    if not (password or end or no_factor):
        print("lượt: say --password for a new one, --no-second-factor to take that off, or --end to end the account's "
              "sessions", file=sys.stderr)  # fmt: skip
        return 2
    try:
        if no_factor:
            _take_off(identities, log, username)
        if password:
            drawn, _ = identities.draw_password(username)
            log.note(WHO, PASSWORD, account=username)
            print(
                f"mật khẩu mới của {username}, chỉ hiện lần này. Đăng nhập rồi sẽ được mời đặt mật khẩu riêng; "
                f"không dùng trong 14 ngày thì hết hiệu lực.\nnew password of {username}, shown this once. The first "
                "sign-in asks for one of your own; unused for 14 days it is no longer good:", file=sys.stderr,
            )  # fmt: skip
            print(drawn)  # alone, for whoever pipes it on
        elif end:
            print(f"{len(identities.end_sessions_of(username))} sessions ended")
            log.note(WHO, SESSION, account=username)
    except UnknownName:
        print(f"lượt: no account '{username}'; python3 -m server account lists them", file=sys.stderr)
        return 1
    return 0


def _take_off(identities: Identities, log: AccessLog, username: str) -> None:
    """Raises UnknownName."""
    if all(one["username"] != username for one in identities.accounts()):
        raise UnknownName("account", username)
    had = identities.remove_factor(username)
    print("the second factor is off: the password alone signs in" if had else "there was no second factor")
    if had:
        log.note(WHO, FACTOR, account=username, how="taken-off")
