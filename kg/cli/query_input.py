"""A query as it is given: its name, a file, SPARQL, or - for standard input; and its parameters."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.disk import readable
from kg.errors import BadFile, BadQuery
from kg.language import Text

if TYPE_CHECKING:
    from kg.sparql.named_queries import NamedQuery


def read_any_query(name: str) -> "NamedQuery":
    """Read a query: from standard input, as it stands, from a file if it looks like one, or by name."""
    from kg.sparql.named_queries import parse_query, read_query, read_query_file

    if name == "-":
        return parse_query(_standard_input(), "-")
    if _is_sparql(name):
        return parse_query(name, "query")
    return read_query_file(readable(name)) if Path(name).suffix or "/" in name else read_query(name)


def read_graph_query(name: str) -> "NamedQuery":
    """Read a query that answers with triples."""
    named = read_any_query(name)
    if named.form not in ("CONSTRUCT", "DESCRIBE"):
        raise BadQuery(
            why=Text(f"{name!r} is a {named.form}", f"{name!r} 是 {named.form}"),
            remedy=Text("give a CONSTRUCT or a DESCRIBE", "请给出 CONSTRUCT 或 DESCRIBE"),
        )
    return named


def _standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise BadFile(
            where=Text("standard input", "标准输入"),
            why=Text("it is not UTF-8", "不是 UTF-8"),
            remedy=Text("give SPARQL in UTF-8", "请给出 UTF-8 编码的 SPARQL"),
        ) from error


def _is_sparql(text: str) -> bool:
    """Tell SPARQL by its braces or spaces; a file may have a space in its name."""
    is_spaced = "\n" in text or " " in text
    return "{" in text or (is_spaced and Path(text).suffix not in (".rq", ".sparql"))


def parameters(given: list[str]) -> dict[str, str]:
    """Read what `--param` was given.

    Raises:
        BadQuery: One is not NAME=VALUE.
    """
    return dict(_pair(text) for text in given)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadQuery(
            why=Text(f"the parameter {text!r} has no value", f"参数 {text!r} 没有值"),
            remedy=Text("write --param NAME=VALUE", "请写成 --param 名称=值"),
        )
    return name.lstrip("$?"), value
