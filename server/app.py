"""The one place that knows every room: real parts are chosen here, and nowhere else."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask

from display import paper, visitor
from display import routes as display
from display.playlist import Playlist
from display.stream import Boards
from display.surroundings import Surroundings
from hardware.lettering import fit_text
from hardware.paper import DOTS_WIDE, MARGIN
from hardware.speech import SilentVoice, open_voice
from kiosk import routes as kiosk

from . import hallfile, logs
from .accounts import follow_plan
from .admin import (
    call_routes,
    history_routes,
    list_all_routes,
    list_file_routes,
    list_routes,
    navigation,
    voice_routes,
    watch,
)
from .admin import routes as admin
from .auth import guard
from .backups import routes as backup_routes
from .backups.keeper import BackupKeeper
from .care import routes as care
from .care import sheet_routes
from .care.health import Health
from .care.metrics import Metrics
from .care.pulse import Pulse
from .care.routes import measure
from .clock import HallClock
from .clock_watch import ClockWatch, machine_ms
from .compress import compress
from .control import routes as control
from .control.room import Control
from .core.events import Kind
from .core.plan import spoken_languages
from .desk import alarm_routes, hints, issue_routes, keypad_routes, page_routes
from .desk import routes as desk
from .desk.desk_watch import DeskWatch
from .forgery import guard_forms
from .hall import Hall
from .home import routes as home
from .identity import Identities
from .lists.book import Book
from .lists.history import History
from .lists.uploads import Uploads
from .live import agent_routes
from .live.errands import Errands
from .live.loudspeakers import Loudspeakers
from .live.outbox import Outbox
from .live.publisher import Publisher
from .live.receipts import Receipts
from .live.sockets import LEADS, SUPERVISORS, Sockets, desk_room
from .live.speakers import Speakers
from .live.speaking import Speaking
from .live.streams import Stream, Streams
from .live.zones import zones_hearing
from .people import account_routes, factor_routes
from .people import routes as people
from .privacy import routes as privacy
from .privacy.erase import Eraser
from .privacy.exports import log_exports
from .privacy.log import AccessLog
from .ratings import panel_routes
from .ratings import routes as ratings
from .ratings.book import Ratings
from .reports import forecast_routes, period_routes
from .reports import routes as reports
from .reports.keeper import Keeper
from .settings import ROOT, Settings
from .setup import begin_routes, device_routes, file_routes, people_routes
from .setup import routes as setup
from .setup.draft import Draft
from .setup.rehearsal import Rehearsal
from .staff.alarms import Alarms
from .staff.messages import Messages
from .store.sqlite import SqliteStore
from .web import protect


def create_app(settings: Settings, **parts: Any) -> Flask:
    """The hall as a web application. `parts` replaces clock, machine (its clock), store, voice or hasher (tests).

    Nothing runs by itself yet: `start(app)` begins the publisher and the heartbeat, `stop(app)` ends them.
    """
    app = Flask("server", root_path=str(ROOT / "server"), template_folder="templates", static_folder="static")
    app.secret_key = settings.secret_key()
    house = app.extensions
    house |= {"settings": settings} | _memory(settings, parts)
    house |= _live(house)
    house |= _sound(house, parts)
    house |= _words(house["sockets"])
    house |= {"control": _control(house), "backups": BackupKeeper(settings)}
    house |= {"health": Health(house), "slip_fits": slip_fits, "rehearsal": Rehearsal(settings)}
    house["keeper"].at_night += [
        house["eraser"].nightly, lambda stopping: house["uploads"].forget_old(),
        lambda stopping: logs.nightly(settings.data),
    ]  # fmt: skip
    draft = Draft(house["store"], house["hall"])
    draft.settle()
    house["publisher"].listen(lambda entry: draft.settle() if entry.kind is Kind.PLAN_CHANGED else None)
    house["follow_people"] = partial(_follow_people, house)
    house["publisher"].listen(lambda entry: _follow_people(house) if entry.kind is Kind.PLAN_CHANGED else None)
    house["sockets"].at_beat += [
        lambda: _tell_silence(app), lambda: _tell_step(app), house["receipts"].write, house["surroundings"].look,
        house["keeper"].look, house["control"].look, house["identities"].keep_seen, house["sockets"].drop_ended,
        house["sockets"].drop_nameless, house["backups"].look,
    ]  # fmt: skip
    house |= {"metrics": Metrics(house)}
    house["publisher"].listen(house["metrics"].on_entry)
    measure(app, house["metrics"])
    _open_doors(app, house["identities"])
    house["sockets"].io.init_app(app)
    house["sockets"].bound_frames()
    visitor.receive(app, house["publisher"].listen)
    return app


def _memory(settings: Settings, parts: dict[str, Any]) -> dict[str, Any]:
    """What remembers and decides: clock, store, hall, identities, print jobs, alarms."""
    clock = parts.get("clock") or HallClock.begin(settings.clock_start, settings.clock_speed)
    store = parts.get("store") or SqliteStore(settings.database)
    hall = Hall(store, clock, settings.public_url or settings.url, settings.hours == "real")
    load_hall_file(store, hall, settings)
    by_hand = settings.clock_start is not None or settings.clock_speed != 1 or "clock" in parts
    clock_watch = ClockWatch(store, clock, parts.get("machine") or (None if by_hand else machine_ms))
    hall.is_behind = clock_watch.is_behind
    return {
        "store": store, "hall": hall, "clock_watch": clock_watch, "outbox": Outbox(store, clock, hall.paper_came_out),
        "identities": Identities(store, clock, parts.get("hasher"), settings.tls, parts.get("machine")),
        "alarms": Alarms(store, clock),
        "messages": Messages(store, clock), "keeper": Keeper(store, clock),
        "ratings": Ratings(store, clock), "access_log": AccessLog(store, clock), "eraser": Eraser(store, clock),
        "pulse": Pulse(store, clock), "errands": Errands(store, clock),
        "book": Book(store, hall), "history": History(store, hall), "uploads": Uploads(store, clock),
    }  # fmt: skip


def _live(house: dict[str, Any]) -> dict[str, Any]:
    """What follows the journal: the publisher and, in this order, the boards, the streams, the desks' watch."""
    store, hall, clock = house["store"], house["hall"], house["hall"].clock
    publisher, streams = Publisher(store), Streams(clock.now, clock.speed)
    streams.still = publisher.still
    publisher.at_end.append(streams.settle)
    sockets = Sockets(house["identities"], streams)
    silent = [Stream(one, lambda entry: None, publisher.seq) for one in ("paper", "lead")]
    for stream in (Stream("hints", hints.tell, publisher.seq), *silent):
        streams.add(stream)
    boards, receipts, desk_watch = Boards(store, streams), Receipts(store, clock), DeskWatch()
    for listener in (boards.on_entry, streams.on_entry, desk_watch.on_entry):
        publisher.listen(listener)
    sockets.display_stream, sockets.on_receipt = boards.stream_of, receipts.take
    return {
        "publisher": publisher, "streams": streams, "sockets": sockets, "boards": boards, "receipts": receipts,
        "surroundings": Surroundings(hall, streams), "desk_watch": desk_watch,
    }  # fmt: skip


