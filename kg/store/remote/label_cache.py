"""Files in the user's cache that are derived from an endpoint, such as the index of its labels.

A file's name tells what the labels were when it was made: how many, and how long. A label that changes and
keeps its length is not seen by that, so a file is good for an hour at most.
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from kg.errors import KgError
from kg.rdf.iris import digest
from kg.rdf.vocab import LABEL_PROPERTIES
from kg.sparql.engine import Solutions
from kg.store.remote.endpoint import Endpoint

_GOOD_FOR_S = 3600
_LABELS = ", ".join(f"<{name.value}>" for name in LABEL_PROPERTIES)
_TRIPLE = f"?thing ?name ?label FILTER(?name IN ({_LABELS}))"
_COUNTED = tuple(
    f"SELECT (COUNT(?label) AS ?count) (SUM(STRLEN(STR(?label))) AS ?length) {{ {where} }}"
    for where in (_TRIPLE, f"GRAPH ?graph {{ {_TRIPLE} }}")
)


def cached_file(
    cache: Path, endpoint: Endpoint, select: Callable[[str], Solutions], name: str
) -> Path | None:
    """Name the file that keeps something of an endpoint as its labels are now; older ones are removed.

    Args:
        cache: The user's folder of such files.
        endpoint: Where the labels are.
        select: Answers a SELECT of that endpoint.
        name: What is kept, such as "labels.sqlite".

    Returns:
        None where the endpoint cannot say how many labels it has, or where nothing can be kept.
    """
    folder = cache / digest(endpoint.addresses.query, endpoint.user)
    try:
        counted = [select(query)[0] for query in _COUNTED]
        # What is behind a login is nobody else's.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (KgError, OSError):
        return None
    told = "-".join(getattr(one[column], "value", "0") for one in counted for column in ("count", "length"))
    path = folder / f"{told}.{name}"
    for other in folder.glob(f"*.{name}"):
        if other != path or time.time() - other.stat().st_mtime > _GOOD_FOR_S:
            with contextlib.suppress(OSError):
                other.unlink()
    return path
