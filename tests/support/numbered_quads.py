"""As many quads as one likes, all with one predicate."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

P = NamedNode("https://example.org/p")


def quads(count: int, of: str = "x") -> Iterator[Quad]:
    for number in range(count):
        yield Quad(NamedNode(f"https://example.org/{of}/{number}"), P, Literal(f"{of} {number}"))
