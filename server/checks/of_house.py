"""The facts of a hall that is up: what the data folder tells, and what only the running house knows."""

from __future__ import annotations

from flask import Flask

from ..care.warnings import facts as wellbeing_facts
from ..core.wellbeing import warnings as machine_warnings
from . import Facts, Found, find
from .facts import of_store


def facts_of(app: Flask) -> Facts:
    house = app.extensions
    return of_store(
        house["store"], house["settings"], house["hall"].clock.now(), printers=house["outbox"].printers(),
        clock_trouble=house["clock_watch"].trouble() is not None, machine=machine_warnings(wellbeing_facts(house)),
        voice=house["voice_status"](), fits=house["slip_fits"], passwords=house["identities"].passwords,
    )  # fmt: skip


def findings_of(app: Flask) -> list[Found]:
    return find(facts_of(app))
