"""The voice with the real engine: what a call sounds like, and what happens when the engine fails."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import espeakng_loader
import pytest
from hearing import jump, lufs, samples

from hardware import wav
from hardware.clip_folder import ClipFolder
from hardware.loudness import loudness
from hardware.speech import SilentVoice, SpeechBank, duration, open_voice, rest_seconds
from hardware.voice_command import main
from hardware.voice_process import VoiceFault, VoiceProcess
from server.core.announce import Announcement, clips
from server.core.voices import Tone, VoicePlan

CHECKOUT = Path(__file__).resolve().parents[2]
CALL = Announcement("A012", "5")
BANK = Path("voice-bank", "aav-vi-140-50")
CHIME = duration(wav.join([wav.chime()]))


def until(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def filled(spoken_clips: Path) -> Path:
    """A data folder whose clips are all made."""
    return spoken_clips


@pytest.fixture(scope="module")
def bank(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechBank]:
    data = tmp_path_factory.mktemp("bank")
    shutil.copytree(filled, data, dirs_exist_ok=True)
    bank = open_voice(data)
    assert bank.wait_ready(60)
    yield bank
    bank.close()


@pytest.fixture
def spare(filled: Path, tmp_path: Path) -> Iterator[SpeechBank]:
    """A bank of its own, with little patience for its engine, to be broken by the test."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    bank = SpeechBank(tmp_path, VoicePlan(), ("vi",), text_limit=1.5)
    assert bank.wait_ready(60)
    yield bank
    bank.close()


def index_of(data: Path) -> dict[str, str]:
    """Clip → the text it was made from."""
    return json.loads((data / BANK / "index.json").read_text("utf-8"))["clips"]


def hall(number: int) -> Announcement:
    """A call to a desk by name, whose clip no bank holds yet."""
    return Announcement("A012", "", f"Phòng họp số {number}")


# What a call sounds like


def test_a_call_is_the_chime_then_its_clips_in_order_and_nothing_else(bank: SpeechBank, filled: Path) -> None:
    folder = ClipFolder(filled / BANK)
    rest = samples(bank.wav(CALL)).tobytes()
    parts = [wav.chime(), *(folder.load(clip.key, clip.text) for clip in clips(CALL))]
    for part in parts:
        between, found, rest = rest.partition(part.tobytes())
        assert found and not any(between)
    assert not any(rest)


def test_a_call_is_long_enough_to_be_understood_and_short_enough_for_a_full_hall(bank: SpeechBank) -> None:
    assert 0.6 <= CHIME <= 0.9
    assert 4 <= duration(bank.wav(CALL)) <= 6.5


def test_the_repeat_is_the_same_sentence_without_a_second_chime(bank: SpeechBank) -> None:
    once, twice = samples(bank.wav(CALL)), samples(bank.wav(CALL, repeat=2))
    spoken = once[len(wav.chime()) :].tobytes().lstrip(b"\0")
    assert twice[: len(once)] == once
    again = twice[len(once) :].tobytes()
    assert again.lstrip(b"\0") == spoken
    assert 0.6 <= (len(again) - len(spoken)) / 2 / wav.RATE <= 0.7


def test_every_sentence_is_equally_loud_and_none_is_clipped(bank: SpeechBank) -> None:
    calls = [
        Announcement(*call) for call in (("A012", "5"), ("B999", "28"), ("Đ105", "21"), ("X777", "60"), ("E1", "4"))
    ]
    spoken = [samples(bank.wav(call))[len(wav.chime()) :] for call in calls]
    loud = [lufs(sound) for sound in spoken]
    assert max(loud) - min(loud) < 2
    assert max(max(map(abs, sound)) for sound in spoken) <= wav.PEAK
    assert abs(lufs(wav.chime()) - loud[0]) < 3


def test_every_clip_is_as_loud_as_the_others(filled: Path) -> None:
    texts = index_of(filled)
    assert len(texts) == 105
    loud = [loudness(wav.read(filled / BANK / f"{key[3:]}.wav"), wav.RATE) for key in texts]
    assert max(loud) - min(loud) < 2


def test_silence_around_a_clip_is_trimmed_and_its_ends_do_not_click(tmp_path: Path, filled: Path) -> None:
    process = VoiceProcess()
    try:
        process.save("hai", tmp_path / "raw.wav", Tone("vi", "aav/vi"), limit=2)
    finally:
        process.kill()
    raw, clip = wav.read(tmp_path / "raw.wav"), wav.read(filled / BANK / "digit-2.wav")
    assert 0.25 < len(clip) / wav.RATE < 0.5 < len(raw) / wav.RATE
    assert (clip[0], clip[-1]) == (0, 0)


