"""Some of a hall's people in one process of their own: officers press every deed at random, a kiosk gives out numbers,
phones leave the line, and the network loses replies and delivers requests twice or late.

python tests/checker/crowd.py reads a spec (JSON) on stdin and writes what happened as JSON lines on stdout: `t_invoke`,
`t_ok`, `who`, `op`, `key`, `result` ok, fail or unknown, and what was answered.
"""

from __future__ import annotations

import http.client
import itertools
import json
import random
import re
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import urlencode

if __name__ == "__main__":
    TESTS = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(TESTS), str(TESTS / "journeys"), str(TESTS.parent)]

from doors import Caller

LOST, TWICE, TWO_TABS = 0.08, 0.06, 0.1  # reply lost, request doubled, two tabs at once
LATE = 0.06  # the first copy is read after its repeat was answered
FULL = "storage"  # the hall's word while it cannot write
BETWEEN_S = (0.02, 0.2)  # after the repeat's answer
PATIENCE_S, GIVE_UP_S = 20, 120  # for one reply, and for any at all on a busy machine
FREE = (
    "next next next next next next call call call resume late-return break back-office open undo leave priority"
    " transfer put-back"
).split()
CALLED = (
    "start start start start start recall no-show no-show no-show-next came-next put-back leave undo next priority"
    " change-service"
).split()
SERVING = (
    "finish finish finish next next next finish-next hold hold transfer add-leg dossiers note put-back leave undo"
    " change-service priority"
).split()
NAMED, NAMED_WHEN_FREE = ("call", "resume", "late-return"), ("leave", "put-back", "priority", "transfer")
WORDS = {
    "hold": ("reason", ["papers", "copy"]), "break": ("reason", ["short", "lunch"]), "note": ("text", ["hẹn 14:00"]),
    "put-back": ("place", ["first", "in-order", "last"]), "call": ("reason", [None, "urgent", "came-back"]),
    "dossiers": ("dossiers", [1, 2, 3]), "priority": ("priority", [True, False]),
}  # fmt: skip


class Asked(NamedTuple):
    """`form`: what a visitor's page sends in place of JSON; its body then is for the history alone."""

    op: str
    path: str
    body: dict
    form: str | None = None

    @property
    def text(self) -> str:
        return json.dumps(self.body) if self.form is None else self.form

    @property
    def kind(self) -> str:
        return "application/json" if self.form is None else "application/x-www-form-urlencoded"


