"""Parameters of named queries: what type they have, and the term that a text stands for.

The only module that decides what `--param city=杭州` means.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg.errors import AmbiguousName, BadTerm, UnknownName, UnknownPrefix
from kg.language import Text, did_you_mean
from kg.rdf.index import Term
from kg.rdf.iris import expand, parse_term, shorten
from kg.rdf.vocab import PREFIXES, term

ANY = "Any"
"""The type of a parameter that nobody declared: any term as Turtle writes it, or a name."""
IRI = "IRI"
"""The type of a parameter that takes a thing of any class."""
SCHEME = "ConceptScheme"
"""The type of a parameter that takes a concept scheme; the one class of things that is not our ontology's."""

_PERIOD = r"\d{4}(-\d{2}(-\d{2})?|-H[12]|-Q[1-4])?(/(\.\.|\d{4}(-\d{2}(-\d{2})?)?))?"
_QUOTED_OR_NUMBER = re.compile(r'".*"|[+-]?\d*\.?\d+|true|false', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query, as its head comment declares it."""

    name: str
    type: str
    """A class of the ontology ("City"), or a key of `LITERALS`, or `SCHEME`, `IRI` or `ANY`."""
    is_optional: bool = True
    default: str | None = None
    """What it is bound to where nothing is given, written as a user would."""
    about: dict[str, str] = field(default_factory=dict)
    """What it is for, in "zh" and "en"."""

    @property
    def is_needed(self) -> bool:
        """Whether the query cannot be run without a value for it."""
        return not self.is_optional and self.default is None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What finding a thing by its name takes: an index of labels, and what class a thing is of."""

    exact: Callable[[str], Iterable[NamedNode]]
    """The things that have this very name, in any language."""
    is_a: Callable[[NamedNode, str], bool]
    """Whether a thing is of a class, or of a class below it; `class_test` is how to ask a store."""
    near: Callable[[str], Iterable[NamedNode]] = lambda _: ()
    """Things whose names look like this one."""
    labels: Callable[[NamedNode], Mapping[str, str]] = lambda _: {}
    """What a class is called, in "zh" and "en", where that is known."""


@dataclass(frozen=True, slots=True)
class LiteralType:
    """A type of parameter that is no thing: how a value is written, and what it becomes."""

    pattern: re.Pattern[str]
    make: Callable[[str], Literal]
    wanted: dict[str, str]


def _typed(name: str) -> NamedNode:
    return term(f"xsd:{name}")


def _integer(text: str) -> Literal:
    return Literal(str(int(text)), datatype=_typed("integer"))


def _decimal(text: str) -> Literal:
    return Literal(f"{Decimal(text).normalize():f}", datatype=_typed("decimal"))


def _boolean(text: str) -> Literal:
    is_true = text.lower() in ("true", "yes", "是", "1")
    return Literal("true" if is_true else "false", datatype=_typed("boolean"))


LITERALS: dict[str, LiteralType] = {
    # Years and periods are plain strings in the data: a store rewrites typed ones.
    "Text": LiteralType(re.compile(r".*", re.DOTALL), Literal, Text("a text", "文本")),
    "Year": LiteralType(re.compile(r"\d{4}"), Literal, Text("a year such as 2018", "年份，如 2018")),
    "Period": LiteralType(
        re.compile(_PERIOD, re.ASCII),
        Literal,
        Text(
            "a period such as 2018, 2018-H1, 2017-12-20 or 2017/2022",
            "时期，如 2018、2018-H1、2017-12-20 或 2017/2022",
        ),
    ),
    "Integer": LiteralType(re.compile(r"[+-]?\d+", re.ASCII), _integer, Text("a whole number", "整数")),
    "Decimal": LiteralType(
        re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII), _decimal, Text("a number", "数字")
    ),
    "Boolean": LiteralType(
        re.compile(r"true|false|yes|no|是|否|0|1", re.IGNORECASE),
        _boolean,
        Text("true or false", "true 或 false"),
    ),
}
"""Every type of parameter that is no thing."""


def resolve(parameter: Parameter, text: str, lookup: Lookup | None = None) -> Term:
    """Find the term that a text stands for.

    Args:
        parameter: Whose type decides how the text is read.
        text: A CURIE, an IRI (in angle brackets or bare), a name in any language, or a value.
        lookup: How to find things by name; None where no store is at hand: only CURIEs, IRIs and values.

    Raises:
        BadTerm: The text is not of the parameter's type.
        UnknownName: Nothing is called so.
        AmbiguousName: Several things of the class are called so.
        UnknownPrefix: It is a CURIE with a prefix that nobody declared, and nobody's name.

    >>> resolve(Parameter("city", "City"), "city:hangzhou").value
    'https://w3id.org/suanli/id/city/hangzhou'
    >>> resolve(Parameter("year", "Year"), "2018").datatype.value
    'http://www.w3.org/2001/XMLSchema#string'
    """
    literal = LITERALS.get(parameter.type)
    if literal is not None:
        # Digits typed with a Chinese keyboard may be wide; a text stays as it is.
        plain = text if parameter.type == "Text" else unicodedata.normalize("NFKC", text).strip()
        return _value(literal, plain)
    if parameter.type == ANY and _QUOTED_OR_NUMBER.match(text):
        return parse_term(text)
    return _thing(parameter, text.strip(), lookup)


