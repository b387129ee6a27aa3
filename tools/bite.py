"""Breaks the program on purpose, a line at a time, and says whether the tests notice.

`python tools/bite.py` works through `tests/mutations.toml`, each in a copy of the checkout, and exits 1 where
a broken line is not caught. Words after it choose the mutations whose file and reason contain them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "mutations.toml"
_COPIED = ("bench", "data", "docs", "kg", "ontology", "pyproject.toml", "queries", "tests", "tools")
_TIME_LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Mutation:
    """A line to break: what breaks, where, by which text for which, and the tests that must fall."""

    breaks: str
    file: str
    old: str
    new: str
    tests: str


def mutations() -> list[Mutation]:
    """Read the table."""
    return [Mutation(**row) for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutation"]]


def main() -> int:
    """Break each line, run its tests, and print what was caught."""
    chosen = [m for m in mutations() if all(word in m.file + m.breaks for word in sys.argv[1:])]
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        _copy_checkout(copy)
        if _tests_fail(copy, " ".join(sorted({m.tests.partition(" -k ")[0] for m in chosen}))):
            raise SystemExit("the tests fail with nothing broken: mend that first")
        for mutation in chosen:
            is_caught = any(_falls(copy, mutation))
            missed += not is_caught
            print(f"{'caught' if is_caught else 'MISSED'}  {mutation.file}: {mutation.breaks}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} caught")
    return 1 if missed else 0


def _copy_checkout(copy: Path) -> None:
    copy.mkdir()
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    if (ROOT.parent / "shared").is_dir():
        (copy.parent / "shared").symlink_to(ROOT.parent / "shared")


def _falls(copy: Path, mutation: Mutation) -> Iterator[bool]:
    path = copy / mutation.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(broken(whole, mutation), encoding="utf-8")
    try:
        yield _tests_fail(copy, mutation.tests)
    finally:
        path.write_text(whole, encoding="utf-8")


def broken(text: str, mutation: Mutation) -> str:
    """Give a module's text with the mutation in it.

    Raises:
        ValueError: What is to be broken does not stand there exactly once.
    """
    if (count := text.count(mutation.old)) != 1:
        raise ValueError(f"{mutation.file} has {mutation.old!r} {count} times: mend tests/mutations.toml")
    return text.replace(mutation.old, mutation.new)


def _tests_fail(copy: Path, tests: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests.split()]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=_TIME_LIMIT_S
        )
    except subprocess.TimeoutExpired:
        return True
    if run.returncode not in (0, 1):
        # No test ran, or pytest itself failed: that catches nothing.
        raise SystemExit(f"{' '.join(command)} ended with {run.returncode}\n{run.stdout}{run.stderr}")
    return run.returncode == 1


if __name__ == "__main__":
    sys.exit(main())
