"""The lists of a hall, with the words of their columns. The defaults are the hall file's own (docs/hall-file.md)."""

from __future__ import annotations

from server.core.boards import NOTICE_LENGTH
from server.core.departments import PURPOSES
from server.core.desks import STAFF_ROLES, USERNAME_HINT
from server.core.devices import ADDRESS_HINT, LANGUAGES, ORIENTATIONS, PX_PER_MM, WIDTHS_MM
from server.core.lists.columns import Column
from server.core.lists.tables import (
    REMOVE,
    Departments,
    HallList,
    Holidays,
    Notices,
    Procedures,
    Services,
    Table,
)
from server.core.naming import Name
from server.core.rules import DISCIPLINES

_SLUG = Name(
    "Chữ thường không dấu, số và dấu gạch ngang, như tu-phap. Đặt rồi không đổi được.",
    "Small letters without marks, digits, hyphens: tu-phap. It can't be changed later.",
)
_LIST = Name("Mỗi dòng một mục.", "One a line.")
_LANGUAGES = Column(
    "languages", Name("Tiếng nói", "Spoken languages"), "texts", default=[],
    hint=Name(f"Mỗi dòng một tiếng: {', '.join(LANGUAGES)}. Để trống: như cả sảnh.", "One a line. Empty: as the hall."),
)  # fmt: skip


def _choices(values: tuple, *names: Name) -> tuple[tuple, ...]:
    return tuple(zip(values, names, strict=True))


def _names(longest_en: str = "Name, English") -> tuple[Column, Column]:
    return (
        Column("name_vi", Name("Tên", "Name"), required=True),
        Column("name_en", Name("Tên tiếng Anh", longest_en), required=True),
    )


PROCEDURES = Procedures("procedures", Name("Thủ tục", "Procedures"), Name("thủ tục", "procedure"), (
    Column("code", Name("Mã thủ tục", "Code"), "code", True,
           hint=Name("Mã trong Cơ sở dữ liệu quốc gia, như 1.012753.", "As in the national database: 1.012753.")),
    Column("name", Name("Tên thủ tục", "Name"), required=True),
    Column("short", Name("Tên ngắn", "Short name"),
           hint=Name("Như khách vẫn gọi; hiện trên máy lấy số thay tên dài.", "As people say it; shown on kiosks.")),
    Column("field", Name("Lĩnh vực", "Field"), refs="fields"),
    Column("agency", Name("Cơ quan", "Agency"), required=True, refs="agencies"),
    Column("documents", Name("Giấy tờ cần mang", "Documents to bring"), "long",
           hint=Name("Mỗi giấy tờ một dòng.", "One a line.")),
))  # fmt: skip

SERVICES = Services("services", Name("Dịch vụ", "Services"), Name("dịch vụ", "service"), (
    Column("department", Name("Mã cơ quan", "Department id"), required=True, refs="departments"),
    Column("id", Name("Mã dịch vụ", "Service id"), required=True, hint=_SLUG),
    *_names(),
    Column("fields", Name("Lĩnh vực", "Fields"), "texts", default=[], refs="fields",
           hint=Name("Thủ tục thuộc các lĩnh vực này vào dịch vụ này. Mỗi dòng một lĩnh vực.",
                     "Procedures of these fields belong here. One a line.")),
    Column("purpose", Name("Mục đích", "Purpose"), "choice", default="submit", choices=_choices(
        PURPOSES, Name("nộp hồ sơ", "hand in"), Name("nhận kết quả", "collect"), Name("hướng dẫn", "guidance"))),
    Column("often", Name("Hay dùng", "Asked often"), "flag", default=False,
           hint=Name("Hiện ngay màn hình đầu của máy lấy số.", "Stands on the kiosk's first screen.")),
    Column("paused", Name("Tạm ngừng", "Paused"), "flag", default=False,
           hint=Name("Tạm thời không cấp số.", "No numbers for now.")),
    Column("also", Name("Từ khóa tìm", "Other words"), "texts", default=[],
           hint=Name("Cách gọi khác của người dân. Mỗi dòng một cụm từ.", "Other words people use. One a line.")),
), ordered=True)  # fmt: skip

