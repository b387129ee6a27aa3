"""Sending a graph to an endpoint, chunk by chunk, into a graph that takes its place when it is whole.

Readers there see the old graph until then; only one too large to be moved in one go is replaced where it
stands. What was sent is recorded with a digest: a copy that was cut goes on only where the source gives the
very same triples again and the endpoint holds just what was sent.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Protocol

import pyoxigraph as ox

from kg.errors import StoreError
from kg.language import Text
from kg.rdf.vocab import term
from kg.store.copy.chunks import Triples, in_chunks
from kg.store.copy.fetching import Advance, Say
from kg.store.copy.graphs import (
    Graph,
    count,
    dialect_of,
    discard_sent,
    empty_graph,
    in_graph,
    label_of,
    number,
    put_in_place,
    staging_graph,
)
from kg.store.copy.journal import Journal
from kg.store.protocol import Store
from kg.store.protocol import Term as Object

_DECIMAL = term("xsd:decimal")

CHUNK = 10_000
"""Triples that go in one request."""

MOST_MOVED = 100_000
"""Triples of a graph that still is put together beside the old one.

Oxigraph moves a graph in 75 µs and 2 kB of memory a triple, seven times what receiving it takes.
"""


@dataclass(frozen=True, slots=True)
class _Record:
    """How far a graph has come."""

    chunk: int
    """How many triples a chunk has; chunks of another size would end elsewhere."""
    sent: int = 0
    digest: str = ""
    """Of the triples that were sent, in their order."""
    sending: int = 0
    """Triples of the chunk under way: it may have arrived, or not."""
    digest_with: str = ""
    """Of the triples that were sent and those under way."""
    in_place: bool = False
    """Whether it is written into the graph itself."""
    stage: Literal["sending", "placing", "done"] = "sending"
    expected: int = 0
    """Triples that the graph at the endpoint has once the copy is in its place."""


class Source(Protocol):
    """What gives the triples of a graph, each once, in the same order as long as nothing changes."""

    def read(self, graph: Graph) -> Iterator[ox.Triple]:
        """Read the triples of one graph, from the first on."""


class Sender:
    """Sends graphs of one source to one endpoint.

    Args:
        target: The endpoint.
        journal: Where it is recorded.
        add: Merge into what the endpoint's graph holds, and not replace it.
        chunk: How many triples go in one request.
        most_moved: Larger graphs are replaced where they stand.
    """

    def __init__(
        self,
        target: Store,
        journal: Journal,
        *,
        say: Say,
        moved: Advance,
        add: bool = False,
        chunk: int = CHUNK,
        most_moved: int = MOST_MOVED,
    ) -> None:
        self._target = target
        self._dialect = dialect_of(target)
        self._journal = journal
        self._say = say
        self._moved = moved
        self._is_adding = add
        self._chunk = chunk
        self._most_moved = most_moved

    def send(self, graph: Graph, triples: Source, size: int) -> int:
        """Send one graph, or what is still missing of it; give the triples that it has at the source.

        Args:
            graph: Its name, at both ends.
            triples: What gives its triples, each once, whenever it is called.
            size: How many there are, as far as was counted.

        Raises:
            StoreError: What arrived is not as much as was sent.
        """
        in_place = size > self._most_moved and not self._is_adding
        record = self._resume(graph, triples, _Record(self._chunk, in_place=in_place))
        if record.stage == "sending":
            record = self._send_rest(graph, triples, record)
            record = self._check(graph, record)
        if record.stage == "placing":
            self._put_in_place(graph, record)
        self._finish(graph, record)
        return record.sent

    def _where(self, graph: Graph, record: _Record) -> Graph:
        return graph if record.in_place else staging_graph(graph)

    def _resume(self, graph: Graph, triples: Source, first: _Record) -> _Record:
        """Give what was recorded, where it still holds; else begin, and say why again."""
        record = self._recorded(graph)
        if record is None:
            return self._begin_anew(graph, first)
        there, is_placed = self._arrived(graph, record)
        why = _other_settings(record, first) or self._why_not_resumed(
            graph, record, triples, there, is_placed
        )
        if why is not None:
            self._say(_restarts(graph, why))
            return self._begin_anew(graph, first)
        if there != record.sent and not is_placed:
            record = replace(record, sent=there, digest=record.digest_with)
        if record.sent:
            self._moved(record.sent)
            self._say((_is_there if is_placed else _resumes)(graph, record.sent))
        return replace(record, sending=0, digest_with="")

    def _recorded(self, graph: Graph) -> _Record | None:
        found: Any = self._journal.read(graph).get("sent")
        try:
            record = _Record(**found)
        except TypeError:
            return None
        return record if record.sent or record.sending else None

    def _begin_anew(self, graph: Graph, first: _Record) -> _Record:
        discard_sent(self._target, graph)
        if first.in_place:
            self._say(_in_place(graph))
            empty_graph(self._target, graph, self._most_moved)
        return first

    def _arrived(self, graph: Graph, record: _Record) -> tuple[int, bool]:
        """Count what is there of a graph, and say whether that is in its place already."""
        if record.stage != "done":
            there = count(self._target, self._where(graph, record))
            if there or record.stage == "sending":
                return there, False
        return count(self._target, graph), True

    def _why_not_resumed(
        self, graph: Graph, record: _Record, triples: Source, there: int, is_placed: bool
    ) -> Text | None:
        """Say what speaks against going on with a record; None where nothing does."""
        right = (record.expected,) if is_placed else (record.sent, record.sent + record.sending)
        if there not in right:
            return Text(
                f"the target holds {there:,} triples of it, and {right[0]:,} were recorded",
                f"目标处有其 {there:,} 个三元组，而记录为 {right[0]:,} 个",
            )
        if not there:
            return None
        wanted = record.digest if is_placed or there == record.sent else record.digest_with
        # To the end only where all was sent: what comes after a cut is sent as it is now.
        is_whole = record.stage != "sending"
        sent = record.sent if is_placed else there
        if _digest_of(triples.read(graph), self._chunk, sent, is_whole=is_whole) != wanted:
            return Text("it has changed at the source", "它在来源处有变化")
        return None

    def _send_rest(self, graph: Graph, triples: Source, record: _Record) -> _Record:
        where = self._where(graph, record)
        running = hashlib.blake2b(digest_size=16)
        at = 0
        for chunk in in_chunks(triples.read(graph), self._chunk):
            _add_to_digest(running, chunk)
            at += len(chunk)
            if at <= record.sent:
                continue
            record = replace(record, sending=len(chunk), digest_with=running.hexdigest())
            self._write(graph, record)
            self._target.add(
                ox.Quad(t.subject, t.predicate, self._with_fraction(t.object), where) for t in chunk
            )
            record = replace(record, sent=at, digest=running.hexdigest(), sending=0, digest_with="")
            self._moved(len(chunk))
        return record

    def _with_fraction(self, term: Object) -> Object:
        """Write a decimal so that it stays one: Virtuoso's INSERT makes an integer of `"70"^^xsd:decimal`."""
        if self._dialect is None or self._dialect.name != "virtuoso":
            return term
        if not isinstance(term, ox.Literal) or term.datatype != _DECIMAL or "." in term.value:
            return term
        return ox.Literal(f"{term.value}.0", datatype=_DECIMAL)

    def _check(self, graph: Graph, record: _Record) -> _Record:
        """Count what arrived, and record what the graph will have."""
        arrived = count(self._target, self._where(graph, record))
        if arrived != record.sent:
            raise count_differs(graph, record.sent, arrived, is_placed=record.in_place)
        if record.in_place:
            return replace(record, expected=arrived)
        expected = self._expected(graph) if self._is_adding else arrived
        record = replace(record, stage="placing", expected=expected)
        self._write(graph, record)
        return record

    def _put_in_place(self, graph: Graph, record: _Record) -> None:
        """Put what arrived in the place of the graph, or add it to that; nothing where that was done."""
        if not count(self._target, staging_graph(graph)):
            return
        if not put_in_place(self._target, graph, record.sent, add=self._is_adding):
            raise count_differs(graph, record.sent, count(self._target, graph), is_placed=False)
        discard_sent(self._target, graph)

    def _expected(self, graph: Graph) -> int:
        """Count the triples of the graph together with those that it does not have yet."""
        sent = in_graph(staging_graph(graph))
        new = f"SELECT (COUNT(*) AS ?n) {{ {sent} FILTER NOT EXISTS {{ {in_graph(graph)} }} }}"
        return count(self._target, graph) + number(self._target, new)

    def _finish(self, graph: Graph, record: _Record) -> None:
        there = count(self._target, graph)
        if there != record.expected:
            self._journal.forget(graph)
            raise count_differs(graph, record.expected, there, is_placed=True)
        self._write(graph, replace(record, stage="done"))

    def _write(self, graph: Graph, record: _Record) -> None:
        self._journal.write(graph, {**self._journal.read(graph), "sent": asdict(record)})


