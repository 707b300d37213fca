"""What stands beside the journal and goes after its days: each kind, what it may hold of a person, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.naming import Name

OPEN = "('planned', 'waiting', 'called', 'serving', 'held', 'no-show')"


@dataclass(frozen=True)
class Kind:
    """`table` and `where` (with :before, ms on the hall's clock) name what goes; `change` what an emptied row becomes,
    where the row itself stays. `at` is the age of a row, `key` names it. Nobody may erase what is younger than
    `youngest` days: what still works needs it, or it would hide what was done."""

    id: str
    name: Name
    holds: Name  # of whom, and what
    table: str
    where: str
    at: str
    key: str = "id"
    change: str = ""
    youngest: int = 0

    @property
    def erase(self) -> str:
        """At most :most rows at once, so that no desk waits for it."""
        chosen = f"({self.key}) IN (SELECT {self.key} FROM {self.table} WHERE {self.where} LIMIT :most)"
        return f"UPDATE {self.table} SET {self.change} WHERE {chosen}" if self.change else (
            f"DELETE FROM {self.table} WHERE {chosen}")

    @property
    def due(self) -> str:
        return f"SELECT count(*) AS due FROM {self.table} WHERE {self.where}"

    @property
    def kept(self) -> str:
        filled = " WHERE text IS NOT NULL OR answer IS NOT NULL" if self.change else ""
        return f"SELECT count(*) AS kept, min({self.at}) AS oldest FROM {self.table}{filled}"


_TICKET_DAY = "(SELECT issued_at FROM tickets t WHERE t.id = ticket)"
KINDS = (
    Kind("messages", Name("Tin nhắn gửi phụ trách", "Messages to the supervisor"),
         Name("lời cán bộ viết", "an officer's words"), "messages",
         "at < :before AND (text IS NOT NULL OR answer IS NOT NULL)", "at", change="text = NULL, answer = NULL"),
    Kind("notes", Name("Ghi chú của cán bộ", "Officers' notes"),
         Name("lời cán bộ viết về một lượt", "an officer's words about a visit"), "notes", "at < :before", "at"),
    Kind("links", Name("Liên kết trang của khách", "Links of visitors' pages"),
         Name("mã bí mật trên phiếu", "the secret on a slip"), "links",
         f"{_TICKET_DAY} < :before AND NOT EXISTS (SELECT 1 FROM legs l WHERE l.ticket = links.ticket"
         f" AND l.state IN {OPEN})", _TICKET_DAY, "secret", youngest=2),
    Kind("prints", Name("Lệnh in phiếu", "Print jobs"),
         Name("nội dung phiếu, mã bí mật", "what stood on a slip, its secret"), "print_jobs",
         "created_at < :before AND state NOT IN ('queued', 'claimed')", "created_at"),
    Kind("papers", Name("Ảnh phiếu in thử", "Pictures of virtual paper"),
         Name("ảnh của phiếu", "a slip's picture"), "papers", "at < :before", "at"),
    Kind("answers", Name("Trả lời đã gửi cho máy lấy số", "Replies given to kiosks"),
         Name("số, mã bí mật", "a number, its secret"), "answers", "at < :before", "at", "scope, key",
         youngest=2),
    Kind("receipts", Name("Màn hình báo đã hiện số", "Screens' receipts"),
         Name("không có gì của người", "nothing of a person"), "receipts", "at < :before", "at",
         "seq, what, device"),
    Kind("sessions", Name("Phiên đăng nhập", "Sessions of staff"),
         Name("ai đăng nhập, lúc nào, từ đâu", "who signed in, when and from where"), "sessions",
         "created_at < :before", "created_at", "token_hash", youngest=1),
    Kind("access", Name("Nhật ký xuất số liệu", "Log of exports"),
         Name("ai đã lấy gì", "who took what"), "access_log", "at < :before", "at", youngest=30),
)  # fmt: skip
BY_ID = {one.id: one for one in KINDS}
SAME_AS = {"papers": "prints"}  # kinds that share another's days
