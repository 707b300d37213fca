"""A plan's findings for a clerk: which row of which list they speak of, and the sentence in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.core.boards import notice_id
from server.core.form import Finding
from server.core.lists.registry import TABLES


@dataclass(frozen=True)
class Place:
    """`listed` is "" where the finding is of no list; `column` "" where it is of the whole row."""

    listed: str = ""
    key: str = ""
    column: str = ""


def place_of(finding: Finding, document: dict) -> Place:
    """Where in the lists of that document a finding stands."""
    path = finding.path
    found = re.match(r"departments\[(\d+)\](?:\.services\[(\d+)\])?(?:\.([a-z_]+))?", path)
    if found:
        department = document["departments"][int(found[1]) - 1]
        if found[2]:
            service = department["services"][int(found[2]) - 1]
            return Place("services", f"{department['id']}.{service['id']}", found[3] or "")
        return Place("departments", department["id"], found[3] or "")
    found = re.match(r"(hours\.holidays|notices)\[(\d+)\](?:\.([a-z_]+))?", path)
    if found:
        listed, place = found[1].removeprefix("hours."), int(found[2])
        rows = document["notices"] if listed == "notices" else document["hours"]["holidays"]
        return Place(listed, row_key(listed, rows[place - 1], place), found[3] or "")
    table, _, rest = path.partition(".")
    if table in TABLES:
        own = [key for key in document.get(table, {}) if rest == key or rest.startswith((f"{key}.", f"{key}["))]
        key = max(own, key=len, default="")
        column = re.match(r"\.?([a-z_]+)", rest[len(key):])
        return Place(table, key, column[1] if column else "")
    return Place()


def row_key(listed: str, row: Mapping[str, Any], place: int) -> str:
    """What a day off, or the notice at that place among them (from 1), is called."""
    return row["first"] if listed == "holidays" else row.get("id") or notice_id(place)


def sentence(finding: Finding) -> tuple[str, str]:
    """(Vietnamese, English) without the place."""
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, finding.text)
        if found:
            vi = re.sub("'([^']*)'", "“\\1”", words.format(*found.groups()))
            return vi, f"{finding.text[:1].upper()}{finding.text[1:]}."
    return f"Chưa hợp lệ ({finding.text}).", f"{finding.text[:1].upper()}{finding.text[1:]}."


_KINDS = {"department": "cơ quan", "desk": "quầy", "area": "khu", "zone": "khu vực"}
_HINTS = (
    ("use small letters without marks.*", "viết chữ thường không dấu, số và dấu gạch ngang, như tu-phap"),
    ("use one capital letter.*", "viết một chữ in hoa A–Z, hoặc hai"),
    ("write it as 'A' or 'B2'", "viết như A hoặc B2"),
    ("a desk's key is its number.*", "số quầy từ 1 đến 999"),
    ("use 2 to 32 small letters.*", "viết 2–32 chữ thường không dấu, số, dấu chấm, gạch, bắt đầu bằng chữ"),
    ("write tcp://.*", "viết như tcp://192.168.1.50:9100, usb://04b8:0e15 hoặc virtual://"),
)  # fmt: skip
_WORDS = (
    (r"is empty", "Còn trống: cần điền."),
    (r"is missing.*", "Còn thiếu: cần điền."),
    (r"is (\d+) characters long; at most (\d+) fit", "Dài {0} ký tự; tối đa {1}: mời viết ngắn lại."),
    *((rf"'(.*)' won't do; {pattern}", f"“{{0}}” chưa đúng: {vi}.") for pattern, vi in _HINTS),
    (r"'(.*)' won't do; 'vi' and 'en' are spoken, each once", "“{0}” chưa đúng: chỉ có vi và en, mỗi thứ một lần."),
    (r"'(.*)' won't do; .*", "“{0}” chưa đúng dạng."),
    (r"(.*) is out of range; (.*) to (.*) is possible", "{0} ngoài giới hạn: từ {1} đến {2}."),
    (r"'?(.*?)'? is none of (.*)", "“{0}” không có trong các lựa chọn: {1}."),
    (r"'(.*)' is not a day; .*", "“{0}” không phải ngày: viết như 2026-09-02."),
    (r".*is before the first day.*", "Ngày cuối trước ngày đầu: mời sửa một trong hai."),
    (r"must be a text, not an empty text", "Có mục trống."),
    (r"'(.*)' is already a department", "Mã “{0}” đã có cơ quan khác dùng."),
    (r"'(.*)' is already the letter of '(.*)'", "Chữ “{0}” đã là chữ đầu số của cơ quan {1}."),
    (r"'(.*)' is already the agency of '(.*)'", "Tên “{0}” trong danh mục đã thuộc cơ quan {1}."),
    (r"a hall needs at least one", "Trung tâm phải còn ít nhất một cơ quan."),
    (r"'khac' is kept for the general service.*", "Mã “khac” dành cho dịch vụ “Thủ tục khác” có sẵn."),
    (r"'(.*)' is already a service of this department", "Mã “{0}” đã có trong cơ quan này."),
    (r"'(.*)' is already covered by '(.*)'", "Lĩnh vực “{0}” đã thuộc dịch vụ {1}."),
    *((rf"there is no {en} '?(.*?)'?", f"Không có {vi} “{{0}}”.") for en, vi in _KINDS.items()),
    (r"there is no desk or area '(.*)'", "Không có quầy hoặc khu “{0}”."),
    (r"there is no printer '(.*)'", "Không có máy in “{0}”."),
    (r"there is no service '(.*)'", "Không có dịch vụ “{0}”."),
    (r"there is nothing called '(.*)'", "Không có cơ quan hay dịch vụ nào là “{0}”."),
    (r"'(.*)' stands there twice", "“{0}” có hai lần."),
    (r"a desk serves at least one department or service",
     "Quầy không còn phục vụ cơ quan nào: cho quầy phục vụ nơi khác, hoặc ngừng dùng quầy trước."),
    (r"'(.*)' is served whole; .*", "Cơ quan “{0}” đã được phục vụ toàn bộ: bỏ dịch vụ riêng lẻ của cơ quan này."),
    (r"the desk does not serve '(.*)'", "Quầy không phục vụ “{0}” nên không gọi trước được."),
    (r"no desk serves (.*?)( on (.*))?: its visitors would wait for ever",
     "Chưa quầy nào phục vụ {0}: chọn quầy phục vụ trước, nếu không khách sẽ chờ mãi."),
    (r"is empty; give it departments, desks or areas", "Khu vực trống: cho ít nhất một cơ quan, quầy hoặc khu."),
    (r"is for one thing: a zone, a department or a desk", "Chỉ chọn một trong ba: khu vực, cơ quan hoặc quầy."),
    (r"is already an officer: .*", "Tên này đã là cán bộ quầy: mỗi tài khoản chỉ một vai trò."),
    (r"is the account of the first sign-in: .*", "Tên này dành cho lần đăng nhập đầu tiên: chọn tên khác."),
    (r"a lead has one, nobody else", "Lãnh đạo cơ quan thì chọn một cơ quan; vai trò khác thì để trống."),
    (r"must be (.*), not (.*)", "Giá trị chưa đúng loại."),
    (r"unknown key.*", "Có mục không rõ."),
)  # fmt: skip
