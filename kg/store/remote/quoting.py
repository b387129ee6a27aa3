"""An endpoint's own words as a sentence of ours repeats them: one line, cut at a sentence, quoted."""

import re

# Engines repeat the query after their complaint, which the user has before them.
_REPEATED = re.compile(r"\n\s*(SPARQL query|in query|Query)\s*:.*", re.DOTALL | re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[。！？；]|[.!?;](?=\s)")
_LONGEST = 200


def is_page(text: str, content_type: str) -> bool:
    """Say whether an answer is a web page, whose text is for who looks at it: menus, greetings, adverts.

    >>> is_page("<!DOCTYPE html><a href='#main'>Skip to the content</a>", "")
    True
    """
    return "html" in content_type.lower() or text.lstrip()[:15].lower().startswith(
        ("<!doctype html", "<html")
    )


def lines(text: str, content_type: str) -> list[str]:
    """Give the lines that say something; none of a web page, and not the query that was asked."""
    if is_page(text, content_type):
        return []
    return [" ".join(line.split()) for line in _REPEATED.sub("", text).splitlines() if line.strip()]


def words(text: str, content_type: str) -> str:
    """Give the first thing that an endpoint says; "" where it says nothing to repeat.

    >>> words("writing needs the token\\n  send it in the header", "text/plain")
    'writing needs the token'
    >>> words("Parse error:\\nnothing closes the brace", "text/plain")
    'Parse error: nothing closes the brace'
    """
    said = ""
    for line in lines(text, content_type):
        said = f"{said} {line}".strip()
        # What comes after the colon is what it says.
        if not said.endswith((":", "：")):
            break
    return _short(said)


def quoted(said: str) -> dict[str, str]:
    """Put words into the quotation marks of each language."""
    return {"en": f"“{said}”", "zh": f"「{said}」"}


def _short(said: str) -> str:
    if len(said) <= _LONGEST:
        return said
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(said, 0, _LONGEST)]
    return said[: ends[-1]] if ends else f"{said[:_LONGEST].rstrip()}…"
