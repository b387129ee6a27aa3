"""One self-contained HTML file: vis-network and a page of our own, which asks nobody anything."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.draw.layout.geometry import Layout
from kg.draw.page.record import record
from kg.draw.palette import PAPER
from kg.draw.texts import text
from kg.errors import Missing
from kg.language import Text

_SCRIPTS = ("labels.js", "links.js", "names.js", "scene.js", "panel.js", "picture.js")
_SLOT = re.compile(r"\{\{ (\w+) \}\}")
# What ends a script element or a string in old parsers; JSON may write any of them as an escape.
_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def page(graph: Any, layout: Layout, *, language: str, theme: str, title: Mapping[str, str]) -> str:
    """Write the page of a laid out graph.

    Args:
        graph: A networkx graph as `kg.graph.network` makes it.
        layout: Where its nodes stand.
        language: "zh" or "en": what the page speaks at first.
        theme: "light", "dark" or "auto".
        title: The heading in "zh" and "en"; any text, it is escaped here.

    Raises:
        Missing: pyvis is not installed with its vis-network script.
    """
    said = record(graph, layout, language=language, theme=theme, title=title)
    style, script = _style(), _script()
    vis = _vis_network()
    return _fill(
        {
            "language_tag": "en" if language == "en" else "zh-Hans",
            "theme": html.escape(theme),
            "policy": _policy(scripts=(vis, script), style=style),
            "title": html.escape(title[language]),
            "style": style,
            "no_script": html.escape(text("no_script", language)),
            "picture": script_safe(said),
            "vis": vis,
            "script": script,
        }
    )


def script_safe(value: object) -> str:
    """Write JSON that no HTML parser takes for anything else, wherever in a script element it stands.

    >>> script_safe({"a": "</script>"})
    '{"a":"\\\\u003c/script\\\\u003e"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _fill(parts: Mapping[str, str]) -> str:
    # One pass: what a part says is never read as a slot.
    return _SLOT.sub(lambda slot: parts[slot[1]], _file("template.html"))


def _policy(*, scripts: tuple[str, ...], style: str) -> str:
    """Allow these scripts and this style and nothing else, from nowhere else.

    Source: https://www.w3.org/TR/CSP3/
    """
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return resources.files("kg.draw").joinpath("page", name).read_text(encoding="utf-8")


def _script() -> str:
    code = "\n".join(_file(name) for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{code}\n}})();\n'


def _style() -> str:
    light, dark = (_variables(PAPER[each]) for each in ("light", "dark"))
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {dark} }} }}\n"
        f":root[data-theme=light] {{ color-scheme: light; {light} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n" + _file("picture.css")
    )


def _variables(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())


@cache
def _vis_network() -> str:
    """Read vis-network from the installed pyvis package, the newest that it brings."""
    # It is only looked for: importing pyvis, with all that it imports, takes a tenth of a second.
    pyvis = find_spec("pyvis")
    folders = pyvis.submodule_search_locations if pyvis else None
    found = sorted(
        (path for folder in folders or () for path in Path(folder).glob("lib/vis-*/vis-network.min.js")),
        key=_version,
    )
    if not found:
        raise Missing(
            what=Text("pyvis with its vis-network script", "带有 vis-network 脚本的 pyvis"),
            remedy=Text(
                "install it again with `pip install --force-reinstall pyvis`, or write .svg or .png",
                "请用 `pip install --force-reinstall pyvis` 重新安装，或改写 .svg、.png",
            ),
        )
    # A closing tag inside the script would end it; a backslash keeps its meaning and hides it.
    return found[-1].read_text(encoding="utf-8").replace("</script", "<\\/script")


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", path.parent.name))
