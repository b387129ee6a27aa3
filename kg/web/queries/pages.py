"""The pages of the named queries: the list of them, and each as a form with its answer.

The address is the state: what is in the form is in the query string, and the other way round.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import Triple

from kg.errors import BadInput, BadQuery, KgError, MissingParameter, UnknownParameter, UnknownQuery, nearest
from kg.graph import Graph
from kg.graph.table import Table, titles
from kg.language import Text, did_you_mean
from kg.rdf.formats import Format
from kg.service.query_guard import check
from kg.service.workers.reply import Reply
from kg.sparql.named_queries import BoundQuery, NamedQuery, by_topic, query_names, read_queries, read_query
from kg.web.links import url
from kg.web.queries.answers import MOST_ROWS, Rows, address, rows_of
from kg.web.queries.downloads import SPARQL, formats_for, safe_name, sent
from kg.web.queries.form import Form, read_form
from kg.web.queries.texts import QUERIES
from kg.web.replies import HTML, as_text, page_sentences, refused, wanted
from kg.web.request import Request
from kg.web.templates import page

_FOLDER = "/queries/"
# A browser sends no more of an address than this; a query that is longer is loaded by its name.
_LONGEST_ADDRESS = 8000
_LONGEST_SEARCH = 200
_PICTURED = ("svg", "png")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: rows, triples as rows, or yes or no."""

    rows: Rows | None = None
    is_true: bool | None = None


def queries(graph: Graph, request: Request) -> Reply:
    """Answer with the list of all named queries by topic, or of those that have `q` in their texts."""
    every = list(read_queries().values())
    search = request.first("q").strip()[:_LONGEST_SEARCH]
    found = [one for one in every if search.casefold() in searched_in(one)] if search else every
    return page(
        "queries.html",
        graph,
        request,
        texts=QUERIES,
        search=search,
        topics=list(by_topic(found, request.language).items()),
        every=every,
        found=found,
        searched_in=searched_in,
    )


def searched_in(named: NamedQuery) -> str:
    """Give all the texts of a query in which a search looks, in small letters."""
    said = (named.title, named.description, named.topic, named.returns)
    return " ".join([named.name, *(text for each in said for text in each.values())]).casefold()


def query(graph: Graph, request: Request) -> Reply:
    """Answer with a named query's form and what it gives, or with a file of that.

    Raises:
        UnknownQuery: There is none of that name.
        BadInput: `format` is none that there is.
    """
    named = query_named(request.path.removeprefix(_FOLDER))
    formats = formats_for(named.form)
    if named.form in ("CONSTRUCT", "DESCRIBE") and request.first("format") in _PICTURED:
        return Reply(
            b"", "", 303, (("Location", url("/picture", [("name", named.name), *request.parameters])),)
        )
    name = wanted(request, formats)
    if name is None:
        return refused(request, formats)
    if name == HTML:
        return _page(graph, request, named, formats)
    try:
        return _file(graph, request, named, read_form(graph, request, named), name)
    except BadInput as error:
        # Who asks for a file is a program, whatever its Accept says.
        return as_text(error, request, 400)


def query_named(name: str) -> NamedQuery:
    """Read a named query without its head, which tells people what a page tells them already.

    Raises:
        UnknownQuery: There is none of that name; what to do speaks of the pages.
    """
    try:
        named = read_query(name)
    except UnknownQuery as error:
        names = query_names()
        near = [f"{_FOLDER}{each}" for each in nearest(name, names)]
        folder, count = _FOLDER.rstrip("/"), len(names)
        listed = Text(f"{folder} lists all {count}", f"{folder} 列出全部 {count} 个")
        raise UnknownQuery(value=name, remedy=did_you_mean(near, listed)) from error
    return replace(named, text=without_head(named.text))


def without_head(text: str) -> str:
    """Leave out the comment lines at the beginning.

    >>> without_head("# title: a\\n\\nASK { }  # b\\n")
    'ASK { }  # b\\n'
    """
    lines = text.splitlines(keepends=True)
    while lines and (not lines[0].strip() or lines[0].lstrip().startswith("#")):
        lines.pop(0)
    return "".join(lines)


