"""The dataset that a request over HTTP names, worked into the text of an update.

The engine takes the dataset of a query as arguments; that of an update it only takes as USING.
Source: https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from collections.abc import Sequence

from kg.errors import BadRequest
from kg.language import Text
from kg.rdf.iris import expand
from kg.sparql.tokens import Token, tokens


def with_using(update: str, using: Sequence[str], using_named: Sequence[str]) -> str:
    """Write `USING <graph>` into each operation of an update that has a WHERE.

    Raises:
        BadRequest: The update says USING or WITH itself.

    >>> with_using("DELETE WHERE { ?s ?p ?o }", ["http://example.org/g"], [])
    'DELETE { ?s ?p ?o } USING <http://example.org/g> WHERE { ?s ?p ?o }'
    """
    if not (using or using_named):
        return update
    found = tokens(update)
    if any(token.word in ("USING", "WITH") for token in found):
        raise BadRequest(
            status=400,
            problem=Text(
                "the update says USING or WITH, and so does the request",
                "更新语句已含 USING 或 WITH，请求参数又另行指定",
            ),
            remedy=Text(
                "leave out using-graph-uri and using-named-graph-uri, or the words in the update",
                "请去掉参数 using-graph-uri 和 using-named-graph-uri，或去掉语句中的相应部分",
            ),
        )
    clause = "".join(
        [f"USING {expand(f'<{graph}>')} " for graph in using]
        + [f"USING NAMED {expand(f'<{graph}>')} " for graph in using_named]
    )
    return "".join(_rewritten(found, clause))


def _rewritten(found: Sequence[Token], clause: str) -> list[str]:
    out: list[str] = []
    depth = 0
    last = ""
    for at, token in enumerate(found):
        if token.text in ("{", "}"):
            depth += 1 if token.text == "{" else -1
        if token.word == "WHERE" and depth == 0:
            if last == "DELETE":
                # The short form has nowhere to put USING: its pattern is its template too.
                out.append(_group(found, at) + " ")
            out.append(clause)
        out.append(token.text)
        if token.kind != "space":
            last = token.word or token.text
    return out


def _group(found: Sequence[Token], at: int) -> str:
    """Give the text of the first group after a position, braces and all."""
    depth = 0
    text = ""
    for token in found[at + 1 :]:
        if token.text == "{":
            depth += 1
        if depth:
            text += token.text
        if token.text == "}":
            depth -= 1
            if depth == 0:
                break
    return text