DEPARTMENTS = Departments("departments", Name("Cơ quan", "Departments"), Name("cơ quan", "department"), (
    Column("id", Name("Mã cơ quan", "Department id"), required=True, hint=_SLUG),
    Column("letter", Name("Chữ đầu số", "Letter"), required=True,
           hint=Name("Chữ in hoa đứng đầu số: A012.", "The capital letter of its numbers: A012.")),
    *_names(),
    Column("short_vi", Name("Tên ngắn", "Short name"), required=True,
           hint=Name("Vừa một ô trên máy lấy số: tối đa 40 ký tự.", "Fits a kiosk tile: 40 characters.")),
    Column("short_en", Name("Tên ngắn tiếng Anh", "Short name, English"), required=True),
    Column("agency", Name("Tên trong danh mục thủ tục", "Agency in the catalogue"), required=True,
           hint=Name("Viết đúng như cột Cơ quan của danh mục thủ tục.", "As the catalogue's agency column writes it.")),
    Column("desks", Name("Quầy phục vụ", "Desks"), "texts", default=[], refs="desks",
           hint=Name("Các quầy phục vụ mọi dịch vụ của cơ quan.", "The desks that serve all of it.")),
    Column("discipline", Name("Thứ tự gọi", "Order of calls"), "choice", default="accumulating", choices=_choices(
        DISCIPLINES, Name("ai đến trước gọi trước", "first come, first served"),
        Name("ưu tiên gọi trước hết", "priority always first"), Name("xen kẽ", "interleave"),
        Name("ưu tiên tính chờ nhanh hơn", "priority waits count more"))),
    Column("priority_rate", Name("Hệ số chờ ưu tiên", "Priority rate"), "number", default=3.0),
    Column("interleave", Name("Xen kẽ sau mấy số thường", "Interleave after"), "whole", default=3),
    Column("usual_minutes", Name("Phút một lượt", "Usual minutes"), "number", default=12.0),
    Column("daily_quota", Name("Số tối đa mỗi ngày", "Numbers a day"), "whole", default=0,
           hint=Name("0: không giới hạn.", "0: no limit.")),
    Column("service_level_minutes", Name("Mục tiêu chờ (phút)", "Aim for waiting (min)"), "number", default=15.0),
    Column("alert_wait_minutes", Name("Báo khi chờ quá (phút)", "Alert at wait (min)"), "whole", default=45),
    Column("alert_line", Name("Báo khi đông quá (người)", "Alert at people waiting"), "whole", default=20),
    Column("alert_idle_minutes", Name("Báo khi quầy rảnh (phút)", "Alert at idle desk (min)"), "whole", default=5),
), ordered=True)  # fmt: skip

DESKS = Table("desks", Name("Quầy", "Desks"), Name("quầy", "desk"), (
    Column("number", Name("Số quầy", "Desk"), "whole", True),
    Column("area", Name("Khu", "Area"), hint=Name("Như A hoặc B2; có thể để trống.", "Like A or B2; may be empty.")),
    Column("departments", Name("Cơ quan phục vụ", "Departments served"), "texts", default=[], refs="departments"),
    Column("services", Name("Dịch vụ riêng lẻ", "Single services"), "texts", default=[], refs="services",
           hint=Name("Dịch vụ của cơ quan khác, như thue.le-phi. Mỗi dòng một mục.",
                     "Of other departments, like thue.le-phi. One a line.")),
    Column("prefer", Name("Gọi trước", "Called first"), "texts", default=[], refs="services",
           hint=Name("Cơ quan hoặc dịch vụ được gọi trước, theo thứ tự. Mỗi dòng một mục.",
                     "Departments or services called first, in order. One a line.")),
    Column("lent", Name("Cho mượn", "Lent"), "spells", default=[],
           hint=Name("Ngày quầy phục vụ nơi khác, như 2026-12-01..2026-12-05: thue. Mỗi dòng một đợt.",
                     "Days on which it serves others: 2026-12-01..2026-12-05: thue. One a line.")),
))  # fmt: skip

