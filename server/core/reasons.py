"""Why an officer did something: short codes for the journal, and what people read. Never free text."""

from __future__ import annotations

from .naming import Name

OUT_OF_ORDER = {  # a number called before those who have waited longer
    "came-back": Name("Bổ sung hồ sơ, quay lại", "Came back with missing papers"),
    "appointment": Name("Có hẹn trước", "Has an appointment"),
    "together": Name("Đi cùng người vừa làm", "Belongs with the visitor before"),
    "urgent": Name("Việc gấp", "Urgent"),
    "other": Name("Lý do khác", "Another reason"),
}
PAUSES = {  # a desk that calls nobody for a while
    "short": Name("Tạm nghỉ", "Short break"),
    "lunch": Name("Nghỉ trưa", "Lunch"),
    "meeting": Name("Họp", "Meeting"),
    "technical": Name("Sự cố kỹ thuật", "Technical trouble"),
}
HOLDS = {  # a visitor who steps aside with the service open
    "papers": Name("Bổ sung giấy tờ", "Fetches papers"),
    "copy": Name("Đi phô tô", "Makes copies"),
    "fill-in": Name("Viết tờ khai", "Fills in a form"),
    "other": Name("Lý do khác", "Another reason"),
}
LEAVES = {
    "visitor": Name("Người dân không chờ nữa", "The visitor does not wait any longer"),
    "wrong-number": Name("Lấy nhầm số", "Took the wrong number"),
}
RETURNS = {  # where in the line somebody goes who is put back
    "first": Name("Đầu hàng", "First in line"),
    "in-order": Name("Theo giờ đến", "By time of arrival"),
    "last": Name("Cuối hàng", "End of the line"),
}
