"""Identity: facts and claims bear the IRIs that their parts give, and the accepted view is up to date."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.errors import BadKind, KgError
from kg.graph.names import read_any_fact
from kg.graph.records import kinds_of
from kg.language import Text, best
from kg.model.claims import Claim, read_claims
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review, accepted, read_reviews
from kg.rdf.index import Index
from kg.rdf.iris import kind_of, shorten
from kg.rdf.vocab import LANGUAGES, PREFIXES, A, term
from kg.store import Store
from kg.validate.finding_text import Check, FindingWriter
from kg.validate.findings import Finding

_SL = PREFIXES["sl"]

_KINDS = Check(
    "kinds-readable",
    "{?why}; facts were not held against their kinds\n{?remedy}",
    "{?why}；未能按类型检查事实\n{?remedy}",
)
_FACT = Check(
    "fact-minted",
    "its roles give another IRI, {?other}; was it edited?\nadd facts with `kg claim`, which mints their IRIs",
    "按其角色应为 {?other}；是否被改动过？\n请用 `kg claim` 添加事实，由它生成 IRI",
)
_CLAIM = Check("claim-minted", "{?why}\n{?remedy}", "{?why}\n{?remedy}")
_ABSENT = Check(
    "view-complete",
    "its claim is accepted, and it is not in the accepted view\nbuild the store anew with `kg build`",
    "它的主张已被采信，它却不在采信视图中\n请用 `kg build` 重建图库",
)
_STALE = Check(
    "view-accepted",
    "it is in the accepted view, and none of its claims is accepted\nbuild the store anew with `kg build`",
    "它在采信视图中，而它的主张均未被采信\n请用 `kg build` 重建图库",
)
_ALTERED = Check(
    "view-faithful",
    "its {?role} in the accepted view is not the one that documents claim\n"
    "build the store anew with `kg build`",
    "它在采信视图中的“{?role}”与文档所主张的不同\n请用 `kg build` 重建图库",
)


def readable_kinds(store: Store, writer: FindingWriter) -> tuple[dict[str, FactKind], list[Finding]]:
    """Read the fact kinds; where one is not declared well, there are none, and a finding says why."""
    try:
        return kinds_of(store), []
    except BadKind as error:
        (en, remedy_en), (zh, remedy_zh) = error.halves("en"), error.halves("zh")
        words = {"why": Text(en, zh), "remedy": Text(remedy_en, remedy_zh)}
        ontology = NamedNode(_SL)
        return {}, [writer.found(_KINDS, ontology, words)]


def sound_claims(quads: Iterable[Quad], writer: FindingWriter) -> tuple[list[Claim], list[Finding]]:
    """Read the claims that are whole, and tell of those that are not."""
    known = list(quads)
    index = Index(known)
    by_subject: dict[NamedNode, list[Quad]] = {}
    for quad in known:
        if isinstance(quad.subject, NamedNode) and kind_of(quad.subject) in ("claim", "evidence"):
            by_subject.setdefault(quad.subject, []).append(quad)
    claims, findings = [], []
    for iri in index.subjects(A, term("sl:Claim")):
        evidence = index.objects(iri, term("sl:evidence"))
        mine = [q for node in (iri, *evidence) for q in by_subject.get(node, [])]
        try:
            claims += read_claims(mine)
        except KgError as error:
            findings.append(writer.found(_CLAIM, iri, _reason(error)))
        except (ValueError, ArithmeticError):
            # A number that is none: SHACL says so of the property.
            continue
    return claims, findings


def sound_facts(kinds: Mapping[str, FactKind], quads: Iterable[Quad]) -> list[Fact]:
    """Read the accepted view's facts that are what their kinds want."""
    found = (read_any_fact(kinds, mine) for mine in _by_fact(quads, in_view=True).values())
    return [fact for fact in found if fact is not None]


def check_facts(
    kinds: Mapping[str, FactKind], quads: Iterable[Quad], writer: FindingWriter
) -> Iterator[Finding]:
    """Tell of facts whose IRI is not what their roles give. What lacks a role SHACL tells of."""
    for iri, mine in _by_fact(quads).items():
        fact = read_any_fact(kinds, mine)
        if fact is not None and fact.iri != iri:
            # The other IRI says nothing to people but that it differs: no label is looked up.
            other = dict.fromkeys(LANGUAGES, shorten(fact.iri))
            yield writer.found(_FACT, iri, {"other": other})


def check_view(
    kinds: Mapping[str, FactKind], quads: Iterable[Quad], claims: Iterable[Claim], writer: FindingWriter
) -> Iterator[Finding]:
    """Tell where the accepted view is not what claims and reviews give."""
    known = list(quads)
    classes = {kind.iri for kind in kinds.values()}
    shown = {
        q.subject
        for q in known
        if q.graph_name == DefaultGraph() and q.predicate == A and q.object in classes
    }
    wanted = {claim.fact for claim in accepted(claims, _sound_reviews(known))}
    for iri in wanted - shown:
        yield writer.found(_ABSENT, iri, {})
    for iri in shown - wanted:  # type: ignore[assignment]
        yield writer.found(_STALE, iri, {})
    yield from _altered(kinds, known, shown & wanted, writer)


def _altered(
    kinds: Mapping[str, FactKind], quads: list[Quad], facts: Iterable[Any], writer: FindingWriter
) -> Iterator[Finding]:
    """Tell of roles that the view gives otherwise than the documents, or has lost."""
    roles = {role.path: role for kind in kinds.values() for role in kind.roles.values()}
    views = _by_fact(quads, in_view=True)
    claimed = _by_fact(q for q in quads if q.graph_name != DefaultGraph())
    for iri in facts:
        in_view = {(q.predicate, q.object) for q in views.get(iri, []) if q.predicate in roles}
        in_documents = {(q.predicate, q.object) for q in claimed.get(iri, []) if q.predicate in roles}
        for path in {path for path, _ in in_view ^ in_documents}:
            role = {language: best(roles[path].labels, language) or path.value for language in LANGUAGES}
            yield writer.found(_ALTERED, iri, {"role": role})


def _by_fact(quads: Iterable[Quad], *, in_view: bool = False) -> dict[NamedNode, list[Quad]]:
    about: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        if in_view and quad.graph_name != DefaultGraph():
            continue
        if isinstance(quad.subject, NamedNode) and kind_of(quad.subject) == "fact":
            about.setdefault(quad.subject, []).append(quad)
    return about


def _sound_reviews(quads: list[Quad]) -> list[Review]:
    index = Index(quads)
    needed = [term(f"sl:{name}") for name in ("reviewOf", "verdict", "reviewed", "reviewer")]
    sound = {
        iri
        for iri in index.subjects(A, term("sl:Review"))
        if all(index.objects(iri, predicate) for predicate in needed)
    }
    return read_reviews(quad for quad in quads if quad.subject in sound)


def _reason(error: KgError) -> dict[str, Mapping[str, str]]:
    found = {}
    for name in ("why", "remedy"):
        value = error.values.get(name, "")
        found[name] = value if isinstance(value, Mapping) else dict.fromkeys(LANGUAGES, str(value))
    return found
