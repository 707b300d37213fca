"""The twelve probes notice what they are for: a sieve of a system breaks each of them. This house holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask, Response, redirect, request

from bench.probes.__main__ import main
from bench.probes.target import Caller, NotAsked, NotHere, only_loopback
from bench.probes.twelve import PROBES, ask
from server.settings import ROOT


class Quiet(WSGIRequestHandler):
    def log_message(self, *given) -> None:
        pass


class Sieve:
    """A queue system that does everything wrong, in one process and in memory."""

    name = "Sieve"

    def __init__(self, folder: Path) -> None:
        self._folder, self._given, self._printed, self._name = folder, [], [], ""
        (folder / "secret").write_text("root:x:0:0")

    def start(self) -> str:
        from socketserver import ThreadingMixIn
        from wsgiref.simple_server import WSGIServer

        class Threads(ThreadingMixIn, WSGIServer):
            daemon_threads = True

        self._server = make_server("127.0.0.1", 0, self._app(), Threads, Quiet)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self._url = f"http://127.0.0.1:{self._server.server_port}"
        return self._url

    def _app(self) -> Flask:
        app = Flask("sieve")
        app.add_url_rule("/pull", "pull", lambda: str(self._give()))
        app.add_url_rule("/", "home", lambda: "<script src='//cdn.example/x.js'></script> User: admin Password: admin")
        app.add_url_rule("/go", "go", lambda: redirect(request.args.get("next", "/")))
        app.add_url_rule("/files/<path:name>", "files", self._file)
        app.add_url_rule("/issue", "issue", lambda: str(self._give()), methods=["POST"])
        app.add_url_rule("/day.csv", "csv", lambda: Response(f"name,n\r\n{self._name},1\r\n", mimetype="text/csv"))
        return app

    def _give(self) -> int:
        number = max(self._given, default=0) + 1
        self._printed.append(number)
        time.sleep(0.001)
        self._given.append(number)
        return number

    def _file(self, name: str) -> str:
        return (self._folder / "secret").read_text() if "passwd" in name else "none"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def kill(self) -> None:
        self._given, self._printed = [], [*self._printed]

    def again(self) -> None:
        pass

    def freeze(self, frozen: bool) -> None:
        raise NotAsked("it has no screen")

    def version(self) -> str:
        return "0"

    def state(self) -> str:
        return str(self._given)

    def numbers(self) -> list[str]:
        return [str(one) for one in self._given]

    def paper(self) -> list[str]:
        return [str(one) for one in self._printed]

    def callers(self) -> dict[str, Caller]:
        return dict.fromkeys(("nobody", "kiosk", "admin"), Caller(self._url))

    def pages(self) -> list[str]:
        return ["/", "/pull", "/go", "/files/none", "/day.csv"]

    def issue(self, caller: Caller, key: str) -> str | None:
        return caller.ask("POST", "/issue").text

    def hears(self, caller: Caller) -> bool:
        return True

    def started_with(self) -> list[tuple[str, str]]:
        return [("admin", "admin")]

    def signs_in(self, name: str, password: str) -> bool:
        return (name, password) == ("admin", "admin")

    def tables(self, name: str) -> dict[str, str]:
        self._name = name
        return {"/day.csv": Caller(self._url).ask("GET", "/day.csv").text}

    def steered(self, elsewhere: str) -> dict[str, str]:
        reply = Caller(self._url).ask("GET", "/go", params={"next": elsewhere})
        return {"/go": reply.headers.get("Location", "")}

    def screen(self) -> tuple[str, Caller, str]:
        raise NotAsked("it has no screen")


@pytest.fixture
def sieve(tmp_path: Path) -> Iterator[Sieve]:
    target = Sieve(tmp_path)
    target.start()
    yield target
    target.stop()


@pytest.mark.parametrize("probe", [one for one in PROBES if one != "stale display"])
def test_a_sieve_breaks_every_probe(sieve: Sieve, probe: str) -> None:
    verdict, found = ask(sieve, probe, quick=True)
    assert verdict == "BREAKS", found


def test_what_a_system_has_not_is_not_asked(sieve: Sieve) -> None:
    assert ask(sieve, "stale display", quick=True) == ("not asked", "it has no screen")


def test_a_page_that_was_met_by_nobody_is_told(sieve: Sieve) -> None:
    sieve.pages = lambda: ["/", "/gone"]
    held = "6 GET requests changed nothing; 1 of 2 pages answered 200, never /gone"
    assert ask(sieve, "GET that changes state", quick=True) == ("holds", held)


@pytest.mark.parametrize("url", ["http://192.168.1.10:8000", "http://example.com", "http://0.0.0.0:80", "http://", "x"])
def test_another_machine_is_never_asked(url: str) -> None:
    with pytest.raises(NotHere):
        only_loopback(url)
    with pytest.raises(NotHere):
        Caller(url)


def test_a_caller_is_led_to_no_other_machine(sieve: Sieve) -> None:
    for path in ("http://192.168.1.10/", "//192.168.1.10/"):
        with pytest.raises(NotHere):
            Caller(sieve._url).ask("GET", path)  # noqa: SLF001


def test_there_are_twelve_and_each_has_its_row_in_the_docs() -> None:
    text = (ROOT / "docs" / "probes.md").read_text(encoding="utf-8")
    assert len(PROBES) == 12 and all(f"| {probe} |" in text for probe in PROBES)


@pytest.mark.skipif(not os.environ.get("LUOT_LONG"), reason="only with ./test --long")
def test_this_house_holds() -> None:
    """In a process of its own: in this one the journeys' browser may stand already."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench.probes", "--quick"], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    told = done.stdout
    assert done.returncode == 0, told + done.stderr
    assert told.count("holds") + told.count("not asked") == 12, told


def test_this_house_holds_where_it_is_asked_in_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    quick = ("ticket without identity", "double tap")
    assert main(["--quick", *(word for one in quick for word in ("--only", one))]) == 0
    assert capsys.readouterr().out.count("holds") == 2


def test_every_page_of_this_house_is_asked_as_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick", "--only", "GET that changes state"]) == 0
    told = capsys.readouterr().out
    met, of = map(int, re.search(r"(\d+) of (\d+) pages answered 200", told).groups())  # type: ignore[union-attr]
    assert met == of > 200, told
