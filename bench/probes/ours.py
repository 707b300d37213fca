"""This house under probe: a hall of its own in a temporary folder, on a free loopback port, with a print agent."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher
from simple_websocket import Client, ConnectionClosed, ConnectionError

from server import hallfile, logo
from server.app import create_app, stop
from server.clock import HallClock
from server.core.plan import HallPlan, PlanError
from server.hall import Hall
from server.identity import BEARERS, COOKIES, SESSION_COOKIE, Identities
from server.ready import AGENT_TOKEN, prepare
from server.settings import ROOT, SAMPLE_HALL, Settings
from server.store.sqlite import SqliteStore

from ..processes import free_port, wait_for_page
from .addresses import every_address, values_of_the_code
from .happened import once, picture, token_of
from .target import Caller

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "mot-mat-khau-dai-cua-phep-thu"
WORK = ("journal", "tickets", "legs", "desk_states", "counters", "notes", "messages", "alarms", "plans",
        "devices", "accounts", "sittings", "ratings", "rated", "set_aside", "turns", "lines")  # fmt: skip
ONWARD = ("next", "url", "redirect", "return_to", "continue", "to", "ReturnUrl")
STREAMS = ("display", "desk", "supervisor", "lead", "kiosk", "paper")


class Ours:
    name = "Lượt"

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._running: list[subprocess.Popen] = []
        self._callers: dict[str, Caller] = {}
        self._settings = Settings(data=self._data, port=free_port(), voice=False)

    # -- its processes -----------------------------------------------------------------------------------------------

    def start(self) -> str:
        prepare(self._settings)
        with self._store() as store:
            clock = HallClock.begin()
            # a probe is no visitor, and meets everything a hall may have
            plan = replace(store.present_plan(), kiosk_seconds=0, logo=logo.encode(picture(), "logo"))
            Hall(store, clock).configure(plan)
            self._people(Identities(store, clock, QUICK), plan)
        self.again()
        return self._settings.url

    def again(self) -> None:
        where = ["--data", str(self._data)]
        self._spawn("-m", "server", "serve", *where, "--port", str(self._settings.port), "--no-voice")
        wait_for_page(self._running[0], self._settings.port)
        agent = self._data / "agent"
        assert (agent / AGENT_TOKEN).exists()
        self._spawn("-m", "hardware", "agent", "--server", self._settings.url, "--data", str(agent))

    def _spawn(self, *words: str) -> None:
        log = (self._data / "processes.log").open("ab")
        self._running.append(subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        ))  # fmt: skip

    def stop(self) -> None:
        self._signal(signal.SIGTERM)
        for one in self._running:
            try:
                one.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait(5)
        self._running = []

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        for one in self._running:
            one.wait(5)
        self._running = []

    def freeze(self, frozen: bool) -> None:
        self._signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def _signal(self, sign: int) -> None:
        for one in self._running:
            if one.poll() is None:
                os.killpg(one.pid, sign)

    def version(self) -> str:
        asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
        return subprocess.run(asked, capture_output=True, text=True).stdout.strip()

    # -- what it remembers -------------------------------------------------------------------------------------------

    def _store(self) -> _Open:
        return _Open(self._data / "hall.db")

    def _rows(self, sql: str) -> list[tuple]:
        with sqlite3.connect(f"file:{self._data / 'hall.db'}?mode=ro", uri=True, timeout=10) as db:
            return db.execute(sql).fetchall()

    def state(self) -> str:
        return "\n".join(f"{table} {row}" for table in WORK for row in self._rows(f"SELECT * FROM {table}"))

    def numbers(self) -> list[str]:
        return [f"{row[0]} {row[1]}" for row in self._rows("SELECT business_date, number FROM tickets")]

    def paper(self) -> list[str]:
        """With the day of the ticket that asked for it; a paper without one stands by its own day."""
        sql = "SELECT coalesce(t.business_date, '?'), p.number FROM papers p LEFT JOIN tickets t USING (number)"
        return [f"{row[0]} {row[1]}" for row in self._rows(sql)]

    # -- who comes ---------------------------------------------------------------------------------------------------

    def _people(self, identities: Identities, plan: HallPlan) -> None:
        url = self._settings.url
        self._callers = {"nobody": Caller(url)}
        panel = next(one.id for one in plan.displays if one.desk)
        names = {"kiosk": plan.kiosks[0].id, "display": plan.displays[0].id, "panel": panel, "paper": "paper",
                 "agent": "probe", "keypad": f"desk-{plan.desks[0].id}", "metrics": "prometheus"}  # fmt: skip
        for role, name in names.items():
            kind = "display" if role == "panel" else role
            token = identities.enrol(identities.new_code(kind, name))[0]
            own = {"headers": {"Authorization": f"Bearer {token}"}} if kind in BEARERS else \
                  {"cookies": {COOKIES[kind]: token}}
            self._callers[role] = Caller(url, **own)
        staff = {one.role: one.username for one in plan.staff} | {"officer": plan.officers[0].username}
        identities.add_account("admin", "Quản trị", "admin")
        for role, username in (staff | {"admin": "admin"}).items():
            identities.set_password(username, PASSWORD)
            self._callers[role] = Caller(url, {SESSION_COOKIE: identities.sign_in(username, PASSWORD)})

    def callers(self) -> dict[str, Caller]:
        return self._callers

    def pages(self) -> list[str]:
        """Every GET of the url map, asked for what has happened once before, and every static file."""
        if not hasattr(self, "_pages"):
            self._pages = sorted({*self._addresses(), *_static_files()})
        return self._pages

    def _addresses(self) -> list[str]:
        with self._store() as store:
            plan = store.present_plan()
        happened = once(self._callers, plan, self._data, self._rows)
        keys = {"services": plan.departments[0].services[0].id, "departments": plan.departments[0].id}
        keys |= {name: getattr(plan, name)[0].id for name in ("desks", "kiosks", "displays", "printers")}
        keys |= {"officers": plan.officers[0].username}
        with TemporaryDirectory() as folder:
            app = create_app(Settings(data=Path(folder), voice=False))
            found = every_address(app, values_of_the_code(app) | happened, keys, "GET")
            stop(app)
            app.extensions["store"].close()
        return [one.path for one in found]

    def issue(self, caller: Caller, key: str) -> str | None:
        if not hasattr(self, "_wish"):
            department = hallfile.read(SAMPLE_HALL).departments[0]
            self._wish = {"department": department.id, "service": department.services[0].id}
        token = caller.headers.get("X-CSRFToken") or token_of(caller, "/kiosk/")
        reply = caller.ask("POST", "/kiosk/tickets", json={"key": key, **self._wish},
                           headers={"X-CSRFToken": token, "Accept": "application/json"})  # fmt: skip
        if reply.status_code not in (200, 201):
            return None
        return f"{self._today()} {reply.json()['number']}"

    def _today(self) -> str:
        return self._rows("SELECT value FROM meta WHERE key = 'business_date'")[0][0]

    def hears(self, caller: Caller) -> bool:
        return any(self._hears(caller, one) for one in STREAMS)

    def _hears(self, caller: Caller, stream: str) -> bool:
        cookies = "; ".join(f"{name}={value}" for name, value in caller.cookies.items())
        url = self._settings.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        try:
            wire = Client(url, headers={"Cookie": cookies} if cookies else {})
            wire.receive(2)
            wire.send(f'40{{"as":"{stream}"}}')
            return (wire.receive(2) or "").startswith("40")
        except (ConnectionError, ConnectionClosed, OSError):
            return False

    def started_with(self) -> list[tuple[str, str]]:
        return [("admin", "admin"), ("admin", "luot"), ("quay01", "quay01"), ("phutrach", "phutrach")]

    def signs_in(self, name: str, password: str) -> bool:
        caller = Caller(self._settings.url)
        form = {"username": name, "password": password, "csrf_token": token_of(caller, "/desk/sign-in")}
        return caller.ask("POST", "/desk/sign-in", data=form).status_code == 303

    # -- what it hands out -------------------------------------------------------------------------------------------

    def tables(self, name: str) -> dict[str, str]:
        with self._store() as store:
            document = store.present_plan().to_dict()
            document["departments"][0] |= {"name_vi": name, "name_en": name, "short_vi": name, "short_en": name}
            document["officers"][next(iter(document["officers"]))]["name"] = name
            try:
                Hall(store, HallClock.begin()).configure(HallPlan.from_dict(document))
            except PlanError:
                return {}  # no such name gets in
        self.issue(self._callers["kiosk"], f"table-{abs(hash(name)):08}"[:40])
        levels = ("hall", "department", "service", "procedure", "desk", "officer", "hour", "line")
        addresses = ["/reports/day.csv", "/reports/legs.csv", "/ratings/tally.csv",
                     *(f"/reports/period.csv?by={one}" for one in levels)]  # fmt: skip
        return {one: self._callers["admin"].ask("GET", one).content.decode() for one in addresses}

    def steered(self, elsewhere: str) -> dict[str, str]:
        found = {}
        for role in ("nobody", "admin"):
            for path in self.pages():
                if not path.startswith(("/vendor", "/static")) and "." not in path:
                    reply = self._callers[role].ask("GET", path, params=dict.fromkeys(ONWARD, elsewhere))
                    found[f"{role} GET {path}"] = reply.headers.get("Location", "")
        found["sign-in"] = self._sign_in_to(elsewhere)
        return found

    def _sign_in_to(self, elsewhere: str) -> str:
        caller = Caller(self._settings.url)
        token = token_of(caller, "/desk/sign-in")
        form = {"username": "admin", "password": PASSWORD, "csrf_token": token, **dict.fromkeys(ONWARD, elsewhere)}
        reply = caller.ask("POST", "/desk/sign-in", data=form, params=dict.fromkeys(ONWARD, elsewhere))
        return reply.headers.get("Location", "")

    def screen(self) -> tuple[str, Caller, str]:
        return "/display/", self._callers["display"], ".lost"


class _Open:
    """The hall's file, for as long as the block lasts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> SqliteStore:
        self._store = SqliteStore(self._path)
        return self._store

    def __exit__(self, *given: object) -> None:
        self._store.close()


def _static_files() -> list[str]:
    homes = {"/static/": ROOT / "server" / "static", "/kiosk/static/": ROOT / "kiosk" / "static",
             "/display/static/": ROOT / "display" / "static", "/desk/static/": ROOT / "server" / "desk" / "static",
             "/control/static/": ROOT / "server" / "control" / "static"}  # fmt: skip
    return [prefix + one.name for prefix, home in homes.items() for one in home.iterdir()
            if one.suffix in (".js", ".css", ".html")]  # fmt: skip


