"""The words of the pages, in Chinese and in English."""

from kg.language import Text

LANGUAGE_TAGS = Text("en", "zh-Hans")
"""How each language of the interface is tagged in HTML."""

TEXTS: dict[str, dict[str, str]] = {
    # the frame of every page
    "name": Text("Suanli 算力", "算力 Suanli"),
    "skip": Text("Skip to the content", "跳到正文"),
    "site": Text("Site", "网站导航"),
    "search": Text("Search", "搜索"),
    "search_hint": Text("Name, pinyin or initials", "名称、拼音或首字母"),
    "things": Text("Things", "事物"),
    "queries": Text("Queries", "查询"),
    "sparql": Text("SPARQL", "SPARQL"),
    "conflicts": Text("Conflicts", "矛盾"),
    "other_language": Text("中文", "English"),
    "other_language_tag": Text("zh-Hans", "en"),
    "in_other_language": Text("用中文阅读本页", "Read this page in English"),
    "licence": Text(
        "Facts are what documents claim. Ontology and data: Apache-2.0; coordinates contain data of",
        "每条事实都是文档的主张。本体与数据采用 Apache-2.0；坐标含有以下来源的数据：",
    ),
    "after_colon": Text(" ", ""),
    "stop": Text(".", "。"),
    "snapshot": Text("Snapshot {0}, published ", "快照 {0}，发布于 "),
    "dataset": Text("Description of the dataset", "数据集说明"),
    # lists in pages
    "pages": Text("Pages of {0}", "{0}分页"),
    "previous": Text("Previous", "上一页"),
    "next": Text("Next", "下一页"),
    "page_of": Text("page {0} of {1}", "第 {0} / {1} 页"),
    "cut": Text(
        "So much points here that only what is accepted is listed, in the order of the store.",
        "指向此处的内容极多，因此只按库内次序列出已采信的部分。",
    ),
    "more": Text("and {0} more", "另有 {0} 项"),
    "uncounted": Text("more than {0}", "{0} 以上"),
    # the page of a thing
    "iri": Text("IRI", "IRI"),
    "formats": Text("As data", "数据格式"),
    "aliases": Text("also called", "又称"),
    "misspellings": Text("misspelt", "误写"),
    "coordinates": Text("coordinates", "坐标"),
    "properties": Text("What is said about it", "基本信息"),
    "facts": Text("Facts", "事实"),
    "fact": Text("fact", "事实"),
    "who_says": Text("Who says so, and where", "谁这样说，在何处"),
    "states": Text("What is stated", "所述事实"),
    "this_fact": Text("The page of this fact", "此事实的页面"),
    "not_accepted": Text("not accepted", "未采信"),
    "characters": Text("characters {0}–{1}", "字符 {0}–{1}"),
    "stated_by": Text("stated by ", "数据方："),
    "comma": Text(", ", "，"),
    "semicolon": Text("; ", "；"),
    "colon": Text(": ", "："),
    "written": Text("written “{0}”", "原文“{0}”"),
    "by_hand": Text("read by a person", "人工读取"),
    "by_rule": Text("rule {0}", "规则 {0}"),
    "confidence": Text("confidence {0}", "置信度 {0}"),
    "accepted_before": Text("accepted ", "{0} 于 "),
    "accepted_after": Text(" by {0}", " 采信"),
    "accepted_short": Text("accepted ", ""),
    "accepted_short_end": Text("", " 采信"),
    "rejected_before": Text("rejected ", "{0} 于 "),
    "rejected_after": Text(" by {0}", " 拒绝"),
    "pending": Text("awaits review", "待审核"),
    "no_source": Text("no document at hand claims it", "没有文档主张它"),
    "contradiction": Text("Contradiction", "矛盾"),
    "difference": Text("Difference", "差异"),
    "in_conflict": Text("Documents disagree here", "此处说法不一"),
    # No line ends between the sign and the number.
    "converted": Text("≈\u00a0{0}", "≈\u00a0{0}"),
    "the_part": Text("The part", "部分"),
    "the_whole": Text("The whole", "整体"),
    "against": Text("against", "对"),
    "links": Text("What links here", "指向此处"),
    "this": Text("this", "此"),
    "further": Text("Ask about it", "就此提问"),
    "as_picture": Text("picture", "图"),
    "nothing_ranked": Text(
        "No entries yet: no document here says what stands where in it.",
        "尚无条目：现有文档都没有说明其名次。",
    ),
    "all_links": Text("all", "全部"),
    "sources": Text("Sources", "出处"),
    "not_a_rank": Text(
        "(6) is a place in a list, which the text does not call a rank.", "(6) 为列举次序，原文未称之为名次。"
    ),
    "claims": Text("What it claims, in its order", "依原文次序的主张"),
    "where": Text("Where", "位置"),
    "says": Text("What it says", "内容"),
    "instances": Text("Things of this class", "此类事物"),
    "contents": Text("What this graph speaks of", "此图所述"),
    "uses": Text("Where it is used", "使用之处"),
    "subject": Text("subject", "主语"),
    "object": Text("object", "宾语"),
    "rest_is_data": Text(
        "More is said than a page holds; the data has all of it.", "内容超出一页所能容纳；数据格式中有全部。"
    ),
    # where there is nothing
    "nothing_called": Text("There is no such thing here", "这里没有这一事物"),
    "nothing_about": Text("Nothing is said about", "没有关于以下 IRI 的任何陈述："),
    "near_names": Text("Is one of these meant?", "是否指以下之一？"),
    "search_for_it": Text("Search for it", "搜索"),
    "nowhere": Text("There is no such page", "没有这一页面"),
    "no_page_at": Text("Nothing is at this address:", "此地址没有内容："),
    "to_home": Text("The first page", "首页"),
    "to_things": Text("Search for things", "搜索事物"),
    # the way in
    "home_title": Text("China's AI computing power, as documents claim it", "中国人工智能算力：文档怎么说"),
    "home_lead": Text(
        "A knowledge graph of cities, companies, rankings and policies, in which every fact has the"
        " documents that claim it, the exact passages, and the reviews that accepted it. Documents may"
        " disagree, and where they do both sides are shown.",
        "一张关于算力城市、企业、榜单与政策的知识图谱：每条事实都带有主张它的文档、确切的原文位置，"
        "以及采信它的审核。文档之间可以说法不一；凡有分歧，两边并列。",
    ),
    "find_thing": Text("Find a city, a company, a ranking, a policy", "查找城市、企业、榜单、政策"),
    "examples": Text("Hangzhou, 阿里巴巴, hz", "杭州、alibaba、hz"),
    "n_facts": Text("facts", "事实"),
    "n_claims": Text("claims", "主张"),
    "n_documents": Text("documents", "文档"),
    "n_reviews": Text("reviews", "审核"),
    "n_contradictions": Text("contradictions", "矛盾"),
    "rankings": Text("Rankings", "榜单"),
    "entry": Text("1 entry", "1 条"),
    "entries": Text("{0} entries", "{0} 条"),
    "no_entries": Text("no entries yet", "尚无条目"),
    "newest": Text("Newest documents", "最新文档"),
    "what_there_is": Text("What there is", "图谱中有什么"),
    "ways": Text("Ways to ask", "怎样提问"),
    "way_picture": Text("Companies and cities in one picture", "企业与城市一图看清"),
    "way_queries": Text("Questions that have a name", "命名查询"),
    "way_sparql": Text("Ask in SPARQL", "用 SPARQL 查询"),
    "way_conflicts": Text("Where documents disagree", "文档说法不一之处"),
    "search_for": Text("Search for “{0}”", "搜索“{0}”"),
    "kind": Text("Kind", "种类"),
    "any_kind": Text("any kind", "全部种类"),
    "found": Text("Found", "找到"),
    "none_found": Text("Nothing is called so", "没有这样的名称"),
    "how_to_find": Text(
        "Names in Chinese and English, aliases, pinyin, initials and CURIEs are searched; a part"
        " of a name is enough.",
        "可按中英文名称、别名、拼音、首字母和 CURIE 搜索，只写名称的一部分也可以。",
    ),
    # conflicts
    "conflicts_lead": Text(
        "Facts that agree on what they are about and differ in what they say. Contradictions: {0};"
        " differences that can be reconciled: {1}.",
        "所指相同而说法不同的事实：矛盾 {0} 处，可以调和的差异 {1} 处。",
    ),
    "filter_conflicts": Text("Show only", "仅显示"),
    "any_difference": Text("all", "全部"),
    "any_fact_kind": Text("facts of every kind", "各类事实"),
    "no_conflicts": Text("No two facts differ so.", "没有这样的分歧。"),
}
