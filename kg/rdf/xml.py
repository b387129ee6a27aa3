"""What XML 1.0 can hold, and how it is written there.

Source: https://www.w3.org/TR/xml/#charsets
"""

import re
from xml.sax.saxutils import escape

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that no XML document may hold, not even as a reference."""

_IN_TEXT = {"\r": "&#13;"}
_IN_ATTRIBUTE = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


def legible(content: str) -> str:
    """Put U+FFFD for every character that XML cannot hold.

    >>> legible("a\\x00b")
    'a\ufffdb'
    """
    return ILLEGAL.sub("\ufffd", content)


def text(content: str) -> str:
    """Write content for between tags; an illegal character becomes U+FFFD.

    >>> text("a<b \\x01")
    'a&lt;b \ufffd'
    """
    return escape(legible(content), _IN_TEXT)


def attribute(content: str) -> str:
    """Write content for between double quotes; an illegal character becomes U+FFFD.

    >>> attribute('a "b"')
    'a &quot;b&quot;'
    """
    return escape(legible(content), _IN_ATTRIBUTE)
