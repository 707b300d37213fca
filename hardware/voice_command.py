"""`python -m hardware voice check | list | say TEXT FILE`: try the voice of this machine, and the recordings."""

from __future__ import annotations

import argparse
import difflib
import tempfile
import tomllib
from pathlib import Path

from hardware import wav
from hardware.recordings import Recordings
from hardware.speech import DESKS, open_voice
from hardware.voice_process import VoiceFault, VoiceProcess
from server.core.announce import Clip, clips_for, every_clip
from server.core.devices import LANGUAGES
from server.core.plan import HallPlan
from server.core.voices import ENGINE_VOICES, Tone, VoicePlan

READY_S = 90


def main(argv: list[str]) -> int:
    """Returns the exit code: 1 where clips are missing or no sound came out, 2 where it could not be asked."""
    parser = argparse.ArgumentParser(prog="python -m hardware voice", description=__doc__.partition(": ")[2])
    parser.add_argument("--language", choices=LANGUAGES, default="vi")
    parser.add_argument("--rate", type=int, default=140, help="words a minute (130 to 150 suits a hall)")
    parser.add_argument("--pitch", type=int, default=50, help="0 to 99")
    parser.add_argument("--voice", help="the engine's id; `list` tells them")
    deeds = parser.add_subparsers(dest="deed", required=True)
    check = deeds.add_parser("check", help="make all clips, and list what is missing or wrong, recorded or not")
    check.add_argument("--data", type=Path, default=Path("data"))
    check.add_argument("--hall-file", type=Path, help="ask only for the letters and desks of this hall")
    deeds.add_parser("list", help="the engine's voices for the language")
    say = deeds.add_parser("say", help="speak a text into a WAV file")
    say.add_argument("text")
    say.add_argument("file", type=Path)
    options = parser.parse_args(argv)
    tone = Tone(options.language, options.voice or ENGINE_VOICES[options.language], options.rate, options.pitch)
    match options.deed:
        case "say":
            return _say(options.text, options.file, tone)
        case "list":
            return _list(options.language)
    return _check(options.data, options.hall_file, tone)


def _say(text: str, file: Path, tone: Tone) -> int:
    process = VoiceProcess()
    try:
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw.wav"
            voice = process.save(text, raw, tone, limit=30)
            process.finish(raw, file, limit=30, longest_s=600)
    except (VoiceFault, wav.BadWav, OSError) as fault:
        print(f"no sound: {fault}")
        return 1
    finally:
        process.kill()
    print(f"{file}: {wav.duration(file.read_bytes()):.1f} s, voice {voice}, rate {tone.rate}, pitch {tone.pitch}")
    return 0


def _voices() -> list[dict]:
    process = VoiceProcess()
    try:
        return process.voices(limit=10)
    finally:
        process.kill()


def _list(language: str) -> int:
    try:
        voices = _voices()
    except VoiceFault as fault:
        print(f"the engine says: {fault}")
        return 1
    for one in voices:
        if str((one["languages"] or [""])[0]).lower().startswith(language):
            print(f"{one['id']:24} {one['name']}")
    return 0


def _check(data: Path, hall_file: Path | None, tone: Tone) -> int:
    try:
        plan = _read(hall_file) if hall_file else None
    except (OSError, ValueError) as fault:  # a PlanError and a TOML error are ValueErrors
        print(f"the hall file can't be used: {fault}")
        return 2
    tone = plan.voice.tone(tone.language) if plan else tone
    voice = VoicePlan((tone.language,), tones=(tone,))
    needed = _needed(plan, tone.language)
    bank = open_voice(data, voice)
    try:
        bank.wait_ready(READY_S)
        status, recorded = bank.status(), bank.recordings[tone.language]
    finally:
        bank.close()
    print(f"voice {tone.voice}, rate {tone.rate}, pitch {tone.pitch}: {status['clips']} clips")
    unknown = _tell_unknown(tone)
    for key in status["missing"]:
        print(f"missing: {key}")
    if status["error"]:
        print(f"the engine says: {status['error']}")
    poor = _tell_recordings(recorded, needed)
    return 1 if status["missing"] or poor or unknown else 0


def _tell_unknown(tone: Tone) -> bool:
    """An id the engine doesn't have is not spoken in English, as it would by itself, but by another of its language."""
    try:
        unknown = tone.voice not in {one["id"] for one in _voices()}
    except VoiceFault as fault:
        print(f"the engine says: {fault}")
        return True
    if unknown:
        print(f"the engine has no voice {tone.voice}: another for '{tone.language}' speaks; `list` tells them all")
    return unknown


def _tell_recordings(recorded: Recordings, needed: list[Clip]) -> bool:
    """Prints what is wrong with a folder of recordings; whether anything is. No folder, or an empty one, is fine."""
    wanted = {clip.key.split("/")[-1]: clip.text for clip in needed}
    others = [one.name for one in _files(recorded.folder) if one.suffix != ".wav"]
    wrong = [*recorded.wrong]
    if not (recorded.names or wrong or others):
        print(f"recordings: none in {recorded.folder}")
        return False
    missing = [name for name in wanted if name not in recorded.names]
    print(f"recordings: {len(wanted) - len(missing)} of {len(wanted)} in {recorded.folder}")
    for one in wrong:
        print(f"wrong: {one.text}")
    for name in others:
        print(f"wrong: {name}: not a .wav file")
    for name in missing:
        print(f'not recorded: {name}.wav ("{wanted[name]}"); sentences that need it are spoken by the engine, whole')
    for name in sorted(recorded.names - set(wanted)):
        near = difflib.get_close_matches(name, missing, 1)
        print(f"no call uses: {name}.wav" + (f"; is it {near[0]}.wav?" if near else ""))
    return bool(missing or wrong or others)


def _needed(plan: HallPlan | None, language: str) -> list[Clip]:
    if plan is None:
        return every_clip(language, DESKS)
    letters = sorted({letter for one in plan.departments for letter in one.letter})
    return clips_for(language, letters, (desk.number for desk in plan.desks))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _read(path: Path) -> HallPlan:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    data.pop("logo", None)  # a picture beside the file; nothing to do with the voice
    return HallPlan.from_dict(data, str(path))


