"""The lines that `make bite` breaks: that they still stand where its table says."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BITE: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "bite.py"))
MUTATIONS = BITE["mutations"]()


def test_there_are_lines_of_every_wing_that_decides_something() -> None:
    wings = {mutation.file.split("/")[1] for mutation in MUTATIONS}
    assert len(MUTATIONS) >= 20
    assert {"model", "sparql", "store", "service", "web", "draw", "rdf", "graph"} <= wings


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.breaks)
def test_a_line_to_break_stands_once_and_its_tests_are_there(mutation: Any) -> None:
    text = (ROOT / mutation.file).read_text(encoding="utf-8")
    assert BITE["broken"](text, mutation) != text
    paths = [word for word in mutation.tests.split() if "/" in word]
    assert paths and all((ROOT / path).exists() for path in paths)
