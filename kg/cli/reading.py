"""Files that are named on the command line and read: what keeps one from being read, in sentences."""

import errno
import stat
from pathlib import Path

from kg.errors import BadFile

_WHY = {
    errno.ENOENT: {"en": "there is no such file", "zh": "没有这个文件"},
    errno.ENOTDIR: {"en": "there is no such file", "zh": "没有这个文件"},
    errno.EISDIR: {"en": "that is a folder", "zh": "这是一个文件夹"},
    errno.EACCES: {"en": "you may not read it", "zh": "没有读取权限"},
    errno.EPERM: {"en": "you may not read it", "zh": "没有读取权限"},
    errno.ENAMETOOLONG: {"en": "no file can have so long a name", "zh": "文件名过长"},
}
_ANOTHER = {"en": "see that its name is right; nothing was changed", "zh": "请核对文件名；未作任何改动"}


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


def text_of(name: str) -> str:
    """Read a file in UTF-8.

    Raises:
        BadFile: It cannot be read, or is not UTF-8.
    """
    path = readable(name)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadFile(
            where=path,
            why={
                "en": f"it is not UTF-8: byte {error.start} cannot be read",
                "zh": f"不是 UTF-8：第 {error.start} 个字节无法读取",
            },
            remedy={"en": "save it as UTF-8", "zh": "请另存为 UTF-8"},
        ) from error


def unreadable(name: object, error: OSError) -> BadFile:
    """Say in a sentence why a file could not be read."""
    return BadFile(where=name, why=_WHY.get(error.errno or 0, error.strerror), remedy=_ANOTHER)
