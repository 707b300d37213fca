"""The hall's own authority, as a Chromium takes it on its command line: no root, no system change.

Chromium believes a chain that holds a key of `--ignore-certificate-errors-spki-list`: SHA-256 over the certificate's
subjectPublicKeyInfo, in base64 (RFC 7469).
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from ..certificate import NoCertificate, chain, public_key


def pins(ca: Path) -> list[str]:
    """One for each certificate of the PEM file. Raises NoCertificate."""
    certificates = chain(ca)
    try:
        return [base64.b64encode(hashlib.sha256(public_key(one)).digest()).decode() for one in certificates]
    except (ValueError, IndexError):
        raise NoCertificate(f"{ca} holds no certificate that can be read") from None
