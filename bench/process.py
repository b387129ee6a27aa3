"""Whole processes: `kg --help` and `kg query` of a named query, beside a bare script that does the same.

    python bench/process.py

The peer of `--help` is Python doing nothing; the peer of the query is a script that imports pyoxigraph, opens
the same snapshot and prints the rows of the same SPARQL. Targets are absolute: 150 ms and 250 ms.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from record import alternating, cost, record

from kg.graph import open_graph
from kg.populate.build import build

TIMES = 15
QUERY = "city-ranking"
BARE = """
import sys, pyoxigraph
for row in pyoxigraph.Store.read_only(sys.argv[1]).query(sys.argv[2]):
    print(*row)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "store"
        build(where)
        with open_graph(where) as graph:
            graph.find("杭州")  # makes the index of labels, as `kg build` does
            sparql = graph.sparql(QUERY)
        snapshot = max(where.glob("snapshots/[0-9]*[0-9]"))
        asked = [sys.executable, "-m", "kg", "query", QUERY, "--store", str(where)]
        bare = [sys.executable, "-c", BARE, str(snapshot), sparql]
        helped = [sys.executable, "-m", "kg", "--help"]
        idle = [sys.executable, "-c", "pass"]
        for name, ours, peer in (
            ("kg --help / python", helped, idle),
            (f"kg query {QUERY} / bare", asked, bare),
        ):
            took = alternating(lambda c=ours: _run(c), lambda c=peer: _run(c), TIMES)
            record(cost(name, *took, note="times the peer's time; whole process"))


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
