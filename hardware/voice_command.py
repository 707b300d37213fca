"""`python -m hardware voice check | say TEXT FILE`: try the voice of this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from hardware import wav
from hardware.clip_folder import ready_to_join
from hardware.speech import VOICES, open_voice
from hardware.voice_process import VoiceFault, VoiceProcess


def main(argv: list[str]) -> int:
    """Returns the exit code: 1 where clips are missing or no sound came out."""
    parser = argparse.ArgumentParser(prog="python -m hardware voice", description=__doc__.partition(": ")[2])
    parser.add_argument("--language", choices=sorted(VOICES), default="vi")
    parser.add_argument("--rate", type=int, default=140, help="words a minute (130 to 150 suits a hall)")
    deeds = parser.add_subparsers(dest="deed", required=True)
    check = deeds.add_parser("check", help="make all clips and list those that can't be had")
    check.add_argument("--data", type=Path, default=Path("data"))
    say = deeds.add_parser("say", help="speak a text into a WAV file")
    say.add_argument("text")
    say.add_argument("file", type=Path)
    options = parser.parse_args(argv)
    if options.deed == "say":
        return _say(options.text, options.file, options.language, options.rate)
    return _check(options.data, options.language, options.rate)


def _say(text: str, file: Path, language: str, rate: int) -> int:
    process = VoiceProcess()
    try:
        voice = process.save(text, file, VOICES[language], language, rate, limit=30)
        file.write_bytes(wav.join([ready_to_join(file)]))
    except (VoiceFault, wav.BadWav, OSError) as fault:
        print(f"no sound: {fault}")
        return 1
    finally:
        process.kill()
    print(f"{file}: {wav.duration(file.read_bytes()):.1f} s, voice {voice}, rate {rate}")
    return 0


def _check(data_dir: Path, language: str, rate: int) -> int:
    bank = open_voice(data_dir, language, rate)
    try:
        bank.wait_ready(60)
        status = bank.status()
    finally:
        bank.close()
    print(f"voice {status['voice'] or VOICES[language]}, rate {rate}: {status['clips']} clips")
    for key in status["missing"]:
        print(f"missing: {key}")
    if status["error"]:
        print(f"the engine says: {status['error']}")
    return 1 if status["missing"] else 0
