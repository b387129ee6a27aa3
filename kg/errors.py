"""Every error that we explain: one tree, each in two sentences and two languages.

    KgError
    ├── BadInput            what was given cannot be read or understood
    │   ├── Misuse              the words of a command do not go together
    │   ├── BadTerm             an IRI, CURIE, literal or name that is not one
    │   │   ├── BadIri
    │   │   ├── UnknownPrefix
    │   │   ├── UnknownName
    │   │   └── AmbiguousName
    │   ├── BadFile             a file that is not what it should be
    │   ├── BadQuery            SPARQL that does not parse, or asks what cannot be done
    │   │   ├── UnknownQuery
    │   │   ├── UnknownParameter
    │   │   └── MissingParameter
    │   ├── BadKind             a shape that does not declare a fact kind properly
    │   ├── BadFact             a fact that its kind does not allow
    │   └── BadClaim            a claim whose evidence or document is not right
    ├── StoreError          the store cannot do it
    │   ├── NoStore
    │   ├── NotAStore
    │   ├── NotAnEndpoint
    │   ├── StoreLocked
    │   └── StoreFull
    ├── ServiceError        the service will not, or cannot, do what was asked of it
    │   ├── TookTooLong
    │   ├── TookTooMuch
    │   ├── AnswerTooLong
    │   ├── TooBusy
    │   ├── WorkerFault
    │   ├── NotAllowed          nobody gave the right to do that
    │   └── BadRequest          an HTTP request that no client should send; says its status
    └── Missing             a package, a font, a program that this needs and that is not there

The first sentence says what is wrong and names the value; the second says what to do.
"""

import difflib
from collections.abc import Iterable
from typing import ClassVar

from kg.language import Text


class KgError(Exception):
    """Something we can explain.

    Args:
        values: What the two sentences name, filled into the class's templates. A value that is itself
            a phrase is given in both languages, as `{"en": …, "zh": …}`. One named `remedy` takes the
            place of the second sentence.
    """

    problem: ClassVar[Text] = Text("{problem}", "{problem}")
    remedy: ClassVar[Text] = Text("{remedy}", "{remedy}")

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def halves(self, language: str = "en") -> tuple[str, str]:
        """Give what is wrong, and what to do or "", in `language` ("zh" or "en")."""
        values = _Blank({name: _said(value, language) for name, value in self.values.items()})
        problem = self.problem[language].format_map(values)
        # What to do in this very case says more than what to do with such errors in general.
        remedy = values["remedy"] or self.remedy[language].format_map(values)
        return problem, remedy.strip()

    def sentence(self, language: str = "en") -> str:
        """Give the two halves on two lines, or the one that there is."""
        return "\n  ".join(half for half in self.halves(language) if half)

    def text(self) -> Text:
        """Give the same in both languages."""
        return Text(self.sentence("en"), self.sentence("zh"))

    def __str__(self) -> str:
        return self.sentence("en")

    def __reduce__(self) -> tuple[object, ...]:
        return _revive, (type(self), self.values)


class _Blank(dict[str, str]):
    """Leaves a half empty where a value was not given, rather than failing while failing."""

    def __missing__(self, key: str) -> str:
        return ""


def _said(value: object, language: str) -> str:
    return str(value[language] if isinstance(value, dict) and language in value else value)


