"""Mean waits that can be worked out, for checking the simulation: all in the unit of the service time."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial


def erlang_c(servers: int, offered: float) -> float:
    """The share of visitors who must wait in M/M/c; `offered` = arrival rate × mean service < servers (Erlang 1917)."""
    last = offered**servers / factorial(servers) * servers / (servers - offered)
    return last / (sum(offered**n / factorial(n) for n in range(servers)) + last)


def mmc_wait(servers: int, offered: float, service: float) -> float:
    """Mean wait in M/M/c, first come, first served."""
    return erlang_c(servers, offered) * service / (servers - offered)


def residual(rates: Sequence[float], second_moment: float) -> float:
    """W0 of M/G/1: the work a newcomer finds at the desk. All classes have the same service times."""
    return sum(rates) * second_moment / 2


def accumulating(loads: Sequence[float], slopes: Sequence[float], w0: float) -> list[float]:
    """Mean waits in M/G/1 when class i gathers `slopes[i]` credit a minute, slopes rising (Kleinrock 1964).

    `loads` are the classes' rates × mean service; nobody at the desk is interrupted.
    """
    waits: list[float] = []
    for p, slope in enumerate(slopes):
        lower = sum(loads[i] * waits[i] * (1 - slopes[i] / slope) for i in range(p))
        higher = sum(loads[i] * (1 - slope / slopes[i]) for i in range(p + 1, len(slopes)))
        waits.append((w0 / (1 - sum(loads)) - lower) / (1 - higher))
    return waits


def strict(loads: Sequence[float], w0: float) -> list[float]:
    """Mean waits in M/G/1 under strict priority, the highest class last, nobody interrupted (Cobham 1954)."""
    waits = []
    for p in range(len(loads)):
        above, here = sum(loads[p + 1 :]), sum(loads[p:])
        waits.append(w0 / ((1 - above) * (1 - here)))
    return waits


def conserved(loads: Sequence[float], w0: float) -> float:
    """Σ load × mean wait: the same under every discipline that neither idles nor looks at service times (Kleinrock)."""
    return sum(loads) * w0 / (1 - sum(loads))
