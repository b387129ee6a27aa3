"""Arithmetic across figures: growth against its end points, shares against part and whole.

Which measure is the growth or the share of which is said in the data (sl:growthOf, sl:shareOf and
sl:shareTakenBy). Figures are compared as the intervals that they stand for, so that "over 85 billion" and a
rounded rate contradict only where no numbers fit both. Accepted facts only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg.language import Text, number
from kg.model.conflicts import Reckoning
from kg.model.facts import Fact
from kg.model.quantities import Figure, can_both_hold, convert, interval
from kg.rdf.index import Index, Term
from kg.rdf.vocab import term
from kg.validate.finding_text import Check, FindingWriter
from kg.validate.findings import Finding

_HUNDRED = Decimal(100)

_GROWTH = Check(
    "growth-fits",
    "this growth does not follow from its end points, which give {?low}% to {?high}% a year: "
    "{?one}; {?other}\ncheck the three figures against their documents",
    "此增长率与首尾两个数字不符，二者给出每年 {?low}% 至 {?high}%：{?one}；{?other}\n"
    "请对照原文查对这三个数字",
    severity="warning",
)
_SHARE = Check(
    "share-fits",
    "this share does not follow from part and whole, which give {?low}% to {?high}%: "
    "{?one}; {?other}\ncheck the three figures against their documents",
    "此占比与部分、整体两个数字不符，二者给出 {?low}% 至 {?high}%：{?one}；{?other}\n"
    "请对照原文查对这三个数字",
    severity="warning",
)

Others = tuple[tuple[str, Term | None], ...]
"""The roles that determine a figure besides its measure and its period, such as its area."""
Interval = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class _Stated:
    """A fact that gives a figure."""

    fact: Fact
    figure: Figure

    @property
    def interval(self) -> Interval:
        return interval(self.figure.value, self.figure.bound)


class _Figures:
    """Figures by measure, period, and what else determines them."""

    def __init__(self, facts: Iterable[Fact], reckoning: Reckoning) -> None:
        self.reckoning = reckoning
        self._found: dict[tuple[NamedNode, str, Others], list[_Stated]] = defaultdict(list)
        for fact in facts:
            role = next((r.name for r in fact.kind.roles.values() if r.compared_as == "AsQuantity"), "")
            figure, measure = reckoning.figure(fact, role), fact.roles.get("measure")
            if figure is not None and isinstance(measure, NamedNode):
                self._found[measure, figure.period, _others(fact)].append(_Stated(fact, figure))

    def of(self, measure: NamedNode) -> list[_Stated]:
        """Give the figures of a measure, in order of their facts."""
        found = [s for (known, _, _), some in self._found.items() if known == measure for s in some]
        return sorted(found, key=lambda s: s.fact.iri.value)

    def of_same_area(self, stated: _Stated, measure: NamedNode, period: str) -> list[_Stated]:
        """Give the figures of a measure and period for the same area as another figure's."""
        return self._found.get((measure, period, _others(stated.fact)), [])

    def in_unit_of(self, one: _Stated, other: _Stated) -> Interval | None:
        """Give the first figure's interval in the unit of the second."""
        low, high = (
            convert(replace(one.figure, value=end), other.figure.unit, self.reckoning.rates)
            for end in one.interval
        )
        return None if low is None or high is None else (low, high)


def check_figures(
    facts: Iterable[Fact], index: Index, reckoning: Reckoning, writer: FindingWriter
) -> Iterator[Finding]:
    """Tell of growth rates and shares that do not follow from the figures that they speak of."""
    figures = _Figures(facts, reckoning)
    for measure, of in _pairs(index, "growthOf"):
        for rate in figures.of(measure):
            yield from _check(_GROWTH, rate, _growths(rate, of, figures), writer)
    for measure, whole in _pairs(index, "shareOf"):
        part = index.one(measure, term("sl:shareTakenBy"))
        for share in figures.of(measure) if isinstance(part, NamedNode) else ():
            yield from _check(_SHARE, share, _shares(share, part, whole, figures), writer)


def _check(
    check: Check,
    stated: _Stated,
    reckoned: Iterable[tuple[_Stated, _Stated, Interval]],
    writer: FindingWriter,
) -> Iterator[Finding]:
    """Tell of a percentage that none of the pairs of figures allows."""
    pairs = list(reckoned)
    if not pairs or any(can_both_hold(stated.interval, allowed) for _, _, allowed in pairs):
        return
    one, other, (low, high) = pairs[0]
    words: dict[str, NamedNode | Literal | Mapping[str, str]] = {
        "low": _rounded(low),
        "high": _rounded(high),
        "one": one.fact.iri,
        "other": other.fact.iri,
    }
    yield writer.found(check, stated.fact.iri, words)


def _growths(rate: _Stated, of: NamedNode, figures: _Figures) -> Iterator[tuple[_Stated, _Stated, Interval]]:
    """Give each pair of end points of a rate's period, with the yearly growth in percent that they allow."""
    begin, slash, end = rate.figure.period.partition("/")
    if not slash or not (begin[:4].isdigit() and end[:4].isdigit()) or int(end[:4]) <= int(begin[:4]):
        return
    root = 1 / Decimal(int(end[:4]) - int(begin[:4]))
    for first in figures.of_same_area(rate, of, begin):
        for last in figures.of_same_area(rate, of, end):
            ends = figures.in_unit_of(last, first)
            if ends is None or first.interval[0] <= 0 or ends[0] <= 0:
                continue
            low = _ratio(ends[0], first.interval[1]) ** root - 1
            high = _power(_ratio(ends[1], first.interval[0]), root) - 1
            yield first, last, (low * _HUNDRED, high * _HUNDRED)


def _shares(
    share: _Stated, part: NamedNode, whole: NamedNode, figures: _Figures
) -> Iterator[tuple[_Stated, _Stated, Interval]]:
    """Give each part and whole of a share's period, with the percentage that they allow."""
    for mine in figures.of_same_area(share, part, share.figure.period):
        for its in figures.of_same_area(share, whole, share.figure.period):
            ends = figures.in_unit_of(mine, its)
            if ends is None or its.interval[0] <= 0:
                continue
            low, high = _ratio(ends[0], its.interval[1]), _ratio(ends[1], its.interval[0])
            yield mine, its, (low * _HUNDRED, high * _HUNDRED)


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    if one.is_infinite():
        return one
    return Decimal(0) if other.is_infinite() else one / other


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return base if base.is_infinite() else base**exponent


def _rounded(value: Decimal) -> Mapping[str, str]:
    if value.is_infinite():
        return Text("any", "任意")
    rounded = value.quantize(Decimal("0.1"))
    return Text(number(rounded, "en"), number(rounded, "zh"))


def _pairs(index: Index, name: str) -> list[tuple[NamedNode, NamedNode]]:
    predicate = term(f"sl:{name}")
    found = [(s, o) for s, about in index.by_subject.items() for o in about.get(predicate, [])]
    return sorted(set(found), key=str)


def _others(fact: Fact) -> Others:
    names = {name for rule in fact.kind.dependencies for name in rule.determinants}
    return tuple((name, fact.roles.get(name)) for name in sorted(names - {"measure", "period"}))
