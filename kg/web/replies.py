"""What a reply is wanted as, page or file, and what is wrong, as a page says it and as plain text.

A page has whole sentences, with the quotes of print and advice for who reads pages; a terminal and a program
get the plain sentences of `kg.errors`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.errors import BadInput, BadQuery, KgError, UnknownName, UnknownPrefix, nearest
from kg.language import Text, did_you_mean
from kg.rdf.formats import Format
from kg.service.negotiation import best_type, with_charset
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


def page_sentences(error: KgError, language: str) -> tuple[str, str]:
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


HTML = "html"
PAGE = {HTML: Format("HTML", "text/html", "html")}
_JSON = {"json": Format("JSON", "application/json", "json")}
# What may be asked for by `format` alone, and by no Accept header.
_BY_NAME_ALONE = ("spreadsheet", "graphml", "gexf", "sparql")
VARY = (("Vary", "Accept, Accept-Language"),)


def wanted(request: Request, formats: Mapping[str, Format]) -> str | None:
    """Give the format that was asked for, by `format` or else by Accept; None if Accept names none of these.

    Raises:
        BadInput: `format` names none of these.
    """
    name = request.first("format")
    if not name:
        offers = {known.media_type: each for each, known in formats.items() if each not in _BY_NAME_ALONE}
        # Who takes any JSON or XML takes that of the standard.
        for plain, own in (("json", "json"), ("json", "jsonld"), ("xml", "xml")):
            if own in formats:
                offers.setdefault(f"application/{plain}", own)
        return offers.get(best_type(request.accept, tuple(offers)) or "")
    if name in formats:
        return name
    # A file's suffix is a name for its format too.
    if by_suffix := next((each for each, known in formats.items() if known.suffix == name), None):
        return by_suffix
    listed = Text(f"`format` may be {', '.join(formats)}", f"`format` 可为 {', '.join(formats)}")
    raise BadInput(
        problem=Text(f"there is no format {name!r} of this", f"此处没有格式 {name!r}"),
        remedy=did_you_mean(nearest(name, formats), listed),
    )


def refused(request: Request, formats: Mapping[str, Format]) -> Reply:
    """Say that Accept names nothing that there is, and what there is."""
    listed = ", ".join(dict.fromkeys(known.media_type for known in formats.values()))
    error = KgError(
        problem=Text("none of the media types in Accept can be sent", "Accept 所列的媒体类型都无法提供"),
        remedy=Text(f"ask for one of {listed}, or add ?format=", f"可用的有 {listed}，也可加上 ?format="),
    )
    return as_text(error, request, 406)


def wants_json(request: Request) -> bool:
    """Say whether JSON is asked for, by `format` or else by Accept, and not a page.

    Raises:
        BadInput: `format` is neither.
    """
    return wanted(request, PAGE | _JSON) == "json"


def as_text(error: KgError, request: Request, status: int) -> Reply:
    """Say what is wrong to who takes no pages."""
    text = f"{for_pages(error).sentence(request.language)}\n"
    return Reply(text.encode(), with_charset("text/plain"), status, VARY)


def as_json(items: Iterable[Mapping[str, Any]]) -> Reply:
    """Send a list, each of its items once it is made."""

    def write(sink: Sink) -> None:
        between = "["
        for item in items:
            sink.write(f"{between}\n{json.dumps(item, ensure_ascii=False, indent=2)}".encode())
            between = ","
        sink.write(b"[]\n" if between == "[" else b"\n]\n")

    return Reply(write, "application/json", 200, VARY)
