"""The four disciplines a department may choose for its line, and the sentence that tells the public which one it is.

One formula carries three of them: credit is minutes waited times the class's rate, and the highest credit goes next
(accumulating priority: Kleinrock's time-dependent priority; Stanford, Taylor & Ziedins 2014). Rate 1 is first come,
first served; an endless rate is strict priority. Only the interleave counts calls instead of minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from .naming import Name

ORDINARY, PRIORITY = CLASSES = ("ordinary", "priority")
DISCIPLINES = ("fifo", "strict", "interleave", "accumulating")


@dataclass(frozen=True, slots=True)
class Rule:
    """A department's discipline; `priority_rate` is of the accumulating one, `interleave` of the interleave."""

    discipline: str = "accumulating"
    priority_rate: float = 3.0
    interleave: int = 3  # after so many ordinary calls one priority call

    def rate(self, klass: str) -> float:
        """How many credited minutes a waited minute is worth."""
        if klass != PRIORITY:
            return 1.0
        return {"accumulating": self.priority_rate, "strict": inf}.get(self.discipline, 1.0)

    def passing(self, klass: str) -> float:
        """Which share of the priority visitors who come while somebody of that class waits is called before them.

        Under `accumulating` who comes after w of W minutes passes when rate × (W − w) > W: in the first 1 − 1/rate.
        """
        if klass == PRIORITY:
            return 0.0
        return 1.0 if self.discipline == "interleave" else 1.0 - 1.0 / self.rate(PRIORITY)

    @property
    def sentence(self) -> Name:
        """What hangs on the wall."""
        if self.discipline == "strict":
            return Name("Người ưu tiên được gọi trước.", "Priority visitors are called first.")
        if self.discipline == "interleave":
            ordinary = "ordinary number" if self.interleave == 1 else f"{self.interleave} ordinary numbers"
            return Name(
                f"Cứ {self.interleave} số thường thì gọi 1 số ưu tiên.",
                f"After every {ordinary}, 1 priority number is called.",
            )
        if self.discipline == "fifo" or self.priority_rate == 1:
            return Name("Ai đến trước được gọi trước.", "First come, first served.")
        vi, en = in_words(self.priority_rate)
        return Name(
            f"Người ưu tiên được gọi sớm hơn: chờ 1 phút được tính như {vi} phút.",
            f"Priority visitors are called sooner: each minute they wait counts as {en}.",
        )


def in_words(rate: float) -> tuple[str, str]:
    """2.5 → "2,5" and "2.5"."""
    en = f"{rate:g}"
    return en.replace(".", ","), en
