"""`kg claim`, `kg review` and `kg format`: adding to the data files, and keeping them canonical."""

import argparse
import datetime
from pathlib import Path

from kg.cli.main import Session
from kg.errors import BadClaim


def claim(given: argparse.Namespace, session: Session) -> int:
    """Add a document and its claims, and reviews that accept them where that is asked for."""
    from kg.authoring import add_claims, add_document, add_reviews, make_claims, read_lines
    from kg.bundle import folder
    from kg.claims import Review
    from kg.documents import receive
    from kg.kinds import read_kinds
    from kg.terms import mint
    from kg.turtle import read

    if given.accept and not given.by:
        raise BadClaim(
            claim="--accept",
            why={"en": "nobody is named who accepts", "zh": "未指明审核者"},
            remedy={"en": "add `--by NAME`", "zh": "请加上 `--by 姓名`"},
        )
    data = Path(given.data) if given.data else folder("data")
    received = receive(Path(given.document))
    kinds = read_kinds(read(folder("ontology") / "shapes.ttl"))
    made = make_claims(kinds, mint("document", given.name), read_lines(Path(given.file)), received.text)
    facts = {"title": given.title, "date": given.date, "source": given.source}
    document = add_document(data, given.name, received, {k: v for k, v in facts.items() if v})
    added = add_claims(data, document, made)
    if given.accept:
        when = _now()
        add_reviews(data, (Review(c.iri, True, when, given.by, given.reason or "") for _, c in made))
    session.say(
        f"{given.name}: {added.new} new claims, {added.claims} in all ({received.encoding})",
        f"{given.name}：新增 {added.new} 条主张，共 {added.claims} 条（{received.encoding}）",
    )
    return 0


def review(given: argparse.Namespace, session: Session) -> int:
    """Add one review a claim."""
    from kg.authoring import add_reviews
    from kg.bundle import folder
    from kg.claims import Review
    from kg.terms import expand

    data = Path(given.data) if given.data else folder("data")
    when = _now()
    reviews = [
        Review(expand(c), given.verdict == "accept", when, given.by, given.reason) for c in given.claims
    ]
    _refuse_unknown(data, reviews)
    add_reviews(data, reviews)
    session.say(
        f"{len(reviews)} reviews added; `kg build` makes them count",
        f"已添加 {len(reviews)} 条审核；运行 `kg build` 后生效",
    )
    return 0


def format_files(given: argparse.Namespace, session: Session) -> int:
    """Rewrite files in canonical form."""
    from kg.turtle import format_file

    changed = [name for name in given.files if format_file(Path(name))]
    for name in changed:
        print(name)
    session.say(
        f"{len(changed)} of {len(given.files)} rewritten", f"{len(given.files)} 个中改写了 {len(changed)} 个"
    )
    return 0


def _refuse_unknown(data: Path, reviews: list) -> None:  # type: ignore[type-arg]
    from kg.claims import read_claims
    from kg.turtle import read

    known = {c.iri for path in (data / "claims").glob("*.ttl") for c in read_claims(read(path))}
    for one in reviews:
        if one.claim not in known:
            raise BadClaim(
                claim=one.claim.value,
                why={"en": "there is no such claim", "zh": "没有这条主张"},
                remedy={"en": "`kg show` prints the claims of a fact", "zh": "`kg show` 会列出事实的主张"},
            )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
