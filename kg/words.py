"""Numbers, units and periods in words, in Chinese and in English, and the choice of a language."""

import re
from collections.abc import Mapping
from decimal import Decimal

_ZH_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_EN_SCALES = (
    (Decimal(10) ** 12, " trillion"),
    (Decimal(10) ** 9, " billion"),
    (Decimal(10) ** 6, " million"),
)
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]

DATA_TAGS: dict[str, tuple[str, ...]] = {
    "zh": ("zh-hans", "zh", "zh-hant", "en"),
    "en": ("en", "zh-hans", "zh"),
}
"""For each language of the interface, the language tags of labels to take, best first, in lower case."""


def best(labels: Mapping[str, str], language: str) -> str | None:
    """Choose from labels by language tag the one to show.

    >>> best({"zh-Hans": "杭州", "en": "Hangzhou"}, "en")
    'Hangzhou'
    """
    lowered = {tag.lower(): text for tag, text in labels.items()}
    for tag in DATA_TAGS[language]:
        if tag in lowered:
            return lowered[tag]
    return next(iter(lowered.values()), None)


def number(value: Decimal, language: str) -> str:
    """Write a number as people do: with 万 and 亿 in Chinese, with million and billion in English.

    >>> number(Decimal("2500000000"), "zh"), number(Decimal("2500000000"), "en")
    ('25亿', '2.5 billion')
    >>> number(Decimal("24.5"), "zh"), number(Decimal("2600"), "en")
    ('24.5', '2,600')
    """
    for scale, word in _ZH_SCALES if language == "zh" else _EN_SCALES:
        if abs(value) >= scale:
            return f"{_plain(value / scale, language)}{word}"
    return _plain(value, language)


def quantity(value: Decimal, unit: str, language: str) -> str:
    """Write a number with its unit's label.

    >>> quantity(Decimal("70"), "%", "zh"), quantity(Decimal("2600"), "companies", "en")
    ('70%', '2,600 companies')
    """
    joint = "" if unit in ("%", "") or language == "zh" else " "
    return f"{number(value, language)}{joint}{unit}"


def truth(value: bool, language: str) -> str:
    """Say yes or no.

    >>> truth(True, "zh"), truth(False, "en")
    ('是', 'no')
    """
    return ("是" if value else "否") if language == "zh" else "yes" if value else "no"


def period(value: str, language: str, *, happens_once: bool = False) -> str:
    """Write a period as people do.

    Args:
        value: A year, year-month, date, half-year ("2018-H1"), quarter, or start/end; ".." is an open end.
        language: "zh" or "en".
        happens_once: Whether it is when a thing happens, and not how long it lasts: a thing that happens does
            not go on, so that an open end only says that it was then or later.

    >>> period("2017/2022", "zh"), period("2017-12", "en"), period("2019/..", "zh")
    ('2017年至2022年', 'December 2017', '2019年以来')
    >>> period("2019/..", "zh", happens_once=True), period("2019/..", "en", happens_once=True)
    ('2019年或之后', '2019 or later')
    """
    first, slash, last = value.partition("/")
    start = _moment(first, language)
    if not slash:
        return start
    if last != "..":
        return f"{start}{'至' if language == 'zh' else ' to '}{_moment(last, language)}"
    if happens_once:
        return f"{start}{'或之后' if language == 'zh' else ' or later'}"
    return f"{start}以来" if language == "zh" else f"since {start}"


def _moment(value: str, language: str) -> str:
    half = re.fullmatch(r"(\d{4})-([HQ])(\d)", value)
    if half:
        return _part_of_year(half[1], half[2], int(half[3]), language)
    parts = value.split("-")
    if language == "zh":
        return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    if len(parts) == 1:
        return parts[0]
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def _part_of_year(year: str, kind: str, index: int, language: str) -> str:
    if language == "en":
        return f"{kind}{index} {year}"
    return f"{year}年{'上下'[index - 1]}半年" if kind == "H" else f"{year}年第{index}季度"


def _plain(value: Decimal, language: str) -> str:
    # Chinese groups by ten thousands, with words; a comma after three digits is foreign to it.
    return f"{value.normalize():f}" if language == "zh" else f"{value.normalize():,f}"
