"""Splitting a graph into chunks that can be sent one by one, so that a blank node stays one blank node.

A store that is sent `_:b` twice makes two nodes of it. So all triples around a blank node, and around those
that they lead to, go in one chunk; the other triples go in any.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.errors import StoreError
from kg.language import Text

Triples = list[ox.Triple]

MOST_CONNECTED = 200_000
"""How many triples that blank nodes connect are still sent in one request."""


def in_chunks(triples: Iterable[ox.Triple], size: int, most: int = MOST_CONNECTED) -> Iterator[Triples]:
    """Split triples into chunks of about `size`; the same triples in the same order give the same chunks.

    Those without blank nodes come first, as they come. Those with are held back until the end.

    Raises:
        StoreError: Blank nodes connect more than `most` triples.
    """
    held: Triples = []
    chunk: Triples = []
    for triple in triples:
        if any(blank_nodes(triple)):
            held.append(triple)
            continue
        chunk.append(triple)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
    yield from _joined(_connected(held, most), size)


def blank_nodes(triple: ox.Triple) -> Iterator[ox.BlankNode]:
    """Give the blank nodes of a triple, and of a triple within it."""
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.BlankNode):
            yield term
        elif isinstance(term, ox.Triple):
            yield from blank_nodes(term)


def _connected(triples: Triples, most: int) -> Iterator[Triples]:
    """Group triples that share a blank node, directly or through others."""
    leaders: dict[str, str] = {}

    def leader(name: str) -> str:
        while (above := leaders.setdefault(name, name)) != name:
            leaders[name] = leaders.setdefault(above, above)
            name = leaders[name]
        return name

    for triple in triples:
        first, *others = (leader(node.value) for node in blank_nodes(triple))
        for other in others:
            leaders[leader(other)] = leader(first)
    parts: dict[str, Triples] = {}
    for triple in triples:
        part = parts.setdefault(leader(next(blank_nodes(triple)).value), [])
        part.append(triple)
        if len(part) > most:
            raise _too_many(most)
    yield from parts.values()


def _joined(parts: Iterable[Triples], size: int) -> Iterator[Triples]:
    chunk: Triples = []
    for part in parts:
        if chunk and len(chunk) + len(part) > size:
            yield chunk
            chunk = []
        chunk = chunk + part
    if chunk:
        yield chunk


def _too_many(most: int) -> StoreError:
    return StoreError(
        problem=Text(
            f"more than {most:,} triples hang together by blank nodes, too many for one request",
            f"超过 {most:,} 个三元组经空白节点连在一起，无法放入一次请求",
        ),
        remedy=Text(
            "in parts, one blank node would become several; export the graph and load the file there",
            "分开发送会使一个空白节点变成多个；请导出该图，再在那边加载文件",
        ),
    )
