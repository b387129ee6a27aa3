"""Adding documents, claims and reviews to the data files: canonical, each file whole or not at all."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from kg.disk import atomic_writer, unreadable
from kg.errors import BadClaim, BadFile, KgError
from kg.language import Text
from kg.model.claim_json import check_form, from_json
from kg.model.claims import Claim
from kg.model.documents import Received, describe
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.populate.data_folder import claims_file, documents_file, reviews_file
from kg.populate.reference import Reference
from kg.rdf.index import Index
from kg.rdf.iris import mint
from kg.rdf.turtle import read, write_turtle
from kg.rdf.vocab import A, term

_ONE_A_LINE = Text(
    "write one JSON object a line; `kg claim --help` shows one",
    "请每行写一个 JSON 对象；`kg claim --help` 有示例",
)


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: how many claims there are now, and how many of them are new."""

    claims: int
    new: int


def read_lines(path: Path) -> list[Mapping[str, Any]]:
    """Read claims in their JSON form, one object a line.

    Raises:
        BadFile: It cannot be read, or a line is not a JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        why = Text("it is not UTF-8", "不是 UTF-8")
        remedy = Text("save it as UTF-8", "请另存为 UTF-8")
        raise BadFile(where=path, why=why, remedy=remedy) from error
    # Not at what else Unicode takes for a line end, which may stand in a text.
    lines = enumerate(text.split("\n"), 1)
    return [_read_line(f"{path}:{number}", line) for number, line in lines if line.strip()]


def _read_line(where: str, line: str) -> Mapping[str, Any]:
    try:
        said = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadFile(
            where=f"{where}:{error.colno}",
            why=Text("this is not JSON from here on", "从此处起不是合法的 JSON"),
            remedy=_ONE_A_LINE,
        ) from error
    if not isinstance(said, dict):
        raise BadFile(
            where=where,
            why=Text("this line is not a JSON object", "此行不是 JSON 对象"),
            remedy=_ONE_A_LINE,
        )
    return said


def make_claims(
    kinds: Mapping[str, FactKind],
    document: NamedNode,
    lines: Iterable[Mapping[str, Any]],
    text: str | None,
    reference: Reference | None = None,
) -> list[tuple[Fact, Claim]]:
    """Make facts and claims of a document from their JSON form, all of them or none.

    Args:
        kinds: The fact kinds.
        document: The document.
        lines: The claims; see `kg.model.claim_json.from_json`.
        text: The document as received; None where it is not at hand.
        reference: What there is to speak of, where names stand for things and things are to be checked.

    Raises:
        BadClaim: With the number of the line that is not right, and why.
    """
    made = []
    for number, said in enumerate(lines, 1):
        try:
            check_form(said)
            made.append(from_json(kinds, document, _resolved(kinds, said, reference), text))
        except KgError as error:
            raise BadClaim(
                claim=Text(f"claim {number}", f"第 {number} 条主张"),
                why=error.text(),
            ) from error
    return made


def _resolved(
    kinds: Mapping[str, FactKind], said: Mapping[str, Any], reference: Reference | None
) -> Mapping[str, Any]:
    """Put things in place of their names; what is of no kind that there is stays as it is."""
    if reference is None or said["fact"] not in kinds:
        return said
    found = {**said, "roles": reference.fill(kinds[said["fact"]], said["roles"])}
    if said.get("attributedTo"):
        found["attributedTo"] = f"<{reference.thing(said['attributedTo']).value}>"
    return found


def add_document(data: Path, slug: str, received: Received, facts: dict[str, str]) -> NamedNode:
    """Describe a document in `documents.ttl`.

    Raises:
        BadFile: A document of that name is there and is another text.
    """
    iri = mint("document", slug)
    path = documents_file(data)
    known = _read(path)
    said = Index(known).one(iri, term("sl:sha256"))
    if said is not None and said.value != received.sha256:
        raise BadFile(
            where=path,
            why=Text(f"{slug!r} is another text there", f"其中的 {slug!r} 是另一份文本"),
            remedy=Text("give this document another name", "请给此文档另取一名"),
        )
    _write(path, known | set(describe(slug, received, facts)))
    return iri


def add_claims(data: Path, document: NamedNode, made: Iterable[tuple[Fact, Claim]]) -> Added:
    """Add claims and their facts to the file of their document."""
    path = claims_file(data, document)
    path.parent.mkdir(parents=True, exist_ok=True)
    known = _read(path)
    before = _count_claims(known)
    triples = {t for fact, claim in made for part in (fact.triples(), claim.triples()) for t in part}
    after = known | triples
    _write(path, after)
    claims = _count_claims(after)
    return Added(claims, claims - before)


def add_reviews(data: Path, reviews: Iterable[Review]) -> None:
    """Add reviews; those that are there stay."""
    path = reviews_file(data)
    _write(path, _read(path) | {t for review in reviews for t in review.triples()})


def _count_claims(triples: set[Triple]) -> int:
    return sum(t.predicate == A and t.object == term("sl:Claim") for t in triples)


def _read(path: Path) -> set[Triple]:
    return {q.triple for q in read(path)} if path.exists() else set()


def _write(path: Path, triples: set[Triple]) -> None:
    with atomic_writer(path) as out:
        write_turtle(triples, out)
