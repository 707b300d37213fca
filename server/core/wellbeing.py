"""What a person should know early about the hall's machine: facts of one moment in, warnings out. Pure.

Every threshold stands here. `page` names the sheet in docs/when/ that says what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .naming import Name

MB = 1024 * 1024
SPACE_LOW, SPACE_SHARE, SHARE_AT_MOST = 500 * MB, 0.05, 5 * 1024 * MB  # 5 % of a huge disk is no alarm
SPACE_GRAVE = 100 * MB
MEMORY_LOW, MEMORY_SHARE = 200 * MB, 0.10
CLOCK_MOVED_MS = 5_000  # in a day: a sound clock that asks a time server is moved by less
BACKUPS_MISSED, BACKUP_GRAVE_S = 3, 24 * 3600
DAY_S = 24 * 3600
CERTIFICATE_S = 30 * DAY_S  # before its end


@dataclass(frozen=True)
class BackupFacts:
    """`age_s` of the newest that counts, None for none; `fault` what went wrong at the last try."""

    age_s: float | None
    every_s: float
    fault: str | None = None
    same_disk: bool = False


@dataclass(frozen=True)
class RestoreFacts:
    """A restore of the last day; `gaps` are the numbers nobody's ticket stands behind, such as "A038–A052"."""

    made_at: str  # of the backup, as a person reads it
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class CertificateFacts:
    """The certificate the hall shows; `ends_at` as a person reads it, `left_s` below 0 once it is over."""

    ends_at: str
    left_s: float


@dataclass(frozen=True)
class Facts:
    """None where the machine does not say."""

    write_fault: str | None = None  # why the hall's file can't be written: a key of WRITE_WHY
    free: int | None = None
    total: int | None = None
    memory_free: int | None = None
    memory_total: int | None = None
    clock_moved_ms: int = 0  # how much the machine's clock was set in the last 24 hours, all steps together
    damaged: bool = False
    backup: BackupFacts | None = None
    up_s: float = 0
    voice: str = "ready"
    restored: RestoreFacts | None = None
    certificate: CertificateFacts | None = None  # None without TLS


@dataclass(frozen=True)
class Warning:  # noqa: A001
    """`grave`: visitors are turned away, or data may be lost; a person has to come now."""

    id: str
    grave: bool
    text: Name
    cure: Name
    page: str


def warnings(facts: Facts) -> list[Warning]:
    """The gravest first."""
    rules = (_write, _damage, _space, _memory, _backup, _certificate, _clock, _restored, _voice)
    return sorted((one for rule in rules for one in rule(facts)), key=lambda one: not one.grave)


WRITE_WHY = {
    "full": Name("ổ đĩa đã đầy", "the disk is full"),
    "read-only": Name("ổ đĩa chỉ cho đọc", "the disk is read-only"),
    "io": Name("ổ đĩa báo lỗi", "the disk reports an error"),
    "busy": Name("tệp dữ liệu đang bị chương trình khác giữ", "another program holds the hall's file"),
    "stuck": Name("ổ đĩa không trả lời", "the disk does not answer"),
}


def _write(facts: Facts) -> Iterator[Warning]:
    if facts.write_fault is None:
        return
    why = WRITE_WHY.get(facts.write_fault, WRITE_WHY["io"])
    full = facts.write_fault == "full"
    yield Warning(
        "no-write", True,
        Name(f"Máy chủ không ghi được: {why.vi}. Đã tạm ngừng cấp số; màn hình vẫn chạy.",
             f"The server cannot write: {why.en}. No numbers are given out; screens go on."),
        Name("Giải phóng chỗ trên ổ đĩa: hệ thống tự chạy lại." if full else "Báo ngay cán bộ kỹ thuật.",
             "Make room on the disk: the hall goes on by itself." if full else "Call the technician now."),
        "disk-full" if full else "disk-fault",
    )  # fmt: skip


def _damage(facts: Facts) -> Iterator[Warning]:
    if facts.damaged:
        yield Warning(
            "file-damaged", True,
            Name("Tệp dữ liệu của trung tâm bị hỏng một phần.", "Part of the hall's file is damaged."),
            Name("Dừng máy chủ và khôi phục bản sao lưu ngay hôm nay.", "Stop the server and restore a backup today."),
            "restore",
        )  # fmt: skip


def _space(facts: Facts) -> Iterator[Warning]:
    if facts.free is None or facts.total is None:
        return
    if facts.free < max(SPACE_LOW, min(SHARE_AT_MOST, facts.total * SPACE_SHARE)):
        left = f"{facts.free / MB:,.0f} MB".replace(",", ".")
        yield Warning(
            "disk-low", facts.free < SPACE_GRAVE,
            Name(f"Ổ đĩa của máy chủ sắp đầy: còn {left}.", f"The server's disk is almost full: {left} left."),
            Name("Xóa hoặc chuyển bớt tệp không cần trước giờ mở cửa.", "Delete or move files before the hall opens."),
            "disk-full",
        )  # fmt: skip


def _memory(facts: Facts) -> Iterator[Warning]:
    if facts.memory_free is None or facts.memory_total is None:
        return
    if facts.memory_free < max(MEMORY_LOW, facts.memory_total * MEMORY_SHARE):
        yield Warning(
            "memory-low", False,
            Name(f"Máy chủ sắp hết bộ nhớ: còn {facts.memory_free // MB} MB.",
                 f"The server is short of memory: {facts.memory_free // MB} MB left."),
            Name("Đóng chương trình khác trên máy chủ; hết giờ làm thì khởi động lại máy.",
                 "Close other programs on the server; restart it after closing time."),
            "slow",
        )  # fmt: skip


