"""The columns of a named query as people see them: their titles, and cells that are more than a term.

Files of rows (CSV, JSON and the like) have none of this: they keep the terms as they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from kg.sparql.binding import Term
from kg.sparql.named_queries import NamedQuery, Shown, both

_PARAMETER = re.compile(r"\$(\w+)")
# A run of digits and hyphens, such as 2018-2019, is one word, and so is a Chinese character.
_WORD = re.compile(r"\d[\d-]*|[A-Za-z']+|.")
_EDGES = " ,;:，；："


class Labels(Protocol):
    """Gives what things are called."""

    def labels(self, iris: Iterable[NamedNode], language: str) -> Mapping[NamedNode, str]:
        """Give the label of each thing that has one."""


def titles(named: NamedQuery, language: str, terms: Mapping[str, Term], labels: Labels) -> dict[str, str]:
    """Give the titles of a query's columns.

    Where titles name parameters, such as `Before ($earlier)`, what was given stands there, and of things with
    names that are much alike only that in which they differ.

    Args:
        named: The query.
        language: "zh" or "en".
        terms: What each parameter is; one that is not given stands as what it is for.
        labels: What things are called.
    """
    said = {name: title.get(language, name) for name, title in named.columns.items()}
    used = sorted(
        {name for title in said.values() for name in _PARAMETER.findall(title)} & set(named.parameters)
    )
    if not used:
        return said
    things = [term for name in used if isinstance(term := terms.get(name), NamedNode)]
    known = labels.labels(things, language) if things else {}
    called = [_called(terms.get(name), known) or named.parameters[name].about[language] for name in used]
    short = dict(zip(used, differing(called), strict=True))
    return {name: _PARAMETER.sub(lambda m: short.get(m[1], m[0]), title) for name, title in said.items()}


def differing(texts: Sequence[str]) -> list[str]:
    """Leave out the words with which all texts begin and end; whole texts where nothing would be left of one.

    >>> differing(["Ranking of cities, 2018-2019", "Ranking of cities, 2021-2022"])
    ['2018-2019', '2021-2022']
    >>> differing(["2018-2019年榜单", "2021-2022年榜单"]), differing(["榜单", "榜单"])
    (['2018-2019', '2021-2022'], ['榜单', '榜单'])
    """
    words = [_WORD.findall(text) for text in texts]
    least = min(map(len, words), default=0)
    alike = [all(some[i] == words[0][i] for some in words) for i in range(least)]
    start = alike.index(False) if False in alike else least
    alike = [all(some[-1 - i] == words[0][-1 - i] for some in words) for i in range(least - start)]
    end = alike.index(False) if False in alike else least - start
    short = ["".join(some[start : len(some) - end]).strip(_EDGES) for some in words]
    return short if all(short) and len(texts) > 1 else list(texts)


def order(place: str) -> str:
    """Write a place in a list, which the text does not call a rank.

    >>> order("9")
    '(9)'
    """
    return f"({place})"


def change(places: str) -> str:
    """Write a move by some places, upwards where it is positive; what is no number stays.

    >>> change("1"), change("-5"), change("0"), change("")
    ('↑ 1', '↓ 5', '=', '')
    """
    if not re.fullmatch(r"-?\d+", places):
        return places
    number = int(places)
    return f"↑ {number}" if number > 0 else f"↓ {-number}" if number < 0 else "="


def told(text: str, shown: Shown, row: Mapping[str, object], language: str) -> str:
    """Write a cell as its column is shown.

    Args:
        text: The cell as it would be without.
        shown: How the column is shown; `link` changes no text here, for what a link is differs.
        row: The terms of the row, by column.
        language: "zh" or "en".
    """
    if shown.how == "change":
        return change(text)
    if shown.how == "words":
        return both(text).get(language, text)
    mark = row.get(shown.mark)
    is_order = isinstance(mark, Literal) and mark.value in ("true", "1")
    return order(text) if shown.how == "order" and text and is_order else text


def marks(named: NamedQuery) -> frozenset[str]:
    """Give the columns that only say how another is to be shown: people see no column of theirs."""
    return frozenset(shown.mark for shown in named.shown.values() if shown.mark)


def _called(term: Term | None, known: Mapping[NamedNode, str]) -> str:
    if isinstance(term, NamedNode):
        return known.get(term, "")
    return term.value if isinstance(term, Literal) else ""
