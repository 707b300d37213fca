"""The hints stream: desks and kiosks hear that a line or a desk has changed, and look for themselves."""

from __future__ import annotations

from ..core.events import Entry
from ..live.streams import Told


def tell(entry: Entry) -> Told | None:
    """One hint an entry. It names a department only where its entry does; without one anybody may be concerned."""
    return Told(
        {"kind": str(entry.kind), "department": entry.body.get("department"), "desk": entry.desk,
         "number": entry.body.get("number")}
    )  # fmt: skip