def _other_settings(record: _Record, first: _Record) -> Text | None:
    """Say that a copy was begun in another way than it would be now."""
    if (record.chunk, record.in_place) == (first.chunk, first.in_place):
        return None
    return Text("its size or that of the chunks is another", "它的大小或分块大小不同")


def _digest_of(triples: Iterable[ox.Triple], size: int, most: int, is_whole: bool) -> str:
    """Digest the chunks that make up the first `most` triples, or nothing where there are more or fewer."""
    running = hashlib.blake2b(digest_size=16)
    at = 0
    for chunk in in_chunks(triples, size):
        if at == most:
            return "" if is_whole else running.hexdigest()
        _add_to_digest(running, chunk)
        at += len(chunk)
    return running.hexdigest() if at == most else ""


def _add_to_digest(running: "hashlib.blake2b", chunk: Triples) -> None:
    running.update("".join(f"{triple}\n" for triple in chunk).encode())


def _in_place(graph: Graph) -> Text:
    return Text(
        f"{label_of(graph)} is large and replaced where it stands: until it is done, part of it is seen",
        f"{label_of(graph)} 较大，将就地替换：完成之前只能看到其一部分",
    )


def _resumes(graph: Graph, sent: int) -> Text:
    return Text(
        f"{label_of(graph)}: {sent:,} triples were sent before; going on from there",
        f"{label_of(graph)}：此前已发送 {sent:,} 个三元组，从该处继续",
    )