OFFICERS = Table("officers", Name("Cán bộ", "Officers"), Name("cán bộ", "officer"), (
    Column("username", Name("Tên đăng nhập", "User name"), required=True,
           hint=Name("2–32 chữ thường không dấu, số, dấu chấm, gạch; bắt đầu bằng chữ.", USERNAME_HINT)),
    Column("name", Name("Họ và tên", "Full name"), required=True),
    Column("desk", Name("Quầy thường ngồi", "Usual desk"), "whole", default=0, refs="desks",
           hint=Name("Để trống: không cố định.", "Empty: none.")),
))  # fmt: skip

STAFF = Table("staff", Name("Phụ trách, quản trị", "Supervisors and admins"), Name("tài khoản", "account"), (
    Column("username", Name("Tên đăng nhập", "User name"), required=True,
           hint=Name("2–32 chữ thường không dấu, số, dấu chấm, gạch; bắt đầu bằng chữ.", USERNAME_HINT)),
    Column("name", Name("Họ và tên", "Full name"), required=True),
    Column("role", Name("Vai trò", "Role"), "choice", True, choices=_choices(
        STAFF_ROLES, Name("lãnh đạo cơ quan", "department lead"), Name("phụ trách", "supervisor"),
        Name("quản trị", "admin"))),
    Column("department", Name("Cơ quan", "Department"), refs="departments",
           hint=Name("Chỉ của lãnh đạo cơ quan: xem số liệu cơ quan này.", "Of a lead alone: whose figures they see.")),
))  # fmt: skip

KIOSKS = Table("kiosks", Name("Máy lấy số", "Kiosks"), Name("máy lấy số", "kiosk"), (
    Column("id", Name("Mã máy", "Kiosk id"), required=True, hint=_SLUG),
    *_names(),
    Column("orientation", Name("Chiều màn hình", "Orientation"), "choice", default="portrait",
           choices=_choices(ORIENTATIONS, Name("dọc", "portrait"), Name("ngang", "landscape"))),
    Column("printer", Name("Máy in", "Printer"), refs="printers"),
    Column("px_per_mm", Name("Điểm ảnh mỗi mm", "Pixels a mm"), "number", default=PX_PER_MM),
))  # fmt: skip

DISPLAYS = Table("displays", Name("Màn hình", "Boards"), Name("màn hình", "board"), (
    Column("id", Name("Mã màn hình", "Board id"), required=True, hint=_SLUG),
    *_names(),
    Column("voice", Name("Phát tiếng", "Speaks"), "flag", default=False),
    Column("zone", Name("Của khu vực", "Of zone"), refs="zones"),
    Column("department", Name("Của cơ quan", "Of department"), refs="departments"),
    Column("desk", Name("Của quầy", "Of desk"), "whole", default=0, refs="desks",
           hint=Name("Khu vực, cơ quan, quầy: chọn nhiều nhất một; không chọn là cả sảnh.",
                     "At most one of zone, department, desk; none: the whole hall.")),
    Column("arrows", Name("Mũi tên chỉ đường", "Arrows"), "arrows", default={},
           hint=Name("Số quầy hoặc khu, dấu hai chấm, hướng: 5: trái. Mỗi dòng một mục.",
                     "Desk or area, colon, way: 5: left. One a line.")),
    _LANGUAGES,
))  # fmt: skip

