"""English and Chinese: texts in both, the choice of a label, numbers, units and periods in words."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

_ZH_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_EN_SCALES = (
    (Decimal(10) ** 12, " trillion"),
    (Decimal(10) ** 9, " billion"),
    (Decimal(10) ** 6, " million"),
)
_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_PERIOD = re.compile(rf"({_DAY}|\d{{4}}-(H[12]|Q[1-4]))(/(\.\.|{_DAY}))?")
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]

DATA_TAGS: dict[str, tuple[str, ...]] = {
    "zh": ("zh-hans", "zh", "zh-hant", "en"),
    "en": ("en", "zh-hans", "zh"),
}
"""For each language of the interface, the language tags of labels to take, best first, in lower case."""


class Text(dict[str, str]):
    """A text in both languages of the interface, which are always written in this order.

    >>> Text("city", "城市")["zh"]
    '城市'
    """

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en=en, zh=zh)


def did_you_mean(names: Iterable[str], advice: Mapping[str, str] | None = None) -> Text:
    """Ask which of some names was meant, and go on with other advice; without names there is only that.

    >>> did_you_mean(["city", "company"], Text("`kg find` finds both", "`kg find` 都能找到"))["en"]
    'did you mean city, company? `kg find` finds both'
    >>> did_you_mean([]), did_you_mean(["city", "company"])["zh"]
    ({'en': '', 'zh': ''}, '是否指 city, company？')
    """
    near = ", ".join(names)
    en, zh = (advice["en"], advice["zh"]) if advice else ("", "")
    return Text(f"did you mean {near}? {en}".rstrip(), f"是否指 {near}？{zh}") if near else Text(en, zh)


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


def language_tag(tag: str) -> str:
    """Write a language tag as people do; stores keep it in lower case.

    >>> language_tag("zh-hans"), language_tag("zh-latn-pinyin")
    ('zh-Hans', 'zh-Latn-pinyin')
    """
    return "-".join(part.title() if len(part) == 4 else part for part in tag.split("-"))


def number(value: Decimal, language: str) -> str:
    """Write a number as people do: with 万 and 亿 in Chinese, with million and billion in English.

    A number that is not round is written in full: 12,208 and not 1.2208万.

    >>> number(Decimal("2500000000"), "zh"), number(Decimal("2500000000"), "en")
    ('25亿', '2.5 billion')
    >>> number(Decimal("24.5"), "zh"), number(Decimal("2600"), "en"), number(Decimal("12208"), "zh")
    ('24.5', '2,600', '12,208')
    """
    for scale, word in _ZH_SCALES if language == "zh" else _EN_SCALES:
        if abs(value) >= scale and _is_short(value / scale):
            return f"{_plain(value / scale, language)}{word}"
    return _plain(value, language)


def grouped(value: Decimal, language: str) -> str:
    """Write a number in full so that it can be read: by thousands in English, with 万 and 亿 in Chinese.

    >>> grouped(Decimal("100000000000"), "en"), grouped(Decimal("100000000000"), "zh")
    ('100,000,000,000', '1000亿')
    """
    return number(value, "zh") if language == "zh" else f"{value:,f}"


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


def is_period(text: str) -> bool:
    """Say whether a text is written as `period` takes it.

    >>> is_period("2018-H1"), is_period("2010/.."), is_period("2018-13"), is_period("6201x")
    (True, True, False, False)
    """
    return _PERIOD.fullmatch(text) is not None


def is_interval(text: str) -> bool:
    """Say whether a text is a period with a start and an end, which is nothing else: "2018" may be a code."""
    return "/" in text and is_period(text)


def clock(value: str, language: str) -> str:
    """Write a date, or a date and time in UTC, as people do; what is neither stays as it is.

    >>> clock("2026-11-21T19:44:00Z", "zh"), clock("2026-11-21T19:44:00Z", "en")
    ('2026年11月21日 19:44（UTC）', '21 November 2026, 19:44 UTC')
    >>> clock("2019-04-01", "en"), clock("soon", "en")
    ('1 April 2019', 'soon')
    """
    day, _, time = value.partition("T")
    if not is_period(day) or not re.fullmatch(r"(\d\d:\d\d(:\d\d(\.\d+)?)?Z)?", time):
        return value
    if not time:
        return period(day, language)
    told = period(day, language)
    return f"{told} {time[:5]}（UTC）" if language == "zh" else f"{told}, {time[:5]} UTC"


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


def _is_short(value: Decimal) -> bool:
    exponent = value.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2


def _plain(value: Decimal, language: str) -> str:
    # Chinese has no comma in a number of four digits, and needs it in a longer one that no word makes short.
    has_commas = language != "zh" or abs(value) >= 10_000
    return f"{value.normalize():,f}" if has_commas else f"{value.normalize():f}"
