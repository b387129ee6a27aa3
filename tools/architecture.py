"""The wings of `kg/` as a picture and a table, made from the layers contract and from what modules import."""

import ast
import textwrap
import tomllib
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from kg.language import Text

ROOT = Path(__file__).resolve().parent.parent

WINGS: dict[str, tuple[Text, Text]] = {
    # wing: what it owns, what it never knows
    "cli": (
        Text("what is typed, and what is printed", "命令行的输入与输出"),
        Text("how anything is done: each command calls one function", "事情如何完成：每个命令只调用一个函数"),
    ),
    "web": (
        Text("pages for people: things, queries, search", "给人看的页面：事物、查询、搜索"),
        Text("sockets, processes, which engine answers", "套接字、进程、由哪个引擎回答"),
    ),
    "service": (
        Text("SPARQL over HTTP, and the processes that answer", "HTTP 上的 SPARQL，以及作答的进程"),
        Text("HTML, and what a fact is", "HTML，以及何为事实"),
    ),
    "validate": (
        Text("shapes, arithmetic, identity, evidence", "形状、算术、标识、证据"),
        Text("how data came into the store", "数据如何进入图库"),
    ),
    "populate": (
        Text("documents and claims into the graph", "把文档与主张装入图谱"),
        Text("pages, pictures, and whether the graph conforms", "页面、图，以及图谱是否合规"),
    ),
    "graph": (
        Text("what an open graph can be asked", "打开的图谱能回答什么"),
        Text("HTML, SVG, HTTP", "HTML、SVG、HTTP"),
    ),
    "store": (
        Text("where quads are: snapshots, memory, endpoints", "四元组在何处：快照、内存、端点"),
        Text("what quads mean: facts, claims, labels for people", "四元组的含义：事实、主张、供人看的名称"),
    ),
    "sparql": (
        Text("the text of queries, and their results", "查询的文本与结果"),
        Text("any store", "任何图库"),
    ),
    "model": (
        Text("facts, claims, reviews, conflicts", "事实、主张、审核、矛盾"),
        Text("any store; the name of any fact kind", "任何图库；任何事实类型的名称"),
    ),
    "draw": (
        Text("a networkx graph as HTML, SVG, PNG", "把 networkx 图画成 HTML、SVG、PNG"),
        Text("RDF, SPARQL, any store", "RDF、SPARQL、任何图库"),
    ),
    "rdf": (
        Text("vocabulary, IRIs, every RDF format", "词汇、IRI、各种 RDF 格式"),
        Text("queries, stores", "查询、图库"),
    ),
    "disk": (
        Text("files, written whole or not at all", "文件：整个写入，或完全不写"),
        Text("what is in them", "文件的内容"),
    ),
    "errors": (
        Text("every error, in two sentences", "全部错误，各用两句话说明"),
        Text("where it is shown", "在何处显示"),
    ),
    "language": (
        Text("Chinese and English: numbers, dates, labels", "中文与英文：数字、日期、名称"),
        Text("everything else", "其他一切"),
    ),
}

_HEADS = Text("| wing | owns | never knows | imports |", "| 部分 | 负责 | 从不涉及 | 导入 |")
_TITLE = Text(
    "The wings of kg/: each imports only from those below it", "kg/ 的各部分：只能导入位于其下方的部分"
)
_IMPORTS = Text("imports", "导入")
_FONT = "'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
_MONO = "ui-monospace,'DejaVu Sans Mono',monospace"
_WIDTH, _MARGIN, _GAP, _TOP, _LINE, _LABEL = 1040, 40, 12, 70, 17, 62
_LETTER = 6.7  # the width of a letter at this size


