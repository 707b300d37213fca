"""Playing on this machine's sound card: by a program that may be missing, fail or hang."""

from __future__ import annotations

import stat
import threading
import time
from pathlib import Path

import pytest

from hardware import wav
from hardware.__main__ import main
from hardware.player import Player, PlayerFault, open_player


def program(folder: Path, script: str, name: str = "player") -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    path.write_bytes(wav.join([wav.chime()]))
    return path


def test_the_program_gets_the_file_and_is_waited_for(tmp_path: Path, sound: Path) -> None:
    player = open_player(str(program(tmp_path, f'cp "$1" {tmp_path}/heard; sleep 0.2')))
    began = time.monotonic()
    player.play(sound, 0.85)
    assert time.monotonic() - began >= 0.2
    assert (tmp_path / "heard").read_bytes() == sound.read_bytes()


def test_a_program_that_fails_is_told_with_its_last_words(tmp_path: Path, sound: Path) -> None:
    player = open_player(str(program(tmp_path, "echo warning >&2; echo no sound card >&2; exit 1")))
    with pytest.raises(PlayerFault, match="player: no sound card"):
        player.play(sound, 0.85)


def test_a_program_that_hangs_is_ended(tmp_path: Path, sound: Path) -> None:
    player = Player((str(program(tmp_path, "exec sleep 60")),))
    began = time.monotonic()
    with pytest.raises(PlayerFault, match="did not end"):
        player.play(sound, -2.5)
    assert time.monotonic() - began < 5


def test_stopping_ends_the_sound_at_once(tmp_path: Path, sound: Path) -> None:
    player = Player((str(program(tmp_path, "exec sleep 60")),))
    threading.Timer(0.2, player.stop).start()
    with pytest.raises(PlayerFault):
        player.play(sound, 60)
    with pytest.raises(PlayerFault, match="stopped"):
        player.play(sound, 60)


@pytest.mark.parametrize(("system", "says"), [("linux", "apt-get install alsa-utils"), ("darwin", "afplay")])
def test_a_machine_without_a_player_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, says: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PlayerFault, match=says):
        open_player(system=system)


def test_the_systems_own_player_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path, "", "paplay")
    assert open_player(system="linux").command == (str(tmp_path / "paplay"),)
    program(tmp_path, "", "aplay")
    assert open_player(system="linux").command == (str(tmp_path / "aplay"), "-q")
    program(tmp_path, "", "afplay")
    assert open_player(system="darwin").command == (str(tmp_path / "afplay"),)


def test_the_command_refuses_in_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["loudspeaker", "--data", str(tmp_path), "--player", "/not/there"]) == 2
    assert "there is no program /not/there" in capfd.readouterr().err
    player = str(program(tmp_path, ""))
    assert main(["loudspeaker", "--data", str(tmp_path), "--player", player]) == 3
    assert "not paired yet" in capfd.readouterr().err
