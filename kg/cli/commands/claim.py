"""`kg claim`."""

import argparse
import datetime
import re
from pathlib import Path

from kg.cli.arguments import DATA_TO_WRITE, ONTOLOGY, Command, argument
from kg.cli.session import Session, counted
from kg.errors import BadTerm, Misuse
from kg.language import Text

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


_CLAIM = (
    '{"fact": "Location", "roles": {"organisation": "阿里巴巴", "place": "杭州", "role": "总部"}, '
    '"quote": "总部位于杭州"}'
)


def claim(given: argparse.Namespace, session: Session) -> int:
    """Add a document and its claims, and reviews that accept them where that is asked for."""
    from kg.disk import folder
    from kg.model.documents import receive
    from kg.model.reviews import Review
    from kg.populate.data_files import add_claims, add_document, add_reviews, make_claims, read_lines
    from kg.populate.data_folder import claims_file, data_to_write, documents_file, reviews_file
    from kg.populate.reference import Reference
    from kg.rdf.iris import local_name, mint

    _refuse_unfit(given)
    data = data_to_write(given.data)
    reference = Reference.read(Path(given.ontology) if given.ontology else folder("ontology"), data)
    received = receive(Path(given.document))
    document = mint("document", given.name)
    made = make_claims(reference.kinds, document, read_lines(Path(given.file)), received.text, reference)
    facts = {"title": given.title, "date": given.date, "source": given.source}
    add_document(data, given.name, received, {k: v for k, v in facts.items() if v})
    added = add_claims(data, document, made)
    written = [documents_file(data), claims_file(data, document)]
    if given.accept:
        when = now()
        add_reviews(data, (Review(c.iri, True, when, given.by, given.reason or "") for _, c in made))
        written.append(reviews_file(data))
    for path in written:
        print(path)
    name = f"document:{local_name(document)}"
    session.say(
        f"{name}: {counted(added.new, 'new claim')}, {added.claims} in all ({received.encoding}); "
        f"`kg build{data_flag(given)}` makes them count",
        f"{name}：新增 {added.new} 条主张，共 {added.claims} 条（{received.encoding}）；"
        f"运行 `kg build{data_flag(given)}` 后生效",
    )
    return 0


CLAIM = Command(
    "claim",
    claim,
    Text(
        "Add claims of a document to the data files, from JSON lines.",
        "由 JSON 行向数据文件添加某文档的主张。",
    ),
    "kg claim claims.jsonl --document article.txt --name my-article --accept --by me",
    (
        argument(
            "file",
            metavar="FILE",
            en=f"claims, one JSON object a line: {_CLAIM}",
            zh=f"主张，每行一个 JSON 对象：{_CLAIM}",
        ),
        argument("--document", metavar="FILE", required=True, en="the document as received", zh="收到的原文"),
        argument(
            "--name",
            metavar="SLUG",
            required=True,
            en="the document's name; kept in small letters with dashes: My Article is my-article",
            zh="文档名；保存为小写加连字符：My Article 存为 my-article",
        ),
        argument("--title", metavar="TEXT", en="the document's title", zh="文档标题"),
        argument(
            "--date",
            metavar="DATE",
            en="the document's date: 2018, 2018-12 or 2018-12-20",
            zh="文档日期：2018、2018-12 或 2018-12-20",
        ),
        argument("--source", metavar="URL", en="where it was published", zh="发布地址"),
        argument("--accept", action="store_true", en="accept the claims as well", zh="同时采信这些主张"),
        argument("--by", metavar="NAME", en="who reviews", zh="审核者"),
        argument("--reason", metavar="TEXT", en="why", zh="理由"),
        ONTOLOGY,
        DATA_TO_WRITE,
    ),
)


def _refuse_unfit(given: argparse.Namespace) -> None:
    """Refuse to accept without a name, and a date that is none."""
    from kg.populate.reference import is_on_calendar

    if given.accept and not given.by:
        raise Misuse(
            problem=Text("--accept: nobody is named who accepts", "--accept：未指明审核者"),
            remedy=Text("add `--by NAME`", "请加上 `--by 姓名`"),
        )
    if given.date and not (_DATE.fullmatch(given.date) and is_on_calendar(given.date)):
        raise BadTerm(
            value=given.date,
            wanted=Text("a date", "日期"),
            remedy=Text("write it like 2018, 2018-12 or 2018-12-20", "请写成 2018、2018-12 或 2018-12-20"),
        )


def data_flag(given: argparse.Namespace) -> str:
    """Give the flag with which `kg build` builds from the folder that was added to."""
    return f" --data {given.data}" if given.data else ""


def now() -> str:
    """Give the time as reviews have it: ISO 8601, in UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
