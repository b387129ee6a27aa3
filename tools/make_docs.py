"""Makes the parts of the documentation that come from the program: commands, queries, kinds, wings.

`python tools/make_docs.py` writes them; `--check` says which are not current and exits 1.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import architecture

from kg.cli.commands import COMMANDS
from kg.cli.main import overview, parser
from kg.disk import folder
from kg.language import best
from kg.model.kinds import FactKind, Role, read_kinds
from kg.rdf.iris import local_name
from kg.rdf.turtle import read
from kg.sparql.named_queries import NamedQuery, by_topic, read_queries
from kg.sparql.parameters import Parameter

DOCS = Path(__file__).resolve().parent.parent / "docs"

_WORDS = {
    "cli": {"en": "# Commands", "zh": "# 命令"},
    "cli-made": {
        "en": "Made from `--help`. Exit codes: 0 done, 1 an error that is explained, 2 misuse, "
        "3 the answer is no.",
        "zh": "由 `--help` 生成。退出码：0 完成，1 已说明的错误，2 用法有误，3 答案为否。",
    },
    "queries": {"en": "# Named queries", "zh": "# 命名查询"},
    "queries-made": {
        "en": "Each is a file in `queries/`; `kg query NAME` runs it, and with `--show` prints its SPARQL.",
        "zh": "每个查询是 `queries/` 中的一个文件；`kg query 名称` 运行它，加 `--show` 则打印其 SPARQL。",
    },
    "kinds": {"en": "# Fact kinds", "zh": "# 事实类型"},
    "kinds-made": {
        "en": "Made from `ontology/shapes.ttl`. A role in **bold** must be there.",
        "zh": "由 `ontology/shapes.ttl` 生成。**粗体**的角色必须存在。",
    },
    "role": {"en": "| role | takes | |", "zh": "| 角色 | 取值 | |"},
    "parameter": {"en": "| parameter | takes | |", "zh": "| 参数 | 取值 | |"},
    "default": {"en": " (else `{default}`)", "zh": "（默认 `{default}`）"},
    "says": {"en": "Says", "zh": "句式"},
    "conflict": {"en": "In conflict where", "zh": "矛盾条件"},
    "same": {
        "en": "the same {determinants} have another {determined}",
        "zh": "{determinants}相同而{determined}不同",
    },
    "yields": {"en": "Yields", "zh": "导出"},
    "gives": {"en": "Gives", "zh": "返回"},
}


def pages() -> Iterator[tuple[str, str]]:
    """Give each page's file name and its text."""
    queries = read_queries()
    kinds = read_kinds(read(folder("ontology") / "shapes.ttl"))
    for language, ending in (("en", ".md"), ("zh", ".zh.md")):
        yield f"cli{ending}", _commands(language)
        yield f"queries{ending}", _queries(queries, language)
        yield f"fact-kinds{ending}", _kinds(kinds, language)
        yield f"architecture{ending}", _architecture(DOCS / f"architecture{ending}", language)
        yield f"pictures/architecture{ending.replace('md', 'svg')}", architecture.drawing(language)


def main() -> int:
    """Write the pages, or check them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    is_check = options.parse_args().check
    stale = []
    for name, text in pages():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not is_check:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/{name}: {'not current, run `make docs`' if is_check else 'written'}")
    return 1 if stale and is_check else 0


def _architecture(page: Path, language: str) -> str:
    """Give the page with its table of wings made anew; the rest of it is written by hand."""
    table = f"<!-- wings -->\n\n{architecture.table(language)}\n\n<!-- /wings -->"
    return re.sub(r"<!-- wings -->.*<!-- /wings -->", lambda _: table, page.read_text(), flags=re.DOTALL)


def _commands(language: str) -> str:
    parts = [_WORDS["cli"][language], _WORDS["cli-made"][language], _block(overview(language))]
    for name in COMMANDS:
        parts += [f"## kg {name}", _block(parser(name, language).format_help())]
    return "\n\n".join(parts) + "\n"


def _queries(queries: dict[str, NamedQuery], language: str) -> str:
    parts = [_WORDS["queries"][language], _WORDS["queries-made"][language]]
    topics = by_topic(queries.values(), language)
    for topic, some in topics.items():
        listed = "\n".join(f"- [{q.name}](#{q.name}) — {q.title.get(language, '')}" for q in some)
        parts.append(f"**{topic}**\n\n{listed}")
    for name, query in queries.items():
        parts += [f"## {name}", f"{query.title.get(language, '')}. {query.description.get(language, '')}"]
        if query.parameters:
            rows = [
                f"| `{p.name}` | {p.type}{'' if p.is_needed else '?'} | {_about(p, language)} |"
                for p in query.parameters.values()
            ]
            parts.append("\n".join([_WORDS["parameter"][language], "|---|---|---|", *rows]))
        if query.columns:
            columns = ", ".join(f"`?{name}` {said.get(language, '')}" for name, said in query.columns.items())
            parts.append(f"{_WORDS['gives'][language]}: {columns}")
    return "\n\n".join(parts) + "\n"


def _about(parameter: Parameter, language: str) -> str:
    about = parameter.about.get(language, "")
    if parameter.default is None:
        return about
    return about + _WORDS["default"][language].format(default=parameter.default)


def _kinds(kinds: dict[str, FactKind], language: str) -> str:
    parts = [_WORDS["kinds"][language], _WORDS["kinds-made"][language]]
    for name, kind in kinds.items():
        parts.append(f"## {name} {best(kind.labels, language)}" if language == "zh" else f"## {name}")
        rows = [_role(role, language) for role in kind.roles.values()]
        parts.append("\n".join([_WORDS["role"][language], "|---|---|---|", *rows]))
        sentence = (best(kind.sentences, language) or "").replace("|", " / ")
        said = [f"- {_WORDS['says'][language]}: {sentence}"]
        said += [
            f"- {_WORDS['conflict'][language]}: {_same(kind, d.determinants, d.determined, language)}"
            for d in kind.dependencies
        ]
        said += [
            f"- {_WORDS['yields'][language]}: *{s.subject}* `sl:{local_name(s.predicate)}` *{s.object}*"
            for s in kind.shortcuts
        ]
        parts.append("\n".join(said))
    return "\n\n".join(parts) + "\n"


def _role(role: Role, language: str) -> str:
    name = f"**{role.name}**" if role.is_required else role.name
    takes = local_name(role.datatype or role.filler or role.path)
    return f"| {name} | {takes} | {best(role.labels, language)} |"


def _same(kind: FactKind, determinants: tuple[str, ...], determined: str, language: str) -> str:
    def said(role: str) -> str:
        return best(kind.roles[role].labels, language) or role

    joint = "、" if language == "zh" else ", "
    return _WORDS["same"][language].format(
        determinants=joint.join(said(r) for r in determinants), determined=said(determined)
    )


def _block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


if __name__ == "__main__":
    sys.exit(main())
