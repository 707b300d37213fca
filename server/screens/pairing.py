"""The device's identity on its own PC: an 8-character code is spent once, the token it gives is kept in a file."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from ..trust import trusting

ANSWER_S = 8
SCREENS = {"kiosk": "/kiosk/", "display": "/display/"}  # what kind of device shows what


class Refused(Exception):
    """The hall does not pair this device; the text says why, for the person who installs it."""


@dataclass(frozen=True)
class Pairing:
    kind: str
    name: str
    token: str

    @property
    def screen(self) -> str:
        return SCREENS[self.kind]

    def cookie(self, server: str) -> str:
        """The name under which that server reads its token: under TLS it is one for this host alone."""
        return f"{'__Host-' if server.startswith('https:') else ''}luot_{self.kind}"


def spend(server: str, code: str, kind: str, ca: Path | None = None) -> Pairing:
    """`ca`: the hall's own authority. Raises Refused, also where the hall does not answer, and for a code of another
    kind of device."""
    body = json.dumps({"code": code.replace(" ", "").replace("-", "").upper()}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    try:
        asked = urllib.request.Request(f"{server}/enrol", body, headers)
        with urllib.request.urlopen(asked, timeout=ANSWER_S, context=trusting(ca)) as reply:  # nosec B310 # http(s), the hall's own
            said = json.load(reply)
    except urllib.error.HTTPError as error:
        raise Refused(_sentence(error)) from None
    except (OSError, ValueError) as error:
        raise Refused(f"{server} does not answer: {error}") from None
    found = Pairing(said["kind"], said["name"], said["token"])
    if found.kind != kind:
        raise Refused(f"this code was for a device of the kind {found.kind}: make one for a {kind}")
    return found


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        said = json.load(error)["error"]
        return f"{said['vi']} · {said['en']}"
    except (ValueError, KeyError, TypeError):
        return f"the server answered {error.code}"


def keep(folder: Path, pairing: Pairing) -> None:
    """On disk, readable by this user only, before this returns: the code is spent and gives no second token."""
    part = folder / "pairing.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(pairing), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / "pairing.json")


def kept(folder: Path, kind: str) -> Pairing | None:
    """None where there is no pairing of that kind, or none that can be read."""
    try:
        found = Pairing(**json.loads((folder / "pairing.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.kind == kind else None
