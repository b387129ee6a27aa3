"""Large inputs that look like our data: companies, cities, facts, claims and labels, the same bytes anywhere.

    python bench/generate.py 1000000 out/million.nt
    python bench/generate.py 1000000 out/million.nq --seed 7

N-Quads put the claims into the graphs of their documents; N-Triples put all into one graph. There is no
blank node and no line twice. Every name is made up.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Quad

SL = "https://w3id.org/suanli/ontology/"
ID = "https://w3id.org/suanli/id/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
XSD = "http://www.w3.org/2001/XMLSchema#"
WGS84 = "http://www.w3.org/2003/01/geo/wgs84_pos#"
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_SYLLABLES = """
云/yún 智/zhì 算/suàn 力/lì 芯/xīn 海/hǎi 天/tiān 星/xīng 河/hé 光/guāng 明/míng 远/yuǎn 景/jǐng 华/huá
东/dōng 南/nán 西/xī 北/běi 中/zhōng 安/ān 康/kāng 宁/níng 平/píng 长/cháng 春/chūn 秋/qiū 江/jiāng
湖/hú 山/shān 川/chuān 金/jīn 木/mù 水/shuǐ 火/huǒ 土/tǔ 龙/lóng 凤/fèng 麟/lín 鹏/péng 飞/fēi 宏/hóng
达/dá 通/tōng 联/lián 信/xìn 科/kē 创/chuàng 新/xīn 元/yuán 启/qǐ 思/sī 维/wéi 数/shù 图/tú 灵/líng
量/liàng 子/zǐ 超/chāo 凡/fán 博/bó
"""
SYLLABLES = tuple(tuple(syllable.split("/")) for syllable in _SYLLABLES.split())
TRADES = (("科技", "kē jì", "Technology"), ("智能", "zhì néng", "Intelligence"), ("数据", "shù jù", "Data"))
CITIES = 337
PROVINCES = 31
INDUSTRIES = 60
DOCUMENTS = 400
MEASURES = 24


class _Chance:
    """Whole numbers that a seed decides; only `random()` is the same in every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, count: int) -> int:
        # Most things happen in few places, as in life: the square makes small numbers likelier.
        return int(self._random() ** 2 * count)

    def of(self, count: int) -> int:
        return int(self._random() * count)


def lines(triples: int, *, seed: int = 1, quads: bool = False) -> Iterator[str]:
    """Give so many lines of N-Triples, or of N-Quads, each with its line end."""
    chance = _Chance(seed)
    return islice(chain(_places(chance), _statistics(chance), _companies(chance, quads)), triples)


