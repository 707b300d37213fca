"""What the roles are called. Pure."""

from __future__ import annotations

from ..core.naming import Name

SHORT = 16  # letters of a session's hash that name it on a page
ROLES = {
    "officer": Name("Cán bộ tại quầy", "Officer"), "lead": Name("Lãnh đạo cơ quan", "Department lead"),
    "supervisor": Name("Phụ trách", "Supervisor"), "admin": Name("Quản trị", "Admin"),
}  # fmt: skip
