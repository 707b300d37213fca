"""Recorded clips: they win over the engine a whole sentence at a time, in any ordinary form, or say what is wrong."""

from __future__ import annotations

import shutil
import struct
import time
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hearing import jump, lufs, samples, sine, spells

from hardware import wav
from hardware.clip_folder import ClipFolder
from hardware.loudness import NOTHING, k_filters, loudness
from hardware.pcm import read_any, resampled
from hardware.speech import SpeechBank, duration, open_voice
from hardware.voice_command import main
from hardware.wav import BadWav
from server.core.announce import Announcement, Clip, clips

CALL = Announcement("A012", "5")
OTHER = Announcement("A013", "5")  # needs digit-3
HALL_FILE = Path(__file__).resolve().parents[2] / "halls" / "thai-nguyen.toml"
BANK = Path("voice-bank", "aav-vi-140-50")


def until(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def record(path: Path, sound: array[int], rate: int = wav.RATE, channels: int = 1, width: int = 2) -> Path:
    """A WAV file as a sound recorder writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = b"".join(
        (bytes([(x >> 8) + 128]) if width == 1 else bytes(width - 2) + struct.pack("<h", x)) * channels for x in sound
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)
    return path


def speaker_of(place: int) -> float:
    """The pitch in hertz by which a test knows a recording again."""
    return 400.0 + 40 * place


def record_all(folder: Path, said: list[Clip], without: str = "") -> None:
    """One tone a clip, between pauses, as loud and as stereo as it happens to be."""
    for place, clip in enumerate(dict.fromkeys(said)):
        name, rate = clip.key.split("/")[1], (44_100, 48_000, 22_050, 16_000)[place % 4]
        if name != without:
            pause = array("h", bytes(2 * rate // 5))
            tone = sine(speaker_of(place), 0.4, rate, 32_000 / (1 + place))
            record(folder / "vi" / f"{name}.wav", pause + tone + pause, rate, 1 + place % 2)


@pytest.fixture
def data(spoken_clips: Path, tmp_path: Path) -> Path:
    shutil.copytree(spoken_clips, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def opened(data: Path) -> Iterator[Callable[[], SpeechBank]]:
    banks: list[SpeechBank] = []

    def open_one() -> SpeechBank:
        banks.append(open_voice(data))
        assert banks[-1].wait_ready(60)
        return banks[-1]

    yield open_one
    for one in banks:
        one.close()


def engine_clips(data: Path, said: Announcement) -> list[bytes]:
    return [ClipFolder(data / BANK).load(clip.key, clip.text).tobytes() for clip in clips(said)]


# Recordings win


def test_a_recorded_sentence_is_heard_instead_of_the_engines_joined_and_even(data: Path, opened: Callable) -> None:
    record_all(data / "voices", clips(CALL))
    sound = samples(opened().wav(CALL))
    assert not [one for one in engine_clips(data, CALL) if one in sound.tobytes()]
    spoken = spells(sound[len(wav.chime()) :], pause_s=0.03)
    assert len(spoken) == len(clips(CALL))
    assert all(0.38 < end - start < 0.46 for start, end in spoken), "each is trimmed to its 0.4 s"
    first = round((len(wav.chime()) / wav.RATE) * wav.RATE)
    edges = [first + round(edge * wav.RATE) for one in spoken for edge in one]
    assert max(jump(sound, edge) for edge in edges) < 400, "no click where a clip begins or ends"


def test_a_recording_cut_off_in_mid_wave_does_not_click() -> None:
    abrupt = sine(440, 0.4, wav.RATE, 20_000)[13 : -wav.RATE // 440 // 4]  # begins and ends near the top of a wave
    assert min(abs(abrupt[0]), abs(abrupt[-1])) > 10_000
    joined = samples(wav.join([wav.silence(0.1), wav.level(wav.trim(abrupt)), wav.silence(0.1)]))
    edges = (round(0.1 * wav.RATE), len(joined) - round(0.1 * wav.RATE))
    assert max(jump(joined, edge) for edge in edges) < 300


def test_recordings_of_every_loudness_come_out_equally_loud(data: Path, opened: Callable) -> None:
    record_all(data / "voices", clips(CALL))
    bank = opened()
    sounds = bank.recordings["vi"].sounds(clips(CALL))
    loud = [loudness(one, wav.RATE) for one in sounds]
    assert max(loud) - min(loud) < 0.5
    assert abs(lufs(samples(bank.wav(CALL))) - loud[0]) < 2


def test_where_one_clip_is_missing_the_engine_speaks_the_whole_sentence(data: Path, opened: Callable) -> None:
    record_all(data / "voices", clips(CALL))
    bank = opened()
    sound = bank.wav(OTHER)
    assert all(one in sound for one in engine_clips(data, OTHER)), "no sentence in two voices"
    assert not any(one in bank.wav(CALL) for one in engine_clips(data, CALL))


def test_a_recording_made_later_is_taken_in_and_one_taken_away_forgotten(data: Path, opened: Callable) -> None:
    record_all(data / "voices", clips(CALL))
    bank = opened()
    assert bank.status()["recorded"] == {"vi": len(set(clips(CALL))), "en": 0}
    recordings = bank.recordings["vi"]
    (data / "voices" / "vi" / "digit-0.wav").unlink()
    assert recordings.changed()
    recordings.scan(lambda source, path: pytest.fail("nothing new to make ready"))
    assert bank.wav(CALL).find(engine_clips(data, CALL)[0]) > 0


def test_recordings_are_made_ready_once(data: Path, opened: Callable) -> None:
    record_all(data / "voices", clips(CALL))
    opened().close()
    before = {path.name: path.stat().st_mtime_ns for path in (data / "voice-bank" / "recorded-vi").glob("*.wav")}
    assert len(before) == len(set(clips(CALL)))
    assert opened().status()["recorded"]["vi"] == len(before)
    assert before == {
        path.name: path.stat().st_mtime_ns for path in (data / "voice-bank" / "recorded-vi").glob("*.wav")
    }


def test_a_file_that_is_no_recording_costs_its_own_sentence_only(data: Path, opened: Callable) -> None:
    record_all(data / "voices", clips(CALL))
    (data / "voices" / "vi" / "digit-3.wav").write_bytes(b"RIFF nonsense")
    bank = opened()
    assert [one.file for one in bank.recordings["vi"].wrong] == ["digit-3.wav"]
    assert engine_clips(data, OTHER)[0] in bank.wav(OTHER)
    assert duration(bank.wav(CALL)) > 3


# What they may look like


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8_000, 44_100, 47_999])
def test_every_ordinary_form_comes_out_the_same(tmp_path: Path, rate: int, channels: int, width: int) -> None:
    sound = read_any(record(tmp_path / "a.wav", sine(1000, 0.3, rate, 20_000), rate, channels, width))
    assert len(sound) / wav.RATE == pytest.approx(0.3, abs=0.002)
    assert pitch(sound) == pytest.approx(1000, abs=8)
    assert max(sound) == pytest.approx(20_000, rel=0.05)


def pitch(sound: array[int]) -> float:
    """Hertz by counting where the sound goes up through zero."""
    ups = sum(1 for a, b in zip(sound, sound[1:], strict=False) if a < 0 <= b)
    return ups / (len(sound) / wav.RATE)


def test_what_the_lower_rate_cannot_hold_is_taken_out_not_folded_down() -> None:
    whistle = resampled(sine(15_000, 0.2, 48_000, 20_000), 48_000)
    assert max(map(abs, whistle[500:-500])) < 200, "folded down it would be a tone of 7 kHz"


def extensible(path: Path, form: int) -> Path:
    """As recorders write 24 bit: format 65,534 and the real one in a longer header."""
    record(path, sine(500, 0.2, 44_100), 44_100, 1, 3)
    data = path.read_bytes()
    head = struct.pack("<HHIIHHHHIH14s", 0xFFFE, 1, 44_100, 132_300, 3, 24, 22, 24, 4, form, bytes(14))
    body = data[44:]
    path.write_bytes(
        b"RIFF" + struct.pack("<I", 4 + 8 + len(head) + 8 + len(body)) + b"WAVE"
        + b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(body)) + body
    )  # fmt: skip
    return path


def test_the_longer_header_of_recorders_is_understood(tmp_path: Path) -> None:
    assert pitch(read_any(extensible(tmp_path / "a.wav", 1))) == pytest.approx(500, abs=8)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:2000]), "cut short"),
        (lambda path: path.write_bytes(b"ID3 an mp3 with another name"), "not a whole WAV file"),
        (lambda path: record(path, array("h", bytes(20_000))), "silent"),
        (lambda path: record(path, sine(500, 0.01, wav.RATE)), "that is no word"),
        (lambda path: record(path, sine(500, 16, 8000), 8000), "at most 15 s"),
        (lambda path: record(path, sine(500, 0.5, 4000), 4000), "4000 Hz"),
        (lambda path: record(path, sine(500, 0.2, wav.RATE), channels=6), "6 channels"),
        (lambda path: extensible(path, 3), "floating-point WAV"),
        (lambda path: path.unlink(), "can't be read"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence_with_its_name(tmp_path: Path, spoil: Callable, says: str) -> None:
    path = record(tmp_path / "digit-3.wav", sine(500, 0.4, wav.RATE))
    spoil(path)
    with pytest.raises(BadWav, match=says) as refused:
        read_any(path)
    assert str(refused.value).startswith("digit-3.wav: ")


def test_a_cheap_sound_cards_offset_is_taken_out(tmp_path: Path) -> None:
    shifted = array("h", (x + 4000 for x in sine(500, 0.4, wav.RATE, 8000)))
    sound = read_any(record(tmp_path / "a.wav", shifted))
    assert abs(sum(sound) / len(sound)) < 2


# The measure of loudness


def test_the_filters_are_those_of_the_standard() -> None:
    shelf, high = k_filters(48_000)
    assert shelf == pytest.approx(
        (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
    )
    assert high == pytest.approx((1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621))


@pytest.mark.parametrize("rate", [22_050, 48_000])
def test_a_full_sine_of_997_hertz_is_as_loud_as_the_standard_says(rate: int) -> None:
    assert lufs(sine(997, 2, rate), rate) == pytest.approx(-3.01, abs=0.1)
    assert loudness(sine(997, 2, rate), rate) == pytest.approx(-3.01, abs=0.1)


def test_a_hum_the_ear_hardly_takes_in_is_not_loud() -> None:
    assert loudness(sine(30, 1, wav.RATE), wav.RATE) < loudness(sine(2000, 1, wav.RATE), wav.RATE) - 6
    assert loudness(array("h", bytes(1000)), wav.RATE) == NOTHING


# The check


def told(capsys: pytest.CaptureFixture[str], data: Path, *more: str) -> tuple[int, str]:
    code = main(["check", "--data", str(data), *more])
    return code, capsys.readouterr().out


def test_the_check_lists_what_is_missing_wrong_or_misspelt(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = data / "voices"
    record_all(folder, clips(CALL), without="den-quay")
    record(folder / "vi" / "den-quayy.wav", sine(500, 0.4, wav.RATE))
    (folder / "vi" / "digit-9.wav").write_bytes(b"nonsense")
    (folder / "vi" / "desk-7.mp3").write_bytes(b"nonsense")
    code, out = told(capsys, data, "--hall-file", str(HALL_FILE))
    assert code == 1
    assert f"recordings: {len(set(clips(CALL))) - 1} of " in out
    assert 'not recorded: den-quay.wav ("đến quầy số")' in out
    assert "no call uses: den-quayy.wav; is it den-quay.wav?" in out
    assert "wrong: digit-9.wav: not a whole WAV file" in out
    assert "wrong: desk-7.mp3: not a .wav file" in out
    assert "desk-29.wav" not in out, "the sample hall has 28 desks"


def test_the_check_is_content_without_recordings(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = told(capsys, data)
    assert code == 0 and "recordings: none" in out


def test_the_check_says_when_the_engine_has_no_such_voice(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(data / BANK, data / "voice-bank" / "aav-hue-140-50")  # or it would take its time to make them
    code = main(["--voice", "aav/hue", "check", "--data", str(data)])
    assert "the engine has no voice aav/hue: another for 'vi' speaks" in capsys.readouterr().out
    assert code == 1


def test_a_hall_file_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = told(capsys, tmp_path, "--hall-file", str(tmp_path / "none.toml"))
    assert code == 2 and "the hall file can't be used" in out


def test_the_engines_vietnamese_voices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    ids = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert {"aav/vi", "aav/vi-vn-x-central", "aav/vi-vn-x-south"} <= ids
