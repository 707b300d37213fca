"""The twelve. Each asks a running target and says what it found; `holds` is what a hall needs."""

from __future__ import annotations

import csv
import io
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import requests

from .browser import open_screen
from .target import Caller, NotAsked, Target

THREADS = 8
COMMON = (("admin", "admin"), ("admin", "password"), ("admin", "123456"), ("admin", ""), ("root", "root"),
          ("supervisor", "supervisor"), ("user", "user"))  # fmt: skip
PATHS = ("../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
         "..%252f..%252fetc%252fpasswd", "....//....//etc/passwd", "%2fetc%2fpasswd", "..%5c..%5cetc%5cpasswd",
         "../secret.key", "..%2fhall.db", "%00", "../../.git/HEAD")  # fmt: skip
BETRAYED = (b"root:x:", b"SQLite format 3", b"ref: refs/", b"[boot loader]")
ELSEWHERE = ("//evil.example/", "https://evil.example/", "/%2f%2fevil.example/", "/\\evil.example",
             "https:evil.example", "%2f%2fevil.example", "/\t/evil.example")  # fmt: skip
STALE_S = 60
FORMULA = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1")


@dataclass(frozen=True)
class Found:
    holds: bool
    what: str


def changed_by_looking(target: Target, quick: bool) -> Found:
    pages, callers = target.pages(), list(target.callers().values())
    before, asked, guilty, met = target.state(), 0, [], set()
    for caller in callers:
        for path in pages:
            if caller.ask("GET", path).status_code == 200:
                met.add(path)
            asked += 1
            if quick or (after := target.state()) == before:
                continue
            guilty.append(path)
            before = after
    if quick and target.state() != before:
        guilty.append("one of them")
    if guilty:
        return Found(False, f"changed by {guilty[:5]}")
    return Found(True, f"{asked} GET requests changed nothing; {_met(pages, met)}")


def _met(pages: list[str], met: set[str]) -> str:
    """A page that met nobody with 200 was not asked as what it is, and proves nothing."""
    never = [one for one in pages if one not in met]
    return f"{len(met)} of {len(pages)} pages answered 200" + (f", never {', '.join(never)}" if never else "")


def ticket_for_nobody(target: Target, quick: bool) -> Found:
    before = len(target.numbers())
    given = [target.issue(target.callers()["nobody"], f"nobody-{n:06}") for n in range(3)]
    more = len(target.numbers()) - before
    return Found(not any(given) and not more, f"{more} numbers given to nobody in 3 asked")


def socket_for_nobody(target: Target, quick: bool) -> Found:
    nobody = target.callers()["nobody"]
    let_in = [target.hears(nobody), target.hears(Caller(nobody.url, {"session": "x" * 40, "luot_session": "x" * 43}))]
    return Found(not any(let_in), "let in" if any(let_in) else "refused without a cookie and with a made-up one")


def password_of_the_house(target: Target, quick: bool) -> Found:
    tried = [*target.started_with(), *COMMON]
    good = [f"{name} / {word}" for name, word in tried if target.signs_in(name, word)]
    page = " ".join(re.sub(r"<[^>]+>", " ", one) for one in _texts(target, "nobody"))
    told = re.findall(r"(?i)(?:password|mật khẩu)\s*[:=]\s*\S+", page)
    return Found(not (good or told), f"{len(tried)} tried, none works" if not (good or told) else f"{good + told}")


def number_twice(target: Target, quick: bool) -> Found:
    each, given, lock = 5 if quick else 40, [], threading.Lock()

    def touch(thread: int) -> None:
        kiosk = target.callers()["kiosk"]
        for n in range(each):
            number = target.issue(kiosk, f"many-{thread}-{n:06}")
            with lock:
                given.append(number)

    _together(touch)
    twice = [one for one, n in Counter(one for one in given if one).items() if n > 1]
    kept = Counter(target.numbers())
    lost = [one for one in given if one and not kept[one]]
    said = f"{len(given)} touches by {THREADS} threads: {len(twice)} numbers twice, {len(lost)} not remembered"
    return Found(not twice and not lost and all(given), said + ("" if all(given) else f", {given.count(None)} refused"))


def killed_between(target: Target, quick: bool) -> Found:
    said: list[str] = []
    for attempt in range(1 if quick else 5):
        said += _shown_until_killed(target, attempt)
    remembered = Counter(target.numbers())
    lost = [one for one in said if not remembered[one]]
    twice = [one for one, n in remembered.items() if n > 1] + [one for one, n in Counter(said).items() if n > 1]
    unknown = [one for one in target.paper() if not remembered[one]]
    words = f"{len(said)} numbers shown: {len(lost)} forgotten, {len(twice)} twice; {len(unknown)} on paper alone"
    return Found(not (lost or twice or unknown), words)


def _shown_until_killed(target: Target, attempt: int) -> list[str]:
    shown: list[str] = []
    kiosk, over = target.callers()["kiosk"], threading.Event()

    def touch(thread: int) -> None:
        n = 0
        while not over.is_set():
            try:
                number = target.issue(kiosk, f"kill-{attempt}-{thread}-{n:06}")
            except requests.RequestException:
                return
            shown.extend([number] if number else [])
            n += 1

    threads = [threading.Thread(target=touch, args=(one,)) for one in range(THREADS)]
    [one.start() for one in threads]
    while len(shown) < 20 + 13 * attempt and any(one.is_alive() for one in threads):
        time.sleep(0.002)
    target.kill()
    over.set()
    [one.join() for one in threads]
    target.again()
    return shown