def class_test(thing: NamedNode, name: str) -> str:
    """Give the ASK whether a thing is of a class of the ontology, in any graph, or of a class below it."""
    return (
        f"ASK {{ {{ <{thing.value}> a ?class }} UNION {{ GRAPH ?graph {{ <{thing.value}> a ?class }} }} "
        f"GRAPH <{PREFIXES['graph']}ontology> "
        f"{{ ?class <{PREFIXES['rdfs']}subClassOf>* <{_class(name).value}> }} }}"
    )


def _class(name: str) -> NamedNode:
    return NamedNode(PREFIXES["skos" if name == SCHEME else "sl"] + name)


def _value(literal: LiteralType, text: str) -> Literal:
    if not literal.pattern.fullmatch(text):
        raise BadTerm(value=text, wanted=literal.wanted)
    return literal.make(text)


def _thing(parameter: Parameter, text: str, lookup: Lookup | None) -> NamedNode:
    try:
        thing = expand(text)
    except UnknownPrefix:
        # A name may have a colon in it; only if nobody has it is the prefix what is wrong.
        if lookup is None or not list(lookup.exact(text)):
            raise
    except BadTerm:
        pass
    else:
        return _checked(parameter, text, thing, lookup)
    return _named(parameter, text, lookup)


def _checked(parameter: Parameter, text: str, thing: NamedNode, lookup: Lookup | None) -> NamedNode:
    if lookup is None or parameter.type in (IRI, ANY) or lookup.is_a(thing, parameter.type):
        return thing
    near = [n for n in lookup.near(text.partition(":")[2] or text) if lookup.is_a(n, parameter.type)]
    raise BadTerm(value=text, wanted=_with_article(parameter.type, lookup), remedy=_remedy(parameter, near))


def _named(parameter: Parameter, text: str, lookup: Lookup | None) -> NamedNode:
    if lookup is None:
        raise UnknownName(value=text, remedy=_remedy(parameter, []))
    found = list(dict.fromkeys(lookup.exact(text)))
    fitting = [t for t in found if _fits(parameter, t, lookup)] or _by_slug(parameter, text, lookup)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise AmbiguousName(value=text, near=_curies(fitting), things=sorted(fitting, key=shorten))
    near = [t for t in lookup.near(text) if _fits(parameter, t, lookup)]
    if found:
        remedy = _remedy(parameter, near) if parameter.type == SCHEME else _it_is(found)
        raise BadTerm(value=text, wanted=_with_article(parameter.type, lookup), remedy=remedy)
    raise UnknownName(value=text, near=_curies(near), remedy="" if near else _remedy(parameter, near))


def _by_slug(parameter: Parameter, text: str, lookup: Lookup) -> list[NamedNode]:
    """Find `sl:RankChangeScheme` by what tells it from other schemes: RankChange, rank-change."""
    if parameter.type != SCHEME or not _SLUG.fullmatch(text):
        return []
    name = "".join(word[:1].upper() + word[1:] for word in re.split(r"[ _-]", text.removesuffix("Scheme")))
    scheme = NamedNode(f"{PREFIXES['sl']}{name}Scheme")
    return [scheme] if lookup.is_a(scheme, SCHEME) else []


def _fits(parameter: Parameter, thing: NamedNode, lookup: Lookup) -> bool:
    return parameter.type in (IRI, ANY) or lookup.is_a(thing, parameter.type)


_SLUG = re.compile(r"[A-Za-z0-9]+([ _-][A-Za-z0-9]+)*")
_FIND = Text("`kg find` searches labels, aliases and pinyin", "`kg find` 可按标签、别名、拼音查找")
_LIST_SCHEMES = Text("`kg query schemes` lists them", "`kg query schemes` 列出全部概念体系")


def _with_article(name: str, lookup: Lookup) -> dict[str, str]:
    said = Text("concept scheme", "概念体系") if name == SCHEME else lookup.labels(_class(name))
    english = said.get("en", name)
    # Within a sentence a class begins small, unless it is an abbreviation; a name of ours stays as it is.
    if "en" in said and not english[:2].isupper():
        english = english[:1].lower() + english[1:]
    article = "an" if english[:1].upper() in "AEIO" else "a"
    return Text(f"{article} {english}", said.get("zh", f" {name}"))


def _remedy(parameter: Parameter, near: list[NamedNode]) -> dict[str, str]:
    return did_you_mean([_curies(near)]) if near else _LIST_SCHEMES if parameter.type == SCHEME else _FIND


def _it_is(things: list[NamedNode]) -> dict[str, str]:
    return Text(f"it is {_curies(things)}", f"它是 {_curies(things)}")


def _curies(things: Iterable[NamedNode]) -> str:
    return ", ".join(sorted(shorten(thing) for thing in things))
