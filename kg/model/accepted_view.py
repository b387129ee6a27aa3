"""The accepted view: which facts are in it, and what is derived for each.

Everything here can be thrown away and made again from claims, reviews and reference data.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import BadClaim
from kg.language import Text
from kg.model.claims import Claim
from kg.model.facts import Fact
from kg.model.reviews import Review, accepted
from kg.rdf.vocab import LABEL, term

_INTEGER = term("xsd:integer")
_TAGS = {"en": "en", "zh": "zh-Hans"}

Label = Callable[[NamedNode], str]


def accepted_view(
    facts: Mapping[NamedNode, Fact],
    claims: Iterable[Claim],
    reviews: Iterable[Review],
    origins: Mapping[NamedNode, NamedNode],
    labels: Mapping[str, Label],
) -> Iterator[Triple]:
    """Derive the accepted view's facts, in order of their IRIs.

    Each accepted fact comes with its roles, its shortcuts, a sentence in each language, the documents that
    claim it, who states it, and how many independent origins say it.

    Args:
        facts: Every claimed fact by its IRI.
        claims: Every claim.
        reviews: Every review; only claims whose newest review accepts them count.
        origins: The document each copied document was copied from.
        labels: For "zh" and "en", what to call a thing.

    Raises:
        BadClaim: An accepted claim states a fact that its document does not give.
    """
    by_fact: dict[NamedNode, list[Claim]] = defaultdict(list)
    for claim in accepted(claims, reviews):
        by_fact[claim.fact].append(claim)
    for iri in sorted(by_fact, key=lambda i: i.value):
        if iri not in facts:
            raise BadClaim(
                claim=by_fact[iri][0].iri.value,
                why=Text(f"it states {iri.value}, which is nowhere", f"它陈述的 {iri.value} 不存在"),
                remedy=Text("add the fact's roles beside it", "请在旁边补上该事实的角色"),
            )
        yield from _of_fact(facts[iri], by_fact[iri], origins, labels)


def _of_fact(
    fact: Fact, claims: list[Claim], origins: Mapping[NamedNode, NamedNode], labels: Mapping[str, Label]
) -> Iterator[Triple]:
    yield from fact.triples()
    yield from fact.shortcuts()
    for language, tag in _TAGS.items():
        yield Triple(fact.iri, LABEL, Literal(fact.sentence(language, labels[language]), language=tag))
    documents = {claim.document for claim in claims}
    for document in sorted(documents, key=lambda d: d.value):
        yield Triple(fact.iri, term("sl:claimedIn"), document)
    speakers = {claim.attributed_to for claim in claims if claim.attributed_to is not None}
    for speaker in sorted(speakers, key=lambda s: s.value):
        yield Triple(fact.iri, term("sl:statedBy"), speaker)
    sources = {_origin(document, origins) for document in documents}
    yield Triple(fact.iri, term("sl:originCount"), Literal(str(len(sources)), datatype=_INTEGER))


def _origin(document: NamedNode, origins: Mapping[NamedNode, NamedNode]) -> NamedNode:
    """Follow copies to the first; a ring of copies counts as one origin, the least of them."""
    seen = [document]
    while (source := origins.get(seen[-1])) is not None:
        if source in seen:
            return min(seen[seen.index(source) :], key=lambda d: d.value)
        seen.append(source)
    return seen[-1]
