"""The centre's name and address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words import slug, text

FIELDS = (
    ("name", "tên trung tâm", "centre's name", 120), ("short", "tên ngắn", "short name", 60),
    ("address", "địa chỉ", "address", 120),
)  # fmt: skip


def show(document: dict[str, Any]) -> dict[str, Any]:
    return {key: document[key] for name, *_ in FIELDS for key in (f"{name}_vi", f"{name}_en")}


def take(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    """Without an English name the Vietnamese one stands for both; without a short name, the long one."""
    found: dict[str, Any] = {}
    for name, vi, en, longest in FIELDS:
        needed = name != "short"
        found[f"{name}_vi"] = text(form, f"{name}_vi", (vi, en), longest, needed) or found["name_vi"][:longest]
        found[f"{name}_en"] = text(form, f"{name}_en", (vi, en), longest, needed=False) or found[f"{name}_vi"]
    if not document["id"]:
        found["id"] = slug(found["short_vi"])
    return found
