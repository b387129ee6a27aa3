"""Small and large made-up networks for the tests of pictures, as `kg.graph.network` makes them."""

import random

import networkx as nx

CITIES = {
    "beijing": ("北京", "Beijing", "běi jīng", 116.40, 39.90),
    "shanghai": ("上海", "Shanghai", "shàng hǎi", 121.47, 31.23),
    "shenzhen": ("深圳", "Shenzhen", "shēn zhèn", 114.06, 22.54),
    "hangzhou": ("杭州", "Hangzhou", "háng zhōu", 120.16, 30.29),
    "suzhou-jiangsu": ("苏州", "Suzhou", "sū zhōu", 120.59, 31.30),
}
INDUSTRIES = {"internet": ("互联网", "Internet"), "finance": ("金融", "Finance"), "chips": ("芯片", "Chips")}
PASSAGE = {
    "document": "document:first",
    "document_zh": "第一篇",
    "document_en": "The first",
    "url": "https://example.org/first",
    "start": 120,
    "end": 136,
}

Network = nx.MultiDiGraph


def _add_city(graph: Network, slug: str, zh: str, en: str, pinyin: str, long: float, lat: float) -> str:
    key = f"city:{slug}"
    initials = "".join(syllable[0] for syllable in pinyin.split())
    graph.add_node(
        key, label_zh=zh, label_en=en, kind="city", class_zh="城市", class_en="City", weight=2.0,
        long=long, lat=lat, search=[zh, en, pinyin, initials], also=[pinyin], plain=[], details=[],
    )  # fmt: skip
    return key


def _add_company(graph: Network, slug: str, zh: str, en: str, city: str | None, industry: str | None) -> str:
    key = f"company:{slug}"
    fact = {
        "fact": f"fact:location-{slug}", "kind_zh": "所在地", "kind_en": "Location",
        "sentence_zh": f"{zh}在此", "sentence_en": f"{en} is here", "roles": [
            {"label_zh": "组织", "label_en": "organisation", "value_zh": zh, "value_en": en, "node": key},
            {"label_zh": "地点", "label_en": "place", "value_zh": "", "value_en": "", "node": city},
        ], "evidence": [PASSAGE],
    }  # fmt: skip
    graph.add_node(
        key, label_zh=zh, label_en=en, kind="company", class_zh="企业", class_en="Company", weight=1.0,
        group=industry and f"industry:{industry}", search=[zh, en], also=[], plain=[], details=[fact],
    )  # fmt: skip
    if city:
        graph.nodes[city]["details"].append(fact)
        graph.nodes[city]["weight"] += 1
        graph.add_edge(
            key, city, "sl:basedIn", predicate="sl:basedIn", label_zh="位于", label_en="based in",
            member=True, facts=[fact],
        )  # fmt: skip
    return key


def five_cities() -> Network:
    """Five cities, eight companies of three industries, one of them without a city, and one link."""
    graph: Network = nx.MultiDiGraph(
        groups={f"industry:{key}": {"zh": zh, "en": en} for key, (zh, en) in INDUSTRIES.items()},
        documents=[PASSAGE],
        backdrop=[(104.07, 30.57), (87.6, 43.8)],
        areas=[{"label_zh": "四川", "label_en": "Sichuan", "long": 102.7, "lat": 30.9}],
    )
    for slug, (zh, en, pinyin, long, lat) in CITIES.items():
        _add_city(graph, slug, zh, en, pinyin, long, lat)
    _add_company(graph, "alibaba", "阿里巴巴", "Alibaba", "city:hangzhou", "internet")
    _add_company(graph, "baidu", "百度", "Baidu", "city:beijing", "internet")
    _add_company(graph, "cambricon", "寒武纪", "Cambricon", "city:beijing", "chips")
    _add_company(graph, "megvii", "旷视", "Megvii", "city:beijing", None)
    _add_company(graph, "tencent", "腾讯", "Tencent", "city:shenzhen", "internet")
    _add_company(graph, "cmb", "招商银行", "China Merchants Bank", "city:shenzhen", "finance")
    _add_company(graph, "nio", "蔚来", "NIO", "city:shanghai", None)
    _add_company(graph, "horizon", "地平线", "Horizon", None, "chips")
    graph.add_edge(
        "company:baidu", "city:shenzhen", "sl:hasBranchIn", predicate="sl:hasBranchIn",
        label_zh="设有分支", label_en="has a branch in", member=False, facts=[],
    )  # fmt: skip
    return graph


def many(count: int, cities: int, seed: int = 1) -> Network:
    """Make `count` nodes, `cities` of them cities, most companies in few of them."""
    rng = random.Random(seed)
    graph: Network = nx.MultiDiGraph(
        groups={f"industry:{n}": {"zh": f"行业{n}", "en": f"Industry {n}"} for n in range(12)}
    )
    for number in range(cities):
        # A cloud that is dense in the east, as China's is.
        long = 122 - abs(rng.gauss(0, 6))
        lat = min(48.0, max(19.0, rng.gauss(32, 5)))
        _add_city(graph, str(number), f"城市{number}", f"City {number}", f"chéng shì {number}", long, lat)
    for number in range(count - cities):
        home = min(int(rng.paretovariate(0.8)) - 1, 10**6) % cities
        industry = min(int(rng.expovariate(0.4)), 11)
        _add_company(
            graph, str(number), f"公司{number}", f"Company {number}", f"city:{home}", str(industry)
        )  # fmt: skip
        if rng.random() < 0.1:
            graph.add_edge(
                f"company:{number}", f"city:{rng.randrange(cities)}", "sl:hasBranchIn", member=False,
                predicate="sl:hasBranchIn", label_zh="设有分支", label_en="has a branch in", facts=[],
            )  # fmt: skip
    return graph


def around_one(neighbours: int = 9) -> Network:
    """A focus, its neighbours by two kinds of link, and two things beyond each third of them."""
    graph: Network = nx.MultiDiGraph(
        focus="city:hangzhou", notes=[{"zh": "20 项中显示 9 项", "en": "9 of 20 shown"}]
    )
    _add_city(graph, "hangzhou", "杭州", "Hangzhou", "háng zhōu", 120.16, 30.29)
    for number in range(neighbours):
        key = f"policy:{number}"
        graph.add_node(key, label_zh=f"第{number}号政策", label_en=f"Policy number {number}", kind="policy")
        name = ("适用于", "applies to") if number % 2 else ("提到", "mentions")
        graph.add_edge(key, "city:hangzhou", name[1], label_zh=name[0], label_en=name[1], facts=[])
        for beyond in range(2 if number % 3 == 0 else 0):
            other = f"report:{number}-{beyond}"
            graph.add_node(
                other, label_zh=f"报告{number}.{beyond}", label_en=f"Report {number}.{beyond}", kind="report"
            )
            graph.add_edge(key, other, "cites", label_zh="引用", label_en="cites", facts=[])
    return graph
