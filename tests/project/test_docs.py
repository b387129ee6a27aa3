"""The documentation: every block runs, what it shows is what comes out, its links lead somewhere."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from support.servers import free_port

from kg.cli.commands import COMMANDS
from kg.sparql.named_queries import query_names

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README", "docs/tour", "docs/data-model", "docs/service"]
FILES = [f"{page}{ending}" for page in PAGES for ending in (".md", ".zh.md")]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"\A\s*(?:Save it as|存为) `([\w.]+)`")
_PORT = "7878"
"""The port in the documentation; the tests, of which several run at once, take another each."""
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    saved_as: str | None


def _blocks(file: str) -> list[Block]:
    text = (ROOT / file).read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        saved = _SAVED.match(text[match.end() :])
        found.append(Block(match[1], match[2], saved[1] if saved else None))
    return found


class Desk:
    """A folder as a reader has it: a checkout's data and tour, a built store, and what runs beside."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.language = language
        self.port = free_port()
        self._running: list[subprocess.Popen[str]] = []

    def run(self, line: str) -> str:
        """Run a line as a shell does; one that ends with `&` until the reader is done."""
        line = line.replace(_PORT, str(self.port))
        if line.startswith("make "):
            # The target is there; what `make demo` prints is what `kg demo` prints.
            subprocess.run(["make", "-n", *line.split()[1:]], cwd=ROOT, check=True, capture_output=True)
            if line != "make demo":
                return ""
            line = "kg demo"
        if line.endswith(" &"):
            return self._begin(f"{line.removesuffix(' &')} --port {self.port}")
        return self.succeed(["bash", "-e", "-o", "pipefail", "-c", line])

    def succeed(self, command: list[str]) -> str:
        ran = subprocess.run(
            command, cwd=self.folder, env=self._environment(), capture_output=True, text=True
        )
        assert ran.returncode == 0, f"{command[-1]}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout + ran.stderr

    def end(self) -> None:
        for process in self._running:
            process.terminate()
            process.communicate(timeout=20)

    def _begin(self, line: str) -> str:
        self.end()
        process = subprocess.Popen(
            ["bash", "-c", re.sub(r"^((?:\w+=\S+ )*)", r"\1exec ", line)],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running = [process]
        assert process.stdout is not None
        # It says where it is once it answers.
        return process.stdout.readline().replace(str(self.port), _PORT)

    def _environment(self) -> dict[str, str]:
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "KG_LANG": self.language,
            "PYTHONPATH": str(ROOT),
        }
        environment.pop("COLUMNS", None)  # the test runner's own width is none of the reader's
        return environment


@pytest.fixture
def folder(tmp_path: Path, demo_folder: Path) -> Path:
    shutil.copytree(demo_folder, tmp_path / "kg-store")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "docs" / "tour", tmp_path / "docs" / "tour")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_every_block_runs_and_shows_what_comes_out(file: str, folder: Path) -> None:
    blocks = _blocks(file)
    assert blocks, f"{file} has no blocks"
    desk = Desk(folder, "zh" if file.endswith(".zh.md") else "en")
    said = ""
    if file in ("README.zh.md", "docs/service.zh.md"):
        # Their blocks are those of the English page, where each runs; what is shown needs none of the others.
        blocks = _shown(blocks)
    try:
        for block in blocks:
            said = _run(block, desk, said, file)
    finally:
        desk.end()


def _shown(blocks: list[Block]) -> list[Block]:
    """Give the blocks of which the page shows what comes out, each with that."""
    return [each for pair in pairwise(blocks) if pair[1].language == "text" for each in pair]


def _run(block: Block, desk: Desk, said: str, file: str) -> str:
    match block.language:
        case "sh":
            return "".join(desk.run(line) for line in block.text.splitlines() if line.strip())
        case "text":
            _check_shown(block.text, said, file)
            return said
        case "python":
            return desk.succeed([sys.executable, "-c", block.text.replace(_PORT, str(desk.port))])
        case "sparql":
            name = block.saved_as or "block.rq"
            (desk.folder / name).write_text(block.text, encoding="utf-8")
            return desk.run(f"kg query {name}")
        case "ini":
            return said  # for a machine with systemd
    pytest.fail(f"{file} has a block of {block.language!r} that nothing runs")


def _check_shown(shown: str, said: str, file: str) -> None:
    """Every line that is shown comes out, in this order; a line of … stands for any others."""
    lines = iter(said.splitlines())
    for wanted in shown.splitlines():
        if wanted.strip() not in ("", "…"):
            assert any(line.rstrip() == wanted.rstrip() for line in lines), (
                f"{file} shows {wanted!r}, which is not printed"
            )


@pytest.mark.parametrize(
    "file", sorted(str(p.relative_to(ROOT)) for p in [*ROOT.glob("*.md"), *ROOT.glob("d*/**/*.md")])
)
def test_every_link_leads_somewhere(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for target in _LINK.findall(text):
        if "://" not in target:
            assert (ROOT / file).parent.joinpath(target).exists(), f"{file} links to {target}"


def test_what_is_made_from_the_program_is_current() -> None:
    ran = subprocess.run(
        [sys.executable, "tools/make_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_blocks(page: str) -> None:
    def commands(file: str) -> Iterator[str]:
        blocks = (b.text for b in _blocks(file) if b.language in ("sh", "sparql", "python"))
        return (re.sub(r'#.*|language="\w+"', "", text) for text in blocks)

    assert [*commands(f"{page}.md")] == [*commands(f"{page}.zh.md")]


def test_every_command_and_query_is_in_the_reference() -> None:
    for ending in (".md", ".zh.md"):
        cli = (ROOT / "docs" / f"cli{ending}").read_text(encoding="utf-8")
        queries = (ROOT / "docs" / f"queries{ending}").read_text(encoding="utf-8")
        assert all(f"## kg {name}\n" in cli for name in COMMANDS)
        assert all(f"## {name}\n" in queries for name in query_names())


def test_the_readme_counts_what_there_is() -> None:
    for file, pattern in (("README.md", r"(\d+) questions"), ("README.zh.md", r"(\d+) 个命名查询")):
        found = re.search(pattern, (ROOT / file).read_text(encoding="utf-8"))
        assert found and int(found[1]) == len(query_names())


def test_the_decisions_are_numbered_once_each() -> None:
    numbers = [p.name[:4] for p in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers and len(numbers) == len(set(numbers)) and all(n.isdecimal() for n in numbers)
