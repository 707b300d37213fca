"""python -m server: run, serve, import, check, clean-start, pair, verify, backup, restore, demo, simulate, and more."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from .core.version import VERSION
from .ports import Clock
from .settings import ROOT, SAMPLE_HALL, Settings, check
from .shares import SOCKETS_OF_ONE
from .store.sqlite import SqliteStore


def main(argv: list[str] | None = None) -> int:
    """The command's exit code: 0 done, 1 something to mend (told on stderr), 2 the command itself was wrong."""
    args = _parser().parse_args(argv)
    os.umask(0o077)  # what the hall remembers is its own user's: tickets' links, hashes, the journal
    settings = Settings(
        data=args.data.resolve(), host=getattr(args, "host", "127.0.0.1"), port=getattr(args, "port", 8000),
        hours=getattr(args, "hours", "always"), clock_start=getattr(args, "clock_start", None),
        clock_speed=getattr(args, "clock_speed", 1.0), hall_file=getattr(args, "hall_file", SAMPLE_HALL),
        public_url=getattr(args, "public_url", ""), voice=not getattr(args, "no_voice", False),
        tls_cert=_whole(getattr(args, "tls_cert", None)), tls_key=_whole(getattr(args, "tls_key", None)),
        backup_to=_whole(getattr(args, "backup_to", None)), backup_minutes=getattr(args, "backup_minutes", 15),
        sockets_of_one=getattr(args, "sockets_of_one", SOCKETS_OF_ONE),
    )  # fmt: skip
    findings = check(settings)
    for finding in findings:
        print(finding, file=sys.stderr)
    return 2 if findings else args.do(settings, args)


def _whole(path: Path | None) -> Path | None:
    """The server's child runs in another folder."""
    return path.resolve() if path else None


def _run(settings: Settings, args: argparse.Namespace) -> int:
    from .supervise import run

    return run(settings, args.fresh)


def _serve(settings: Settings, args: argparse.Namespace) -> int:
    from .serve import CannotStart, serve
    from .store.upgrade import StoreRefused

    try:
        serve(settings)
    except (CannotStart, StoreRefused) as refused:
        print(f"lượt: {refused}", file=sys.stderr)
        return 1
    return 0


def _import(settings: Settings, args: argparse.Namespace) -> int:
    from .imports import import_file

    return import_file(settings, args.file)


def _check(settings: Settings, args: argparse.Namespace) -> int:
    if not _has_hall(settings):
        return 1
    from .app import slip_fits
    from .checks.command import check_command
    from .store.upgrade import StoreRefused

    try:
        return check_command(settings, slip_fits)
    except StoreRefused as refused:
        print(f"lượt: {refused}", file=sys.stderr)
        return 1


def _clean_start(settings: Settings, args: argparse.Namespace) -> int:
    from . import clean_start
    from .serve import AlreadyLed, take_lead

    if not _has_hall(settings):
        return 1
    try:
        lead = take_lead(settings)
    except AlreadyLed as led:
        print(f"lượt: {led}, or do it on the page /admin/setup/begin", file=sys.stderr)
        return 1
    try:
        print("All numbers so far are put aside (nothing is deleted); plan, devices and people stay.")
        if input(f"Write {clean_start.WORDS} to go on: ").strip().upper() != clean_start.WORDS:
            print("nothing has changed")
            return 2
        clean_start.ask(settings, "console")
        print(f"the hall begins at number 001; what was before is kept in {clean_start.perform(settings)}")
    finally:
        lead.close()
    return 0


def _pair(settings: Settings, args: argparse.Namespace) -> int:
    from .clock import HallClock
    from .core.errors import BadInput
    from .identity import Identities
    from .privacy.command import WHO
    from .privacy.log import DEVICE, write

    if not _has_hall(settings):
        return 1
    url = settings.where_it_runs()
    running = HallClock.of_running(url, settings.believed_where_it_runs)
    clock = running or HallClock.begin(settings.clock_start, settings.clock_speed)
    store = SqliteStore(settings.database)
    known = {one.id for devices in _planned(store) for one in devices}
    if args.kind in ("kiosk", "display") and args.name not in known:
        names = ", ".join(sorted(known))
        print(f"note: the hall file names no {args.kind} '{args.name}'; it knows {names}", file=sys.stderr)
    try:
        code = Identities(store, clock).new_code(args.kind, args.name)
    except BadInput as wrong:
        print(f"lượt: {wrong.en}", file=sys.stderr)
        return 2
    with store.writing() as db:
        write(db, clock.now(), WHO, "admin", DEVICE, {"how": "code", "device": f"{args.kind} {args.name}"})
    print(f"{url}/enrol?code={code}")
    return 0


