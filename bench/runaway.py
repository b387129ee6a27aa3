"""Queries without end: how late the answer comes that they were stopped, and when the machine is idle again.

    python bench/runaway.py

The limit is two seconds, and 100 thousand triples are enough for a query to take days. Late is the answer's
time after the limit; idle is when the CPU time of all processes of the server stops growing, after the limit
too. The peer is `oxigraph serve-read-only --timeout-s 2`.
"""

import sys
import tempfile
import time
import urllib.error
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from generate import write
from peers import Server, ours, oxigraph
from record import Measurement, record
from tree import cpu_s

TRIPLES = 100_000
LIMIT_S = 2
TARGET_S = 0.5
GIVEN_UP_S = 6.0
"""No peer is waited for longer."""
# More than there are cores, and as many as a careless page sends.
AT_ONCE = (1, 8)

QUERIES = {
    "a cross join": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a path over everything": "SELECT (COUNT(*) AS ?n) WHERE { ?a (<x:a>|!<x:a>)* ?b }",
    "a sort of a cross join": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c LIMIT 1",
}

_EVERY_S = 0.02
_WATCHED_S = 1.0
"""So long nothing must happen before a server counts as idle."""
_IDLE = 0.1
"""Of one core; the service looks after its workers several times a second."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What became of some runaway queries."""

    status: int
    late_s: float
    """The latest answer, after the limit."""
    idle_s: float
    """When the CPU was idle, after the limit."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-runaway-") as name:
        folder = Path(name)
        write(folder / "x.nt", TRIPLES)
        file = (folder / "x.nt").rename(folder / "x.nq")
        # One after the other, since the peer goes on with some of them.
        with ours(file, folder, "--time", str(LIMIT_S)) as server:
            mine = {count: [_stop(query, count, server) for query in QUERIES.values()] for count in AT_ONCE}
        theirs = {
            count: [_stop_peer(query, count, file, folder) for query in QUERIES.values()] for count in AT_ONCE
        }
    for count in AT_ONCE:
        _report(count, mine[count], theirs[count])


def _stop_peer(query: str, count: int, file: Path, folder: Path) -> Stopped:
    with oxigraph(file, folder, "--timeout-s", str(LIMIT_S)) as server:
        return _stop(query, count, server)


def _report(count: int, mine: list[Stopped], theirs: list[Stopped]) -> None:
    statuses = "/".join(sorted({str(one.status) for one in mine}))
    late, idle = max(one.late_s for one in mine), max(one.idle_s for one in mine)
    missed = [
        name for name, one in zip(QUERIES, theirs, strict=True) if one.idle_s > GIVEN_UP_S - LIMIT_S - 1
    ]
    watched = f"in the {GIVEN_UP_S - LIMIT_S:g} s that it was watched"
    went_on = f"; the peer did not end {' and '.join(missed)} {watched}" if missed else ""
    note = f"seconds after the limit of {LIMIT_S} s, latest of {len(QUERIES)} queries; {statuses}{went_on}"
    name = f"runaway, {count} at once"
    record(Measurement(f"{name}: answered", late, max(one.late_s for one in theirs), None, note))
    record(Measurement(f"{name}: CPU idle", idle, max(one.idle_s for one in theirs), None, note))
    if late > TARGET_S or statuses != "504":
        print(f"{name}: {statuses} after {late:.2f} s, not 504 within {TARGET_S} s", file=sys.stderr)


def _stop(query: str, count: int, server: Server) -> Stopped:
    """Send a query so many times at once, and wait until it is over."""
    with ThreadPoolExecutor(count) as pool:
        start = time.perf_counter()
        asked = [pool.submit(_ask, query, server) for _ in range(count)]
        idle_at = _idle_at(server.process.pid, asked)
    answers = [future.result() for future in asked]
    limit = start + LIMIT_S
    return Stopped(max(s for s, _ in answers), max(at for _, at in answers) - limit, idle_at - limit)


def _ask(query: str, server: Server) -> tuple[int, float]:
    try:
        server.ask(query, "text/csv", GIVEN_UP_S)
        status = 200
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    except OSError:
        status = 0
    return status, time.perf_counter()


def _idle_at(root: int, asked: list[Future[tuple[int, float]]]) -> float:
    """Watch a server until all is answered and its CPU time has not grown for a while; say since when."""
    busy_at = time.perf_counter()
    until = busy_at + GIVEN_UP_S
    before, before_at = cpu_s(root), busy_at
    while time.perf_counter() < until:
        time.sleep(_EVERY_S)
        now = time.perf_counter()
        after = cpu_s(root)
        grown = sum(spent - before.get(thread, 0.0) for thread, spent in after.items())
        if grown > _IDLE * (now - before_at) or not all(future.done() for future in asked):
            busy_at = now
        elif now - busy_at > _WATCHED_S:
            break
        before, before_at = after, now
    return busy_at


if __name__ == "__main__":
    main()
