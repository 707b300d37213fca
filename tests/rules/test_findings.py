"""Each thing that can be known to be wrong is found, by its id, and docs/findings.md tells what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cast import AN, BINH, hall_document

from server.checks import Facts, find
from server.checks.catalogue import KINDS
from server.checks.command import told
from server.checks.found import SEVERITIES
from server.core.plan import HallPlan
from server.core.serving import Serving
from server.core.wellbeing import BackupFacts, CertificateFacts, RestoreFacts, warnings
from server.core.wellbeing import Facts as Wellbeing
from server.settings import ROOT, Settings
from server.settings import check as check_settings

NOW = 1795398064943  # Monday 23/11/2026, 08:41 in Thái Nguyên
HOLIDAY = {"first": "2027-01-01", "name_vi": "Tết Dương lịch", "name_en": "New Year's Day"}
ENGLISH = "{} in English"


REACHED = "http://10.0.0.5:8000"  # as phones and other machines reach it


def sound_document() -> dict:
    """The small hall with nothing wrong in it."""
    hall = hall_document()
    hall |= {"sample": False}
    hall["hours"] |= {"holidays": [HOLIDAY]}
    hall["officers"]["dung"]["desk"] = 4
    hall["officers"]["em"] = {"name": "Đỗ Em", "desk": 5}
    hall["kiosks"]["kiosk-2"]["printer"] = "printer-1"
    hall["printers"]["printer-1"]["address"] = "tcp://192.0.2.10:9100"
    return hall


def sound(change: Callable[[dict], None] | None = None, **facts: Any) -> Facts:
    hall = sound_document()
    if change:
        change(hall)
    plan = HallPlan.from_dict(hall)
    settings = Settings(Path("/data"), hours="real", public_url=REACHED)
    names = [("kiosk", one.id) for one in plan.kiosks] + [("display", one.id) for one in plan.displays]
    given: dict[str, Any] = {
        "accounts": [{"username": one.username, "name": one.name, "role": "officer", "password_hash": "x"}
                     for one in plan.officers],
        "devices": [{"kind": kind, "name": name, "revoked_at": None} for kind, name in names],
        "printers": [{"id": one.id, "state": "ready", "finding": "full", "silent": False} for one in plan.printers],
        "procedures": 1400, "voice": {"state": "ready", "missing": []},
        "time_zone": "+0700", "fits": lambda text, points, bold, width: len(text) < 80,
    }  # fmt: skip
    return Facts(plan, settings, NOW, **(given | facts))


def with_plan(**changes: Any) -> Facts:
    """Of what no hall file can say, and an older plan may."""
    facts = sound()
    return replace(facts, plan=replace(facts.plan, **changes))


def with_settings(**changes: Any) -> Facts:
    return replace(sound(), settings=Settings(Path("/data"), **({"hours": "real", "public_url": REACHED} | changes)))


def of_machine(**changes: Any) -> Facts:
    """What the machine warns of, as `core/wellbeing.py` says it."""
    return sound(machine=warnings(Wellbeing(**({"up_s": 10**9} | changes))))


def unserved() -> Facts:
    desks = sound().plan.desks
    return with_plan(desks=tuple(replace(one, serving=Serving(("dat-dai", "thue"))) for one in desks))


def served_in_part() -> Facts:
    desks = tuple(one for one in sound().plan.desks if "dat-dai" not in one.departments)
    return with_plan(desks=(*desks, replace(sound().plan.desks[0], serving=Serving((), ("dat-dai.so-do",)))))


def all_paused(hall: dict) -> None:
    hall["departments"][2]["services"][0]["paused"] = True


def zoned(hall: dict) -> None:
    hall["zones"] = {"dong": {"name_vi": "Khu Đông", "name_en": "East", "desks": ["1"]}}


def only_zone_boards(hall: dict) -> None:
    zoned(hall)
    for one in hall["displays"].values():
        one["zone"] = "dong"


def put(*path: Any) -> Callable[[dict], None]:
    """Sets the value at that path of the hall file: put("desks", "1", "area", "A")."""

    def change(hall: dict) -> None:
        *way, last, value = path
        for key in way:
            hall = hall[key]
        hall[last] = value

    return change


PRINTER = {"id": "printer-1", "state": "ready", "finding": "full", "silent": False}
ACCOUNT = {"username": "cu", "name": "Cũ", "role": "officer", "password_hash": "x"}
GB = 1024**3
BROKEN: dict[str, Callable[[], Facts]] = {
    "HALL-W101": lambda: sound(put("officers", AN, "desk", 0)),
    "HALL-E102": served_in_part,
    "HALL-E103": unserved,
    "HALL-W104": lambda: sound(all_paused),
    "HALL-W105": lambda: sound(only_zone_boards),
    "HALL-W106": lambda: sound(zoned),
    "HALL-W107": lambda: sound(lambda hall: hall.update(kiosks={}, printers={})),
    "HALL-N108": lambda: sound(put("kiosks", "kiosk-2", "printer", "")),
    "HALL-W109": lambda: sound(put("displays", "display-1", "voice", False)),
    "HALL-N110": lambda: sound(put("printers", "x", {"name_vi": "X", "name_en": "Y", "address": "tcp://192.0.2.9"})),
    "HALL-W111": lambda: sound(put("officers", {})),
    "HALL-W112": lambda: sound(put("hours", {"holidays": [HOLIDAY]})),
    "HALL-W113": lambda: sound(put("hours", "holidays", [HOLIDAY | {"first": "2026-11-22"}])),
    "HALL-N114": lambda: sound(put("departments", 0, "name_en", "Đất đai")),
    "HALL-W115": lambda: sound(put("departments", 0, "name_vi", "Sở " * 30)),
    "HALL-W116": lambda: sound(put("name_vi", "Trung tâm " * 7)),
    "HALL-N117": lambda: sound(put("departments", 0, "letter", "O")),
    "HALL-N118": lambda: sound(put("sample", True)),
    "HALL-W119": lambda: sound(drafted=["Quầy"]),
    "HALL-N120": lambda: sound(procedures=0),
    "HALL-N122": lambda: sound(unsorted=[(sound().plan.departments[0].id, "Hộ tịch")]),
    "HALL-W121": lambda: sound(steps_left=["Giờ làm việc"]),
    "HALL-W201": lambda: sound(devices=[{"kind": "display", "name": f"display-{n}", "revoked_at": None}
                                        for n in (1, 2)]),
    "HALL-W202": lambda: sound(devices=[{"kind": "kiosk", "name": f"kiosk-{n}", "revoked_at": None} for n in (1, 2)]),
    "HALL-W203": lambda: sound(printers=[PRINTER | {"finding": ""}]),
    "HALL-W204": lambda: sound(printers=[PRINTER | {"silent": True, "state": "offline"}]),
    "HALL-W205": lambda: sound(printers=[PRINTER | {"state": "paper-out"}]),
    "HALL-W206": lambda: sound(put("printers", "printer-1", "address", "virtual://")),
    "HALL-N207": lambda: sound(devices=[*sound().devices, {"kind": "kiosk", "name": "kiosk-9", "revoked_at": None}]),
    "HALL-W208": lambda: sound(printers=[PRINTER | {"finding": "write-only", "state": "write-only"}]),
    "HALL-E301": lambda: sound(admin=False),
    "HALL-W302": lambda: sound(accounts=[]),
    "HALL-E303": lambda: sound(sample_left=[BINH]),
    "HALL-W304": lambda: sound(accounts=[*sound().accounts, ACCOUNT]),
    "HALL-N305": lambda: replace(
        sound(accounts=[*sound().accounts, ACCOUNT | {"role": "admin", "has_factor": 0}]),
        settings=Settings(Path("/data"), hours="real", host="192.0.2.1", public_url="https://192.0.2.1:8000",
                          tls_cert=Path("/hall.crt")),
    ),  # fmt: skip
    "HALL-W401": lambda: with_settings(public_url="http://127.0.0.1:8000"),
    "HALL-W402": lambda: with_settings(host="0.0.0.0", public_url=REACHED),  # noqa: S104
    "HALL-W415": lambda: with_settings(public_url=""),
    "HALL-E403": lambda: sound(open_files=["hall.db"]),
    "HALL-N406": lambda: sound(time_zone="+0000"),
    "HALL-E407": lambda: sound(clock_trouble=True),
    "HALL-N409": lambda: sound(voice={"state": "preparing", "missing": ["desk-7"]}),
    "HALL-W411": lambda: sound(figures=2),
    "HALL-N412": lambda: with_settings(hours="always"),
    "HALL-N413": lambda: with_settings(clock_speed=60.0),
    "HALL-N414": lambda: with_settings(voice=False),
    "HALL-W404": lambda: of_machine(free=9 * GB // 10, total=200 * GB),
    "HALL-E405": lambda: of_machine(free=50 * 1024**2, total=200 * GB),
    "HALL-W408": lambda: of_machine(voice="failing"),
    "HALL-E410": lambda: of_machine(damaged=True),
    "HALL-E420": lambda: of_machine(write_fault="full"),
    "HALL-W421": lambda: of_machine(memory_free=10**8, memory_total=4 * GB),
    "HALL-W422": lambda: of_machine(backup=BackupFacts(None, 0)),
    "HALL-W423": lambda: of_machine(backup=BackupFacts(None, 900)),
    "HALL-W424": lambda: of_machine(backup=BackupFacts(7200, 900)),
    "HALL-W425": lambda: of_machine(backup=BackupFacts(60, 900, fault="no room")),
    "HALL-N426": lambda: of_machine(backup=BackupFacts(60, 900, same_disk=True)),
    "HALL-W427": lambda: of_machine(clock_moved_ms=60_000),
    "HALL-W429": lambda: of_machine(certificate=CertificateFacts("08:00 03/12/2026", 10 * 86_400)),
    "HALL-E430": lambda: of_machine(certificate=CertificateFacts("08:00 22/11/2026", -86_400)),
    "HALL-W428": lambda: of_machine(restored=RestoreFacts("23/11/2026 08:00", ())),
}  # fmt: skip


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert find(sound()) == []
    assert "Nothing is wrong." in told([])
    assert "Nothing is wrong." not in told([], asked=False), "what only the running hall knows is not known"


def test_every_kind_of_finding_is_provoked_here() -> None:
    assert set(BROKEN) == set(KINDS)


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_wrong_is_found_alone(kind: str) -> None:
    found = find(BROKEN[kind]())
    assert [one.id for one in found] == [kind]
    assert "{" not in "".join((found[0].vi, found[0].en, found[0].do_vi, found[0].do_en))


def test_errors_come_first_and_a_report_counts_them() -> None:
    facts = sound(admin=False, procedures=0, clock_trouble=True, sample_left=[AN], printers=[])
    found = find(facts)
    assert [one.severity for one in found] == ["error"] * 3 + ["warning"] * 2 + ["note"]
    assert "3 errors, 2 warnings, 1 notes" in told(found)


def test_what_is_not_known_is_not_found() -> None:
    facts = Facts(sound().plan, sound().settings, NOW)
    assert {one.id for one in find(facts)} == {"HALL-N120", "HALL-W201", "HALL-W202", "HALL-W302"}


def test_a_long_list_of_names_is_cut_where_nobody_reads_on() -> None:
    words = find(sound(accounts=[], drafted=[f"phần {n}" for n in range(20)]))
    assert all(len(one.vi) < 300 for one in words)


PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")


def test_the_page_of_findings_tells_each_with_its_severity_and_what_to_do_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `(HALL-[EWN]\d+)` \| (.+) \|$", PAGE, re.M))
    here, nowhere = Path("/x"), {"tls_cert": Path("/x/c"), "tls_key": Path("/x/k")}
    wrong = Settings(here, "h", -1, "now", "never", 0, here, backup_to=here / "y", backup_minutes=-1,
                     sockets_of_one=0)  # fmt: skip
    wrongs = (wrong, replace(wrong, tls_cert=here), replace(wrong, **nowhere))
    own = {line.split()[0] for one in wrongs for line in check_settings(one)}
    assert set(rows) == set(KINDS) | own
    for kind, row in rows.items():
        severity, what, do = row.split(" | ")
        assert severity == SEVERITIES[kind[5]] and len(what) > 10 and len(do) > 10, kind


def test_a_department_with_one_service_for_all_needs_no_fields() -> None:
    def strip(hall: dict) -> None:
        hall["departments"][0]["services"] = []
        for desk in hall["desks"].values():
            desk["services"] = [one for one in desk.get("services", []) if not one.startswith(own)]

    own = sound().plan.departments[0].id
    assert not find(sound(strip, unsorted=[(own, "Hộ tịch")]))


def test_the_sample_hall_may_stay_on_its_machine() -> None:
    sample = replace(sound(put("sample", True)), settings=Settings(Path("/data"), hours="real"))
    assert [one.id for one in find(sample)] == ["HALL-N118"]