def _sound(house: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """The voice, and who says which call where."""
    store, clock, settings, publisher = house["store"], house["hall"].clock, house["settings"], house["publisher"]
    plan = store.present_plan()
    spoken = (plan.voice, spoken_languages(plan))
    voice = parts.get("voice") or (open_voice(settings.data, *spoken) if settings.voice else SilentVoice())
    speakers = Speakers(
        clock.now, lambda call: zones_hearing(store.present_plan(), call), lambda: store.present_plan().voice.repeat,
        first=1 + secrets.randbelow(500_000_000),
    )
    speaking = Speaking(store, speakers, house["sockets"], publisher, house["receipts"])
    publisher.listen(lambda entry: _new_voice(voice, store) if entry.kind is Kind.PLAN_CHANGED else None)
    return {
        "voice": voice, "voice_status": _status_of(voice), "speakers": speakers, "speaking": speaking,
        "loudspeakers": Loudspeakers(store, clock, speakers),
    }  # fmt: skip


def _words(sockets: Sockets) -> dict[str, Callable]:
    """News outside the streams, by whom it is for: something has changed, look again."""

    def tell(room: str, kind: str, **more: object) -> None:
        sockets.io.emit("news", {"kind": kind, **more}, to=room)

    return {
        "tell_paper": partial(tell, "paper"), "tell_desks": partial(tell, "hints"),
        "tell_supervisors": partial(tell, SUPERVISORS), "tell_leads": partial(tell, LEADS),
        "tell_desk": lambda desk, kind, **more: tell(desk_room(desk), kind, **more),
    }  # fmt: skip


def _follow_people(house: dict[str, Any]) -> None:
    """The hall file was imported again: who has another role now, or none, is signed out."""
    for ended in follow_plan(house["identities"], house["store"].present_plan()):
        house["sockets"].drop(ended)


def _control(house: dict[str, Any]) -> Control:
    room, sockets = Control(house["hall"], house), house["sockets"]
    sockets.at_join.append(room.heard.join)
    sockets.at_leave.append(room.heard.leave)

    def tell(kind: str) -> None:
        house["tell_supervisors"](kind)
        house["tell_leads"](kind)

    room.tell = tell
    return room


def _open_doors(app: Flask, identities: Identities) -> None:
    csrf = protect(app, identities.jar)
    log_exports(app, app.extensions["access_log"])
    compress(app)
    guard(app, identities)
    guard_forms(app, csrf)
    agent, playlist = agent_routes.blueprint(), Playlist(app.extensions["settings"].data / "playlist")
    for room in (
        home.blueprint(csrf), agent, kiosk.blueprint(), display.blueprint(playlist), visitor.blueprint(),
        paper.blueprint(), desk.blueprint(), issue_routes.blueprint(), keypad_routes.blueprint(), reports.blueprint(),
        admin.blueprint(), call_routes.blueprint(), voice_routes.blueprint(), alarm_routes.blueprint(),
        watch.blueprint(), page_routes.blueprint(), forecast_routes.blueprint(), period_routes.blueprint(),
        people.blueprint(), account_routes.blueprint(), factor_routes.blueprint(), privacy.blueprint(),
        panel_routes.blueprint(), ratings.blueprint(), control.blueprint(), setup.blueprint(),
        file_routes.blueprint(), device_routes.blueprint(), people_routes.blueprint(), begin_routes.blueprint(),
        care.blueprint(), sheet_routes.blueprint(), backup_routes.blueprint(), list_routes.blueprint(),
        list_file_routes.blueprint(), list_all_routes.blueprint(), history_routes.blueprint(),
    ):  # fmt: skip
        app.register_blueprint(room)
    navigation.install(app)


def load_hall_file(store: SqliteStore, hall: Hall, settings: Settings) -> None:
    """At the first start only: later the hall's configuration is what was imported last."""
    with store.reading() as db:
        known = db.execute("SELECT 1 FROM plans LIMIT 1").fetchone()
    if known is None:
        hall.configure(hallfile.read(settings.hall_file), how="first")


def slip_fits(text: str, points: float, bold: bool, width_mm: int) -> bool:
    """Whether a name stands whole on paper of that width, on the three rows it has there."""
    rows = fit_text(text, points, bold, DOTS_WIDE[width_mm] - 2 * MARGIN, 3)[1]
    return not rows or not rows[-1].endswith("…") or text.endswith("…")


def start(app: Flask) -> None:
    app.extensions["pulse"].at_change = partial(app.extensions["tell_desks"], "storage")
    app.extensions["pulse"].start()
    app.extensions["publisher"].start()
    app.extensions["sockets"].start_heartbeat()
    app.extensions["speaking"].start()
    app.extensions["control"].adviser.start()


def stop(app: Flask) -> None:
    """Screens first, then the long polls, the publisher and the voice."""
    app.extensions["sockets"].stop()
    app.extensions["pulse"].stop()
    app.extensions["desk_watch"].stop()
    app.extensions["keeper"].stop()
    app.extensions["backups"].stop()
    app.extensions["control"].adviser.stop()
    app.extensions["control"].up_time.stop()
    app.extensions["outbox"].stop()
    app.extensions["loudspeakers"].stop()
    app.extensions["errands"].stop()
    app.extensions["rehearsal"].end()
    app.extensions["speaking"].stop()
    app.extensions["publisher"].stop()
    app.extensions["receipts"].stop()
    logging.getLogger().removeHandler(app.extensions["metrics"].handler)
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