def test_no_joint_of_a_call_clicks(bank: SpeechBank, filled: Path) -> None:
    sound, at = samples(bank.wav(CALL, repeat=2)), 0
    joints = []
    for clip in clips(CALL):
        part = ClipFolder(filled / BANK).load(clip.key, clip.text)
        start = sound.tobytes().index(part.tobytes(), at) // 2
        joints += [start, start + len(part)]
    assert max(jump(sound, joint) for joint in joints) < 60  # of 32,768; in the words themselves it is thousands


def test_a_call_in_two_languages_is_vietnamese_then_english_and_both_again(bank: SpeechBank) -> None:
    vi, en = CALL, Announcement("A012", "5", language="en")
    until(lambda: bank.wav(en) != bank.wav(Announcement("A012", "5", language="tay")))
    alone = [samples(bank.wav(one))[len(wav.chime()) :].tobytes().strip(b"\0") for one in (vi, en)]
    both = samples(bank.wav(vi, en, repeat=2)).tobytes()
    places = [both.index(alone[0]), both.index(alone[1])]
    again = [both.index(one, places[1] + len(alone[1])) for one in alone]
    assert places[0] < places[1] < again[0] < again[1]
    assert both.count(wav.chime().tobytes()) == 1
    assert abs(lufs(samples(bank.wav(en))) - lufs(samples(bank.wav(vi)))) < 2


def test_the_hour_sets_how_loud_a_call_is(bank: SpeechBank) -> None:
    whole, half = (samples(bank.wav(CALL, percent=percent)) for percent in (100, 50))
    assert lufs(whole) - lufs(half) == pytest.approx(6.0, abs=0.1)
    assert not any(samples(bank.wav(CALL, percent=0)))


def test_another_tone_in_the_hall_file_is_heard_without_a_restart(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    bank = open_voice(tmp_path)
    try:
        assert bank.wait_ready(60)
        north = bank.wav(CALL)
        south = (Tone("vi", "aav/vi-vn-x-south", 120, 70), Tone("en", "gmw/en"))
        bank.configure(VoicePlan(tones=south), ("vi",))
        until(lambda: duration(bank.wav(CALL)) > duration(north) * 1.05)
        assert bank.status()["voices"]["vi"] == "aav/vi-vn-x-south"
    finally:
        bank.close()


def test_the_voice_is_vietnamese_and_other_numbers_sound_otherwise(bank: SpeechBank) -> None:
    until(lambda: duration(bank.wav(hall(0))) > CHIME + 2)
    assert bank.status()["voices"]["vi"] == "aav/vi"
    assert bank.wav(CALL) != bank.wav(Announcement("A021", "5"))


def test_an_english_call_is_spoken_by_an_english_voice(bank: SpeechBank) -> None:
    english = Announcement("A012", "5", language="en")
    until(lambda: duration(bank.wav(english)) > CHIME + 2)
    assert bank.status()["voices"]["en"] == "gmw/en"


def test_the_bank_answers_before_it_is_filled(tmp_path: Path) -> None:
    bank = open_voice(tmp_path)
    try:
        assert not bank.ready and duration(bank.wav(CALL)) >= CHIME
    finally:
        bank.close()


# When the engine fails


@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL])
def test_a_hung_or_dead_engine_costs_one_sentence_and_is_replaced(spare: SpeechBank, blow: int) -> None:
    until(lambda: duration(spare.wav(hall(1))) > CHIME + 2)
    first = spare.status()["pid"]
    os.kill(first, blow)
    assert duration(spare.wav(hall(2))) == CHIME
    assert duration(spare.wav(CALL)) > CHIME + 2
    until(lambda: duration(spare.wav(hall(2))) > CHIME + 2)
    status = spare.status()
    assert status["pid"] != first and status["restarts"] == 1 and status["state"] == "ready"


def test_a_call_does_not_wait_until_a_hung_engine_is_given_up(spare: SpeechBank) -> None:
    until(lambda: duration(spare.wav(hall(1))) > CHIME + 2)
    os.kill(spare.status()["pid"], signal.SIGSTOP)
    assert duration(spare.wav(hall(2))) == CHIME
    assert spare.status()["error"] == ""


