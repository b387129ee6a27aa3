"""Building the store from the files of `ontology/` and `data/`, swapped in whole when all is well."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.disk import folder
from kg.errors import BadClaim, BadFile
from kg.graph.names import Names
from kg.graph.records import kinds_of
from kg.language import Text
from kg.model.accepted_view import accepted_view
from kg.model.claims import Claim, read_claims
from kg.model.facts import Fact, read_facts
from kg.model.kinds import FactKind
from kg.model.reviews import read_reviews
from kg.populate.data_folder import claims_files, documents_file, reviews_file
from kg.rdf.iris import document_graph, local_name, mint
from kg.rdf.turtle import read
from kg.rdf.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, LANGUAGES, A, term
from kg.store import EmbeddedStore, building

if TYPE_CHECKING:
    from kg.store.remote.remote_store import RemoteStore


Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build put in: how many of each."""

    quads: int
    documents: int
    claims: int
    facts: int
    accepted_facts: int


def build(
    where: str | os.PathLike[str],
    *,
    ontology: Path | None = None,
    data: Path | None = None,
    tell: Tell | None = None,
) -> Built:
    """Build a store, or build it anew; readers see the old one until the new one is whole.

    Args:
        where: The store's folder.
        ontology: The folder of the ontology; the project's own if None.
        data: The folder of the data; the project's own if None.
        tell: Called with the name of each file before it is read.

    Raises:
        BadFile: A file is not what it should be.
        BadClaim: A claim is not right.
        BadFact: A fact is not what its kind allows.
    """
    with building(where) as store:
        return fill(store, ontology or folder("ontology"), data or folder("data"), tell)


def build_into(
    store: "RemoteStore",
    *,
    ontology: Path | None = None,
    data: Path | None = None,
    tell: Tell | None = None,
) -> Built:
    """Build a store behind an endpoint; it is made here and checked, and then sent.

    See `kg.store.remote.replacing`.

    Raises:
        NotAStore: The endpoint holds something else.
        StoreError: The endpoint refused.
        BadInput: As `build`; nothing was sent.
    """
    from kg.store.remote.replacing import replace_all

    made = EmbeddedStore.in_memory()
    built = fill(made, ontology or folder("ontology"), data or folder("data"), tell)
    replace_all(store, made.quads())
    return built


def fill(store: EmbeddedStore, ontology: Path, data: Path, tell: Tell | None = None) -> Built:
    """Put the ontology, the reference data, the claims and the accepted view into an empty store."""
    tell = tell or (lambda _: None)
    for path in _turtle_files(ontology):
        tell(path.name)
        store.add(_quads(read(path), GRAPH_ONTOLOGY))
    documents, decided = documents_file(data), reviews_file(data)
    for path in _turtle_files(data):
        if path not in (documents, decided):
            tell(path.name)
            store.add(_quads(read(path), DefaultGraph()))
    kinds = kinds_of(store)
    origins = _fill_documents(store, documents)
    tell("claims")
    files = claims_files(data)
    facts, claims = _fill_claims(store, files, kinds)
    reviews = read(decided) if decided.exists() else []
    store.add(_quads(reviews, GRAPH_REVIEWS))
    labels = {language: Names(store, language).label for language in LANGUAGES}
    view = list(accepted_view(facts, claims, read_reviews(reviews), origins, labels))
    store.add(_quads(view, DefaultGraph()))
    return Built(
        quads=len(store),
        documents=len(files),
        claims=len(claims),
        facts=len(facts),
        accepted_facts=len({t.subject for t in view if t.predicate == A}),
    )


def _turtle_files(where: Path) -> list[Path]:
    found = sorted(where.glob("*.ttl"))
    if not found:
        raise BadFile(
            where=where,
            why=Text("there are no Turtle files in this folder", "此文件夹中没有 Turtle 文件"),
            remedy=Text("name the right folder", "请指定正确的文件夹"),
        )
    return found


def _quads(triples: list[Quad] | list[Triple], graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def _fill_documents(store: EmbeddedStore, path: Path) -> dict[NamedNode, NamedNode]:
    """Put each document's metadata into its own graph; give which was copied from which."""
    origins: dict[NamedNode, NamedNode] = {}
    graphs: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in read(path) if path.exists() else []:
        if isinstance(quad.subject, NamedNode):
            graphs[quad.subject].append(quad)
        if quad.predicate == term("sl:origin"):
            origins[quad.subject] = quad.object  # type: ignore[index,assignment]
    for document, quads in graphs.items():
        store.add(_quads(quads, document_graph(document)))
    return origins


def _fill_claims(
    store: EmbeddedStore, files: list[Path], kinds: dict[str, FactKind]
) -> tuple[dict[NamedNode, Fact], list[Claim]]:
    facts: dict[NamedNode, Fact] = {}
    claims: list[Claim] = []
    for path in files:
        document = mint("document", path.stem)
        quads = read(path)
        graph = document_graph(document)
        if next(store.quads(subject=document, graph=graph), None) is None:
            raise BadFile(
                where=path,
                why=Text(
                    f"documents.ttl does not speak of {local_name(document)!r}",
                    f"documents.ttl 中没有 {local_name(document)!r}",
                ),
                remedy=Text(
                    "describe the document there, or rename this file after its document",
                    "请在其中描述该文档，或以文档名重命名此文件",
                ),
            )
        found = read_claims(quads)
        _refuse_edited(path, document, quads, found, kinds)
        facts |= {fact.iri: fact for fact in read_facts(kinds, quads)}
        claims += found
        store.add(_quads(quads, graph))
    return facts, claims


def _refuse_edited(
    path: Path, document: NamedNode, quads: list[Quad], claims: list[Claim], kinds: dict[str, FactKind]
) -> None:
    """Refuse a claims file that was edited by hand so that IRIs and parts no longer agree."""
    minted = {fact.iri for fact in read_facts(kinds, quads)}
    classes = {kind.iri for kind in kinds.values()}
    written = {q.subject for q in quads if q.predicate == A and q.object in classes}
    strange = sorted(str(iri) for iri in written ^ minted)
    if strange:
        raise BadFile(
            where=path,
            why=Text(
                f"{strange[0]} is not the IRI that its roles give", f"{strange[0]} 不是按其角色应得的 IRI"
            ),
            remedy=Text(
                "facts and claims are added with `kg claim`, which mints their IRIs",
                "请用 `kg claim` 添加事实和主张，由它生成 IRI",
            ),
        )
    for claim in claims:
        if claim.document != document:
            raise BadClaim(
                claim=claim.iri.value,
                why=Text(f"it is in the file of {path.stem!r}", f"它写在 {path.stem!r} 的文件中"),
            )
