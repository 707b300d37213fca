"""The officers' accounts of the hall file, and the sample hall's passwords."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from .core.plan import HallPlan
from .identity import Identities

SAMPLE_FILE = "sample-accounts.txt"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def add_officers(identities: Identities, plan: HallPlan) -> None:
    """An account for each officer of the hall file; without a password nobody can sign in to it yet."""
    for officer in plan.officers:
        identities.add_account(officer.username, officer.name, "officer")


def follow(identities: Identities, before: HallPlan, after: HallPlan) -> list[str]:
    """Accounts after a change of the officers: those of new ones stand ready, those of retired ones are closed.

    The names of those who can't sign in yet because they have no password.
    """
    add_officers(identities, after)
    left = {one.username for one in before.officers} - {one.username for one in after.officers}
    for username in sorted(left):
        identities.close_account(username)
    new = {one.username for one in after.officers} - {one.username for one in before.officers}
    return [one for one in sorted(new) if identities.role_of(one) == "officer" and not identities.has_password(one)]


def first_passwords(identities: Identities, usernames: Iterable[str]) -> dict[str, str]:
    """A drawn password for each officer named: told once, kept only as a hash. Whoever is signed in is signed out."""
    chosen = {one: draw() for one in usernames if identities.role_of(one) == "officer"}
    for username, password in chosen.items():
        identities.set_password(username, password, random=True)
    return chosen


def draw() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def sample_passwords(identities: Identities, plan: HallPlan, folder: Path) -> Path | None:
    """Random passwords for a SAMPLE hall's officers, once, written where only the owner reads; None for a real hall."""
    path = folder / SAMPLE_FILE
    if not plan.sample or path.exists():
        return path if path.exists() else None
    chosen = {one.username: draw() for one in plan.officers}
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
