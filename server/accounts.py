"""The accounts of the hall file's people, and the sample hall's passwords."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from .core.plan import HallPlan
from .identity import Identities
from .identity.passwords import LETTERS, drawn_password

__all__ = ["LETTERS", "SAMPLE_FILE", "follow_plan", "forget_sample", "read_sample", "sample_passwords"]
SAMPLE_FILE = "sample-accounts.txt"


def follow_plan(identities: Identities, plan: HallPlan) -> list[str]:
    """An account for each person of the hall file, with that role; without a password nobody can sign in to it yet.
    Whom it names no more is shut out. The sessions that ended by it."""
    people = [(one.username, one.name, "officer", None) for one in plan.officers]
    return identities.follow([*people, *((one.username, one.name, one.role, one.department) for one in plan.staff)])


def new_people(before: HallPlan, after: HallPlan) -> list[str]:
    """The names of those whom the hall has now and had not before."""
    known = {one.username for one in (*before.officers, *before.staff)}
    return sorted({one.username for one in (*after.officers, *after.staff)} - known)


def first_passwords(identities: Identities, plan: HallPlan, usernames: Iterable[str]) -> dict[str, str]:
    """A drawn password for each person named: told once, kept only as a hash. Whoever is signed in is signed out.

    An account that somebody made by hand keeps its own, though the plan may name it.
    """
    roles = {one.username: "officer" for one in plan.officers} | {one.username: one.role for one in plan.staff}
    chosen = {one: drawn_password() for one in usernames if one in roles and identities.role_of(one) == roles[one]}
    for username, password in chosen.items():
        identities.set_password(username, password, random=True)
    return chosen


def sample_passwords(identities: Identities, plan: HallPlan, folder: Path) -> Path | None:
    """Random passwords for a SAMPLE hall's people, officers first, once, written where only the owner reads; None for
    a real hall."""
    path = folder / SAMPLE_FILE
    if not plan.sample or path.exists():
        return path if path.exists() else None
    people = [one.username for one in (*plan.officers, *plan.staff)]
    chosen = {one: drawn_password() for one in people}
    for username, password in chosen.items():
        identities.set_password(username, password, random=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{username} {password}\n" for username, password in chosen.items())
    part.rename(path)
    return path


def read_sample(folder: Path) -> dict[str, str]:
    """Username → password of the sample hall."""
    lines = (folder / SAMPLE_FILE).read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def forget_sample(folder: Path, plan: HallPlan, given: Iterable[str]) -> None:
    """Who was `given` a password of their own leaves the sample's list, and so does whom the hall names no more."""
    path, gone = folder / SAMPLE_FILE, set(given)
    if plan.sample or not path.exists():
        return
    named = {one.username for one in (*plan.officers, *plan.staff)} - gone
    left = {one: password for one, password in read_sample(folder).items() if one in named}
    if left:
        path.write_text("".join(f"{one} {password}\n" for one, password in left.items()), encoding="utf-8")
    else:
        path.unlink()
