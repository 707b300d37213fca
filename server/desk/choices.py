"""What an officer can choose from: departments and their services, desks, reasons. Pure: the plan in words."""

from __future__ import annotations

from ..core import reasons
from ..core.naming import Name
from ..core.plan import HallPlan


def choices(plan: HallPlan) -> dict:
    return {
        "departments": [
            {
                "id": one.id, "letter": one.letter, "name": one.name.to_json(), "short": one.short.to_json(),
                "services": [
                    {"id": service.id, "name": service.name.to_json(), "often": service.often}
                    for service in one.services
                ],
            }
            for one in plan.departments
        ],
        "desks": [
            {"id": one.id, "name": one.name.to_json(), "departments": list(one.departments)} for one in plan.desks
        ],
        "reasons": {
            "call": _listed(reasons.OUT_OF_ORDER), "pause": _listed(reasons.PAUSES), "hold": _listed(reasons.HOLDS),
            "leave": _listed(reasons.LEAVES), "place": _listed(reasons.RETURNS),
        },
    }  # fmt: skip


def _listed(codes: dict[str, Name]) -> list[dict]:
    return [{"id": code, "name": name.to_json()} for code, name in codes.items()]
