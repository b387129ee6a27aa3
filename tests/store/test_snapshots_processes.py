"""The store folder, several processes at it: readers beside a writer, a full disk, a kill at any moment."""

import itertools
import multiprocessing
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.numbered_quads import P, quads

from kg.errors import StoreFull
from kg.store import building, open_store
from kg.store.snapshots import SnapshotFolder

# Forked from a process that has the modules loaded and has never opened a database.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["kg.store.embedded"])


def test_a_full_disk_is_said_to_be_one_and_changes_nothing(tmp_path: Path) -> None:
    where = tmp_path / "store"
    with building(where) as store:
        store.add(quads(50))

    assert _in_a_process(_write_without_room, where) == 0

    assert list(where.glob("staging-*")) == []
    assert SnapshotFolder(where).newest() == 1
    assert len(open_store(where)) == 50
    open_store(where).add(quads(1, "again"))


def _write_without_room(where: Path) -> None:
    # What a limit on the size of files does is what a full disk does, and needs no disk to be filled.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    with pytest.raises(StoreFull, match="no room left"):
        open_store(where).add(quads(200_000, "much"))


def test_readers_in_other_processes_see_whole_snapshots_while_one_writes(tmp_path: Path) -> None:
    where = tmp_path / "store"
    with building(where) as store:
        store.add(quads(10))
    done = PROCESSES.Event()
    seen = [PROCESSES.Queue() for _ in range(3)]
    readers = [PROCESSES.Process(target=_read_until, args=(where, done, queue)) for queue in seen]
    for reader in readers:
        reader.start()
    started = [queue.get(timeout=30) for queue in seen]

    writer = open_store(where)
    for number in range(8):
        writer.add(quads(10, f"y{number}"))
    done.set()
    counts = [queue.get(timeout=30) for queue in seen]
    for reader in readers:
        reader.join(timeout=30)

    assert started == [10, 10, 10]
    for counted in counts:
        assert counted == sorted(counted)
        assert set(counted) <= set(range(10, 100, 10))
        assert counted[-1] == 90
    assert [reader.exitcode for reader in readers] == [0, 0, 0]


def _read_until(
    where: Path, done: "multiprocessing.synchronize.Event", seen: "multiprocessing.Queue"
) -> None:
    counts = [len(list(open_store(where).quads()))]
    seen.put(counts[0])
    last = False
    while not last:
        last = done.is_set()
        counts.append(len(list(open_store(where).quads())))
    seen.put(counts)


BUILT, LOADED = 6_000, 3_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "longest"), [("clock", 0.2), ("step", 8000.0)], ids=["at any moment", "at any step"]
)
def test_a_build_or_a_load_that_is_killed_leaves_the_newest_snapshot_whole(
    tmp_path: Path, by: str, longest: float
) -> None:
    where, built, loaded = tmp_path / "store", tmp_path / "built.nt", tmp_path / "loaded.nt"
    for file, count in ((built, BUILT), (loaded, LOADED)):
        file.write_text("".join(f"{quad.triple} .\n" for quad in quads(count, file.stem)))
    _build(where, built)
    chance = random.Random(50)
    killed, turn = 0, 0

    while killed < 10:
        work, file = ((_load, loaded), (_build, built))[turn % 2]
        died = _kill_during(by, chance.random() * longest, work, where, file)
        # However fast the machine is now, nearly every kill comes before the work is done.
        longest *= 1.03 if died else 0.8
        killed, turn = killed + died, turn + 1

        store = open_store(where)
        assert len(store) in (BUILT, BUILT + LOADED), f"turn {turn}"
        assert sum(1 for _ in store.quads(None, P)) == len(store), f"turn {turn}"
        # The next write works, whatever was left behind.
        store.update("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(STRSTARTS(?o, 'loaded')) }")
        assert len(store) == BUILT, f"turn {turn}"
        assert list(where.glob("staging-*")) == [], f"turn {turn}"


def _build(where: Path, file: Path) -> None:
    with building(where) as store:
        store.load([file])


def _load(where: Path, file: Path) -> None:
    open_store(where).load([file])


def _kill_during(by: str, at: float, work: Callable[[Path, Path], None], *given: Path) -> bool:
    begun = PROCESSES.Event()
    process = PROCESSES.Process(target=_begin, args=(begun, by, at, work, *given))
    process.start()
    assert begun.wait(timeout=30)
    if by == "clock":
        time.sleep(at)
        process.kill()
    process.join(timeout=30)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode == -signal.SIGKILL


def _begin(
    begun: "multiprocessing.synchronize.Event",
    by: str,
    at: float,
    work: Callable[[Path, Path], None],
    *given: Path,
) -> None:
    begun.set()
    steps = itertools.count()

    def step(*_: object) -> None:
        if next(steps) >= at:
            os.kill(os.getpid(), signal.SIGKILL)

    if by == "step":
        sys.setprofile(step)
    work(*given)
    sys.setprofile(None)


def _in_a_process(work: Callable[[Path], None], where: Path) -> int | None:
    process = PROCESSES.Process(target=work, args=(where,))
    process.start()
    process.join(timeout=60)
    return process.exitcode
