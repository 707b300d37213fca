"""python -m server account: who may sign in, a new password for somebody, the end of their sessions.

For whoever has the machine: an admin who lost the password comes in again by it. May run beside the server, which drops
the sockets of ended sessions with its next heartbeat.
"""

from __future__ import annotations

import sys

from ..core.errors import UnknownName
from ..identity import Identities, Identity
from ..privacy.log import PASSWORD, SESSION, AccessLog

WHO = Identity("admin", "command", "")


def account(identities: Identities, log: AccessLog, username: str | None, password: bool, end: bool) -> int:
    """0 done, 1 no such account, 2 the command was wrong."""
    if username is None:
        for one in identities.accounts():
            has = "password" if one["has_password"] else "no password yet"
            print(f"{one['username']:<20} {one['role']:<11} {one['department'] or '':<24} {has:<16} {one['name']}")
        return 0
    if not (password or end):
        print("lượt: say --password for a new one, or --end to end the account's sessions", file=sys.stderr)
        return 2
    try:
        if password:
            drawn, _ = identities.draw_password(username)
            log.note(WHO, PASSWORD, account=username)
            print(drawn)
        else:
            print(f"{len(identities.end_sessions_of(username))} sessions ended")
            log.note(WHO, SESSION, account=username)
    except UnknownName:
        print(f"lượt: no account '{username}'; python -m server account lists them", file=sys.stderr)
        return 1
    return 0
