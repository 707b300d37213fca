"""What a visitor may answer, and what may be said of many answers. Pure; docs/ratings.md tells the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from statistics import NormalDist

from .naming import Name

LEVELS: dict[int, Name] = {
    5: Name("Rất hài lòng", "Very satisfied"),
    4: Name("Hài lòng", "Satisfied"),
    3: Name("Bình thường", "Neutral"),
    2: Name("Không hài lòng", "Dissatisfied"),
    1: Name("Rất không hài lòng", "Very dissatisfied"),
}
CONTENT = (5, 4)
ASKS_WHY = (2, 1)
REASONS: dict[str, Name] = {
    "long-wait": Name("Chờ lâu", "The wait was long"),
    "attitude": Name("Thái độ phục vụ", "How I was treated"),
    "unclear": Name("Hướng dẫn chưa rõ", "I was not told clearly"),
    "sent-back": Name("Phải bổ sung giấy tờ nhiều lần", "I was sent back for papers"),
    "other": Name("Lý do khác", "Something else"),
}
OFFER_MS = 30_000  # on the desk's panel, after the end of the visit
QUICK_MS = 2_000  # nobody has read five faces by then
FEWEST = 5  # answers; fewer might tell who gave them


def interval(hits: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927): honest also for few answers, and for none against."""
    if of == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass
class Tally:
    """The answers of one department in one period. `finished`: visits that could have been rated."""

    key: str
    name: Name
    finished: int = 0
    silent: int = 0  # of those, visits nobody rated: no opinion, neither good nor bad
    levels: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(self.levels.values())

    @property
    def shown(self) -> bool:
        """Whether the answers are enough to be told without telling who gave them."""
        return self.answered >= FEWEST

    @property
    def content(self) -> int:
        return sum(self.levels[one] for one in CONTENT)

    @property
    def reasons_shown(self) -> bool:
        return self.shown and sum(self.levels[one] for one in ASKS_WHY) >= FEWEST

    @property
    def range(self) -> tuple[float, float]:
        return interval(self.content, self.answered)


def together(key: str, name: Name, tallies: list[Tally]) -> Tally:
    """All that may be shown, as one: what is hidden in its row cannot be worked out from this one."""
    whole = Tally(key, name)
    for one in tallies:
        if not one.shown:
            continue
        whole.finished, whole.silent = whole.finished + one.finished, whole.silent + one.silent
        whole.levels = {level: n + one.levels[level] for level, n in whole.levels.items()}
        for reason, n in one.reasons.items() if one.reasons_shown else ():
            whole.reasons[reason] = whole.reasons.get(reason, 0) + n
    return whole
