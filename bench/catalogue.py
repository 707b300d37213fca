"""1,397 procedures for the measured hall: the real catalogue where it lies beside the checkout, else a made one."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

from server.core.plan import HallPlan
from server.imports import import_file
from server.settings import ROOT, Settings

REAL = ROOT.parent / "shared" / "data" / "procedures.csv"
ROWS = 1397
DEEDS = ("Cấp mới", "Cấp lại", "Gia hạn", "Điều chỉnh", "Thu hồi", "Đăng ký", "Thông báo", "Thẩm định", "Công nhận")
THINGS = ("giấy phép", "giấy chứng nhận", "quyết định", "chứng chỉ hành nghề", "hồ sơ", "phương án", "tài khoản")
OBJECTS = (
    "đất đai lần đầu", "khai sinh có yếu tố nước ngoài", "hoạt động xây dựng", "kinh doanh dược", "cơ sở giáo dục",
    "vận tải hành khách", "khai thác khoáng sản", "lao động nước ngoài", "di tích lịch sử", "an toàn thực phẩm",
)  # fmt: skip


def stock(data: Path, plan: HallPlan, folder: Path) -> str:
    """Imports it into the hall on `data`; says which one it was."""
    sheet = REAL if REAL.is_file() else _made(plan, folder / "procedures.csv")
    with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.redirect_stderr(told):
        if import_file(Settings(data=data), sheet) != 0:
            raise RuntimeError(f"the catalogue was not taken: {told.getvalue()[-500:]}")
    return "the real catalogue" if sheet == REAL else "a made catalogue"


def _made(plan: HallPlan, path: Path) -> Path:
    agencies = [one.agency for one in plan.departments if one.agency]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("code", "name", "field", "agency"))
        for n in range(ROWS):
            name = f"{DEEDS[n % 9]} {THINGS[n // 9 % 7]} {OBJECTS[n // 63 % 10]} theo hình thức {n // 630 + 1} (số {n})"
            rows.writerow((f"1.{n:06}", name, OBJECTS[n % 10].capitalize(), agencies[n % len(agencies)]))
    return path
