"""Binding parameters of SPARQL as terms, in the text, one way for every store.

A bound parameter is the same thing everywhere in the query, as if each of its groups began with
`VALUES ?parameter { term }`. For speed the term itself stands wherever SPARQL lets a term stand.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Self

import pyoxigraph as ox

from kg.errors import BadQuery, BadTerm, UnknownParameter, nearest
from kg.language import Text
from kg.rdf.index import Term
from kg.rdf.vocab import PREFIXES
from kg.sparql.prefixes import undeclared
from kg.sparql.structure import Place, Scope, Skeleton, skeleton
from kg.sparql.tokens import Token

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_LANGUAGE = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*\Z")
# One escape at a time from the left; of an escaped backslash also a u that follows it.
_ESCAPE = re.compile(r"\\(\\[uU]?|.)", re.DOTALL)


class Bound(str):
    """SPARQL to send. It remembers the text that it was made of, for errors to name places in that."""

    as_written: str
    """The text as its writer knows it: parameters are variables, and known prefixes are not declared."""

    @classmethod
    def of(cls, sent: str, as_written: str) -> Self:
        """Make it of what is sent and what that was made of."""
        bound = cls(sent)
        bound.as_written = as_written
        return bound


def bind(text: str, terms: Mapping[str, Term]) -> str:
    """Bind parameters of a query, which are variables of it, to terms.

    Args:
        text: SPARQL.
        terms: The parameter's name, without `?` or `$`, to an IRI or a literal.

    Returns:
        SPARQL with as many lines as before. Variables that are not named stay as they are.

    Raises:
        UnknownParameter: The query has no such variable.
        BadQuery: The query itself gives the variable a value, or it stands where the term cannot.
        BadTerm: The term is neither an IRI nor a literal, or is malformed.

    >>> bind("SELECT ?c { ?c sl:basedIn $city }", {"city": ox.NamedNode("urn:hangzhou")})
    'SELECT ?c { ?c sl:basedIn <urn:hangzhou> }'
    """
    if not terms:
        return text
    parts = skeleton(text)
    for name, term in terms.items():
        _check(parts, text, name, term)
    written = {name: written_term(term) for name, term in terms.items()}
    out = [token.text for token in parts.tokens]
    for use in parts.uses:
        if use.name in written and use.place is Place.ASKED:
            _answer_bound(parts.tokens, out, use.at)
        elif use.name in written and use.place is not Place.COLUMN:
            out[use.at] = _spaced(parts.tokens, use.at, written[use.name])
    for scope in parts.scopes:
        _keep_in_scope(scope, out, written)
    return "".join(out)


def check_narrows(text: str, names: Iterable[str]) -> None:
    """Refuse parameters that would have a value without narrowing the answer.

    In `?c a sl:Company OPTIONAL { ?c sl:basedIn ?city }` every company stays, whatever the city is, and
    a column `?city` would say that each is there. Whoever writes `$city` without such a column may mean it.

    Raises:
        BadQuery: One stands nowhere in the query, or only in an OPTIONAL or in some branches of a UNION.
    """
    parts = skeleton(text)
    for name in names:
        if name not in parts.variables:
            raise BadQuery(why=_filled(name, *_NOWHERE), remedy=_filled(name, *_WRITE_IT))
        if name not in parts.uncertain:
            continue
        # A template whose other variables are unbound tells nothing, and who asks BOUND($city) sees to it.
        is_asked = any(use.name == name and use.place is Place.ASKED for use in parts.uses)
        if parts.form == "SELECT" and name in parts.answered and not is_asked:
            raise BadQuery(why=_filled(name, *_LOOSE), remedy=_filled(name, *_OUTSIDE))
        if all(token.text != f"${name}" for token in parts.tokens):
            raise BadQuery(why=_filled(name, *_LOOSE), remedy=_filled(name, *_OUTSIDE_OR_MEANT))


_NOWHERE = "{0} is declared and not written as ${0}", "声明了参数 {0}，查询中却没有 ${0}"
_WRITE_IT = (
    "write ${0} where its value shall stand, or take it out of the head",
    "请在应取该值处写 ${0}，或从文件头删去",
)
_LOOSE = (
    "?{0} stands only in an OPTIONAL or in one branch of a UNION, so its value would not narrow the answer",
    "?{0} 只出现在 OPTIONAL 或 UNION 的一支中，给定取值也不能限定结果",
)
_OUTSIDE = "write its pattern outside as well", "请把含有它的模式也写在外层"
_OUTSIDE_OR_MEANT = (
    "write its pattern outside as well; if that is meant, write ${0} for ?{0}",
    "请把含有它的模式也写在外层；若确是此意，请把 ?{0} 写作 ${0}",
)


def written_term(term: Term) -> str:
    r"""Write a term as SPARQL does, so that nothing in it can end it early.

    Raises:
        BadTerm: It is neither an IRI nor a literal, or is malformed.

    >>> print(written_term(ox.Literal('a "quoted" \\u0022')))
    "a \"quoted\" \\\u00750022"
    """
    if isinstance(term, ox.NamedNode):
        if _NOT_IN_IRI.search(term.value):
            raise BadTerm(value=term.value, wanted=Text("an IRI", " IRI"))
        return f"<{term.value}>"
    if not isinstance(term, ox.Literal):
        wanted = Text("an IRI or a literal", " IRI 或字面量")
        raise BadTerm(value=str(term), wanted=wanted, remedy=_NO_BLANK_NODE)
    if term.language is not None and not _LANGUAGE.match(term.language):
        raise BadTerm(value=term.language, wanted=Text("a language tag", "语言标签"))
    # A processor may turn \uXXXX into its character before it reads strings, and then take the
    # `\\u0022` of an escaped backslash for a quote. So no u follows a backslash in what we write.
    return _ESCAPE.sub(_escape, str(term))


_NO_BLANK_NODE = Text(
    "a blank node has no name to ask for; give an IRI or a literal",
    "空白节点没有可供查询的名称；请给出 IRI 或字面量",
)


def _escape(match: re.Match[str]) -> str:
    if len(match[1]) == 2:
        return rf"\\\u{ord(match[1][1]):04X}"
    return match[0]


def _check(parts: Skeleton, text: str, name: str, term: Term) -> None:
    places = {use.place for use in parts.uses if use.name == name}
    if not places:
        known = ", ".join(dict.fromkeys([*nearest(name, parts.variables), *parts.variables])) or "–"
        raise UnknownParameter(query=parts.form.lower(), value=name, near=known)
    if Place.ASSIGNED in places:
        raise BadQuery(why=_filled(name, "the query itself gives ?{} a value", "查询自身给 ?{} 赋了值"))
    if isinstance(term, ox.Literal) and (Place.SUBJECT in places or not _takes_literals(text, name)):
        en = "?{} stands where only an IRI can, and is bound to a literal"
        raise BadQuery(why=_filled(name, en, "?{} 所在之处只能是 IRI，而给出的是字面量"))


def _filled(name: str, english: str, chinese: str) -> dict[str, str]:
    return Text(english.format(name), chinese.format(name))


@lru_cache(maxsize=256)
def _takes_literals(text: str, name: str) -> bool:
    """Say whether the query still parses with a literal there; one that never parsed is not judged here."""
    parts = skeleton(text)
    plain = {u.at for u in parts.uses if u.name == name and u.place in (Place.TERM, Place.SUBJECT)}
    bound = "".join('"a" ' if at in plain else token.text for at, token in enumerate(parts.tokens))
    return _parses(bound) or not _parses(text)


def _parses(text: str) -> bool:
    known = {name: PREFIXES[name] for name in undeclared(text) if name in PREFIXES}
    try:
        ox.Store().query(text, prefixes=known)
    except (SyntaxError, ValueError):
        return False
    return True


def _spaced(tokens: tuple[Token, ...], at: int, text: str) -> str:
    """Put spaces around a text where there are none, or `?a<?b` would become `?a<<…>`, another thing."""
    before = "" if at and tokens[at - 1].kind == "space" else " "
    after = "" if at + 1 < len(tokens) and tokens[at + 1].kind == "space" else " "
    return f"{before}{text}{after}"


def _answer_bound(tokens: tuple[Token, ...], out: list[str], at: int) -> None:
    """Turn `BOUND(?x)`, which takes no term, into `true`."""
    before = [i for i in range(at) if tokens[i].kind != "space"][-2:]
    after = next(i for i in range(at + 1, len(tokens)) if tokens[i].kind != "space")
    for i in (*before, after):
        out[i] = ""
    out[at] = " true "


def _keep_in_scope(scope: Scope, out: list[str], written: Mapping[str, str]) -> None:
    start, end = _values(scope.shared, written), _values(scope.columns, written)
    if (start or end) and scope.is_subselect:
        # A subselect is alone in its group, so it gets one of its own.
        start, end = start + "{", "}" + end
    out[scope.opens] += start
    out[scope.closes] = end + out[scope.closes]


def _values(names: Iterable[str], written: Mapping[str, str]) -> str:
    return "".join(f" VALUES ?{name} {{ {written[name]} }} " for name in sorted(names) if name in written)
