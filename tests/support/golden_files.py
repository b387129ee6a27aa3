"""Golden files: what came out before and was looked at, compared with what comes out now."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[1] / "golden"


@dataclass(frozen=True)
class Golden:
    """One folder of golden files.

    Args:
        folder: Its name under `tests/golden/`.
        rewrite: Whether to take what comes out now for golden, which is what `pytest --golden` asks for.
    """

    folder: str
    rewrite: bool

    def path(self, name: str) -> Path:
        return HERE / self.folder / name

    def names(self) -> set[str]:
        return {path.name for path in (HERE / self.folder).iterdir()}

    def check(self, name: str, now: str) -> None:
        """Compare a text with the golden file of that name, which must be there unless it is rewritten."""
        path = self.path(name)
        if self.rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        assert path.is_file(), f"there is no {path}; look at what comes out and run `pytest --golden`"
        assert now == path.read_text(encoding="utf-8")
