"""Files that are named on the command line and read: what keeps one from being read, in sentences."""

import stat
from pathlib import Path

from kg.documents import unreadable


def readable(name: str) -> Path:
    """Give the path of a file that can be read.

    Raises:
        BadFile: It cannot.
    """
    path = Path(name)
    try:
        # What is no file, such as a pipe, can be opened once only.
        if path.is_dir() or stat.S_ISREG(path.stat().st_mode):
            path.open("rb").close()
    except OSError as error:
        raise unreadable(name, error) from error
    return path
