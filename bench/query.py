"""Named queries through the Python API against raw pyoxigraph with the same SPARQL, in one run.

    python bench/query.py

Every SELECT that needs no parameter, over the project's own graph. Ours is `graph.select(name)` and reading
all rows, called again and again as a notebook or a service would; the peer is `Store.query` of the text that
ours sends. The ratio is of the sums, so that a query counts as much as it takes.
"""

import tempfile
from pathlib import Path
from statistics import median

from record import cost, record, seconds

from kg.graph import Graph, open_graph
from kg.populate.build import build
from kg.sparql.named_queries import read_queries

TIMES = 15


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "store")
        with open_graph(Path(folder) / "store") as graph:
            names = [
                name
                for name, query in read_queries().items()
                if query.form == "SELECT" and not any(p.is_needed for p in query.parameters.values())
            ]
            taken = [_compare(graph, name) for name in names]
    ours, peer = (sum(column) for column in zip(*taken, strict=True))
    worst = max(zip(names, taken, strict=True), key=lambda pair: pair[1][0] / pair[1][1])
    note = f"times raw pyoxigraph, {len(names)} queries; worst {worst[0]} {worst[1][0] / worst[1][1]:.2f}"
    record(cost("named queries through the API / raw pyoxigraph", ours, peer, note))


def _compare(graph: Graph, name: str) -> tuple[float, float]:
    sparql = graph.sparql(name)
    runs = [
        (
            seconds(lambda: sum(1 for _ in graph.select(name))),
            seconds(lambda: sum(1 for _ in graph.store.raw.query(sparql))),
        )
        for _ in range(TIMES)
    ]
    return median(ours for ours, _ in runs), median(peer for _, peer in runs)


if __name__ == "__main__":
    main()