def _planned(store: SqliteStore) -> tuple:
    plan = store.present_plan()
    return plan.kiosks, plan.displays


def _has_hall(settings: Settings) -> bool:
    if settings.database.exists():
        return True
    print(f"lượt: there is no hall in {settings.data}; name its folder with --data", file=sys.stderr)
    return False


def _verify(settings: Settings, args: argparse.Namespace) -> int:
    from .store.verify import verify

    if not _has_hall(settings):
        return 1
    found = verify(SqliteStore(settings.database, careful=False))
    print(found.report())
    return 0 if found.equal else 1


def _rebuild(settings: Settings, args: argparse.Namespace) -> int:
    from .store.verify import rebuild

    if not _has_hall(settings):
        return 1
    found = rebuild(SqliteStore(settings.database, careful=False))
    print(found.report())
    return 0 if found.equal else 1


def _backup(settings: Settings, args: argparse.Namespace) -> int:
    from .backups.commands import backup_command

    return backup_command(settings, args) if _has_hall(settings) else 1


def _backups(settings: Settings, args: argparse.Namespace) -> int:
    from .backups.commands import list_command

    return list_command(settings, args)


def _restore(settings: Settings, args: argparse.Namespace) -> int:
    from .backups.commands import restore_command

    return restore_command(settings, args)


def _demo(settings: Settings, args: argparse.Namespace) -> int:
    from .demo import demo

    return demo(settings, args)


def _simulate(settings: Settings, args: argparse.Namespace) -> int:
    from .simulate import simulate

    return simulate(settings, args)


def _erase(settings: Settings, args: argparse.Namespace) -> int:
    from .privacy.command import erase

    if not _has_hall(settings):
        return 1
    return erase(SqliteStore(settings.database), _clock_of(settings), args.kind, args.before)


def _account(settings: Settings, args: argparse.Namespace) -> int:
    from .identity import Identities
    from .people.command import account
    from .privacy.log import AccessLog

    if not _has_hall(settings):
        return 1
    store, clock = SqliteStore(settings.database), _clock_of(settings)
    return account(Identities(store, clock), AccessLog(store, clock), args.username, args.password, args.end,
                   args.no_second_factor)  # fmt: skip


