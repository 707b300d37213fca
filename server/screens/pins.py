"""The hall's own authority, as a Chromium takes it on its command line: no root, no system change.

Chromium believes a chain that holds a key of `--ignore-certificate-errors-spki-list`: SHA-256 over the certificate's
subjectPublicKeyInfo, in base64 (RFC 7469).
"""

from __future__ import annotations

import base64
import hashlib
import re
import ssl
from pathlib import Path

SEQUENCE, VERSION = 0x30, 0xA0
BEFORE_KEY = 5  # serial, algorithm, issuer, validity, subject


class NoCertificate(ValueError):
    """The file holds no certificate; the text says so."""


def pins(ca: Path) -> list[str]:
    """One for each certificate of the PEM file. Raises NoCertificate."""
    try:
        text = ca.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as wrong:
        raise NoCertificate(f"{ca} cannot be read: {wrong}") from None
    found = re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", text, re.DOTALL)
    if not found:
        raise NoCertificate(f"{ca} holds no certificate (it begins with -----BEGIN CERTIFICATE-----)")
    try:
        return [base64.b64encode(hashlib.sha256(public_key(ssl.PEM_cert_to_DER_cert(one))).digest()).decode()
                for one in found]  # fmt: skip
    except (ValueError, IndexError):
        raise NoCertificate(f"{ca} holds no certificate that can be read") from None


def public_key(der: bytes) -> bytes:
    """The subjectPublicKeyInfo of an X.509 certificate."""
    at = _inside(der, _inside(der, 0))  # Certificate → TBSCertificate → its first field
    if der[at] == VERSION:
        at = _end(der, at)
    for _ in range(BEFORE_KEY):
        at = _end(der, at)
    if der[at] != SEQUENCE:
        raise ValueError("no key where a certificate has one")
    return der[at : _end(der, at)]


def _head(der: bytes, at: int) -> tuple[int, int]:
    """(where the value of the element at `at` begins, how long it is)."""
    length = der[at + 1]
    if length < 0x80:
        return at + 2, length
    size = length & 0x7F
    return at + 2 + size, int.from_bytes(der[at + 2 : at + 2 + size], "big")


def _inside(der: bytes, at: int) -> int:
    if der[at] != SEQUENCE:
        raise ValueError("not a certificate")
    return _head(der, at)[0]


def _end(der: bytes, at: int) -> int:
    begins, length = _head(der, at)
    return begins + length
