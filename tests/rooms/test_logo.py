"""The hall's logo: from the hall file to the top of every slip, whatever picture somebody names."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from cast import LAND, LAND_BOOK, hall_document
from PIL import Image, ImageDraw

from hardware.paper import draw
from server import hallfile
from server.core.plan import HallPlan, PlanError
from server.core.slip import Slip
from server.settings import SAMPLE_HALL

INK = 0


def mark(width: int = 900, height: int = 600) -> Image.Image:
    """A dark red disc on nothing: transparent where there is no ink."""
    picture = Image.new("RGBA", (width, height))
    ImageDraw.Draw(picture).ellipse((0, 0, width - 1, height - 1), fill=(150, 20, 20, 255))
    return picture


def hall_file(folder: Path, content: bytes, name: str = "mark.png", named: str = "mark.png") -> Path:
    (folder / name).write_bytes(content)
    path = folder / "hall.toml"
    path.write_text(f'logo = "{named}"\n' + SAMPLE_HALL.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def png(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def slip(logo: str) -> Slip:
    return Slip("Trung tâm", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3", 5, "23/11/2026 08:41", "", logo=logo)


def test_the_picture_itself_is_kept_small_and_not_its_path(tmp_path: Path) -> None:
    plan = hallfile.read(hall_file(tmp_path, png(mark())))
    kept = Image.open(io.BytesIO(base64.b64decode(plan.logo)))
    assert (kept.format, kept.size) == ("PNG", (240, 160)) and len(plan.logo) < 20_000
    (tmp_path / "mark.png").unlink()
    assert HallPlan.from_dict(plan.to_dict()) == plan


@pytest.mark.parametrize("width_mm", [80, 58])
@pytest.mark.parametrize("size", [(900, 600), (2000, 100), (100, 2000), (24, 24)])
def test_it_stands_centred_at_the_top_of_the_paper_at_most_20_mm_high(
    tmp_path: Path, width_mm: int, size: tuple[int, int]
) -> None:
    plan = hallfile.read(hall_file(tmp_path, png(mark(*size))))
    with_it, without = draw(slip(plan.logo), width_mm), draw(slip(""), width_mm)
    added = with_it.height - without.height
    assert 24 <= added <= 160 + 15
    top = with_it.crop((0, 0, with_it.width, added)).convert("L").point(lambda grey: 255 - grey)
    left, _, right, _ = top.getbbox()
    assert abs(left - (with_it.width - right)) <= 1 and left >= 8
    assert top.getpixel((with_it.width // 2, added // 2)) == 255, "dark red is black"
    tail = with_it.crop((0, with_it.height - 200, with_it.width, with_it.height))
    assert tail.tobytes() == without.crop((0, without.height - 200, without.width, without.height)).tobytes()


@pytest.mark.parametrize(("content", "words"), [
    (b"no picture at all", "is not a PNG"),
    (png(mark().convert("RGB"), "JPEG"), "is not a PNG"),
    (png(mark())[:400], "is not a PNG"),
    (b"\x89PNG\r\n" + bytes(256 * 1024), "at most 256 kB"),
    (png(Image.new("1", (5000, 10))), "make it smaller"),
    (png(Image.new("RGBA", (50, 50))), "no ink"),
    (png(Image.new("L", (50, 50), 250)), "no ink"),
])  # fmt: skip
def test_a_bad_picture_is_a_finding_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(PlanError) as told:
        hallfile.read(hall_file(tmp_path, content))
    [finding] = told.value.findings
    assert finding.path == "logo" and words in finding.text and "mark.png" in finding.text


def test_a_missing_picture_is_told_beside_everything_else_that_is_wrong(tmp_path: Path) -> None:
    path = hall_file(tmp_path, b"", named="other.png")
    path.write_text("typo = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(PlanError) as told:
        hallfile.read(path)
    assert [one.path for one in told.value.findings] == ["logo", "typo"]


def test_a_slip_whose_logo_cannot_be_read_is_still_a_ticket() -> None:
    for logo in ("????", "AAAA", base64.b64encode(png(mark())[:300]).decode()):
        assert draw(slip(logo), 80).height > draw(slip(""), 80).height - 1


def test_a_hall_without_a_logo_has_none(app) -> None:
    assert app.test_client().get("/logo.png").status_code == 404


class TestHallWithLogo:
    @pytest.fixture
    def plan(self, tmp_path: Path) -> HallPlan:
        logo = hallfile.read(hall_file(tmp_path, png(mark()))).logo
        return HallPlan.from_dict(hall_document() | {"logo": logo})

    def test_every_job_brings_it_and_screens_may_show_it(self, app, plan, device) -> None:
        agent = device("agent", "server")
        agent.post("/agent/hello", json={})
        asked = {"key": "key-00001", "department": LAND, "service": LAND_BOOK}
        device("kiosk", "kiosk-1").post("/kiosk/tickets", json=asked)
        job = agent.post("/agent/claim", json={"printers": ["printer-1"], "wait_s": 0}).json["job"]
        assert job["slip"]["logo"] == plan.logo
        with app.extensions["store"].reading() as db:
            assert plan.logo not in db.execute("SELECT slip FROM print_jobs").fetchone()["slip"]
        reply = app.test_client().get("/logo.png")
        assert reply.mimetype == "image/png" and reply.data == base64.b64decode(plan.logo)
        again = app.test_client().get("/logo.png", headers={"If-None-Match": reply.headers["ETag"]})
        assert again.status_code == 304
