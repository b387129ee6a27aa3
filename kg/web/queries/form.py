"""The form of a named query: a field for each parameter, what was given, and what is wrong with that."""

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from pyoxigraph import NamedNode

from kg.errors import AmbiguousName, BadTerm, UnknownParameter, nearest
from kg.graph import Graph
from kg.language import Text
from kg.rdf.index import Term
from kg.rdf.iris import expand, shorten
from kg.rdf.vocab import KINDS, PREFIXES, term
from kg.sparql.named_queries import NamedQuery
from kg.sparql.parameters import ANY, IRI, LITERALS, SCHEME, Lookup, Parameter, resolve
from kg.web.queries.answers import address
from kg.web.queries.texts import FIELDS
from kg.web.replies import page_sentences
from kg.web.request import Request

RESERVED = frozenset({"format", "lang", "page", "limit", "theme", "framed"})
"""Parameters of the page, which no query has one called like."""

# So many can be chosen from at a glance; of more, a list to type ahead in, up to so many.
_FEW = 12
_MOST_OPTIONS = 400
# So many names that begin alike are looked at, and so many things offered.
_MOST_MET, _MOST_NEAR = 60, 8
_ARTICLE = re.compile(r"(?:the|an?) ")
_NO_LIST = frozenset({IRI, ANY, "Fact"})
_EXAMPLES = {
    "Year": '"2018"',
    "Period": '"2018"',
    "Text": '"…"',
    "Integer": "1",
    "Decimal": "0.5",
    "Boolean": "true",
}
_OPTIONS = """
SELECT DISTINCT ?thing WHERE {{
  GRAPH <{graph}ontology> {{ ?class <{rdfs}subClassOf>* <{iri}> }}
  {{ ?thing a ?class }} UNION {{ GRAPH ?graph {{ ?thing a ?class }} }}
}} LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose: what is sent, and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Near:
    """A thing that may be meant: its name and CURIE, and the address of the page that has it."""

    label: str
    curie: str
    address: str
    whole: str = ""
    """What it is part of, where another has the same name."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form."""

    name: str
    label: str
    help: Sequence[str]
    """What may be written here, in phrases."""
    value: str = ""
    """What was given, as it was written."""
    placeholder: str = ""
    is_needed: bool = False
    has_many: bool = False
    """Whether options are proposals to type ahead in, and not all that there is."""
    options: Sequence[Option] = ()
    problem: str = ""
    near: Sequence[Near] = ()
    """Things that may be meant."""

    @property
    def shown_value(self) -> str:
        """What is asked with, as people read it: what was given, else the default; "" where any will do."""
        if self.has_many or not self.value:
            return self.value or self.placeholder
        return next((option.label for option in self.options if option.value == self.value), self.value)


@dataclass(frozen=True, slots=True)
class Form:
    """What was given for a query: its fields, and the terms that the texts stand for."""

    fields: Sequence[Field]
    terms: Mapping[str, Term]
    defaults: Mapping[str, Term] = field(default_factory=dict)
    """What parameters are that have a default and were not given."""
    errors: Sequence[BadTerm] = ()
    missing: Sequence[str] = ()
    """Parameters that the query cannot do without and that were not given."""
    was_filled_in: bool = False
    """Whether anything was given at all."""
    chosen: Sequence[str] = field(default_factory=tuple)
    """For the name of a file: the last part of each thing that was given."""


def read_form(graph: Graph, request: Request, named: NamedQuery) -> Form:
    """Read the parameters of a query from an address.

    Args:
        graph: Where names are looked up.
        request: Its parameters; those in `RESERVED` are the page's own, and an empty one is not given.
        named: The query.

    Raises:
        UnknownParameter: The query has no parameter that is given.
    """
    given = _given(request, named)
    words = {word: text[request.language] for word, text in FIELDS.items()}
    terms: dict[str, Term] = {}
    problems: dict[str, BadTerm] = {}
    for name, values in given.items():
        try:
            terms[name] = _term(named.parameters[name], values, graph)
        except BadTerm as error:
            problems[name] = error
    fields = [
        _field(graph, request, parameter, given.get(parameter.name, []), problems, words)
        for parameter in named.parameters.values()
    ]
    return Form(
        fields,
        terms,
        defaults_of(named, graph.lookup, given),
        list(problems.values()),
        [p.name for p in named.parameters.values() if p.is_needed and p.name not in given],
        bool(given),
        [shorten(term).rpartition(":")[2] for term in terms.values() if isinstance(term, NamedNode)],
    )