def test_an_engine_that_keeps_failing_is_left_in_peace_longer_and_longer() -> None:
    assert [rest_seconds(faults) for faults in (1, 2, 3, 4, 5, 6, 7, 8, 500)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_voice_the_engine_does_not_have_is_refused_not_read_in_english(tmp_path: Path) -> None:
    process = VoiceProcess()
    try:
        with pytest.raises(VoiceFault, match="no voice"):
            process.save("Mời số", tmp_path / "a.wav", Tone("tlh", "aav/klingon"), limit=2)
        assert process.save("Mời số", tmp_path / "a.wav", Tone("vi", "not/there"), limit=2).startswith("aav/vi")
    finally:
        process.kill()


def test_a_text_that_crashes_the_engine_is_refused_and_it_goes_on(tmp_path: Path) -> None:
    process = VoiceProcess()
    try:
        for text, says in ((" ", "nothing to say"), ("không " * 20_000, "too long")):
            with pytest.raises(VoiceFault, match=says):
                process.save(text, tmp_path / "a.wav", Tone("vi", "aav/vi"), limit=2)
        process.save("Mời số", tmp_path / "a.wav", Tone("vi", "aav/vi"), limit=2)
    finally:
        process.kill()


def test_each_of_many_quick_texts_comes_out_whole_and_under_its_own_name(tmp_path: Path) -> None:
    process, lengths = VoiceProcess(), {"hai": set(), "một trăm linh năm": set(), "đến quầy số": set()}
    try:
        for turn in range(90):
            text = list(lengths)[turn % 3]
            process.save(text, tmp_path / "a.wav", Tone("vi", "aav/vi", 140 + turn % 2), limit=2)
            lengths[text].add(round(len(wav.read(tmp_path / "a.wav")) / wav.RATE, 1))
    finally:
        process.kill()
    assert lengths == {"hai": {0.8}, "một trăm linh năm": {1.4}, "đến quầy số": {1.4}}


def test_many_threads_that_ask_at_once_do_not_crash_the_engine(spare: SpeechBank) -> None:
    until(lambda: duration(spare.wav(hall(1))) > CHIME + 2)
    pid = spare.status()["pid"]
    asked = [threading.Thread(target=spare.wav, args=(hall(n),)) for n in range(2, 14)]
    for one in asked:
        one.start()
    for one in asked:
        one.join()
    until(lambda: all(duration(spare.wav(hall(n))) > CHIME + 2 for n in range(2, 14)))
    assert (spare.status()["pid"], spare.status()["restarts"]) == (pid, 0)


def test_only_the_speaking_process_knows_pyttsx3_and_it_never_plays_by_itself() -> None:
    """Two threads with an engine crash their process; `say` overwrites an earlier file and is silent without a card."""
    users = [path.name for path in (CHECKOUT / "hardware").glob("*.py") if "import pyttsx3" in path.read_text("utf-8")]
    assert users == ["voice_worker.py"]
    assert ".say(" not in (CHECKOUT / "hardware" / "voice_worker.py").read_text("utf-8")


def test_a_folder_that_is_not_there_is_told_at_once_and_the_engine_goes_on(tmp_path: Path) -> None:
    process = VoiceProcess()
    try:
        process.save("a", tmp_path / "a.wav", Tone("vi", "aav/vi"), limit=2)
        with pytest.raises(VoiceFault, match="there is no folder") as told:
            process.save("Mời số", tmp_path / "gone" / "a.wav", Tone("vi", "aav/vi"), limit=2)
        assert not told.value.process_lost
        process.save("Mời số", tmp_path / "b.wav", Tone("vi", "aav/vi"), limit=2)
    finally:
        process.kill()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_costs_the_engine_its_life_in_time(tmp_path: Path) -> None:
    """pyttsx3 hangs when it can't write its file."""
    process = VoiceProcess()
    try:
        process.save("a", tmp_path / "a.wav", Tone("vi", "aav/vi"), limit=2)
        with pytest.raises(VoiceFault) as lost:
            process.save("Mời số", Path("/dev/full"), Tone("vi", "aav/vi"), limit=1)
        assert lost.value.process_lost
    finally:
        process.kill()


@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL])
def test_an_engine_struck_in_mid_sentence_is_noticed_in_time(tmp_path: Path, blow: int) -> None:
    process = VoiceProcess()
    try:
        process.save("a", tmp_path / "a.wav", Tone("vi", "aav/vi"), limit=2)
        threading.Timer(0.3, os.kill, (process.pid, blow)).start()
        began = time.monotonic()
        with pytest.raises(VoiceFault) as struck:
            process.save("không " * 2_000, tmp_path / "b.wav", Tone("vi", "aav/vi"), limit=1)
        assert struck.value.process_lost and time.monotonic() - began < 3
    finally:
        process.kill()


