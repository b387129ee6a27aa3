"""Where measurements are kept: one line a measurement in results.tsv, beside the peer's in the same run."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.tsv"
# Before the first run adds to it: what others did on the machine meanwhile.
BUSY = os.getloadavg()[0]
COLUMNS = ("commit", "name", "ours_s", "peer_s", "ratio", "note")


@dataclass(frozen=True, slots=True)
class Measurement:
    """How long we took for something, and how long the peer took for the same, in seconds.

    `ratio` is what the project has set itself a floor or a ceiling for; `note` says which way it goes.
    """

    name: str
    ours_s: float
    peer_s: float | None
    ratio: float | None
    note: str = ""

    def line(self) -> str:
        """Give the columns of results.tsv after the commit."""
        return "\t".join([self.name, _said(self.ours_s), _said(self.peer_s), _said(self.ratio), self.note])


def speed(name: str, ours_s: float, peer_s: float, note: str = "") -> Measurement:
    """Say how many times as fast as the peer we are: more is better."""
    return Measurement(name, ours_s, peer_s, peer_s / ours_s, note or "times as fast as the peer")


def cost(name: str, ours_s: float, peer_s: float, note: str = "") -> Measurement:
    """Say how many times the peer's time we take: less is better."""
    return Measurement(name, ours_s, peer_s, ours_s / peer_s, note or "times the peer's time")


def record(measurement: Measurement, to: Path = RESULTS) -> None:
    """Print a measurement and append it to the results, under the commit that is checked out.

    Every run stays in the results, good or bad. The note ends with the load average at the start: on two
    cores a row from a load of 1 and more says little about what runs on both.
    """
    measurement = replace(measurement, note=f"{measurement.note}; load {BUSY:.1f}")
    if not to.exists():
        to.write_text("\t".join(COLUMNS) + "\n", encoding="utf-8")
    with to.open("a", encoding="utf-8") as file:
        file.write(f"{_commit()}\t{measurement.line()}\n")
    print(measurement.line().replace("\t", "  "), flush=True)


def alternating(
    ours: Callable[[], object], peer: Callable[[], object], times: int = 3
) -> tuple[float, float]:
    """Run both in turn, so often, and give the least seconds of each: what others do meanwhile only adds."""
    taken = [(seconds(ours), seconds(peer)) for _ in range(times)]
    return min(mine for mine, _ in taken), min(theirs for _, theirs in taken)


def seconds(run: Callable[[], object]) -> float:
    """Give the seconds that one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def program(name: str) -> str:
    """Find a program beside the interpreter or on the path.

    Raises:
        FileNotFoundError: It is in neither place; `pip install --group bench` brings the peers.
    """
    beside = ROOT / ".venv" / "bin" / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed: `pip install --group bench` brings the peers")
    return found


def _said(number: float | None) -> str:
    return "" if number is None else f"{number:.4g}"


def _commit() -> str:
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"
