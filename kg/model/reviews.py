"""Reviews: who accepted or rejected a claim, and which claims are accepted by that.

The only module that decides whether a claim is accepted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.language import best
from kg.model.claims import Claim
from kg.rdf.index import Index
from kg.rdf.iris import digest, mint
from kg.rdf.vocab import A, term

ACCEPTED = term("verdict:accepted")
REJECTED = term("verdict:rejected")
_DATETIME = term("xsd:dateTime")


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


def read_reviews(triples: Iterable[Triple | Quad]) -> list[Review]:
    """Find the reviews that some triples hold, in order of their IRIs."""
    index = Index(triples)
    return [_read_review(subject, index) for subject in index.subjects(A, term("sl:Review"))]


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
