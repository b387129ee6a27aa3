"""The page for SPARQL: an editor where its files are there, else a text area that works without script.

What is asked is in the address, and its answer on the page, a page of rows at a time.
"""

from dataclasses import dataclass

from kg.errors import BadQuery, KgError, NotAllowed
from kg.graph import Graph
from kg.language import Text
from kg.rdf.vocab import PREFIXES
from kg.service.query_guard import check
from kg.service.workers.reply import Reply
from kg.sparql.binding import bind
from kg.sparql.named_queries import NamedQuery, by_topic, read_queries
from kg.sparql.parameters import Parameter
from kg.sparql.prefixes import with_prefixes
from kg.sparql.structure import skeleton
from kg.sparql.tokens import is_update
from kg.web.links import BASE, url
from kg.web.queries.answers import MOST_ROWS, Rows, rows_of
from kg.web.queries.form import defaults_of, example
from kg.web.queries.pages import query_named, triples_of
from kg.web.queries.texts import EDITOR
from kg.web.replies import page_sentences
from kg.web.request import Request
from kg.web.templates import page

_SCRIPT_TEXTS = [
    "named",
    "new_tab",
    "rows",
    "picture",
    "response",
    "filter_rows",
    "found",
    "found_one",
    "found_triples",
    "matching",
    "shown",
    "failed",
    "unreachable",
    "nothing",
    "yes",
    "no",
    "run",
    "download",
    "left_out",
]
_FIRST = """\
PREFIX sl: <{sl}>
PREFIX skos: <{skos}>
PREFIX city: <{city}>

SELECT ?company ?name WHERE {{
  ?company sl:basedIn city:hangzhou ;
    skos:prefLabel ?name .
  FILTER (LANGMATCHES(LANG(?name), "{tag}"))
}}
ORDER BY ?name
LIMIT 100
"""
_DOWNLOADS = {
    "SELECT": (("csv", "CSV"), ("tsv", "TSV"), ("srj", "JSON"), ("srx", "XML")),
    "ASK": (("srj", "JSON"), ("srx", "XML")),
}
_GRAPHS = (("turtle", "Turtle"), ("jsonld", "JSON-LD"), ("ntriples", "N-Triples"), ("rdfxml", "RDF/XML"))
_EXPLAINED = {
    "optional": Text(", may be left out", "，可不指定"),
    "default": Text(", here {0}: put another in its place", "，此处为 {0}，可换成别的"),
    "set": Text(
        "To set one, add a line after WHERE {, such as:", "如需指定，请在 WHERE { 之后加一行，例如："
    ),
}
_AN_UPDATE = Text(
    "this page only reads, and this is an update; programs send updates to /update",
    "本页只读，而这是更新操作；程序可把更新发往 /update",
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a query gave: rows, triples as rows, yes or no, or what is wrong with it."""

    form: str = ""
    rows: Rows | None = None
    is_true: bool | None = None
    problem: str = ""
    status: int = 200


def editor(graph: Graph, request: Request) -> Reply:
    """Answer with the page for SPARQL: empty, with `query` and its answer, or with the named query `name`.

    Raises:
        UnknownQuery: There is no query called `name`.
        StoreError: The store cannot be read.
    """
    query, name = request.first("query"), request.first("name")
    answered = _answered(graph, request, query) if query.strip() else None
    asked = [("query", query), *request.link_parameters]
    text, title = query, ""
    if not query.strip():
        text, title = _loaded(name, request.language) if name else (first_query(request.language), "")
    return page(
        "editor.html",
        graph,
        request,
        texts=EDITOR,
        status=200 if answered is None else answered.status,
        text=text,
        title=title,
        first=first_query(request.language),
        was_given=bool(query.strip() or name),
        name=name,
        answered=answered,
        downloads=downloads(answered.form if answered else "", query),
        picture=url("/picture", asked),
        framed=url("/picture", [*asked, ("framed", "1")]),
        still=url("/picture", [*asked, ("theme", "light"), ("format", "svg")]),
        most=MOST_ROWS,
        topics=list(by_topic(read_queries().values(), request.language).items()),
        prefixes=PREFIXES,
        base=BASE,
        names=list(EDITOR["new_tab"].values()),
        script_texts={word: EDITOR[word][request.language] for word in _SCRIPT_TEXTS},
    )


def _loaded(name: str, language: str) -> tuple[str, str]:
    named = query_named(name)
    return explained(named, language), named.title.get(language, name)


def first_query(language: str) -> str:
    """Give the query that stands in an empty editor."""
    return _FIRST.format(**PREFIXES, tag={"zh": "zh-Hans"}.get(language, language))


def explained(named: NamedQuery, language: str) -> str:
    """Give a named query as a text to change: what it asks and takes, in comments, above its SPARQL.

    A parameter that has a default has it here, as it has wherever the query is asked by its name.
    """
    said = named.description.get(language, "")
    lines = [f"# {named.title.get(language, named.name)} — {named.name}", f"# {said}" if said else "#"]
    for one in named.parameters.values():
        lines.append(f"# ${one.name} — {one.about.get(language, '')}{_whether_needed(one, language)}")
    for one in [one for one in named.parameters.values() if one.default is None][:1]:
        lines += [f"# {_EXPLAINED['set'][language]}", f"#   VALUES ${one.name} {{ {example(one)} }}"]
    text = bind(named.text, defaults_of(named, None))
    return "\n".join([*lines, with_prefixes(text).strip()])


def _whether_needed(parameter: Parameter, language: str) -> str:
    if parameter.default is not None:
        return _EXPLAINED["default"][language].format(parameter.default)
    return "" if parameter.is_needed else _EXPLAINED["optional"][language]


def _answered(graph: Graph, request: Request, text: str) -> Answered:
    try:
        # Before anything reads a stranger's text closely, it must not be nested without end.
        check(text)
        form = skeleton(text).form
        if is_update(text) and not form:
            raise BadQuery(why=_AN_UPDATE)
        if form == "ASK":
            return Answered(form, is_true=graph.store.ask(text))
        if form in ("CONSTRUCT", "DESCRIBE"):
            return Answered(form, triples_of(graph, request, graph.store.construct(text)))
        table = graph.store.select(text)
        return Answered(form, rows_of(graph, request, table.columns, table))
    except (BadQuery, NotAllowed) as error:
        status = 403 if isinstance(error, NotAllowed) else 400
        return Answered(problem=_sentence(error, request.language), status=status)


def _sentence(error: KgError, language: str) -> str:
    # What to do with such errors in general speaks of the command line; only what was said of this very one
    # is for a page.
    problem, remedy = page_sentences(error, language)
    return f"{problem}\n{remedy}" if "remedy" in error.values else problem


def downloads(form: str, query: str) -> list[tuple[str, str]]:
    """Give the addresses at which the service has the whole answer, each with the name of its format."""
    return [
        (url("/sparql", [("query", query), ("format", name)]), title)
        for name, title in _DOWNLOADS.get(form, _GRAPHS)
    ]
