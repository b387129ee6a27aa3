"""Fact kinds, as `ontology/shapes.ttl` declares them.

No kind is named here. A kind's roles, identity, dependencies, shortcuts and sentences are read from its
node shape, so that a new kind is a new shape and no Python.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from kg.errors import BadKind
from kg.rdf.index import Index, Term
from kg.rdf.iris import local_name
from kg.rdf.vocab import A, term

_FACT_KIND = term("sl:FactKind")


@dataclass(frozen=True, slots=True)
class Role:
    """One role of a fact kind: what it is called, what may fill it, and how two fillings compare."""

    name: str
    path: NamedNode
    labels: Mapping[str, str]
    order: int
    is_required: bool
    is_identifying: bool
    datatype: NamedNode | None
    filler: NamedNode | None
    compared_as: str
    """"AsQuantity", "AsPeriod", "AsPosition", or "" for sameness."""
    unsaid: frozenset[Term] = frozenset()
    """Values that a sentence leaves out, such as "exactly"."""


@dataclass(frozen=True, slots=True)
class Condition:
    """That a role has one of some values; without a role it always holds."""

    role: str = ""
    values: frozenset[Term] = frozenset()

    def holds(self, roles: Mapping[str, Term]) -> bool:
        """Say whether a fact with these roles fulfils it."""
        return not self.role or roles.get(self.role) in self.values


@dataclass(frozen=True, slots=True)
class Dependency:
    """That some roles determine another: same determinants, other determined value is a conflict."""

    determinants: tuple[str, ...]
    determined: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A plain triple that a fact yields: subject role, predicate, object role."""

    subject: str
    predicate: NamedNode
    object: str
    when: Condition


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact, as its node shape declares it."""

    name: str
    iri: NamedNode
    slug: str
    labels: Mapping[str, str]
    sentences: Mapping[str, str]
    roles: Mapping[str, Role]
    dependencies: tuple[Dependency, ...]
    shortcuts: tuple[Shortcut, ...]
    parts_along: tuple[str, ...]
    """Roles whose values can be parts of one another, so that a part's value cannot exceed the whole's."""


def read_kinds(shapes: Iterable[Triple | Quad]) -> dict[str, FactKind]:
    """Read every fact kind from the triples of the shapes.

    Returns:
        Kinds by name ("Location"), in order of their names.

    Raises:
        BadKind: A shape lacks its class, its slug or its roles, or speaks of a role that it does not have.
    """
    index = Index(shapes)
    kinds = [_read_kind(shape, index) for shape in index.subjects(A, _FACT_KIND)]
    slugs: dict[str, str] = {}
    for kind in kinds:
        if slugs.setdefault(kind.slug, kind.name) != kind.name:
            raise BadKind(kind=kind.name, why=f"its slug {kind.slug!r} is also that of {slugs[kind.slug]}")
    return {kind.name: kind for kind in sorted(kinds, key=lambda k: k.name)}


def _read_kind(shape: NamedNode, index: Index) -> FactKind:
    target, slug = index.one(shape, term("sh:targetClass")), index.one(shape, term("sl:slug"))
    if target is None or slug is None:
        raise BadKind(kind=local_name(shape), why="it lacks sh:targetClass or sl:slug")
    name = local_name(target)
    found = (
        _read_role(property_shape, index)
        for property_shape in index.objects(shape, term("sh:property"))
        if index.one(property_shape, term("sh:path")) is not None
    )
    roles = {role.name: role for role in sorted(found, key=lambda r: (r.order, r.name))}
    if not roles:
        raise BadKind(kind=name, why="it has no roles (sh:property with sh:path)")
    kind = FactKind(
        name=name,
        iri=target,
        slug=slug.value,
        labels=index.texts(shape, term("rdfs:label")),
        sentences=index.texts(shape, term("sl:sentence")),
        roles=roles,
        dependencies=tuple(_dependency(node, index) for node in _parts(index, shape, "dependency")),
        shortcuts=tuple(_shortcut(node, index) for node in _parts(index, shape, "shortcut")),
        parts_along=tuple(
            local_name(o)
            for n in _parts(index, shape, "partRule")
            for o in index.objects(n, term("sl:along"))
        ),
    )
    _check(kind)
    return kind


def _read_role(shape: NamedNode, index: Index) -> Role:
    path = index.one(shape, term("sh:path"))
    order = index.one(shape, term("sh:order"))
    least = index.one(shape, term("sh:minCount"))
    identifying = index.one(shape, term("sl:identifying"))
    compared = index.one(shape, term("sl:comparedAs"))
    return Role(
        name=local_name(path),
        path=path,
        labels=index.texts(shape, term("sh:name")),
        order=int(order.value) if order is not None else 0,
        is_required=least is not None and int(least.value) > 0,
        is_identifying=identifying is None or identifying.value in ("true", "1"),
        datatype=index.one(shape, term("sh:datatype")),
        filler=index.one(shape, term("sh:class")),
        compared_as=local_name(compared) if compared is not None else "",
        unsaid=frozenset(index.objects(shape, term("sl:unsaid"))),
    )


def _parts(index: Index, shape: NamedNode, name: str) -> list[NamedNode]:
    return sorted(index.objects(shape, term(f"sl:{name}")), key=str)


def _condition(node: NamedNode, index: Index) -> Condition:
    role = index.one(node, term("sl:whenRole"))
    if role is None:
        return Condition()
    return Condition(local_name(role), frozenset(index.objects(node, term("sl:whenValue"))))


def _dependency(node: NamedNode, index: Index) -> Dependency:
    determinants = tuple(sorted(local_name(o) for o in index.objects(node, term("sl:determinant"))))
    determined = index.one(node, term("sl:determined"))
    if not determinants or determined is None:
        raise BadKind(kind=local_name(node), why="a dependency needs sl:determinant and sl:determined")
    return Dependency(determinants, local_name(determined), _condition(node, index))


def _shortcut(node: NamedNode, index: Index) -> Shortcut:
    subject, predicate, value = (
        index.one(node, term(f"sl:shortcut{p}")) for p in ("Subject", "Predicate", "Object")
    )
    if subject is None or predicate is None or value is None:
        raise BadKind(kind=local_name(node), why="a shortcut needs a subject, a predicate and an object")
    return Shortcut(local_name(subject), predicate, local_name(value), _condition(node, index))


def _check(kind: FactKind) -> None:
    spoken = [r for d in kind.dependencies for r in (*d.determinants, d.determined, d.when.role)]
    spoken += [r for s in kind.shortcuts for r in (s.subject, s.object, s.when.role)]
    for role in (*spoken, *kind.parts_along):
        if role and role not in kind.roles:
            raise BadKind(kind=kind.name, why=f"a rule of it speaks of the role {role!r}, which it lacks")
