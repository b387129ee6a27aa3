"""The words of a picture, in Chinese and English."""

from collections.abc import Mapping
from typing import Any

TEXTS: dict[str, tuple[str, str]] = {
    # key: (zh, en)
    "no_group": ("未载明行业", "No industry stated"),
    "no_place": ("未载明所在城市", "No city stated"),
    "elsewhere": ("地图以外", "Beyond the map"),
    "other": ("其他", "Other"),
    "search": ("搜索名称、拼音、首字母", "Search a name, pinyin or initials"),
    "no_match": ("没有匹配的名称", "Nothing has this name"),
    "legend": ("图例", "Legend"),
    "all": ("全部显示", "Show all"),
    "only": ("只看这一项", "Only this"),
    "links": ("显示全部联系", "Show all links"),
    "light": ("浅色", "Light"),
    "dark": ("深色", "Dark"),
    "language": ("English", "中文"),
    "fit": ("看全图", "Whole picture"),
    "zoom_in": ("放大", "Zoom in"),
    "zoom_out": ("缩小", "Zoom out"),
    "close": ("关闭", "Close"),
    "details": ("详情", "Details"),
    "facts": ("事实", "Facts"),
    "members": ("这里的组织", "Based here"),
    "linked": ("联系", "Links"),
    "evidence": ("出处", "Evidence"),
    "characters": ("第 {start}–{end} 字", "characters {start}–{end}"),
    "no_facts": ("没有已采信的事实", "No accepted facts"),
    "more": ("还有 {count} 条未显示", "{count} more not shown"),
    "hidden": ("{all} 项中显示 {shown} 项", "{shown} of {all} shown"),
    "count_things": ("{count} 项", "{count} things"),
    "one_things": ("{count} 项", "{count} thing"),
    "count_links": ("{count} 条联系", "{count} links"),
    "one_links": ("{count} 条联系", "{count} link"),
    "count_places": ("{count} 座城市", "{count} cities"),
    "one_places": ("{count} 座城市", "{count} city"),
    "count_members": ("{count} 家组织", "{count} organisations"),
    "one_members": ("{count} 家组织", "{count} organisation"),
    "count_documents": ("{count} 份文档", "{count} documents"),
    "one_documents": ("{count} 份文档", "{count} document"),
    "backdrop": ("淡点：未提及的其他城市", "Faint points: other cities, of which nothing is claimed"),
    "sources": ("来源：{documents}", "Sources: {documents}"),
    "title": ("算力图谱", "Compute graph"),
    "map": ("图", "Picture"),
    "help": (
        "拖动平移，滚轮缩放；单击看详情；方向键平移，+ − 缩放，/ 搜索，Esc 关闭",
        "Drag to move, scroll to zoom, click for details; arrow keys move, + − zoom, / searches, Esc closes",
    ),
    "no_script": (
        "这张图需要 JavaScript 才能显示。",
        "This picture needs JavaScript to be shown.",
    ),
    "moved": (
        "为避免重叠，部分城市略有移动。",
        "Some cities are moved a little so that none covers another.",
    ),
}
"""Every word that a picture itself speaks: key to (zh, en)."""

KINDS: dict[str, tuple[str, str]] = {
    "country": ("国家", "Country"),
    "province": ("省级行政区", "Province"),
    "city": ("城市", "City"),
    "district": ("区县", "District"),
    "company": ("企业", "Company"),
    "institution": ("机构", "Institution"),
    "government": ("政府部门", "Government body"),
    "industry": ("行业", "Industry"),
    "technology": ("技术", "Technology"),
    "application": ("应用", "Application"),
    "cluster": ("产业集群", "Cluster"),
    "facility": ("设施", "Facility"),
    "policy": ("政策", "Policy"),
    "programme": ("计划与先导区", "Programme"),
    "series": ("报告系列", "Report series"),
    "report": ("报告", "Report"),
    "ranking": ("排行榜", "Ranking"),
    "measure": ("指标", "Measure"),
    "dimension": ("评估维度", "Assessment dimension"),
    "factor": ("评估因素", "Assessment factor"),
    "element": ("要素", "Element"),
    "workload": ("负载", "Workload"),
    "accelerator": ("加速器", "Accelerator"),
    "occasion": ("活动", "Occasion"),
    "document": ("文档", "Document"),
    "fact": ("事实", "Fact"),
    "claim": ("主张", "Claim"),
}
"""Kinds of thing, for a graph that does not name its classes: kind to (zh, en)."""


def titles(title: str | Mapping[str, str] | None, given: Mapping[str, Any]) -> dict[str, str]:
    """Give a picture's title in both languages: as asked for, else as the graph says, else our own.

    >>> titles("算力", {})["en"], titles(None, {"title_en": "Zones"})["en"]
    ('算力', 'Zones')
    """
    if isinstance(title, str):
        return {"zh": title, "en": title}
    asked = dict(title or {})
    return {
        each: str(asked.get(each) or given.get(f"title_{each}") or text("title", each))
        for each in ("zh", "en")
    }


def both(said: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Give the Chinese and the English of `name`, each standing in where the other is missing.

    >>> both({"label_zh": "杭州"}, "label")
    ('杭州', '杭州')
    """
    zh, en = said.get(f"{name}_zh"), said.get(f"{name}_en")
    return str(zh or en or ""), str(en or zh or "")


def text(key: str, language: str) -> str:
    """Give the words for `key` in "zh" or "en".

    >>> text("close", "en")
    'Close'
    """
    return TEXTS[key][0 if language == "zh" else 1]


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
    pair = KINDS.get(kind) or ((kind, kind) if kind else TEXTS["other"])
    return pair[0 if language == "zh" else 1]
