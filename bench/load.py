"""The load of one block, in a process of its own so that no server shares the caller's interpreter.

python -m bench.load reads a spec (JSON) on stdin and writes what it measured (JSON) on stdout.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from dataclasses import asdict, dataclass, field

from .wire import Wire, request_bytes

WARM_UP = 5  # requests of each connection before the clock starts


@dataclass
class Spec:
    """`bodies` are JSON objects; each request takes the next one with a fresh `key` in it."""

    port: int
    path: str
    headers: dict[str, str]
    bodies: list[dict]
    concurrency: int
    seconds: float


@dataclass
class Measured:
    """`latencies_ms` of all answered 201; `elapsed_s` of the wall, `cpu_s` of this client alone."""

    latencies_ms: list[float] = field(default_factory=list)
    elapsed_s: float = 0.0
    cpu_s: float = 0.0
    errors: list[str] = field(default_factory=list)


def run(spec: Spec) -> Measured:
    ready = threading.Barrier(spec.concurrency + 1)
    measured, callers = Measured(), []
    for index in range(spec.concurrency):
        callers.append(threading.Thread(target=_caller, args=(spec, index, ready, measured), daemon=True))
        callers[-1].start()
    ready.wait()
    cpu, begun = time.process_time(), time.perf_counter()
    for caller in callers:
        caller.join()
    measured.elapsed_s, measured.cpu_s = time.perf_counter() - begun, time.process_time() - cpu
    return measured


def _caller(spec: Spec, index: int, ready: threading.Barrier, measured: Measured) -> None:
    wire, bodies = Wire(spec.port), spec.bodies[index:] + spec.bodies[:index]
    for turn in range(WARM_UP):
        _ask(wire, spec, bodies[turn % len(bodies)], measured)
    ready.wait()
    until, turn = time.perf_counter() + spec.seconds, 0
    latencies = []
    while time.perf_counter() < until and len(measured.errors) < 10:
        body = bodies[turn % len(bodies)]
        begun = time.perf_counter()
        if _ask(wire, spec, body, measured):
            latencies.append((time.perf_counter() - begun) * 1000)
        turn += 1
    measured.latencies_ms += latencies
    wire.close()


def _ask(wire: Wire, spec: Spec, body: dict, measured: Measured) -> bool:
    content = json.dumps(body | {"key": secrets.token_hex(12)}).encode()
    try:
        status, reply = wire.ask(request_bytes("POST", spec.path, content, spec.headers))
    except OSError as lost:
        measured.errors.append(f"{type(lost).__name__}: {lost}")
        return False
    if status != 201:
        measured.errors.append(f"{status} {reply[:200]!r}")
    return status == 201


if __name__ == "__main__":
    json.dump(asdict(run(Spec(**json.load(sys.stdin)))), sys.stdout)
