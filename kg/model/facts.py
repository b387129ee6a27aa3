"""Facts: statements of several roles, made as their kind declares and minted from their parts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import BadFact, KgError, nearest
from kg.language import Text, best, did_you_mean, period, quantity
from kg.model.kinds import FactKind, Role
from kg.rdf.index import Index, Term
from kg.rdf.iris import digest, expand, local_name, mint, plain
from kg.rdf.vocab import PREFIXES, A

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


class Position(NamedTuple):
    """Where a fact puts something in an order."""

    order: int
    """Which of the roles of its kind that say a position this one is, from 0."""
    number: int
    role: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of one kind: each role's name with the term that fills it."""

    kind: FactKind
    roles: Mapping[str, Term]
    iri: NamedNode = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "iri", _mint(self.kind, self.roles))

    def triples(self) -> Iterator[Triple]:
        """Give the fact as triples: its class, then a triple a role."""
        yield Triple(self.iri, A, self.kind.iri)
        for name, term in self.roles.items():
            yield Triple(self.iri, self.kind.roles[name].path, term)

    def sentence(self, language: str, label: Callable[[NamedNode], str]) -> str:
        """Tell the fact in words, "zh" or "en", by its kind's template.

        Args:
            language: "zh" or "en".
            label: Gives the label to show for a thing.
        """
        template = best(self.kind.sentences, language) or self.kind.name
        said = {name: self._role_text(name, language, label) for name in self.roles}
        for alternative in template.split("|"):
            text = _OPTIONAL.sub(lambda part: _filled(part[1], said) or "", alternative)
            full = _filled(text, said)
            if full is not None:
                return re.sub(" +", " ", full).strip()
        return f"{self.kind.name}({', '.join(said.values())})"

    def position(self) -> Position | None:
        """Give the first of its roles that say a position: ranks come before places in a list."""
        positions = [role.name for role in self.kind.roles.values() if role.compared_as == "AsPosition"]
        found = ((order, name) for order, name in enumerate(positions) if name in self.roles)
        return next((Position(order, int(self.roles[name].value), name) for order, name in found), None)

    def _role_text(self, name: str, language: str, label: Callable[[NamedNode], str]) -> str:
        term, role = self.roles[name], self.kind.roles[name]
        if term in role.unsaid:
            return ""
        if isinstance(term, NamedNode):
            return label(term)
        unit = self.roles.get("unit")
        if role.compared_as == "AsQuantity" and isinstance(unit, NamedNode):
            # In Chinese a number of things takes its measure word: 8个.
            goes_without_saying = language != "zh" and unit in self.kind.roles["unit"].unsaid
            return quantity(Decimal(term.value), "" if goes_without_saying else label(unit), language)
        if role.datatype is not None and local_name(role.datatype) == "string":
            return period(term.value, language, happens_once=role.compared_as == "AsPeriod")
        return term.value

    def shortcuts(self) -> Iterator[Triple]:
        """Give the plain triples that the fact yields."""
        for shortcut in self.kind.shortcuts:
            subject = self.roles.get(shortcut.subject)
            value = self.roles.get(shortcut.object)
            if isinstance(subject, NamedNode) and value is not None and shortcut.when.holds(self.roles):
                yield Triple(subject, shortcut.predicate, value)


def make_fact(kind: FactKind, roles: Mapping[str, object]) -> Fact:
    """Make a fact from role values as people or JSON give them.

    Args:
        kind: The kind of the fact.
        roles: Role name to a term, a CURIE or IRI, a number, a boolean or a plain string, as the role wants.

    Raises:
        BadFact: A role is unknown, missing, or filled with what it does not take.
    """
    for name in roles:
        if name not in kind.roles:
            raise BadFact(
                kind=kind.name,
                why=Text(f"it has no role {name!r}", f"它没有角色 {name!r}"),
                remedy=did_you_mean(nearest(name, kind.roles) or kind.roles),
            )
    given = {name: value for name, value in roles.items() if value is not None}
    for role in kind.roles.values():
        if role.is_required and role.name not in given:
            raise BadFact(
                kind=kind.name,
                why=Text(f"the role {role.name!r} is missing", f"缺少角色 {role.name!r}"),
                remedy=Text("give it a value", "请给出它的值"),
            )
    ordered = sorted(given, key=lambda name: kind.roles[name].order)
    return Fact(kind, {name: _fill(kind, kind.roles[name], given[name]) for name in ordered})


