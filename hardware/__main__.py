"""python -m hardware: print agent, loudspeaker, number pad, a probe for printers, and a fake one to try with."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] == ["voice"]:
        from hardware.voice_command import main as voice

        return voice(argv[1:])
    if argv[:1] == ["keypad"]:
        from hardware.keypad_command import main as keypad

        return keypad(argv[1:])
    parser = argparse.ArgumentParser(prog="python -m hardware", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    agent = commands.add_parser("agent", help="own this machine's printers and print the hall's tickets")
    agent.add_argument("--server", default="http://127.0.0.1:8000", help="the hall's server (default: %(default)s)")
    agent.add_argument("--ca", type=Path, help="certificate of the hall's own authority, see docs/tls.md")
    agent.add_argument("--data", type=Path, default=Path("data/agent"), help="folder for the pairing token")
    agent.add_argument("--code", help="one-time code to pair with; needed at the first start only")
    agent.add_argument(
        "--printer",
        action="append",
        default=[],
        metavar="ID=ADDRESS[,WIDTH]",
        help="tcp://host:9100, usb://04b8:0e15, serial:///dev/ttyS0?baud=19200, file:///path, lp://queue, virtual://; "
        "width 80 or 58; may be given again. Without it: the printers the server gives",
    )
    probe = commands.add_parser("probe", help="find out what a printer answers, and print a test slip")
    probe.add_argument("address")
    probe.add_argument("--width", type=int, choices=(80, 58), default=80, help="paper width in mm")
    folder = {"type": Path, "default": Path("data/agent"), "help": "the agent's folder (default: %(default)s)"}
    probe.add_argument("--data", **folder)
    probe.add_argument("--no-slip", action="store_true", help="only ask; print and keep nothing")
    roll = commands.add_parser("new-roll", help="a new roll is in a printer that cannot tell it")
    roll.add_argument("printer", help="its id")
    roll.add_argument("--data", **folder)
    loud = commands.add_parser("loudspeaker", help="play the hall's calls on this machine's sound card")
    loud.add_argument("--server", default="http://127.0.0.1:8000", help="the hall's server (default: %(default)s)")
    loud.add_argument("--ca", type=Path, help="certificate of the hall's own authority, see docs/tls.md")
    loud.add_argument("--data", **folder)
    loud.add_argument("--code", help="one-time code to pair with, where no agent of this machine is paired yet")
    loud.add_argument("--player", metavar="PROGRAM", help="plays the WAV file it is given (default: the system's own)")
    commands.add_parser("voice", help="check the voice, or say a sentence into a WAV file")
    commands.add_parser("keypad", help="the number pad beside an officer's keyboard")
    fake = commands.add_parser("fake", help="a pretend network printer that keeps its paper as pictures")
    fake.add_argument("--port", type=int, default=9100, help="of 127.0.0.1, where it listens (default: %(default)s)")
    fake.add_argument("--width", type=int, choices=(80, 58), default=80, help="paper width in mm")
    fake.add_argument("--save", type=Path, help="folder for the papers, as PNG")
    fake.add_argument("--fault", help="start broken: cable, paper-out, cover, jam, near-end, mute, slow, ...")
    args = parser.parse_args(argv)
    match args.command:
        case "agent":
            return run_agent(args)
        case "probe":
            return run_probe(args)
        case "new-roll":
            return run_new_roll(args)
        case "loudspeaker":
            return run_loudspeaker(args)
    return run_fake(args)


def run_agent(args: argparse.Namespace) -> int:
    args.data.mkdir(parents=True, exist_ok=True)
    # python-escpos keeps its list of printers read; without this it would read it anew, for seconds, at each start.
    os.environ.setdefault("ESCPOS_CAPABILITIES_PICKLE_DIR", str(args.data))
    from hardware.agent import UNPAIRED, Agent, PrinterSetting
    from hardware.hall_client import HallAway, HallClient, NotPaired, keep_token, pair, read_token

    _log_to_stderr()
    log = logging.getLogger("luot.agent")
    try:
        if args.code:
            keep_token(args.data, pair(args.server, args.code, ca=args.ca))
        token = read_token(args.data)
        if token is None:
            log.error("not paired yet: %s", UNPAIRED)
            return 3
        printers = [PrinterSetting.parse(text) for text in args.printer]
        agent = Agent(HallClient(args.server, token, args.ca), args.data, printers)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: agent.stop())
        return agent.run()
    except (NotPaired, HallAway) as fault:
        log.error("pairing failed: %s", fault)
        return 3
    except ValueError as fault:
        log.error("%s", fault)
        return 2


def run_loudspeaker(args: argparse.Namespace) -> int:
    from hardware.hall_client import HallAway, HallClient, NotPaired, keep_token, pair, read_token
    from hardware.loudspeaker import Loudspeaker
    from hardware.player import PlayerFault, open_player

    _log_to_stderr()
    log = logging.getLogger("luot.loudspeaker")
    try:
        player = open_player(args.player)
        if args.code:
            keep_token(args.data, pair(args.server, args.code, ca=args.ca))
    except PlayerFault as fault:
        log.error("%s", fault)
        return 2
    except (NotPaired, HallAway) as fault:
        log.error("pairing failed: %s", fault)
        return 3
    token = read_token(args.data)
    if token is None:
        log.error("not paired yet: make a code under Admin → Devices (kind: agent), then start once with --code CODE")
        return 3
    loudspeaker = Loudspeaker(HallClient(args.server, token, args.ca), player)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: loudspeaker.stop())
    return loudspeaker.run()


def run_probe(args: argparse.Namespace) -> int:
    from hardware.probe import probe_command

    try:
        return probe_command(args.address, args.width, args.data, slip=not args.no_slip)
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 2


def run_new_roll(args: argparse.Namespace) -> int:
    from hardware.roll import Roll

    if not args.data.is_dir():
        print(f"there is no folder {args.data}: give the agent's with --data", file=sys.stderr)
        return 2
    Roll(args.data, args.printer, 0).new_roll()
    print(f"{args.printer}: a new roll, counted from now on")
    return 0


def run_fake(args: argparse.Namespace) -> int:
    from hardware.tcp_printer import FakePrinter

    _log_to_stderr()
    log = logging.getLogger("luot.fake-printer")
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    try:
        printer = FakePrinter(args.port, args.width)
        printer.fault = args.fault
    except (OSError, ValueError) as fault:
        log.error("%s", fault)
        return 2
    log.info("fake printer at %s, %d mm", printer.address, args.width)
    count = 0
    with printer:
        while not ended.wait(0.2):
            for paper in printer.engine.take_papers():
                count += 1
                log.info("paper %d: %d mm long", count, paper.height // 8)
                if args.save:
                    args.save.mkdir(parents=True, exist_ok=True)
                    paper.save(args.save / f"paper-{count:04}.png")
    return 0


def _log_to_stderr() -> None:
    form = "%(asctime)s %(levelname)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, stream=sys.stderr, force=True)
    logging.getLogger("urllib3").setLevel(logging.ERROR)


if __name__ == "__main__":
    sys.exit(main())