class Recorder:
    """Everybody's lines, one after another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def write(self, line: dict) -> None:
        with self._lock:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


class Person:
    """One who asks the hall; a lost reply is asked for again under the same key, as every screen does."""

    def __init__(self, name: str, caller: Caller, recorder: Recorder, chance: random.Random, run: int) -> None:
        self.name, self.caller, self.chance, self._recorder, self._run = name, caller, chance, recorder, run
        self._keys, self.late = itertools.count(1), LATE
        self._lines = [self._connect(), self._connect()]

    def key(self) -> str:
        return f"{self.name}-{self._run}-{next(self._keys):06d}"

    def ask(self, asked: Asked) -> dict:
        """The answer after all that may happen on the way."""
        if self.chance.random() < TWICE:
            return self.together([asked, asked])[0]
        if self.chance.random() < self.late:
            return self._late(asked)
        if self.chance.random() < LOST:
            self._once(asked, 0, lost=True)
        return self._until_answered(asked, 0)

    def _late(self, asked: Asked) -> dict:
        """The network keeps the last byte of a request until its repeat was answered and others have come between."""
        told = self._told(asked) | {"held_back": True}
        text, line = asked.text.encode(), self._connect()
        try:
            line.putrequest("POST", asked.path)
            for name, value in self._headers(asked).items():
                line.putheader(name, value)
            line.putheader("Content-Length", str(len(text)))
            line.endheaders(text[:-1])
        except OSError:
            line.close()
        answer = self._until_answered(asked, 0)
        time.sleep(self.chance.choice(BETWEEN_S))
        try:
            line.send(text[-1:])
            told |= self._read(line)
        except (OSError, http.client.HTTPException):
            pass  # nobody waits for this copy any more
        line.close()
        self._write(told)
        return answer

    def fell(self, fault: Exception) -> None:
        self._recorder.write({"who": self.name, "op": "look", "key": None, "result": "fail", "status": 599,
                              "error": repr(fault)[:300], "t_invoke": time.monotonic()})  # fmt: skip

    def together(self, both: list[Asked]) -> list[dict]:
        """Two requests at the same time on two connections."""
        answers: list[dict] = [{}, {}]

        def one(place: int) -> None:
            answers[place] = self._until_answered(both[place], place)

        threads = [threading.Thread(target=one, args=(place,)) for place in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def _until_answered(self, asked: Asked, line: int) -> dict:
        until = time.monotonic() + GIVE_UP_S
        while (answer := self._once(asked, line)) is None:
            assert time.monotonic() < until, f"{asked.op}: no answer for {GIVE_UP_S} s"
            time.sleep(0.1)
        return answer

    def _once(self, asked: Asked, line: int, lost: bool = False) -> dict | None:
        told = self._told(asked)
        try:
            told |= self._send(asked, line, lost)
        except (OSError, http.client.HTTPException):
            self._lines[line] = self._connect()
        self._write(told)
        return None if told["result"] == "unknown" else told

    def _told(self, asked: Asked) -> dict:
        return {"who": self.name, "op": asked.op, "path": asked.path, "key": asked.body.get("key"),
                "version": asked.body.get("version"), "t_invoke": time.monotonic(), "t_ok": None,
                "result": "unknown"}  # fmt: skip

    def _write(self, told: dict) -> None:
        told["t_ok"] = time.monotonic() if told["result"] != "unknown" else None
        self._recorder.write(told)

    def _send(self, asked: Asked, place: int, lost: bool) -> dict:
        line = self._connect() if lost else self._lines[place]
        line.request("POST", asked.path, asked.text, self._headers(asked))
        if lost:  # gone before the answer comes, sometimes before the hall has read it
            time.sleep(self.chance.choice((0, 0.002, 0.02)))
            line.close()
            return {}
        return self._read(line)

    def _read(self, line: http.client.HTTPConnection) -> dict:
        reply = line.getresponse()
        answer = json.loads(reply.read() or b"{}")
        if reply.status >= 400:
            refusal = answer["error"]["id"]
            if refusal == FULL:
                return {"error": refusal}  # asked for again, as every screen does
            return {"result": "fail", "status": reply.status, "error": refusal}
        keep = {name: answer[name] for name in ("deed", "did", "ticket", "number", "state", "url") if name in answer}
        return {"result": "ok", "status": reply.status, "answer": keep}

    def _headers(self, asked: Asked) -> dict[str, str]:
        """A visitor's phone has no cookie, and its page's token comes in the form."""
        common = {"Accept": "application/json", "Content-Type": asked.kind}
        if asked.form is not None:
            return common
        cookies = "; ".join(f"{name}={value}" for name, value in self.caller.cookies.items())
        return common | {"Cookie": cookies, "X-CSRFToken": self.caller.token}

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.caller.hall.port, timeout=PATIENCE_S)


class Officer(Person):
    """Looks at the console and presses something a hand could press there."""

    numbers: list[str]  # of everybody, as they are heard of

    def act(self) -> None:
        screen = self.caller.get("/desk/snapshot.json")
        first = self._press(screen)
        if self.chance.random() < TWO_TABS:
            self.together([first, self._press(screen)])
        else:
            self.ask(first)

    def _press(self, screen: dict) -> Asked:
        here = screen["current"]
        keys = FREE if here is None else CALLED if here["state"] == "called" else SERVING
        deed = self.chance.choice(keys)
        body = {"key": self.key(), "version": screen["desk"]["version"]} | self._wish(deed, here)
        return Asked(deed, f"/desk/deeds/{deed}", body)

    def _wish(self, deed: str, here: dict | None) -> dict:
        wish: dict = {}
        name, values = WORDS.get(deed, ("", [None]))
        if (value := self.chance.choice(values)) is not None:
            wish[name] = value
        if self.numbers and (deed in NAMED or (deed in NAMED_WHEN_FREE and here is None)):
            wish["number"] = self.chance.choice(self.numbers[-60:])
        if deed in ("transfer", "add-leg"):
            wish["department"] = self.chance.choice(["dat-dai", "tu-phap", "thue"])
        if deed == "transfer":
            wish |= self.chance.choice([{}, {"first": True}, {"desk": str(self.chance.randint(1, 28))}])
            if here and self.chance.random() < 0.3:
                wish["back"] = self.chance.choice(["desk", "officer"])
        if deed == "change-service":
            wish["service"] = self.chance.choice(["dat-dai.so-do", "dat-dai.do-dac", "thue.le-phi"])
        return wish


class Kiosk(Person):
    """Gives out numbers, and now and then somebody who has one leaves the line by the phone."""

    numbers: list[str]

    def act(self) -> None:
        service = self.chance.choice(["dat-dai.so-do", "dat-dai.do-dac", "tu-phap.khai-sinh", "thue.le-phi"])
        asked = {"key": self.key(), "department": service.partition(".")[0], "service": service,
                 "priority": self.chance.random() < 0.2}  # fmt: skip
        told = self.ask(Asked("issue", "/kiosk/tickets", asked))
        if told["result"] == "ok":
            self.numbers.append(told["answer"]["number"])
            if self.chance.random() < 0.15:
                self._phone(told["answer"])

    def _phone(self, answer: dict) -> None:
        """The QR's page: its token is in the page, its key comes with the form."""
        path = "/t/" + answer["url"].rpartition("/")[2]
        status, page = self.caller.ask("GET", path, page=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page) if status == 200 else None
        if token is not None:
            key = self.key()
            form = urlencode({"key": key, "csrf_token": token[1]})
            self.ask(Asked(f"leave {answer['ticket']}", f"{path}/leave", {"key": key}, form))


def play(spec: dict) -> None:
    chance, recorder, hall = random.Random(spec["seed"]), Recorder(), SimpleNamespace(port=spec["port"])
    heard: list[str] = []
    people: list[Officer | Kiosk] = []
    for username, desk in spec["officers"]:
        caller = Caller(hall).be_officer(username, spec["password"], desk)  # type: ignore[arg-type]
        people.append(Officer(username, caller, recorder, random.Random(chance.random()), spec["seed"]))
    for name, token in spec["kiosks"]:
        caller = Caller(hall, {"luot_kiosk": token}).knock()  # type: ignore[arg-type]
        people.append(Kiosk(name, caller, recorder, random.Random(chance.random()), spec["seed"]))
    for person in people:
        person.numbers, person.late = heard, spec["late"]
    recorder.write({"ready": True})
    sys.stdin.readline()
    for _ in range(spec["rounds"]):
        threads = [threading.Thread(target=_act, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _act(person: Officer | Kiosk) -> None:
    try:
        for _ in range(3 if isinstance(person, Kiosk) else 1):
            person.act()
    except Exception as fault:  # a finding, not the end of everybody
        person.fell(fault)


if __name__ == "__main__":
    play(json.loads(sys.stdin.readline()))
