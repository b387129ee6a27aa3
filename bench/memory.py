"""Workers over the snapshot on disk, or forked from a process that holds it in memory: what each would take.

    python bench/memory.py              # the demo graph, 100 thousand and 1 million triples
    python bench/memory.py 100000

Queries are evaluated in one process, with pyoxigraph alone: the named queries over the demo graph, and the
three kinds of `serve.py` over made-up data. Then what keeping a snapshot in memory costs: reading it, which
follows each change, and what a process forked from there holds when it is new and when it has answered.
"""

import gc
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import pyoxigraph as ox
from generate import write
from record import Measurement, cost, record, seconds, speed
from serve import JSON, KINDS
from tree import usage

from kg.graph import open_graph
from kg.populate.build import build
from kg.sparql.named_queries import read_queries
from kg.store import building, open_store

SIZES = (100_000, 1_000_000)
TIMES = 5
FORKS = 20
SAMPLE = 31
"""So many queries of each kind: a join over a million triples takes a while."""


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as name:
        folder = Path(name)
        _alone(_demo, folder / "demo")
        for size in sizes:
            where = folder / str(size)
            _generate(size, where)
            _alone(_made_up, size, where)
            _alone(_holding, size, where)


def _generate(size: int, where: Path) -> None:
    write(where / "x.nt", size)
    with building(where / "store") as store:
        store.load([where / "x.nt"])


def _alone(run: Callable[..., None], *arguments: object) -> None:
    # In a process of its own, which holds nothing of what was measured before.
    process = multiprocessing.get_context("spawn").Process(target=run, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{run.__name__} ended with {process.exitcode}")


def _demo(where: Path) -> None:
    """Compare the named queries that need no parameter over the project's own graph."""
    build(where)
    with open_graph(where) as graph:
        names = [
            name
            for name, query in read_queries().items()
            if query.form == "SELECT" and not any(p.is_needed for p in query.parameters.values())
        ]
        disk = graph.store.raw
        taken = [_compare([graph.sparql(name)], disk, _in_memory(disk)) for name in names]
    ratios = sorted(
        (on_disk / in_memory, name) for (in_memory, on_disk), name in zip(taken, names, strict=True)
    )
    (least, least_of), (most, most_of) = ratios[0], ratios[-1]
    mine, peer = (sum(column) for column in zip(*taken, strict=True))
    note = f"times as fast; {len(names)} queries from {least:.2f} ({least_of}) to {most:.2f} ({most_of})"
    middle = median(ratio for ratio, _ in ratios)
    record(speed("memory, named queries / disk", mine, peer, f"{note}, median {middle:.2f}"))


def _made_up(size: int, where: Path) -> None:
    disk = open_store(where / "store").raw
    memory = _in_memory(disk)
    for kind in KINDS:
        form = ox.QueryResultsFormat.JSON if kind.accept == JSON else ox.RdfFormat.N_TRIPLES
        queries = kind.queries[:: len(kind.queries) // SAMPLE]
        taken = _compare(queries, disk, memory, form)
        each = (seconds / len(queries) for seconds in taken)
        record(speed(f"memory, {kind.name} over {size} / disk", *each, "times as fast; a query"))


def _compare(
    queries: Sequence[str],
    disk: ox.Store,
    memory: ox.Store,
    form: ox.QueryResultsFormat | ox.RdfFormat = ox.QueryResultsFormat.JSON,
) -> tuple[float, float]:
    """Give the seconds that these queries take in memory and on disk, answers written out."""

    def all_of(store: ox.Store) -> None:
        for query in queries:
            store.query(query).serialize(BytesIO(), form)

    runs = [(seconds(lambda: all_of(memory)), seconds(lambda: all_of(disk))) for _ in range(TIMES)]
    in_memory, on_disk = (median(column) for column in zip(*runs, strict=True))
    return in_memory, on_disk


def _in_memory(disk: ox.Store) -> ox.Store:
    # As fast as any way that goes through Python, and nothing is checked again.
    memory = ox.Store()
    memory.bulk_load(disk.dump(format=ox.RdfFormat.N_QUADS), ox.RdfFormat.N_QUADS, lenient=True)
    return memory


def _holding(size: int, where: Path) -> None:
    """Measure how long reading and forking take, and what the processes hold."""
    opening = min(seconds(lambda: open_store(where / "store")) for _ in range(TIMES))
    disk = open_store(where / "store").raw
    before = usage(os.getpid()).pss
    start = time.perf_counter()
    memory = _in_memory(disk)
    reading = time.perf_counter() - start
    held = usage(os.getpid()).pss - before
    from_file = seconds(lambda: ox.Store().bulk_load(path=where / "x.nt", lenient=True))
    note = f"times the seconds to open it on disk; {from_file:.2f} s from N-Triples; {held / 1e6:.0f} MB held"
    record(cost(f"memory, read a snapshot of {size} / open it", reading, opening, note))
    gc.freeze()
    for kind in KINDS:
        queries = kind.queries[:: len(kind.queries) // SAMPLE]
        forks = [_fork(memory, queries) for _ in range(FORKS)]
        ready, new, used = (median(fork[key] for fork in forks) for key in ("ready_s", "new", "used"))
        note = (
            f"s until its first answer, with {new / 1e6:.1f} MB of its own; {used / 1e6:.1f} after {SAMPLE}"
        )
        record(Measurement(f"memory, fork from {size}, {kind.name}", ready, None, None, note))


def _fork(memory: ox.Store, queries: Sequence[str]) -> dict[str, Any]:
    start = time.perf_counter()
    with _child(lambda: _answer(memory, queries, start)) as told:
        found: dict[str, Any] = json.loads(told)
    return found


def _answer(memory: ox.Store, queries: Sequence[str], start: float) -> str:
    list(memory.query(queries[0]))
    ready, new = time.perf_counter() - start, _own()
    for query in queries:
        list(memory.query(query))
    return json.dumps({"ready_s": ready, "new": new, "used": _own()})


def _own() -> int:
    """Give the bytes that this process shares with no other."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


@contextmanager
def _child(run: Callable[[], str]) -> Any:
    """Fork, and give what the child says before it ends."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.write(writing, run().encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as told:  # noqa: PTH123 - a descriptor, not a path
        yield told.read()
    os.waitpid(process, 0)


if __name__ == "__main__":
    main()
