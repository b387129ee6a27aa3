"""A small change to a store of a million triples, until others can read it.

    python bench/publish.py

Ours drafts, changes, publishes and syncs a snapshot. The peer is the other way to have snapshots: a standing
writable database, already open, that is changed and then copied with `Store.backup`, synced likewise.
"""

import itertools
import os
import tempfile
from pathlib import Path
from statistics import median

import pyoxigraph as ox
from generate import write
from record import cost, record, seconds

from kg.store import building, open_store

TRIPLES = 1_000_000
TIMES = 40


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-publish-") as name:
        folder = Path(name)
        # Every N-Triples file is Turtle, which is not split and so leaves nothing to merge.
        write(folder / "x.ttl", TRIPLES)
        with building(folder / "store") as draft:
            draft.load([folder / "x.ttl"])
            draft.raw.backup(str(folder / "standing"))
        ours = _ours(folder / "store")
        peer = _standing(folder)
    note = f"times a standing database; median of {TIMES}, slowest {max(ours):.3f} s"
    record(cost("publish a change to 1000000 / standing database", median(ours), median(peer), note))


def _ours(where: Path) -> list[float]:
    store = open_store(where)
    return [seconds(lambda n=number: store.update(_change(n))) for number in range(TIMES)]


def _standing(folder: Path) -> list[float]:
    store = ox.Store(str(folder / "standing"))
    numbers = itertools.count()

    def publish() -> None:
        number = next(numbers)
        store.update(_change(number))
        copy = folder / f"copy-{number}"
        store.backup(str(copy))
        for path in (*copy.iterdir(), copy):
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        ox.Store.read_only(str(copy))

    return [seconds(publish) for _ in range(TIMES)]


def _change(number: int) -> str:
    return f"INSERT DATA {{ <https://example.org/{number}> <https://example.org/p> 'a', 'b', {number} }}"


if __name__ == "__main__":
    main()
