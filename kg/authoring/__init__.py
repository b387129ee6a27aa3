"""Adding documents, claims and reviews to the data files: canonical, each file whole or not at all."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from kg.atomic import atomic_writer
from kg.claims import Claim, Review, from_json
from kg.documents import Received, describe
from kg.errors import BadClaim, BadFile, KgError
from kg.facts import Fact
from kg.kinds import FactKind, Index
from kg.terms import local_name, mint
from kg.turtle import read, write_turtle
from kg.vocab import sl


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: how many claims there are now, and how many of them are new."""

    claims: int
    new: int


def read_lines(path: Path) -> list[Mapping[str, Any]]:
    """Read claims in their JSON form, one object a line.

    Raises:
        BadFile: A line is not a JSON object.
    """
    found: list[Mapping[str, Any]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadFile(where=f"{path}:{number}", why=error) from error
        if not isinstance(said, dict):
            raise BadFile(
                where=f"{path}:{number}",
                why={"en": "this line is not a JSON object", "zh": "此行不是 JSON 对象"},
            )
        found.append(said)
    return found


def make_claims(
    kinds: Mapping[str, FactKind],
    document: NamedNode,
    lines: Iterable[Mapping[str, Any]],
    text: str | None,
) -> list[tuple[Fact, Claim]]:
    """Make facts and claims of a document from their JSON form, all of them or none.

    Raises:
        BadClaim: With the number of the line that is not right, and why.
    """
    made = []
    for number, said in enumerate(lines, 1):
        try:
            made.append(from_json(kinds, document, said, text))
        except KgError as error:
            raise BadClaim(
                claim={"en": f"claim {number}", "zh": f"第 {number} 条主张"},
                why={language: error.sentence(language) for language in ("en", "zh")},
            ) from error
    return made


def add_document(data: Path, slug: str, received: Received, facts: dict[str, str]) -> NamedNode:
    """Describe a document in `documents.ttl`.

    Raises:
        BadFile: A document of that name is there and is another text.
    """
    path = data / "documents.ttl"
    iri = mint("document", slug)
    known = _read(path)
    said = Index(known).one(iri, sl("sha256").value)
    if said is not None and said.value != received.sha256:
        raise BadFile(
            where=path,
            why={"en": f"{slug!r} is another text there", "zh": f"其中的 {slug!r} 是另一份文本"},
            remedy={"en": "give this document another name", "zh": "请给此文档另取一名"},
        )
    _write(path, known | set(describe(slug, received, facts)))
    return iri


def add_claims(data: Path, document: NamedNode, made: Iterable[tuple[Fact, Claim]]) -> Added:
    """Add claims and their facts to the file of their document."""
    path = data / "claims" / f"{local_name(document)}.ttl"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = _read(path)
    before = len({t.subject for t in known if "/claim/" in str(t.subject)})
    triples = {t for fact, claim in made for part in (fact.triples(), claim.triples()) for t in part}
    after = known | triples
    _write(path, after)
    claims = len({t.subject for t in after if "/claim/" in str(t.subject)})
    return Added(claims, claims - before)


def add_reviews(data: Path, reviews: Iterable[Review]) -> None:
    """Add reviews; those that are there stay."""
    path = data / "reviews.ttl"
    _write(path, _read(path) | {t for review in reviews for t in review.triples()})


def _read(path: Path) -> set[Triple]:
    return {q.triple for q in read(path)} if path.exists() else set()


def _write(path: Path, triples: set[Triple]) -> None:
    with atomic_writer(path) as out:
        write_turtle(triples, out)
