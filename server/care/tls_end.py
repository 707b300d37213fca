"""When the certificate that the hall shows is over."""

from __future__ import annotations

from datetime import UTC, datetime

from ..certificate import NoCertificate, first_end
from ..core.hours import ZONE
from ..core.wellbeing import CertificateFacts
from ..settings import Settings


def certificate(settings: Settings) -> CertificateFacts | None:
    """Of the chain the hall was started with: one laid there since is shown after the next start only. By the machine's
    time, as browsers judge. None without TLS, or where the file cannot be read (`settings.check` says so)."""
    shown = settings.believed_where_it_runs
    if shown is None:
        return None
    try:
        end = first_end(shown)
    except NoCertificate:
        return None
    return CertificateFacts(end.astimezone(ZONE).strftime("%H:%M %d/%m/%Y"), (end - datetime.now(UTC)).total_seconds())
