"""Figures compared with what they mean: bounds, rounding, units, currencies and periods."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode

ABOUT = Decimal("0.05")
"""How far off "about" may be. A convention: the articles never say; 5% keeps 约66% apart from 70%以上."""
NEARLY = Decimal("0.10")
"""How far below its figure "nearly" may lie."""
EXCHANGE = Decimal("0.03")
"""How far two currencies' figures may lie apart at a yearly average rate."""

_INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how many base units it is, and its currency where it is money."""

    iri: NamedNode
    base: NamedNode
    scale: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit, the local name of its bound ("about"), and the period it is for."""

    value: Decimal
    unit: Unit
    bound: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """An exchange rate: how many of the second unit one of the first is, and the thing that says so."""

    value: Decimal
    iri: NamedNode


Rates = Mapping[tuple[NamedNode, NamedNode, str], Rate]
"""From unit, to unit, year: the rate that converts the first into the second."""


def interval(value: Decimal, bound: str) -> tuple[Decimal, Decimal]:
    """Give the least and the greatest that a figure may stand for.

    An exact figure stands for what rounds to it: 24.5 for 24.45 to 24.55, 2600 for 2550 to 2650.

    >>> [str(end) for end in interval(Decimal("24.5"), "exactly")]
    ['24.45', '24.55']
    >>> [str(end) for end in interval(Decimal("70"), "at-least")]
    ['70', 'Infinity']
    """
    half = Decimal(1).scaleb(_last_digit(value)) / 2
    match bound:
        case "at-least":
            return value, _INFINITE
        case "at-most":
            return -_INFINITE, value
        case "nearly":
            return value - abs(value) * NEARLY, value
        case "about":
            width = max(half, abs(value) * ABOUT)
            return value - width, value + width
        case _:
            return value - half, value + half


def can_both_hold(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> bool:
    """Say whether two intervals meet. Rounding's edges are open, stated bounds include their end.

    >>> can_both_hold(interval(Decimal(70), "at-least"), interval(Decimal(66), "about"))
    False
    """
    low, high = max(one[0], other[0]), min(one[1], other[1])
    are_stated = all(_INFINITE in (abs(start), abs(end)) for start, end in (one, other))
    return low < high or (low == high and are_stated)


def convert(figure: Figure, unit: Unit, rates: Rates) -> Decimal | None:
    """Give a figure's value in another unit, or None where no rate is known for its year.

    Units with one base convert by their scales; currencies by the rate of the year the period begins in.
    """
    if figure.unit.base == unit.base:
        return figure.value * figure.unit.scale / unit.scale
    rate = rate_between(figure, unit, rates)
    if rate is None:
        return None
    is_direct = (figure.unit.base, unit.base, figure.period[:4]) in rates
    times = rate.value if is_direct else 1 / rate.value
    return figure.value * figure.unit.scale * times / unit.scale


def rate_between(figure: Figure, unit: Unit, rates: Rates) -> Rate | None:
    """Give the rate, of either direction, at which `convert` converts; None where it needs or knows none."""
    year = figure.period[:4]
    return rates.get((figure.unit.base, unit.base, year)) or rates.get((unit.base, figure.unit.base, year))


def contains(outer: str, inner: str) -> bool:
    """Say whether one period lies within another.

    >>> contains("2019/..", "2021-02"), contains("2017", "2017-12"), contains("2017", "2018")
    (True, True, False)
    """
    low, high = _days(outer)
    start, end = _days(inner)
    return low <= start and end <= high


def _last_digit(value: Decimal) -> int:
    """Give the power of ten of the last digit that counts: 2600 → 2, 24.5 → -1.

    Two digits always count: 70% is not 65 to 75.
    """
    exponent = value.normalize().as_tuple().exponent
    return min(exponent, value.adjusted() - 1) if isinstance(exponent, int) and value else 0


def _days(period: str) -> tuple[str, str]:
    start, slash, end = period.partition("/")
    if not slash:
        return _edge(start, "-01-01"), _edge(start, "-12-31")
    return _edge(start, "-01-01"), "9999" if end == ".." else _edge(end, "-12-31")


_HALVES = {"H1": ("-01-01", "-06-30"), "H2": ("-07-01", "-12-31")}
_QUARTERS = {
    "Q1": ("-01-01", "-03-31"),
    "Q2": ("-04-01", "-06-30"),
    "Q3": ("-07-01", "-09-30"),
    "Q4": ("-10-01", "-12-31"),
}


def _edge(moment: str, rest: str) -> str:
    """Fill a moment up to a day, first or last, so that days compare as text."""
    year, part = moment[:4], moment[5:]
    if part in _HALVES or part in _QUARTERS:
        first, last = (_HALVES | _QUARTERS)[part]
        return year + (first if rest == "-01-01" else last)
    # The last day of a month may be written as 31 whatever the month: it is only compared.
    return {4: moment + rest, 7: moment + ("-01" if rest == "-01-01" else "-31")}.get(len(moment), moment)
