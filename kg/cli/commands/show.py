"""`kg show`."""

import argparse
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import DOCUMENTS, JSON, STORE, THING, Command, argument, at_least
from kg.cli.output import print_result
from kg.cli.session import Session
from kg.errors import BadTerm
from kg.language import Text

if TYPE_CHECKING:
    from kg.graph.describe.description import Page


def show(given: argparse.Namespace, session: Session) -> int:
    """Show everything about one thing."""
    from kg.graph.describe import describe, lines, to_json
    from kg.graph.names import Names

    with session.open(whole=True) as graph:
        names = Names(graph.store, session.language)
        thing, documents = graph.thing(given.thing), given.documents
        description = describe(names, thing, documents=documents, page=given.page)
        _refuse_beyond(given.page, description.facts, description.links)
        print_result(given, to_json(description, names), lines(description, names))
    return 0


SHOW = Command(
    "show",
    show,
    Text(
        "Show everything about one thing: facts with their documents, conflicts, links.",
        "显示一个事物的全部：事实及其文档、矛盾、链接。",
    ),
    "kg show 杭州",
    (
        THING,
        argument(
            "--page",
            type=at_least(1),
            default=1,
            metavar="N",
            en="which page of facts and links",
            zh="事实与链接的第几页",
        ),
        DOCUMENTS,
        JSON,
        STORE,
    ),
)


def _refuse_beyond(number: int, *pages: "Page[Any]") -> None:
    """Refuse a page after the last.

    Raises:
        BadTerm: There are not so many.
    """
    last = max(1, *(-(-page.total // page.size) for page in pages))
    if number > last:
        raise BadTerm(
            value=number,
            wanted=Text(f"a page: there are {last}", f"有效的页码，共 {last} 页"),
            remedy=Text(f"give --page 1 to {last}", f"请给出 --page 1 至 {last}"),
        )
