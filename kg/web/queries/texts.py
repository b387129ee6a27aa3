"""The words of the pages about queries, in Chinese and in English."""

from kg.language import Text

FIELDS: dict[str, dict[str, str]] = {
    "thing": Text("{0}: a name in any language, or a CURIE", "{0}：任何语言的名称，或 CURIE"),
    "any_thing": Text("Anything: a name in any language, or a CURIE", "任何事物：任何语言的名称，或 CURIE"),
    "scheme": Text("Concept scheme", "概念体系"),
    "ambiguous": Text("Several things are called “{0}”.", "名为“{0}”的事物不止一个。"),
    "optional": Text("may be left empty", "可不填"),
    "default": Text("{0} if left empty", "不填则为{0}"),
    "yes": Text("Yes", "是"),
    "no": Text("No", "否"),
}
"""What the form of a query says of its fields."""

ANSWERS: dict[str, dict[str, str]] = {
    "rows_all": Text("{0} rows", "共 {0} 行"),
    "rows_one": Text("1 row", "共 1 行"),
    "rows_some": Text("Rows {0} to {1} of {2}", "第 {0} 至 {1} 行，共 {2} 行"),
    "rows_more": Text("Rows {0} to {1} of more than {2}", "第 {0} 至 {1} 行，共超过 {2} 行"),
    "rows_none_here": Text("There is no such page: {0} rows in all", "没有这一页：共 {0} 行"),
    "triples_all": Text("{0} triples", "共 {0} 个三元组"),
    "nothing": Text("Nothing was found.", "没有找到任何结果。"),
    "not_cut": Text(
        "A page has at most {0} rows; what you download has all.", "每页最多 {0} 行；下载的文件包含全部。"
    ),
    "previous": Text("Previous rows", "前一页"),
    "next": Text("Next rows", "后一页"),
    "pages": Text("Pages of the table", "表格翻页"),
    "empty": Text("Not shown, for no row has anything in it: {0}.", "各行皆空而未显示的列：{0}。"),
    "comma": Text(", ", "、"),
    "fact": Text("fact", "事实"),
    "left_out": Text("{0} more characters", "另有 {0} 字"),
    "yes": Text("Yes", "是"),
    "no": Text("No", "否"),
    "download": Text("Download", "下载"),
    "result": Text("Result", "结果"),
    "picture": Text("Picture", "图"),
    "picture_alone": Text("The picture on a page of its own", "单独打开此图"),
    "picture_of": Text("Picture: {0}", "图：{0}"),
    "subject": Text("Subject", "主语"),
    "predicate": Text("Predicate", "谓语"),
    "object": Text("Object", "宾语"),
    "spreadsheet": Text("Spreadsheet with names", "电子表格（带名称）"),
    "table": Text("Table", "表格"),
}
"""What is said of an answer, whatever page it is on."""

QUERIES: dict[str, dict[str, str]] = {
    **ANSWERS,
    "title": Text("Queries", "查询"),
    "lead": Text(
        "{0} questions that have a name. Each is a page with a form, and its address can be shared.",
        "{0} 个命名查询。每个都是带表单的页面，地址可以分享。",
    ),
    "filter": Text("Find a query", "查找查询"),
    "filter_hint": Text("A word of its title or description", "标题或说明中的词"),
    "filter_do": Text("Find", "查找"),
    "met": Text("{0} of {1} queries have “{2}”.", "{1} 个查询中有 {0} 个含“{2}”。"),
    "show_all": Text("Show all", "显示全部"),
    "other_topic": Text("Other", "其他"),
    "topics": Text("Topics", "主题"),
    "gives_picture": Text("picture", "图"),
    "gives_truth": Text("yes or no", "是或否"),
    "all_queries": Text("All queries", "全部查询"),
    "parameters": Text("Parameters", "参数"),
    "run": Text("Show", "查看"),
    "any": Text("Any", "不限"),
    "needed": Text("needed", "必填"),
    "say": Text("Fill in what is needed: {0}.", "请填写必填项：{0}。"),
    "mistaken": Text("This cannot be answered as it stands.", "按现在填写的内容无法查询。"),
    "mean": Text("Did you mean ", "是否指"),
    "part_of": Text(" ({0})", "（{0}）"),
    "mean_end": Text("?", "？"),
    "between": Text(", ", "、"),
    "also": Text("; ", "；"),
    "sparql": Text("SPARQL", "SPARQL"),
    "sparql_sent": Text("The SPARQL of this page", "本页的 SPARQL"),
    "open_in_editor": Text("Open in the editor", "在编辑器中打开"),
}
"""The pages of the named queries."""

EDITOR: dict[str, dict[str, str]] = {
    **ANSWERS,
    "title": Text("SPARQL editor", "SPARQL 编辑器"),
    "lead": Text(
        "Ask the graph anything in SPARQL 1.1. Known prefixes need not be declared. ",
        "用 SPARQL 1.1 查询图谱。已知前缀无需声明。",
    ),
    "endpoint": Text("Programs ask at", "程序访问地址"),
    "stop": Text(".", "。"),
    "other_topic": Text("Other", "其他"),
    "query": Text("Query", "查询"),
    "run": Text("Run", "运行"),
    "named": Text("Named queries", "命名查询"),
    "named_hint": Text("Choose one to load it into the editor.", "选择一个，载入编辑器。"),
    "prefixes": Text("Prefixes", "前缀"),
    "new_tab": Text("Query", "查询"),
    "keys": Text(
        "In the editor Tab writes a tab: Esc, then Tab, leaves it. Ctrl+Enter runs the query.",
        "在编辑器中 Tab 键输入制表符：先按 Esc 再按 Tab 即可离开；Ctrl+Enter 运行查询。",
    ),
    "rows": Text("Table", "表格"),
    "response": Text("Raw response", "原始响应"),
    "filter_rows": Text("Filter rows", "筛选行"),
    "found": Text("{0} rows, {1} s", "{0} 行，{1} 秒"),
    "found_triples": Text("{0} triples, {1} s", "{0} 个三元组，{1} 秒"),
    "found_one": Text("1 row, {1} s", "1 行，{1} 秒"),
    "matching": Text("{0} of {1} rows", "{1} 行中的 {0} 行"),
    "shown": Text("the first {0} are shown; download for all", "显示前 {0} 行；全部请下载"),
    "failed": Text("The query failed", "查询失败"),
    "unreachable": Text("The service did not answer.", "服务没有响应。"),
    "loading": Text("Loading…", "正在载入…"),
}
"""The page of the editor."""

PICTURE: dict[str, dict[str, str]] = {
    "title": Text("No picture", "没有图"),
    "back": Text("Back to the query", "返回查询"),
}
"""The page that stands for a picture which cannot be drawn."""
