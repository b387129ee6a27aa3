"""Content negotiation: the best of our media types or languages by Accept or Accept-Language, with q-values.

Source: https://www.rfc-editor.org/rfc/rfc9110#name-content-negotiation
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)
# A header of this size is an attack, or a mistake; the rest of it is not read.
_LONGEST = 4096


@lru_cache(maxsize=1024)
def best_type(accept: str, offers: tuple[str, ...]) -> str | None:
    """Give the media type among `offers` that an Accept header prefers; None if it refuses all.

    Among equals, and where there is no header, the first offer wins. A more specific range takes precedence
    over a less specific one, as the standard has it.

    Args:
        accept: The header's value; several headers joined by commas; "" is anything.
        offers: Media types without parameters, the one that we would rather send first.

    >>> best_type("text/html;q=0.5, text/*, */*;q=0.1", ("application/json", "text/html", "text/csv"))
    'text/csv'
    >>> best_type("image/png", ("text/html",)) is None
    True
    """
    if not accept.strip():
        return offers[0] if offers else None
    ranges = _ranges(accept)
    return _first_best([(offer, _quality_of(offer, ranges)) for offer in offers])


@lru_cache(maxsize=1024)
def best_language(accept: str, offers: tuple[str, ...]) -> str:
    """Give the language among `offers` that an Accept-Language header prefers; the first if it names none.

    >>> best_language("zh-TW, en;q=0.8", ("en", "zh"))
    'zh'
    """
    ranges = {name.partition("-")[0]: 0.0 for name, _ in _ranges(accept)}
    for name, quality in _ranges(accept):
        primary = name.partition("-")[0]
        ranges[primary] = max(ranges[primary], quality)
    liked = [(offer, ranges.get(offer, ranges.get("*", 0.0))) for offer in offers]
    return _first_best(liked) or offers[0]


def with_charset(media_type: str) -> str:
    """Give a media type as a header has it: text says how it is encoded."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _first_best(liked: Sequence[tuple[str, float]]) -> str | None:
    most = max((quality for _, quality in liked), default=0.0)
    return next((offer for offer, quality in liked if quality == most > 0), None)


@lru_cache(maxsize=1024)
def _ranges(header: str) -> tuple[tuple[str, float], ...]:
    found = []
    for part in header[:_LONGEST].split(","):
        name, *parameters = part.split(";")
        quality = 1.0
        for parameter in parameters:
            if said := _QUALITY.fullmatch(parameter):
                quality = min(float(said[1]), 1.0)
        if name.strip():
            found.append((name.strip().lower(), quality))
    return tuple(found)


def _quality_of(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    liked = dict(reversed(ranges))  # of one that is named twice the first counts
    for range_ in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if range_ in liked:
            return liked[range_]
    return 0.0
