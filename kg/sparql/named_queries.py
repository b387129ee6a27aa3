"""Named queries: SPARQL files whose head comment says what they ask, what they take and what they give."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.disk import folder as bundled
from kg.errors import BadFile, BadQuery, MissingParameter, UnknownParameter, UnknownQuery, nearest
from kg.language import Text, did_you_mean
from kg.rdf.index import Term
from kg.sparql.binding import Bound, bind, check_narrows
from kg.sparql.parameters import ANY, Lookup, Parameter, resolve
from kg.sparql.prefixes import with_prefixes
from kg.sparql.structure import skeleton
from kg.sparql.tokens import is_update

_NAME = re.compile(r"[\w-]+\Z")
_ENDING = ".rq"
_LINE = re.compile(r"#\s*(title|topic|description|param|returns|column|shown)\b\s*(.*)")
_PARAMETER = re.compile(
    r"\$?(?P<name>\w+)\s*:\s*(?P<type>[A-Za-z]+)(?P<optional>\?)?(?:\s*=\s*(?P<default>[^—]+?))?"
    r"\s*(?:—\s*(?P<about>.*))?\Z"
)
_COLUMN = re.compile(r"\??(?P<name>\w+)\s*:\s*(?P<title>.*)\Z")
_SHOWN = re.compile(r"\??(?P<name>\w+)\s*:\s*(?:(?P<how>link|change|words)|order\s+\?(?P<mark>\w+))\Z")
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Shown:
    """How a column is shown to people, where that is not as its terms are.

    Attributes:
        how: `link` for a fact whose sentence would repeat the row, `change` for places up or down, `words`
            for a text in both languages, "中文 · English", of which the reader's is taken, `order` for a
            place that is in brackets where the column `mark` is true.
        mark: That column, which is not shown itself; else "".
    """

    how: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with a name, and what its head says about it; texts are in "zh" and "en"."""

    name: str
    text: str
    """The SPARQL as the file has it, head and all, without the prefixes that everybody knows."""
    form: str
    """SELECT, CONSTRUCT, ASK or DESCRIBE."""
    title: Mapping[str, str] = field(default_factory=dict)
    topic: Mapping[str, str] = field(default_factory=dict)
    """What it is about, in a word or two; queries are listed by topic."""
    description: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each variable of a SELECT, the title of its column; `$name` in it is what that is given."""
    shown: Mapping[str, Shown] = field(default_factory=dict)

    def resolve(self, given: Mapping[str, str], lookup: Lookup | None = None) -> dict[str, Term]:
        """Find the terms for parameters that are given as texts; those with a default get theirs.

        Raises:
            UnknownParameter: The query has no such parameter.
            MissingParameter: One that it cannot do without is not given.
            BadTerm: A text does not fit its parameter; see `kg.sparql.parameters.resolve`.
        """
        terms = {name: resolve(self._parameter(name), text, lookup) for name, text in given.items()}
        for parameter in self.parameters.values():
            if parameter.name not in terms and parameter.default is not None:
                terms[parameter.name] = resolve(parameter, parameter.default, lookup)
        self._check_needed(terms)
        return terms

    def bind(self, terms: Mapping[str, Term]) -> Bound:
        """Give the SPARQL to send: parameters bound to terms, prefixes declared on the first lines.

        A parameter that is not given and need not be stays a variable, which means every value.

        Raises:
            UnknownParameter: The query has no such parameter.
            MissingParameter: One that it cannot do without is not given.
            BadQuery: A term cannot stand where its parameter does, or would not narrow the answer there; or
                it is an update.
            UnknownPrefix: The query uses a prefix that is neither declared nor known.

        >>> print(parse_query("SELECT ?company { ?company sl:basedIn $city }", "mine").bind({}))
        PREFIX sl: <https://w3id.org/suanli/ontology/>
        SELECT ?company { ?company sl:basedIn $city }
        """
        if not self.form and is_update(self.text):
            raise BadQuery(why=_ONLY_READING, remedy=_TO_WRITE)
        for name in terms:
            self._parameter(name)
        self._check_needed(terms)
        check_narrows(self.text, terms)
        return Bound.of(with_prefixes(bind(self.text, terms)), self.text)

    def _parameter(self, name: str) -> Parameter:
        if name in self.parameters:
            return self.parameters[name]
        # Somebody's own file need not declare what it takes.
        variables = () if self.title or self.parameters else skeleton(self.text).variables
        if name in variables:
            return Parameter(name, ANY)
        known = list(self.parameters) or list(variables)
        near = nearest(name, known)
        every = ", ".join(dict.fromkeys([*near, *known]))
        raise UnknownParameter(query=self.name, value=name, near=every, remedy=_its_parameters(near, every))

    def _check_needed(self, terms: Mapping[str, Term]) -> None:
        for parameter in self.parameters.values():
            if parameter.is_needed and parameter.name not in terms:
                raise MissingParameter(query=self.name, value=parameter.name)


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A query with its parameters bound: the terms that they are, and the SPARQL to send."""

    query: NamedQuery
    terms: Mapping[str, Term]
    sparql: Bound


