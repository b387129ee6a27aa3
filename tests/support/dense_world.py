"""A small dense world, in which nearly every pattern has answers."""

from collections import Counter

from pyoxigraph import NamedNode, Quad, Store, Variable

E = "urn:e:"
X = NamedNode(E + "x")


def world() -> Store:
    store = Store()
    things = [NamedNode(E + name) for name in "xyz"]
    for i, one in enumerate(things):
        for j, other in enumerate(things):
            if (i * 3 + j) % 2 == 0:
                store.add(Quad(one, NamedNode(E + "p"), other))
            if (i + j * 2) % 3:
                store.add(Quad(one, NamedNode(E + "q"), other))
        store.add(Quad(one, NamedNode(E + "r"), things[0], NamedNode(E + "g")))
    return store


WORLD = world()


def rows(sparql: str, substitutions: dict[Variable, NamedNode] | None = None) -> Counter[tuple[str, ...]]:
    found = WORLD.query(sparql, substitutions=substitutions) if substitutions else WORLD.query(sparql)
    return Counter(tuple(str(value) for value in row) for row in found)  # type: ignore[union-attr]


def answers(sparql: str) -> list[str | None]:
    (row,) = WORLD.query(sparql)  # type: ignore[misc]
    return [value.value for value in row]
