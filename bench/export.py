"""Canonical Turtle against a plain dump of the same store, and against rdflib's longturtle.

    python bench/export.py          # 1 million triples, and 100 thousand
    python bench/export.py 100000   # so many against the plain dump

Each export is a process of its own, which says how long writing took and how much memory it had at most. The
plain dump is pyoxigraph's, in the order of the store. Against rdflib both begin with the triples in memory.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import write
from record import cost, record, speed

from kg.store import building

AGAINST_DUMP = 1_000_000
AGAINST_RDFLIB = 100_000
TIMES = 3

# What each process runs: it sets `run`, from what is in `where`.
EXPORTS = {
    "ours": """
from kg.store import open_store
from kg.rdf.turtle import write_store
store = open_store(where / "store").raw
def run():
    with (where / "ours.ttl").open("wb") as file:
        write_store(store, file)
""",
    "dump": """
from pyoxigraph import DefaultGraph, RdfFormat
from kg.store import open_store
store = open_store(where / "store").raw
def run():
    with (where / "dump.ttl").open("wb") as file:
        store.dump(file, RdfFormat.TURTLE, from_graph=DefaultGraph())
""",
    "ours from triples": """
from pyoxigraph import parse
from kg.rdf.turtle import write_turtle
triples = [quad.triple for quad in parse(path=where / "x.nt")]
def run():
    with (where / "ours.ttl").open("wb") as file:
        write_turtle(triples, file)
""",
    "longturtle": """
from rdflib import Graph
graph = Graph().parse(where / "x.nt")
def run():
    graph.serialize(where / "rdflib.ttl", format="longturtle")
""",
}
# The high-water mark is the kernel's own: what `getrusage` tells begins with that of the process that forked.
_PROCESS = """
import json, re, sys, time
from pathlib import Path
where = Path(sys.argv[1])
{export}
start = time.perf_counter()
run()
taken = time.perf_counter() - start
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps([taken, peak_kb / 1024]))
"""


def measure(name: str, peer: str, where: Path) -> tuple[float, float, str]:
    """Run both in turn and give the least seconds of each, and what memory they had at most."""
    runs = [(_run(name, where), _run(peer, where)) for _ in range(TIMES)]
    ours, theirs = (min(taken for taken, _ in side) for side in zip(*runs, strict=True))
    peaks = [max(peak for _, peak in side) for side in zip(*runs, strict=True)]
    return ours, theirs, f"at most {peaks[0]:.0f} MB; the peer {peaks[1]:.0f} MB"


def _run(name: str, where: Path) -> tuple[float, float]:
    script = _PROCESS.format(export=EXPORTS[name])
    done = subprocess.run([sys.executable, "-c", script, str(where)], capture_output=True, check=True)
    taken, peak = json.loads(done.stdout)
    return taken, peak


def against_dump(size: int, where: Path) -> None:
    write(where / "x.nt", size)
    with building(where / "store") as store:
        store.load([where / "x.nt"])
    ours, dump, peaks = measure("ours", "dump", where)
    record(cost(f"canonical Turtle {size} / plain dump", ours, dump, f"times the plain dump; {peaks}"))


def against_rdflib(size: int, where: Path) -> None:
    write(where / "x.nt", size)
    ours, theirs, peaks = measure("ours from triples", "longturtle", where)
    record(speed(f"canonical Turtle {size} / rdflib longturtle", ours, theirs, f"times as fast; {peaks}"))


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [AGAINST_DUMP]
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-export-") as folder:
            against_dump(size, Path(folder))
    with tempfile.TemporaryDirectory(prefix="bench-export-") as folder:
        against_rdflib(AGAINST_RDFLIB, Path(folder))


if __name__ == "__main__":
    main()
