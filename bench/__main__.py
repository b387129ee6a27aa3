"""Every benchmark, one after the other: `make bench`, or `python -m bench load query` for some."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ALL = ("load", "publish", "find", "query", "process", "export", "draw", "serve", "runaway")


def main() -> int:
    """Run the benchmarks that are named, or all; each in a process of its own, so that none warms another."""
    names = sys.argv[1:] or ALL
    failed = [
        name
        for name in names
        if subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False).returncode
    ]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
