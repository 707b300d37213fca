"""What a key was refused, it is refused again.

A network may deliver the first copy of a press after its repeat. Where the repeat was refused ("nobody is waiting") and
somebody came in between, the first copy would do what its officer was told is not done. Kept in memory: no copy
outlives the connections of the process it was sent to.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..core.errors import HallError

KEPT_S = 180.0  # longer than any screen goes on asking (docs/api.md, "Keys")
MOST = 4096


class Refusals:
    """Of all keys, for three minutes. A 5xx is no answer: screens ask on under the same key."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[tuple[str, str, str], tuple[float, HallError]] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def of(self, scope: str, key: str, content: str) -> Iterator[None]:
        """Around what answers this key, inside its transaction: raises what it was refused before, keeps what it is
        refused now. `content` is what was asked for, as a fingerprint."""
        asked = (scope, key, content)
        with self._lock:
            at, refused = self._kept.get(asked, (0.0, None))
        if refused is not None and self._seconds() - at < KEPT_S:
            raise _again(refused)
        try:
            yield
        except HallError as refusal:
            if refusal.status < 500:
                self._keep(asked, refusal)
            raise

    def _keep(self, asked: tuple[str, str, str], refusal: HallError) -> None:
        now = self._seconds()
        with self._lock:
            self._kept[asked] = (now, _again(refusal))
            while len(self._kept) > MOST or now - next(iter(self._kept.values()))[0] >= KEPT_S:
                self._kept.popitem(last=False)


def _again(refusal: HallError) -> HallError:
    """The same words without the way it came: a kept traceback would keep every frame and row it went through."""
    alike = HallError.__new__(type(refusal))
    alike.args = refusal.args
    alike.__dict__.update(refusal.__dict__)
    return alike
