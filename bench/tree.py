"""What a process and all that it started take of the machine, as /proc tells.

python bench/tree.py 1234       # one line about process 1234 and its descendants
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree of processes holds."""

    processes: int
    rss: int
    """Bytes in memory; what processes share is counted for each."""
    pss: int
    """Bytes in memory; what processes share is counted once."""

    def in_words(self) -> str:
        """Say it in few words."""
        processes = "process" if self.processes == 1 else "processes"
        return f"{self.pss / 1e6:.0f} MB (RSS {self.rss / 1e6:.0f}) in {self.processes} {processes}"


def members(root: int) -> list[int]:
    """Give the ids of a process and of all its descendants; none where it is gone."""
    parents = dict(_parents())
    found = [root] if root in parents else []
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def usage(root: int) -> Usage:
    """Measure a tree."""
    processes = members(root)
    return Usage(len(processes), sum(map(_rss, processes)), sum(map(_pss, processes)))


def spent_s(root: int) -> float:
    """Give the seconds of CPU that a tree has had, with what ended in it; of 10 ms at the finest."""
    fields = [_stat(process) for process in members(root)]
    return sum(int(ticks) for stat in fields if stat for ticks in stat[11:15]) * _TICK_S


def cpu_s(root: int) -> dict[str, float]:
    """Give the seconds that each thread of a tree has had a CPU so far, by its place in /proc."""
    return dict(_cpu(root))


def descriptors(process: int) -> int:
    """Count the open file descriptors of one process."""
    return sum(1 for _ in (_PROC / str(process) / "fd").iterdir())


def started(process: int) -> str | None:
    """Give when a process began, in the kernel's own count; with the id it names the process for good."""
    fields = _stat(process)
    return fields[19] if fields else None


def _parents() -> Iterator[tuple[int, int]]:
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            yield int(entry.name), int(fields[1])


def _stat(process: int) -> list[str]:
    """Give the fields of /proc/…/stat from the state on, which is the third; none for what is dead."""
    with contextlib.suppress(OSError):
        # The name, the second field, is in parentheses and may hold any.
        fields = (_PROC / str(process) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        return [] if fields[0] in "ZX" else fields
    return []


def _cpu(root: int) -> Iterator[tuple[str, float]]:
    for process in members(root):
        with contextlib.suppress(OSError):
            for thread in (_PROC / str(process) / "task").iterdir():
                # Nanoseconds; what /proc/…/stat counts are hundredths of a second.
                yield str(thread), int((thread / "schedstat").read_text().split()[0]) / 1e9


def _rss(process: int) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int((_PROC / str(process) / "statm").read_text().split()[1]) * _PAGE
    return 0


def _pss(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    print(usage(int(sys.argv[1])).in_words())