def _clock_of(settings: Settings) -> Clock:
    """The running hall's clock, else the machine's."""
    from .clock import HallClock

    running = HallClock.of_running(settings.where_it_runs(), settings.believed_where_it_runs)
    return running or HallClock.begin(None, 1.0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m server", description="Lượt: the hall's server and its tools.")
    parser.add_argument("--version", action="version", version=f"Lượt {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, do, text: str) -> argparse.ArgumentParser:  # noqa: ANN001
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--data", type=Path, default=ROOT / "data", help="the hall's data folder (default ./data)")
        command.set_defaults(do=do)
        return command

    for name, do, text in (
        ("run", _run, "the whole hall: server, print agent, links to all screens"),
        ("serve", _serve, "the server alone"),
    ):
        command = add(name, do, text)
        _address(command)
        command.add_argument(
            "--hours",
            choices=("always", "real"),
            default="always",
            help="give out numbers at any hour, or in opening hours",
        )
        _clock(command)
        command.add_argument("--hall-file", type=Path, default=SAMPLE_HALL, help="read at the very first start only")
        command.add_argument("--public-url", default="", help="the address under which visitors' phones reach the hall")
        command.add_argument("--no-voice", action="store_true", help="start without speech")
        command.add_argument("--tls-cert", type=Path, help="PEM chain of the hall's certificate, see docs/tls.md")
        command.add_argument("--tls-key", type=Path, help="its key, readable by the hall's user alone")
        command.add_argument("--backup-to", type=Path, help="backups go there (default: a folder beside --data)")
        command.add_argument("--sockets-of-one", type=int, default=SOCKETS_OF_ONE, metavar="300",
                             help="live connections (screens, consoles) of one network address at once")  # fmt: skip
        command.add_argument("--backup-minutes", type=float, default=15, help="between two backups; 0: none by itself")
        if name == "run":
            command.add_argument("--fresh", action="store_true", help="put the old data aside and begin anew")
    add("import", _import, "a catalogue of procedures (CSV) or a hall file (TOML)").add_argument("file", type=Path)
    add("check", _check, "what is wrong with the hall, each finding with an id and what to do (docs/findings.md)")
    add("clean-start", _clean_start, "begins at number 001 in a new file, with the same plan, devices and people")
    pair = add("pair", _pair, "a one-time link that pairs a device")
    _address(pair)
    _clock(pair)
    pair.add_argument("kind", choices=("kiosk", "display", "paper", "agent", "keypad", "desk", "metrics"))
    pair.add_argument("name", help="as the hall file names it, such as kiosk-1")
    add("verify", _verify, "works the projections out of the journal anew and says equal, or where not")
    add("rebuild", _rebuild, "rewrites the projections from the journal")
    erase = add("erase", _erase, "what stands beside the journal and for how long; erases it sooner")
    erase.add_argument("kind", nargs="?", help="messages, notes, links, ... as the list names them; or due")
    erase.add_argument("--before", help="with a kind: what is older than this day, such as 2026-11-23")
    account = add("account", _account, "who may sign in; a new password, the end of sessions")
    account.add_argument("username", nargs="?", help="whose; without one all accounts are listed")
    account.add_argument("--password", action="store_true", help="draw a new password and print it")
    account.add_argument("--no-second-factor", action="store_true", help="take the account's second factor off")
    account.add_argument("--end", action="store_true", help="end all of the account's sessions")
    for name, do, text in (
        ("backup", _backup, "a backup now, also while the hall runs"), ("backups", _backups, "what backups there are"),
        ("restore", _restore, "puts a backup in the hall's place; nothing is deleted"),
    ):  # fmt: skip
        command = add(name, do, text)
        command.add_argument("--backup-to", type=Path, help="where backups lie (default: a folder beside --data)")
        if name == "backups":
            command.add_argument("--check", action="store_true", help="read each one through")
        if name == "restore":
            command.add_argument("file", type=Path, help="as python -m server backups names it")
            command.add_argument("--last", action="append", metavar="A140", help="a last number seen on paper or a TV")
    demo = add("demo", _demo, "visitors and officers play a busy morning")
    _address(demo)
    demo.add_argument("--speed", type=float, default=60, help="hall minutes a real minute, for a hall the demo starts")
    demo.add_argument("--minutes", type=float, default=240, help="hall minutes to play")
    demo.add_argument("--visitors", type=int, default=None, help="how many come (default: as many as a busy morning)")
    demo.add_argument("--seed", type=int, default=None, help="the same seed plays the same morning")
    demo.add_argument("--brisk", type=float, default=1, help="services take so many times less than on a real morning")
    demo.add_argument("--join", action="store_true", help="play in the hall that already runs on --data")
    demo.add_argument("--code", help="with --join: a kiosk's one-time code (default: one is made in the data folder)")
    demo.add_argument("--no-voice", action="store_true", help="start the hall without speech")
    demo.add_argument("--hall-file", type=Path, default=SAMPLE_HALL, help="whose desks and departments; a sample hall")
    _simulation(add("simulate", _simulate, "a real or sampled day under other rules, staffing or pooling"))
    return parser


def _simulation(command: argparse.ArgumentParser) -> None:
    command.add_argument("--hall-file", type=Path, default=SAMPLE_HALL, help="whose desks, where --data holds no hall")
    command.add_argument("--date", help="replay this day of the hall, such as 2026-11-23")
    command.add_argument("--csv", type=Path, help="replay a queue log, see docs/simulate.md")
    command.add_argument("--day", help="which day of the log (default: its first)")
    command.add_argument("--desks", type=int, default=0, help="sample one line with so many desks, not the whole hall")
    command.add_argument("--minutes", type=float, default=240, help="with --desks: how long numbers are given out")
    command.add_argument("--usual", type=float, default=12, help="with --desks: minutes a service takes on average")
    command.add_argument("--load", type=float, default=0.95, help="work that comes in, as a share of what desks can do")
    command.add_argument("--priority", type=float, default=0.1, help="share of priority visitors")
    command.add_argument("--no-show", type=float, default=0.08, help="share of those who are called and not there")
    command.add_argument("--patience", type=float, default=0, help="mean minutes until somebody goes home; 0: never")
    command.add_argument("--try", dest="tries", action="append", metavar="WORDS", help="a variant; may be said again")
    command.add_argument("--rounds", type=int, default=0, help="how many days are played (default: enough)")
    command.add_argument("--seed", type=int, default=1, help="the same seed plays the same days")


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    command.add_argument("--port", type=int, default=8000, help="port (default 8000)")


def _clock(command: argparse.ArgumentParser) -> None:
    command.add_argument("--clock-start", help="the hall's time at start, such as 2026-11-23T07:30:00+07:00")
    command.add_argument("--clock-speed", type=float, default=1.0, help="hall seconds a real second")
