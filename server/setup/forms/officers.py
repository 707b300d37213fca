"""Who sits where, and under which name they sign in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...core.desks import USERNAME
from ...core.search import fold
from ..refused import NotYet
from ..words import text

EMPTY_ROWS = 2  # beside a row for each desk


def show(document: dict[str, Any]) -> dict[str, Any]:
    """A row for each officer by desk, one for each desk that has none yet, and some empty ones."""
    officers = [one | {"username": own} for own, one in document["officers"].items()]
    taken = {str(one["desk"]) for one in officers}
    free = [{"username": "", "name": "", "desk": int(own)} for own in document["desks"] if own not in taken]
    rows = [*officers, *free]
    rows.sort(key=lambda one: (one["desk"] == 0, one["desk"], one["username"]))
    return {"rows": rows + [{"username": "", "name": "", "desk": 0}] * EMPTY_ROWS, "desks": list(document["desks"])}


def take(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    """Rows without a name are left out; a row without a username gets one from its name."""
    officers: dict[str, dict] = {}
    for place in range(min(int(form.get("rows", "0") or 0), 500) if form.get("rows", "0").isdecimal() else 0):
        name = text(form, f"name_{place}", ("họ tên", "officer's name"), 60, needed=False)
        if not name:
            continue
        username = form.get(f"username_{place}", "").strip().lower() or username_for(name, officers)
        if not re.fullmatch(USERNAME, username):
            raise NotYet(
                f"Tên đăng nhập “{username[:32]}” chỉ gồm chữ thường không dấu, số, dấu chấm, gạch; 2 đến 32 ký tự.",
                f"The username “{username[:32]}” has 2 to 32 small letters without marks, digits, dots or hyphens.",
            )
        if username in officers:
            raise NotYet(f"Tên đăng nhập {username} có hai lần.", f"The username {username} stands there twice.")
        desk = form.get(f"desk_{place}", "0")
        officers[username] = {"name": name, "desk": int(desk) if desk in document["desks"] else 0}
    return {"officers": officers}


def username_for(name: str, taken: Mapping[str, object]) -> str:
    """"Nguyễn Thị Bình" → "binh.nt", as colleagues would look for it; a number behind one that is taken."""
    words = [word for word in fold(name).split() if word.isascii()] or ["can", "bo"]
    base = words[-1] + ("." + "".join(word[0] for word in words[:-1]) if len(words) > 1 else "")
    base = re.sub("^[^a-z]+", "", base)[:28] or "canbo"
    base = base if len(base) > 1 else base + "1"
    found, count = base, 1
    while found in taken:
        count += 1
        found = f"{base}{count}"
    return found
