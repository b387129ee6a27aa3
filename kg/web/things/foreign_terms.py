"""What to call terms of other vocabularies, which come without labels of ours."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from kg.graph.names import Names
from kg.language import Text
from kg.rdf.vocab import PREFIXES

_LABELS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "dcterms": {
        "created": ("created", "创建日期"),
        "creator": ("creator", "创建者"),
        "date": ("date", "日期"),
        "description": ("description", "说明"),
        "license": ("licence", "许可"),
        "modified": ("modified", "修改日期"),
        "publisher": ("publisher", "发布者"),
        "source": ("source", "来源"),
        "title": ("title", "标题"),
    },
    "owl": {"versionInfo": ("version", "版本"), "versionIRI": ("IRI of this version", "此版本的 IRI")},
    "rdf": {"first": ("first", "首项"), "rest": ("rest", "其余")},
    "sh": {
        "alternativePath": ("any of the paths", "任一路径"),
        "class": ("class of the values", "取值的类"),
        "datatype": ("datatype", "数据类型"),
        "declare": ("declared prefixes", "声明的前缀"),
        "disjoint": ("differs from", "不得同于"),
        "in": ("one of", "取值范围"),
        "lessThan": ("less than", "小于"),
        "maxCount": ("at most so many", "最多个数"),
        "maxInclusive": ("at most", "最大值"),
        "message": ("message", "提示"),
        "minCount": ("at least so many", "最少个数"),
        "minExclusive": ("more than", "大于"),
        "minInclusive": ("at least", "最小值"),
        "name": ("name", "名称"),
        "namespace": ("namespace", "命名空间"),
        "nodeKind": ("kind of node", "节点种类"),
        "order": ("order", "次序"),
        "path": ("property", "属性"),
        "pattern": ("pattern", "格式"),
        "prefix": ("prefix", "前缀"),
        "prefixes": ("prefixes from", "前缀来自"),
        "property": ("roles", "角色"),
        "select": ("query", "查询"),
        "severity": ("severity", "严重程度"),
        "sparql": ("checked by a query", "以查询检查"),
        "targetClass": ("for things of", "适用的类"),
        "targetSubjectsOf": ("for whatever has", "适用于具有此属性者"),
        "uniqueLang": ("one for each language", "每种语言一个"),
    },
    "vann": {
        "preferredNamespacePrefix": ("usual prefix", "常用前缀"),
        "preferredNamespaceUri": ("namespace", "命名空间"),
    },
}
_BY_IRI = {
    PREFIXES[prefix] + name: Text(english, chinese)
    for prefix, names in _LABELS.items()
    for name, (english, chinese) in names.items()
}


def property_label(predicate: NamedNode, names: Names) -> str:
    """Give what to call a property: by its label in the graph, by ours for it, or by its CURIE."""
    label = names.label(predicate)
    is_own = ":" not in label
    known = _BY_IRI.get(predicate.value)
    return label if is_own or known is None else known[names.language]
