"""A small real HTTP server that keeps the agent's part of docs/api.md, so that agents are tested over a socket."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-of-the-stand-in"
CODE = "ABCD2345"
NOW = 1_900_000_000_000  # the hall's clock is its own, far from this machine's


def until(true: Callable[[], Any], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.01)


class StandInHall:
    """`news` is everything an agent told, in order: ("hello", …), ("claim", …), ("result", …), …"""

    def __init__(self, printers: list[dict[str, Any]] | None = None) -> None:
        self.printers = printers or []
        self.news: list[tuple[Any, ...]] = []
        self.details: list[str] = []  # of the states told
        self.faults: dict[str, str | None] = {}
        self.tokens = {TOKEN}
        self.codes = {CODE}
        self.refuse_results = 0  # so many results are answered 503 first
        self.on_claimed: Callable[[], None] = lambda: None
        self._jobs: list[dict[str, Any]] = []
        self._errands: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        hall = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if hall._server is not server:
                    self.close_connection = True  # a connection kept open by an agent from before the restart
                    return
                status, reply = hall._answer(self.path, self.headers, body, server)
                sent = json.dumps(reply).encode() if reply is not None else b""
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_: Any) -> None: ...

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None: ...

        server = self._server = Server(("127.0.0.1", self._port), Handler)
        self._port = server.server_port
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        server, self._server = self._server, None
        with self._changed:
            self._changed.notify_all()
        if server:
            server.shutdown()
            server.server_close()

    def give(self, job: int, slip: dict[str, Any], printer: str = "front", expires_in_ms: int = 60_000) -> None:
        with self._changed:
            expires = NOW + expires_in_ms
            self._jobs.append(
                {"id": job, "printer": printer, "slip": slip, "expires_at": expires, "ticket": 1, "number": "A012"}
            )
            self._changed.notify_all()

    def break_printer(self, printer: str, fault: str | None) -> None:
        with self._changed:
            self.faults[printer] = fault
            self._changed.notify_all()

    def told(self, kind: str) -> list[tuple[Any, ...]]:
        return [news[1:] for news in self.news if news[0] == kind]

    def _answer(self, path: str, headers: Any, body: bytes, server: Any) -> tuple[int, dict[str, Any] | None]:
        if path == "/enrol":
            code = json.loads(body)["code"]
            if code not in self.codes:
                return 400, {"error": {"id": "code-spent", "vi": "Mã không còn dùng được", "en": "Code is spent"}}
            self.codes.discard(code)
            return 200, {"token": TOKEN, "kind": "agent", "name": "Agent 1"}
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, None
        parts = path.strip("/").split("/")[1:]
        if parts[-1] == "paper":
            self.news.append(("paper", parts[1], headers["X-Ticket-Number"], body))
            return 204, None
        told = json.loads(body)
        if parts[0] == "claim":
            return self._claim(told, server)
        if parts[0] == "errands":
            return self._errand(parts, told, server)
        if parts[0] == "hello":
            self.news.append(("hello", told["printers"]))
            return 200, {"now": NOW, "speed": 1, "printers": self.printers}
        if parts[-1] == "state":
            self.news.append(("state", parts[1], told["state"]))
            self.details.append(told.get("detail", ""))
            return 204, None
        if self.refuse_results:
            self.refuse_results -= 1
            return 503, None
        self.news.append(("result", int(parts[1]), told["state"], told.get("reason", "")))
        return 204, None

    def _errand(self, parts: list[str], told: dict[str, Any], server: Any) -> tuple[int, dict[str, Any] | None]:
        if len(parts) > 1:
            self.news.append(("errand", int(parts[1]), told))
            return 204, None
        with self._changed:
            given = list(self.printers)
            self._changed.wait_for(
                lambda: self._errands or self.printers != given or self._server is not server, timeout=told["wait_s"]
            )
            if self._server is not server:
                return 0, None
            errand = self._errands.pop(0) if self._errands else None
        return 200, {"errand": errand, "printers": self.printers}

    def ask(self, errand: int, address: str, width_mm: int = 80) -> None:
        """Asks the agent to probe that address."""
        with self._changed:
            self._errands.append({"id": errand, "printer": "front", "address": address, "width_mm": width_mm})
            self._changed.notify_all()

    def give_printers(self, printers: list[dict[str, Any]]) -> None:
        """The hall's configuration changes: these are the agent's printers from now on."""
        with self._changed:
            self.printers = printers
            self._changed.notify_all()

    def _claim(self, told: dict[str, Any], server: Any) -> tuple[int, dict[str, Any] | None]:
        self.news.append(("claim", told["printers"], told["wait_s"]))

        def news_of_faults() -> bool:
            return any(printer in known and fault != known[printer] for printer, fault in self.faults.items())

        known = told.get("faults", {})

        def mine() -> list[dict[str, Any]]:
            return [job for job in self._jobs if job["printer"] in told["printers"]]

        with self._changed:
            given = list(self.printers)
            self._changed.wait_for(
                lambda: mine() or news_of_faults() or self.printers != given or self._server is not server,
                timeout=told["wait_s"],
            )
            if self._server is not server:
                return 0, None
            job = next(iter(mine()), None)
            if job:
                self._jobs.remove(job)
                self.on_claimed()
        return 200, {"now": NOW, "speed": 1, "faults": self.faults, "job": job}
