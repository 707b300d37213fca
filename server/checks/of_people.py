"""Who can sign in, and who should not."""

from __future__ import annotations

from collections.abc import Iterator

from .facts import Facts
from .found import Found, found, named


def of_people(facts: Facts) -> Iterator[Found]:
    if not facts.admin:
        yield found("HALL-E301")
    officers = {one.username: one.name for one in (*facts.plan.officers, *facts.plan.staff)}
    able = {one["username"]: one for one in facts.accounts if one["password_hash"]}
    waiting = [name for username, name in officers.items() if username not in able]
    if waiting:
        yield found("HALL-W302", officers=named(waiting))
    if facts.sample_left and not facts.plan.sample:
        yield found("HALL-E303", officers=named(list(facts.sample_left)))
    gone = [name for name, one in able.items() if one["role"] == "officer" and name not in officers]
    gone = [name for name in gone if name not in facts.sample_left or facts.plan.sample]
    if gone:
        yield found("HALL-W304", officers=named(gone))
    bare = [one["username"] for one in able.values() if one["role"] == "admin" and not one.get("has_factor")]
    if bare and facts.open_to_network:
        yield found("HALL-N305", admins=named(bare))
