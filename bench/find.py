"""Finding things by name among a hundred thousand labels, against CONTAINS in SPARQL over the same labels.

python bench/find.py
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from generate import label_quads
from record import cost, record, seconds

from kg.graph.search import index_of
from kg.store import EmbeddedStore, building, open_store

LABELS = 100_000
SEARCHES = (
    "云",
    "z",
    "hz",
    "公司",
    "有限公司",
    "technology",
    "e",
    "9",
    "zzzz",
    "没有",
    "yun zhi",
    "xinchuan",
)
CONTAINS = """
SELECT DISTINCT ?thing WHERE {
  ?thing skos:prefLabel|skos:altLabel ?label FILTER(CONTAINS(LCASE(STR(?label)), "%s"))
} LIMIT 20
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-find-") as folder:
        where = Path(folder) / "store"
        with building(where) as draft:
            draft.add(label_quads(LABELS))
        store = open_store(where)
        making = seconds(lambda: index_of(store))
        index = index_of(store)
        ours = [_least(lambda t=text: index.find(t)) for text in SEARCHES]
        peer = [_least(lambda t=text: _contains(store, t)) for text in SEARCHES]
    slowest = max(zip(ours, SEARCHES, strict=True))
    note = (
        f"times CONTAINS; slowest {slowest[0] * 1000:.1f} ms for {slowest[1]!r}; index made in {making:.1f} s"
    )
    record(cost(f"find among {LABELS} labels / CONTAINS", median(ours), median(peer), note))


def _contains(store: EmbeddedStore, text: str) -> None:
    list(store.select(CONTAINS % text))


def _least(run: Callable[[], object]) -> float:
    return min(seconds(run) for _ in range(5))


if __name__ == "__main__":
    main()
