"""Claims and their evidence: which document says which fact, and where. `reviews` says which are accepted."""

from collections.abc import Iterable, Iterator
from dataclasses import InitVar, dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import BadClaim
from kg.language import Text
from kg.rdf.index import Index
from kg.rdf.iris import digest, local_name, mint
from kg.rdf.vocab import A, term

BY_HAND = "hand"
"""The rule of a claim that a person read."""

_INTEGER = term("xsd:integer")
_DECIMAL = term("xsd:decimal")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document: `start` and `end` count code points as received, `end` left out."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Document D says fact F, at some spans, read by a rule. It never changes."""

    document: NamedNode
    fact: NamedNode
    spans: tuple[Span, ...]
    rule: str = BY_HAND
    rule_version: str = "1"
    confidence: Decimal = Decimal(1)
    as_written: str | None = None
    attributed_to: NamedNode | None = None
    iri: NamedNode = field(init=False)
    minted: InitVar[NamedNode | None] = None
    """The IRI, where its parts gave it before; else it is minted."""

    def __post_init__(self, minted: NamedNode | None) -> None:
        if not self.spans:
            raise BadClaim(
                claim=self.fact.value,
                why=Text("a claim needs evidence, and this has none", "主张必须有证据，而此处没有"),
                remedy=Text("give the span that says it", "请给出说明它的文字位置"),
            )
        object.__setattr__(self, "iri", minted or self._mint())

    def _mint(self) -> NamedNode:
        places = [f"{span.start}-{span.end}" for span in self.spans]
        key = digest(self.document.value, self.fact.value, *places, self.rule, self.rule_version)
        return mint("claim", f"{local_name(self.document)}-{key}")

    @property
    def is_by_hand(self) -> bool:
        """Whether a person read it, and no rule."""
        return self.rule == BY_HAND

    def triples(self) -> Iterator[Triple]:
        """Give the claim and its evidence as triples; the fact's own triples are the fact's."""
        yield Triple(self.iri, A, term("sl:Claim"))
        yield Triple(self.iri, term("sl:states"), self.fact)
        yield Triple(self.iri, term("sl:inDocument"), self.document)
        yield Triple(self.iri, term("sl:rule"), Literal(self.rule))
        yield Triple(self.iri, term("sl:ruleVersion"), Literal(self.rule_version))
        yield Triple(
            self.iri, term("sl:confidence"), Literal(f"{self.confidence.normalize():f}", datatype=_DECIMAL)
        )
        if self.as_written is not None:
            yield Triple(self.iri, term("sl:asWritten"), Literal(self.as_written))
        if self.attributed_to is not None:
            yield Triple(self.iri, term("sl:attributedTo"), self.attributed_to)
        for span in self.spans:
            yield from self._evidence(span)

    def _evidence(self, span: Span) -> Iterator[Triple]:
        place = mint("evidence", f"{local_name(self.document)}-{span.start}-{span.end}")
        yield Triple(self.iri, term("sl:evidence"), place)
        yield Triple(place, A, term("sl:Evidence"))
        yield Triple(place, term("oa:start"), Literal(str(span.start), datatype=_INTEGER))
        yield Triple(place, term("oa:end"), Literal(str(span.end), datatype=_INTEGER))
        yield Triple(place, term("oa:hasSource"), self.document)


def read_claims(triples: Iterable[Triple | Quad], *, is_checked: bool = True) -> list[Claim]:
    """Find the claims that some triples hold, in order of their IRIs.

    Args:
        triples: What may hold claims.
        is_checked: Whether each IRI is minted anew and compared. If not, which is quicker, IRIs are taken as
            they stand, and what is no whole claim is left out.

    Raises:
        BadClaim: A claim lacks its fact, its document or its evidence, or its IRI is not what its parts give.
    """
    index = Index(triples)
    claims = []
    for subject in index.subjects(A, term("sl:Claim")):
        try:
            claims.append(_read_claim(subject, index, is_checked=is_checked))
        except BadClaim:
            if is_checked:
                raise
    return claims


def _read_claim(subject: NamedNode, index: Index, *, is_checked: bool) -> Claim:
    fact, document = index.one(subject, term("sl:states")), index.one(subject, term("sl:inDocument"))
    if fact is None or document is None:
        raise BadClaim(
            claim=subject.value,
            why=Text("it lacks sl:states or sl:inDocument", "缺少 sl:states 或 sl:inDocument"),
        )
    confidence = _text(index, subject, "confidence")
    claim = Claim(
        document=document,
        fact=fact,
        spans=tuple(sorted(_span(e, index) for e in index.objects(subject, term("sl:evidence")))),
        rule=_text(index, subject, "rule") or BY_HAND,
        rule_version=_text(index, subject, "ruleVersion") or "1",
        confidence=Decimal(confidence or "1"),
        as_written=_text(index, subject, "asWritten"),
        attributed_to=index.one(subject, term("sl:attributedTo")),
        minted=None if is_checked else subject,
    )
    if claim.iri != subject:
        raise BadClaim(
            claim=subject.value,
            why=Text(
                f"its parts give another IRI, {claim.iri.value}; was it edited?",
                f"按其各部分应为 {claim.iri.value}；是否被改动过？",
            ),
            remedy=Text(
                "a claim never changes: restore it, or reject it and add the right one",
                "主张不可更改：请复原，或拒绝它并另加正确的一条",
            ),
        )
    return claim


def _span(place: NamedNode, index: Index) -> Span:
    start, end = index.one(place, term("oa:start")), index.one(place, term("oa:end"))
    if start is None or end is None:
        raise BadClaim(claim=place.value, why=Text("it lacks oa:start or oa:end", "缺少 oa:start 或 oa:end"))
    return Span(int(start.value), int(end.value))


def _text(index: Index, subject: NamedNode, name: str) -> str | None:
    found = index.one(subject, term(f"sl:{name}"))
    return found.value if found is not None else None