_ONLY_READING = Text(
    "only reading queries are run here, and this is an update", "这里只运行读取查询，而这是更新操作"
)
_TO_WRITE = Text(
    "`kg load` adds statements; in Python a store has `update`",
    "添加语句请用 `kg load`；在 Python 中可用图库的 `update`",
)


def _its_parameters(near: list[str], every: str) -> dict[str, str]:
    if not every:
        return Text("it takes no parameters", "它不接受参数")
    return did_you_mean(near, Text(f"its parameters are: {every}", f"它的参数有：{every}"))


def read_query(name: str, folder: Path | None = None) -> NamedQuery:
    """Read one named query; no other file is opened.

    Args:
        name: The query's name, which is its file's without `.rq`.
        folder: Where the files are; the project's own queries if None.

    Raises:
        UnknownQuery: There is none of that name.

    >>> read_query("city-ranking").form
    'SELECT'
    """
    where = folder or bundled("queries")
    path = where / f"{name}{_ENDING}"
    if not _NAME.match(name) or not path.is_file():
        names = query_names(where)
        near, count = ", ".join(nearest(name, names)), len(names)
        raise UnknownQuery(value=name, near=near, count=count, remedy="" if near else _list_them(count))
    return read_query_file(path)


def _list_them(count: int) -> dict[str, str]:
    return Text(f"`kg queries` lists all {count}", f"`kg queries` 列出全部 {count} 个")


def read_queries(folder: Path | None = None) -> dict[str, NamedQuery]:
    """Read every named query, in order of their names."""
    where = folder or bundled("queries")
    return {name: read_query_file(where / f"{name}{_ENDING}") for name in query_names(where)}


def query_names(folder: Path | None = None) -> list[str]:
    """Give the names of all queries, in order, without reading them."""
    return sorted(path.stem for path in (folder or bundled("queries")).glob(f"*{_ENDING}"))


