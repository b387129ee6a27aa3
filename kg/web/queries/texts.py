"""The words of the pages about queries, in Chinese and in English."""

FIELDS: dict[str, dict[str, str]] = {
    "thing": {"en": "{0}: a name in any language, or a CURIE", "zh": "{0}：任何语言的名称，或 CURIE"},
    "any_thing": {
        "en": "Anything: a name in any language, or a CURIE",
        "zh": "任何事物：任何语言的名称，或 CURIE",
    },
    "scheme": {"en": "Concept scheme", "zh": "概念体系"},
    "ambiguous": {"en": "Several things are called “{0}”.", "zh": "名为“{0}”的事物不止一个。"},
    "optional": {"en": "may be left empty", "zh": "可不填"},
    "default": {"en": "{0} if left empty", "zh": "不填则为{0}"},
    "yes": {"en": "Yes", "zh": "是"},
    "no": {"en": "No", "zh": "否"},
}
"""What the form of a query says of its fields."""

ANSWERS: dict[str, dict[str, str]] = {
    "rows_all": {"en": "{0} rows", "zh": "共 {0} 行"},
    "rows_one": {"en": "1 row", "zh": "共 1 行"},
    "rows_some": {"en": "Rows {0} to {1} of {2}", "zh": "第 {0} 至 {1} 行，共 {2} 行"},
    "rows_more": {"en": "Rows {0} to {1} of more than {2}", "zh": "第 {0} 至 {1} 行，共超过 {2} 行"},
    "rows_none_here": {"en": "There is no such page: {0} rows in all", "zh": "没有这一页：共 {0} 行"},
    "triples_all": {"en": "{0} triples", "zh": "共 {0} 个三元组"},
    "nothing": {"en": "Nothing was found.", "zh": "没有找到任何结果。"},
    "not_cut": {
        "en": "A page has at most {0} rows; what you download has all.",
        "zh": "每页最多 {0} 行；下载的文件包含全部。",
    },
    "previous": {"en": "Previous rows", "zh": "前一页"},
    "next": {"en": "Next rows", "zh": "后一页"},
    "pages": {"en": "Pages of the table", "zh": "表格翻页"},
    "empty": {
        "en": "Not shown, for no row has anything in it: {0}.",
        "zh": "各行皆空而未显示的列：{0}。",
    },
    "comma": {"en": ", ", "zh": "、"},
    "fact": {"en": "fact", "zh": "事实"},
    "left_out": {"en": "{0} more characters", "zh": "另有 {0} 字"},
    "yes": {"en": "Yes", "zh": "是"},
    "no": {"en": "No", "zh": "否"},
    "download": {"en": "Download", "zh": "下载"},
    "result": {"en": "Result", "zh": "结果"},
    "picture": {"en": "Picture", "zh": "图"},
    "picture_alone": {"en": "The picture on a page of its own", "zh": "单独打开此图"},
    "picture_of": {"en": "Picture: {0}", "zh": "图：{0}"},
    "subject": {"en": "Subject", "zh": "主语"},
    "predicate": {"en": "Predicate", "zh": "谓语"},
    "object": {"en": "Object", "zh": "宾语"},
    "spreadsheet": {"en": "Spreadsheet with names", "zh": "电子表格（带名称）"},
    "table": {"en": "Table", "zh": "表格"},
}
"""What is said of an answer, whatever page it is on."""

