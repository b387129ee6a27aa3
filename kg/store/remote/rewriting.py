"""Rewriting an update for an engine that keeps our default graph in a named one.

Where the engine has no parameter for that, the text itself says so: GRAPH around what is inserted and
deleted. Where an update looks is said by parameters; see `kg.store.remote.datasets`.
Source: https://www.w3.org/TR/sparql11-update/#graphUpdate
"""

from pyoxigraph import NamedNode

from kg.errors import BadQuery
from kg.language import Text
from kg.sparql.tokens import Token, tokens
from kg.store.remote.patterns import term_text


def with_default_graph(sparql: str, graph: NamedNode) -> str:
    """Write an update so that its default graph is a named one; what it says of other graphs stays.

    Raises:
        BadQuery: It speaks of all named graphs, of which that one is none.

    >>> with_default_graph("INSERT DATA { <urn:s> <urn:p> 1 }", NamedNode("urn:g"))
    'INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }'
    >>> with_default_graph("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } ; CLEAR DEFAULT", NamedNode("urn:g"))
    'DELETE { GRAPH <urn:g> { ?s ?p ?o } } WHERE { ?s ?p ?o } ; CLEAR GRAPH <urn:g>'
    """
    rewriter = _Rewriter(term_text(graph))
    for token in tokens(sparql):
        rewriter.take(token)
    return rewriter.text()


class _Rewriter:
    def __init__(self, graph: str) -> None:
        self._graph = graph
        self._out: list[str] = []
        self._depth = 0
        self._has_own = self._has_target = self._is_load = False
        self._last = ""
        self._is_data = False
        self._after_graph = self._in_graph = False

    def text(self) -> str:
        self._end()
        return "".join(self._out)

    def take(self, token: Token) -> None:
        """Write one piece, with what must stand around it."""
        if token.kind == "other" and token.text in "{};.":
            self._punctuation(token.text)
        elif self._depth == 0 and token.word:
            self._word(token)
        elif self._is_data and self._depth == 1 and token.word == "GRAPH":
            self._out.append(f"}} {token.text}")
            self._in_graph = True
        else:
            self._out.append(token.text)
            self._after_graph = self._after_graph and token.kind == "space"

    def _word(self, token: Token) -> None:
        word = token.word
        if word in ("INSERT", "DELETE"):
            self._is_data = not self._has_own
        elif word == "WHERE" and self._last not in ("INSERT", "DELETE"):
            self._is_data = False
        before, self._last = self._last, word
        self._has_own = self._has_own or word == "WITH"
        self._is_load = self._is_load or word == "LOAD"
        self._has_target = self._has_target or word == "INTO"
        if word == "NAMED" and before in ("CLEAR", "DROP", "SILENT"):
            raise BadQuery(
                why=Text(
                    "the default graph is kept among the named ones here, and NAMED would mean it too",
                    "默认图在此存放于命名图之中，NAMED 会把它一并包括",
                ),
                remedy=Text("name the graphs one by one", "请逐一指明各图"),
            )
        self._out.append(f"GRAPH {self._graph}" if word == "DEFAULT" else token.text)

    def _punctuation(self, text: str) -> None:
        if text == "{":
            self._depth += 1
            opens = self._is_data and self._depth == 1
            self._out.append(f"{{ GRAPH {self._graph} {{" if opens else text)
        elif text == "}":
            self._close()
        elif text == ";" and self._depth == 0:
            self._end()
            self._out.append(text)
        elif not (text == "." and self._after_graph):
            self._out.append(text)
        self._after_graph = self._after_graph and text == "}"

    def _close(self) -> None:
        self._depth -= 1
        if self._is_data and self._depth == 0:
            self._out.append("} }")
            self._is_data = False
        elif self._is_data and self._in_graph and self._depth == 1:
            self._out.append(f"}} GRAPH {self._graph} {{")
            self._in_graph, self._after_graph = False, True
        else:
            self._out.append("}")

    def _end(self) -> None:
        """End one operation of several."""
        if self._is_load and not self._has_target:
            self._out.append(f" INTO GRAPH {self._graph} ")
        self._has_own = self._has_target = self._is_load = self._is_data = False
