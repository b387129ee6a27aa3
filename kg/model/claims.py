"""Claims, their evidence and their reviews: what a document says, where, and who accepted it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import BadClaim
from kg.language import Text, best
from kg.rdf.index import Index
from kg.rdf.terms import digest, local_name, mint
from kg.rdf.vocab import A, term

BY_HAND = "hand"
"""The rule of a claim that a person read."""

_INTEGER = term("xsd:integer")
_DECIMAL = term("xsd:decimal")
_DATETIME = term("xsd:dateTime")
ACCEPTED = term("verdict:accepted")
REJECTED = term("verdict:rejected")


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


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody accepted or rejected a claim, when, and why. Reviews are only ever added."""

    claim: NamedNode
    is_accepted: bool
    reviewed: str
    """When, as an ISO 8601 date and time in UTC that ends in Z."""
    reviewer: str
    reason: str = ""
    """Why, as the review has it first: in no language, or in English."""
    reasons: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Why, by language tag, where it is said in several languages."""
    iri: NamedNode = field(init=False)
    minted: InitVar[NamedNode | None] = None
    """The IRI, where its parts gave it before; else it is minted."""

    def __post_init__(self, minted: NamedNode | None) -> None:
        object.__setattr__(self, "iri", minted or self._mint())

    def _mint(self) -> NamedNode:
        key = digest(self.claim.value, str(self.is_accepted), self.reviewed, self.reviewer, self.reason)
        return mint("review", key)

    def triples(self) -> Iterator[Triple]:
        """Give the review as triples, for the graph of reviews."""
        yield Triple(self.iri, A, term("sl:Review"))
        yield Triple(self.iri, term("sl:reviewOf"), self.claim)
        yield Triple(self.iri, term("sl:verdict"), ACCEPTED if self.is_accepted else REJECTED)
        yield Triple(self.iri, term("sl:reviewed"), Literal(self.reviewed, datatype=_DATETIME))
        yield Triple(self.iri, term("sl:reviewer"), Literal(self.reviewer))
        for tag, text in (self.reasons or {"": self.reason}).items():
            if text:
                reason = Literal(text, language=tag) if tag else Literal(text)
                yield Triple(self.iri, term("sl:reason"), reason)

    def reason_in(self, language: str) -> str:
        """Give the reason in "zh" or "en"; in what language there is where it is not said in that."""
        return best(self.reasons, language) or self.reason


def newest_verdicts(reviews: Iterable[tuple[NamedNode, str, bool]]) -> dict[NamedNode, bool]:
    """Give for each claim that was reviewed whether its newest review accepts it.

    Of two reviews at the same time the one that rejects counts: doubt is kept.

    Args:
        reviews: Of each review its claim, when it was made, and whether it accepts.
    """
    newest: dict[NamedNode, tuple[str, bool]] = {}
    for claim, reviewed, is_accepted in reviews:
        newest[claim] = max((reviewed, not is_accepted), newest.get(claim, ("", False)))
    return {claim: not is_rejected for claim, (_, is_rejected) in newest.items()}


def accepted(claims: Iterable[Claim], reviews: Iterable[Review]) -> list[Claim]:
    """Give the claims whose newest review accepts them, in the order of the claims."""
    verdicts = newest_verdicts((r.claim, r.reviewed, r.is_accepted) for r in reviews)
    return [claim for claim in claims if verdicts.get(claim.iri)]


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


def read_reviews(triples: Iterable[Triple | Quad]) -> list[Review]:
    """Find the reviews that some triples hold, in order of their IRIs."""
    index = Index(triples)
    return [_read_review(subject, index) for subject in index.subjects(A, term("sl:Review"))]


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


def _read_review(subject: NamedNode, index: Index) -> Review:
    reasons = index.texts(subject, term("sl:reason"))
    return Review(
        claim=index.one(subject, term("sl:reviewOf")),
        is_accepted=index.one(subject, term("sl:verdict")) == ACCEPTED,
        reviewed=index.one(subject, term("sl:reviewed")).value,
        reviewer=index.one(subject, term("sl:reviewer")).value,
        reason=reasons.get("") or best(reasons, "en") or "",
        reasons=reasons,
        minted=subject,
    )


def _span(place: NamedNode, index: Index) -> Span:
    start, end = index.one(place, term("oa:start")), index.one(place, term("oa:end"))
    if start is None or end is None:
        raise BadClaim(claim=place.value, why=Text("it lacks oa:start or oa:end", "缺少 oa:start 或 oa:end"))
    return Span(int(start.value), int(end.value))


def _text(index: Index, subject: NamedNode, name: str) -> str | None:
    found = index.one(subject, term(f"sl:{name}"))
    return found.value if found is not None else None
