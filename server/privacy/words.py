"""What the log's entries are called. Pure."""

from __future__ import annotations

from ..core.naming import Name

WHAT = {
    "export": Name("Xuất số liệu", "Export"), "password": Name("Cấp mật khẩu mới", "New password"),
    "second-factor": Name("Xác thực hai lớp", "Second factor"),
    "session": Name("Kết thúc phiên", "Session ended"), "erased": Name("Xóa dữ liệu", "Erased"),
    "device": Name("Ghép thiết bị", "Pairing of devices"),
}  # fmt: skip
REPORTS = {
    "reports.day_csv": Name("Báo cáo ngày (CSV)", "Day report (CSV)"),
    "reports.legs_csv": Name("Từng lượt của ngày (CSV)", "Every visit of a day (CSV)"),
    "periods.as_csv": Name("Báo cáo kỳ (CSV)", "Period report (CSV)"),
    "periods.as_workbook": Name("Báo cáo kỳ (bảng tính)", "Period report (workbook)"),
    "periods.as_json": Name("Báo cáo kỳ (JSON)", "Period report (JSON)"),
    "list_files.everything": Name("Mọi danh mục (bảng tính)", "All lists (workbook)"),
    "list_files.as_csv": Name("Một danh mục (CSV)", "A list (CSV)"),
    "list_files.as_workbook": Name("Một danh mục (bảng tính)", "A list (workbook)"),
    "list_files.wrong": Name("Dòng chưa nhận của tệp đưa vào (CSV)", "Rows of an import that were not taken (CSV)"),
    "ratings.tally_csv": Name("Mức độ hài lòng (CSV)", "Satisfaction (CSV)"),
}  # fmt: skip
PERIOD_WORDS = {
    "date": "ngày", "from": "từ", "to": "đến", "first": "từ", "last": "đến", "month": "tháng", "year": "năm",
    "by": "theo", "file": "tệp",
    "department": "cơ quan", "account": "tài khoản", "kind": "loại", "rows": "số dòng", "before": "trước",
    "reason": "lý do", "how": "việc", "left": "còn lại", "device": "thiết bị",
}  # fmt: skip
HOW = {
    "on": "bật", "off": "tắt", "taken-off": "gỡ", "recovery": "đăng nhập bằng mã dự phòng",
    "needed": "bắt buộc với quản trị", "not-needed": "thôi bắt buộc với quản trị",
    "code": "tạo mã ghép", "revoked": "thu hồi",
}  # fmt: skip
