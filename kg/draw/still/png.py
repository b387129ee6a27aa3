"""A still picture as PNG, drawn from its SVG without a browser."""

import re

from kg.draw.still.elements import FONTS
from kg.errors import Missing
from kg.language import Text

ZOOM = 2
"""Pixels of the PNG for one of the SVG: sharp on screens of today and in print."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


def png(svg: str) -> bytes:
    """Draw an SVG with the fonts of this system.

    Raises:
        Missing: The picture has Chinese characters and no font of the system does, or resvg is not installed.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise Missing(
            what="resvg-py",
            remedy=Text("`pip install resvg-py`, or write .svg", "请 `pip install resvg-py`，或改写 .svg"),
        ) from error
    if _HAN.search(svg) and not has_chinese_font():
        raise Missing(
            what=Text("a font with Chinese characters", "含有汉字的字体"),
            remedy=Text(
                "install one (Debian, Ubuntu: `apt install fonts-noto-cjk`), or write .html or .svg",
                "请安装一种（Debian、Ubuntu：`apt install fonts-noto-cjk`），或改写 .html、.svg",
            ),
        )
    return bytes(svg_to_bytes(svg_string=svg, zoom=ZOOM))


def has_chinese_font(*, skip_system_fonts: bool = False) -> bool:
    """Say whether Chinese is drawn: two different characters must not look the same.

    Where no font has them, both are drawn as nothing, or as the same empty box.
    """
    return _drawn("杭", skip_system_fonts) != _drawn("州", skip_system_fonts)


def _drawn(character: str, skip_system_fonts: bool) -> bytes:
    from resvg_py import svg_to_bytes

    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
        f'<text x="2" y="20" font-size="20" font-family="{FONTS}">{character}</text></svg>'
    )
    return bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=skip_system_fonts))
