"""The house: entries, floors, arrows, sizes, and that the page about it says what is there."""

import ast
import re
import sys
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "kg").rglob("*.py"))
}
PAGES = ("docs/architecture.md", "docs/architecture.zh.md")
_STEP = re.compile(r"^(\d+)\. \[`(kg/[\w/]+\.py)`\]\(\.\./(kg/[\w/]+\.py)\) `(\w+)`", re.MULTILINE)

sys.path.insert(0, str(ROOT / "tools"))
from architecture import WINGS, floors, imports  # noqa: E402 - tools/ is no package


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(path: Path) -> set[str]:
    """Give the modules that one imports, inside functions and for types as well."""
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                found.add(name if name in MODULES else node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & MODULES.keys()


def test_there_are_few_entries_and_each_has_its_floor() -> None:
    entries = {p.name for p in (ROOT / "kg").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    wings = {wing for floor in floors() for wing in floor}
    assert {name.removesuffix(".py") for name in entries} == wings | {"__init__", "__main__"}
    assert len(entries) <= 16 and WINGS.keys() == wings


def test_arrows_lead_only_down_and_are_few() -> None:
    order = [floor for floor in floors()]
    level = {wing: number for number, floor in enumerate(order) for wing in floor}
    arrows = [(wing, used) for wing, some in imports().items() for used in some]
    assert all(level[wing] < level[used] for wing, used in arrows)
    assert len(arrows) <= 76


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = nx.DiGraph((name, used) for name, path in MODULES.items() for used in _imported(path))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    assert [sorted(some) for some in nx.strongly_connected_components(graph) if len(some) > 1] == []


def test_no_module_is_over_400_lines_and_no_function_over_50() -> None:
    for path in MODULES.values():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 50, f"{path}: {node.name}"


def test_every_module_begins_with_its_one_job_in_a_line() -> None:
    for path in MODULES.values():
        first = (ast.get_docstring(_tree(path)) or "").partition("\n")[0]
        assert first.endswith("."), f"{path}: {first!r}"


@pytest.mark.parametrize("page", PAGES)
def test_each_step_on_the_page_names_what_is_in_its_file(page: str) -> None:
    steps = _STEP.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [int(number) for number, *_ in steps] == [*range(1, 11)] * 3
    for _, path, link, name in steps:
        names = {
            getattr(node, "name", None)
            for node in ast.walk(_tree(ROOT / path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        assert path == link and name in names, f"{page}: {path} has no {name}"


def test_both_pages_lead_the_same_ways() -> None:
    one, other = (_STEP.findall((ROOT / page).read_text(encoding="utf-8")) for page in PAGES)
    assert one == other
