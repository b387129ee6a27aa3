"""What is wrong, as a page says it: whole sentences, with the quotes of print and advice for who reads pages.

A terminal and a program get the plain sentences of `kg.errors`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.errors import BadInput, BadQuery, KgError, UnknownName, UnknownPrefix
from kg.language import Text, did_you_mean
from kg.service.negotiation import best_type
from kg.service.respond import over_http
from kg.service.workers.reply import Reply, Sink
from kg.web.request import Request

_QUOTED = re.compile(r"(?<![\w'])'([^'\n]*)'(?![\w'])")
_ENDS = tuple(".?!…:。？！：")
_WORD = re.compile(r"[a-z]+(?=[ ,])")
# Spaces stand between Chinese and a straight quote, and none between Chinese and its own.
_BETWEEN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=“)|(?<=”) (?=[\u3000-\u9fff\uff00-\uffef])")
_SEARCH = Text(
    "the search finds things by any of their names, in Chinese, English or pinyin",
    "搜索可按中文、英文名称与拼音查找",
)
_PREFIXES = Text("a full IRI goes in <angle brackets>", "完整 IRI 请放在 <尖括号> 内")


def for_pages(error: KgError) -> KgError:
    """Give an error with advice that helps a reader of pages, where that in general speaks of commands.

    >>> print(for_pages(UnknownName(value="x")).sentence("en").partition("\\n")[2].strip())
    the search finds things by any of their names, in Chinese, English or pinyin
    """
    if not isinstance(error, UnknownName | UnknownPrefix):
        return over_http(error)
    near = error.values.get("near")
    instead = _SEARCH if isinstance(error, UnknownName) else _PREFIXES
    remedy = did_you_mean([str(near)]) if near else instead
    return type(error)(**{**error.values, "remedy": remedy})


def spoken(error: KgError, language: str) -> tuple[str, str]:
    """Give what is wrong and what to do, each as sentences in print; what to do may be empty."""
    problem, remedy = for_pages(error).halves(language)
    # What an engine says of a query quotes code, which stays as it was written.
    is_code = type(error) is BadQuery
    return _sentence(problem, language, is_code), _sentence(remedy, language, is_code)


def _sentence(text: str, language: str, is_code: bool) -> str:
    if not is_code:
        text = _QUOTED.sub(r"“\1”", text)
    if language == "zh":
        text = _BETWEEN.sub("", text)
    elif _WORD.match(text):
        text = text[:1].upper() + text[1:]
    stop = "。" if language == "zh" else "."
    return text if not text or text.endswith(_ENDS) else text + stop


_HTML, _JSON = "text/html", "application/json"
_FORMATS = {"html": _HTML, "json": _JSON}
_VARY = (("Vary", "Accept, Accept-Language"),)


def wants_json(request: Request) -> bool:
    """Say whether JSON is asked for, by `format` or else by Accept, and not a page.

    Raises:
        BadInput: `format` is neither.
    """
    name = request.first("format")
    if not name:
        return best_type(request.accept, (_HTML, _JSON)) == _JSON
    if name in _FORMATS:
        return name == "json"
    known = ", ".join(_FORMATS)
    raise BadInput(
        problem=Text(f"there is no format {name!r} of this", f"此页没有格式 {name!r}"),
        remedy=Text(f"`format` may be {known}", f"`format` 可为 {known}"),
    )


def as_json(items: Iterable[Mapping[str, Any]]) -> Reply:
    """Send a list, each of its items once it is made."""

    def write(sink: Sink) -> None:
        between = "["
        for item in items:
            sink.write(f"{between}\n{json.dumps(item, ensure_ascii=False, indent=2)}".encode())
            between = ","
        sink.write(b"[]\n" if between == "[" else b"\n]\n")

    return Reply(write, _JSON, 200, _VARY)
