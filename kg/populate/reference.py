"""The things that a data folder describes, their classes and names, before there is a store of it.

Claims are checked against this when they are added, so that a slip shows at once.
"""

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import BadFact, BadTerm, KgError, UnknownName
from kg.graph.search import LabelIndex
from kg.language import Text
from kg.model.kinds import FactKind, Role, read_kinds
from kg.populate.data_folder import reviews_file
from kg.rdf.index import Index, Term
from kg.rdf.iris import expand, local_name, shorten
from kg.rdf.turtle import read
from kg.rdf.vocab import A, term
from kg.sparql.parameters import IRI, LITERALS, Lookup, Parameter, resolve

_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_MONTH = 7  # characters of 2018-12
_SUBCLASS_OF = term("rdfs:subClassOf")
_A_PERIOD = Text(
    "write the year first, then month and day, with dashes", "请按年、月、日的次序书写，以连字符相连"
)
_ADD_IT = Text(
    "give a CURIE or a name of a thing in the data folder, or describe it there first",
    "请给出数据文件夹中某事物的 CURIE 或名称，或先在其中描述它",
)


class Reference:
    """The things that claims may speak of, found by CURIE or by name, and the kinds of fact.

    Args:
        ontology: The quads of the ontology.
        things: The quads of the reference data.
    """

    def __init__(self, ontology: list[Quad], things: list[Quad]) -> None:
        self.kinds: dict[str, FactKind] = read_kinds(ontology)
        self._index = Index([*ontology, *things])
        self._labels = LabelIndex.build([*ontology, *things])
        self._patterns = self._read_patterns()
        self._lookup = Lookup(
            exact=self._labels.exact,
            is_a=self._is_a,
            near=lambda text: [match.iri for match in self._labels.near(text)],
        )

    @classmethod
    def read(cls, ontology: Path, data: Path) -> Self:
        """Read the folders of the ontology and of the data; claims and reviews are passed over.

        Raises:
            BadFile: A file does not parse.
        """
        return cls(_read_all(ontology), _read_all(data))

    def fill(self, kind: FactKind, roles: Mapping[str, Any]) -> dict[str, Any]:
        """Give roles with things in place of their names; roles that the kind lacks stay, for it to refuse.

        Raises:
            BadFact: A thing is unknown, of another class than its role takes, or one of several of a name; or
                a text does not have the form that its role wants.
        """
        return {
            name: self._role_value(kind, kind.roles[name], value) if name in kind.roles else value
            for name, value in roles.items()
        }

    def thing(self, text: str, wanted: str = IRI) -> NamedNode:
        """Give the thing that a CURIE, an IRI or a name means.

        Raises:
            BadTerm: Nothing is called so, several things are, or it is of another class than is wanted.
        """
        found = _as_iri(text)
        if found is not None and found not in self._index.by_subject:
            near = ", ".join(shorten(iri) for iri in self._labels.near_iris(found))
            raise UnknownName(value=text, near=near, **({} if near else {"remedy": _ADD_IT}))
        if found is None and not self._labels.exact(text) and not self._labels.near(text):
            raise UnknownName(value=text, remedy=_ADD_IT)
        meant = resolve(Parameter("thing", wanted), text, self._lookup)
        assert isinstance(meant, NamedNode)
        return meant

    def _role_value(self, kind: FactKind, role: Role, value: Any) -> Any:
        if value is None or isinstance(value, Literal | NamedNode):
            return value
        try:
            if role.datatype is not None:
                return self._checked_text(kind, role, value)
            text = value.get("iri", value.get("label", "")) if isinstance(value, Mapping) else value
            return self.thing(str(text), local_name(role.filler) if role.filler else IRI)
        except KgError as error:
            raise _bad_role(kind, role, error) from error

    def _checked_text(self, kind: FactKind, role: Role, value: Any) -> Any:
        pattern = self._patterns.get((kind.name, role.name))
        if pattern is None or (pattern.search(str(value)) and is_on_calendar(str(value))):
            return value
        raise BadTerm(value=value, wanted=LITERALS["Period"].wanted, remedy=_A_PERIOD)

    def _is_a(self, thing: NamedNode, name: str) -> bool:
        classes, seen = list(self._index.objects(thing, A)), set[Term]()
        while classes:
            one = classes.pop()
            if one == term(f"sl:{name}"):
                return True
            if one not in seen:
                seen.add(one)
                classes += self._index.objects(one, _SUBCLASS_OF)
        return False

    def _read_patterns(self) -> dict[tuple[str, str], re.Pattern[str]]:
        """Read the patterns of roles, by the names of kind and role."""
        found = {}
        for shape in self._index.subjects(A, term("sl:FactKind")):
            kind = local_name(self._index.one(shape, term("sh:targetClass")))
            for role in self._index.objects(shape, term("sh:property")):
                pattern, path = (self._index.one(role, term(f"sh:{part}")) for part in ("pattern", "path"))
                if pattern is not None and path is not None:
                    found[kind, local_name(path)] = re.compile(pattern.value, re.ASCII)
        return found


def is_on_calendar(period: str) -> bool:
    """Say whether the months and days of a period are such as there are.

    >>> is_on_calendar("2018-02-28/2018-12"), is_on_calendar("2018-02-30"), is_on_calendar("2018-H1")
    (True, False, True)
    """
    for day in _DAY.findall(period):
        try:
            datetime.date.fromisoformat(f"{day}-01" if len(day) == _MONTH else day)
        except ValueError:
            return False
    return True


def _read_all(folder: Path) -> list[Quad]:
    # No claim is about a review.
    paths = sorted(path for path in folder.glob("*.ttl") if path != reviews_file(folder))
    return [quad for path in paths for quad in read(path)]


def _as_iri(text: str) -> NamedNode | None:
    try:
        return expand(text)
    except BadTerm:
        return None


def _bad_role(kind: FactKind, role: Role, error: KgError) -> BadFact:
    (en, remedy_en), (zh, remedy_zh) = error.halves("en"), error.halves("zh")
    why = Text(f"{role.name}: {en}", f"{role.name}：{zh}")
    return BadFact(kind=kind.name, why=why, remedy=Text(remedy_en, remedy_zh))