def write(path: Path, triples: int, *, seed: int = 1) -> None:
    """Write so many triples to a file, as N-Quads where its name ends in .nq."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        file.writelines(lines(triples, seed=seed, quads=path.suffix == ".nq"))


def label_quads(count: int, *, seed: int = 1) -> "Iterator[Quad]":
    """Give so many labels, as quads."""
    from pyoxigraph import RdfFormat, parse

    labels = (line for line in lines(100 * count, seed=seed) if f"<{SKOS}" in line and "abel>" in line)
    return iter(parse("".join(islice(labels, count)), RdfFormat.N_TRIPLES))


def _iri(kind: str, name: object) -> str:
    return f"<{ID}{kind}/{name}>"


def _minted(kind: str, *parts: object) -> str:
    text = " ".join([kind, *map(str, parts)])
    return _iri("fact", f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}")


def _labels(thing: str, hans: str, en: str, pinyin: str) -> Iterator[str]:
    for text, language in ((hans, "zh-Hans"), (en, "en"), (pinyin, "zh-Latn-pinyin")):
        yield f'{thing} <{SKOS}prefLabel> "{text}"@{language} .\n'


def _name(chance: _Chance, length: int) -> tuple[str, str, str]:
    chosen = [SYLLABLES[chance.of(len(SYLLABLES))] for _ in range(length)]
    plain = [_PLAIN[pinyin] for _, pinyin in chosen]
    return "".join(sign for sign, _ in chosen), " ".join(pinyin for _, pinyin in chosen), "".join(plain)


def _plain(pinyin: str) -> str:
    tones = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuvvvv")
    return pinyin.translate(tones)


_PLAIN = {pinyin: _plain(pinyin) for _, pinyin in SYLLABLES}


def _places(chance: _Chance) -> Iterator[str]:
    for number in range(PROVINCES):
        yield f"{_iri('province', number)} {A} <{SL}Province> .\n"
    for number in range(CITIES):
        city = _iri("city", number)
        hans, pinyin, plain = _name(chance, 2)
        yield f"{city} {A} <{SL}City> .\n"
        yield from _labels(city, f"{hans}{number}", f"{plain.capitalize()} {number}", pinyin)
        yield f'{city} <{SKOS}altLabel> "{hans}{number}市"@zh-Hans .\n'
        yield f'{city} <{SKOS}notation> "{110000 + number * 100}" .\n'
        yield f'{city} <{WGS84}lat> "{20 + chance.of(30_000) / 1000}"^^<{XSD}decimal> .\n'
        yield f'{city} <{WGS84}long> "{80 + chance.of(50_000) / 1000}"^^<{XSD}decimal> .\n'
        yield f"{city} <{SL}partOf> {_iri('province', number % PROVINCES)} .\n"
    for number in range(INDUSTRIES):
        industry = _iri("industry", number)
        hans, pinyin, plain = _name(chance, 2)
        yield f"{industry} {A} <{SL}Industry> .\n"
        yield from _labels(industry, f"{hans}业{number}", f"{plain} industry {number}", f"{pinyin} yè")


def _statistics(chance: _Chance) -> Iterator[str]:
    for measure in range(MEASURES):
        for year in range(2016, 2026):
            for city in range(0, CITIES, 8):
                fact = _minted("statistic", measure, year, city)
                yield f"{fact} {A} <{SL}Statistic> .\n"
                yield f"{fact} <{SL}measure> {_iri('measure', measure)} .\n"
                yield f"{fact} <{SL}area> {_iri('city', city)} .\n"
                yield f'{fact} <{SL}period> "{year}"^^<{XSD}gYear> .\n'
                yield f'{fact} <{SL}value> "{chance.of(100_000) / 10}"^^<{XSD}decimal> .\n'


def _companies(chance: _Chance, quads: bool) -> Iterator[str]:
    number = 0
    while True:
        yield from _company(chance, number, quads)
        number += 1


def _company(chance: _Chance, number: int, quads: bool) -> Iterator[str]:
    company = _iri("company", number)
    hans, pinyin, plain = _name(chance, 3)
    trade, trade_pinyin, trade_en = TRADES[chance.of(len(TRADES))]
    city = _iri("city", chance.below(CITIES))
    industry = _iri("industry", chance.below(INDUSTRIES))
    yield f"{company} {A} <{SL}Company> .\n"
    yield from _labels(company, hans + trade, f"{plain.capitalize()} {trade_en}", f"{pinyin} {trade_pinyin}")
    yield f'{company} <{SKOS}altLabel> "{hans}{trade}有限公司{number}"@zh-Hans .\n'
    yield f"{company} <{SL}basedIn> {city} .\n"
    yield f"{company} <{SL}activeIn> {industry} .\n"
    location = _minted("location", number)
    yield f"{location} {A} <{SL}Location> .\n"
    yield f"{location} <{SL}organisation> {company} .\n"
    yield f"{location} <{SL}place> {city} .\n"
    yield f"{location} <{SL}role> {_iri('site', 'headquarters')} .\n"
    activity = _minted("activity", number)
    yield f"{activity} {A} <{SL}Activity> .\n"
    yield f"{activity} <{SL}organisation> {company} .\n"
    yield f"{activity} <{SL}field> {industry} .\n"
    for fact in (location, activity):
        yield from _claim(chance, fact, quads)


def _claim(chance: _Chance, fact: str, quads: bool) -> Iterable[str]:
    document = chance.of(DOCUMENTS)
    mark = fact[-17:-1]
    start = chance.of(9000)
    claim, evidence = _iri("claim", f"{document}-{mark}"), _iri("evidence", f"{document}-{mark}")
    end = f"{_iri('graph', f'document/{document}')} ." if quads else "."
    return (
        f"{claim} {A} <{SL}Claim> {end}\n",
        f"{claim} <{SL}states> {fact} {end}\n",
        f"{claim} <{SL}inDocument> {_iri('document', document)} {end}\n",
        f"{claim} <{SL}evidence> {evidence} {end}\n",
        f'{claim} <{SL}confidence> "0.{chance.of(50) + 50}"^^<{XSD}decimal> {end}\n',
        f"{evidence} {A} <{SL}Evidence> {end}\n",
        f'{evidence} <{OA}start> "{start}"^^<{XSD}integer> {end}\n',
        f'{evidence} <{OA}end> "{start + 4 + chance.of(60)}"^^<{XSD}integer> {end}\n',
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("triples", type=int)
    parser.add_argument("path", type=Path, help="ends in .nt or .nq")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write(asked.path, asked.triples, seed=asked.seed)
    print(f"{asked.path}: {asked.path.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
