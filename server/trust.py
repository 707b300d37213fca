"""Whom our own programs believe to be the hall: the system's authorities, or the hall's own."""

from __future__ import annotations

import ssl
from pathlib import Path

ANY_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME; Python has no name for it


def trusting(ca: Path | None, over_too: bool = False) -> ssl.SSLContext | None:
    """None: as the system does. A certificate that is no authority is believed for itself; `over_too`: also after its
    end."""
    if ca is None:
        return None
    context = ssl.create_default_context(cafile=str(ca))
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if over_too:
        context.verify_flags |= ANY_TIME
    return context


def unusable(cert: Path, key: Path) -> str:
    """Why a server cannot show this certificate with that key; empty where it can."""
    for path in (cert, key):
        if not path.is_file():
            return f"{path} is not there"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=lambda: b"")
    except (ssl.SSLError, OSError, ValueError) as wrong:
        return f"{cert} and {key} cannot be used together: {getattr(wrong, 'reason', None) or wrong}"
    return ""
