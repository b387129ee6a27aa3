"""The verbs of a store, over an endpoint.

Rows and triples are read as they come; a million of them is never in memory. What an endpoint cannot promise:
an update of one request is whole or not at all only where the engine is transactional (`Dialect.is_atomic`);
what is sent in several requests may stay half done when one of them fails, and the error says so.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from time import monotonic

import pyoxigraph as ox

from kg.errors import BadQuery, KgError, StoreError
from kg.language import Text
from kg.rdf.loading import Progress
from kg.rdf.vocab import PREFIXES
from kg.sparql.engine import Solutions, bad_query, not_a
from kg.sparql.prefixes import prefixes_used, undeclared
from kg.sparql.structure import skeleton
from kg.store.embedded import EmbeddedStore
from kg.store.protocol import Closing, Found, GraphName, Subject, Term
from kg.store.remote import answers, complaints, datasets, patterns
from kg.store.remote.dialects import Dialect
from kg.store.remote.endpoint import Answer, Endpoint, Parameters
from kg.store.remote.label_cache import cached_file
from kg.store.remote.rewriting import with_default_graph
from kg.store.remote.sending import load_files

# How long the list of graphs is believed, which others may add to.
_STALE_S = 5.0
# Up to so many quads it is quicker to read all of them than to ask for a thousand things one by one.
_AT_HAND = 500_000
# `SELECT DISTINCT ?g` says the same and took Virtuoso ten seconds to half a minute, not ten milliseconds.
_GRAPHS = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
# What Virtuoso says where it gave as many rows as it ever gives, and kept what there was beyond.
_MOST_ROWS = "X-SPARQL-MaxRows"


class RemoteStore(Closing):
    """A store behind an endpoint. `kg.store.remote.connect` makes one."""

    def __init__(self, endpoint: Endpoint, dialect: Dialect, cache: Path | None = None) -> None:
        self.endpoint = endpoint
        self.dialect = dialect
        self.cache = cache
        """Where what is derived from it may be kept, such as the index of its labels; None is nowhere."""
        self._graphs: list[str] | None = None
        self._graphs_until = 0.0

    def __repr__(self) -> str:
        return f"<RemoteStore {self.endpoint.addresses.query} ({self.dialect.title})>"

    def __len__(self) -> int:
        counts = (self.select(f"SELECT (COUNT(?s) AS ?n) {{ {where} }}") for where in patterns.EVERYWHERE)
        return sum(int(counted[0]["n"].value) for counted in counts)

    def derived_file(self, name: str) -> Path | None:
        """Name the file of the user's cache that keeps something derived from the labels as they are now."""
        return cached_file(self.cache, self.endpoint, self.select, name) if self.cache else None

    def at_hand(self, most: int = _AT_HAND) -> EmbeddedStore | None:
        """Read the whole store into memory; None where it has more than `most` quads."""
        if len(self) > most:
            return None
        copied = EmbeddedStore.in_memory()
        copied.add(self.quads())
        return copied

    def refresh(self) -> bool:
        """Forget what was learned of the endpoint; what is read is always the newest."""
        self._changed()
        return False

    def close(self) -> None:
        """Nothing stays open between two requests."""

    def select(self, sparql: str) -> Solutions:
        """Answer a SELECT. The prefixes of `kg.rdf.vocab` are known without being declared.

        Raises:
            BadQuery: It is not a SELECT, or the endpoint does not take it.
            StoreError: The endpoint cannot be reached, breaks off, or answers something else.
        """
        answer = self._query(sparql, ("SELECT",), self._rows)
        most = answer.headers.get(_MOST_ROWS)
        if most and (datasets.limit_of(sparql) or sys.maxsize) > int(most):
            answer.close()
            raise complaints.rows_cut(answer.url, most)
        found = answers.solutions(answer, self.dialect.blank_prefix)
        return Solutions(found, answer, read=lambda rows, _: answers.explained(answer, rows))

    def construct(self, sparql: str) -> Iterator[ox.Triple]:
        """Answer a CONSTRUCT or a DESCRIBE, each triple as it comes.

        Raises:
            BadQuery: It is neither, or the endpoint does not take it.
            StoreError: As `select`.
        """
        return answers.triples(self._query(sparql, ("CONSTRUCT", "DESCRIBE"), answers.GRAPHS))

    def ask(self, sparql: str) -> bool:
        """Answer an ASK.

        Raises:
            BadQuery: It is not an ASK, or the endpoint does not take it.
            StoreError: As `select`.
        """
        return answers.truth(self._query(sparql, ("ASK",), self._rows))

    def answer(
        self,
        sparql: str,
        *,
        base: str | None = None,
        default_graphs: list[GraphName] | None = None,
        named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
    ) -> Found:
        """Answer a query of any form, over the whole store or over these graphs of it. Triples are kept here.

        Raises:
            BadQuery: The endpoint does not take it.
            StoreError: As `select`.
        """
        form = skeleton(sparql).form or "SELECT"
        is_graph = form in ("CONSTRUCT", "DESCRIBE")
        parameters = datasets.query_parameters(self.dialect, sparql, self.graphs)
        if default_graphs is not None or named_graphs is not None:
            parameters = datasets.chosen_parameters(self.dialect, default_graphs or [], named_graphs or [])
        text = _base_declaration(base) + sparql
        answer = self._query_checked(text, form, answers.GRAPHS if is_graph else self._rows, parameters)
        if not is_graph:
            return answers.results(answer, self.dialect.blank_prefix)
        kept = ox.Store()
        kept.extend(ox.Quad(*triple) for triple in answers.triples(answer))
        return kept.query("CONSTRUCT WHERE { ?s ?p ?o }")

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """Give the quads that have these terms; None is any, `DefaultGraph()` the default graph.

        A blank node is found by its label where the engine keeps labels, for which all of them are read.

        Raises:
            BadTerm: A term is one that no endpoint takes.
            StoreError: As `select`.
        """
        given = (subject, predicate, object)
        if graph is None and given == (None, None, None):
            # All of it: both kinds of graph at once would cost an engine several times as much.
            yield from self.quads(graph=ox.DefaultGraph())
        names: dict[str, ox.BlankNode] | None = {} if self.dialect.relabels else None
        for row in self.select(patterns.quads_query(given, graph)):
            quad = _quad(row, given, graph)
            if names is not None:
                quad = _with_own_blank_nodes(quad, names)
            if _has_blank_nodes_of(quad, given):
                yield quad

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads. Blank nodes become new ones: they meet none that are there, nor those of another call.

        All or none holds for what fits into one request, `dialect.batch` quads, of an atomic engine.

        Raises:
            BadTerm: A term is one that no endpoint takes; nothing was sent.
            StoreError: The endpoint refused; what was sent before it did is there.
        """
        self._send_updates(patterns.insert_updates(self.dialect, quads))

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads; one that is not there is no error. As `add`, all or none in one request.

        Raises:
            BadTerm: One has a blank node, which has no name there; nothing was sent.
            StoreError: As `add`.
        """
        self._send_updates(patterns.delete_updates(self.dialect, quads))

    def update(self, sparql: str, *, base: str | None = None) -> None:
        """Carry out a SPARQL update, whole or not at all where the engine is atomic. Prefixes as in `select`.

        Raises:
            BadQuery: The endpoint does not take it.
            StoreError: The endpoint cannot be reached, or refuses.
        """
        self._changed()
        parameters = datasets.update_parameters(self.dialect, sparql, self.graphs)
        try:
            self.endpoint.update(
                _base_declaration(base) + self._rewritten(_with_declarations(sparql)), parameters
            )
        except BadQuery as error:
            raise _complaint(sparql, ox.Store().update) or error from error

    def load(
        self,
        files: Sequence[str | os.PathLike[str]],
        *,
        graph: ox.NamedNode | None = None,
        base: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Load RDF files, each of which is read whole before the first byte is sent.

        See `kg.store.remote.sending`.

        Raises:
            BadFile: One cannot be read, is of an unknown kind, or is malformed; nothing was sent.
            StoreError: The endpoint refused; the error says what was sent before.
        """
        try:
            load_files(
                self.endpoint, self.dialect, self.add, files, graph=graph, base=base, progress=progress
            )
        finally:
            self._changed()

    def graphs(self) -> list[str]:
        """Give the IRIs of the named graphs, in order."""
        if self._graphs is None or monotonic() > self._graphs_until:
            found = self._send_query(_GRAPHS, "SELECT", self._rows, {})
            rows = answers.explained(found, answers.solutions(found, self.dialect.blank_prefix))
            names = {row["g"].value for row in rows if isinstance(row["g"], ox.NamedNode)}
            self._graphs, self._graphs_until = sorted(names - self._hidden()), monotonic() + _STALE_S
        return self._graphs

    @property
    def _rows(self) -> str:
        return answers.accepted(self.dialect.rows)

    def _query(self, sparql: str, forms: tuple[str, ...], accept: str) -> Answer:
        form = skeleton(sparql).form
        if form not in forms:
            raise _complaint(sparql, ox.Store().query) or not_a(" / ".join(forms))
        return self._query_checked(
            sparql, form, accept, datasets.query_parameters(self.dialect, sparql, self.graphs)
        )

    def _query_checked(self, sparql: str, form: str, accept: str, parameters: Parameters) -> Answer:
        try:
            return self._send_query(sparql, form, accept, parameters)
        except BadQuery as error:
            raise _complaint(sparql, ox.Store().query) or error from error

    def _send_query(self, sparql: str, form: str, accept: str, parameters: Parameters) -> Answer:
        return self.endpoint.query(_with_declarations(sparql), form, accept, parameters)

    def _rewritten(self, sparql: str) -> str:
        default = self.dialect.default_graph
        return with_default_graph(sparql, default) if default and self.dialect.rewrites_updates else sparql

    def _hidden(self) -> set[str]:
        own = self.dialect.default_graph
        return {*self.dialect.hides, *([own.value] if own else [])}

    def _send_updates(self, updates: Iterator[str]) -> None:
        self._changed()
        for number, update in enumerate(_all_written(updates)):
            try:
                self.endpoint.update(update, {})
            except KgError as error:
                raise _partly_sent(error, number) from error

    def _changed(self) -> None:
        self._graphs = None


def _with_declarations(sparql: str) -> str:
    """Declare our prefixes that a text uses, on its first line, so that its lines keep their numbers."""
    known = ((name, PREFIXES[name]) for name in undeclared(sparql) if name in PREFIXES)
    return "".join(f"PREFIX {name}: <{namespace}> " for name, namespace in known) + sparql


def _base_declaration(base: str | None) -> str:
    return f"BASE {patterns.term_text(ox.NamedNode(base))} " if base else ""


def _complaint(sparql: str, run: Callable[..., object]) -> BadQuery | None:
    """Say what is wrong with a text, and where in it; None where our own engine finds nothing.

    `run` is the method of an empty store of ours that answers it, or carries it out.
    """
    # LOAD and SERVICE would be carried out here; they are the endpoint's to judge.
    if datasets.keywords(sparql) & {"LOAD", "SERVICE"}:
        return None
    try:
        run(sparql, prefixes=prefixes_used(sparql))
    except (SyntaxError, ValueError, RuntimeError) as error:
        return bad_query(error, sparql)
    return None


def _all_written(updates: Iterator[str]) -> Iterator[str]:
    """Write all updates before the first is sent, so that what cannot be written stops none half-way."""
    first_two = list(islice(updates, 2))
    if len(first_two) < 2:
        yield from first_two
        return
    with tempfile.TemporaryFile() as file:
        lengths = [file.write(text.encode()) for text in chain(first_two, updates)]
        file.seek(0)
        for length in lengths:
            yield file.read(length).decode()


def _partly_sent(error: KgError, sent: int) -> KgError:
    """Add to an error that what was sent before stays."""
    if not sent:
        return error
    return StoreError(
        problem=error.text(),
        remedy=Text(
            f"{sent} requests before it were carried out and stay; the same again does no harm",
            f"此前的 {sent} 个请求已生效并保留；重做一遍并无妨害",
        ),
    )


def _quad(row: ox.QuerySolution, given: tuple[Term | None, ...], graph: GraphName | None) -> ox.Quad:
    subject, predicate, object_ = (
        row[name] if row[name] is not None else term for name, term in zip("spo", given, strict=True)
    )
    return ox.Quad(subject, predicate, object_, graph or row["g"] or ox.DefaultGraph())  # type: ignore[arg-type]


def _with_own_blank_nodes(quad: ox.Quad, names: dict[str, ox.BlankNode]) -> ox.Quad:
    """Give a quad whose blank nodes no other answer has: `names` keeps those of this one."""
    ends = [
        names.setdefault(end.value, ox.BlankNode()) if isinstance(end, ox.BlankNode) else end
        for end in (quad.subject, quad.object)
    ]
    return ox.Quad(ends[0], quad.predicate, ends[1], quad.graph_name)  # type: ignore[arg-type]


def _has_blank_nodes_of(quad: ox.Quad, given: tuple[Term | None, ...]) -> bool:
    """Say whether a quad has the blank nodes that were asked for; the query saw to the rest."""
    pairs = zip((quad.subject, quad.predicate, quad.object), given, strict=True)
    return all(term == wanted for term, wanted in pairs if isinstance(wanted, ox.BlankNode))
