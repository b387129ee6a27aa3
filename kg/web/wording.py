"""Values in words: numbers, dates and intervals written for people, as sentences write them.

What machines read, such as CSV and JSON, keeps values as they are.
"""

from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal

from kg.graph.text_table import grouped
from kg.language import clock, is_interval, period
from kg.rdf.terms import local_name

_WHOLE = frozenset({"integer", "int", "long", "nonNegativeInteger"})
_NUMERIC = _WHOLE | {"decimal", "double", "float"}
# Below this no whole number needs help to be read, for years are such numbers too; no decimal is a year.
_LONG, _NO_YEAR = 10_000, 1_000


def is_number(term: object) -> bool:
    """Say whether a term is a number."""
    return isinstance(term, Literal) and local_name(term.datatype) in _NUMERIC


def is_date(term: Literal) -> bool:
    """Say whether a value is a date, or a date and a time."""
    return local_name(term.datatype) in ("date", "dateTime")


def readable(term: Literal, language: str, *, happens_once: bool = True) -> str:
    """Write a value so that it can be read: a long number, a date, an interval; another stays as it is.

    Args:
        term: The value.
        language: "zh" or "en".
        happens_once: Whether an interval is when a thing happens, and not how long it lasts.

    >>> [readable(Literal(value), "en") for value in (100000000000, 2018, Decimal(2600), "2010/..", "2600")]
    ['100,000,000,000', '2018', '2,600', '2010 or later', '2600']
    >>> readable(Literal(12208), "zh"), readable(Literal(100000000000), "zh")
    ('12,208', '1000亿')
    """
    if is_number(term):
        return _number(term, language)
    if is_date(term):
        return clock(term.value, language)
    if local_name(term.datatype) == "string" and is_interval(term.value):
        return period(term.value, language, happens_once=happens_once)
    return term.value


def _number(term: Literal, language: str) -> str:
    try:
        value = Decimal(term.value)
    except InvalidOperation:
        return term.value
    least = _LONG if local_name(term.datatype) in _WHOLE else _NO_YEAR
    return grouped(value, language) if value.is_finite() and abs(value) >= least else term.value
