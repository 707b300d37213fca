"""The units that are shipped: systemd understands them, they start what exists, and the watchdog is heard."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from server import cli
from server.settings import ROOT
from server.watchdog import Watchdog, notify

UNITS = sorted((ROOT / "deploy").glob("*.service"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_unit(unit: Path, tmp_path: Path) -> None:
    """With this checkout in the place of /opt/luot, where its programs are looked for."""
    text = unit.read_text(encoding="utf-8").replace("/opt/luot/.venv/bin/python", "/bin/true").replace("/opt/luot", "/")
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
    copy = tmp_path / unit.name
    copy.write_text(text, encoding="utf-8")
    level = ["--user"] if "graphical-session" in text else []
    told = subprocess.run(
        ["systemd-analyze", "verify", *level, "--man=no", str(copy)], capture_output=True, text=True, timeout=60,
        check=False, env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    lines = [line for line in told.stderr.splitlines() if unit.name in line and "not-found" not in line]
    assert not lines, told.stderr


def test_the_servers_unit_starts_it_with_options_it_has() -> None:
    text = (ROOT / "deploy" / "luot.service").read_text(encoding="utf-8")
    words = re.search(r"^ExecStart=\S+ -m server (.+?) \$LUOT_OPTIONS", text, re.MULTILINE)[1].split()  # type: ignore[index]
    env = re.search(r"^LUOT_OPTIONS=(.+)$", (ROOT / "deploy" / "luot.env").read_text(encoding="utf-8"), re.MULTILINE)
    args = cli._parser().parse_args([*words, *env[1].split()])  # type: ignore[index]
    assert str(args.data) == "/var/lib/luot/data" and str(args.backup_to) == "/mnt/luot-backup"
    for wall in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=luot", "Restart=always", "WatchdogSec="):
        assert wall in text, wall


def test_systemd_hears_that_the_hall_is_up_and_then_only_while_it_answers(tmp_path: Path, monkeypatch) -> None:
    assert not notify("READY=1"), "nobody waits for it here"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "20000")
        answers = [True]

        def ask(url: str) -> dict:
            if not answers[0]:
                raise TimeoutError
            return {"status": "failing"}

        watchdog = Watchdog("http://127.0.0.1:1", ask)
        watchdog.start()
        assert [systemd.recv(100) for _ in range(2)] == [b"READY=1", b"WATCHDOG=1"]
        answers[0] = False
        systemd.settimeout(0.3)
        with pytest.raises(TimeoutError):
            for _ in range(50):
                systemd.recv(100)
        watchdog.stop()
