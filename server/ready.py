"""What a start needs: a free port, the lead, hall file, accounts, one-time codes; and what the person is told."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from . import clean_start, hallfile
from .accounts import follow_plan, sample_passwords
from .care.tls_end import certificate
from .clock import HallClock
from .core import wellbeing
from .core.devices import AGENT
from .hall import Hall
from .identity import Identities
from .reached import own_address
from .serve import LOOPBACK, narrowed, need_whole_data, take_lead
from .settings import ROOT, Settings
from .store.sqlite import SqliteStore

AGENT_TOKEN = "agent-token"  # nosec B105 # where hardware/hall_client.py looks for it


ALONE = """There is no administrator yet, so the hall listens to this machine alone, not on {host}:
whoever came first from the network could make themselves its administrator. Open the link above in a browser on this
machine, or have a password drawn right here:  python3 -m server account admin --password{data}
As soon as that is done the hall opens to the network by itself; nothing has to be started again.
Chưa có quản trị nên trung tâm mới chỉ mở cho chính máy này: mở đường dẫn "Lần đầu" ở trên bằng trình duyệt của máy
này, hoặc chạy lệnh vừa nêu để lấy mật khẩu. Xong bước đó, trung tâm tự mở ra mạng."""


class PortTaken(RuntimeError):
    """Something else listens where the hall would."""


@dataclass
class Links:
    """What the person at the terminal needs: one-time links, and the first sign-in."""

    screens: list[tuple[str, str]] = field(default_factory=list)
    first_token: str | None = None
    sample: Path | None = None
    loudspeaker: bool = False  # the hall file has one on this machine

    def text(self, wanted: Settings) -> str:
        settings = narrowed(wanted)
        rows = [f"  {what:<34} {settings.url}{path}" for what, path in self.screens]
        lines = [
            "", f"Lượt is up at {settings.url}", "",
            "One-time links, 10 minutes each (open and press the button; new ones at every start)",
            "Đường dẫn dùng một lần, trong 10 phút (mở rồi bấm Ghép thiết bị; mỗi lần khởi động có đường dẫn mới):",
            *rows, "",
            f"  {'Desk · Bàn gọi số':<34} {settings.url}/desk/",
        ]  # fmt: skip
        if self.sample:
            lines.append(f"    officers' names and passwords of the sample hall: {self.sample}")
        if self.first_token:
            lines += [f"  {'First sign-in · Lần đầu':<34} {settings.url}/admin/first?token={self.first_token}"]
        else:
            lines += [f"  {'Administration · Quản trị':<34} {settings.url}/admin/"]
        if settings != wanted:
            lines += ["", *ALONE.format(host=wanted.host, data=_data(wanted)).splitlines()]
        if settings.host not in LOOPBACK:
            there = f"{urlsplit(settings.url).scheme}://{own_address()}:{settings.port}"
            lines += ["", f"On other machines · Từ máy khác: {there} ({socket.gethostname()}), not 127.0.0.1"]
            if not settings.tls:
                lines.append("Without TLS passwords and sessions cross the network readable: keep it the hall's own, or"
                             " start with --tls-cert and --tls-key (docs/tls.md)")
            if not settings.public_url:
                lines.append("The slips' QR says 127.0.0.1, which no phone reaches: start with --public-url http://…")
        for one in wellbeing.warnings(wellbeing.Facts(certificate=certificate(settings))):
            lines += ["", f"{one.text.vi} {one.cure.vi}", f"{one.text.en} {one.cure.en}"]
        return "\n".join([*lines, "", "Ctrl-C stops the hall · dừng trung tâm.", ""])


def prepare(settings: Settings) -> Links:
    """Everything a start needs in the data folder: hall file, accounts, one-time codes."""
    store = SqliteStore(settings.database)
    try:
        clock = HallClock.begin(settings.clock_start, settings.clock_speed)
        with store.reading() as db:
            new = db.execute("SELECT 1 FROM plans LIMIT 1").fetchone() is None
        if new:
            Hall(store, clock).configure(hallfile.read(settings.hall_file))
        with store.reading() as db:
            plan = store.plan_of(db)[1]
        identities = Identities(store, clock)
        follow_plan(identities, plan)
        sample = sample_passwords(identities, plan, settings.data)
        loud = any(one.agent == AGENT for one in plan.loudspeakers)
        links = Links(first_token=identities.first_token(), sample=sample, loudspeaker=loud)
        screens = [("Kiosk · Máy lấy số", "kiosk", one.id) for one in plan.kiosks]
        boards = {"panel": "Desk panel · Bảng quầy"}
        screens += [(boards.get(one.kind, "Board · Màn hình gọi số"), "display", one.id) for one in plan.displays]
        screens.append(("Virtual paper · Giấy in thử", "paper", "paper"))
        for what, kind, name in screens:
            links.screens.append((f"{what} ({name})", f"/enrol?code={identities.new_code(kind, name)}"))
        _pair_agent(identities, settings.data / "agent")
        return links
    finally:
        store.close()


def _data(settings: Settings) -> str:
    """What a command must name beside itself to find this hall."""
    return "" if settings.data.resolve() == (ROOT / "data").resolve() else f" --data {settings.data}"


def _need_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise PortTaken(
                f"cannot listen on {settings.host}:{settings.port} ({taken.strerror}); "
                "stop what runs there, or choose another with --port\n"
                f"lượt: cổng {settings.port} đã có chương trình khác dùng: dừng nó, hoặc chọn cổng khác bằng --port"
            ) from taken


def make_ready(settings: Settings, fresh: bool) -> None:
    """Refuses before anything is touched: AlreadyLed, PortTaken. `fresh` moves only data that nobody leads."""
    lead = take_lead(settings)
    try:
        need_whole_data(settings)
        _need_port(settings)
        if fresh:
            _put_aside(settings.data)
        clean_start.perform(settings)  # one that was asked for and cut off
    finally:
        lead.close()


def _pair_agent(identities: Identities, folder: Path) -> None:
    """The print agent beside the server gets its token by hand: no code stands in a process list, no reply is lost."""
    path = folder / AGENT_TOKEN
    if path.exists():
        return
    token = identities.enrol(identities.new_code("agent", AGENT))[0]
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(token + "\n")
    part.rename(path)


def _put_aside(data: Path) -> None:
    """--fresh begins anew but deletes nothing: the old folder keeps its content under a dated name."""
    if any(one.name != "hall.lock" for one in data.iterdir()):
        aside = data.with_name(f"{data.name}.before-{time.strftime('%Y%m%d-%H%M%S')}")
        data.rename(aside)
        print(f"lượt: the old data is kept in {aside}", flush=True)
