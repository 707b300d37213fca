"""A name in the hall's two languages."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.form import Form


@dataclass(frozen=True)
class Name:
    """Vietnamese first, English second; neither is empty."""

    vi: str
    en: str

    @classmethod
    def from_form(cls, form: Form, key: str = "name", longest: int = 120) -> Name:
        """Reads `<key>_vi` and `<key>_en`, each at most `longest` characters."""
        return cls(form.text(f"{key}_vi", longest=longest), form.text(f"{key}_en", longest=longest))

    def to_dict(self, key: str = "name") -> dict[str, str]:
        """As the hall file writes it: `name_vi`, `name_en`."""
        return {f"{key}_vi": self.vi, f"{key}_en": self.en}

    def to_json(self) -> dict[str, str]:
        """As the doors send it: `{"vi": …, "en": …}`."""
        return {"vi": self.vi, "en": self.en}