def read_facts(kinds: Mapping[str, FactKind], triples: Iterable[Triple | Quad]) -> Iterator[Fact]:
    """Find the facts that some triples state, in order of their IRIs.

    A fact keeps the IRI that its roles give, whatever IRI the triples used.

    Raises:
        BadFact: A fact's triples are not what its kind allows.
    """
    by_class = {kind.iri: kind for kind in kinds.values()}
    index = Index(triples)
    for subject in sorted(index.by_subject, key=str):
        classes = index.objects(subject, A)
        kind = next((by_class[c] for c in classes if isinstance(c, NamedNode) and c in by_class), None)
        if kind is not None:
            yield make_fact(kind, _roles_of(index, subject, kind))


def to_json(fact: Fact, label: Mapping[NamedNode, str]) -> dict[str, Any]:
    """Give a fact in the JSON form that claims are exchanged in.

    >>> # {"fact": "Location", "roles": {"place": {"iri": "…/city/hangzhou", "label": "杭州"}, …}}
    """
    roles: dict[str, Any] = {}
    for name, term in fact.roles.items():
        if isinstance(term, NamedNode):
            roles[name] = {"iri": term.value, "label": label.get(term, local_name(term))}
        else:
            roles[name] = plain(term)
    return {"fact": fact.kind.name, "roles": roles}


def _filled(template: str, said: Mapping[str, str]) -> str | None:
    """Fill a template's slots; None where a role is missing or is a boolean that is false."""
    if any(said.get(name, "false") == "false" for name in _SLOT.findall(template)):
        return None
    return _SLOT.sub(lambda slot: said[slot[1]].removeprefix("true"), template)


def _mint(kind: FactKind, roles: Mapping[str, Term]) -> NamedNode:
    # By name, not by order: a role that a kind gains later leaves the IRIs of older facts alone.
    parts = [f"{name}={roles[name]}" for name in sorted(roles) if kind.roles[name].is_identifying]
    return mint("fact", f"{kind.slug}-{digest(kind.slug, *parts)}")


def _roles_of(index: Index, subject: Any, kind: FactKind) -> dict[str, object]:
    roles: dict[str, object] = {}
    for role in kind.roles.values():
        found = index.objects(subject, role.path)
        if len(found) > 1:
            raise BadFact(kind=kind.name, why=f"{subject} has {len(found)} values of {role.name!r}")
        if found:
            roles[role.name] = found[0]
    return roles


def _fill(kind: FactKind, role: Role, value: object) -> Term:
    try:
        return _literal(role.datatype, value) if role.datatype is not None else _thing(value)
    except (ValueError, InvalidOperation, KgError) as error:
        wanted = local_name(role.datatype or role.filler or role.path)
        raise BadFact(
            kind=kind.name,
            why=Text(
                f"{value!r} does not fit the role {role.name!r}, which takes {wanted}",
                f"{value!r} 不适合角色 {role.name!r}，它应为 {wanted}",
            ),
            remedy=_WRITE.get(wanted, _WRITE_A_THING),
        ) from error


_WRITE = {
    "integer": Text("write a whole number, such as 3", "请写整数，如 3"),
    "decimal": Text("write a number, such as 24.5", "请写数字，如 24.5"),
    "boolean": Text("write true or false", "请写 true 或 false"),
}
_WRITE_A_THING = Text("write a CURIE, such as city:hangzhou", "请写 CURIE，如 city:hangzhou")


def _thing(value: object) -> Term:
    if isinstance(value, NamedNode):
        return value
    if isinstance(value, Mapping):
        value = value.get("iri", "")
    return expand(str(value))


def _literal(datatype: NamedNode, value: object) -> Literal:
    """Make a literal in the canonical form that the store keeps, so that a fact's IRI is stable."""
    text = value.value if isinstance(value, Literal) else str(value)
    match local_name(datatype):
        case "integer":
            return Literal(str(int(text)), datatype=datatype)
        case "decimal":
            return Literal(f"{Decimal(text).normalize():f}", datatype=datatype)
        case "boolean":
            lowered = text.lower()
            if lowered not in ("true", "false", "1", "0"):
                raise ValueError(f"{text!r} is neither true nor false")
            return Literal("true" if lowered in ("true", "1") else "false", datatype=datatype)
        case _:
            return (
                Literal(text)
                if datatype.value == PREFIXES["xsd"] + "string"
                else Literal(text, datatype=datatype)
            )