def _revive(kind: type[KgError], values: dict[str, object]) -> KgError:
    return kind(**values)


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Give up to `most` of the known names that look like this one, nearest first.

    >>> nearest("city-ranks", ["city-ranking", "companies-in-city", "zones"])
    ['city-ranking']
    """
    return difflib.get_close_matches(name, list(known), n=most, cutoff=0.6)


class BadInput(KgError):
    """What was given cannot be read or understood."""


class Misuse(BadInput):
    """The words of a command do not go together; `kg` exits with 2 and not with 1."""


class BadTerm(BadInput):
    """An IRI, CURIE, literal or name that is not one."""

    problem: ClassVar = Text("{value!r} is not {wanted}", "{value!r} 不是{wanted}")


class BadIri(BadTerm):
    """An IRI that cannot be minted or is not absolute."""

    problem: ClassVar = Text("no IRI can be made of {value!r}", "无法由 {value!r} 生成 IRI")
    remedy: ClassVar = Text(
        "give a name with at least one letter, digit or Chinese character", "名称至少要有一个字母、数字或汉字"
    )


class UnknownPrefix(BadTerm):
    """A CURIE whose prefix nobody declared."""

    problem: ClassVar = Text("there is no prefix {value!r}", "没有前缀 {value!r}")
    remedy: ClassVar = Text(
        "did you mean {near}? `kg prefixes` lists them all; a full IRI goes in <angle brackets>",
        "是否指 {near}？`kg prefixes` 列出全部前缀；完整 IRI 请放在 <尖括号> 内",
    )


class UnknownName(BadTerm):
    """A name that nothing in the store has."""

    problem: ClassVar = Text("nothing here is called {value!r}", "这里没有名为 {value!r} 的事物")
    remedy: ClassVar = Text(
        "did you mean {near}? `kg find` searches labels, aliases and pinyin",
        "是否指 {near}？`kg find` 可按标签、别名、拼音查找",
    )


class AmbiguousName(BadTerm):
    """A name that several things have: `things`, which `near` lists."""

    problem: ClassVar = Text("{value!r} may mean {near}", "{value!r} 可以指 {near}")
    remedy: ClassVar = Text("write one of these CURIEs instead", "请改写为其中一个 CURIE")


class BadFile(BadInput):
    """A file that is not what it should be. `where` is the path, with line and column where known."""

    problem: ClassVar = Text("{where}: {why}", "{where}：{why}")
    remedy: ClassVar = Text(
        "see that the file is there and whole, then try again; nothing was changed",
        "请确认文件存在且完整后重试；未作任何改动",
    )


class BadQuery(BadInput):
    """SPARQL that does not parse, or asks for what cannot be done."""

    problem: ClassVar = Text("the query cannot be run: {why}", "查询无法执行：{why}")
    remedy: ClassVar = Text("`--show` prints the SPARQL that is sent", "`--show` 会打印实际发送的 SPARQL")


class UnknownQuery(BadQuery):
    """A query name that no file has."""

    problem: ClassVar = Text("there is no query named {value!r}", "没有名为 {value!r} 的查询")
    remedy: ClassVar = Text(
        "did you mean {near}? `kg queries` lists all {count}",
        "是否指 {near}？`kg queries` 列出全部 {count} 个",
    )


class UnknownParameter(BadQuery):
    """A parameter that the query does not have."""

    problem: ClassVar = Text(
        "query {query!r} has no parameter {value!r}", "查询 {query!r} 没有参数 {value!r}"
    )
    remedy: ClassVar = Text("its parameters are: {near}", "它的参数有：{near}")


class MissingParameter(BadQuery):
    """A parameter that the query cannot do without."""

    problem: ClassVar = Text(
        "query {query!r} needs the parameter {value!r}", "查询 {query!r} 缺少参数 {value!r}"
    )
    remedy: ClassVar = Text("add `--param {value}=…`", "请加上 `--param {value}=…`")


class BadKind(BadInput):
    """A shape that does not declare a fact kind properly."""

    problem: ClassVar = Text(
        "the fact kind {kind} is not declared well: {why}", "事实类型 {kind} 的声明有误：{why}"
    )
    remedy: ClassVar = Text(
        "mend its node shape in ontology/shapes.ttl", "请修改 ontology/shapes.ttl 中它的节点形状"
    )


class BadFact(BadInput):
    """A fact that its kind does not allow."""

    problem: ClassVar = Text(
        "a fact of kind {kind} cannot be made: {why}", "无法构成 {kind} 类型的事实：{why}"
    )


class BadClaim(BadInput):
    """A claim whose evidence or document is not right."""

    problem: ClassVar = Text("{claim}: {why}", "{claim}：{why}")


class StoreError(KgError):
    """The store cannot do it."""


class NoStore(StoreError):
    """There is no store at that place."""

    problem: ClassVar = Text("there is no store at {where}", "{where} 处没有图库")
    remedy: ClassVar = Text(
        "make one with `kg build`, or name another with `--store`",
        "请用 `kg build` 建立，或用 `--store` 指定另一处",
    )


class NotAStore(StoreError):
    """Something else lives at that place."""

    problem: ClassVar = Text("{where} is not a store of ours: {why}", "{where} 不是本程序的图库：{why}")
    remedy: ClassVar = Text(
        "name another place with `--store`; nothing was changed here",
        "请用 `--store` 指定另一处；此处未作任何改动",
    )


class NotAnEndpoint(StoreError):
    """What answers at that address is no SPARQL endpoint."""

    problem: ClassVar = Text("{where} is no SPARQL endpoint: {why}", "{where} 不是 SPARQL 端点：{why}")
    remedy: ClassVar = Text(
        "name the address of the endpoint itself, often {near}", "请给出端点本身的地址，常见为 {near}"
    )


class StoreLocked(StoreError):
    """Another process is writing."""

    problem: ClassVar = Text(
        "{where} is being written by process {pid} ({command}) since {since}",
        "{where} 正由进程 {pid}（{command}）写入，始于 {since}",
    )
    remedy: ClassVar = Text(
        "wait until it ends, or stop it; reading goes on meanwhile", "请等它结束或停止它；期间仍可读取"
    )


class StoreFull(StoreError):
    """The disk has no room."""

    problem: ClassVar = Text("no room left on the disk of {where}", "{where} 所在磁盘已满")
    remedy: ClassVar = Text(
        "free some space and try again; the store is as it was before", "请腾出空间后重试；图库保持原样"
    )


class ServiceError(KgError):
    """The service will not, or cannot, do what was asked of it."""


class TookTooLong(ServiceError):
    """A request was stopped at its time limit."""

    problem: ClassVar = Text("this took longer than {limit} s and was stopped", "用时超过 {limit} 秒，已停止")
    remedy: ClassVar = Text(
        "ask for less at a time, with a LIMIT or a narrower pattern",
        "请缩小查询范围，例如加 LIMIT 或收窄模式",
    )


class TookTooMuch(ServiceError):
    """A request was stopped at its memory limit."""

    problem: ClassVar = Text(
        "this needed more than {limit} of memory and was stopped", "所需内存超过 {limit}，已停止"
    )
    remedy: ClassVar = Text(
        "ask for less at a time; grouping, ordering and DISTINCT hold their rows in memory",
        "请缩小查询范围；分组、排序和 DISTINCT 都会把各行留在内存中",
    )


class AnswerTooLong(ServiceError):
    """An answer grew over its limit."""

    problem: ClassVar = Text(
        "the answer is longer than {limit}, the most that is sent", "结果超过可发送的上限 {limit}"
    )
    remedy: ClassVar = Text("ask for it in parts, with LIMIT and OFFSET", "请用 LIMIT 和 OFFSET 分批查询")


class TooBusy(ServiceError):
    """Too many requests at once; this one was not begun, or was stopped so that others can go on."""

    problem: ClassVar = Text("too many requests are being worked on", "正在处理的请求过多")
    remedy: ClassVar = Text("try again in some seconds", "请过几秒再试")


class WorkerFault(ServiceError):
    """A worker failed in a way that nobody foresaw: a fault of this program."""

    problem: ClassVar = Text("a fault of this program: {why}", "本程序出错：{why}")
    remedy: ClassVar = Text("nothing was changed; the service's log has more", "未作任何改动；详情见服务日志")


class NotAllowed(ServiceError):
    """Nobody gave the right to do that."""


class BadRequest(ServiceError):
    """An HTTP request that no client should send. `status` is the code to answer it with."""


class Missing(KgError):
    """A package, a font or a program that this needs and that is not there."""

    problem: ClassVar = Text("{what} is not installed", "未安装 {what}")