def _is_there(graph: Graph, sent: int) -> Text:
    return Text(
        f"{label_of(graph)}: its {sent:,} triples were copied before the cut, and are there",
        f"{label_of(graph)}：其 {sent:,} 个三元组在中断前已复制，现仍在",
    )


def _restarts(graph: Graph, why: Text) -> Text:
    return Text(
        f"{label_of(graph)} is copied from its beginning again: {why['en']}",
        f"{label_of(graph)} 将从头复制：{why['zh']}",
    )


def count_differs(graph: Graph, wanted: int, there: int, *, is_placed: bool) -> StoreError:
    """Say that not as many triples are there as should be; `is_placed` says whether the old graph is gone."""
    kept = ("", "") if is_placed else ("; the target's graph is as it was", "；目标处的图保持原样")
    return StoreError(
        problem=Text(
            f"{label_of(graph)}: {wanted:,} triples were to arrive, the target has {there:,}{kept[0]}",
            f"{label_of(graph)}：应到 {wanted:,} 个三元组，目标处计数为 {there:,}{kept[1]}",
        ),
        remedy=Text(
            "an engine may take several literals for one (docs/engines.md), or somebody else writes",
            "引擎可能把几个字面量合而为一（docs/engines.zh.md），或有人同时写入",
        ),
    )