def formula_in_a_table(target: Target, quick: bool) -> Found:
    bad = []
    for name in FORMULA[:2] if quick else FORMULA:
        for address, text in target.tables(name).items():
            cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
            risky = [cell for cell in cells if cell and cell[0] in "=+-@\t\r" and not _is_number(cell)]
            bad += [f"{address}: {cell!r}" for cell in risky]
    return Found(not bad, "no cell is a formula" if not bad else f"{bad[:3]}")


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+]?\d+([.,]\d+)?", cell))


def path_climbed(target: Target, quick: bool) -> Found:
    found, callers, asked = [], target.callers(), 0
    bases = sorted({path.rsplit("/", 1)[0] + "/" for path in target.pages()})
    for role in ("nobody", "admin"):
        for base in bases:
            for path in PATHS[:4] if quick else PATHS:
                reply, asked = _raw(callers[role], base + path), asked + 1
                if any(word in reply for word in BETRAYED):
                    found.append(base + path)
    return Found(not found, f"{asked} paths lead nowhere" if not found else f"{found[:3]}")


def led_away(target: Target, quick: bool) -> Found:
    away = []
    ways = ELSEWHERE[:2] if quick else ELSEWHERE
    for elsewhere in ways:
        for asked, led in target.steered(elsewhere).items():
            if re.match(r"(?i)\s*(https?:)?[/\\\t]*[/\\]+evil|https?:", led) and "evil" in led:
                away.append(f"{asked} → {led}")
    return Found(not away, f"{len(ways)} ways to say elsewhere lead nowhere" if not away else f"{away[:3]}")


def stale_screen(target: Target, quick: bool) -> Found:
    path, caller, stale = target.screen()
    with open_screen(caller, path) as page:
        page.wait_for_selector(f"body:not(:has({stale}))", timeout=STALE_S * 1000)
        target.freeze(True)
        begun = time.monotonic()
        try:
            page.wait_for_selector(stale, state="visible", timeout=STALE_S * 1000)
            took = time.monotonic() - begun
        except Exception:
            return Found(False, f"shows old numbers as new ones {STALE_S} s after its server stood still")
        finally:
            target.freeze(False)
    return Found(took <= STALE_S, f"says so {took:.0f} s after its server stood still")


def assets_from_elsewhere(target: Target, quick: bool) -> Found:
    roles = ("admin", "kiosk", "display", "officer") if quick else target.callers()
    found, texts = [], [text for role in roles if role in target.callers() for text in _texts(target, role)]
    for text in texts:
        found += re.findall(r"""(?i)(?:src|href|action|srcset)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", text)
        found += re.findall(r"""(?i)(?:url\(|@import|from|import\()\s*["']?((?:https?:)?//[^"')\s]+)""", text)
    away = sorted({one for one in found if not re.match(r"(https?:)?//(127\.0\.0\.1|localhost|\[::1\])[:/]", one)})
    return Found(not away, f"{len(texts)} pages, scripts and styles, all its own" if not away else f"{away[:4]}")


def tapped_twice(target: Target, quick: bool) -> Found:
    given, kiosk, rounds = [], target.callers()["kiosk"], 3 if quick else 20
    before = len(target.numbers())
    for n in range(rounds):
        at_once: list[str | None] = []
        _together(lambda _, n=n, at_once=at_once: at_once.append(target.issue(kiosk, f"tap-{n:07}")), 2)
        given.append(set(at_once))
    more = len(target.numbers()) - before
    return Found(more == rounds and all(len(one) == 1 for one in given), f"{rounds} double taps gave {more} numbers")


def _together(work: Callable[[int], object], threads: int = THREADS) -> None:
    running = [threading.Thread(target=work, args=(one,)) for one in range(threads)]
    [one.start() for one in running]
    [one.join() for one in running]


def _texts(target: Target, role: str) -> list[str]:
    replies = [target.callers()[role].ask("GET", path, headers={"Accept": "text/html"}) for path in target.pages()]
    kinds = ("text/html", "text/css", "javascript")
    return [one.text for one in replies if any(kind in one.headers.get("Content-Type", "") for kind in kinds)]


def _raw(caller: Caller, path: str) -> bytes:
    """The path as it is written: a library would tidy it up."""
    import http.client
    from urllib.parse import urlsplit

    host = urlsplit(caller.url)
    line = http.client.HTTPConnection(host.hostname or "", host.port, timeout=10)
    try:
        line.putrequest("GET", path, skip_accept_encoding=True)
        line.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in caller.cookies.items()))
        line.endheaders()
        return line.getresponse().read(200_000)
    except (OSError, http.client.HTTPException, ValueError):
        return b""
    finally:
        line.close()


PROBES: dict[str, Callable[[Target, bool], Found]] = {
    "GET that changes state": changed_by_looking, "ticket without identity": ticket_for_nobody,
    "socket without identity": socket_for_nobody, "default password": password_of_the_house,
    "duplicates, 8 threads": number_twice, "kill between print and commit": killed_between,
    "CSV formula": formula_in_a_table, "path traversal": path_climbed, "open redirect": led_away,
    "stale display": stale_screen, "off-origin assets": assets_from_elsewhere, "double tap": tapped_twice,
}  # fmt: skip


def ask(target: Target, probe: str, quick: bool) -> tuple[str, str]:
    """("holds" | "BREAKS" | "not asked", what was found)."""
    try:
        found = PROBES[probe](target, quick)
    except NotAsked as why:
        return "not asked", str(why)
    return ("holds" if found.holds else "BREAKS"), found.what
