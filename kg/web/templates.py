"""Templates filled in: one Jinja environment that escapes everything, and what every page is given.

The only module that makes HTML.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from kg.graph import Graph
from kg.language import clock
from kg.rdf.iris import shorten
from kg.service.workers.reply import Reply
from kg.web.links import href, url, without_marks
from kg.web.request import Request
from kg.web.texts import LANGUAGE_TAGS, TEXTS

CONTENT_TYPE = "text/html; charset=utf-8"

# What HTML does not allow even as a reference, and halves of pairs, which cannot be encoded.
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LONGEST = 240
# Plain words, `code`, or the path of the queries or of one.
_CODE_OR_PATH = re.compile(r"(`(?![^`\n]+`)|/(?!queries\b)|[^`/]+)|`([^`\n]+)`|(/queries(?:/[\w-]+)?)")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# Words and numbers; what has a colon or a slash is a CURIE or an address.
_ENGLISH = re.compile(r"(?=.*[A-Za-z]{2})[^:/]+")
_PAGE_OF = {"kg conflicts": "/conflicts", "kg queries": "/queries"}
_YEARS = re.compile(r"(?<![0-9&#;x])[0-9]{4}(?:[-–][0-9]{4})?(?![0-9])年?")


def page(
    template: str,
    graph: Graph,
    request: Request,
    *,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
    **values: Any,
) -> Reply:
    """Fill in a template and give it as a reply.

    A template has besides `values`: `t("word")` the text of a word in the reader's language, `language`,
    `lang_tag`, `request`, `url("/path", name=value)` an address of the site that keeps `lang`, `here(page=2)`
    this page's address with parameters changed ("" leaves one out), `href(iri)` an IRI's page or None,
    `curie(iri)`, `with_code(text)`, `lang(text, tag)` the attribute of a text in another
    language than the page's, and `snapshot`, the snapshot or None.

    Args:
        template: A file in `kg/web/templates`.
        graph: What is shown.
        request: What was asked.
        texts: Words of this page besides those that all pages share, each in zh and en.
        status: The status of the reply.
        headers: Further headers.
        values: What the template speaks of.
    """
    language = request.language
    words = {**TEXTS, **(texts or {})}
    html = (
        _environment()
        .get_template(template)
        .render(
            t=partial(_text, words, language),
            language=language,
            lang_tag=LANGUAGE_TAGS[language],
            request=request,
            url=partial(_url, request),
            href=partial(_href, request),
            here=partial(_here, request),
            curie=shorten,
            lang=partial(_lang, language),
            with_code=partial(with_code, parameters=request.link_parameters),
            other_language=_other_language(request),
            snapshot=_snapshot(graph),
            **values,
        )
    )
    sent = (("Content-Language", LANGUAGE_TAGS[language]), ("Vary", "Accept, Accept-Language"), *headers)
    return Reply(html.encode(), CONTENT_TYPE, status, sent)


def _lang(language: str, text: str, tag: str = "") -> Markup:
    found = tag or foreign(text, language)
    return Markup(' lang="{}"').format(found) if found else Markup("")


def _snapshot(graph: Graph) -> Any:
    # Only a store in a folder has snapshots.
    return getattr(graph.store, "snapshot", None)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kg.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["clip"] = clip
    environment.filters["unmarked"] = without_marks
    environment.filters["count"] = count
    environment.filters["clock"] = clock
    environment.filters["unbroken"] = unbroken
    environment.filters["groupby_in_order"] = groups
    return environment


def compile_all() -> None:
    """Compile every template now: most of the time that the first page of a process would take."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


def clip(text: str, longest: int = _LONGEST) -> str:
    """Cut a text that is longer than a line or two could be.

    >>> clip("computing", 5)
    'comp…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def count(number: int) -> str:
    """Write how many there are.

    >>> count(23887)
    '23,887'
    """
    return f"{number:,}"


def unbroken(text: str) -> Markup:
    """Keep years and the spans between two in one piece, whatever the width of the line.

    >>> unbroken("2018-2019年<榜>")
    Markup('<span class="whole">2018-2019年</span>&lt;榜&gt;')
    """
    return Markup(_YEARS.sub(r'<span class="whole">\g<0></span>', str(escape(_clean(text)))))


def foreign(text: str, language: str) -> str:
    """Give the tag of the language that a name is in, by its script, where that is not the page's; else "".

    >>> foreign("杭州", "en"), foreign("Hangzhou", "en")
    ('zh-Hans', '')
    >>> foreign("NVIDIA", "zh"), foreign("杭州AI小镇", "zh"), foreign("company:a", "zh")
    ('en', '', '')
    """
    is_chinese = _HAN.search(text) is not None
    if language == "en":
        return LANGUAGE_TAGS["zh"] if is_chinese else ""
    return LANGUAGE_TAGS["en"] if not is_chinese and _ENGLISH.fullmatch(text) else ""


def with_code(text: str, parameters: Iterable[tuple[str, str]] = ()) -> Markup:
    """Show what stands between backticks as code, and lead to the pages that a text speaks of.

    Args:
        text: The text.
        parameters: What every link has.

    >>> print(with_code("`<i>` is in /queries"))
    <code>&lt;i&gt;</code> is in <a href="/queries">/queries</a>
    >>> print(with_code("`kg conflicts`"))
    <a href="/conflicts"><code>kg conflicts</code></a>
    """
    parts = []
    for plain, code, path in _CODE_OR_PATH.findall(text):
        shown = Markup("<code>{}</code>").format(_clean(code)) if code else escape(_clean(plain or path))
        leads = _PAGE_OF.get(code, path)
        parts.append(Markup('<a href="{}">{}</a>').format(url(leads, parameters), shown) if leads else shown)
    return Markup("").join(parts)


def groups(items: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Put together neighbours that have the same attribute, in the order in which they come."""
    return [(key, list(found)) for key, found in groupby(items, attrgetter(attribute))]


def _clean(value: Any) -> Any:
    """Leave out of texts what no page may hold; what is None is a mistake in a template."""
    if value is None:
        raise TypeError("a template shows what is None")
    return _NO_CHARACTER.sub("", value) if type(value) is str else value


def _text(words: Mapping[str, Mapping[str, str]], language: str, word: str, *values: Any) -> str | Markup:
    said = words[word][language]
    return said.format(*values) if values else said


def _url(request: Request, path: str, **parameters: Any) -> str:
    return url(path, [*((name, str(value)) for name, value in parameters.items()), *request.link_parameters])


def _href(request: Request, iri: str) -> str | None:
    return href(iri, request.link_parameters)


def _here(request: Request, **changed: Any) -> str:
    rest = [(name, value) for name, value in request.parameters if name not in changed]
    return url(quote(request.path), [*rest, *((name, str(value)) for name, value in changed.items())])


def _other_language(request: Request) -> str:
    return _here(request, lang="en" if request.language == "zh" else "zh")