def defaults_of(named: NamedQuery, lookup: Lookup | None, given: Container[str] = ()) -> dict[str, Term]:
    """Give the terms of the parameters that have a default and were not given."""
    return {
        parameter.name: resolve(parameter, parameter.default, lookup)
        for parameter in named.parameters.values()
        if parameter.default is not None and parameter.name not in given
    }


def _given(request: Request, named: NamedQuery) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in request.parameters:
        if name in RESERVED:
            continue
        if name not in named.parameters:
            near = [*nearest(name, named.parameters), *named.parameters]
            raise UnknownParameter(query=named.name, value=name, near=", ".join(dict.fromkeys(near)) or "–")
        if value.strip():
            given.setdefault(name, []).append(value)
    return given


def _term(parameter: Parameter, values: Sequence[str], graph: Graph) -> Term:
    terms = [resolve(parameter, value, graph.lookup) for value in dict.fromkeys(values)]
    if len(set(terms)) > 1:
        raise BadTerm(
            value=" · ".join(values),
            wanted=Text("one value", "一个值"),
            remedy=Text("give this parameter once", "此参数请只给一次"),
        )
    return terms[0]


def _field(
    graph: Graph,
    request: Request,
    parameter: Parameter,
    given: Sequence[str],
    problems: Mapping[str, BadTerm],
    words: Mapping[str, str],
) -> Field:
    error = problems.get(parameter.name)
    options, has_many = _options(graph, parameter, words)
    value = given[0] if given else ""
    if options and not has_many and value and error is None:
        # A list of choices knows its things by CURIE, however they were written.
        value = shorten(resolve(parameter, value, graph.lookup).value)
    return Field(
        name=parameter.name,
        label=_label(parameter, request.language),
        help=_help(graph, parameter, words, is_list=bool(options) and not has_many),
        value=value,
        placeholder="" if parameter.default is None else _default_name(graph, parameter),
        is_needed=parameter.is_needed,
        has_many=has_many or error is not None,
        options=options,
        problem="" if error is None else _problem(error, value, request.language, words),
        near=[] if error is None else _near(graph, request, parameter, value, error),
    )


def _problem(error: BadTerm, value: str, language: str, words: Mapping[str, str]) -> str:
    # What it may mean is told by links, and what to do on the command line does not help here.
    if isinstance(error, AmbiguousName):
        return words["ambiguous"].format(value)
    return page_sentences(error, language)[0]


def _label(parameter: Parameter, language: str) -> str:
    about = _ARTICLE.sub("", parameter.about.get(language, parameter.name), count=1)
    return about[:1].upper() + about[1:]


def _help(graph: Graph, parameter: Parameter, words: Mapping[str, str], *, is_list: bool) -> list[str]:
    phrases = [] if is_list else [_accepted_values(graph, parameter, words)]
    if parameter.default is not None:
        phrases.append(words["default"].format(_default_name(graph, parameter)))
    elif parameter.is_optional:
        phrases.append(words["optional"])
    return phrases


def _accepted_values(graph: Graph, parameter: Parameter, words: Mapping[str, str]) -> str:
    if parameter.type in LITERALS:
        wanted = LITERALS[parameter.type].wanted[graph.language]
        return wanted[:1].upper() + wanted[1:]
    if parameter.type in (IRI, ANY):
        return words["any_thing"]
    return words["thing"].format(_class_name(graph, parameter.type, words))


