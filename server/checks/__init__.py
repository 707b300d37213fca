"""What can be known to be wrong with a hall: findings with an id and what to do. docs/findings.md lists them all."""

from __future__ import annotations

from .facts import Facts
from .found import Found
from .of_devices import of_devices
from .of_machine import of_machine
from .of_people import of_people
from .of_plan import of_plan
from .of_screens import of_screens

__all__ = ["Facts", "Found", "find"]


def find(facts: Facts) -> list[Found]:
    """All of them, errors before warnings before notes, each group by id."""
    found = [one for look in (of_plan, of_screens, of_devices, of_people, of_machine) for one in look(facts)]
    return sorted(found, key=lambda one: (one.rank, one.id))
