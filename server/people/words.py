"""What the roles are called. Pure."""

from __future__ import annotations

from ..core.naming import Name

ROLES = {
    "officer": Name("Cán bộ tại quầy", "Officer"), "lead": Name("Lãnh đạo cơ quan", "Department lead"),
    "supervisor": Name("Phụ trách", "Supervisor"), "admin": Name("Quản trị", "Admin"),
}  # fmt: skip