PRINTERS = Table("printers", Name("Máy in", "Printers"), Name("máy in", "printer"), (
    Column("id", Name("Mã máy in", "Printer id"), required=True, hint=_SLUG),
    *_names(),
    Column("address", Name("Địa chỉ", "Address"), required=True,
           hint=Name("Như tcp://192.168.1.50:9100 hoặc usb://04b8:0e15.", ADDRESS_HINT)),
    Column("width_mm", Name("Khổ giấy (mm)", "Paper width (mm)"), "whole", default=WIDTHS_MM[0]),
    Column("agent", Name("Chương trình in", "Print agent"), default="server"),
))  # fmt: skip

ZONES = Table("zones", Name("Khu vực", "Zones"), Name("khu vực", "zone"), (
    Column("id", Name("Mã khu vực", "Zone id"), required=True, hint=_SLUG),
    *_names(),
    Column("departments", Name("Cơ quan", "Departments"), "texts", default=[], refs="departments"),
    Column("desks", Name("Quầy", "Desks"), "texts", default=[], refs="desks", hint=_LIST),
    Column("areas", Name("Khu", "Areas"), "texts", default=[], hint=_LIST),
))  # fmt: skip

LOUDSPEAKERS = Table("loudspeakers", Name("Loa", "Loudspeakers"), Name("loa", "loudspeaker"), (
    Column("id", Name("Mã loa", "Loudspeaker id"), required=True, hint=_SLUG),
    *_names(),
    Column("zone", Name("Của khu vực", "Of zone"), refs="zones",
           hint=Name("Để trống: đọc số của cả sảnh.", "Empty: speaks the calls of the whole hall.")),
    Column("agent", Name("Chương trình phát tiếng", "Loudspeaker agent"), default="server",
           hint=Name("Tên khi ghép chương trình loa; server là chương trình chạy cùng máy chủ.",
                     "The name its program was paired under; server is the one beside the server.")),
    _LANGUAGES,
))  # fmt: skip

HOLIDAYS = Holidays("holidays", Name("Ngày nghỉ", "Days off"), Name("ngày nghỉ", "day off"), (
    Column("first", Name("Từ ngày", "First day"), "day", True, hint=Name("Như 02/09/2026.", "Like 02/09/2026.")),
    Column("last", Name("Đến hết ngày", "Last day"), "day",
           hint=Name("Để trống: nghỉ một ngày.", "Empty: that one day.")),
    *_names(),
), leaves=REMOVE)  # fmt: skip

NOTICES = Notices("notices", Name("Thông báo", "Notices"), Name("thông báo", "notice"), (
    Column("id", Name("Mã thông báo", "Notice id"), required=True, hint=_SLUG),
    Column("text_vi", Name("Nội dung", "Text"), required=True,
           hint=Name(f"Một, hai câu cho mọi khách: tối đa {NOTICE_LENGTH} ký tự.",
                     f"A sentence or two for everybody: {NOTICE_LENGTH} characters.")),
    Column("text_en", Name("Nội dung tiếng Anh", "Text, English"), required=True),
    Column("first", Name("Hiện từ ngày", "Shown from"), "day",
           hint=Name("Như 02/09/2026. Để trống: hiện ngay.", "Like 02/09/2026. Empty: at once.")),
    Column("last", Name("Hiện đến hết ngày", "Shown until"), "day",
           hint=Name("Để trống: đến khi bỏ thông báo.", "Empty: until it is removed.")),
), leaves=REMOVE)  # fmt: skip

LISTS: dict[str, HallList] = {
    one.name: one
    for one in (
        PROCEDURES, SERVICES, DEPARTMENTS, DESKS, OFFICERS, STAFF, HOLIDAYS, NOTICES, KIOSKS, DISPLAYS, LOUDSPEAKERS,
        PRINTERS, ZONES,
    )
}  # fmt: skip
IN_PLAN = tuple(one for one in LISTS.values() if one is not PROCEDURES)
TABLES = tuple(one.name for one in LISTS.values() if isinstance(one, Table))