def _class_name(graph: Graph, name: str, words: Mapping[str, str]) -> str:
    if name == SCHEME:
        return words["scheme"]
    return graph.names.labels([term(f"sl:{name}")]).get(term(f"sl:{name}"), name)


def _default_name(graph: Graph, parameter: Parameter) -> str:
    default = parameter.default or ""
    if parameter.type in LITERALS:
        return default
    try:
        thing = expand(default)
    except BadTerm:
        return default
    return graph.names.labels([thing]).get(thing, default)


def _options(graph: Graph, parameter: Parameter, words: Mapping[str, str]) -> tuple[list[Option], bool]:
    """Give what may be chosen for a parameter, and whether that is more than a list can show."""
    if parameter.type == "Boolean":
        return [Option("true", words["yes"]), Option("false", words["no"])], False
    if parameter.type in LITERALS or parameter.type in _NO_LIST:
        return [], False
    namespace = PREFIXES["skos" if parameter.type == SCHEME else "sl"]
    asked = _OPTIONS.format(
        graph=PREFIXES["graph"], rdfs=PREFIXES["rdfs"], iri=namespace + parameter.type, most=_MOST_OPTIONS + 1
    )
    things = [row["thing"] for row in graph.store.select(asked) if isinstance(row["thing"], NamedNode)]
    if len(things) > _MOST_OPTIONS:
        return [], False
    labels = graph.names.labels(things)
    found = [Option(shorten(thing), labels.get(thing) or shorten(thing)) for thing in things]
    # The order of Chinese names is that of their pinyin, which a CURIE of ours is made of.
    found.sort(key=lambda o: o.value if graph.language == "zh" else (o.label + o.value).casefold())
    return (_typed_ahead(found), True) if len(found) > _FEW else (found, False)


def _typed_ahead(options: Sequence[Option]) -> list[Option]:
    """Propose names, which is what people write, and a CURIE only where several things have one name."""
    shared = Counter(option.label for option in options)
    return [Option(o.label, o.value) if shared[o.label] == 1 else o for o in options]


def _near(graph: Graph, request: Request, parameter: Parameter, text: str, error: BadTerm) -> list[Near]:
    """Give the things that a text may have meant, each with the address of the page that has it instead."""
    if parameter.type in LITERALS:
        return []
    if isinstance(error, AmbiguousName):
        things = cast(list[NamedNode], error.values["things"])
    else:
        things = _meant(graph, parameter, text)
    wholes = graph.wholes(things)
    labels = graph.names.labels([*things, *wholes.values()])
    shared = Counter(labels.get(thing) for thing in things)

    def near(thing: NamedNode) -> Near:
        instead = address(request, **{parameter.name: shorten(thing)})
        whole = labels.get(wholes[thing], "") if thing in wholes and shared[labels.get(thing)] > 1 else ""
        return Near(labels.get(thing) or "", shorten(thing), instead, whole)

    return [near(thing) for thing in things]


def _meant(graph: Graph, parameter: Parameter, text: str) -> list[NamedNode]:
    """Give the things of a parameter's class that the search finds, or those that are spelt nearly so."""
    lookup = graph.lookup
    if not text.strip():
        return []
    begun = [match.iri for match in graph.find(text, limit=_MOST_MET) if match.how != "substring"]
    met = [*begun, *lookup.near(text), *lookup.near(text.partition(":")[2])]
    is_of_any = parameter.type in (IRI, ANY)
    fitting = (thing for thing in dict.fromkeys(met) if is_of_any or lookup.is_a(thing, parameter.type))
    return list(islice(fitting, _MOST_NEAR))


def example(parameter: Parameter) -> str:
    """Write a value as SPARQL would have it, to show how one is written.

    >>> example(Parameter("city", "City")), example(Parameter("year", "Year"))
    ('city:…', '"2018"')
    """
    if parameter.default is not None:
        return parameter.default
    if parameter.type in _EXAMPLES:
        return _EXAMPLES[parameter.type]
    prefix = next((kind for kind, name in KINDS.items() if name == parameter.type), None)
    return f"{prefix}:…" if prefix else "<…>"