def read_query_file(path: Path) -> NamedQuery:
    """Read a query from a file, with a head comment or none.

    Raises:
        BadFile: The file cannot be read or is not UTF-8, or its head is not as it should be.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(
            where=path,
            why=Text(f"it cannot be read: {error}", f"无法读取：{error}"),
            remedy=Text("give a SPARQL file in UTF-8", "请给出 UTF-8 编码的 SPARQL 文件"),
        ) from error
    return parse_query(text, path.stem)


def parse_query(text: str, name: str) -> NamedQuery:
    """Make a query of SPARQL text, with a head comment or none.

    The head is the comment lines before anything else:

        # title: 城市排名 · City ranking
        # topic: 排名 · Rankings
        # description: … · …
        # param city: City? — 城市 · the city        (`?` may be left out, `= value` is a default)
        # returns ?city ?rank — … · …
        # column ?rank: 名次 · Rank
        # shown ?rank: order ?isOrder                  (or `link`, `change`, `words`; see `Shown`)

    Args:
        text: SPARQL. The prefixes of `kg.rdf.vocab` need not be declared.
        name: What to call it.

    Raises:
        BadFile: A line of the head is not as above.

    >>> parse_query("# param city: City? — 城市 · the city\\nASK { $city ?p ?o }", "known").parameters.keys()
    dict_keys(['city'])
    """
    head = _Head(name)
    for line in _head_lines(text):
        head.take(line)
    return NamedQuery(
        name=name,
        text=text,
        form=skeleton(text).form,
        title=head.title,
        topic=head.topic,
        description=head.description,
        parameters=head.parameters,
        returns=head.returns,
        columns=head.columns,
        shown=head.shown,
    )


_ABOUT_ITSELF = ("本体与数据集", "Ontology and dataset")


def by_topic(queries: Iterable[NamedQuery], language: str) -> dict[str, list[NamedQuery]]:
    """Put queries under their topics, those with most queries first; without a topic is the empty one.

    What the data is made of is asked about after what it says, however much there is to ask.
    """
    found: dict[str, list[NamedQuery]] = {}
    for query in queries:
        found.setdefault(query.topic.get(language, ""), []).append(query)
    return dict(sorted(found.items(), key=lambda pair: (pair[0] in _ABOUT_ITSELF, -len(pair[1]))))


class _Head:
    """What a head comment has said so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.title: dict[str, str] = {}
        self.topic: dict[str, str] = {}
        self.description: dict[str, str] = {}
        self.returns: dict[str, str] = {}
        self.parameters: dict[str, Parameter] = {}
        self.columns: dict[str, dict[str, str]] = {}
        self.shown: dict[str, Shown] = {}

    def take(self, line: str) -> None:
        found = _LINE.match(line)
        if found is None:
            return
        rest = found[2].lstrip(":").strip()
        match found[1]:
            case "title":
                self.title = in_both_languages(rest)
            case "topic":
                self.topic = in_both_languages(rest)
            case "description":
                self.description = in_both_languages(rest)
            case "returns":
                self.returns = in_both_languages(rest.partition("—")[2].strip())
            case "param":
                self._take_parameter(line, rest)
            case "shown":
                self._take_shown(line, rest)
            case _:
                self._take_column(line, rest)

    def _take_parameter(self, line: str, rest: str) -> None:
        found = _PARAMETER.match(rest)
        if found is None:
            raise self._bad(line, "# param city: City? — 城市 · the city")
        parameter = Parameter(
            name=found["name"],
            type=found["type"],
            is_optional=found["optional"] is not None,
            default=found["default"],
            about=in_both_languages(found["about"] or ""),
        )
        self.parameters[parameter.name] = parameter

    def _take_column(self, line: str, rest: str) -> None:
        found = _COLUMN.match(rest)
        if found is None:
            raise self._bad(line, "# column ?rank: 名次 · Rank")
        self.columns[found["name"]] = in_both_languages(found["title"])

    def _take_shown(self, line: str, rest: str) -> None:
        found = _SHOWN.match(rest)
        if found is None:
            raise self._bad(line, "# shown ?rank: order ?isOrder")
        self.shown[found["name"]] = Shown(found["how"] or "order", found["mark"] or "")

    def _bad(self, line: str, right: str) -> BadFile:
        why = Text(f"{line!r} does not say it right", f"{line!r} 写法有误")
        return BadFile(where=self.name, why=why, remedy=Text(f"write it like {right}", f"请写成 {right}"))


def in_both_languages(text: str) -> dict[str, str]:
    """Part a text into its Chinese and its English; one that has no ` · ` serves for both.

    >>> in_both_languages("城市排名 · City ranking")["en"]
    'City ranking'
    """
    chinese, between, english = (part.strip() for part in text.partition(_BETWEEN))
    if not chinese:
        return {}
    return Text(english if between.strip() else chinese, chinese)


def _head_lines(text: str) -> Iterable[str]:
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return
        yield stripped
