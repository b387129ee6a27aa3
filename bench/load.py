"""Bulk load against `oxigraph load` and rdflib, on the same file, in one run.

    python bench/load.py            # 100 thousand and 1 million triples
    python bench/load.py 100000

Ours is timed from an empty folder to a published, synced snapshot. `whole` is one reader on Turtle, which
cannot be split; `split` is N-Triples without blank nodes, which is read on all cores.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import write
from record import alternating, program, record, seconds, speed

from kg.store import building

SIZES = (100_000, 1_000_000)
RDFLIB_UP_TO = 100_000


def measure(size: int, folder: Path) -> None:
    split = folder / f"{size}.nt"
    write(split, size)
    # Every N-Triples file is Turtle, and Turtle is read by one reader: both peers read the same bytes.
    whole = folder / f"{size}.ttl"
    shutil.copyfile(split, whole)
    for name, file in (("whole", whole), ("split", split)):
        ours, peer = alternating(lambda f=file: _ours(f, folder), lambda f=file: _oxigraph(f, folder))
        record(speed(f"load {size} {name} / oxigraph load", ours, peer))
    if size <= RDFLIB_UP_TO:
        ours = seconds(lambda: _ours(split, folder))
        record(speed(f"load {size} / rdflib", ours, seconds(lambda: _rdflib(split))))


def _ours(file: Path, folder: Path) -> None:
    with building(Path(tempfile.mkdtemp(dir=folder))) as store:
        store.load([file])


def _oxigraph(file: Path, folder: Path) -> None:
    where = tempfile.mkdtemp(dir=folder)
    command = [program("oxigraph"), "load", "--location", where, "--file", str(file)]
    subprocess.run(command, check=True, capture_output=True)


def _rdflib(file: Path) -> None:
    from rdflib import Graph

    Graph().parse(file, format="nt")


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-load-") as folder:
            measure(size, Path(folder))


if __name__ == "__main__":
    main()