def test_where_nothing_can_be_written_there_is_the_chime(tmp_path: Path) -> None:
    (tmp_path / "voice-bank").write_text("a file where a folder should be")
    bank = open_voice(tmp_path)
    try:
        until(lambda: bank.status()["error"])
        assert duration(bank.wav(CALL)) == CHIME
        assert bank.status()["state"] == "failing"
    finally:
        bank.close()


def test_words_we_do_not_have_give_the_chime_not_an_exception(bank: SpeechBank) -> None:
    assert duration(bank.wav(Announcement("A012", "5", language="tay"))) == CHIME


def test_damaged_clips_and_changed_texts_are_made_anew(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / BANK
    whole = {
        name: (folder / name).read_bytes() for name in ("digit-1.wav", "digit-2.wav", "digit-3.wav", "digit-4.wav")
    }
    (folder / "digit-1.wav").write_bytes(whole["digit-1.wav"][:5000])
    (folder / "digit-2.wav").write_bytes(b"")
    (folder / "digit-3.wav").unlink()
    index = json.loads((folder / "index.json").read_text("utf-8"))
    changed = index | {"clips": index["clips"] | {"vi/digit-4": "bón"}}
    (folder / "index.json").write_text(json.dumps(changed), "utf-8")
    (folder / "digit-4.wav").write_bytes(whole["digit-1.wav"])
    bank = open_voice(tmp_path)
    try:
        assert bank.wait_ready(60)
    finally:
        bank.close()
    for name, sound in whole.items():
        assert len(wav.read(folder / name)) == pytest.approx(len(sound) / 2, abs=500)
    assert json.loads((folder / "index.json").read_text("utf-8")) == index
    assert not list(folder.glob("*.part"))


# The process


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_closing_ends_the_engine_and_leaves_what_is_in_the_bank(spare: SpeechBank) -> None:
    until(lambda: duration(spare.wav(hall(1))) > CHIME + 2)
    pid = spare.status()["pid"]
    assert not gone(pid)
    spare.close()
    assert gone(pid)
    assert spare.status()["state"] == "closed"
    assert duration(spare.wav(CALL)) > CHIME + 2 and duration(spare.wav(hall(2))) == CHIME


def test_the_engine_ends_with_its_parent_even_in_mid_text(tmp_path: Path) -> None:
    talk = (
        "from hardware.voice_process import VoiceProcess; from server.core.voices import Tone;"
        "from pathlib import Path; p = VoiceProcess();"
        f"p.save('a', Path({str(tmp_path / 'a.wav')!r}), Tone('vi', 'aav/vi'), 5); print(p.pid, flush=True);"
        f"p.save('không ' * 2_000, Path({str(tmp_path / 'b.wav')!r}), Tone('vi', 'aav/vi'), 600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", talk], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    with parent:
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    until(lambda: gone(pid))


def test_a_checkout_deep_in_the_file_system_has_a_voice_too(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["một-thư-mục-tên-dài"] * 12)
    deep.mkdir(parents=True)
    (deep / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent)
    talk = "import sys; from hardware.voice_command import main; sys.exit(main(['say', 'xin chào', 'hello.wav']))"
    env = os.environ | {"PYTHONPATH": f"{deep}:{CHECKOUT}"}
    run = subprocess.run([sys.executable, "-c", talk], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_program_of_the_system_is_needed(tmp_path: Path) -> None:
    talk = "import sys; from hardware.voice_command import main; sys.exit(main(sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", talk, "say", "Mời số A, không, một, hai, đến quầy số năm", "call.wav"],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert 2.5 < len(wav.read(tmp_path / "call.wav")) / wav.RATE < 4


def test_the_check_names_what_is_missing(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", str(filled)]) == 0
    assert "105 clips" in capsys.readouterr().out
    (tmp_path / "voice-bank").write_text("a file where a folder should be")
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "missing: vi/moi-so" in capsys.readouterr().out


def test_the_silent_voice_has_a_known_length() -> None:
    voice = SilentVoice(seconds=0.5)
    assert duration(voice.wav(CALL)) == pytest.approx(CHIME + 0.5, abs=0.01)
    assert duration(voice.wav(CALL, repeat=2)) == pytest.approx(CHIME + 1, abs=0.01)
