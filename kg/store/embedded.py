"""The store: SPARQL text in, terms out, over the snapshots of a folder or in memory.

The only module through which queries of a store reach pyoxigraph.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from kg.disk import is_full
from kg.errors import StoreError
from kg.language import Text
from kg.rdf.loading import Progress, load_files
from kg.sparql.engine import Solutions, bad_query, cut_short, explained, not_a
from kg.sparql.prefixes import prefixes_used
from kg.sparql.tokens import hoisted
from kg.store.protocol import Closing, Found, GraphName, Store, Subject, Term, Where
from kg.store.snapshots import KEEP, Closed, Draft, Snapshot, SnapshotFolder

__all__ = ["EmbeddedStore", "Found", "Solutions", "Store", "building", "open_store"]


# Up to so many quads go through the log; more are written as tables at once, which is far faster.
_FEW = 10_000


@dataclass(frozen=True, slots=True)
class _Memory:
    store: ox.Store


class EmbeddedStore(Closing):
    """A store in this process: over the newest snapshot of a folder, over a draft of one, or in memory.

    `open_store`, `building` and `in_memory` make one. Over a folder each writing verb publishes a snapshot
    and reads from it afterwards; `change` makes several one. What others publish is seen after `refresh`.
    """

    def __init__(
        self, source: Snapshot | Draft | Closed | None = None, *, folder: SnapshotFolder | None = None
    ) -> None:
        self._source = source or _Memory(ox.Store())
        self._folder = folder
        self.spoilt = False
        """Whether a load failed that left half of it here; such a draft is not published."""
        self.keep = KEEP
        """How many snapshots of the folder stay when one is published."""

    @classmethod
    def in_memory(cls) -> Self:
        """Make an empty store that lives in memory and goes with this object."""
        return cls()

    @classmethod
    def over(cls, folder: SnapshotFolder) -> Self:
        """Open the newest snapshot of a folder.

        Raises:
            NoStore: Nothing was published in it.
        """
        return cls(folder.read(), folder=folder)

    @property
    def raw(self) -> ox.Store:
        """The pyoxigraph store that is read from; over a folder it refuses to be written to."""
        return self._source.store

    @property
    def _is_in_memory(self) -> bool:
        return isinstance(self._source, _Memory)

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot that is read from; None in memory and in a draft."""
        return self._source if isinstance(self._source, Snapshot) else None

    def derived_file(self, name: str) -> Path | None:
        """Name the file that keeps something derived from the snapshot; None in memory and in a draft."""
        return self.snapshot.derived_file(name) if self.snapshot else None

    def __len__(self) -> int:
        return len(self.raw)

    def close(self) -> None:
        """Let go of the snapshot. What still reads from it goes on reading."""
        self._source, self._folder = Closed(), None

    def refresh(self) -> bool:
        """Move to the newest snapshot; True if there was a newer one."""
        if self._folder is None or self.snapshot is None:
            return False
        if self._folder.newest() == self.snapshot.number:
            return False
        self._source = self._folder.read()
        return True

    def select(self, sparql: str) -> Solutions:
        """Answer a SELECT. The prefixes of `kg.rdf.vocab` are known without being declared.

        Raises:
            BadQuery: It does not parse, or is not a SELECT.
        """
        found = self.answer(sparql)
        if not isinstance(found, ox.QuerySolutions):
            raise not_a("SELECT")
        return Solutions(found, self._source)

    def construct(self, sparql: str) -> Iterator[ox.Triple]:
        """Answer a CONSTRUCT or a DESCRIBE, each triple as it is found; one may come more than once.

        Raises:
            BadQuery: It does not parse, or is neither.
        """
        found = self.answer(sparql)
        if not isinstance(found, ox.QueryTriples):
            raise not_a("CONSTRUCT / DESCRIBE")
        return explained(found, self._source)

    def ask(self, sparql: str) -> bool:
        """Answer an ASK.

        Raises:
            BadQuery: It does not parse, or is not an ASK.
        """
        found = self.answer(sparql)
        if not isinstance(found, ox.QueryBoolean):
            raise not_a("ASK")
        return bool(found)

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """Give the quads that have these terms; None is any, `DefaultGraph()` the default graph."""
        return explained(
            self._source.store.quads_for_pattern(subject, predicate, object, graph), self._source
        )

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads: all, or none."""
        with self._writing() as draft:
            _extend(draft.raw, quads, at_once=self._is_in_memory)

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads: all, or none; one that is not there is no error."""
        going = list(quads)
        with self._writing() as draft:
            for quad in going:
                draft.raw.remove(quad)

    def update(self, sparql: str, *, base: str | None = None) -> None:
        """Carry out a SPARQL update: the whole, or nothing. Known prefixes as in `select`.

        Raises:
            BadQuery: It does not parse, or asks for what cannot be done.
            StoreError: What it reads from elsewhere cannot be read.
        """
        text = hoisted(sparql)
        with self._writing() as draft:
            try:
                draft.raw.update(text, base_iri=base, prefixes=prefixes_used(text))
            except (SyntaxError, ValueError, RuntimeError) as error:
                raise bad_query(error, sparql) from error
            except OSError as error:
                if is_full(error):
                    raise
                raise cut_short(error) from error

    def load(
        self,
        files: Sequence[Where],
        *,
        graph: ox.NamedNode | None = None,
        base: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Load RDF files: all, or none. See `kg.rdf.loading.load_files`.

        Raises:
            BadFile: One cannot be read, is of an unknown kind, or is malformed.
        """
        with self._writing() as draft:
            # A failed load leaves half of it behind: in memory in a store that nobody sees, in a draft that
            # is not published.
            if self._is_in_memory:
                aside = ox.Store()
                load_files(aside, files, graph=graph, base=base, progress=progress)
                draft.raw.extend(aside)
                return
            was_empty, draft.spoilt = not draft.raw, True
            tables = load_files(draft.raw, files, graph=graph, base=base, progress=progress)
            draft.spoilt = False
            if was_empty and tables > 1 and isinstance(draft._source, Draft):
                draft._source.is_unmerged = True

    def optimize(self) -> None:
        """Merge the tables that loads and changes left: scans get up to half as fast again.

        It takes about a second for each million quads. No load does it unasked; the first change after a
        load that was split over the cores does.
        """
        with self._writing() as draft:
            draft.raw.optimize()

    @contextmanager
    def change(self, *, afresh: bool = False) -> Iterator["EmbeddedStore"]:
        """Give a store to read from and write to, all of whose changes are published as one.

        Nothing is published when the block fails. In memory the changes are made at once.
        """
        with self._writing(afresh=afresh) as draft:
            yield draft

    @contextmanager
    def _writing(self, *, afresh: bool = False) -> Iterator["EmbeddedStore"]:
        if self._folder is None:
            yield self
            return
        with _drafting(self._folder, afresh=afresh, keep=self.keep) as draft:
            yield draft
        self.refresh()

    def answer(
        self,
        sparql: str,
        *,
        base: str | None = None,
        default_graphs: list[GraphName] | None = None,
        named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
    ) -> Found:
        """Answer a query of any form as the engine does, over the whole store or over these graphs of it.

        Raises:
            BadQuery: It does not parse.
        """
        try:
            return self._source.store.query(
                sparql,
                base_iri=base,
                prefixes=prefixes_used(sparql),
                default_graph=default_graphs,
                named_graphs=named_graphs,
            )
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise bad_query(error, sparql) from error
        except OSError as error:
            raise cut_short(error) from error


def open_store(where: Where, *, create: bool = False) -> EmbeddedStore:
    """Open the store in a folder, at its newest snapshot.

    Args:
        where: The folder.
        create: Make an empty store where there is nothing.

    Raises:
        NoStore: There is nothing at that place, and `create` is False.
        NotAStore: There is something else at that place; it is left as it was.
    """
    if not create:
        return EmbeddedStore.over(SnapshotFolder(where))
    folder = SnapshotFolder.create(where)
    if folder.newest() is None:
        with folder.write():
            pass
    return EmbeddedStore.over(folder)


@contextmanager
def building(where: Where, *, keep: int = KEEP) -> Iterator[EmbeddedStore]:
    """Give an empty store to fill, which becomes the newest snapshot of the folder when the block ends.

    Those who read meanwhile read what was there before; when the block fails it is there still. `keep` is how
    many snapshots stay, the new one among them.

    Raises:
        NotAStore: There is something else at that place; it is left as it was.
        StoreLocked: Another process is writing.
    """
    with _drafting(SnapshotFolder.create(where), afresh=True, keep=keep) as draft:
        yield draft


@contextmanager
def _drafting(folder: SnapshotFolder, *, afresh: bool, keep: int) -> Iterator[EmbeddedStore]:
    with folder.write(afresh=afresh, keep=keep) as draft:
        store = EmbeddedStore(draft)
        yield store
        if store.spoilt:
            raise StoreError(
                problem=Text("a load into this draft failed", "向此草稿的加载失败了"),
                remedy=Text("begin again; nothing was published", "请重新开始；未发布任何内容"),
            )


def _extend(store: ox.Store, quads: Iterable[ox.Quad], *, at_once: bool) -> None:
    coming = iter(quads)
    first = list(coming if at_once else islice(coming, _FEW))
    if at_once or len(first) < _FEW:
        store.extend(first)
    else:
        store.bulk_extend(chain(first, coming))
