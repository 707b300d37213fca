"""The one place that knows every room: real parts are chosen here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from display import paper, visitor
from display import routes as display
from display.playlist import Playlist
from display.stream import Boards
from display.surroundings import Surroundings
from hardware.speech import SilentVoice, open_voice
from kiosk import routes as kiosk

from . import hallfile
from .admin import call_routes, voice_routes, watch
from .admin import routes as admin
from .auth import guard
from .clock import HallClock
from .clock_watch import ClockWatch, machine_ms
from .compress import compress
from .core.events import Kind
from .core.plan import spoken_languages
from .desk import alarm_routes, hints, issue_routes, keypad_routes, page_routes
from .desk import routes as desk
from .desk.alarms import Alarms
from .desk.desk_watch import DeskWatch
from .desk.messages import Messages
from .forgery import guard_forms
from .hall import Hall
from .home import routes as home
from .identity import Identities
from .live import agent_routes
from .live.loudspeakers import Loudspeakers
from .live.outbox import Outbox
from .live.publisher import Publisher
from .live.receipts import Receipts
from .live.sockets import SUPERVISORS, Sockets, desk_room
from .live.speakers import Speakers
from .live.speaking import Speaking
from .live.streams import Stream, Streams
from .live.zones import zones_hearing
from .reports import routes as reports
from .settings import ROOT, Settings
from .store import queries
from .store.sqlite import SqliteStore
from .web import protect


def create_app(settings: Settings, **parts: Any) -> Flask:
    """The hall as a web application. `parts` replaces clock, store, voice or hasher (tests).

    Nothing runs by itself yet: `start(app)` begins the publisher and the heartbeat, `stop(app)` ends them.
    """
    app = Flask("server", root_path=str(ROOT / "server"), template_folder="templates", static_folder="static")
    app.secret_key = settings.secret_key()
    clock = parts.get("clock") or HallClock.begin(settings.clock_start, settings.clock_speed)
    store = parts.get("store") or SqliteStore(settings.database)
    hall = Hall(store, clock, settings.public_url or settings.url, settings.hours == "real")
    load_hall_file(store, hall, settings)
    by_hand = settings.clock_start is not None or settings.clock_speed != 1 or "clock" in parts
    clock_watch = ClockWatch(store, clock, parts.get("machine") or (None if by_hand else machine_ms))
    hall.is_behind = clock_watch.is_behind
    identities = Identities(store, clock, parts.get("hasher"))
    outbox, publisher = Outbox(store, clock, hall.paper_came_out), Publisher(store)
    streams = Streams(clock.now, clock.speed)
    sockets = Sockets(identities, streams)
    with store.reading() as db:
        seq = queries.last_seq(db)
    paper_stream = Stream("paper", lambda entry: None, seq)
    for stream in (Stream("hints", hints.tell, seq), paper_stream):
        streams.add(stream)
    boards, receipts, desk_watch = Boards(store, streams), Receipts(store, clock), DeskWatch()
    surroundings = Surroundings(hall, streams)
    for listener in (boards.on_entry, streams.on_entry, desk_watch.on_entry):
        publisher.listen(listener)
    sockets.display_stream, sockets.on_receipt = boards.stream_of, receipts.take
    plan = store.present_plan()
    spoken = (plan.voice, spoken_languages(plan))
    voice = parts.get("voice") or (open_voice(settings.data, *spoken) if settings.voice else SilentVoice())
    speakers = Speakers(
        clock.now, lambda call: zones_hearing(store.present_plan(), call), lambda: store.present_plan().voice.repeat
    )
    speaking = Speaking(store, speakers, sockets, publisher, receipts)
    publisher.listen(lambda entry: _new_voice(voice, store) if entry.kind is Kind.PLAN_CHANGED else None)
    app.extensions |= {
        "settings": settings, "store": store, "hall": hall, "identities": identities, "outbox": outbox,
        "publisher": publisher, "streams": streams, "sockets": sockets, "voice": voice,
        "boards": boards, "receipts": receipts, "surroundings": surroundings, "desk_watch": desk_watch,
        "speakers": speakers, "speaking": speaking,
        "loudspeakers": Loudspeakers(store, clock, speakers),
        "voice_status": _status_of(voice), "clock_watch": clock_watch,
        "tell_paper": lambda kind: sockets.io.emit("news", {"kind": kind}, to="paper"),
        "tell_desks": lambda kind: sockets.io.emit("news", {"kind": kind}, to="hints"),
        "tell_supervisors": lambda kind: sockets.io.emit("news", {"kind": kind}, to=SUPERVISORS),
        "alarms": Alarms(store, clock), "messages": Messages(store, clock),
        "tell_desk": lambda desk, kind, **more: sockets.io.emit("news", {"kind": kind, **more}, to=desk_room(desk)),
    }  # fmt: skip
    sockets.at_beat.append(lambda: _tell_silence(app))
    sockets.at_beat.append(lambda: _tell_step(app))
    sockets.at_beat += [receipts.write, surroundings.look]
    _open_doors(app, identities)
    sockets.io.init_app(app)
    visitor.receive(app, publisher.listen)
    return app


def _open_doors(app: Flask, identities: Identities) -> None:
    csrf = protect(app)
    compress(app)
    guard(app, identities)
    guard_forms(app, csrf)
    agent, playlist = agent_routes.blueprint(), Playlist(app.extensions["settings"].data / "playlist")
    for room in (
        home.blueprint(csrf), agent, kiosk.blueprint(), display.blueprint(playlist), visitor.blueprint(),
        paper.blueprint(), desk.blueprint(), issue_routes.blueprint(), keypad_routes.blueprint(), reports.blueprint(),
        admin.blueprint(), call_routes.blueprint(), voice_routes.blueprint(), alarm_routes.blueprint(),
        watch.blueprint(), page_routes.blueprint(),
    ):  # fmt: skip
        app.register_blueprint(room)


def load_hall_file(store: SqliteStore, hall: Hall, settings: Settings) -> None:
    """At the first start only: later the hall's configuration is what was imported last."""
    with store.reading() as db:
        known = db.execute("SELECT 1 FROM plans LIMIT 1").fetchone()
    if known is None:
        hall.configure(hallfile.read(settings.hall_file))


def start(app: Flask) -> None:
    app.extensions["publisher"].start()
    app.extensions["sockets"].start_heartbeat()
    app.extensions["speaking"].start()


def stop(app: Flask) -> None:
    """Screens first, then the long polls, the publisher and the voice."""
    app.extensions["sockets"].stop()
    app.extensions["desk_watch"].stop()
    app.extensions["outbox"].stop()
    app.extensions["loudspeakers"].stop()
    app.extensions["speaking"].stop()
    app.extensions["publisher"].stop()
    app.extensions["receipts"].stop()
    close = getattr(app.extensions["voice"], "close", None)
    if close:
        close()


def _tell_silence(app: Flask) -> None:
    """An agent that dies says nothing: somebody has to look, so that staff hear of it without a deed."""
    if app.extensions["outbox"].silence_changed():
        for tell in ("tell_paper", "tell_desks"):
            app.extensions[tell]("printer")


def _new_voice(voice: Any, store: SqliteStore) -> None:
    """The hall file was imported again: its voice speaks from now on."""
    plan = store.present_plan()
    voice.configure(plan.voice, spoken_languages(plan))


def _tell_step(app: Flask) -> None:
    if app.extensions["clock_watch"].look():
        app.extensions["tell_desks"]("clock")


def _status_of(voice: object) -> Callable[[], dict]:
    return getattr(voice, "status", lambda: {"engine": "none"})
