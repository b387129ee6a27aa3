"""The newest snapshot, its number and ETags; looked up at every request, so it must cost next to nothing."""

import zlib
from collections.abc import Mapping
from pathlib import Path

from kg import __version__
from kg.store.snapshots import SnapshotFolder

_DECIDES = ("accept", "accept-encoding", "accept-language")


class Newest:
    """The newest snapshot of a folder, whoever published it; a store elsewhere has none.

    Args:
        folder: The store's folder; None for a store that is somewhere else.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = SnapshotFolder(folder) if folder is not None else None
        self._published = folder / "snapshots" if folder is not None else None
        self._changed = -1
        self._number = 0
        self._tag: str | None = None

    def number(self) -> int:
        """Give the number of the newest snapshot; 0 where there are none."""
        if self._published is not None:
            # Publishing renames into this folder, and that is what changes its time.
            changed = self._published.stat().st_mtime_ns
            if changed != self._changed:
                self._read_newest()
                self._changed = changed
        return self._number

    def tag(self) -> str | None:
        """Give a name of the newest snapshot that no other ever had; None where there are none."""
        self.number()
        return self._tag

    def tag_of(self, headers: Mapping[str, str], *parts: str) -> str | None:
        """Name an answer over the newest snapshot, as ETag has it; None where there are no snapshots.

        Args:
            headers: Those of the request; they decide the form of the answer.
            parts: What else decides about the answer.
        """
        self.number()
        return self.tag_as_known(headers, *parts)

    def tag_as_known(self, headers: Mapping[str, str], *parts: str) -> str | None:
        """Name an answer as `tag_of` does, over the snapshot that was the newest when last looked at."""
        if self._tag is None:
            return None
        # Another version of this program may answer differently.
        parts_and_headers = "\n".join([__version__, *parts, *[headers.get(name, "") for name in _DECIDES]])
        return f'W/"{self._tag}-{zlib.crc32(parts_and_headers.encode()):x}"'

    def _read_newest(self) -> None:
        assert self._folder is not None
        self._number = self._folder.newest() or 0
        if self._number:
            made = self._folder.when(self._number)
            self._tag = f"{self._number:x}-{made:x}"
