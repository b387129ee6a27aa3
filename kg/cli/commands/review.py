"""`kg review`."""

import argparse
from pathlib import Path

from kg.cli.arguments import DATA_TO_WRITE, Command, argument
from kg.cli.commands.claim import data_flag, now
from kg.cli.session import Session, counted
from kg.errors import BadClaim
from kg.language import Text


def review(given: argparse.Namespace, session: Session) -> int:
    """Add one review a claim."""
    from kg.model.reviews import Review
    from kg.populate.data_files import add_reviews
    from kg.populate.data_folder import data_to_write, reviews_file
    from kg.rdf.iris import expand

    data = data_to_write(given.data)
    when = now()
    reviews = [
        Review(expand(c), given.verdict == "accept", when, given.by, given.reason) for c in given.claims
    ]
    _refuse_unknown(data, reviews)
    add_reviews(data, reviews)
    print(reviews_file(data))
    session.say(
        f"{counted(len(reviews), 'review')} added; `kg build{data_flag(given)}` makes them count",
        f"已添加 {len(reviews)} 条审核；运行 `kg build{data_flag(given)}` 后生效",
    )
    return 0


REVIEW = Command(
    "review",
    review,
    Text(
        "Accept or reject claims; reviews are only ever added, the newest counts.",
        "采信或拒绝主张；审核只增不改，最新者为准。",
    ),
    "kg review reject claim:… --by me --reason typo",
    (
        argument("verdict", choices=("accept", "reject"), en="what you decide", zh="结论"),
        argument("claims", nargs="+", metavar="CLAIM", en="the claims", zh="主张"),
        argument("--by", metavar="NAME", required=True, en="who reviews", zh="审核者"),
        argument("--reason", metavar="TEXT", default="", en="why", zh="理由"),
        DATA_TO_WRITE,
    ),
)


def _refuse_unknown(data: Path, reviews: list) -> None:  # type: ignore[type-arg]
    from kg.model.claims import read_claims
    from kg.rdf.turtle import read

    known = {c.iri for path in (data / "claims").glob("*.ttl") for c in read_claims(read(path))}
    for one in reviews:
        if one.claim not in known:
            raise BadClaim(
                claim=one.claim.value,
                why=Text("there is no such claim", "没有这条主张"),
                remedy=Text("`kg show` prints the claims of a fact", "`kg show` 会列出事实的主张"),
            )
