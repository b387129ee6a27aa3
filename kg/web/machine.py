"""Pages as JSON, for programs: the same that `kg … --json` prints, whole and not a page at a time."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kg.errors import BadInput
from kg.service.negotiation import best_type
from kg.service.workers.reply import Reply, Sink
from kg.web.request import Request

_HTML, _JSON = "text/html", "application/json"
_FORMATS = {"html": _HTML, "json": _JSON}
_VARY = (("Vary", "Accept, Accept-Language"),)


def wants_json(request: Request) -> bool:
    """Say whether JSON is asked for, by `format` or else by Accept, and not a page.

    Raises:
        BadInput: `format` is neither.
    """
    name = request.first("format")
    if not name:
        return best_type(request.accept, (_HTML, _JSON)) == _JSON
    if name in _FORMATS:
        return name == "json"
    known = ", ".join(_FORMATS)
    raise BadInput(
        problem={"en": f"there is no format {name!r} of this", "zh": f"此页没有格式 {name!r}"},
        remedy={"en": f"`format` may be {known}", "zh": f"`format` 可为 {known}"},
    )


def as_json(items: Iterable[Mapping[str, Any]]) -> Reply:
    """Send a list, each of its items once it is made."""

    def write(sink: Sink) -> None:
        between = "["
        for item in items:
            sink.write(f"{between}\n{json.dumps(item, ensure_ascii=False, indent=2)}".encode())
            between = ","
        sink.write(b"[]\n" if between == "[" else b"\n]\n")

    return Reply(write, _JSON, 200, _VARY)
