"""The words of a picture, in Chinese and English."""

from collections.abc import Mapping
from typing import Any

from kg.language import Text

TEXTS: dict[str, Text] = {
    "no_group": Text("No industry stated", "未载明行业"),
    "no_place": Text("No city stated", "未载明所在城市"),
    "elsewhere": Text("Beyond the map", "地图以外"),
    "other": Text("Other", "其他"),
    "search": Text("Search a name, pinyin or initials", "搜索名称、拼音、首字母"),
    "no_match": Text("Nothing has this name", "没有匹配的名称"),
    "legend": Text("Legend", "图例"),
    "all": Text("Show all", "全部显示"),
    "only": Text("Only this", "只看这一项"),
    "links": Text("Show all links", "显示全部联系"),
    "light": Text("Light", "浅色"),
    "dark": Text("Dark", "深色"),
    "language": Text("中文", "English"),
    "fit": Text("Whole picture", "看全图"),
    "zoom_in": Text("Zoom in", "放大"),
    "zoom_out": Text("Zoom out", "缩小"),
    "close": Text("Close", "关闭"),
    "details": Text("Details", "详情"),
    "facts": Text("Facts", "事实"),
    "members": Text("Based here", "这里的组织"),
    "linked": Text("Links", "联系"),
    "evidence": Text("Evidence", "出处"),
    "characters": Text("characters {start}–{end}", "第 {start}–{end} 字"),
    "no_facts": Text("No accepted facts", "没有已采信的事实"),
    "more": Text("{count} more not shown", "还有 {count} 条未显示"),
    "hidden": Text("{shown} of {all} shown", "{all} 项中显示 {shown} 项"),
    "count_things": Text("{count} things", "{count} 项"),
    "one_things": Text("{count} thing", "{count} 项"),
    "count_links": Text("{count} links", "{count} 条联系"),
    "one_links": Text("{count} link", "{count} 条联系"),
    "count_places": Text("{count} cities", "{count} 座城市"),
    "one_places": Text("{count} city", "{count} 座城市"),
    "count_members": Text("{count} organisations", "{count} 家组织"),
    "one_members": Text("{count} organisation", "{count} 家组织"),
    "count_documents": Text("{count} documents", "{count} 份文档"),
    "one_documents": Text("{count} document", "{count} 份文档"),
    "backdrop": Text("Faint points: other cities, of which nothing is claimed", "淡点：未提及的其他城市"),
    "sources": Text("Sources: {documents}", "来源：{documents}"),
    "title": Text("Compute graph", "算力图谱"),
    "map": Text("Picture", "图"),
    "help": Text(
        "Drag to move, scroll to zoom, click for details; arrow keys move, + − zoom, / searches, Esc closes",
        "拖动平移，滚轮缩放；单击看详情；方向键平移，+ − 缩放，/ 搜索，Esc 关闭",
    ),
    "no_script": Text("This picture needs JavaScript to be shown.", "这张图需要 JavaScript 才能显示。"),
    "moved": Text(
        "Some cities are moved a little so that none covers another.", "为避免重叠，部分城市略有移动。"
    ),
}
"""Every word that a picture itself speaks, by its key."""

KINDS: dict[str, Text] = {
    "country": Text("Country", "国家"),
    "province": Text("Province", "省级行政区"),
    "city": Text("City", "城市"),
    "district": Text("District", "区县"),
    "company": Text("Company", "企业"),
    "institution": Text("Institution", "机构"),
    "government": Text("Government body", "政府部门"),
    "industry": Text("Industry", "行业"),
    "technology": Text("Technology", "技术"),
    "application": Text("Application", "应用"),
    "cluster": Text("Cluster", "产业集群"),
    "facility": Text("Facility", "设施"),
    "policy": Text("Policy", "政策"),
    "programme": Text("Programme", "计划与先导区"),
    "series": Text("Report series", "报告系列"),
    "report": Text("Report", "报告"),
    "ranking": Text("Ranking", "排行榜"),
    "measure": Text("Measure", "指标"),
    "dimension": Text("Assessment dimension", "评估维度"),
    "factor": Text("Assessment factor", "评估因素"),
    "element": Text("Element", "要素"),
    "workload": Text("Workload", "负载"),
    "accelerator": Text("Accelerator", "加速器"),
    "occasion": Text("Occasion", "活动"),
    "document": Text("Document", "文档"),
    "fact": Text("Fact", "事实"),
    "claim": Text("Claim", "主张"),
}
"""Kinds of thing, for a graph that does not name its classes."""


def titles(title: str | Mapping[str, str] | None, given: Mapping[str, Any]) -> dict[str, str]:
    """Give a picture's title in both languages: as asked for, else as the graph says, else our own.

    >>> titles("算力", {})["en"], titles(None, {"title_en": "Zones"})["en"]
    ('算力', 'Zones')
    """
    if isinstance(title, str):
        return Text(title, title)
    asked = dict(title or {})
    return {
        each: str(asked.get(each) or given.get(f"title_{each}") or text("title", each))
        for each in ("zh", "en")
    }


def both(attributes: Mapping[str, Any], name: str) -> Text:
    """Give an attribute that is there in both languages, each standing in where the other is missing.

    >>> both({"label_zh": "杭州"}, "label")["en"]
    '杭州'
    """
    zh, en = attributes.get(f"{name}_zh"), attributes.get(f"{name}_en")
    return Text(str(en or zh or ""), str(zh or en or ""))


def text(key: str, language: str) -> str:
    """Give the words for `key` in "zh" or "en".

    >>> text("close", "en")
    'Close'
    """
    return TEXTS[key][language]


def is_sentence(node: Mapping[str, Any]) -> bool:
    """Say whether a node's name is a sentence, which its beginning tells from others rather than its end."""
    return node.get("kind") == "fact"


def counted(what: str, count: int, language: str) -> str:
    """Say how many there are of "things", "links", "places", "members" or "documents".

    >>> counted("links", 2, "en"), counted("places", 1, "en")
    ('2 links', '1 city')
    """
    return text(f"{'one' if count == 1 else 'count'}_{what}", language).format(count=count)


def kind_text(kind: str, language: str) -> str:
    """Name a kind of thing; a kind that is not in the table keeps its own name.

    >>> kind_text("city", "zh"), kind_text("planet", "en")
    ('城市', 'planet')
    """
    known = KINDS.get(kind) or (Text(kind, kind) if kind else TEXTS["other"])
    return known[language]
