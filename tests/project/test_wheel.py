"""The wheel: it holds all that the program needs, and nothing that is ours to keep."""

import os
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(where)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (made,) = where.glob("*.whl")
    return made


def test_the_wheel_is_named_after_the_distribution(wheel: Path) -> None:
    assert wheel.name.startswith("suanli_kg-") and wheel.name.endswith("-py3-none-any.whl")


def test_ontology_data_and_queries_are_inside_whole(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = [p for name in ("ontology", "data", "queries") for p in (ROOT / name).rglob("*") if p.is_file()]
    assert len(wanted) > 90
    assert {f"kg/bundle/{p.relative_to(ROOT)}" for p in wanted if not p.name.startswith(".")} <= inside
    assert "kg/py.typed" in inside and any(name.startswith("kg/draw/page/") for name in inside)
    assert not any(name.startswith(("tests/", "docs/", "bench/", "tools/")) for name in inside)


def test_a_graph_is_built_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site"), "KG_LANG": "en"}
    for command, said in (
        ("build", "quads"),
        ("query companies-in-city --param city=合肥", "iFLYTEK"),
        ("draw -o network.html", "nodes"),
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "kg", *command.split()],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stderr
        assert said in ran.stdout + ran.stderr
    code = "import kg; print(kg.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.startswith(str(tmp_path))


def test_pages_are_served_from_the_wheel_alone(wheel: Path, demo_folder: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--store", str(demo_folder), "--port", "0"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        for path, said in (("id/city/hangzhou?lang=zh", "杭州"), ("static/site.css", "{")):
            with urllib.request.urlopen(f"{url}{path}", timeout=60) as answer:
                assert said in answer.read().decode()
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0
