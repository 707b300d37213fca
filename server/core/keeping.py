"""For how many days the hall keeps what stands beside its journal. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from .form import Form

# kind → (fewest days, most, unless the hall file says otherwise)
DAYS = {
    "messages": (1, 7, 7), "notes": (1, 90, 30), "links": (2, 90, 7), "prints": (1, 90, 7), "answers": (2, 90, 7),
    "receipts": (1, 7, 7), "sessions": (1, 730, 90), "access": (30, 3650, 730),
}  # fmt: skip


@dataclass(frozen=True)
class KeepPlan:
    messages: int = DAYS["messages"][2]
    notes: int = DAYS["notes"][2]
    links: int = DAYS["links"][2]
    prints: int = DAYS["prints"][2]
    answers: int = DAYS["answers"][2]
    receipts: int = DAYS["receipts"][2]
    sessions: int = DAYS["sessions"][2]
    access: int = DAYS["access"][2]

    @classmethod
    def from_form(cls, form: Form) -> KeepPlan:
        return cls(**{kind: form.integer(kind, low, high, default=usual) for kind, (low, high, usual) in DAYS.items()})

    def to_dict(self) -> dict:
        return asdict(self)

    def days(self, kind: str) -> int:
        return getattr(self, kind)