def floors() -> list[list[str]]:
    """Give the wings from the top down, neighbours together, as the layers contract has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    return [[wing.strip() for wing in layer.split("|")] for layer in contract["layers"]]


@cache
def imports() -> dict[str, list[str]]:
    """Give for each wing those it imports from, anywhere in its modules, in the order of the floors."""
    order = [wing for floor in floors() for wing in floor]
    found = {wing: {used for path in _modules(wing) for used in _imported(path)} for wing in order}
    return {wing: [used for used in order if used in found[wing] - {wing}] for wing in order}


def table(language: str) -> str:
    """Give what each wing owns, never knows and imports, as a table in Markdown."""
    rows = [_HEADS[language], "|---|---|---|---|"]
    for wing, used in imports().items():
        owns, never = WINGS[wing]
        name = f"[`{wing}`](../kg/{wing if (ROOT / 'kg' / wing).is_dir() else wing + '.py'})"
        rows.append(f"| {name} | {owns[language]} | {never[language]} | {' '.join(used) or '–'} |")
    return "\n".join(rows)


def drawing(language: str) -> str:
    """Give the wings as an SVG: a band a floor; in each wing what it owns, its modules, what it imports."""
    bands = [(floor, max(_height(wing, _width(floor)) for wing in floor)) for floor in floors()]
    height = _TOP + sum(tall + _GAP for _, tall in bands) + _MARGIN - _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
        f'height="{height}" font-family="{_FONT}" role="img" aria-label="{escape(_TITLE[language])}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        _text(_MARGIN, 44, _TITLE[language], 'font-size="20" font-weight="600" fill="#0f172a"'),
    ]
    top = _TOP
    for floor, tall in bands:
        for place, wing in enumerate(floor):
            left = _MARGIN + place * (_width(floor) + _GAP)
            parts += _box(wing, left, top, _width(floor), tall, language)
        top += tall + _GAP
    return "\n".join([*parts, "</svg>", ""])


def _width(floor: list[str]) -> float:
    return (_WIDTH - 2 * _MARGIN - _GAP * (len(floor) - 1)) / len(floor)


def _height(wing: str, width: float) -> int:
    lines = len(_lines(_names(wing), width)) + len(_lines(imports()[wing], width - _LABEL))
    return 64 + _LINE * lines


def _box(wing: str, left: float, top: float, width: float, tall: float, language: str) -> Iterator[str]:
    yield (
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{tall:g}" rx="8" fill="#f8fafc" '
        'stroke="#cbd5e1"/>'
        f'<rect x="{left:g}" y="{top:g}" width="6" height="{tall:g}" rx="3" fill="#0072B2"/>'
    )
    x = left + 20
    yield _text(x, top + 26, wing, f'font-size="16" font-weight="600" fill="#0f172a" font-family="{_MONO}"')
    yield _text(x, top + 47, WINGS[wing][0][language], 'font-size="13" fill="#475569"')
    at = top + 68
    for line in _lines(_names(wing), width):
        yield _text(x, at, line, f'font-size="11" fill="#0f172a" font-family="{_MONO}"')
        at += _LINE
    for number, line in enumerate(_lines(imports()[wing], width - _LABEL)):
        if not number:
            yield _text(x, at, _IMPORTS[language], 'font-size="11" fill="#64748b"')
        yield _text(x + _LABEL, at, line, f'font-size="11" fill="#64748b" font-family="{_MONO}"')
        at += _LINE


def _names(wing: str) -> list[str]:
    """Give the modules of a wing and, with a slash, its folders of modules."""
    folder = ROOT / "kg" / wing
    modules = [p.stem for p in folder.glob("*.py") if p.stem != "__init__"]
    return sorted(modules) + sorted(f"{p.parent.name}/" for p in folder.glob("*/__init__.py"))


def _lines(words: list[str], width: float) -> list[str]:
    """Break words into lines that a box of this width holds."""
    return textwrap.wrap("  ".join(words), int((width - 36) / _LETTER), break_on_hyphens=False)


def _text(x: float, y: float, text: str, attributes: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" {attributes}>{escape(text)}</text>'


def _modules(wing: str) -> list[Path]:
    folder = ROOT / "kg" / wing
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("kg."))
