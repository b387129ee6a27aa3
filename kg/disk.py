"""What a disk says when it cannot do what a store wants of it, in sentences."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreError, StoreFull

# A quota or a limit on file size is no different to the user than a disk without room.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SAID = ("No space left", "Disk quota exceeded", "File too large")


@contextmanager
def full_disk_said(where: Path) -> Iterator[None]:
    """Tell what fails for want of room as StoreFull."""
    try:
        yield
    # pyoxigraph reports what RocksDB met as either of the two.
    except (OSError, RuntimeError) as error:
        if is_full(error):
            raise StoreFull(where=where) from error
        raise


def is_full(error: OSError | RuntimeError) -> bool:
    """Whether an error says that the disk has no room."""
    code = error.errno if isinstance(error, OSError) else None
    return code in NO_ROOM or any(words in str(error) for words in _SAID)


@contextmanager
def refusal_said(where: Path) -> Iterator[None]:
    """Tell what fails for want of rights as StoreError."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        raise StoreError(
            problem={"en": f"{where} may not be written to", "zh": f"{where} 不可写"},
            remedy={
                "en": "ask its owner for the right to write, or build a store elsewhere; reading works",
                "zh": "请向所有者申请写权限，或在别处建立图库；读取不受影响",
            },
        ) from error
