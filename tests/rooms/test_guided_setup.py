"""The guided set-up through its forms: each step saved by itself, in force once it makes a whole hall."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pytest
from cast import AN, hall_document
from PIL import Image

from hardware.speech import SilentVoice
from server.accounts import follow_plan
from server.app import create_app, stop
from server.core.plan import HallPlan
from server.settings import SAMPLE_HALL, Settings
from server.setup.draft import Draft
from server.setup.missing import section_names
from server.setup.rehearsal import Rehearsal, rehearsed
from server.setup.steps import STEPS


def present(app) -> HallPlan:
    return app.extensions["store"].present_plan()


def save(admin, step: str, **form: str) -> str:
    """Saves a step; where it leads."""
    reply = admin.post(f"/admin/setup/{step}", data=form)
    assert reply.status_code == 303, reply.text
    return reply.location


def test_every_step_has_its_page_with_its_question_and_leads_to_the_next(admin) -> None:
    for place, step in enumerate(STEPS, 1):
        page = admin.get(step.address).text
        assert step.asks_vi in page and f"Bước {place} / {len(STEPS)}" in page
    assert admin.get("/admin/setup/nowhere").status_code == 404


def test_a_step_that_makes_a_whole_hall_is_in_force_at_once(app, admin) -> None:
    where = save(admin, "centre", name_vi="Trung tâm mới", address_vi="Xã mới")
    assert where == "/admin/setup/logo" and present(app).name.vi == "Trung tâm mới"
    assert "xong" in admin.get("/admin/setup/").text
    assert "ở phần thiết lập" in admin.get("/admin/lists/history").text, "who, when and what, and it can be undone"


def test_departments_without_desks_wait_and_the_hall_runs_on_until_they_have_them(app, admin) -> None:
    save(admin, "departments", name_vi="Công an xã")
    assert len(present(app).departments) == 3
    page = admin.get("/admin/setup/desks").text
    assert "Phần đang điền chưa áp dụng" in page and "Chưa có quầy cho Công an xã." in page
    assert "HALL-W119" in admin.get("/admin/").text
    save(admin, "desks", **{"desks_dat-dai": "1-2", "desks_tu-phap": "3", "desks_thue": "4", "desks_cong-an-xa": "6"})
    assert [one.id for one in present(app).departments][-1] == "cong-an-xa"
    assert "chưa áp dụng" not in admin.get("/admin/setup/").text


def test_the_save_that_makes_the_hall_whole_says_so_and_no_other(app, admin) -> None:
    save(admin, "departments", name_vi="Công an xã")
    serving = {"desks_dat-dai": "1-2", "desks_tu-phap": "3", "desks_thue": "4", "desks_cong-an-xa": "6"}
    where = save(admin, "desks", **serving)
    assert where == "/admin/setup/officers?applied=1" and "Đã đủ và đã áp dụng" in admin.get(where).text
    assert save(admin, "desks", **serving) == "/admin/setup/officers"


def test_while_a_hall_of_ones_own_waits_the_lists_say_that_they_are_the_running_halls(admin) -> None:
    """Who came from the set-up to import a list would have changed the sample, and lost it when their own came."""
    admin.post("/admin/setup/start", data={"from": "empty"})
    for page in ("/admin/lists/", "/admin/lists/departments/", "/admin/lists/departments/import"):
        assert "Các danh mục này là của trung tâm đang chạy." in admin.get(page).text, page
    assert 'href="/admin/lists/">' not in admin.get("/admin/setup/departments").text.split("<main")[1]
    admin.post("/admin/setup/drop")
    assert "của trung tâm đang chạy" not in admin.get("/admin/lists/departments/").text


def test_officers_of_a_hall_without_any_are_not_said_to_have_their_passwords(admin) -> None:
    admin.post("/admin/setup/start", data={"from": "pattern"})
    save(admin, "officers", rows="0")
    page = admin.get("/admin/setup/officers").text
    assert "Mọi người đã có mật khẩu" not in page and "lưu danh sách ở trên trước" in page


def test_what_is_handed_out_says_when_it_leads_nowhere_on_another_machine(app, admin) -> None:
    alone = "Máy chủ đang chỉ mở cho chính máy này"
    sheets = (("/admin/setup/kiosks/code", {"id": "kiosk-1"}), ("/admin/codes", {"kind": "kiosk", "name": "kiosk-1"}),
              ("/admin/setup/officers/passwords", {"who": AN}))  # fmt: skip
    for address, form in sheets:
        assert alone in admin.post(address, data=form).text, address
    app.extensions["settings"] = replace(app.extensions["settings"], host="0.0.0.0")  # noqa: S104
    for address, form in sheets:
        assert alone not in admin.post(address, data=form).text, address


def test_what_waits_does_not_undo_what_was_changed_elsewhere_meanwhile(app, admin) -> None:
    save(admin, "departments", name_vi="Công an xã")
    document = present(app).to_dict()
    document["call_seconds"] = 33.0
    app.extensions["hall"].configure(HallPlan.from_dict(document))
    save(admin, "desks", **{"desks_dat-dai": "1-2", "desks_tu-phap": "3", "desks_thue": "4", "desks_cong-an-xa": "6"})
    assert present(app).call_seconds == 33.0 and len(present(app).departments) == 4


def another_department_comes_by_the_lists(app) -> None:
    document = present(app).to_dict()
    name = "Thanh tra tỉnh"
    another = document["departments"][0] | {"id": "thanh-tra", "letter": "T", "name_vi": name, "agency": name}
    document["departments"].append(another)
    document["desks"]["28"] = document["desks"]["1"] | {"departments": ["thanh-tra"], "services": []}
    app.extensions["hall"].configure(HallPlan.from_dict(document))


DESKS = {"desks_dat-dai": "1-2", "desks_tu-phap": "3", "desks_thue": "4", "desks_cong-an-xa": "6"}


def test_what_waits_never_undoes_a_change_of_the_same_list_elsewhere(app, admin) -> None:
    save(admin, "departments", name_vi="Công an xã")
    another_department_comes_by_the_lists(app)
    save(admin, "desks", **DESKS)
    assert "Thanh tra tỉnh" in [one.name.vi for one in present(app).departments]
    told = admin.get("/admin/setup/").text
    assert "đã có người sửa chính phần này: cơ quan, dịch vụ" in told
    assert "chính phần này: cơ quan, dịch vụ" in admin.get("/admin/setup/desks").text


@pytest.mark.parametrize(("deed", "left"), [("mine", "Công an xã"), ("drop", "Thanh tra tỉnh")])
def test_a_person_says_which_of_two_changes_counts(app, admin, deed, left) -> None:
    save(admin, "departments", name_vi="Công an xã")
    another_department_comes_by_the_lists(app)
    save(admin, "desks", **DESKS)
    shown = re.search(r'name="shown" value="(\w+)"', admin.get("/admin/setup/").text)[1]
    assert admin.post(f"/admin/setup/{deed}", data={"shown": shown}).status_code == 303
    names = {one.name.vi for one in present(app).departments}
    assert names & {"Công an xã", "Thanh tra tỉnh"} == {left}
    assert "đã có người sửa" not in admin.get("/admin/setup/").text


def test_a_word_about_a_page_that_is_no_longer_true_is_asked_for_again(app, admin) -> None:
    save(admin, "departments", name_vi="Công an xã")
    another_department_comes_by_the_lists(app)
    save(admin, "desks", **DESKS)
    shown = re.search(r'name="shown" value="(\w+)"', admin.get("/admin/setup/").text)[1]
    document = present(app).to_dict()
    document["departments"][0]["name_vi"] = "Sở Nông nghiệp"
    app.extensions["hall"].configure(HallPlan.from_dict(document))
    admin.post("/admin/setup/mine", data={"shown": shown})
    assert present(app).departments[0].name.vi == "Sở Nông nghiệp"
    assert "đã có người sửa" in admin.get("/admin/setup/").text


def test_a_section_changed_to_the_very_same_elsewhere_comes_into_force(app, admin) -> None:
    save(admin, "departments", name_vi="Công an xã")
    waiting = Draft(app.extensions["store"], app.extensions["hall"]).document()
    waiting["desks"]["28"] = waiting["desks"]["1"] | {"departments": ["cong-an-xa"], "services": []}
    app.extensions["hall"].configure(HallPlan.from_dict(waiting))
    save(admin, "desks", **DESKS)
    assert "chưa áp dụng" not in admin.get("/admin/setup/").text and len(present(app).departments) == 4


def test_whatever_section_was_changed_elsewhere_a_person_is_asked(app, admin) -> None:
    """Also where it is one that no step is about: staff, added by the lists while a hall from nothing waits."""
    draft = Draft(app.extensions["store"], app.extensions["hall"])
    assert all(section_names([section]) for section in draft.document())
    assert section_names(["staff", "call_seconds", "grace"]) == ["phụ trách, quản trị", "thông tin chung"]


def test_what_waits_can_be_given_up(app, admin) -> None:
    save(admin, "departments", name_vi="Công an xã")
    assert admin.post("/admin/setup/drop").status_code == 303
    assert "Công an xã" not in admin.get("/admin/setup/departments").text


def test_a_hall_is_set_up_from_nothing_in_any_order_and_the_sample_runs_until_it_is_whole(app, admin) -> None:
    assert admin.post("/admin/setup/start", data={"from": "empty"}).location == "/admin/setup/centre"
    save(admin, "printers", name_vi="Máy in", address="192.0.2.10")
    save(admin, "departments", name_vi="Tư pháp", services="Hộ tịch")
    save(admin, "desks", **{"desks_tu-phap": "1-2"})
    save(admin, "officers", rows="1", name_0="Nguyễn Văn Mới", desk_0="1")
    assert present(app).sample, "it has no name yet"
    save(admin, "centre", name_vi="Trung tâm xã Đại Phúc", address_vi="Đại Phúc")
    plan = present(app)
    assert (plan.sample, plan.id, [one.number for one in plan.desks]) == (False, "trung-tam-xa-dai-phuc", [1, 2])
    assert plan.kiosks[0].printer == "may-in-1" and plan.officers[0].username == "moi.nv"


def test_a_hall_file_is_taken_whole_or_not_at_all(app, admin, tmp_path) -> None:
    bad = io.BytesIO(b"format = 1\nlettre = 2")
    refused = admin.post("/admin/setup/start", data={"from": "file", "file": (bad, "hall.toml")})
    assert refused.status_code == 400 and "unknown key" in refused.text and len(present(app).departments) == 3
    good = io.BytesIO(SAMPLE_HALL.read_bytes())
    assert admin.post("/admin/setup/start", data={"from": "file", "file": (good, "hall.toml")}).status_code == 303
    assert len(present(app).departments) == 16


def test_a_hall_file_that_is_sent_reads_nothing_of_the_machine_and_does_not_fill_its_memory(admin, tmp_path) -> None:
    def said(text: str) -> str:
        file = io.BytesIO(text.encode()), "hall.toml"
        reply = admin.post("/admin/setup/start", data={"from": "file", "file": file})
        assert reply.status_code == 400
        return reply.text

    here = tmp_path / "here.png"
    here.write_bytes(b"no picture")
    there, not_there = said(f'logo = "{here}"'), said(f'logo = "{tmp_path}/none.png"')
    assert there == not_there and "at the step of the logo" in there
    assert "more than 20 parts" in said("a." * 3000 + "a = 1") and "more than 20 parts" in said("x = {" + '"a".' * 3000)
    assert "kB" in said("# " + "x" * 300_000) and "lists within lists" in said("x = " + "[" * 5000)
    assert said("[[departments]]\n" * 2000).count('<li lang="en">') == 100


def test_a_form_that_must_be_mended_comes_back_as_it_was_typed(admin) -> None:
    refused = admin.post("/admin/setup/centre", data={"name_vi": "", "address_vi": "Số 9 <b>"})
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text and 'value="Số 9 &lt;b&gt;"' in refused.text
    assert "<title>Lỗi: " in refused.text


def picture(kind: str, size: tuple[int, int] = (300, 120)) -> io.BytesIO:
    drawn = Image.new("RGB", size, "white")
    drawn.paste("black", (10, 10, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    drawn.save(out, kind)
    out.seek(0)
    return out


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_drawn_anew_and_nothing_else_of_the_file_is_kept(app, admin, kind) -> None:
    sent = io.BytesIO(picture(kind).read() + b"<script>alert(1)</script>")
    assert admin.post("/admin/setup/logo", data={"logo": (sent, "../../x.php")}).location == "/admin/setup/logo"
    step = admin.get("/admin/setup/logo").text
    assert "Trên phiếu sẽ in như thế này" in step, "looked at before one goes on"
    kept = admin.get("/logo.png")
    assert kept.status_code == 200 and kept.data.startswith(b"\x89PNG") and b"script" not in kept.data
    assert admin.post("/admin/setup/logo", data={"what": "none"}).status_code == 303
    assert admin.get("/logo.png").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a...", b"", b"x" * 300_000, picture("BMP").read(),
     picture("PNG", (5000, 10)).read()],
    ids=["svg", "gif", "empty", "huge", "bmp", "wide"],
)  # fmt: skip
def test_what_is_no_fit_picture_is_refused_in_words(app, admin, sent) -> None:
    refused = admin.post("/admin/setup/logo", data={"logo": (io.BytesIO(sent), "logo.png")})
    assert refused.status_code == 400 and "PNG hoặc JPEG" in refused.text and present(app).logo == ""


def test_first_passwords_are_shown_once_work_and_are_not_made_again(app, admin) -> None:
    sheet = admin.post("/admin/setup/officers/passwords", data={"who": "new"}).text
    [username, password, *_] = re.findall(r"<dd><code>([^<]+)</code></dd>", sheet)
    assert username == AN
    signed_in = app.test_client().post("/desk/sign-in", data={"username": username, "password": password})
    assert signed_in.status_code == 303
    assert password not in admin.get("/admin/setup/officers").text
    again = admin.post("/admin/setup/officers/passwords", data={"who": "new"})
    assert again.status_code == 400 and "đã có mật khẩu" in again.text
    other = admin.post("/admin/setup/officers/passwords", data={"who": AN}).text
    assert other.count("<dd><code>") == 2 and password not in other


def test_a_samples_passwords_end_when_the_halls_own_are_handed_out(app, admin) -> None:
    settings, identities = app.extensions["settings"], app.extensions["identities"]
    follow_plan(identities, present(app))
    identities.set_password(AN, "mau-mau-mau", random=True)
    (settings.data / "sample-accounts.txt").write_text(f"{AN} mau-mau-mau\ngone x\n")
    assert "HALL-E303" not in admin.get("/admin/").text, "in the sample hall they are in their place"
    admin.post("/admin/setup/start", data={"from": "pattern"})
    assert "HALL-E303" in admin.get("/admin/").text
    admin.post("/admin/setup/officers/passwords", data={"who": "new"})
    assert "HALL-E303" not in admin.get("/admin/").text
    assert not (settings.data / "sample-accounts.txt").exists()


@pytest.mark.parametrize(("step", "kind", "name"), [("kiosks", "kiosk", "kiosk-1"), ("boards", "display", "display-1")])
def test_a_kiosk_and_a_board_are_paired_by_a_code_from_their_step(app, admin, step, kind, name) -> None:
    page = admin.post(f"/admin/setup/{step}/code", data={"id": name}).text
    code = "".join(re.search(r'class="big"><code>(\w{4}) (\w{4})</code>', page).groups())
    assert app.extensions["identities"].enrol(code)[1:] == (kind, name)
    assert "Đã ghép" in admin.get(f"/admin/setup/{step}").text
    assert admin.post(f"/admin/setup/{step}/code", data={"id": "nobody"}).status_code == 404


def test_names_that_are_markup_are_text_on_every_step(app, admin) -> None:
    document = hall_document()
    for one in (*document["departments"], *document["printers"].values(), *document["kiosks"].values()):
        one["name_vi"] = one["name_en"] = "<img src=x>" + one["name_vi"]
    app.extensions["hall"].configure(HallPlan.from_dict(document))
    for step in STEPS:
        assert "<img src=x>" not in admin.get(step.address).text


def test_the_home_leads_to_the_set_up_while_there_is_anything_left_of_it(app, admin) -> None:
    assert "Thiết lập trung tâm của ông/bà" in admin.get("/admin/").text
    admin.post("/admin/setup/start", data={"from": "pattern"})
    assert "Làm tiếp phần thiết lập" in admin.get("/admin/").text and "HALL-W121" in admin.get("/admin/").text
    for step in STEPS:
        admin.post(f"{step.address}/done")
    assert "phần thiết lập" not in admin.get("/admin/").text


def test_a_supervisor_runs_the_hall_and_does_not_set_it_up(supervisor) -> None:
    assert supervisor.get("/admin/setup/").status_code == 403
    page = supervisor.get("/admin/watch").text
    assert "Phòng điều hành" in page and "/admin/setup/" not in page


def test_what_another_saves_while_ones_own_comes_into_force_is_not_lost(app) -> None:
    """The one who saves last finds all of it in force, or still waiting: never gone."""
    store, hall = app.extensions["store"], app.extensions["hall"]
    mine, theirs = Draft(store, hall), Draft(store, hall)
    reshape = hall.reshape

    def meanwhile(make, *more):  # noqa: ANN001, ANN202
        hall.reshape = reshape
        done = reshape(make, *more)
        with store.writing() as db:  # between the change and the end of the first one's save
            db.execute("INSERT OR REPLACE INTO setup_drafts VALUES ('short_en', '\"Another\"', 1, 'binh', NULL)")
        return done

    hall.reshape = meanwhile
    assert mine.save("an", "centre", {"short_vi": "Trung tâm khác"})
    assert present(app).short.vi == "Trung tâm khác" and theirs.waiting() == {"short_en": "Another"}
    assert theirs.save("binh", "centre", {}) and present(app).short.en == "Another" and theirs.waiting() == {}


def test_what_came_into_force_before_the_hall_fell_waits_no_more_after_the_next_start(app, plan, clock) -> None:
    """Between the change and the end of the save: both stand there, and say the same."""
    store = app.extensions["store"]
    with store.writing() as db:
        for section, value in (("name_vi", plan.name.vi), ("name_en", "Another")):
            db.execute("INSERT INTO setup_drafts VALUES (?, ?, 1, 'an', NULL)", (section, json.dumps(value)))
    again = create_app(app.extensions["settings"], clock=clock, store=store, voice=SilentVoice())
    try:
        assert Draft(store, again.extensions["hall"]).waiting() == {"name_en": "Another"}, "what is not in force stays"
    finally:
        stop(again)


def test_what_waits_and_is_changed_to_the_very_same_elsewhere_waits_no_more(app, admin) -> None:
    """Else the overview would say "not in force" and know no reason."""
    save(admin, "departments", name_vi="Công an xã")
    assert "HALL-W119" in admin.get("/admin/").text
    waiting = Draft(app.extensions["store"], app.extensions["hall"]).document()
    waiting["desks"]["28"] = waiting["desks"]["1"] | {"departments": ["cong-an-xa"], "services": []}
    app.extensions["hall"].configure(HallPlan.from_dict(waiting))
    app.extensions["publisher"].publish_new()
    assert "chưa áp dụng" not in admin.get("/admin/setup/").text and "HALL-W119" not in admin.get("/admin/").text


def test_a_rehearsal_that_could_not_begin_is_not_on_its_way_for_ever(tmp_path, plan) -> None:
    rehearsal = Rehearsal(Settings(data=tmp_path, voice=False))
    (tmp_path / "rehearsal").mkdir()
    (tmp_path / "rehearsal" / "mine.txt").write_text("nobody's rehearsal")
    for _ in range(2):  # the second press is no silent nothing
        with pytest.raises(FileExistsError):
            rehearsal.begin(plan)
        assert rehearsal.state == "failed"


def test_a_rehearsal_of_a_hall_without_an_english_name_does_not_say_its_name_twice(app, admin) -> None:
    save(admin, "centre", name_vi="Trung tâm xã Tân Cương", address_vi="Tân Cương")
    plan = rehearsed(present(app))
    assert plan.name.vi == plan.name.en == "(Diễn tập) Trung tâm xã Tân Cương"
    save(admin, "centre", name_vi="Trung tâm xã Tân Cương", name_en="Tan Cuong", address_vi="Tân Cương")
    assert rehearsed(present(app)).name.en == "(Rehearsal) Tan Cuong"
