"""The bare baseline: the hall's own web server options around Flask and almost nothing. python -m bench.bare

It imports nothing of the hall, so that its cold start is a bare one too: the options come as arguments.
GET / answers a small page, POST /row commits one durable row behind a lock, POST /emit sends one payload to a room.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from gunicorn.app.base import BaseApplication


def bare_app(database: Path, reply_bytes: int) -> Flask:
    app = Flask("bare")
    lock = threading.Lock()
    db = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, key TEXT NOT NULL)")
    padding = "x" * max(0, reply_bytes - 30)

    @app.get("/")
    def page() -> str:
        return "<!doctype html><title>bare</title><p>bare"

    @app.post("/row")
    def row() -> tuple[Response, int]:
        key = request.get_json()["key"]
        with lock:
            db.execute("BEGIN IMMEDIATE")
            number = db.execute("INSERT INTO rows (key) VALUES (?)", (key,)).lastrowid
            db.execute("COMMIT")
        return jsonify(row=number, text=padding), 201

    return app


def add_emit(app: Flask, payload: dict, options: dict) -> None:
    """Flask-SocketIO with `options`, everyone in one room, one route that emits."""
    from flask_socketio import SocketIO, join_room

    io = SocketIO(app, **options)
    io.on_event("connect", lambda auth=None: join_room("board"))

    @app.post("/emit")
    def emit() -> Response:
        io.emit("entry", payload | {"seq": request.get_json()["seq"]}, to="board")
        return jsonify(ok=True)


class BareServer(BaseApplication):
    """`make` builds the application in the worker, after the fork, as the hall's does."""

    def __init__(self, make: Callable[[], Flask], port: int, options: dict[str, Any]) -> None:
        self._make = make
        self._options = options | {"bind": f"127.0.0.1:{port}", "proc_name": "luot-bare"}
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)
        if "control_socket_disable" in self.cfg.settings:
            self.cfg.set("control_socket_disable", True)

    def load(self) -> Flask:
        return self._make()


def main() -> None:
    parser = argparse.ArgumentParser("python -m bench.bare")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--options", type=json.loads, required=True, help="JSON: gunicorn's, the same as the hall's")
    parser.add_argument("--socket-options", type=json.loads, default={}, help="JSON: Flask-SocketIO's")
    parser.add_argument("--reply-bytes", type=int, default=30)
    parser.add_argument("--payload", type=Path, help="JSON file of what POST /emit sends; without it no sockets")
    args = parser.parse_args()

    def make() -> Flask:
        app = bare_app(args.db, args.reply_bytes)
        if args.payload:
            add_emit(app, json.loads(args.payload.read_text(encoding="utf-8")), args.socket_options)
        return app

    BareServer(make, args.port, args.options).run()


if __name__ == "__main__":
    main()
