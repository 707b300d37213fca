"""What stands in an X.509 certificate that Python's ssl does not tell: the public key, and when it ends."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime
from pathlib import Path

SEQUENCE, VERSION, SHORT_YEAR = 0x30, 0xA0, 0x17
BEFORE_VALIDITY = 3  # serial, algorithm, issuer
BEFORE_KEY = BEFORE_VALIDITY + 2  # validity, subject


class NoCertificate(ValueError):
    """The file holds no certificate; the text says so."""


def chain(pem: Path) -> list[bytes]:
    """Each certificate of the file, in DER. Raises NoCertificate."""
    try:
        text = pem.read_text(encoding="latin-1")  # between the certificates there may be words of any kind
    except OSError as wrong:
        raise NoCertificate(f"{pem} cannot be read: {wrong}") from None
    found = re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", text, re.DOTALL)
    if not found:
        raise NoCertificate(f"{pem} holds no certificate (it begins with -----BEGIN CERTIFICATE-----)")
    try:
        return [ssl.PEM_cert_to_DER_cert(one) for one in found]
    except ValueError:
        raise NoCertificate(f"{pem} holds no certificate that can be read") from None


def first_end(pem: Path) -> datetime:
    """When the first of its certificates is over: the chain is believed no longer. Raises NoCertificate."""
    certificates = chain(pem)
    try:
        return min(map(ends, certificates))
    except (ValueError, IndexError):
        raise NoCertificate(f"{pem} holds no certificate that can be read") from None


def ends(der: bytes) -> datetime:
    """The end of its validity, in UTC."""
    begin = _inside(der, _field(der, BEFORE_VALIDITY))
    at = _end(der, begin)
    value, length = _head(der, at)
    shape = "%y%m%d%H%M%SZ" if der[at] == SHORT_YEAR else "%Y%m%d%H%M%SZ"
    return datetime.strptime(der[value : value + length].decode("ascii"), shape).replace(tzinfo=UTC)


def public_key(der: bytes) -> bytes:
    """The subjectPublicKeyInfo."""
    at = _field(der, BEFORE_KEY)
    if der[at] != SEQUENCE:
        raise ValueError("no key where a certificate has one")
    return der[at : _end(der, at)]


def _field(der: bytes, number: int) -> int:
    """Where the field behind so many others begins; a version in front is not counted."""
    at = _inside(der, _inside(der, 0))  # Certificate → TBSCertificate → its first field
    if der[at] == VERSION:
        at = _end(der, at)
    for _ in range(number):
        at = _end(der, at)
    return at


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
