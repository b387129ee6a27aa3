"""Copying into engines that do things their own way: what is sent to them, and what is not."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from support.remote_store import FarStore
from support.servers import oxigraph

from kg.errors import StoreError
from kg.rdf.vocab import term
from kg.store import EmbeddedStore
from kg.store.copy.graphs import count, counts
from kg.store.remote import connect
from kg.store.remote.dialects import DIALECTS
from store.test_copy import DEFAULT, NAMED, Journal, P, holding, numbered

DECIMAL = term("xsd:decimal")


class Engine(FarStore):
    """A far store that is taken for some engine, and remembers its updates."""

    def __init__(self, name: str, inner: EmbeddedStore | None = None) -> None:
        super().__init__(inner)
        self.dialect = DIALECTS[name]
        self.updates: list[str] = []
        self.sent: list[ox.Quad] = []
        self.ignores = ""
        """An update that begins so is taken and not carried out."""

    def add(self, quads: object) -> None:
        coming = list(quads)  # type: ignore[call-overload]
        self.sent += coming
        super().add(coming)

    def update(self, sparql: str) -> None:
        self.updates.append(sparql)
        if not self.ignores or not sparql.startswith(self.ignores):
            super().update(sparql)


def decimals() -> list[ox.Quad]:
    return [
        ox.Quad(ox.NamedNode("urn:s"), P, ox.Literal(text, datatype=DECIMAL), NAMED) for text in ("70", "1.5")
    ]


@pytest.mark.parametrize(("engine", "sent"), [("virtuoso", {"70.0", "1.5"}), ("oxigraph", {"70", "1.5"})])
def test_a_decimal_is_sent_so_that_it_stays_one(engine: str, sent: set[str], tmp_path: Path) -> None:
    target = Engine(engine)
    Journal(tmp_path / "journal", holding(*decimals()), target).copy()
    assert {quad.object.value for quad in target.sent} == sent  # type: ignore[union-attr]


@pytest.mark.parametrize("most", [3, 100], ids=["in place", "beside"])
def test_a_default_graph_is_replaced_and_no_other_where_it_shows_all_of_them(
    most: int, tmp_path: Path
) -> None:
    with oxigraph("--union-default-graph") as running:
        target = connect(running.url)
        target.add([*numbered(5, DEFAULT, 100), *numbered(4, NAMED)])
        Journal(tmp_path / "journal", holding(*numbered(9, DEFAULT)), target).copy(most=most)
        assert counts(target) == {DEFAULT: 9, NAMED: 4}
        assert set(target.quads(graph=DEFAULT)) == set(numbered(9, DEFAULT))


def test_nothing_is_taken_away_before_what_is_new_is_there(tmp_path: Path) -> None:
    target = Engine("virtuoso", holding(*numbered(5, NAMED, 100)))
    target.ignores = "INSERT"
    with pytest.raises(StoreError) as error:
        Journal(tmp_path / "journal", holding(*numbered(9, NAMED)), target).copy()
    assert "9 triples were to arrive, the target has 5; the target's graph is as it was" in str(error.value)
    assert count(target, NAMED) == 5


def test_an_engine_that_sees_only_the_graphs_it_is_told_of_is_told(tmp_path: Path) -> None:
    target = Engine("virtuoso", holding(*numbered(5, NAMED, 100)))
    Journal(tmp_path / "journal", holding(*numbered(9, NAMED)), target).copy()
    placing = [update for update in target.updates if "INSERT" in update or "FILTER NOT EXISTS" in update]
    assert len(placing) == 2 and all(update.count("USING NAMED") == 2 for update in placing)
    assert counts(target) == {NAMED: 9}