def bound_query(named: NamedQuery, form: Form) -> BoundQuery:
    """Bind a query to what was given in its form, and to its defaults where nothing was.

    Raises:
        BadTerm: Something that was given does not fit.
        MissingParameter: Something that is needed was not given.
        BadQuery: A term cannot stand where its parameter does.
    """
    if form.errors:
        raise form.errors[0]
    if form.missing:
        raise _missing(named, form)
    terms = {**form.defaults, **form.terms}
    bound = BoundQuery(named, terms, named.bind(terms))
    check(bound.sparql)
    return bound


def _missing(named: NamedQuery, form: Form) -> MissingParameter:
    remedy = Text(f"add {form.missing[0]}=… to the address", f"请在地址中加上 {form.missing[0]}=…")
    return MissingParameter(query=named.name, value=form.missing[0], remedy=remedy)


def _file(graph: Graph, request: Request, named: NamedQuery, form: Form, name: str) -> Reply:
    bound = bound_query(named, form)
    if name == SPARQL:
        return Reply(bound.sparql.encode(), "application/sparql-query; charset=utf-8")
    limit = request.number("limit") if request.first("limit") else None
    return sent(
        graph,
        bound.sparql,
        name,
        file_name=safe_name(named.name, *form.chosen),
        titles=titles(bound, graph.names),
        limit=limit,
    )


def _page(
    graph: Graph,
    request: Request,
    named: NamedQuery,
    formats: Mapping[str, Format],
) -> Reply:
    """Make the page. What is wrong is said on it, beside the field that it is about."""
    problem: KgError | None = None
    sparql, answer = "", Answer()
    try:
        form = read_form(graph, request, named)
    except UnknownParameter as error:
        problem = error
        form = read_form(graph, replace(request, parameters=request.link_parameters), named)
    else:
        if not form.errors and not form.missing:
            try:
                bound = bound_query(named, form)
                sparql = bound.sparql
                answer = _answer(graph, request, bound)
            except BadQuery as error:
                problem = error
    is_bad = problem is not None or form.errors or (form.missing and form.was_filled_in)
    return page(
        "query.html",
        graph,
        request,
        texts=QUERIES,
        status=400 if is_bad else 200,
        named=named,
        form=form,
        problem="" if problem is None else "\n".join(page_sentences(problem, request.language)),
        sparql=sparql,
        answer=answer,
        most=MOST_ROWS,
        **_links(request, named, formats, sparql, form),
    )


def _answer(graph: Graph, request: Request, bound: BoundQuery) -> Answer:
    found = graph.run(bound)
    if isinstance(found, bool):
        return Answer(is_true=found)
    if isinstance(found, Table):
        return Answer(rows_of(graph, request, found.columns, found, titles=found.titles, named=bound.query))
    return Answer(triples_of(graph, request, found))


def triples_of(graph: Graph, request: Request, triples: Iterable[Triple]) -> Rows:
    """Give the triples of a CONSTRUCT as rows, each once."""
    columns = ("subject", "predicate", "object")
    heads = {name: QUERIES[name][request.language] for name in columns}
    rows = ((t.subject, t.predicate, t.object) for t in dict.fromkeys(triples))
    return rows_of(graph, request, columns, rows, titles=heads)


def _links(
    request: Request, named: NamedQuery, formats: Mapping[str, Format], sparql: str, form: Form
) -> dict[str, Any]:
    given = [(p, v) for p, v in request.parameters if p in named.parameters and v]
    asked = [("name", named.name), *given, *request.link_parameters]
    picture, framed = url("/picture", asked), url("/picture", [*asked, ("framed", "1")])
    still = url("/picture", [*asked, ("theme", "light"), ("format", "svg")])
    downloads = [
        (address(request, format=name, page="", limit=""), known.title)
        for name, known in formats.items()
        if name not in (HTML, SPARQL)
    ]
    if named.form in ("CONSTRUCT", "DESCRIBE"):
        downloads += [(f"{picture}&format={name}", name.upper()) for name in _PICTURED]
    editor = url("/sparql", [("query", sparql), *request.link_parameters])
    if not form.terms or len(editor) > _LONGEST_ADDRESS:
        editor = url("/sparql", [("name", named.name), *request.link_parameters])
    return {"picture": picture, "framed": framed, "still": still, "downloads": downloads, "editor": editor}