QUERIES: dict[str, dict[str, str]] = {
    **ANSWERS,
    "title": {"en": "Queries", "zh": "查询"},
    "lead": {
        "en": "{0} questions that have a name. Each is a page with a form, and its address can be shared.",
        "zh": "{0} 个命名查询。每个都是带表单的页面，地址可以分享。",
    },
    "filter": {"en": "Find a query", "zh": "查找查询"},
    "filter_hint": {"en": "A word of its title or description", "zh": "标题或说明中的词"},
    "filter_do": {"en": "Find", "zh": "查找"},
    "met": {"en": "{0} of {1} queries have “{2}”.", "zh": "{1} 个查询中有 {0} 个含“{2}”。"},
    "show_all": {"en": "Show all", "zh": "显示全部"},
    "other_topic": {"en": "Other", "zh": "其他"},
    "topics": {"en": "Topics", "zh": "主题"},
    "gives_picture": {"en": "picture", "zh": "图"},
    "gives_truth": {"en": "yes or no", "zh": "是或否"},
    "all_queries": {"en": "All queries", "zh": "全部查询"},
    "parameters": {"en": "Parameters", "zh": "参数"},
    "run": {"en": "Show", "zh": "查看"},
    "any": {"en": "Any", "zh": "不限"},
    "needed": {"en": "needed", "zh": "必填"},
    "say": {"en": "Fill in what is needed: {0}.", "zh": "请填写必填项：{0}。"},
    "mistaken": {"en": "This cannot be answered as it stands.", "zh": "按现在填写的内容无法查询。"},
    "mean": {"en": "Did you mean ", "zh": "是否指"},
    "part_of": {"en": " ({0})", "zh": "（{0}）"},
    "mean_end": {"en": "?", "zh": "？"},
    "between": {"en": ", ", "zh": "、"},
    "also": {"en": "; ", "zh": "；"},
    "sparql": {"en": "SPARQL", "zh": "SPARQL"},
    "sparql_sent": {"en": "The SPARQL of this page", "zh": "本页的 SPARQL"},
    "open_in_editor": {"en": "Open in the editor", "zh": "在编辑器中打开"},
}
"""The pages of the named queries."""

EDITOR: dict[str, dict[str, str]] = {
    **ANSWERS,
    "title": {"en": "SPARQL editor", "zh": "SPARQL 编辑器"},
    "lead": {
        "en": "Ask the graph anything in SPARQL 1.1. Known prefixes need not be declared. ",
        "zh": "用 SPARQL 1.1 查询图谱。已知前缀无需声明。",
    },
    "endpoint": {"en": "Programs ask at", "zh": "程序访问地址"},
    "stop": {"en": ".", "zh": "。"},
    "other_topic": {"en": "Other", "zh": "其他"},
    "query": {"en": "Query", "zh": "查询"},
    "run": {"en": "Run", "zh": "运行"},
    "named": {"en": "Named queries", "zh": "命名查询"},
    "named_hint": {"en": "Choose one to load it into the editor.", "zh": "选择一个，载入编辑器。"},
    "prefixes": {"en": "Prefixes", "zh": "前缀"},
    "new_tab": {"en": "Query", "zh": "查询"},
    "keys": {
        "en": "In the editor Tab writes a tab: Esc, then Tab, leaves it. Ctrl+Enter runs the query.",
        "zh": "在编辑器中 Tab 键输入制表符：先按 Esc 再按 Tab 即可离开；Ctrl+Enter 运行查询。",
    },
    "rows": {"en": "Table", "zh": "表格"},
    "response": {"en": "Raw response", "zh": "原始响应"},
    "filter_rows": {"en": "Filter rows", "zh": "筛选行"},
    "found": {"en": "{0} rows, {1} s", "zh": "{0} 行，{1} 秒"},
    "found_triples": {"en": "{0} triples, {1} s", "zh": "{0} 个三元组，{1} 秒"},
    "found_one": {"en": "1 row, {1} s", "zh": "1 行，{1} 秒"},
    "matching": {"en": "{0} of {1} rows", "zh": "{1} 行中的 {0} 行"},
    "shown": {"en": "the first {0} are shown; download for all", "zh": "显示前 {0} 行；全部请下载"},
    "failed": {"en": "The query failed", "zh": "查询失败"},
    "unreachable": {"en": "The service did not answer.", "zh": "服务没有响应。"},
    "loading": {"en": "Loading…", "zh": "正在载入…"},
}
"""The page of the editor."""

PICTURE: dict[str, dict[str, str]] = {
    "title": {"en": "No picture", "zh": "没有图"},
    "back": {"en": "Back to the query", "zh": "返回查询"},
}
"""The page that stands for a picture which cannot be drawn."""
