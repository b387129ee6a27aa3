"""Updates for engines that keep our default graph in a named one: what they say is what was meant."""

import pyoxigraph as ox
import pytest

from kg.errors import BadQuery
from kg.store.remote.rewriting import with_default_graph

HOME = ox.NamedNode("urn:home")
SEED = """<urn:s> <urn:p> 1 . <urn:s> <urn:q> 2 .
<urn:g> { <urn:s> <urn:p> 3 . <urn:t> <urn:p> 4 } <urn:h> { <urn:s> <urn:r> 5 }"""


def _seeded() -> ox.Store:
    store = ox.Store()
    store.load(SEED.encode(), ox.RdfFormat.TRIG)
    return store


def _moved(store: ox.Store) -> set[ox.Quad]:
    """Give what a store holds with its default graph under the name of ours."""
    return {
        ox.Quad(q.subject, q.predicate, q.object, HOME if q.graph_name == ox.DefaultGraph() else q.graph_name)
        for q in store
    }


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:p> 1 }",
        "INSERT DATA { <urn:a> <urn:p> 1 . GRAPH <urn:g> { <urn:a> <urn:p> 2 } . <urn:b> <urn:p> 3 . }",
        "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 2 } GRAPH <urn:i> { <urn:a> <urn:p> '} GRAPH {' } }",
        "DELETE DATA { <urn:s> <urn:p> 1 . GRAPH <urn:g> { <urn:s> <urn:p> 3 } }",
        "INSERT DATA { } ; INSERT DATA { <urn:a> <urn:p> 1 } ; DELETE DATA { <urn:s> <urn:q> 2 } ;",
        "INSERT { <urn:a> <urn:p> ?o . GRAPH <urn:i> { ?s ?p ?o } } WHERE { GRAPH <urn:g> { ?s ?p ?o } }",
        "WITH <urn:g> DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }",
        "DELETE { GRAPH <urn:g> { ?s ?p ?o } } INSERT { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }",
        "CLEAR DEFAULT",
        "DROP SILENT DEFAULT ; CLEAR GRAPH <urn:g>",
        "CLEAR ALL",
        "COPY DEFAULT TO <urn:i>",
        "ADD <urn:g> TO DEFAULT",
        "MOVE SILENT <urn:h> TO DEFAULT",
    ],
)
def test_an_update_at_home_leaves_what_it_would_have_left_in_the_default_graph(update: str) -> None:
    plain, home = _seeded(), ox.Store()
    home.extend(_moved(plain))

    plain.update(update)
    home.update(with_default_graph(update, HOME))

    assert set(home) == _moved(plain)


def test_all_named_graphs_are_not_cleared_where_the_default_graph_is_one_of_them() -> None:
    with pytest.raises(BadQuery, match="NAMED would mean it too"):
        with_default_graph("CLEAR NAMED", HOME)


def test_what_is_loaded_goes_home_unless_it_is_told_where() -> None:
    assert with_default_graph("LOAD <urn:x> ; ASK", HOME) == "LOAD <urn:x>  INTO GRAPH <urn:home> ; ASK"
    assert with_default_graph("LOAD <urn:x> INTO GRAPH <urn:g>", HOME) == "LOAD <urn:x> INTO GRAPH <urn:g>"