def _backup(facts: Facts) -> Iterator[Warning]:
    backup = facts.backup
    if backup is None:
        return
    patience = BACKUPS_MISSED * backup.every_s
    if not backup.every_s:
        yield _backup_warning("backup-off", False, Name("Sao lưu tự động đang tắt.", "Backups by themselves are off."))
    elif backup.age_s is None and (facts.up_s > patience or backup.fault):
        yield _backup_warning("backup-none", True, Name("Chưa có bản sao lưu nào.", "There is no backup yet."))
    elif backup.age_s is not None and facts.up_s > patience and backup.age_s > patience:
        old = _old(backup.age_s)
        yield _backup_warning(
            "backup-old", backup.age_s > BACKUP_GRAVE_S,
            Name(f"Bản sao lưu mới nhất đã cũ: {old.vi} trước.", f"The newest backup is {old.en} old."),
        )  # fmt: skip
    elif backup.fault:
        yield _backup_warning("backup-failed", False, Name("Lần sao lưu gần nhất không thành công.",
                                                           "The last backup did not succeed."))  # fmt: skip
    if backup.same_disk:
        yield Warning(
            "backup-same-disk", False,
            Name("Bản sao lưu nằm cùng ổ đĩa với dữ liệu: hỏng ổ là mất cả hai.",
                 "Backups lie on the hall's own disk: if it breaks, both are lost."),
            Name("Cắm ổ USB hoặc ổ thứ hai và đặt --backup-to vào đó.",
                 "Plug in a USB or second disk and name it with --backup-to."),
            "backup",
        )  # fmt: skip


def _backup_warning(own: str, grave: bool, text: Name) -> Warning:
    cure = Name("Xem ổ sao lưu còn cắm và còn chỗ không.", "See that the backup disk is plugged in and has room.")
    return Warning(own, grave, text, cure, "backup")


def _old(seconds: float) -> Name:
    hours = round(seconds / 3600)
    if hours < 1:
        return Name(f"{round(seconds / 60)} phút", f"{round(seconds / 60)} minutes")
    return Name(f"{hours} giờ", f"{hours} hours") if hours < 48 else Name(f"{hours // 24} ngày", f"{hours // 24} days")


def _certificate(facts: Facts) -> Iterator[Warning]:
    shown = facts.certificate
    if shown is None or shown.left_s > CERTIFICATE_S:
        return
    if shown.left_s <= 0:
        yield Warning(
            "certificate-over", True,
            Name(f"Chứng chỉ bảo mật của máy chủ đã hết hạn lúc {shown.ends_at}: máy ở quầy không mở được trang, "
                 "máy in không nhận được phiếu.",
                 f"The server's certificate ended at {shown.ends_at}: desks cannot open pages, nothing is printed."),
            Name("Gọi kỹ thuật viên làm chứng chỉ mới ngay.", "Call the technician to make a new one now."),
            "certificate",
        )  # fmt: skip
        return
    days = int(shown.left_s // DAY_S)
    left = Name(f"còn {days} ngày", "1 day left" if days == 1 else f"{days} days left") if days else (
        Name("còn chưa đầy một ngày", "less than a day left"))  # fmt: skip
    yield Warning(
        "certificate-ends", False,
        Name(f"Chứng chỉ bảo mật của máy chủ hết hạn lúc {shown.ends_at} ({left.vi}).",
             f"The server's certificate ends at {shown.ends_at} ({left.en})."),
        Name("Nhờ kỹ thuật viên làm chứng chỉ mới trước lúc đó.", "Have a technician make a new one before."),
        "certificate",
    )  # fmt: skip


def _clock(facts: Facts) -> Iterator[Warning]:
    if facts.clock_moved_ms > CLOCK_MOVED_MS:
        seconds = round(facts.clock_moved_ms / 1000)
        yield Warning(
            "clock-drift", False,
            Name(f"Đồng hồ máy chủ chạy lệch: trong 24 giờ qua đã bị chỉnh {seconds} giây.",
                 f"The server's clock drifts: it was moved by {seconds} s in 24 hours."),
            Name("Bật đồng bộ giờ qua mạng; nếu vẫn lệch, thay pin CMOS.",
                 "Switch on network time; if it still drifts, change the CMOS battery."),
            "clock",
        )  # fmt: skip


def _restored(facts: Facts) -> Iterator[Warning]:
    if facts.restored is None:
        return
    gaps = ", ".join(facts.restored.gaps)
    lost_vi = f" Người đang giữ số {gaps} cần được cấp số mới." if gaps else ""
    lost_en = f" Visitors who hold {gaps} need a new number." if gaps else ""
    yield Warning(
        "restored", bool(gaps),
        Name(f"Dữ liệu đã được khôi phục từ bản sao lưu lúc {facts.restored.made_at}.{lost_vi}",
             f"The data were restored from the backup of {facts.restored.made_at}.{lost_en}"),
        Name("Mời các quầy gọi lại số đang phục vụ; xem lại mọi màn hình.",
             "Desks call again whom they were serving; look at every screen once."),
        "restore",
    )  # fmt: skip


def _voice(facts: Facts) -> Iterator[Warning]:
    if facts.voice == "failing":
        yield Warning(
            "voice", False,
            Name("Máy chủ chưa đọc được số; màn hình vẫn hiện số và có chuông.",
                 "The server cannot speak; screens still show numbers and chime."),
            Name("Mở trang Tiếng gọi số để xem lý do.", "Open the page of the voice: it says why."), "no-voice",
        )  # fmt: skip
